"""What a lower level may change, must state and must leave alone, in words."""

from __future__ import annotations

from gridperf.rulebook.below import Below, Kept, MayAdd, MayChange, MayDisable, MustAdd, MustChange
from gridperf.rulebook.numbers import number
from gridperf.rulebook.words.base import Words, both, listed, quoted, tells
from gridperf.rulebook.words.places import place_words

__all__ = ()


def _place(words: Words, path: str) -> str:
    return place_words(words.rules.edition, path)


@tells(MayChange)
def _may_change(words: Words, part: MayChange) -> str:
    if part.one_of is not None:
        ends = both("，只能改为 ", ", to ") + listed(map(quoted, part.one_of), last="or")
    else:
        low = "" if part.at_least is None else both(f"，不小于 {number(part.at_least)}", f", not below {number(part.at_least)}")
        ends = low + ("" if part.at_most is None else both(f"，不大于 {number(part.at_most)}", f", not above {number(part.at_most)}"))
    return both(f"可以改动{_place(words, part.change)}{ends}", f"may change {_place(words, part.change)}{ends}")


@tells(MayAdd)
def _may_add(words: Words, part: MayAdd) -> str:
    points = (
        ""
        if part.points is None
        else both(f"，加分、扣分各不超过 {number(part.points)} 分", f", of {number(part.points)} points up or down")
    )
    return both(
        f"可以在{_place(words, part.add)}中增加至多 {part.most} 项{points}",
        f"may add up to {part.most} to {_place(words, part.add)}{points}",
    )


@tells(MayDisable)
def _may_disable(words: Words, part: MayDisable) -> str:
    return both(f"可以不适用{_place(words, part.disable)}", f"may leave out {_place(words, part.disable)}")


@tells(Kept)
def _kept(words: Words, part: Kept) -> str:
    return both(f"不得改动{_place(words, part.at)}", f"must leave {_place(words, part.at)} as it is")


@tells(MustChange)
def _must_change(words: Words, part: MustChange) -> str:
    return both(f"应当自行写明{_place(words, part.change)}", f"must state {_place(words, part.change)} itself")


@tells(MustAdd)
def _must_add(words: Words, part: MustAdd) -> str:
    return both(
        f"应当在{_place(words, part.add)}中增加至少 {part.at_least} 项", f"must add at least {part.at_least} to {_place(words, part.add)}"
    )


@tells(Below)
def _below(words: Words, part: Below) -> str:
    said = both("；", "; ").join(words.say(one) for one in (*part.allow, *part.forbid, *part.require))
    return said or both("不得改动", "nothing may be changed")
