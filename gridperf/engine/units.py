"""Counting by units of time, people numbered: days become weeks and months, rows of a unit are held at a maximum, days run in a row."""

from __future__ import annotations

from typing import Literal

import polars as pl

from gridperf.engine.service import Service
from gridperf.rulebook.duties import Streak
from gridperf.rulebook.measures import AtMost

__all__ = ["held", "runs", "unit_of"]

_NTH, _OFF, _LAST, _RUN, _LONG = "\0nth", "\0off", "\0last", "\0run", "\0long"


def unit_of(day: pl.Expr, per: Literal["day", "week", "month"], service: Service) -> pl.Expr:
    """Return a day that stands for the unit *day* lies in; a month is one of the rulebook's calendar."""
    if per == "week":
        return day.dt.truncate("1w")
    if per == "month":
        # the first of the month in which each of the rulebook's months starts, whichever day that is
        return day.dt.offset_by(f"-{service.period.month_starts_on - 1}d").dt.truncate("1mo")
    return day


def held(daily: pl.DataFrame, key: str, rule: AtMost, service: Service) -> pl.DataFrame:
    """Return how many rows of each person count (`code`, *key*), no more than *rule* says in any unit.

    Args:
        daily: `code`, `day` and, under *key*, how many rows there are.
        key: the column.
        rule: how many count, and in what unit.
        service: who served when.
    """
    units = daily.filter(pl.col(key) > 0).select("code", unit_of(pl.col("day"), rule.per, service).alias("unit"), key)
    if rule.per != "day":
        units = units.group_by("code", "unit").agg(pl.col(key).sum())
    return units.group_by("code").agg(pl.min_horizontal(pl.col(key), pl.lit(rule.times, dtype=pl.Int64)).sum())


def runs(daily: pl.DataFrame, key: str, rule: Streak, service: Service, excused: pl.DataFrame) -> pl.DataFrame:
    """Return how many days in a row each person has rows (`code`, *key*).

    Args:
        daily: `code`, `day` and, under *key*, how many rows there are.
        key: the column.
        rule: which days are asked for, and which run.
        service: who served when.
        excused: slots on which a person is excused (`slot`).
    """
    dates = pl.date_range(service.period.starts_on, service.period.ends_on, eager=True)
    asked = pl.lit(True) if rule.per == "day" else pl.col("day").is_in(list(service.workdays))  # noqa: FBT003 (positional in polars)
    days = (
        pl.DataFrame({"day": dates}).with_columns(asked.alias("asked")).with_columns(pl.col("asked").cast(pl.Int64).cum_sum().alias(_NTH))
    )
    off = excused.select(service.code_of(pl.col("slot")).alias("code"), service.day_of(pl.col("slot")).alias("day"), pl.lit(1).alias(_OFF))
    on = daily.filter(pl.col(key) > 0).select("code", "day", pl.lit(0).alias(_OFF))
    both = pl.concat([on, off]).group_by("code", "day").agg(pl.col(_OFF).max()).join(days.filter("asked"), on="day").sort("code", "day")
    # a person's excused days are taken out of the count of days, so that what lies on both sides of them is consecutive
    both = both.with_columns((pl.col(_NTH) - pl.col(_OFF).cast(pl.Int64).cum_sum().over("code")).alias(_NTH))
    left = both.filter(pl.col(_OFF) == 0)
    long = left.with_columns((pl.col(_NTH) - pl.int_range(pl.len(), dtype=pl.Int64).over("code")).alias(_RUN))
    long = long.group_by("code", _RUN).agg(pl.len().cast(pl.Int64).alias(_LONG), pl.col(_NTH).max())
    if rule.which == "ending":
        long = long.join(_ends(service, days, both), on="code").filter(pl.col(_NTH) == pl.col(_LAST))
    return long.group_by("code").agg(pl.col(_LONG).max().alias(key))


def _ends(service: Service, days: pl.DataFrame, both: pl.DataFrame) -> pl.DataFrame:
    """Return the number of each person's last day of service that is asked for and not excused (`code`, `_LAST`)."""
    last = service.intervals.group_by(pl.col("worker_id").alias("subject")).agg(pl.col("to_on").max().alias("day"))
    last = service.spans.select("code", "subject").join(last, on="subject").join(days.select("day", _NTH), on="day")
    taken = both.join(last.select("code", pl.col("day").alias("until")), on="code").filter(pl.col("day") <= pl.col("until"))
    fewer = taken.group_by("code").agg(pl.col(_OFF).sum().cast(pl.Int64))
    return last.join(fewer, on="code", how="left").select("code", (pl.col(_NTH) - pl.col(_OFF).fill_null(0)).alias(_LAST))
