"""On which days, weeks or months a duty was due, for everyone, with exceptions only for those who differ.

Most people serve the whole period and take no leave; for them the due units are the same list.
Only the others get rows of their own, which keeps a province small.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import polars as pl

from gridperf.engine.service import Service

__all__ = ["DueUnits", "due_units"]

Per = Literal["day", "workday", "week", "month"]


@dataclass(frozen=True)
class DueUnits:
    """Which units are due.

    Attributes:
        per: the unit.
        units: the first days of the units due for somebody who served every day without leave, in order.
        excepted: units of `units` that are not due for a person (`subject`, `unit`).
        owed: how many units are due for each person (`subject`, `owed`).
    """

    per: Per
    units: tuple[dt.date, ...]
    excepted: pl.DataFrame
    owed: pl.DataFrame
    starts_on: dt.date

    @property
    def unit_is_day(self) -> bool:
        """Return whether a unit is one day."""
        return self.per in ("day", "workday")

    def unit_of(self, day: str) -> pl.Expr:
        """Return the first day of the unit a date column's day falls in."""
        return _unit(pl.col(day), self.per, self.starts_on)


def due_units(service: Service, *, per: Per, week_needs: int | None, excused: pl.DataFrame) -> DueUnits:
    """Return on which units a duty is due.

    Args:
        service: who served when.
        per: the unit; see `gridperf.rulebook.measures.Frequency`.
        week_needs: due workdays that make a week due.
        excused: days on which a person is excused (`worker_id`, `day`).
    """
    period = service.period
    dates = pl.date_range(period.starts_on, period.ends_on, eager=True)
    days = pl.DataFrame({"day": dates}).with_columns(
        pl.col("day").is_in(list(service.workdays)).alias("workday"), _unit(pl.col("day"), per, period.starts_on).alias("unit")
    )
    if per != "day":
        days = days.filter("workday")
    needs = week_needs or 1
    units = tuple(days.group_by("unit").len().filter(pl.col("len") >= needs).get_column("unit").sort())
    subjects = service.spans.select("subject")
    absent = service.absent_days().rename({"worker_id": "subject"})
    off = pl.concat([absent, excused.rename({"worker_id": "subject"}).select("subject", "day")]).unique()
    off = off.join(subjects, on="subject", how="semi").join(days.select("day", "unit"), on="day", how="inner")
    per_unit = days.group_by("unit").len("all")
    excepted = (
        off.group_by("subject", "unit")
        .agg(pl.len().alias("off"))
        .join(per_unit, on="unit")
        .filter((pl.col("all") - pl.col("off").cast(pl.Int64) < needs) & pl.col("unit").is_in(list(units)))
        .select("subject", "unit")
        if off.height
        else pl.DataFrame(schema={"subject": pl.String, "unit": pl.Date})
    )
    fewer = excepted.group_by("subject").agg(pl.len().cast(pl.Int64).alias("fewer"))
    owed = subjects.join(fewer, on="subject", how="left", maintain_order="left").select(
        "subject", (pl.lit(len(units), dtype=pl.Int64) - pl.col("fewer").fill_null(0)).alias("owed")
    )
    return DueUnits(per, units, excepted, owed, period.starts_on)


def _unit(day: pl.Expr, per: Per, starts_on: dt.date) -> pl.Expr:
    if per == "week":
        return day.dt.truncate("1w")
    if per == "month":
        return pl.when(day.is_not_null()).then(pl.lit(starts_on))
    return day
