"""Wordings of the problems of money held back, released and passed on in a Book (codes B12…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "B120": Wording(
        zh="{period} 的结果说 {worker} 在 {of} 的“{line}”是 {stated} 元，而台账里定稿的各期是 {found} 元：发放的预留就不对了，因此没有记入。",
        en="The result of {period} says the line {line} of {worker} was {stated} yuan in {of}, and the sealed periods of the Book say {found}: what it "
        "releases would be wrong, so it was not taken in.",
        zh_hint="请用 --book，或 assess(…, reserves=book.held_back(周期)) 重新考核；以前各期不在台账里的，先记入并定稿。",
        en_hint="Assess again with --book, or assess(…, reserves=book.held_back(period)); earlier periods the Book does not have are published and "
        "sealed first.",
    ),
    "B121": Wording(
        zh="{period} 预留的钱该由“{line}”发放，而发放它的 {sealed} 已经定稿，这笔钱谁也不会发，因此没有记入。",
        en="What {period} holds back is released by {line}, and {sealed} is sealed already, so nobody would ever release it and it was not taken in.",
        zh_hint="请按先后定稿；确实漏了一期的，请考核时不预留，在本期全额发放。",
        en_hint="Seal periods in their order; where one was left out, pay it in full without holding back.",
    ),
    "B122": Wording(
        zh="以前各期“{line}”预留的钱该在 {span} 由“{release}”发放，而 {period} 的办法不再这样发，这笔钱谁也不会发，因此没有记入。",
        en="What {line} held back before was to be released by {release} in {span}, and the rulebook of {period} does not do so, so nobody would "
        "release it and it was not taken in.",
        zh_hint="新的版本请把这两项保留到 {span} 末，或从 {span} 以后起施行。",
        en_hint="Keep both lines in the new edition to the end of {span}, or let it begin after that.",
    ),
    "B123": Wording(
        zh="{period} 的结果说奖励池“{line}”（{scope}）在 {of} 预留或结转 {stated} 元，而台账里是 {found} 元，因此没有记入。",
        en="The result of {period} says the pool {line} ({scope}) kept back or carried on {stated} yuan in {of}, and the Book says {found}, so it was not "
        "taken in.",
        zh_hint="请用 --book，或以 book.sealed() 为 history 重新考核。",
        en_hint="Assess again with --book, or with book.sealed() as history.",
    ),
    "B124": Wording(
        zh="{name} 的“{line}”在 {span} 预留 {held} 元，发放、转给他人、依规定不发和尚存的合计 {found} 元，差 {missing} 元。",
        en="The line {line} of {name} held back {held} yuan in {span}, and what was released, passed on, forfeited and still stands comes to {found}: "
        "{missing} yuan are unaccounted for.",
        zh_hint="请核对该期的结果；确有差错的，用 `gridperf book correct` 更正。",
        en_hint="Check the results of the span; what is wrong is put right with `gridperf book correct`.",
    ),
    "B125": Wording(
        zh="奖励池“{line}”（{scope}）在 {span} 应有 {held} 元，而账上是 {found} 元。",
        en="The pool {line} ({scope}) should have {held} yuan in {span}, and its account says {found}.",
        zh_hint="请核对该期的结果；确有差错的，用 `gridperf book correct` 更正。",
        en_hint="Check the results of the span; what is wrong is put right with `gridperf book correct`.",
    ),
}
