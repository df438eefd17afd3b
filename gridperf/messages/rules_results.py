"""Wordings of the problems of sheets that rest on one another (codes R5…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "R501": Wording(
        zh="没有考核表“{what}”，这一项没有结果可用。",
        en='There is no sheet "{what}", so the item has no result to take.',
        zh_hint="现有的考核表：{near}。",
        en_hint="The sheets are: {near}.",
    ),
    "R502": Wording(
        zh="考核表“{what}”每{found}考核一次，这张表每{every}一次，同一周期里没有它的结果。",
        en='The sheet "{what}" is filled in every {found}, this one every {every}, so no period has both.',
        zh_hint="请引用同类周期的考核表。",
        en_hint="Refer to a sheet of the same kind of period.",
    ),
    "R503": Wording(
        zh="考核表互为前提：{what}，谁也无法先算。",
        en="These sheets rest on each other: {what}, so none of them can be filled in first.",
        zh_hint="请去掉其中一处 result。",
        en_hint="Take one of the results out.",
    ),
    "R504": Wording(
        zh="“{what}”要把等次变成分数，by_grade 与 grade: true 必须同时写。",
        en='"{what}" turns a grade into marks: by_grade and grade: true belong together.',
        zh_hint="写成如 measure: {{result: {{sheet: …, of: self, grade: true}}}} 和 score: {{by_grade: {{…}}, share: 20}}。",
        en_hint="Write measure: {{result: {{sheet: …, of: self, grade: true}}}} with score: {{by_grade: {{…}}, share: 20}}.",
    ),
    "R505": Wording(
        zh="by_grade 没有写明等次“{what}”，得这一等次的人无法计分。",
        en="by_grade gives nothing for {what}, so whoever has that grade could not be scored.",
        zh_hint="请补上，如 {what}: 0。",
        en_hint="Add it, as in {what}: 0.",
    ),
    "R506": Wording(
        zh="result 和 placed 只用于考核项，工资项用不上。",
        en="result and placed are for items; a pay line cannot use them.",
        zh_hint="工资项请用 by_score、by_grade，或 roster.列名。",
        en_hint="A pay line takes by_score, by_grade or roster.column.",
    ),
    "R507": Wording(
        zh="result 和 placed 不读记录，where 无从筛选。",
        en="result and placed read no records, so there is nothing where could select.",
        zh_hint="请删去 where。",
        en_hint="Delete where.",
    ),
    "R508": Wording(
        zh="of: {of} 要的结果，考核表“{what}”没有：这张表考核{kind}，那张表考核{whose}。",
        en='The sheet "{what}" has no result of: {of}; this sheet assesses a {kind}, that one a {whose}.',
        zh_hint="本人（本队）的结果写 of: self，两张表的 subject 要相同；所在队的结果写那张表的 subject。",
        en_hint="Write of: self where both sheets have the same subject, or the other sheet's subject for the team one lies in.",
    ),
    "R509": Wording(
        zh="一个{kind}不属于某个 {of}，无从取它的结果。",
        en="A {kind} lies in no {of}, so there is none whose result could be taken.",
        zh_hint="可以写：{near}。",
        en_hint="It can be: {near}.",
    ),
    "R510": Wording(
        zh="取成员的结果要写明怎样合成，by 与 of: members 必须同时写。",
        en="Results of members become one by a rule: by and of: members belong together.",
        zh_hint="写成如 {{sheet: {what}, of: members, by: mean}}。",
        en_hint="Write it like {{sheet: {what}, of: members, by: mean}}.",
    ),
    "R511": Wording(
        zh="考核表“{what}”考核{whose}，这张表考核{kind}：后者不是由前者组成的，没有成员的结果可取。",
        en='The sheet "{what}" assesses a {whose}, this one a {kind}, which does not consist of those, so it has no members\' results.',
        zh_hint="of: members 只用于队的考核表，取其网格员或所辖更小的队的结果。",
        en_hint="of: members is for the sheet of a team, and takes results of people or of smaller teams in it.",
    ),
    "R512": Wording(
        zh="“{what}”数连续天数，而几个人的连续天数不能相加，{kind}没有这个指标值。",
        en='"{what}" counts days in a row, which several people cannot add up, so a {kind} has no such figure.',
        zh_hint="请用 days 数天数，或在网格员的考核表上考核后用 of: members 取结果。",
        en_hint="Count days with days, or score it on a sheet of people and take the results with of: members.",
    ),
    "R513": Wording(
        zh="{what} 是名册或网格表里一行的数，一个{kind}没有。",
        en="{what} is a number of one row of the roster or the list of grids, which a {kind} does not have.",
        zh_hint="subject: grid 的考核表可以用 grids.列名，如 grids.households。",
        en_hint="A sheet with subject: grid can use grids.column, such as grids.households.",
    ),
    "R514": Wording(
        zh="考核表“{sheet}”考核{kind}，同一 {found} 之内没有第二个可以比较，名次、比例和平均分没有意义。",
        en='The sheet "{sheet}" assesses a {kind}; in the scope {found} no two are compared, so places, quotas and means of others mean nothing.',
        zh_hint="可以写：{near}。等次比例不同时，请在这张表上另写 grades。",
        en_hint="It can be: {near}. Where the edition's quotas do not fit, give this sheet grades of its own.",
    ),
    "R515": Wording(
        zh="有工资项，而没有一张表考核网格员：工资只发给人，队没有工资。",
        en="There are pay lines, and no sheet assesses people: pay goes to people, never to a team.",
        zh_hint="请增加 subject: worker 的考核表，工资项用 sheet 引用队的考核表。",
        en_hint="Add a sheet with subject: worker; its people's pay lines can name the team's sheet with sheet.",
    ),
    "R516": Wording(
        zh="{what} 是一个人在名册上的内容，一个{kind}没有，无从判断。",
        en="{what} is what the roster says of a person; a {kind} has none, so nothing could be decided by it.",
        zh_hint="可以用：{near}。",
        en_hint="What fits: {near}.",
    ),
    "R518": Wording(
        zh="over 把同一对象各期的总分合成一个，不能与 of: members 或 grade 同写。",
        en="over makes one of several periods' totals of the same subject; it does not go with of: members or with grade.",
        zh_hint="成员的平均写在集体自己的表上，再对那张表写 over；等次不能平均，请删去 grade。",
        en_hint="Take the members' mean on a sheet of the team, and over of that sheet; grades have no mean, so delete grade.",
    ),
    "R519": Wording(
        zh="needs 要求至少 {needs} 期有总分，而一共只看 {last} 期，因此永远没有数据。",
        en="needs asks for {needs} totals and only {last} {last:period is|periods are} looked at, so there would never be any data.",
        zh_hint="请写不大于 {last} 的数。",
        en_hint="Write a number up to {last}.",
    ),
    "R520": Wording(
        zh="“{found}”不是{every}周期，从哪一期起计入因此不明。",
        en='"{found}" is no period of kind {every}, so nobody can say from which one on results count.',
        zh_hint="请写成同类周期，如 {example}。",
        en_hint="Write a period of that kind, such as {example}.",
    ),
    "R517": Wording(
        zh="几个成员的等次不能合成一个等次。",
        en="Grades of several members do not become one grade.",
        zh_hint="请删去 grade: true，用成员的得分：{{sheet: {what}, of: members, by: mean}}。",
        en_hint="Delete grade: true and take the members' totals: {{sheet: {what}, of: members, by: mean}}.",
    ),
}
