"""Wordings of the problems of appeals and of what they add (codes B06… and B07…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "B061": Wording(
        zh="{worker} 在考核表 {sheet} 上没有考核项 {item}，申诉调整（{note}）无处可记，因此没有算出本期结果。",
        en="{worker} has no item {item} on the sheet {sheet}, so the adjustment ({note}) has no place and the period was not assessed.",
        zh_hint="请核对名册：处理申诉之后，此人的岗位或在岗日期可能改过。",
        en_hint="Check the roster: the person's role or days of service may have been changed since the appeal was decided.",
    ),
    "B062": Wording(
        zh="{period} 还没有公示，或已换成另一个结果，因此没有记入申诉。",
        en="{period} is not public yet, or another result of it is by now, so the appeal was not noted.",
        zh_hint="请先公示；结果刚换过的，请再提一次。",
        en_hint="Publish it first; where the result was just replaced, note the appeal again.",
    ),
    "B063": Wording(
        zh="{worker} 的结果里没有考核项“{item}”，因此没有记入申诉。",
        en="The result of {worker} has no item '{item}', so the appeal was not noted.",
        zh_hint="可以申诉的考核项：{known}。",
        en_hint="Items that can be appealed against: {known}.",
    ),
    "B064": Wording(
        zh="考核项“{item}”在几张考核表上都有（{sheets}），没有写明是哪一张。",
        en="The item '{item}' is on several sheets ({sheets}), and which one is meant was not said.",
        zh_hint="请写明考核表（--sheet）。",
        en_hint="Name the sheet (--sheet).",
    ),
    "B065": Wording(
        zh="没有第 {number} 号申诉。",
        en="There is no appeal number {number}.",
        zh_hint="用 `gridperf book status` 查看申诉的编号。",
        en_hint="`gridperf book status` lists the appeals with their numbers.",
    ),
    "B066": Wording(
        zh="第 {number} 号申诉已由 {by} 处理，决定不会更改。",
        en="Appeal {number} was decided by {by}; a decision is not changed.",
        zh_hint="有新的情况时，请另行申诉。",
        en_hint="If something new has come up, note another appeal.",
    ),
    "B067": Wording(
        zh="{by} 是申诉人、被考核人或结果的发布人，不能处理第 {number} 号申诉。",
        en="{by} appealed, is the person assessed, or published the result, and so cannot decide appeal {number}.",
        zh_hint="请由另一人处理。",
        en_hint="Let somebody else decide it.",
    ),
    "B068": Wording(
        zh="第 {number} 号申诉是 {by} 提出的，只能由本人撤回。",
        en="Appeal {number} was made by {by}, who alone can withdraw it.",
        zh_hint="其他人请作出决定：upheld、partly 或 rejected。",
        en_hint="Anybody else decides it: upheld, partly or rejected.",
    ),
    "B069": Wording(
        zh="第 {number} 号申诉不能这样调整分值：只有支持（upheld、partly）针对某一考核项的申诉时，才能写不为零的分值。",
        en="Appeal {number} cannot change points like this: points other than 0 go with granting (upheld, partly) an appeal against an item.",
        zh_hint="请去掉分值，或更正决定。",
        en_hint="Leave the points out, or correct the outcome.",
    ),
    "B070": Wording(
        zh="调整 {points} 分不是办法取整单位 {step} 的整数倍，印在纸上会与合计不符。",
        en="{points} points are no multiple of {step}, to which the rulebook rounds, so the printed lines would not add up.",
        zh_hint="请写取整单位的整数倍。",
        en_hint="Give a multiple of it.",
    ),
    "B071": Wording(
        zh="{item} 已得 {amount} 分，再调整 {points} 分就超出了该项能给的分数（0 至 {most}，免考时不能调整）。",
        en="{item} gave {amount} points; {points} more is beyond what it can give (0 to {most}, nothing where exempt).",
        zh_hint="请写在范围之内的分值；事实有误时，请更正记录后重新考核。",
        en_hint="Give points within it; where a fact is wrong, correct the records and assess again.",
    ),
    "B072": Wording(
        zh="{worker} 的 {item} 有 {points} 分申诉调整，而台账里没有这样的决定，因此没有记入。",
        en="{item} of {worker} has {points} points of adjustment that no decision in this Book grants, so the result was not taken in.",
        zh_hint="请用 book.adjustments(周期) 重新考核。",
        en_hint="Assess again with book.adjustments(period).",
    ),
}
