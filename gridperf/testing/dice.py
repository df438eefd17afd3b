"""Randomness with a name: what is drawn for one purpose never shifts because more was drawn for another."""

from __future__ import annotations

import random
from collections.abc import Sequence

__all__ = ["apportion", "dice", "often"]


def dice(*purpose: object) -> random.Random:
    """Return a generator that depends on *purpose* alone: the same words, the same numbers, on any machine."""
    return random.Random("/".join(map(str, purpose)))  # noqa: S311  (made-up records, not secrets)


def often(rng: random.Random, mean: float) -> int:
    """Return a whole number of events around *mean*, at least 0 and at most twice as many."""
    low = int(mean * 0.5)
    high = int(mean * 1.5)
    return rng.randint(low, high) + (rng.random() < mean * 2 - low - high)


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Share *total* by *weights* with whole numbers that add up to it: largest remainders first, ties by position."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in rests[: total - sum(shares)]:
        shares[at] += 1
    return shares
