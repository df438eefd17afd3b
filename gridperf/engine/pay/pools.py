"""A pool closes to the fen: what comes in is what is paid, kept back, carried on and returned, for any weights and bounds.

Shares between floor and cap are in proportion to weight, solved exactly; the last units go to the largest remainders.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Claim", "Shares", "divide"]


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
    """

    units: Mapping[str, int]
    left: int


def divide(units: int, claims: Sequence[Claim], *, floor: int, cap: int | None) -> Shares | None:
    """Return *units* divided between *claims*, nobody below *floor* or above *cap*; None if the floors alone are more.

    The order of *claims* is of no consequence. Remainders go to the largest, then to higher weight, then by grid code,
    then by a digest of the identifier.
    """
    if not claims:
        return Shares({}, units)
    if floor * len(claims) > units:
        return None
    top = units if cap is None else min(cap, units)
    if top * len(claims) <= units:
        return Shares({claim.subject: top for claim in claims}, units - top * len(claims))
    exact = _solved(units, claims, floor, top)
    given = {subject: share.__floor__() for subject, share in exact.items()}
    rest = units - sum(given.values())
    for claim in sorted(claims, key=lambda claim: _order(claim, exact[claim.subject]))[:rest]:
        given[claim.subject] += 1
    return Shares(given, 0)


def _solved(units: int, claims: Sequence[Claim], floor: int, top: int) -> dict[str, Fraction]:
    """Return exact shares λ × weight held between *floor* and *top* that add up to *units*.

    What is held at a bound moves λ one way only for the side that is further off, so each round settles that side for
    good, and there are at most as many rounds as claims.
    """
    share: dict[str, Fraction] = {}
    free = list(claims)
    left = Fraction(units)
    while free:
        rate = left / sum((claim.weight for claim in free), Fraction(0))
        low = [claim for claim in free if rate * claim.weight < floor]
        high = [claim for claim in free if rate * claim.weight > top]
        missing = sum((floor - rate * claim.weight for claim in low), Fraction(0))
        beyond = sum((rate * claim.weight - top for claim in high), Fraction(0))
        if not low and not high:
            return {**share, **{claim.subject: rate * claim.weight for claim in free}}
        settled = [*(low if missing >= beyond else ()), *(high if beyond >= missing else ())]
        for claim in settled:
            share[claim.subject] = Fraction(floor if rate * claim.weight < floor else top)
        left -= sum((share[claim.subject] for claim in settled), Fraction(0))
        done = {claim.subject for claim in settled}
        free = [claim for claim in free if claim.subject not in done]
    return share


def _order(claim: Claim, exact: Fraction) -> tuple[Fraction, Fraction, str, str]:
    rest = exact - exact.__floor__()
    return -rest, -claim.weight, claim.grid, hashlib.sha256(claim.subject.encode()).hexdigest()
