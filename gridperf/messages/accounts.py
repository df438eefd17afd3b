"""Wordings of the problems of accounts of points in a Book (codes B1…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "B101": Wording(
        zh="台账里没有可以办理的积分账户 {account}；有账户的是：{known}。什么也没有记入。",
        en="There is no account {account} to do this with; there are: {known}. Nothing was noted.",
        zh_hint="账户随第一期定稿的结果进入台账；有几个账户时，请写明是哪一个（--account）。",
        en_hint="Accounts come into the Book with the first sealed result; where there are several, name one (--account).",
    ),
    "B102": Wording(
        zh="账户“{account}”的价目里没有“{goods}”，因此没有记入兑换。",
        en="The price list of the account {account} has no '{goods}', so the exchange was not noted.",
        zh_hint="价目里相近的有：{near}。价目已换版时，请写明办法（--rules）。",
        en_hint="The nearest there are: {near}. Where a newer edition has other prices, name it (--rules).",
    ),
    "B103": Wording(
        zh="{name} 兑换“{goods}”× {quantity} 需要 {needed}{unit}，现在可用的只有 {free}{unit}（账面 {there}，定稿到 {last}），因此没有兑换。",
        en="{goods} × {quantity} costs {needed} {unit}, and {name} can spend {free} now (on the books {there}, sealed to {last}), so nothing was "
        "handed out.",
        zh_hint="没有定稿的周期所得还不能用，可能被清零、过期的也不能用；定稿以后再办，或少换一些。",
        en_hint="What periods not yet sealed earn cannot be spent, nor what they may still wipe out; take less, or wait until they are sealed.",
    ),
    "B104": Wording(
        zh="{name} 在 {period} 已换“{goods}”{had} 份，每人至多 {most} 份，再换 {quantity} 份就超过了，因此没有兑换。",
        en="{name} has had {had} of {goods} in {period} and one person may have {most}; {quantity} more is too many, so nothing was handed out.",
        zh_hint="请减少数量，或下一期再换。",
        en_hint="Take fewer, or come back in the next period.",
    ),
    "B105": Wording(
        zh="“{goods}”在 {period} 备 {stock} 份，只剩 {left} 份，不够 {quantity} 份，因此没有兑换。",
        en="Of the {stock} {goods} for {period}, {left} are left, which is not {quantity}, so nothing was handed out.",
        zh_hint="请减少数量，换别的，或下一期再换。",
        en_hint="Take fewer, take something else, or come back in the next period.",
    ),
    "B106": Wording(
        zh="{period} 的结果已经公示，其中写明了本期兑换多少；再记入就与它不符，因此没有记入。",
        en="The results of {period} are public and say what was exchanged in it; one more would contradict them, so it was not noted.",
        zh_hint="请在 {next} 以后办理。",
        en_hint="Do it from {next} on.",
    ),
    "B107": Wording(
        zh="第 {number} 号不是可以退回的兑换，或没有这么多可退（还可退 {left} 份），因此没有记入。",
        en="Number {number} is no exchange that can be undone, or has fewer left to bring back ({left}), so nothing was noted.",
        zh_hint="用 `gridperf book balance 台账 编号` 查看这个人的兑换和它们的编号。",
        en_hint="`gridperf book balance BOOK WORKER` lists a person's exchanges with their numbers.",
    ),
    "B108": Wording(
        zh="第 {number} 号兑换已在 {period} 结算（第 {seq} 号记事），不能再退回。",
        en="Exchange {number} was settled with {period} (event {seq}) and cannot be undone any more.",
        zh_hint="需要补给积分的，请在以后的周期里按办法加分。",
        en_hint="Points due to the person are earned in a later period, as the rulebook says.",
    ),
    "B109": Wording(
        zh="账户“{account}”在 {period} 还有没定稿的周期（{loose}），收支不全，因此没有结算。",
        en="Not every period of the account {account} in {period} is sealed (missing: {loose}), so what went in and out is not known and nothing "
        "was settled.",
        zh_hint="请先定稿这些周期。",
        en_hint="Seal them first.",
    ),
    "B110": Wording(
        zh="{period} 已由 {by} 结算（第 {seq} 号记事），不再重复结算。",
        en="{period} was settled by {by} (event {seq}) and is not settled twice.",
        zh_hint="以后的更正随更正的结果进入下一期的余额。",
        en_hint="What is corrected later goes into the balance of the next period.",
    ),
    "B111": Wording(
        zh="{period} 的结果里 {worker} 的账户 {account} 兑换了 {stated}，而台账里是 {found}：兑换没有按台账计算。",
        en="The result of {period} says {worker} spent {stated} from the account {account}, and the Book {found}: it was not assessed with the "
        "exchanges of the Book.",
        zh_hint="请用 --book，或 assess(…, exchanges=book.accounts.exchanges(周期)) 重新考核。",
        en_hint="Assess again with --book, or assess(…, exchanges=book.accounts.exchanges(period)).",
    ),
    "B112": Wording(
        zh="第 {seq} 号记事（积分账户）不可能这样办理：那时没有这么多积分，或与它依据的兑换、结果不符。",
        en="Event {seq}, of an account, could not have been taken like this: the points were not there then, or it is not what its exchange or "
        "results say.",
        zh_hint="请从备份取回台账。",
        en_hint="Bring the Book back from a backup.",
    ),
    "B113": Wording(
        zh="{period} 不是账户“{account}”可以结算的较长周期，因此没有结算。",
        en="{period} is no longer period of the account {account}, so nothing was settled.",
        zh_hint="按月记账的，请写季度、半年或年，如 2026H1。",
        en_hint="For an account kept by months, give a quarter, a half-year or a year, such as 2026H1.",
    ),
}
