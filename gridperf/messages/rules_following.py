"""Wordings of the problems of what follows from results: actions, supplied grades, roll-ups, dates, accounts (codes R6…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "R640": Wording(
        zh="同分时要比较“{what}”，而考核表“{sheet}”没有这一考核项，同分的人无从区分。",
        en='Equal totals are to be told apart by "{what}", which is no item of the sheet "{sheet}", so nothing could be compared.',
        zh_hint="可用的考核项：{near}。各考核表的考核项不同时，请在表上另写 grades。",
        en_hint="Its items are: {near}. Where sheets have different items, give each grades of its own.",
    ),
    "R641": Wording(
        zh="“{what}”按别处的等次计分，没有可以比较多少的数。",
        en='"{what}" is scored by a grade, so there is no figure of which somebody could have more.',
        zh_hint="请换一个有数量的考核项。",
        en_hint="Name an item that counts or measures something.",
    ),
    "R642": Wording(
        zh="“{grade}”的同分按考核项或指标取舍，而这套等次也用于{every}的汇总：汇总成绩没有考核项和指标，同分的人无从区分。",
        en="Ties of {grade} are decided by items or measures, and these grades hold for the {every}'s rolled-up totals too, which have neither.",
        zh_hint="请在 rollup 里另写 grades，其中 ties 写 exclude 或 include。",
        en_hint="Give the rollup grades of its own, with ties: exclude or ties: include.",
    ),
    "R650": Wording(
        zh="同分时要比较指标“{what}”，而没有这个名称的指标，同分的人无从区分。",
        en='Equal totals are to be told apart by the measure "{what}", and no measure has that name, so nothing could be compared.',
        zh_hint="相近的指标：{near}。自己的指标写在 measures 里。",
        en_hint="Nearest measures: {near}. One of your own goes under measures.",
    ),
    "R651": Wording(
        zh="“{what}”是公式、别的考核表的结果或名册里的数，同分时只能比较由记录或汇总表计量的指标。",
        en='"{what}" is a formula, a result of another sheet or a number of the roster; ties compare only what is measured from records or totals.',
        zh_hint="请换一个计数、合计或比率的指标，或写成考核项后用考核项的标识。",
        en_hint="Name a measure that counts, adds up or divides, or make it an item and name the item.",
    ),
    "R643": Wording(
        zh="“{grade}”是最好的等次，排在末位的人不会因此变差，这一比例不起作用。",
        en="{grade} is the best grade, so nobody's grade could fall to it and the quota of the last would do nothing.",
        zh_hint="请把 last 写在末位应评的等次上。",
        en_hint="Put last on the grade the last are to get.",
    ),
    "R644": Wording(
        zh="末位比例写作 {found}，等于或超过全部人数，人人都会被下调。",
        en="The share of the last is {found}, which is everybody, so nobody would keep a better grade.",
        zh_hint="请写不到 100% 的比例，如 5%。",
        en_hint="Write a share below 100%, such as 5%.",
    ),
    "R645": Wording(
        zh="“{sheet}”的等次由评定给出，又限定每期升降几等：给出的等次会被改掉。",
        en="The grades of {sheet} are given, and steps limits them as well: grades that were given would be changed.",
        zh_hint="请删去 supplied 或 steps 之一。",
        en_hint="Delete supplied, or delete steps.",
    ),
    "R646": Wording(
        zh="“{found}”不是{every}周期，从哪一期起逐级升降因此不明。",
        en='"{found}" is no period of kind {every}, so nobody can say from which one on grades move by steps.',
        zh_hint="请写成同类周期，如 {example}。",
        en_hint="Write a period of that kind, such as {example}.",
    ),
    "R647": Wording(
        zh="一共 {count} 个等次，最多变动 {found} 等等于不限，这一限制永远不起作用。",
        en="There are {count} grades, so {found} {found:step reaches|steps reach} all of them and this would never limit anything.",
        zh_hint="请写更小的数；确实不限的，写 unlimited。",
        en_hint="Write a smaller number, or unlimited if there is no limit.",
    ),
    "R648": Wording(
        zh="升、降都不限，这一规定不起作用。",
        en="Neither up nor down is limited, so this would do nothing.",
        zh_hint="请限定其中一个，如 down: 1；或删去 steps。",
        en_hint="Limit one of them, as in down: 1, or delete steps.",
    ),
    "R649": Wording(
        zh="既不升也不降，有过等次的人以后永远是这一等，总分不起作用。",
        en="A grade could neither rise nor fall, so whoever has one keeps it for ever, whatever the total.",
        zh_hint="请至少让一个方向能变动，如 up: 1。",
        en_hint="Let it move in one direction at least, as in up: 1.",
    ),
    "R601": Wording(
        zh="all_of 的条件属于不同的周期（{what}），它们永远不会在同一次考核中同时成立。",
        en="The conditions of all_of belong to different kinds of period ({what}), so they can never hold in one assessment.",
        zh_hint="请写成同一种周期，如都写 of: year。",
        en_hint="Give them one kind of period, such as of: year.",
    ),
    "R602": Wording(
        zh="没有按{every}填写的考核表，这种周期不读取记录，事件因此不会被数到。",
        en="No sheet is filled in by {every}; no records are read for such a period, so the event would never be counted.",
        zh_hint="可用的周期：{near}。",
        en_hint="The kinds there are: {near}.",
    ),
    "R603": Wording(
        zh="{within} 里只有 {count} 个{every}周期，不可能出现 {times} 次。",
        en="There are {count} periods of kind {every} in {within}, so {times} of them cannot occur.",
        zh_hint="times 最多写 {count}。",
        en_hint="Give times a number up to {count}.",
    ),
    "R604": Wording(
        zh="rank 要么写 top（前几名），要么写 bottom（后几名），否则不知道指的是谁。",
        en="rank has either top, the first ones, or bottom, the last ones; otherwise nobody can say who is meant.",
        zh_hint="写成如 {{bottom: 2, within: county, ties: include}}。",
        en_hint="Write it like {{bottom: 2, within: county, ties: include}}.",
    ),
    "R605": Wording(
        zh="没有名为“{what}”的考核表，这一条永远不会生效。",
        en='There is no sheet "{what}", so this would never take effect.',
        zh_hint="可用的考核表：{near}。",
        en_hint="The sheets there are: {near}.",
    ),
    "R606": Wording(
        zh="“{sheet}”的等次由评定给出，而“{grade}”又有名额或比例控制：给出的等次会被改掉。",
        en="The grades of {sheet} are given, and {grade} has a quota as well: grades that were given would be taken away.",
        zh_hint="请给该考核表单独写 grades，不带 quota；或删去 supplied。",
        en_hint="Give the sheet grades of its own without quota, or delete supplied.",
    ),
    "R607": Wording(
        zh="{every}由 {count} 个{of}组成，而 weights 有 {found} 个，有的周期因此没有权重。",
        en="A {every} is made of {count} periods of kind {of}, and there are {found} weights.",
        zh_hint="请按先后顺序写 {count} 个权重，合计 100%。",
        en_hint="Write {count} weights in their order, 100% together.",
    ),
    "R608": Wording(
        zh="权重合计 {found}，不是 100%，总分的满分会随之改变。",
        en="The weights come to {found}, not 100%, which would change what a full result is.",
        zh_hint="请改为合计 100%。",
        en_hint="Make them 100% together.",
    ),
    "R609": Wording(
        zh="{what} 与 {other} 必须同时写：各占多少需要写明。",
        en="{what} and {other} are written together or not at all: how much each of the parts counts must be said.",
        zh_hint="写成如 {example}。",
        en_hint="Write it like {example}.",
    ),
    "R610": Wording(
        zh="考核表“{what}”按{found}填写，不是{every}，汇总时没有它的结果。",
        en='The sheet "{what}" is filled in by {found}, not {every}, so there is no result of it to count.',
        zh_hint="请改用按{every}填写的考核表。",
        en_hint="Name a sheet that is filled in by {every}.",
    ),
    "R611": Wording(
        zh="“{what}”不是 period_end，也不是本条之前同类周期的事项，日期因此无法推算。",
        en='"{what}" is neither period_end nor a step named before this one for the same kind of period, so no date follows.',
        zh_hint="可用的：{near}。",
        en_hint="What there is: {near}.",
    ),
    "R612": Wording(
        zh="反复进行的事项没有一个截止日，逐级签批因此没有起点。",
        en="What comes again and again has no last day, so signatures have nothing to start from.",
        zh_hint="请把签批写成单独一条，due 写 {{after: period_end, workdays: 1}}。",
        en_hint="Write the signatures as a step of their own, with due: {{after: period_end, workdays: 1}}.",
    ),
    "R613": Wording(
        zh="时刻 {found} 没有从早到晚排列，或有重复。",
        en="The times {found} are not in their order, or one stands twice.",
        zh_hint='请从早到晚写，如 at: ["12:00", "18:00"]。',
        en_hint='List them from morning to evening, as in at: ["12:00", "18:00"].',
    ),
    "R614": Wording(
        zh="“{found}”不是{every}周期，账户从哪一期开始因此不明。",
        en='"{found}" is no period of kind {every}, so nobody can say when the account begins.',
        zh_hint="请写成同类周期，如 {example}。",
        en_hint="Write a period of that kind, such as {example}.",
    ),
    "R615": Wording(
        zh="“{what}”的指标不是整数（可能没有数据或有小数），积分无法按个数计算。",
        en='What "{what}" measures is no whole number (it can lack data or have decimals), so points cannot be counted by it.',
        zh_hint="请用件数、次数、天数，或对整数列求和。",
        en_hint="Use a count, days, or the sum of a column of whole numbers.",
    ),
    "R616": Wording(
        zh="物品“{what}”在两个账户的价目表里，兑换时不知道扣哪一个账户。",
        en='"{what}" is on the price lists of two accounts, so nobody can say which of them pays for it.',
        zh_hint="请只留在一个账户里，或换一个名称。",
        en_hint="Keep it in one account, or give it another name.",
    ),
    "R617": Wording(
        zh="积分按{of}记账，却在每{every}末过期：{every}不比{of}长，刚记上的积分马上就会过期。",
        en="Points are kept by the {of} and expire at the end of every {every}, which is no longer, so they would be lost as soon as they are earned.",
        zh_hint="at_end_of 要写比 of 更长的周期。",
        en_hint="Give at_end_of a longer kind of period than of.",
    ),
    "R618": Wording(
        zh="上限 {found} 的小数超过六位，积分无法精确记账。",
        en="The limit {found} has more than six digits after the point, so it cannot be kept exactly.",
        zh_hint="请写成整数或最多六位小数。",
        en_hint="Write a number with at most six digits after the point.",
    ),
    "R619": Wording(
        zh="“{sheet}”要计入{every}的汇总，自己也有等次和名次；这一条没有写 sheet，会只凭“{sheet}”对人生效，不等汇总的结果。",
        en='"{sheet}" counts in what is rolled up for the {every}, and is graded and ranked by itself as well; '
        "without sheet this would follow for people from it alone, whatever the whole result says.",
        zh_hint="请用 sheet 写明凭哪张考核表，例如 sheet: {near}。",
        en_hint="Say with sheet which one it follows from, such as sheet: {near}.",
    ),
    "R630": Wording(
        zh="这个账户按{every}记账，{every}的限量写在 {what} 里，写两处不知道哪一个算数。",
        en="The account is kept by the {every}, whose limit is {what}; said in two places, nobody knows which holds.",
        zh_hint="请写 {what}: {found}，并从这里删去。",
        en_hint="Write {what}: {found}, and take it out here.",
    ),
    "R632": Wording(
        zh="“{what}”不在任何按{every}考核的表里，没有人会有这个账户。",
        en='"{what}" is a role on no sheet filled in for the {every}, so nobody would have the account.',
        zh_hint="相近的岗位：{near}。",
        en_hint="Nearest roles: {near}.",
    ),
    "R633": Wording(
        zh="各项自己的上限合计 {most}，合计上限 {found} 永远用不到。",
        en="The earnings' own limits come to {most}, so the limit of {found} over all of them is never met.",
        zh_hint="请核对两处的数；原文确实如此的，写入 acknowledged。",
        en_hint="Compare the numbers; if the document says so, acknowledge it.",
    ),
    "R631": Wording(
        zh="{longer}至多 {most} 份，{shorter}却可以有 {found} 份：{shorter}的数永远用不满。",
        en="A {longer} has {most} and a {shorter} {found}: so many can never be had in a {shorter}.",
        zh_hint="{longer}的数请不小于{shorter}的数，或删去其中一个。",
        en_hint="Let the {longer} have no fewer than the {shorter}, or leave one of them out.",
    ),
}
