"""Wordings of the problems of tables, clocks and duties (codes R4…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "R401": Wording(
        zh="“{clock}”只在工作时间内计时，而 calendar 没有写明每天的工作时间 hours，时限因此无法计算。",
        en="{clock} runs only in working hours, and calendar does not say which those are, so nothing can be timed.",
        zh_hint='请在 calendar 中写 hours，如 hours: ["08:00-12:00", "14:00-18:00"]。',
        en_hint='Write hours under calendar, as in hours: ["08:00-12:00", "14:00-18:00"].',
    ),
    "R402": Wording(
        zh="工作时间“{found}”不在前一段“{before}”之后，同一时刻会被算两次。",
        en='The working hours "{found}" do not come after "{before}", so the same minute would count twice.',
        zh_hint="请从早到晚排列，互不重叠。",
        en_hint="List them from morning to evening, without overlap.",
    ),
    "R403": Wording(
        zh="写了 hours，而这里没有任何工作时或工作日的时限，它永远不会用到。",
        en="Working hours are stated, and nothing here is timed by them, so they would never apply.",
        zh_hint="请删去 hours，或在 tables 中用 derive 计算用时或时限。",
        en_hint="Delete hours, or derive a duration or a deadline under tables.",
    ),
    "R404": Wording(
        zh="表 {table} 已有列“{what}”，另算一列会使筛选条件指向两处。",
        en='The table {table} has a column "{what}" already; a filter that names it would point to two things.',
        zh_hint="请换一个列名。",
        en_hint="Give the derived column another name.",
    ),
    "R405": Wording(
        zh="时限“{found}”在列 {column} 中没有这个取值，永远不会生效。",
        en='The column {column} never holds "{found}", so this limit would never apply.',
        zh_hint="可用的取值：{near}。",
        en_hint="Values that occur: {near}.",
    ),
    "R406": Wording(
        zh="“{found}”按天、周或月限次，就不能再按级别分开计分：各级之和会超过限次。",
        en='"{found}" counts at most so many a day, week or month, and cannot count levels apart as well: the levels would add up to more.',
        zh_hint="请删去 by_level，或每个级别各写一个考核项。",
        en_hint="Delete by_level, or write one item per level.",
    ),
    "R407": Wording(
        zh="days 的 sum 与 at_least 必须同时写：一天做到多少才算，需要写明。",
        en="days needs both sum and at_least, or neither: how much of a day's work makes the day count must be said.",
        zh_hint="写成如 {{days: patrols, sum: distance_m, at_least: 5000}}。",
        en_hint="Write it like {{days: patrols, sum: distance_m, at_least: 5000}}.",
    ),
    "R408": Wording(
        zh="“{what}”每{unit}要求一次，而这张表{every}考核一次，一个周期里装不下完整的{unit}。",
        en='"{what}" is required every {unit}, and the sheet is filled in every {every}, in which no whole {unit} fits.',
        zh_hint="请改用更短的 per，或放进更长周期的考核表。",
        en_hint="Use a shorter unit, or move the item to a sheet of longer periods.",
    ),
    "R409": Wording(
        zh="{what} 没有应走访的名单：名单要有负责人、起止日期和对象编号。",
        en="{what} is no list of what is to be covered: such a list has a worker, a first and last day, and the target's identifier.",
        zh_hint="可用的表：{near}。",
        en_hint="Tables that fit: {near}.",
    ),
    "R411": Wording(
        zh="表 {table} 是通用表，{part} 对各县都一样，这里只能增加列。",
        en="{table} is a table everybody has, and its {part} is the same everywhere; a pack can only add columns.",
        zh_hint="请删去 {part}，只写 columns；或给自己的表另起名称。",
        en_hint="Delete {part} and write columns alone, or give your own table another name.",
    ),
    "R412": Wording(
        zh="新表 {table} 没有写 {part}，读取时就认不出它的文件或区分不了它的行。",
        en="The new table {table} does not say its {part}, so its file could not be recognised or its rows told apart.",
        zh_hint="写成如 {{label: 入户登记, meaning: 每次入户一行。, key: [entry_id], columns: {{…}}}}。",
        en_hint="Write it like {{label: 入户登记, meaning: 每次入户一行。, key: [entry_id], columns: {{…}}}}.",
    ),
    "R413": Wording(
        zh="{part} 不适用于 {kind} 类型的列，它永远不会生效。",
        en="{part} does not apply to a column that holds {kind}, so it would never take effect.",
        zh_hint="allowed 用于 text，at_least 用于 integer 和 decimal，digits 用于 decimal。",
        en_hint="allowed is for text, at_least for integer and decimal, digits for decimal.",
    ),
    "R414": Wording(
        zh="“{what}”已是另一列或另一张表的名称，表头因此指向两处，记录可能读错。",
        en='"{what}" already names another column or table, so a heading would point to two and records could be misread.',
        zh_hint="请换一个中文名称。",
        en_hint="Choose another label.",
    ),
    "R415": Wording(
        zh="表 {table} 不按记录逐条计数，{what} 对它永远不会生效。",
        en="The rows of {table} are not counted one by one, so {what} would never apply to it.",
        zh_hint="请删去 {what}。",
        en_hint="Delete {what}.",
    ),
    "R416": Wording(
        zh="frequency 要么写 times（几次），要么同时写 sum、at_least 和 part（合计多少），没有写清每个单位要做到什么。",
        en="frequency asks either for times, or for an amount by sum, at_least and part together; what one unit must reach is not clear.",
        zh_hint="写成如 {{frequency: patrols, sum: minutes, at_least: 240, part: whole_down, per: week, week_needs: 3, excused_by: none}}。",
        en_hint="Write it like {{frequency: patrols, sum: minutes, at_least: 240, part: whole_down, per: week, week_needs: 3, excused_by: none}}.",
    ),
    "R417": Wording(
        zh="{what} 是 {found}：一天、一周或一月要求的数至多六位小数，否则合计无法精确保存。",
        en="{what} is {found}; what a day, week or month asks for must have six decimals at most, or sums would not be exact.",
        zh_hint="请换一个数，如 240。",
        en_hint="Write another number, such as 240.",
    ),
    "R418": Wording(
        zh="名册的“{what}”是按各段在岗日期算出的数，另设一列同名，规则读到的会是算出的那个数。",
        en='"{what}" of the roster is computed from the days of each interval; a rule that names such a column would read the computed number.',
        zh_hint="请换一个列名，如 own_{what}。",
        en_hint="Give the column another name, such as own_{what}.",
    ),
    "R410": Wording(
        zh="calendar 写的是 workdays: none（不区分工作日），而“{clock}”只在工作日里计时，时限因此无法计算。",
        en="The calendar counts no workdays (workdays: none), and {clock} runs only on them, so nothing can be timed.",
        zh_hint="请写 workdays: cn，或改用紧急工作时、自然日。",
        en_hint="Write workdays: cn, or use 紧急工作时 or 自然日.",
    ),
}
