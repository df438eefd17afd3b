"""On which days, weeks or months a duty was due, for everyone, with exceptions only for those who differ.

Most people serve the whole period and take no leave; for them the due units are the same list.
Only the others get rows of their own, which keeps a province small.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

import polars as pl

from gridperf.engine.service import Service
from gridperf.period import Period
from gridperf.rulebook.duties import Frequency

__all__ = ["DueUnits", "Norm", "due_units", "norm_of"]

Per = Literal["day", "workday", "week", "month"]


@dataclass(frozen=True)
class Norm:
    """What one unit asks for, in whole numbers.

    Attributes:
        due: what a unit that is due adds under the line.
        most: how much of what was done in a unit can count: rows, or parts of one as a decimal column counts them.
        scale: what stands over the line for each of them; 0 if the unit counts as one as soon as there are so many.
        parts: how many parts of one both sides are counted in.
    """

    due: int
    most: int
    scale: int = 1
    parts: int = 1

    def counts(self, done: pl.Expr) -> pl.Expr:
        """Return how much counts where so much was *done* in a unit."""
        if not self.scale:
            return (done >= _whole(self.most)).cast(pl.Int64)
        return (done.clip(_whole(0), _whole(self.most)) * _whole(self.scale)).clip(upper_bound=_whole(self.due))


def norm_of(amount: Frequency, digits: int = 0) -> Norm:
    """Return what one unit asks for.

    Args:
        amount: the frequency.
        digits: digits after the point of the column it adds up, if it adds up any.
    """
    if amount.at_least is None:
        assert amount.times is not None  # noqa: S101 (checked when the rulebook was loaded)
        return Norm(amount.times, amount.times)
    least: Fraction = amount.at_least * 10**digits
    if amount.part == "whole_down":
        return Norm(1, math.ceil(least), scale=0)
    # an amount between two numbers of the column is brought to whole ones: more than it counts no more
    return Norm(least.numerator, math.ceil(least), least.denominator, 10**digits * least.denominator)


def _whole(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.Int64)


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

    def met(self, daily: pl.LazyFrame, key: str, norm: Norm) -> pl.DataFrame:
        """Return how much of a required frequency each person met.

        Args:
            daily: `code`, `day` and, under *key*, how much was done on that day.
            key: the column.
            norm: what one unit asks for.

        Returns:
            `code` and *key*, of people who did any.
        """
        units = daily.filter(pl.col(key) != 0).select("code", _unit(pl.col("day"), self.per, self.starts_on).alias("unit"), key)
        units = units.filter(pl.col("unit").is_in(list(self.units)))
        if self.per in ("week", "month"):
            units = units.group_by("code", "unit").agg(pl.col(key).sum())
        if self.excepted.height:
            units = units.join(self.excepted.lazy(), on=["code", "unit"], how="anti")
        return units.group_by("code").agg(norm.counts(pl.col(key)).sum()).collect()


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
