"""A figure of the law holds from a day on, in the file that cites its document; these are the shapes such files have."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from gridperf.exact import Mode
from gridperf.payroll.numbers import Amount, AmountLimit, RoundingStep, Share
from gridperf.rulebook.base import Day, Flag, Id, Model, Text

__all__ = [
    "Additional",
    "Band",
    "Bonus",
    "Damages",
    "Dated",
    "Fund",
    "FundYear",
    "Locality",
    "MinimumWage",
    "Nation",
    "Other",
    "Rounding",
    "Scheme",
    "SchemeYear",
    "Sides",
    "Steps",
    "WholeYear",
    "Withholding",
]


class Rounding(Model):
    """One step of rounding: to multiples of `step`, in a mode; several are done in the order they are written."""

    step: RoundingStep
    mode: Mode


Steps = Annotated[tuple[Rounding, ...], Field(min_length=1)]


class Dated(Model):
    """A figure and the days it holds on: from a day on, until the next figure's day or the day it names."""

    from_: Annotated[Day, Field(alias="from")]
    until: Day | None = None
    source: Text


class Band(Model):
    """A band of a tax table: up to an amount, included, a rate and the quick deduction that makes the table continuous."""

    up_to: AmountLimit
    rate: Share
    quick: Amount


Bands = Annotated[tuple[Band, ...], Field(min_length=1)]


class Withholding(Dated):
    """Cumulative withholding: the general basic deduction of a month and the table of the year."""

    basic_month: Amount
    bands: Bands
    rounding: Steps


class FirstJob(Dated):
    """Whoever earns wages for the first time in the year has the basic deduction of all months since January."""


class WholeYear(Dated):
    """Whoever earned at most `amount` from this employer in all of last year has it deducted from January on."""

    amount: Amount


class Bonus(Dated):
    """The yearly bonus, taxed by itself: rate and quick deduction of its twelfth, applied to the whole."""

    bands: Bands
    rounding: Steps


class Kind(Model):
    """A kind of special additional deduction and its limit.

    Attributes:
        kind: its name in the table of claims.
        most: the most of a month or a year, by the standard that holds for a person; where there is one standard, a claim need not name it.
        each: whether the limit is for each child.
        per: whether it is claimed for a month, or once in a year.
        as: the kind it is part of in the tax client; its own if absent.
    """

    kind: Text
    most: Annotated[dict[Text, Amount], Field(min_length=1)]
    each: Flag
    per: Literal["month", "year"]
    as_: Annotated[Text | None, Field(alias="as")] = None


class Additional(Dated):
    """The special additional deductions, and the kinds nobody has together."""

    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    apart: tuple[Text, ...] = ()


class Other(Dated):
    """The most of what else is deducted from income: commercial health insurance in a month, the personal pension in a year."""

    health_insurance_month: Amount
    personal_pension_year: Amount


class Damages(Dated):
    """The most of a month's wage that may be deducted for damage."""

    most: Share


class Sides(Model):
    """The rounding of the worker's share and of the employer's."""

    worker: Steps
    employer: Steps


class SchemeYear(Dated):
    """Limits of the base, and shares of it; `worker_plus` and `employer_plus` are fixed yuan on top."""

    floor: Amount
    ceiling: AmountLimit
    worker: Share
    employer: Share
    worker_plus: Amount = Fraction(0)
    employer_plus: Amount = Fraction(0)


class Scheme(Model):
    """An insurance scheme; `tax_column` is the column of the tax client its worker's share stands in."""

    id: Id
    name: Text
    tax_column: Text | None = None
    history: Annotated[tuple[SchemeYear, ...], Field(min_length=1)]
    rounding: Sides


class FundYear(Dated):
    """Limits of the fund's base and of its rate."""

    floor: Amount
    ceiling: AmountLimit
    least: Share
    most: Share


class Fund(Model):
    """The housing fund; its rate is the employer's choice within the limits."""

    name: Text
    tax_column: Text | None = None
    history: Annotated[tuple[FundYear, ...], Field(min_length=1)]
    rounding: Sides


class MinimumWage(Dated):
    """The minimum wage of a month by class of place, and whether the worker's own contributions are part of it."""

    month: Annotated[dict[Text, Amount], Field(min_length=1)]
    own_contributions: Literal["included", "on_top"]


class Nation(Model):
    """The tables of the whole country."""

    name: Text
    withholding: Annotated[tuple[Withholding, ...], Field(min_length=1)]
    first_job: tuple[FirstJob, ...]
    whole_year: tuple[WholeYear, ...]
    annual_bonus: tuple[Bonus, ...]
    additional: tuple[Additional, ...]
    other: tuple[Other, ...]
    damages: tuple[Damages, ...]


class Locality(Model):
    """The tables of a place: its schemes, its housing fund (if wages go through one), its minimum wage."""

    name: Text
    schemes: tuple[Scheme, ...]
    fund: Fund | None = None
    minimum_wage: tuple[MinimumWage, ...]
