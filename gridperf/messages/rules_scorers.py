"""Wordings of the problems of scorers, targets and sheets (codes R289 to R299)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "R299": Wording(
        zh="一个循环有 {cycle} 个周期，而写了 {found} 个目标，有的周期因此没有目标或用不上。",
        en="A cycle has {cycle} periods, and {found} targets are given, so a period would be without one, or a target without a period.",
        zh_hint="请让 steps 与 cycle 一样多。",
        en_hint="Give as many steps as cycle says.",
    ),
    "R289": Wording(
        zh="循环从“{found}”起，而这张表每{every}考核一次，无法确定每期的目标。",
        en='The cycle starts in "{found}", and the sheet is filled in every {every}, so nobody can say which target holds.',
        zh_hint="请写同类的周期，如 {example}。",
        en_hint="Name a period of that kind, such as {example}.",
    ),
    "R290": Wording(
        zh="{what} 与 {other} 写在一起，先后次序不同得分就不同，无法确定怎样计数。",
        en="{what} and {other} stand together, and the points would depend on which of them counts first.",
        zh_hint="请只留一个，或分成几个考核项。",
        en_hint="Keep one of them, or write several items.",
    ),
    "R291": Wording(
        zh="再次发生的分值是 {found}，首次的是 {each}；两者应当同为加分或同为扣分，也不能是 0。",
        en="A repetition gives {found} and the first one {each}; both have to add, or both to deduct, and neither is 0.",
        zh_hint="如 each: -5，repeated: {{from: 2, each: -10}}；同一事项只计一次的，数不同的事项，如 {{distinct: incidents.document}}。",
        en_hint="As in each: -5 and repeated: {{from: 2, each: -10}}; where one matter counts once, count different ones, as in {{distinct: incidents.document}}.",
    ),
    "R962": Wording(
        zh="只有记录的件数或整数列的合计，才能按同一对象分别数；这里的指标分不出是哪一个对象的。",
        en="Only a count of records, or a sum of whole numbers, can be counted object by object; of this measure nobody can say whose it is.",
        zh_hint="请用 {{count: 表}} 或 {{sum: 表.整数列}}（不写 at_most），或删去 of。",
        en_hint="Measure {{count: table}} without at_most, or {{sum: table.column}} of whole numbers, or leave of out.",
    ),
    "R963": Wording(
        zh="表 {table} 里没有列“{what}”，分不出是不是同一个对象。",
        en='The table {table} has no column "{what}", so nobody can say which records are of the same object.',
        zh_hint="相近的列：{near}。",
        en_hint="Nearest columns: {near}.",
    ),
    "R292": Wording(
        zh="counted: highest 从各级中取分值最高的一级，这里没有写 by_level，或各级有加有扣，无法比较高低。",
        en="counted: highest takes the level with the most points; here is no by_level, or some levels add and others deduct.",
        zh_hint="请写 by_level 且各级同号，或删去 counted。",
        en_hint="Write by_level with points of one sign, or delete counted.",
    ),
    "R293": Wording(
        zh="每差一个得 {found} 分：差得越多分越高，或分数永远不变。",
        en="Each one that is missing gives {found} points: falling further short would pay, or change nothing.",
        zh_hint="请写负数，如 each: -2。",
        en_hint="Write a number below 0, as in each: -2.",
    ),
    "R294": Wording(
        zh="汇总表的数在这里按比率计，而目标是 {found}，超过 100%，每个人都会差得很多。",
        en="A typed-in figure counts as a ratio here, and the target is {found}, above 100%, so everybody would fall far short.",
        zh_hint="请写百分数，如 95%；要按个数扣分，请改用逐条计数的指标。",
        en_hint="Write a percentage such as 95%; to deduct by the unit, use a measure that counts records.",
    ),
    "R295": Wording(
        zh="full_if 要写 at_most 或 at_least 中的一个，否则不知道什么时候得满分。",
        en="full_if needs at_most or at_least, one of them, to say when it gives full marks.",
        zh_hint="一次都没有才得满分，请写 at_most: 0。",
        en_hint="For full marks to whoever has none, write at_most: 0.",
    ),
    "R296": Wording(
        zh="eligible 要写 served_days 或 months_in_post 中的一个，否则不知道谁参加考核。",
        en="eligible needs served_days or months_in_post, one of them, to say who takes part.",
        zh_hint="写成如 served_days: 15，或 months_in_post: 6。",
        en_hint="Write it like served_days: 15, or months_in_post: 6.",
    ),
    "R297": Wording(
        zh="要求在岗 {found} 天，而一个{every}可能只有 {days} 天，全勤的人也会不够。",
        en="{found} days of service are needed, and a {every} can have {days}, so somebody who served all of it would not qualify.",
        zh_hint="请写不超过 {days} 的数。",
        en_hint="Write a number up to {days}.",
    ),
    "R298": Wording(
        zh="“{what}”是最好的等次，任职时间不足的人仍然可以评上，这一限制没有任何作用。",
        en="{what} is the best grade, which those who served too short a time would still get, so this limit does nothing.",
        zh_hint="请写较低的等次，或写 otherwise: not_assessed。",
        en_hint="Name a lower grade, or write otherwise: not_assessed.",
    ),
    "R940": Wording(
        zh="界限是 {percent}（即 {found}），而指标数的是个数：有 1 个就算达到，多做少做都一样。",
        en="The bound is {percent}, that is {found}, and the measure counts whole things: a single one reaches it, and no more are asked for.",
        zh_hint="请写个数，如 20；要按百分比考核，请用比率指标。",
        en_hint="Write a number such as 20; to assess a share, use a measure that is a ratio.",
    ),
    "R951": Wording(
        zh="项目组最低 {least} 分，不低于它最多的 {most} 分，本组得分因此人人一样。",
        en="The section's minimum of {least} is not below its maximum of {most}, so everybody would have the same points for it.",
        zh_hint="请把 min 写得比 max 低，如 min: 0。",
        en_hint="Write a min below max, as in min: 0.",
    ),
    "R952": Wording(
        zh="项目组最低 {least} 分，而组内各项最少得 {what} = {total} 分，下限永远用不上。",
        en="The section's minimum is {least}, and its items give at least {what} = {total}, so it never holds anybody up.",
        zh_hint="请删去 min，或让各项扣分不单独保底，如 down_to: unlimited。",
        en_hint="Delete min, or let items deduct without ends of their own, as in down_to: unlimited.",
    ),
    "R953": Wording(
        zh="项目组“{what}”各项合计可以低到 {total} 分，低于 0 的部分会扣掉别组得的分。",
        en='The items of the section "{what}" can together come to {total}, and what is below 0 takes points that other sections gave.',
        zh_hint="扣完为止的，请给项目组写 min: 0；可以扣到别组的，写 min: unlimited。",
        en_hint="Where deductions end with the section's marks, give it min: 0; where they may reach further, min: unlimited.",
    ),
}
