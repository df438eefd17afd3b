"""A monthly amount for the part of a month served, by the five methods in use; a full month pays it in full."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import polars as pl

from gridperf.engine.pay.amounts import Amounts
from gridperf.engine.pay.marks import PARTS, column_of, either, physical, place
from gridperf.engine.service import Service
from gridperf.exact import digits_of
from gridperf.ratios import Ratio, bound

__all__ = ["BY_PLACE", "DAYS_A_MONTH", "part", "roster_sums"]

BY_PLACE = (None, "whole", "subtract_unpaid_days")
"""The methods that take the amount of the placing interval alone; the others need that of every interval."""

DAYS_A_MONTH = Fraction("21.75")
"""Paid days of a month, (365 - 104) ÷ 12, 人社部发〔2025〕2号."""


def roster_sums(service: Service, amounts: Iterable[Fraction | str]) -> pl.DataFrame:
    """Return, for the roster amounts among *amounts*, their sums over intervals × days and × paid days.

    Columns: `subject`, `<column>|days`, `<column>|paid_days`; integers in the units of the roster column's digits, empty
    for somebody of whom any interval lacks the amount. `<column>|days|parts` and so on spell a sum out, as
    `3620 × 9 + 3680 × 12`, for somebody whose intervals have different amounts.
    """
    columns = sorted({column_of(of) for of in amounts if isinstance(of, str) and of.startswith("roster.")})
    sums = [
        pl.when(pl.col(column).is_not_null().all()).then((physical(pl.col(column)) * pl.col(days)).sum()).alias(f"{column}|{days}")
        for column in columns
        for days in ("days", "paid_days")
    ]
    by_person = pl.col("worker_id").alias("subject")
    whole = service.intervals.group_by(by_person).agg(sums)
    # spelling out is slow and seldom needed, so only those with more than one interval are looked at
    several = service.intervals.filter(pl.len().over("worker_id") > 1)
    spelt = several.group_by(by_person, maintain_order=True).agg(
        pl.when(pl.col(column).n_unique() > 1)
        .then(_spelt_out(column, days, digits_of(several.schema[column])))
        .alias(f"{column}|{days}{PARTS}")
        for column in columns
        for days in ("days", "paid_days")
    )
    return whole.join(spelt, on="subject", how="left")


def _spelt_out(column: str, days: str, digits: int) -> pl.Expr:
    amount = pl.col(column).cast(pl.String)
    if digits:
        amount = amount.str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.format("{} × {}", amount, pl.col(days)).filter(pl.col(days) > 0).str.join(" + ")


def part(amounts: Amounts, of: Fraction | str, method: str | None) -> Ratio:
    """Return the monthly amount *of* for the part of the month served."""
    whole = amounts.whole(of)
    if method in (None, "whole"):
        return whole
    if method == "by_calendar_days":
        return _days(amounts, of, "served_days", "days").times_ratio(_per(amounts, "period_days"))
    by_paid = _days(amounts, of, "paid_days", "paid_days")
    share = by_paid.times_ratio(_per(amounts, "period_paid_days"))
    if method == "by_paid_days":
        return share
    full = pl.col("paid_days") == pl.col("period_paid_days")
    if method == "add_paid_days":
        return either(full, share, _smaller(by_paid.times(1 / DAYS_A_MONTH), whole))
    unpaid = pl.col("period_paid_days") - pl.col("paid_days")
    days = Ratio.units(unpaid, Fraction(1), bound(amounts.table, ["period_paid_days"])["period_paid_days"])
    left = days.times(-1 / DAYS_A_MONTH).plus(Ratio.fixed(Fraction(1))).clip(Fraction(0), None)
    return either(full, whole, whole.times_ratio(left))


def _per(amounts: Amounts, column: str) -> Ratio:
    """Return 1 ÷ *column*."""
    return Ratio(pl.lit(1, dtype=pl.Int64), pl.col(column), 1, max(bound(amounts.table, [column])[column], 1))


def _days(amounts: Amounts, of: Fraction | str, served: str, per_interval: str) -> Ratio:
    """Return amount × days, summed over intervals where the amount differs by interval."""
    if isinstance(of, str) and of.startswith("roster."):
        column = f"{column_of(of)}|{per_interval}"
        digits = digits_of(amounts.table.schema[place(amounts.table, of)])
        return Ratio.units(pl.col(column), Fraction(1, 10**digits), bound(amounts.table, [column])[column])
    days = Ratio.units(pl.col(served), Fraction(1), bound(amounts.table, [served])[served])
    return amounts.whole(of).times_ratio(days)


def _smaller(left: Ratio, right: Ratio) -> Ratio:
    """Return the smaller of two columns."""
    difference = left.plus(right.times(Fraction(-1)))
    return either(difference.num <= 0, left, right)
