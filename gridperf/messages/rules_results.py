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
}
