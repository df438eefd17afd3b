"""Who served in a period, for how long, and where they stand: one row per person, one per service interval.

Every day of a person's service falls in exactly one interval, so days and paid days add up over intervals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import polars as pl

from gridperf.calendar import Calendar
from gridperf.period import Period

__all__ = ["CALLED", "PLACED", "Service", "column_at", "serve"]

PLACED = ("name", "role", "area", "grid_code", "community", "street", "county")
"""Roster columns a person is placed by."""
CALLED = {"worker": pl.String, "code": pl.UInt32}
"""Columns of a list of names that records use, each with the number of whom it means."""


@dataclass(frozen=True)
class Service:
    """The people of a period and their intervals.

    Attributes:
        period: the period.
        intervals: one row per interval clipped to the period, sorted by `worker_id` and `from_on`: every roster column,
            `from_on`, `to_on` (both included), `days`, `paid_days`, `workdays`.
        workdays: the workdays of the period.
        period_paid_days: paid days of the whole period; None without a calendar.
        spans: one row per person, sorted by `subject`: `code` (the row's number), `subject`, `served_days`, `paid_days`,
            `intervals`, `whole` (served every day).
        others: names of whom else records may be about, with numbers that are nobody's here (`CALLED`).
    """

    period: Period
    intervals: pl.DataFrame
    workdays: tuple[dt.date, ...]
    period_paid_days: int | None
    spans: pl.DataFrame
    others: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CALLED))
    _people: dict[str, pl.DataFrame] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def subjects(self) -> pl.DataFrame:
        """Return whom everything is measured for: `code`, `subject`, sorted by `subject`."""
        return self.spans.select("code", "subject")

    @property
    def named(self) -> pl.DataFrame:
        """Return what everybody whom records may be about is called: `code`, `subject`."""
        others = self.others.unique("code", keep="first", maintain_order=True)
        return pl.concat([self.spans.select("code", "subject"), others.select("code", pl.col("worker").alias("subject"))])

    def called(self, *, dated: bool) -> pl.DataFrame:  # noqa: ARG002 (a team's members tell figures without a day apart)
        """Return by what names records call whom (`CALLED`); *dated* says whether the records lie on days."""
        return pl.concat([self.spans.select(pl.col("subject").alias("worker"), "code"), self.others])

    def grouped(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Return *rows* with the number of the subject instead of the person's in `code`."""
        return rows

    def summed(self, answer: pl.DataFrame, *, duty: bool = False) -> pl.DataFrame:  # noqa: ARG002 (teams differ)
        """Return *answer*, numbers per person (`code`), per subject; of a *duty*, only of those who can owe it."""
        return answer

    def together(self, daily: pl.LazyFrame, keys: Sequence[str]) -> pl.LazyFrame:  # noqa: ARG002
        """Return *daily*, numbers per person and `day` under *keys*, per subject and day."""
        return daily

    def people(self, placed: str) -> pl.DataFrame:
        """Return one row per person, sorted by `subject`, placed by the `first`, `last` or `longest` interval.

        Of equally long intervals the later one places. Columns: those of the result table `people` but for `kind`, and the
        placing interval's other roster columns under `roster.<name>`.
        """
        if placed not in self._people:
            self._people[placed] = self._placed_by(placed)
        return self._people[placed]

    def _placed_by(self, placed: str) -> pl.DataFrame:
        intervals = self.intervals
        if placed == "longest":
            intervals = intervals.sort("worker_id", "days", "from_on")
        keep: Literal["first", "last"] = "first" if placed == "first" else "last"
        chosen = intervals.unique("worker_id", keep=keep, maintain_order=True).sort("worker_id")
        extra = [name for name in chosen.columns if name not in (*PLACED, "worker_id", "from_on", "to_on", "days", "paid_days", "workdays")]
        return chosen.select(
            pl.col("worker_id").alias("subject"),
            pl.lit(self.period.code).alias("period"),
            *PLACED,
            *(pl.col(name).alias(f"roster.{name}") for name in extra),
        ).join(
            self.spans.select(
                "subject",
                "served_days",
                pl.lit(self.period.days, dtype=pl.Int64).alias("period_days"),
                "paid_days",
                pl.lit(self.period_paid_days, dtype=pl.Int64).alias("period_paid_days"),
                "intervals",
            ),
            on="subject",
            how="left",
            maintain_order="left",
        )

    def slot(self, code: pl.Expr, day: pl.Expr) -> pl.Expr:
        """Return the number of one person's one day: person number × days of the period + day of the period.

        Grouping and joining millions of records by one integer is several times faster than by a text and a date.
        """
        offset = (day - pl.lit(self.period.starts_on)).dt.total_days()
        return code.cast(pl.Int64) * pl.lit(self.period.days, dtype=pl.Int64) + offset

    def day_of(self, slot: pl.Expr) -> pl.Expr:
        """Return the day of a slot."""
        return pl.lit(self.period.starts_on) + pl.duration(days=slot % pl.lit(self.period.days, dtype=pl.Int64))

    def code_of(self, slot: pl.Expr) -> pl.Expr:
        """Return the person number of a slot."""
        return (slot // pl.lit(self.period.days, dtype=pl.Int64)).cast(pl.UInt32)

    @cached_property
    def absent(self) -> pl.DataFrame:
        """Return the slots on which people who did not serve the whole period were out of service (`slot`)."""
        part = self.spans.filter(~pl.col("whole")).select("code", pl.col("subject").alias("worker_id"))
        served = (
            self.intervals.join(part, on="worker_id")
            .select("code", pl.date_ranges("from_on", "to_on").alias("day"))
            .explode("day")
            .select(self.slot(pl.col("code"), pl.col("day")).alias("slot"))
        )
        days = pl.DataFrame({"day": pl.date_range(self.period.starts_on, self.period.ends_on, eager=True)})
        every = part.join(days, how="cross").select(self.slot(pl.col("code"), pl.col("day")).alias("slot"))
        return every.join(served, on="slot", how="anti")


def column_at(columns: Collection[str], name: str) -> str:
    """Return which of *columns*, those of `Service.people`, holds the roster's column *name*."""
    own = f"roster.{name}"
    return own if own in columns else name


def serve(roster: pl.LazyFrame, period: Period, calendar: Calendar | None) -> Service:
    """Return who served in *period*.

    Args:
        roster: the record table `roster`.
        period: the period.
        calendar: where workdays and paid days come from; None if the rulebook asks for neither.
    """
    dates = pl.date_range(period.starts_on, period.ends_on, eager=True)
    workdays = calendar.workdays(period) if calendar else []
    paid = calendar.paid_days(period) if calendar else []
    days = pl.DataFrame({"day": dates}).with_columns(
        pl.col("day").is_in(paid).cast(pl.Int64).cum_sum().alias("paid_until"),
        pl.col("day").is_in(workdays).cast(pl.Int64).cum_sum().alias("work_until"),
    )
    start, end = pl.lit(period.starts_on), pl.lit(period.ends_on)
    intervals = (
        roster.filter((pl.col("starts_on") <= end) & (pl.col("ends_on").is_null() | (pl.col("ends_on") >= start)))
        .with_columns(
            pl.max_horizontal("starts_on", start).alias("from_on"),
            pl.min_horizontal(pl.col("ends_on").fill_null(end), end).alias("to_on"),
        )
        .sort("worker_id", "from_on")
        .collect()
    )
    until = days.select(pl.col("day").alias("to_on"), "paid_until", "work_until")
    before = days.select(
        pl.col("day").alias("from_on"),
        (pl.col("paid_until").shift(1, fill_value=0)).alias("paid_before"),
        (pl.col("work_until").shift(1, fill_value=0)).alias("work_before"),
    )
    intervals = (
        intervals.join(until, on="to_on", how="left", maintain_order="left")
        .join(before, on="from_on", how="left", maintain_order="left")
        .with_columns(
            ((pl.col("to_on") - pl.col("from_on")).dt.total_days() + 1).alias("days"),
            (pl.col("paid_until") - pl.col("paid_before")).alias("paid_days"),
            (pl.col("work_until") - pl.col("work_before")).alias("workdays"),
        )
        .drop("paid_until", "work_until", "paid_before", "work_before")
    )
    spans = (
        intervals.group_by(pl.col("worker_id").alias("subject"))
        .agg(
            pl.col("days").sum().alias("served_days"),
            pl.col("paid_days").sum(),
            pl.len().cast(pl.Int64).alias("intervals"),
        )
        .with_columns((pl.col("served_days") == period.days).alias("whole"))
        .sort("subject")
        .with_row_index("code")
    )
    return Service(period, intervals, tuple(workdays), len(paid) if calendar else None, spans)
