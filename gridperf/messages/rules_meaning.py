"""Wordings of the problems of the meaning of a rulebook (codes R2…, first half): filters, names, what is measured."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "R201": Wording(
        zh="筛选条件“{text}”无法解析：{at}，因此无法确定哪些记录计分。",
        en='The filter "{text}" cannot be read at {at}, so nobody can say which records count.',
        zh_hint="写成如 \"valid AND category IN ('消防隐患', '治安隐患')\"。",
        en_hint="Write it like \"valid AND category IN ('消防隐患', '治安隐患')\".",
    ),
    "R202": Wording(
        zh="筛选条件用了“{found}”，这里不允许；规则只能比较记录中的列，不能计算。",
        en='The filter uses "{found}", which is not allowed; a filter compares columns of the record and computes nothing.',
        zh_hint="可用：= <> < <= > >=、AND OR NOT、IN、BETWEEN、IS NULL、LIKE，以及整数的 + 和 -。",
        en_hint="Allowed: = <> < <= > >=, AND OR NOT, IN, BETWEEN, IS NULL, LIKE, and + - on integers.",
    ),
    "R203": Wording(
        zh="表 {table} 没有列“{column}”，筛选条件因此不成立。",
        en='The table {table} has no column "{column}", so the filter selects nothing that can be named.',
        zh_hint="相近的列：{near}。文字要用单引号，如 kind = '投诉'。",
        en_hint="Nearest columns: {near}. Text stands in single quotes, as in kind = '投诉'.",
    ),
    "R204": Wording(
        zh="{left} 填的是{left_kind}，不能与 {right}（{right_kind}）比较，这一条件对任何记录都没有结果。",
        en="{left} ({left_kind}) cannot be compared with {right} ({right_kind}), so the condition has no answer for any record.",
        zh_hint="写成如：{expected}。",
        en_hint="Write it like: {expected}",
    ),
    "R205": Wording(
        zh="{found} 不是“是/否”条件，无法决定记录是否计入。",
        en="{found} is not a yes-or-no condition, so it cannot decide whether a record counts.",
        zh_hint="请写成比较，如 {column} = {example}。",
        en_hint="Write a comparison, such as {column} = {example}.",
    ),
    "R206": Wording(
        zh="NULL 表示没有填写；用 = 或 <> 与它比较永远不成立，这一条件不会选中任何记录。",
        en="A comparison with NULL never holds, so the condition selects no record at all.",
        zh_hint="请写 {column} IS NULL 或 {column} IS NOT NULL。",
        en_hint="Write {column} IS NULL or {column} IS NOT NULL.",
    ),
    "R207": Wording(
        zh="筛选条件用了全角符号“{found}”，因此无法解析。",
        en='The filter uses the full-width character "{found}", so it cannot be read.',
        zh_hint="请改用半角“{expected}”。",
        en_hint='Use "{expected}" instead.',
    ),
    "R208": Wording(
        zh="列 {column} 只取 {allowed}，永远不会是“{found}”，写在这里不会有任何作用。",
        en='The column {column} holds only {allowed} and never "{found}", so this would never apply to anybody.',
        zh_hint="相近的取值：{near}。",
        en_hint="Nearest value: {near}.",
    ),
    "R209": Wording(
        zh="{column} 带有时刻，而“{found}”只是日期：是否包含当天会影响计分，必须写明。",
        en='{column} holds a time of day and "{found}" is only a date: whether that day is included moves points, so it must be said.',
        zh_hint="请用 >= '{found}' 或 < '{found}'，或写出时刻，如 '{found} 18:00'。",
        en_hint="Use >= '{found}' or < '{found}', or give a time, such as '{found} 18:00'.",
    ),
    "R210": Wording(
        zh="筛选条件过长或嵌套过深，无法核对。",
        en="The filter is too long or too deeply nested to be checked by a reader.",
        zh_hint="请改用 IN 列表，或拆成几个考核项；上限 {most} 个字符。",
        en_hint="Use an IN list, or split it into several items; the limit is {most} characters.",
    ),
    "R211": Wording(
        zh="“{what}”用了两次（先是 {first}），引用它的地方无法确定指的是哪一个。",
        en='"{what}" is used twice (first: {first}), so nobody can say which of the two a rule refers to.',
        zh_hint="请给其中一个改名。",
        en_hint="Rename one of them.",
    ),
    "R212": Wording(
        zh="“{what}”是标准指标的名称；另起含义会使各县的同名指标无法比较。",
        en='"{what}" is the name of a standard measure; giving it another meaning would make counties incomparable.',
        zh_hint="请换一个名称，或直接使用标准指标并用 where 缩小范围。",
        en_hint="Choose another name, or use the standard measure and narrow it with where.",
    ),
    "R213": Wording(
        zh="没有名为“{what}”的记录表，因此什么也数不到。",
        en='There is no table of records called "{what}", so nothing could be counted.',
        zh_hint="相近的表：{near}。",
        en_hint="Nearest tables: {near}.",
    ),
    "R214": Wording(
        zh="表 {table} 没有列“{what}”，因此这一条无法适用。",
        en='The table {table} has no column "{what}", so the rule cannot be applied.',
        zh_hint="相近的列：{near}。",
        en_hint="Nearest columns: {near}.",
    ),
    "R215": Wording(
        zh="没有名为“{what}”的指标，因此这一项没有人能得分。",
        en='There is no measure called "{what}", so nobody could earn this item.',
        zh_hint="相近的指标：{near}。也可以直接写 {{count: …}}。",
        en_hint="Nearest measures: {near}. Writing it out works as well: {{count: …}}.",
    ),
    "R216": Wording(
        zh="本表没有名为“{what}”的项目组，这一项的分值就不受任何项目组上限约束。",
        en='This sheet has no section "{what}", so no section\'s maximum would hold for the item.',
        zh_hint="相近的项目组：{near}。",
        en_hint="Nearest sections: {near}.",
    ),
    "R217": Wording(
        zh="没有等次“{what}”，这一条因此永远不会生效。",
        en='There is no grade "{what}", so this rule would never take effect.',
        zh_hint="等次有：{near}。",
        en_hint="The grades are: {near}.",
    ),
    "R218": Wording(
        zh="values 中没有“{what}”，因此工资无法计算。",
        en='There is no "{what}" under values, so this pay cannot be computed.',
        zh_hint="相近的名称：{near}。",
        en_hint="Nearest names: {near}.",
    ),
    "R219": Wording(
        zh="没有名为“{what}”的考核表，因此工资无法计算。",
        en='There is no sheet "{what}", so this pay cannot be computed.',
        zh_hint="考核表有：{near}。",
        en_hint="The sheets are: {near}.",
    ),
    "R220": Wording(
        zh="“{what}”不是本行之前、与它同时发的工资项，无法把它算进去。",
        en='"{what}" is not a pay line before this one that is paid together with it, so it cannot be counted.',
        zh_hint="之前的工资项：{near}。",
        en_hint="Lines before it: {near}.",
    ),
    "R221": Wording(
        zh="列 {what} 填的是{kind}，不能用在这里，因此无法计算。",
        en="{what} holds {kind}, which cannot be used here, so nothing can be computed.",
        zh_hint="可用的列：{near}。",
        en_hint="Columns that fit: {near}.",
    ),
    "R222": Wording(
        zh="直接采用的汇总数没有逐条记录，where 无法缩小它的范围。",
        en="A figure taken as given has no records behind it, so where cannot narrow it.",
        zh_hint="请删去 where，或在 totals 表中另列一个指标。",
        en_hint="Delete where, or give the narrower figure a name of its own in the totals table.",
    ),
    "R223": Wording(
        zh="表 {what} 的记录不属于某个人的某个周期，不能计数。",
        en="Rows of the table {what} belong to no person and period, so they cannot be counted.",
        zh_hint="可用的表：{near}。",
        en_hint="Tables that fit: {near}.",
    ),
    "R224": Wording(
        zh="表 {what} 只有周期、没有日期，不能按天计算。",
        en="The table {what} has periods and no days, so days cannot be counted in it.",
        zh_hint="请改用有日期的表，或改用 count。",
        en_hint="Use a table with dates, or count its rows.",
    ),
    "R225": Wording(
        zh="这个数应恰好写出一种：amount，或 by 和 of，或 steps；否则金额不明。",
        en="A value gives exactly one of an amount, both by and of, or steps; else nobody can say what it is worth.",
        zh_hint="写成 amount: 1200，或 by: area 和 of: {{城镇: 3900, 农村: 1950}}。",
        en_hint="Write amount: 1200, or by: area with of: {{城镇: 3900, 农村: 1950}}.",
    ),
    "R226": Wording(
        zh="没有写明 {column} 为“{what}”的人适用多少，名册中一旦有这样的人，工资计算就会停止。",
        en="No amount is stated for people whose {column} is {what}; as soon as the roster has one, pay stops.",
        zh_hint="请在 of 中补上该取值。",
        en_hint="Add that value under of.",
    ),
    "R227": Wording(
        zh="“{what}”要的是件数，而它的指标是比率，不是件数。",
        en='"{what}" takes a number of pieces, and its measure is a ratio.',
        zh_hint='请用计数的指标，如 {{count: discoveries, where: "valid"}}；汇总表填报的数，用 {{sum: totals.numerator, where: "measure = \'…\'"}}；按得分计钱请用 by_score，奖励池按得分分配请写 {{of: total}}。',
        en_hint='Use a count, such as {{count: discoveries, where: "valid"}}; a figure that is typed in, {{sum: totals.numerator, where: "measure = \'…\'"}}; to pay by score, use by_score, and {{of: total}} in a pool.',
    ),
    "R228": Wording(
        zh="最后一档是“{what}”，不在任何一档内的人因此没有分值。",
        en='The last band is "{what}", so whoever falls below all bands would have no points at all.',
        zh_hint="请在最后加一档 {{otherwise: 0}}。",
        en_hint="Add a last band {{otherwise: 0}}.",
    ),
    "R229": Wording(
        zh="“{what}”按次计分，而它的指标是比率，没有次数可数。",
        en='"{what}" scores each occurrence, and its measure is a ratio, which has none.',
        zh_hint="比率请用 share 或 bands；按次计分请用 count。",
        en_hint="For a ratio use share or bands; for occurrences use count.",
    ),
    "R230": Wording(
        zh="每一档要写且只写一个界限（at_least、above、at_most、below）和 points，最后一档只写 otherwise；否则得分不明。",
        en="A band has exactly one bound (at_least, above, at_most or below) and points, the last one only otherwise; else its points are unclear.",
        zh_hint="写成如 {{at_least: 95%, points: 30}}，最后一档 {{otherwise: 0}}。",
        en_hint="Write {{at_least: 95%, points: 30}}, and last {{otherwise: 0}}.",
    ),
    "R231": Wording(
        zh="otherwise 后面还有档，而它已经包括其余所有情况，后面的档永远用不到。",
        en="Bands follow otherwise, which takes everything that is left, so they would never apply.",
        zh_hint="请把 otherwise 移到最后。",
        en_hint="Move otherwise to the end.",
    ),
    "R232": Wording(
        zh="“{found}”与第一档“{first}”方向相反，同一个数值会落入两档或一档都不落入。",
        en='"{found}" runs the other way than "{first}"; a value could then fall into two bands, or none.',
        zh_hint="同一项内只用 at_least/above（从高到低），或只用 at_most/below（从低到高）。",
        en_hint="Within an item use only at_least/above from high to low, or only at_most/below from low to high.",
    ),
    "R233": Wording(
        zh="“{found}”排在“{first}”之后，永远轮不到，这一档的分值没有人能得到。",
        en='"{found}" stands after "{first}" and is never reached, so nobody could get its points.',
        zh_hint="at_least/above 从高到低排列，at_most/below 从低到高排列。",
        en_hint="Order at_least/above from high to low, and at_most/below from low to high.",
    ),
    "R234": Wording(
        zh="“{what}”按比例给分，而它的指标是次数：有 1 次就会得满 {marks} 分。",
        en='"{what}" gives a share of its marks, and its measure is a count: a single one would give all {marks} points.',
        zh_hint="请用比率指标，或写明多少得满分，如 target: 20（公式算得的本来就是比率的，写 target: 1），或改用 bands 或 each。",
        en_hint="Use a ratio, or say how many give full marks, as in target: 20 (target: 1 for a formula that comes to a share), or score it with bands or each.",
    ),
    "R235": Wording(
        zh="“{what}”越高越好，而这里越高分越少。",
        en='More of "{what}" is better, and here more of it gives fewer points.',
        zh_hint="请核对分值的方向；若原文确实如此，请在 acknowledged 中写明原因。",
        en_hint="Check the direction; if the document does say so, give the reason under acknowledged.",
    ),
}
