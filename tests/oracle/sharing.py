"""Fair shares once more, another way: walk along the rates at which somebody reaches a bound until the sum fits."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

__all__ = ["fair", "whole_shares"]


def fair(total: int, weights: Mapping[str, Fraction], floor: int, cap: int | None) -> dict[str, Fraction]:
    """Return rate × weight held between *floor* and *cap*, for the rate at which the shares add up to *total*."""

    def at(rate: Fraction) -> dict[str, Fraction]:
        shares = {}
        for name, weight in weights.items():
            share = max(Fraction(floor), rate * weight)
            shares[name] = share if cap is None else min(share, Fraction(cap))
        return shares

    rates = sorted({Fraction(0)} | {Fraction(edge) / weight for weight in weights.values() for edge in (floor, cap) if edge is not None})
    low = max(rate for rate in rates if sum(at(rate).values()) <= total)
    if sum(at(low).values()) == total:
        return at(low)
    # between two such rates the sum is a straight line
    after = [rate for rate in rates if rate > low]
    high = after[0] if after else low + 1
    slope = (sum(at(high).values()) - sum(at(low).values())) / (high - low)
    return at(low + (total - sum(at(low).values())) / slope)


def whole_shares(exact: Mapping[str, Fraction], order: Mapping[str, tuple[object, ...]]) -> dict[str, int]:
    """Return whole shares: each cut, and what is left given one by one to the largest remainders, equal ones by *order*."""
    cut = {name: share.__floor__() for name, share in exact.items()}
    left = int(sum(exact.values())) - sum(cut.values())
    while left > 0:
        first = min((name for name in exact if cut[name] < exact[name]), key=lambda name: (cut[name] - exact[name], order[name]))
        cut[first] += 1
        left -= 1
    return cut
