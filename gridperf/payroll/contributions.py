"""Insurance and housing fund: a base within its limits, two shares of it, each side rounded by its own steps.

A base set by the authority is taken as it is and has to lie within the limits; a wage that was declared is held within
them. Whoever is insured has one or the other, never both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from gridperf.errors import Problem, Where
from gridperf.payroll.columns import FEN, MOST, in_fen, rounded, share, whole_fen
from gridperf.payroll.tables import INPUTS
from gridperf.ratios import Ratio
from gridperf.rulebook.numbers import number

if TYPE_CHECKING:
    from gridperf.payroll.employer import Rules
    from gridperf.payroll.figures import FundYear, Rounding, SchemeYear
    from gridperf.payroll.months import Month

__all__ = ["FUND", "Insured", "contribute"]

FUND = "fund"
_HUNDREDTH_OF_PERCENT = Fraction(1, 10_000)
_MOST_PERCENT = 10_000
"""The largest rate of a fund, in hundredths of a per cent."""


@dataclass(frozen=True, slots=True)
class Insured:
    """The people with their contributions.

    Attributes:
        people: with `own.<scheme>`, `employer.<scheme>` and `base.<scheme>` in fen; the fund's scheme is `fund`.
        schemes: id → name of every scheme withheld here, in the order of the locality, the fund last.
        problems: what is wrong with somebody's base or rate.
    """

    people: pl.DataFrame
    schemes: dict[str, str]
    problems: list[Problem]


def contribute(people: pl.DataFrame, rules: Rules, month: Month, *, file: str) -> Insured:
    """Return *people* with the contributions of *month*.

    Args:
        people: as gathered, with `gross`.
        rules: the employer's and the law's.
        month: whose contributions are withheld.
        file: how problems name the table of payees.

    Raises:
        PayrollError: Y005 if the locality has no figures for the month.
    """
    employer, law = rules.employer, rules.law
    classes = [one.name for one in employer.classes]
    unknown = people.filter(~pl.col("insured_as").is_in(classes))
    problems = [_of("Y016", file, row, "insured_as", row["insured_as"], known=", ".join(classes)) for row in unknown.iter_rows(named=True)]
    used = [scheme for scheme in law.locality.schemes if any(scheme.id in one.schemes for one in employer.classes)]
    people = people.with_columns(
        in_fen(pl.col("insurance_base")).alias("\0base"),
        in_fen(pl.col("insurance_wage")).alias("\0wage"),
        in_fen(pl.col("fund_base")).alias("\0fund_base"),
        in_fen(pl.col("fund_wage")).alias("\0fund_wage"),
    )
    names: dict[str, str] = {}
    for scheme in used:
        year = law.of(scheme.history, month.first, scheme.name)
        of_class = [one.name for one in employer.classes if scheme.id in one.schemes]
        due = _due(rules, month, of_class, "insured_on")
        problems += _bases(people.filter(due), year, file, scheme.name, ("insurance_base", "\0base"), "insurance_wage")
        base = _held(due, year, "insurance_base", "\0base", "\0wage")
        people = people.with_columns(base.alias(f"base.{scheme.id}"))
        shared = pl.col(f"base.{scheme.id}")
        own = share(shared, year.worker, scheme.rounding.worker, plus=year.worker_plus)
        theirs = share(shared, year.employer, scheme.rounding.employer, plus=year.employer_plus)
        zero = pl.lit(0, dtype=pl.Int64)
        people = people.with_columns(
            pl.when(due).then(own).otherwise(zero).alias(f"own.{scheme.id}"),
            pl.when(due).then(theirs).otherwise(zero).alias(f"employer.{scheme.id}"),
        )
        names[scheme.id] = scheme.name
    in_fund = [one.name for one in employer.classes if one.fund]
    if in_fund and law.locality.fund is not None and employer.fund is not None:
        fund = law.locality.fund
        of_fund = law.of(fund.history, month.first, fund.name)
        due = _due(rules, month, in_fund, "fund_on")
        problems += _bases(people.filter(due), of_fund, file, fund.name, ("fund_base", "\0fund_base"), "fund_wage")
        people = people.with_columns(
            _held(due, of_fund, "fund_base", "\0fund_base", "\0fund_wage").alias(f"base.{FUND}"),
            _rate("fund_percent", employer.fund.worker).alias("\0worker"),
            _rate("fund_percent_employer", employer.fund.employer).alias("\0employer"),
        )
        problems += [problem for side in ("worker", "employer") for problem in _rates(people.filter(due), of_fund, file, side, rules.file)]
        people = people.with_columns(
            pl.when(due).then(_fund_share("\0worker", fund.rounding.worker)).otherwise(pl.lit(0, dtype=pl.Int64)).alias(f"own.{FUND}"),
            pl.when(due)
            .then(_fund_share("\0employer", fund.rounding.employer))
            .otherwise(pl.lit(0, dtype=pl.Int64))
            .alias(f"employer.{FUND}"),
        )
        names[FUND] = fund.name
    return Insured(people.drop(pl.selectors.starts_with("\0")), names, problems)


def _due(rules: Rules, month: Month, classes: list[str], since: str) -> pl.Expr:
    """Return who has contributions of *month*: of a class, in service, and with pay unless those without it have them too."""
    begun = pl.coalesce(pl.col(since), pl.col("employed_on")) <= month.last
    still = pl.col("left_on").is_null() | (pl.col("left_on") >= month.first)
    paid = pl.lit(value=True) if rules.employer.without_pay == "contributions" else pl.col("gross") != 0
    return pl.col("insured_as").is_in(classes) & begun & still & paid


def _held(due: pl.Expr, year: SchemeYear | FundYear, base: str, base_fen: str, wage_fen: str) -> pl.Expr:
    """Return the base in fen: the one that was set, else the declared wage within the limits; 0 for whoever is not insured."""
    wage = pl.col(wage_fen).clip(lower_bound=whole_fen(year.floor))
    if not isinstance(year.ceiling, str):
        wage = wage.clip(upper_bound=whole_fen(year.ceiling))
    held = pl.when(pl.col(base).is_not_null()).then(pl.col(base_fen)).otherwise(wage)
    return pl.when(due).then(held).otherwise(pl.lit(0, dtype=pl.Int64))


def _bases(
    people: pl.DataFrame, year: SchemeYear | FundYear, file: str, scheme: str, base: tuple[str, str], wage: str
) -> Iterator[Problem]:
    """Yield a problem for every base that is missing, stands beside a wage, or lies outside its limits."""
    column, fen = base
    floor, ceiling = year.floor, year.ceiling
    limits = f"{number(floor)}–{ceiling if isinstance(ceiling, str) else number(ceiling)}"
    outside = pl.col(fen) < whole_fen(floor)
    if not isinstance(ceiling, str):
        outside |= pl.col(fen) > whole_fen(ceiling)
    wrong = (
        people.select("worker_id", "name", column, wage, (pl.col(column).is_not_null() & outside).alias("outside"))
        .with_columns((pl.col(column).is_null() & pl.col(wage).is_null()).alias("lacking"))
        .with_columns((pl.col(column).is_not_null() & pl.col(wage).is_not_null()).alias("both"))
        .filter(pl.any_horizontal("outside", "lacking", "both"))
    )
    labels = {name: INPUTS["payees"].column(name).label for name in (column, wage)}
    for row in wrong.iter_rows(named=True):
        if row["lacking"]:
            yield _of("Y017", file, row, column, "", scheme=scheme, base=labels[column], wage=labels[wage])
        elif row["both"]:
            yield _of("Y018", file, row, column, row[column], base=labels[column], wage=labels[wage], other=row[wage])
        else:
            yield _of("Y019", file, row, column, row[column], scheme=scheme, limits=limits, since=year.from_, wage=labels[wage])


def _rate(column: str, otherwise: Fraction) -> pl.Expr:
    """Return the rate of the fund in hundredths of a per cent."""
    default = otherwise / _HUNDREDTH_OF_PERCENT
    return pl.when(pl.col(column).is_not_null()).then(in_fen(pl.col(column))).otherwise(pl.lit(int(default), dtype=pl.Int64))


def _rates(people: pl.DataFrame, year: FundYear, file: str, side: str, scheme_file: str) -> Iterator[Problem]:
    column = "fund_percent" if side == "worker" else "fund_percent_employer"
    least, most = (int(limit / _HUNDREDTH_OF_PERCENT) for limit in (year.least, year.most))
    wrong = people.filter((pl.col(f"\0{side}") < least) | (pl.col(f"\0{side}") > most))
    for row in wrong.select("worker_id", "name", f"\0{side}").iter_rows(named=True):
        percent = number(Fraction(row[f"\0{side}"], 100))
        limits = f"{number(year.least * 100)}–{number(year.most * 100)}"
        yield _of("Y020", file, row, column, percent, limits=limits, rules=scheme_file)


def _fund_share(rate: str, steps: tuple[Rounding, ...]) -> pl.Expr:
    """Return the base times everybody's own rate, rounded."""
    product = pl.col(f"base.{FUND}") * pl.col(rate)
    den = (FEN * _HUNDREDTH_OF_PERCENT).denominator
    ratio = Ratio(product, pl.lit(den, dtype=pl.Int64), MOST * _MOST_PERCENT, den, constant=True)
    return rounded(ratio, steps)


def _of(code: str, file: str, row: dict[str, object], column: str, value: object, **values: object) -> Problem:
    where = Where(
        file=file,
        table="payees",
        field=INPUTS["payees"].column(column).label,
        value=str(value or ""),
        path=f"{row['name']} {row['worker_id']}",
    )
    return Problem(code, where, {"whose": f"{row['name']} {row['worker_id']}", "value": value, **values})


def insured_month(rules: Rules, paid_in: Month, earned_in: Month | None) -> Month:
    """Return the month whose contributions a payment withholds."""
    return paid_in if rules.employer.insured_month == "payment" or earned_in is None else earned_in
