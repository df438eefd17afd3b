"""Prizes and penalties by place: a place is counted from the best or from the end, and ties do what the rule says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from functools import reduce

import polars as pl

from gridperf.ratios import Ratio, bound
from gridperf.rulebook.paying import RankLine

__all__ = ["by_rank", "with_places"]

_SHARE = pl.lit(1, dtype=pl.Int64)


def with_places(table: pl.DataFrame, sheets: Sequence[str], dense: Collection[str]) -> pl.DataFrame:
    """Return *table* with, for each of *sheets*, how many share a rank (`<sheet>:taken`) and the place from the end (`<sheet>:end`).

    Both are empty for whoever has no rank. The place from the end of the last is 0; on the sheets of *dense* ranks, where
    1, 1, 2 follow each other, ranks are counted and not people.
    """
    for sheet in sheets:
        rank, of, scope = (pl.col(f"{sheet}:{name}") for name in ("rank", "of", "scope"))
        taken = pl.when(rank.is_not_null()).then(pl.len().over(scope, rank).cast(pl.Int64))
        end = rank.max().over(scope) - rank if sheet in dense else of - (rank + taken - 1)
        table = table.with_columns(taken.alias(f"{sheet}:taken"), end.alias(f"{sheet}:end"))
    return table


def by_rank(table: pl.DataFrame, line: RankLine, ranking: str) -> Ratio:
    """Return the yuan of *line* by rank in *ranking*; 0 for whoever has no rank or too small a scope."""
    rank, of, taken, end = (pl.col(f"{ranking}:{name}") for name in ("rank", "of", "taken", "end"))
    most = max(bound(table, [f"{ranking}:taken"])[f"{ranking}:taken"], 1)
    parts = []
    for place, yuan in line.by_rank.items():
        kind, _, offset = place.partition("-")
        if kind == "last":
            back = int(offset or 0)
            here = (end == back) if line.ties == "each" else (end <= back) & (back < end + taken)
        else:
            number = int(place)
            here = (rank == number) if line.ties == "each" else (rank <= number) & (number < rank + taken)
        enough = (here & (of >= line.needs)).fill_null(value=False)
        parts.append(Ratio.fixed(Fraction(0)).where(enough, yuan))
    total = reduce(Ratio.plus, parts)
    if line.ties == "each":
        return total
    return total.times_ratio(Ratio(_SHARE, pl.max_horizontal(taken.fill_null(1), _SHARE), 1, most))
