"""A rank is a place among the totals of one scope: the best is 1, equal totals share a place, and who has no total has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from gridperf.engine.score import TOTAL
from gridperf.rulebook.grading import NamedRanking, Ranking

__all__ = ["ranked", "ranks", "scope_of"]


def scope_of(within: str) -> pl.Expr:
    """Return the name of each one's scope; empty for everybody, and for people the roster places in none."""
    return pl.lit("") if within == "all" else pl.col(within).fill_null("")


def ranked(ranking: Ranking | NamedRanking) -> list[pl.Expr]:
    """Return the columns `scope`, `rank` and `of` of *ranking*, over the columns `total` and the scope's."""
    scope = scope_of(ranking.within)
    method: Literal["min", "dense"] = "min" if ranking.ties == "skip" else "dense"
    return [
        scope.alias("scope"),
        pl.col(TOTAL).rank(method, descending=True).over(scope).cast(pl.Int64).alias("rank"),
        pl.col(TOTAL).count().over(scope).cast(pl.Int64).alias("of"),
    ]


def ranks(placed: pl.DataFrame, rankings: Sequence[NamedRanking]) -> pl.DataFrame:
    """Return every ranking of *rankings*: one row per subject and ranking.

    Args:
        placed: one row per subject: `subject`, `total` (empty if not assessed) and the scope columns.
        rankings: the rankings.

    Returns:
        `subject`, `ranking`, `name`, `scope`, `rank`, `of`, as in the result table `ranks`.
    """
    head = {"subject": pl.String, "ranking": pl.String, "name": pl.String, "scope": pl.String, "rank": pl.Int64, "of": pl.Int64}
    frames = [placed.select("subject", pl.lit(one.id).alias("ranking"), pl.lit(one.name).alias("name"), *ranked(one)) for one in rankings]
    return pl.concat([pl.DataFrame(schema=head), *frames])
