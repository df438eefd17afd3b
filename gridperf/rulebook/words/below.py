"""What a lower level may change, must state and must leave alone, in words."""

from __future__ import annotations

from gridperf.rulebook.base import number
from gridperf.rulebook.below import Below, Kept, MayAdd, MayChange, MayDisable, MustAdd, MustChange
from gridperf.rulebook.words.base import Words, both, listed, quoted, tells

__all__ = ()


@tells(MayChange)
def _may_change(_: Words, part: MayChange) -> str:
    if part.one_of is not None:
        ends = both("，只能改为 ", ", to ") + listed(map(quoted, part.one_of), last="or")
    else:
        low = "" if part.at_least is None else both(f"，不小于 {number(part.at_least)}", f", not below {number(part.at_least)}")
        ends = low + ("" if part.at_most is None else both(f"，不大于 {number(part.at_most)}", f", not above {number(part.at_most)}"))
    return both(f"可以改动{quoted(part.change)}{ends}", f"may change {quoted(part.change)}{ends}")


@tells(MayAdd)
def _may_add(_: Words, part: MayAdd) -> str:
    points = (
        ""
        if part.points is None
        else both(f"，加分、扣分各不超过 {number(part.points)} 分", f", of {number(part.points)} points up or down")
    )
    return both(f"可以在{quoted(part.add)}中增加至多 {part.most} 项{points}", f"may add up to {part.most} to {quoted(part.add)}{points}")


@tells(MayDisable)
def _may_disable(_: Words, part: MayDisable) -> str:
    return both(f"可以不适用{quoted(part.disable)}", f"may leave out {quoted(part.disable)}")


@tells(Kept)
def _kept(_: Words, part: Kept) -> str:
    return both(f"不得改动{quoted(part.at)}", f"must leave {quoted(part.at)} as it is")


@tells(MustChange)
def _must_change(_: Words, part: MustChange) -> str:
    return both(f"应当自行写明{quoted(part.change)}", f"must state {quoted(part.change)} itself")


@tells(MustAdd)
def _must_add(_: Words, part: MustAdd) -> str:
    return both(f"应当在{quoted(part.add)}中增加至少 {part.at_least} 项", f"must add at least {part.at_least} to {quoted(part.add)}")


@tells(Below)
def _below(words: Words, part: Below) -> str:
    said = both("；", "; ").join(words.say(one) for one in (*part.allow, *part.forbid, *part.require))
    return said or both("不得改动", "nothing may be changed")
