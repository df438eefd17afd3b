"""Wordings of what does not fit between a rulebook and the people it is for (codes A19…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "A191": Wording(
        zh="规则里有岗位“{what}”，而 {period} 的名册上没有人是这个岗位，为它写的规定不会用到。",
        en="The rules name the role '{what}', which nobody on the roster of {period} has, so what they say of it would apply to nobody.",
        zh_hint="名册上的岗位：{near}。名称不一致时，请更正其中一处。",
        en_hint="Roles on the roster: {near}. If the same role is meant, correct one of the names.",
    ),
    "A192": Wording(
        zh="{sheet}：{scope}有 {people} 人，“{grade}”的比例算得 0 个名额，再好的人也评不上（{count} 处如此）。",
        en="{sheet}: {scope} has {people} {people:person|people}, of whom the quota lets 0 be {grade}, however good they are ({count} {count:scope is|scopes are} like this).",
        zh_hint="请扩大 within 的范围、改变 round 的取整方式，或在办法里写明人少时怎么办。",
        en_hint="Count the quota within a wider scope, round it another way, or let the document say what holds for few people.",
    ),
    "A193": Wording(
        zh="{sheet}：{scope}有 {people} 人，“{grade}”有 {places} 个名额，人人都够，名额控制不起作用（{count} 处如此）。",
        en="{sheet}: {scope} has {people} {people:person|people} and {places} {places:place|places} for {grade}, enough for all, so the quota holds nobody back ({count} {count:scope is|scopes are} like this).",
        zh_hint="请核对 at_most、count 和 within。",
        en_hint="Check at_most, count and within.",
    ),
    "A196": Wording(
        zh="{sheet}：{scope}有 {people} 人，末位比例算得 0 人，没有人会因此评为“{grade}”（{count} 处如此）。",
        en="{sheet}: {scope} has {people} {people:person|people}, of whom the last come to 0, so nobody gets {grade} for it ({count} {count:scope is|scopes are} like this).",
        zh_hint="请扩大 within 的范围，或改变 round 的取整方式（up 为不足一人取一人）。",
        en_hint="Find the last within a wider scope, or round them another way (up makes them at least one).",
    ),
    "A197": Wording(
        zh="{sheet}：{scope}只有 {people} 人，末位比例算得 {places} 人，人人都是末位，都会评为“{grade}”（{count} 处如此）。",
        en="{sheet}: {scope} has {people} {people:person|people} only, of whom the last come to {places}, so everybody there gets {grade} ({count} {count:scope is|scopes are} like this).",
        zh_hint="请写 needs，人数不足的范围不适用，如 needs: 8。",
        en_hint="Write needs, such as needs: 8; a scope with fewer people is then left alone.",
    ),
    "A198": Wording(
        zh="{who} 在考核表“{sheet}”上没有等次，这张表上的问题无从回答。",
        en='{who} is not graded on a sheet "{sheet}", so nothing can be said of a grade there.',
        zh_hint="有等次的考核表：{known}。",
        en_hint="Sheets with a grade of theirs: {known}.",
    ),
}
