"""Tax is withheld on the year so far, in the month of payment: what is due on all of it, less what was withheld before, never below 0.

Which basic deduction somebody has, and how a yearly bonus is taxed, is registered per person and year with its evidence;
whoever is not registered has the general one, and a bonus that nobody registered stops the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from gridperf.errors import Problem
from gridperf.payroll.columns import banded, whole_fen, yuan
from gridperf.payroll.deducting import additional_of, other_problems
from gridperf.payroll.law import in_force
from gridperf.payroll.months import number_of
from gridperf.payroll.past import BALANCES
from gridperf.payroll.payees import problem_of

if TYPE_CHECKING:
    from gridperf.payroll.employer import Rules
    from gridperf.payroll.months import Month
    from gridperf.payroll.payees import Payees

__all__ = ["Taxed", "withhold"]

_ZERO = pl.lit(0, dtype=pl.Int64)


@dataclass(frozen=True, slots=True)
class Taxed:
    """The people with their tax.

    Attributes:
        people: with `tax.wage`, `tax.bonus`, `alone` (the bonus taxed by itself), and the year so far as `so_far.<balance>`, all in fen.
        additional: `worker_id` and what was claimed so far by kind, in fen.
        problems: what is wrong with somebody's registration or claims.
    """

    people: pl.DataFrame
    additional: pl.DataFrame
    problems: list[Problem]


def withhold(people: pl.DataFrame, payees: Payees, rules: Rules, month: Month, opening: pl.DataFrame) -> Taxed:
    """Return *people* with the tax of a payment in *month*.

    Args:
        people: with `income` (of this payment, a yearly bonus left out), `exempt`, `contributions`, `other`, `relief` and `bonus`, in fen.
        payees: with `registrations` and `additional`.
        rules: with the law.
        month: of payment.
        opening: the balances everybody starts from, in fen.

    Raises:
        PayrollError: Y005 if the law has no figures for the month.
    """
    law = rules.law
    table = law.of(law.nation.withholding, month.first, "withholding")
    registered = payees.registrations.filter(pl.col("year") == month.year).select(
        "worker_id", "basic", pl.col("bonus").alias("bonus_taxed")
    )
    people = (
        people.join(registered, on="worker_id", how="left")
        .join(opening.rename({name: f"opening.{name}" for name in BALANCES}), on="worker_id", how="left")
        .with_columns(pl.col("basic").fill_null("按月"), *_months(month))
        .sort("worker_id")
    )
    problems = [*_registrations(people, payees, rules, month), *_bonuses(people, payees)]
    additional, wrong = additional_of(people, payees, law.of(law.nation.additional, month.first, "additional"), month)
    kinds = [name for name in additional.columns if name != "worker_id"]
    people = people.join(additional, on="worker_id", how="left").with_columns(pl.col(kinds).fill_null(0)).sort("worker_id")
    separate = (pl.col("bonus_taxed") == "单独计税").fill_null(value=False)
    bonus = pl.when(separate).then(pl.col("bonus")).otherwise(_ZERO)
    people = people.with_columns(bonus.alias("alone")).with_columns(
        (pl.col("opening.income") + pl.col("income") + pl.col("bonus") - pl.col("alone")).alias("so_far.income"),
        (pl.col("opening.exempt") + pl.col("exempt")).alias("so_far.exempt"),
        (pl.col("opening.special") + pl.col("contributions")).alias("so_far.special"),
        (pl.col("opening.other") + pl.col("other")).alias("so_far.other"),
        (pl.col("opening.pension") + pl.col("adjust.个人养老金")).alias("so_far.pension"),
        (pl.col("opening.relief") + pl.col("relief")).alias("so_far.relief"),
        (pl.col("opening.bonus") + pl.col("alone")).alias("so_far.bonus"),
        _basic(rules, month, whole_fen(table.basic_month)).alias("so_far.basic"),
        pl.sum_horizontal(_ZERO, *(pl.col(name) for name in kinds)).alias("so_far.additional"),
    )
    off = [pl.col(f"so_far.{name}") for name in ("exempt", "basic", "special", "additional", "other")]
    taxable = pl.col("so_far.income") - off[0] - off[1] - off[2] - off[3] - off[4]
    people = people.with_columns(pl.when(taxable > 0).then(taxable).otherwise(_ZERO).alias("so_far.taxable"))
    people = people.with_columns(banded(pl.col("so_far.taxable"), table.bands, table.rounding).alias("so_far.due"))
    now = pl.col("so_far.due") - pl.col("so_far.relief") - pl.col("opening.withheld")
    people = people.with_columns(pl.when(now > 0).then(now).otherwise(_ZERO).alias("tax.wage"))
    people = people.with_columns((pl.col("opening.withheld") + pl.col("tax.wage")).alias("so_far.withheld"), _ZERO.alias("tax.bonus"))
    if people.select((pl.col("alone") > 0).any()).item():
        own = law.of(law.nation.annual_bonus, month.first, "annual_bonus")
        people = people.with_columns(
            banded(pl.col("alone"), own.bands, own.rounding, scale=12).alias("tax.bonus"),
        )
    return Taxed(people, additional, [*problems, *wrong, *other_problems(people, payees, in_force(law.nation.other, month.first))])


def _months(month: Month) -> tuple[pl.Expr, pl.Expr]:
    """Return the first and last month of employment here that count in the tax year, as numbers."""
    january = month.number - month.month + 1
    first = pl.max_horizontal(number_of(pl.col("employed_on")), pl.lit(january, dtype=pl.Int64))
    left = pl.when(pl.col("left_on").is_null()).then(pl.lit(month.number, dtype=pl.Int64)).otherwise(number_of(pl.col("left_on")))
    return first.alias("from_month"), pl.min_horizontal(left, pl.lit(month.number, dtype=pl.Int64)).alias("to_month")


def _basic(rules: Rules, month: Month, a_month: int) -> pl.Expr:
    """Return the basic deduction so far, by the variant that is registered."""
    whole = in_force(rules.law.nation.whole_year, month.first)
    here = (pl.col("to_month") - pl.col("from_month") + 1).clip(lower_bound=0) * pl.lit(a_month, dtype=pl.Int64)
    result = pl.when(pl.col("basic").str.starts_with("首次")).then(pl.lit(a_month * month.month, dtype=pl.Int64)).otherwise(here)
    if whole is None:
        return result
    return pl.when(pl.col("basic") == "全年六万").then(pl.lit(whole_fen(whole.amount), dtype=pl.Int64)).otherwise(result)


def _registrations(people: pl.DataFrame, payees: Payees, rules: Rules, month: Month) -> Iterator[Problem]:
    """Yield a problem for everybody who cannot have what is registered, and for pay after the year of leaving."""
    nation = rules.law.nation
    file = payees.file_of("registrations")
    january = month.number - month.month + 1
    first_job = in_force(nation.first_job, month.first) is not None
    whole_year = in_force(nation.whole_year, month.first) is not None
    since = number_of(pl.col("employed_on"))
    wrong = people.filter(
        (pl.col("basic").str.starts_with("首次") & ((since < january) | (not first_job)))
        | ((pl.col("basic") == "全年六万") & ((since > january - 12) | (not whole_year)))
    )
    for row in wrong.iter_rows(named=True):
        yield problem_of("Y031", file, row, row["basic"], field="减除费用方式", since=row["employed_on"], year=month.year)
    for row in people.filter(pl.col("to_month") < january).iter_rows(named=True):
        yield problem_of("Y032", payees.file_of("payees"), row, str(row["left_on"]), field="离职日期", year=month.year)
    for row in people.filter(since > month.number).iter_rows(named=True):
        yield problem_of("Y033", payees.file_of("payees"), row, str(row["employed_on"]), field="任职日期", month=month)


def _bonuses(people: pl.DataFrame, payees: Payees) -> Iterator[Problem]:
    file = payees.file_of("registrations")
    with_bonus = people.filter(pl.col("bonus") != 0)
    for row in with_bonus.filter(pl.col("bonus_taxed").is_null()).iter_rows(named=True):
        yield problem_of("Y034", file, row, "", field="年终奖计税", amount=yuan(row["bonus"]))
    again = with_bonus.filter((pl.col("bonus_taxed") == "单独计税") & (pl.col("opening.bonus") > 0))
    for row in again.iter_rows(named=True):
        yield problem_of("Y035", file, row, row["bonus_taxed"], field="年终奖计税", before=yuan(row["opening.bonus"]))
