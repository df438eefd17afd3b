"""On which days, weeks or months a duty was due, for everyone, with exceptions only for those who differ.

Most people serve the whole period and take no leave; for them the due units are the same list.
Only the others get rows of their own, which keeps a province small.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import polars as pl

from gridperf.engine.service import Service
from gridperf.period import Period

__all__ = ["DueUnits", "due_units"]

Per = Literal["day", "workday", "week", "month"]


@dataclass(frozen=True)
class DueUnits:
    """Which units are due.

    Attributes:
        per: the unit.
        units: the first days of the units due for somebody who served every day without leave, in order.
        excepted: units of `units` that are not due for a person (`code`, `unit`).
        owed: how many units are due for each person (`code`, `owed`).
        starts_on: first day of the period.
    """

    per: Per
    units: tuple[dt.date, ...]
    excepted: pl.DataFrame
    owed: pl.DataFrame
    starts_on: dt.date

    def met(self, daily: pl.LazyFrame, key: str, times: int) -> pl.DataFrame:
        """Return how much of a required frequency each person met.

        Args:
            daily: `code`, `day` and, under *key*, how many rows count on that day.
            key: the column.
            times: how many count at most in one unit.

        Returns:
            `code` and *key*, of people who met any.
        """
        units = daily.filter(pl.col(key) > 0).select("code", _unit(pl.col("day"), self.per, self.starts_on).alias("unit"), key)
        units = units.filter(pl.col("unit").is_in(list(self.units)))
        if self.per in ("week", "month"):
            units = units.group_by("code", "unit").agg(pl.col(key).sum())
        if self.excepted.height:
            units = units.join(self.excepted.lazy(), on=["code", "unit"], how="anti")
        return units.group_by("code").agg(pl.min_horizontal(pl.col(key), pl.lit(times, dtype=pl.Int64)).sum()).collect()


def due_units(service: Service, *, per: Per, week_needs: int | None, excused: pl.DataFrame) -> DueUnits:
    """Return on which units a duty is due.

    Args:
        service: who served when.
        per: the unit; see `gridperf.rulebook.measures.Frequency`.
        week_needs: due workdays that make a week due.
        excused: slots on which a person is excused (`slot`).
    """
    needs = week_needs or 1
    days, per_unit = _calendar(service.period, service.workdays, per, needs)
    units, starts_on = tuple(per_unit["unit"].sort()), service.period.starts_on
    if not (service.absent.height or excused.height):
        none = pl.DataFrame(schema={"code": service.spans.schema["code"], "unit": pl.Date})
        owed = service.spans.select("code", pl.lit(per_unit.height, dtype=pl.Int64).alias("owed"))
        return DueUnits(per, units, none, owed, starts_on)
    off = (
        pl.concat([service.absent, excused])
        .unique()
        .select(service.code_of(pl.col("slot")).alias("code"), service.day_of(pl.col("slot")).alias("day"))
        .join(days, on="day")
    )
    excepted = (
        off.group_by("code", "unit")
        .agg(pl.len().cast(pl.Int64).alias("off"))
        .join(per_unit, on="unit")
        .filter(pl.col("all") - pl.col("off") < needs)
        .select("code", "unit")
    )
    fewer = excepted.group_by("code").agg(pl.len().cast(pl.Int64).alias("fewer"))
    owed = service.spans.join(fewer, on="code", how="left", maintain_order="left").select(
        "code", (pl.lit(per_unit.height, dtype=pl.Int64) - pl.col("fewer").fill_null(0)).alias("owed")
    )
    return DueUnits(per, units, excepted, owed, starts_on)


@lru_cache(maxsize=256)
def _calendar(period: Period, workdays: tuple[dt.date, ...], per: Per, needs: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the days that matter with their units (`day`, `unit`), and the units with enough of them (`unit`, `all`)."""
    dates = pl.date_range(period.starts_on, period.ends_on, eager=True)
    days = pl.DataFrame({"day": dates}).with_columns(_unit(pl.col("day"), per, period.starts_on).alias("unit"))
    if per != "day":
        days = days.filter(pl.col("day").is_in(list(workdays)))
    return days, days.group_by("unit").agg(pl.len().cast(pl.Int64).alias("all")).filter(pl.col("all") >= needs)


def _unit(day: pl.Expr, per: Per, starts_on: dt.date) -> pl.Expr:
    if per == "week":
        return day.dt.truncate("1w")
    if per == "month":
        return pl.when(day.is_not_null()).then(pl.lit(starts_on))
    return day
