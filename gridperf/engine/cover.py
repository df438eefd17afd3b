"""Which targets of a list were due when, for whom, and how often each was seen; nobody owes what lay outside their service."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from gridperf.engine.service import Service
from gridperf.rulebook.duties import Coverage

__all__ = ["covered", "targets_due"]

_FROM, _TO, _DAYS, _OFF = "\0from", "\0to", "\0days", "\0off"


def targets_due(targets: pl.LazyFrame, amount: Coverage, service: Service, excused: pl.DataFrame) -> pl.DataFrame:
    """Return every target and unit due (`code`, the target, `unit`).

    Args:
        targets: the rows of the list that count, with the person's number in `code`.
        amount: what must be covered.
        service: who served when.
        excused: slots on which a person is excused (`slot`).
    """
    start, end = pl.lit(service.period.starts_on), pl.lit(service.period.ends_on)
    listed = targets.select(
        "code",
        amount.target,
        pl.max_horizontal("starts_on", start).alias("starts_on"),
        pl.min_horizontal(pl.col("ends_on").fill_null(end), end).alias("ends_on"),
    )
    due = listed.join(_units(amount, service).lazy(), how="cross").with_columns(
        pl.max_horizontal("starts_on", _FROM).alias("starts_on"), pl.min_horizontal("ends_on", _TO).alias("ends_on")
    )
    due = due.with_columns(((pl.col("ends_on") - pl.col("starts_on")).dt.total_days() + 1).alias(_DAYS)).filter(pl.col(_DAYS) > 0)
    held = due.collect(engine="streaming")
    off = pl.concat([service.absent, excused]).unique()
    if off.height:
        days = off.select(service.code_of(pl.col("slot")).alias("code"), service.day_of(pl.col("slot")).alias("day"))
        lost = held.join(days, on="code").filter(pl.col("day").is_between("starts_on", "ends_on"))
        fewer = lost.group_by("code", amount.target, "unit").agg(pl.len().cast(pl.Int64).alias(_OFF))
        held = held.join(fewer, on=["code", amount.target, "unit"], how="left", nulls_equal=True)
        held = held.with_columns(pl.col(_DAYS) - pl.col(_OFF).fill_null(0))
    return held.filter(pl.col(_DAYS) >= amount.needs).select("code", amount.target, "unit").unique()


def covered(daily: pl.DataFrame, key: str, amount: Coverage, due: pl.DataFrame, service: Service) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return how much of what is *due* each person did, and how much there was (both `code`, *key*).

    Args:
        daily: `code`, `day`, the target and, under *key*, how many rows there are.
        key: the column.
        amount: what must be covered.
        due: what `targets_due` returned.
        service: who served when.
    """
    times = pl.lit(amount.times, dtype=pl.Int64)
    units = _units(amount, service)
    starts = pl.col("day").dt.truncate("1w") if amount.per == "week" else _start(pl.col("day"), units["unit"].to_list())
    seen = daily.filter(pl.col(key) > 0).with_columns(starts.alias("unit")).group_by("code", amount.target, "unit").agg(pl.col(key).sum())
    met = seen.join(due, on=["code", amount.target, "unit"]).group_by("code").agg(pl.min_horizontal(pl.col(key), times).sum())
    return met, due.group_by("code").agg((pl.len().cast(pl.Int64) * times).alias(key))


def _units(amount: Coverage, service: Service) -> pl.DataFrame:
    """Return the units of the period, each by its first day, with its first and last day inside the period."""
    period = service.period
    if amount.per != "week":
        parts = [(part.starts_on, part.starts_on, part.ends_on) for part in period.parts(amount.per)]
        return pl.DataFrame(parts, schema={"unit": pl.Date, _FROM: pl.Date, _TO: pl.Date}, orient="row")
    days = pl.DataFrame({"day": pl.date_range(period.starts_on, period.ends_on, eager=True)})
    weeks = days.group_by(pl.col("day").dt.truncate("1w").alias("unit"))
    return weeks.agg(pl.col("day").min().alias(_FROM), pl.col("day").max().alias(_TO)).sort("unit")


def _start(day: pl.Expr, starts: Sequence[object]) -> pl.Expr:
    """Return the last of *starts* that is not after *day*."""
    result = pl.lit(starts[0])
    for start in starts[1:]:
        result = pl.when(day >= pl.lit(start)).then(pl.lit(start)).otherwise(result)
    return result
