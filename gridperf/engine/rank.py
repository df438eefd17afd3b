"""A rank is a place among the totals of one scope: the best is 1, equal totals share a place, and who has no total has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from gridperf.engine.score import TOTAL
from gridperf.rulebook.grading import NamedRanking, Ranking

__all__ = ["ranked", "ranks", "scope_of", "scope_path"]


_WIDER = {"street": ("county",), "community": ("county", "street")}
"""What a scope lies in: two villages of one name in two townships are two scopes."""


def scope_of(table: pl.DataFrame, within: str) -> pl.Expr:
    """Return what tells the scopes of *table* apart: the name, with the names of what it lies in as far as they are given."""
    if within == "all":
        return pl.lit("")
    columns = [name for name in (*_WIDER.get(within, ()), within) if name in table.columns]
    return pl.concat_str([pl.col(name).fill_null("") for name in columns], separator="\0")


def scope_path(table: pl.DataFrame, within: str) -> pl.Expr:
    """Return a name for each one's scope that no other scope has, this month or another: `利津县/汀罗镇`; empty for everybody."""
    if within == "all":
        return pl.lit("")
    columns = [name for name in (*_WIDER.get(within, ()), within) if name in table.columns]
    return pl.concat_str([pl.col(name) for name in columns], separator="/", ignore_nulls=True)


def ranked(table: pl.DataFrame, ranking: Ranking | NamedRanking) -> list[pl.Expr]:
    """Return the columns `scope` (its name), `rank` and `of` of *ranking*, over the columns `total` and the scope's of *table*."""
    scope = scope_of(table, ranking.within)
    name = pl.lit("") if ranking.within == "all" else pl.col(ranking.within).fill_null("")
    method: Literal["min", "dense"] = "min" if ranking.ties == "skip" else "dense"
    return [
        name.alias("scope"),
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
    frames = [
        placed.select("subject", pl.lit(one.id).alias("ranking"), pl.lit(one.name).alias("name"), *ranked(placed, one)) for one in rankings
    ]
    return pl.concat([pl.DataFrame(schema=head), *frames])
