"""An action follows from grades alone: this period's, or a count of them that ends in this period."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from gridperf.period import Period
from gridperf.rulebook.grading import Action, OnGrade, Running, Within
from gridperf.tables import RESULTS

__all__ = ["act"]


def act(grades: pl.DataFrame, past: pl.DataFrame, actions: Sequence[Action], period: Period) -> pl.DataFrame:
    """Return what follows from the grades of *period*, as the result table `actions`.

    Args:
        grades: the result table `grades` of the period.
        past: earlier periods, as the result table `history`.
        actions: the rulebook's actions.
        period: the period.
    """
    everything = pl.concat([past.select("subject", "period", "grade"), grades.select("subject", "period", "grade")]).unique()
    frames = [_follows(action, everything, period) for action in actions]
    return pl.concat([RESULTS["actions"].empty(), *frames]).sort("subject", "action")


def _follows(action: Action, grades: pl.DataFrame, period: Period) -> pl.DataFrame:
    when = action.when
    got = grades.filter(pl.col("grade") == when.grade)
    if isinstance(when, OnGrade):
        codes, needs, every = [period.code], 1, when.of
    elif isinstance(when, Running):
        codes, needs, every = [period.before(back).code for back in reversed(range(when.times))], when.times, when.in_a_row
    else:
        codes, needs, every = _so_far_this_year(when, period), when.times, when.of
    if every != period.every:
        return RESULTS["actions"].empty()
    now = got.filter(pl.col("period") == period.code).select("subject").unique()
    return (
        got.filter(pl.col("period").is_in(codes))
        .unique(["subject", "period"])
        .join(now, on="subject", how="semi")
        .sort("subject", "period")
        .group_by("subject", maintain_order=True)
        .agg(pl.len().alias("times"), pl.col("period").str.join("、").alias("periods"))
        .filter(pl.col("times") >= needs)
        .select(
            "subject",
            pl.lit(period.code).alias("period"),
            pl.lit(action.id).alias("action"),
            pl.lit(action.name).alias("name"),
            pl.format("{}：{}", pl.col("periods"), pl.lit(when.grade)).alias("because"),
            pl.lit(action.clause).alias("clause"),
        )
    )


def _so_far_this_year(when: Within, period: Period) -> list[str]:
    if period.every != when.of:
        return []
    year = next(
        part
        for back in range(2)
        for part in [_year_of(period, back)]
        if part.starts_on <= period.starts_on and period.ends_on <= part.ends_on
    )
    return [part.code for part in year.parts(when.of) if part.starts_on <= period.starts_on]


def _year_of(period: Period, later: int) -> Period:
    code = f"{int(period.code[:4]) + later:04d}"
    return Period.parse(code, month_starts_on=period.month_starts_on, year_starts_in=period.year_starts_in)
