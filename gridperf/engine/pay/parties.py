"""One amount, several parties: what they bear or receive adds up to it to the fen, remainders going to the largest first."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

import polars as pl

__all__ = ["SELF", "apart"]

SELF = "self"
"""The person whose line it is, among those who receive it."""


def apart(fen: pl.Expr, shares: Mapping[str, Fraction]) -> dict[str, pl.Expr]:
    """Return whole fen by party that add up to *fen*; of equal remainders the party named first gets more.

    Args:
        fen: a column of fen of either sign; empty stays empty.
        shares: the share of each party; together 1.
    """
    whole = lcm(*(share.denominator for share in shares.values()))
    size = fen.abs().cast(pl.Int128)
    wide = pl.Int128
    parts = {party: size * pl.lit(int(share * whole), dtype=wide) for party, share in shares.items()}
    least = {party: part // pl.lit(whole, dtype=wide) for party, part in parts.items()}
    rests = {party: parts[party] - least[party] * pl.lit(whole, dtype=wide) for party in shares}
    missing = size - pl.sum_horizontal(list(least.values()))
    names = list(shares)
    result: dict[str, pl.Expr] = {}
    for at, party in enumerate(names):
        before = [
            (rests[other] >= rests[party] if place < at else rests[other] > rests[party])
            for place, other in enumerate(names)
            if place != at
        ]
        ahead = pl.sum_horizontal([one.cast(pl.Int64) for one in before]) if before else pl.lit(0, dtype=pl.Int64)
        amount = (least[party] + (ahead < missing).cast(wide)).cast(pl.Int64)
        result[party] = pl.when(fen < 0).then(-amount).when(fen.is_not_null()).then(amount)
    return result
