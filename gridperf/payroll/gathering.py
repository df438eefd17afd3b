"""Everybody who is paid in a payment has one row, with what each pay line and each adjustment comes to, in fen.

Nobody is paid who is not in the table of payees, and nobody who is employed is left out: without pay, the row says 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from gridperf.engine.corrections import COLUMN, COLUMN_NAME
from gridperf.errors import PayrollError, Problem, Where
from gridperf.payroll.columns import in_fen
from gridperf.payroll.employer import check_lines
from gridperf.payroll.payees import LARGEST
from gridperf.payroll.tables import ADJUSTMENTS, INPUTS
from gridperf.tables import RESULTS

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.payroll.employer import Rules
    from gridperf.payroll.months import Month
    from gridperf.payroll.payees import Payees

__all__ = ["Earned", "Gathered", "gather", "total"]


@dataclass(frozen=True, slots=True)
class Earned:
    """What was earned in one period, ready to be paid.

    Attributes:
        period: its code, such as `2026-10`.
        monthly: the period is a month: its wage is tested against the minimum wage.
        pay: `worker_id` and a column of decimals per pay line.
        names: pay line → its name.
        whole: `worker_id` of those who were paid for every paid day of the period.
        parties: who bears pay lines: `worker_id`, `line`, `party`, `amount`.
        digest: of the assessment it comes from.
        ends_in: month of its last day, as `2026-10`.
        pools: the accounts of its pools, as the result table `pools` has them.

    Raises:
        ValueError: if a column of *pay* is no `Decimal(38, 2)`.
    """

    period: str
    monthly: bool
    pay: pl.DataFrame
    names: dict[str, str]
    whole: frozenset[str]
    parties: pl.DataFrame
    digest: str
    ends_in: str
    pools: pl.DataFrame = field(default_factory=RESULTS["pools"].empty)

    def __post_init__(self) -> None:
        """Refuse columns that are no yuan with two digits: read as fen, others would be another amount."""
        wrong = [name for name, dtype in self.pay.schema.items() if name != "worker_id" and dtype != pl.Decimal(38, 2)]
        if wrong:
            message = f"pay must be decimals with two digits, Decimal(38, 2); not so: {', '.join(wrong)}"
            raise ValueError(message)

    @classmethod
    def of(cls, assessment: Assessment) -> Earned:
        """Return what *assessment* came to."""
        people = assessment.people
        whole = people.filter(pl.col("paid_days") == pl.col("period_paid_days")).get_column("subject")
        parties = assessment.parties.filter(pl.col("kind") == "bears").select(
            pl.col("subject").alias("worker_id"), "line", "party", "amount"
        )
        return cls(
            assessment.period.code,
            assessment.period.every == "month",
            assessment.pay.drop("period", "gross").rename({"subject": "worker_id"}),
            {line.id: line.name for line in assessment.pay_lines} | ({COLUMN: COLUMN_NAME} if COLUMN in assessment.pay.columns else {}),
            frozenset(whole),
            parties,
            assessment.digest,
            f"{assessment.period.ends_on:%Y-%m}",
            assessment.pools.filter(pl.col("period") == assessment.period.code),
        )


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everybody of a payment.

    Attributes:
        people: the columns of `payees`, `pay.<line>` and `adjust.<kind>` in fen, `counted` for the minimum wage, and `whole`.
        names: pay line → its name.
        months: how many months' wages are paid.
    """

    people: pl.DataFrame
    names: dict[str, str]
    months: int


def total(columns: Sequence[str]) -> pl.Expr:
    """Return the sum of *columns*, 0 if there are none."""
    if not columns:
        return pl.lit(0, dtype=pl.Int64)
    result = pl.col(columns[0])
    for column in columns[1:]:
        result = result + pl.col(column)
    return result


def gather(earned: Sequence[Earned], payees: Payees, rules: Rules, month: Month) -> Gathered:
    """Return everybody of the payment of *month*.

    Raises:
        PayrollError: Y010 a pay line without a place, Y015 somebody with pay or an adjustment who is no payee.
    """
    names: dict[str, str] = {}
    for each in earned:
        names |= each.names
    lines = [line for line in names if any(line in each.pay.columns for each in earned)]
    adjusted = _adjusted(payees.adjustments, month)
    problems = [*check_lines(rules, lines), *_strangers(earned, adjusted, payees), *_too_large(earned)]
    if problems:
        raise PayrollError(problems)
    counted = [line for line in lines if (place := rules.of_line(line)) and place.minimum_wage == "counts"]
    parts = [_fen(each, counted) for each in earned]
    wanted = [f"pay.{line}" for line in lines]
    paid = (
        pl.concat(parts, how="diagonal").group_by("worker_id").agg(pl.all().sum())
        if parts
        else pl.DataFrame(schema={"worker_id": pl.String})
    )
    months = sum(each.monthly for each in earned)
    whole = set.intersection(*(set(each.whole) for each in earned if each.monthly)) if months else set()
    people = (
        payees.payees.join(paid, on="worker_id", how="left")
        .join(adjusted, on="worker_id", how="left")
        .with_columns(pl.col("worker_id").is_in(paid.get_column("worker_id").implode()).alias("assessed"))
        .with_columns(*(pl.col(name).fill_null(0) for name in (*wanted, *(f"adjust.{kind}" for kind in ADJUSTMENTS))))
        .with_columns((pl.col("counted") if "counted" in paid.columns else pl.lit(0, dtype=pl.Int64)).fill_null(0).alias("counted"))
        .with_columns(pl.col("worker_id").is_in(pl.Series(sorted(whole), dtype=pl.String).implode()).alias("whole"))
    )
    there = (pl.col("employed_on") <= month.last) & (pl.col("left_on").is_null() | (pl.col("left_on") >= month.first))
    something = pl.any_horizontal(
        [pl.lit(value=False), *(pl.col(name) != 0 for name in (*wanted, *(f"adjust.{kind}" for kind in ADJUSTMENTS)))]
    )
    return Gathered(people.filter(there | something).sort("worker_id"), {line: names[line] for line in lines}, months)


def _fen(earned: Earned, counted: Sequence[str]) -> pl.DataFrame:
    """Return the pay of one period in fen, with what of it counts for the minimum wage."""
    lines = [name for name in earned.pay.columns if name != "worker_id"]
    frame = earned.pay.select("worker_id", *(in_fen(pl.col(line)).alias(f"pay.{line}") for line in lines))
    of_month = [f"pay.{line}" for line in lines if line in counted and earned.monthly]
    return frame.with_columns(total(of_month).alias("counted"))


def _adjusted(adjustments: pl.DataFrame, month: Month) -> pl.DataFrame:
    """Return the adjustments of *month*: a column of fen per kind."""
    rows = adjustments.filter(pl.col("paid_in") == str(month))
    kinds = [in_fen(pl.col("amount").filter(pl.col("kind") == kind)).sum().alias(f"adjust.{kind}") for kind in ADJUSTMENTS]
    return rows.group_by("worker_id").agg(kinds)


def _strangers(earned: Sequence[Earned], adjusted: pl.DataFrame, payees: Payees) -> list[Problem]:
    known = payees.payees.get_column("worker_id").implode()
    file = payees.file_of("payees")
    found: dict[str, str] = {}
    for each in earned:
        sums = each.pay.select("worker_id", _any_pay(each.pay)).filter(~pl.col("worker_id").is_in(known) & pl.col("\0paid"))
        found |= dict.fromkeys(sums.get_column("worker_id"), each.period)
    found |= dict.fromkeys(adjusted.filter(~pl.col("worker_id").is_in(known)).get_column("worker_id"), INPUTS["adjustments"].name)
    return [
        Problem("Y015", Where(file=file, table="payees", path=worker), {"whose": worker, "where": place})
        for worker, place in sorted(found.items())
    ]


def _too_large(earned: Sequence[Earned]) -> list[Problem]:
    """Return Y022 for every amount that would not fit the arithmetic."""
    return [
        Problem("Y022", Where(file=each.period, field=line, path=worker), {"whose": worker, "value": amount})
        for each in earned
        for line in each.pay.columns
        if line != "worker_id"
        for worker, amount in each.pay.filter(pl.col(line).abs() >= LARGEST).select("worker_id", line).iter_rows()
    ]


def _any_pay(pay: pl.DataFrame) -> pl.Expr:
    lines = [name for name in pay.columns if name != "worker_id"]
    return pl.any_horizontal([pl.lit(value=False), *(in_fen(pl.col(line)) != 0 for line in lines)]).alias("\0paid")
