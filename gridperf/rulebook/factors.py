"""What a pay line is multiplied by besides its own amount: tiers of workload, probation, shares of another grid, grades.

Factors multiply before the line's one rounding, so their order is of no consequence.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Discriminator, Field, PlainSerializer, PlainValidator, Tag, WithJsonSchema

from gridperf.period import Every
from gridperf.rulebook.base import Model, Text, by_key, tag
from gridperf.rulebook.money import NumberOf, number_or_word
from gridperf.rulebook.numbers import Exact, Positive, Whole, as_written, or_word, parse_number

__all__ = ["After", "Factor", "FactorBand", "GradeFactor", "NumberFactor", "Probation", "TierFactor"]


FactorOrRefuse = Annotated[
    Fraction | Literal["refuse"],
    PlainValidator(or_word("refuse", parse_number)),
    PlainSerializer(as_written, return_type=int | str),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}], "description": "An exact number, or `refuse`."}),
]


class FactorBand(Model):
    """One tier: exactly one of `at_least`, `above`, `at_most`, `below` and its factor, or `otherwise`.

    Attributes:
        at_least: the tier holds from this value on.
        above: the tier holds above this value.
        at_most: the tier holds up to this value.
        below: the tier holds below this value.
        times: the factor.
        otherwise: the factor of all other values; only in the last tier.
    """

    at_least: Exact | None = None
    above: Exact | None = None
    at_most: Exact | None = None
    below: Exact | None = None
    times: Exact | None = None
    otherwise: Exact | None = None


class TierFactor(Model):
    """A factor by tiers of a number, such as the residents of the grid (Y9).

    `{bands: [{at_least: 3000, times: 2}, {at_least: 2000, times: 1.5}, {otherwise: 1}], of: grids.residents, missing: refuse}`.

    Attributes:
        bands: the tiers, tried from first to last.
        of: the number: `roster.<column>`, `grids.<column>` or `values.<id>`; `rank` or `total` of the sheet.
        missing: the factor of whoever has no such number; `refuse` stops the run and names the person.
    """

    bands: Annotated[tuple[FactorBand, ...], Field(min_length=2)]
    of: Annotated[
        Annotated[Literal["rank", "total"], Tag(tag("word"))] | Annotated[NumberOf, Tag(tag("number"))], Discriminator(number_or_word)
    ]
    missing: FactorOrRefuse


class GradeFactor(Model):
    """A factor by grade (Y4, Y13): `{by_grade: {优秀: 1.2, 合格: 1, 不合格: 0, not_assessed: 1}}`.

    Attributes:
        by_grade: the factor of every grade of the scale; `not_assessed` for people without a grade.
    """

    by_grade: Annotated[dict[str, Exact], Field(min_length=1)]


class NumberFactor(Model):
    """A factor that stands with a person, such as the share of another grid carried besides one's own (Y22).

    `{number: roster.extra_share, missing: 0}`.

    Attributes:
        number: `roster.<column>`, `grids.<column>` or `values.<id>`.
        missing: the factor of whoever has no such number; `refuse` stops the run and names the person.
    """

    number: NumberOf
    missing: FactorOrRefuse


class Probation(Model):
    """A share of pay in the first months in the post (Y21): `{probation: 80%, months: 6, counted: days}`.

    Attributes:
        probation: the share paid during probation.
        months: how many months it lasts, from the roster's `hired_on`.
        counted: on which days it must hold: the period's first (`period_start`) or last day (`period_end`) decides for
            the whole period; with `days` each day in service counts by itself.
    """

    probation: Positive
    months: Annotated[Whole, Field(ge=1)]
    counted: Literal["period_start", "period_end", "days"]


Factor = Annotated[
    Annotated[TierFactor, Tag(tag("bands"))]
    | Annotated[GradeFactor, Tag(tag("by_grade"))]
    | Annotated[NumberFactor, Tag(tag("number"))]
    | Annotated[Probation, Tag(tag("probation"))],
    by_key("bands", "by_grade", "number", "probation"),
]
"""A factor, chosen by its key."""


class After(Model):
    """Results of earlier periods without which a line is not paid (Y20).

    `{grade: 优秀, times: 2, out_of: 2, of: year, no_history: refuse}`: two excellent years running before this period.

    Attributes:
        grade: the grade.
        times: in how many of those periods it is needed.
        out_of: how many periods before this one are looked at; the same number as `times` if they must run on.
        of: the kind of period.
        no_history: what holds if no result of one of those periods was given for anybody: `refuse` stops the run,
            `not_met` pays nothing.
    """

    grade: Text
    times: Annotated[Whole, Field(ge=1)]
    out_of: Annotated[Whole, Field(ge=1)]
    of: Every
    no_history: Literal["refuse", "not_met"]
