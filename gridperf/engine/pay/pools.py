"""A pool closes to the fen: what comes in is what is paid, kept back, carried on and returned, for any weights and bounds.

Shares between floor and cap are in proportion to weight, solved exactly; the last units go to the largest remainders.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

__all__ = ["Claim", "End", "Shares", "divide"]

End = Literal["even", "cut", "more", "floor", "cap"]
"""How a share came to whole units: it is whole, its remainder was cut or made one more unit, or it is held at the floor or the cap."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody's claim on a pool.

    Attributes:
        subject: whose it is.
        weight: what their share is in proportion to; above 0.
        grid: their grid, which orders equal claims.
    """

    subject: str
    weight: Fraction
    grid: str


@dataclass(frozen=True, slots=True)
class Shares:
    """How a fund was divided.

    Attributes:
        units: everybody's share in whole units.
        left: the units nobody could be given.
        ends: how each share came to whole units.
        divided: the units divided in proportion to weight: all but what is held at the floor or the cap.
        weights: everybody's weight, in parts of one.
        total: the sum of the weights that are not held; 0 if every share is. *divided* × a weight ÷ *total* is what a share is
            before it is held or cut: at most the floor or at least the cap where it is held there.
        parts: how many parts of one weights count.
    """

    units: Mapping[str, int]
    left: int
    ends: Mapping[str, End]
    divided: int = 0
    weights: Mapping[str, int] = field(default_factory=dict)
    total: int = 0
    parts: int = 1


def divide(units: int, claims: Sequence[Claim], *, floor: int, cap: int | None) -> Shares | None:
    """Return *units* divided between *claims*, nobody below *floor* or above *cap*; None if the floors alone are more.

    The order of *claims* is of no consequence. Remainders go to the largest, then to higher weight, then by grid code,
    then by a digest of the identifier.
    """
    if not claims:
        return Shares({}, units, {})
    if floor * len(claims) > units:
        return None
    top = units if cap is None else min(cap, units)
    if top * len(claims) <= units and top < units:
        everybody = [claim.subject for claim in claims]
        return Shares(dict.fromkeys(everybody, top), units - top * len(claims), dict.fromkeys(everybody, "cap"))
    parts = math.lcm(*(claim.weight.denominator for claim in claims))
    weights = {claim.subject: claim.weight.numerator * (parts // claim.weight.denominator) for claim in claims}
    held, free, left = _settled(units, weights, floor, top)
    total = sum(free.values())
    # a share is left × weight ÷ total
    cut = {subject: divmod(left * weight, total) for subject, weight in free.items()}
    more = _first(left - sum(given for given, _ in cut.values()), {subject: rest for subject, (_, rest) in cut.items()}, claims)
    bounds = {subject: floor if end == "floor" else top for subject, end in held.items()}
    shares = {subject: given + (subject in more) for subject, (given, _) in cut.items()}
    ends: dict[str, End] = {subject: "more" if subject in more else "cut" if rest else "even" for subject, (_, rest) in cut.items()}
    return Shares(bounds | shares, 0, held | ends, left, weights, total, parts)


def _settled(units: int, weights: Mapping[str, int], floor: int, top: int) -> tuple[dict[str, End], dict[str, int], int]:
    """Return whose share is held at *floor* or *top*, the weights of the others, and the units these share in proportion.

    What is held at a bound moves the rate one way only for the side that is further off, so each round settles that side
    for good, and there are at most as many rounds as claims.
    """
    held: dict[str, End] = {}
    free, left = dict(weights), units
    while free:
        total = sum(free.values())
        low = {subject: floor * total - left * weight for subject, weight in free.items() if left * weight < floor * total}
        high = {subject: left * weight - top * total for subject, weight in free.items() if left * weight > top * total}
        if not low and not high:
            break
        missing, beyond = sum(low.values()), sum(high.values())
        if missing >= beyond:
            held |= dict.fromkeys(low, "floor")
            left -= floor * len(low)
        if beyond >= missing:
            held |= dict.fromkeys(high, "cap")
            left -= top * len(high)
        free = {subject: weight for subject, weight in free.items() if subject not in held}
    return held, free, left


def _first(count: int, rests: Mapping[str, int], claims: Sequence[Claim]) -> set[str]:
    """Return who gets one of the *count* units that are over: largest remainder, then weight, grid code, digest of the identifier."""
    if not count:
        return set()
    keys = {claim.subject: (-rests[claim.subject], -claim.weight, claim.grid) for claim in claims if claim.subject in rests}
    last = sorted(keys.values())[count - 1]
    before = {subject for subject, key in keys.items() if key < last}
    tied = sorted(
        (subject for subject, key in keys.items() if key == last), key=lambda subject: hashlib.sha256(subject.encode()).hexdigest()
    )
    return before | set(tied[: count - len(before)])
