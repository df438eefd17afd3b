"""Wordings of the problems of formulas, of sheets without items and of lines paid by the period (codes R8…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "R801": Wording(
        zh="公式“{text}”无法解析：{at}，因此无法计算。",
        en='The formula "{text}" cannot be read at {at}, so nothing can be computed.',
        zh_hint='写成如 "(done - returned) / due"；百分数写成小数，如 0.95。',
        en_hint='Write it like "(done - returned) / due"; a percentage stands as a decimal, such as 0.95.',
    ),
    "R802": Wording(
        zh="公式用了“{found}”，这里不允许。",
        en='The formula uses "{found}", which is not allowed.',
        zh_hint="可用：+ - * /、括号、数、CASE WHEN … THEN … ELSE … END、比较、AND OR NOT、BETWEEN、LEAST、GREATEST、ABS。"
        "网格的数先在 using 中取名，如 {{homes: {{placed: grids.households}}}}。",
        en_hint="Allowed: + - * /, parentheses, numbers, CASE WHEN … THEN … ELSE … END, comparisons, AND OR NOT, BETWEEN, LEAST, GREATEST, ABS. "
        "A number of the grid gets a name under using, as in {{homes: {{placed: grids.households}}}}.",
    ),
    "R803": Wording(
        zh="公式过长或嵌套过深，无法核对。",
        en="The formula is too long or too deeply nested to be checked by a reader.",
        zh_hint="请拆成几个考核项；上限 {most} 个数、名称和符号。",
        en_hint="Split it into several items; the limit is {most} numbers, names and signs.",
    ),
    "R804": Wording(
        zh="公式用了“{found}”，因此无法解析。",
        en='The formula uses the character "{found}", so it cannot be read.',
        zh_hint="请改用“{expected}”。",
        en_hint='Use "{expected}" instead.',
    ),
    "R805": Wording(
        zh="公式中的“{what}”不在 using 里，这一项因此无法计算。",
        en='"{what}" of the formula is not among using, so it cannot be computed.',
        zh_hint="相近的名称：{near}。",
        en_hint="Nearest names: {near}.",
    ),
    "R806": Wording(
        zh="公式在该有数的地方写了“{found}”，这一项因此没有数值。",
        en='The formula has "{found}" where a number is due, so it would have no value.',
        zh_hint="请写数或名称；条件写进 CASE WHEN … THEN … ELSE … END。",
        en_hint="Write a number or a name; a condition stands in CASE WHEN … THEN … ELSE … END.",
    ),
    "R807": Wording(
        zh="公式在该有条件的地方写了“{found}”，无法判断是否成立。",
        en='The formula has "{found}" where a condition is due, so nobody can say whether it holds.',
        zh_hint="请写比较，如 due > 0。",
        en_hint="Write a comparison, as in due > 0.",
    ),
    "R808": Wording(
        zh="“{found}”没有写 ELSE，条件都不成立的人因此没有数值。",
        en='"{found}" has no ELSE, so whoever meets none of its conditions would have no value.',
        zh_hint="请写明其余情况，如 ELSE 0 END。",
        en_hint="Say what holds otherwise, as in ELSE 0 END.",
    ),
    "R809": Wording(
        zh="“{found}”除以 0，任何人都没有数值。",
        en='"{found}" divides by 0, so nobody would have a value.',
        zh_hint="请改用不为 0 的除数。",
        en_hint="Divide by something other than 0.",
    ),
    "R810": Wording(
        zh="using 中的“{what}”没有用在公式里，多半是公式漏写了一项。",
        en='"{what}" of using does not occur in the formula; probably a term is missing there.',
        zh_hint="请把它写进公式，或从 using 中删去。",
        en_hint="Use it in the formula, or delete it from using.",
    ),
    "R811": Wording(
        zh="“{what}”在公式里另有含义，不能作名称。",
        en='"{what}" means something else inside a formula, and cannot be a name there.',
        zh_hint="请换一个名称，如 {what}_count。",
        en_hint="Choose another name, such as {what}_count.",
    ),
    "R812": Wording(
        zh="“{what}”本身是公式，公式里不能再用公式，否则计分卡上无法逐项写明。",
        en='"{what}" is a formula itself; inside another one its terms could not be shown on the scorecard.',
        zh_hint="请把两个公式合写成一个。",
        en_hint="Write both as one formula.",
    ),
    "R813": Wording(
        zh="公式没有自己的记录，where 无从筛选，原样会被误认为起作用。",
        en="A formula has no records of its own, so where would select nothing while it looks as if it did.",
        zh_hint="请把 where 写到 using 中的各指标上。",
        en_hint="Write where at the measures of using.",
    ),
    "R814": Wording(
        zh="公式中的 values.{what} 因人而异，公式只能用对人人相同的数。",
        en="values.{what} of the formula differs from person to person; a formula takes numbers that are the same for everybody.",
        zh_hint="请写只有 amount 的数，或改用 roster 中的数。",
        en_hint="Use a value that has an amount, or a number of the roster.",
    ),
    "R815": Wording(
        zh="公式只能用数，而这里取的是等次。",
        en="A formula computes with numbers, and this takes a grade.",
        zh_hint="请删去 grade: true，改用该表的得分。",
        en_hint="Delete grade: true, and take the total of that sheet.",
    ),
    "R816": Wording(
        zh="“{text}”是公式：别的县不这样计算，指标之间因此不可比，也没有统一的定义。",
        en='"{text}" is a formula: no other county computes it, so results cannot be compared, and nobody else has tested it.',
        zh_hint="能用 ratio、sum 等指标表达的请改写；确需公式的，在 acknowledged 中写明理由，如 R816: 办法原文即为此式。",
        en_hint="Use ratio, sum or another measure if one says it; else give the reason under acknowledged, as in R816: the document states it so.",
    ),
    "R817": Wording(
        zh="工资项“{what}”要数记录，公式不是记录的件数，这里不能用。",
        en='The pay line "{what}" counts records here, and a formula is no number of records.',
        zh_hint="公式可用在考核项，以及 each、ladder、bands 工资项。",
        en_hint="Formulas can stand in items, and in pay lines with each, ladder or bands.",
    ),
    "R821": Wording(
        zh="考核表“{sheet}”没有考核项，表上的人只发工资，“{what}”因此不起作用。",
        en='The sheet "{sheet}" has no items, so people on it are only paid and "{what}" would have no effect.',
        zh_hint="请删去这一行，或写出考核项。",
        en_hint="Delete this line, or write the items.",
    ),
    "R822": Wording(
        zh="考核表“{what}”没有考核项，没有得分、等次和名次可用。",
        en='The sheet "{what}" has no items, so it has no score, grade or rank to take.',
        zh_hint="请改写有考核项的考核表。",
        en_hint="Name a sheet that has items.",
    ),
    "R823": Wording(
        zh="“{what}”按{every}发，而没有按{every}考核的考核表，也没有汇总到{every}，永远不会发放。",
        en='"{what}" is paid for a {every}, and no sheet is filled in for one or rolled up into one, so it would never be paid.',
        zh_hint="考核和汇总的周期有：{kinds}。",
        en_hint="Sheets are filled in or rolled up for: {kinds}.",
    ),
    "R824": Wording(
        zh="考核表“{what}”按{found}考核，而这一项按{every}发，发放时还没有它的结果。",
        en='The sheet "{what}" is filled in for a {found}, and the line is paid for a {every}, which has no result of that sheet.',
        zh_hint="请写同一周期的考核表，或改 every；周期更长的，也可在 rollup 里写明怎样汇总。",
        en_hint="Name a sheet of the same kind of period, or change every; for a longer period, rollup can say how results come together.",
    ),
    "R825": Wording(
        zh="工资项“{what}”按件计发，而所数的可以不是整数，没有写明零头怎么办。",
        en='"{what}" pays by the piece, and what it counts can be other than a whole number; nothing says what becomes of a part.',
        zh_hint="请写 lot: 每满几计一次，零头不计，如 lot: 1；零头按比例计的，写 part: linear。",
        en_hint="Write lot: only full lots of that size pay, as in lot: 1; or part: linear, and parts pay in proportion.",
    ),
    "R826": Wording(
        zh="工资项“{what}”既写了 {other}（按整数计，零头不计），又写了 part（零头按比例计），两者不能并存。",
        en='"{what}" says both {other}, by which parts of one count for nothing, and part, by which they pay in proportion.',
        zh_hint="请只留一个。",
        en_hint="Keep one of them.",
    ),
    "R827": Wording(
        zh="工资项“{what}”在汇总{every}时发，而 {other} 要用{needs}，汇总时没有，应发多少无从算起。",
        en='The line "{what}" is paid when a {every} is rolled up, and {other} needs {needs}, which a roll-up does not have.',
        zh_hint="汇总时有得分、等次、名次、在岗天数和最后所在的岗位与片区。要用别的，请设一张同一周期的考核表（可以没有考核项），由它发放。",
        en_hint="A roll-up has totals, grades, ranks, days of service and the last role and place. For more, pay the line by a sheet of that period; "
        "it may have no items.",
    ),
    "R828": Wording(
        zh="工资项“{what}”在汇总{every}时发，而汇总的考核表不止一张（{near}）：中途换岗的人几张都有结果，无法确定以哪一张为准。",
        en='The line "{what}" is paid when a {every} is rolled up from several sheets ({near}); whoever changed duties has results on more than one.',
        zh_hint="请用 sheet 写明一张；各按各的，就分成几项，各写 sheet 和 roles。",
        en_hint="Name one as sheet; where each pays its own people, write a line for each, with sheet and roles.",
    ),
}
