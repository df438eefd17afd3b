"""A pool is money divided between people: every fen of it is paid, kept back, carried on or returned, and accounted for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from gridperf.rulebook.base import FilterText, Id, Model, by_key, tag
from gridperf.rulebook.grading import Scope
from gridperf.rulebook.measures import Measure
from gridperf.rulebook.money import NumberOf, Yuan, number_or_word
from gridperf.rulebook.numbers import Exact, Limit

__all__ = ["Fund", "GradeWeight", "MeasureWeight", "NamedWeight", "Pool", "PoolLine", "Weight"]


class FixedFund(Model):
    """A fund of one amount for every scope: `{amount: 10000}`.

    Attributes:
        amount: the fund: a number or `values.<id>` without columns.
    """

    amount: Yuan


class HeadFund(Model):
    """A fund of so much for everybody the line is paid to: `{per_head: 200}`.

    Attributes:
        per_head: the amount for each: a number, `roster.<column>`, `grids.<column>` or `values.<id>`.
    """

    per_head: Yuan


class WithheldFund(Model):
    """A fund of what earlier lines took from people in the scope (Y12): `{withheld: [late, absent]}`.

    Attributes:
        withheld: ids of lines before the pool; the fund is what they come to, with the sign turned.
    """

    withheld: Annotated[tuple[Id, ...], Field(min_length=1)]


class ReserveFund(Model):
    """A fund of what another pool kept back since the start of the half or year, this period included (Y23).

    Attributes:
        reserve_of: id of the pool; it stands before this one.
        since: the span over which it was kept back; the fund is paid in the span's last period only.
    """

    reserve_of: Id
    since: Literal["quarter", "half", "year"]


Fund = Annotated[
    Annotated[FixedFund, Tag(tag("amount"))]
    | Annotated[HeadFund, Tag(tag("per_head"))]
    | Annotated[WithheldFund, Tag(tag("withheld"))]
    | Annotated[ReserveFund, Tag(tag("reserve_of"))],
    by_key("amount", "per_head", "withheld", "reserve_of"),
]
"""Where a pool's money comes from, chosen by its key."""


class GradeWeight(Model):
    """A weight by grade: `{by_grade: {优秀: 1.5, 合格: 1, 不合格: 0, not_assessed: 0}}`; 0 has no share.

    Attributes:
        by_grade: the weight of every grade of the scale; `not_assessed` for people without a grade.
    """

    by_grade: Annotated[dict[str, Exact], Field(min_length=1)]


class MeasureWeight(Model):
    """A weight that is counted: `{measure: adopted_reports}`; below 0 counts as 0.

    Attributes:
        where: narrows the measure further.
    """

    measure: Measure
    where: FilterText | None = None


class NamedWeight(Model):
    """A weight everybody has, `{of: total}`, or a number that stands with a person, `{of: roster.post_factor}`.

    Attributes:
        of: `total` of the sheet (0 for whoever is not assessed), `served_days`, `paid_days`, or `one` for equal shares;
            or `roster.<column>`, `grids.<column>`, `values.<id>`: whoever lacks it, or has less than nothing, stops the run.
    """

    of: Annotated[
        Annotated[Literal["total", "served_days", "paid_days", "one"], Tag(tag("word"))] | Annotated[NumberOf, Tag(tag("number"))],
        Discriminator(number_or_word),
    ]

    @property
    def number(self) -> str | None:
        """Return the number that stands with a person, if it is one."""
        return self.of if "." in self.of else None


Weight = Annotated[
    Annotated[NamedWeight, Tag(tag("of"))] | Annotated[GradeWeight, Tag(tag("by_grade"))] | Annotated[MeasureWeight, Tag(tag("measure"))],
    by_key("of", "by_grade", "measure"),
]
"""One factor of a person's weight, chosen by its key."""


class Pool(Model):
    """Where a pool's money comes from, between whom it is divided, and what becomes of what is not paid out.

    Attributes:
        fund: the money of each scope.
        within: the scope it is divided in.
        by: the factors of a person's weight; whoever's weight is 0 has no share.
        floor: the least a share may be, in yuan; 0 if there is none.
        cap: the most a share may be; `unlimited` if there is no end.
        short: what holds if the fund cannot give everybody the floor: equal shares, or stop the run.
        remainder: how the last fen are given: to the largest remainders, then to higher weight, then by grid code, then
            by a digest of the identifier, so that nobody gains by a low number.
        reserve: the share of the fund kept back; 0 if nothing is.
        nobody: what becomes of a fund nobody qualifies for.
        left: what becomes of what caps leave over.
    """

    fund: Fund
    within: Scope
    by: Annotated[tuple[Weight, ...], Field(min_length=1)]
    floor: Exact
    cap: Limit
    short: Literal["equal", "refuse"]
    remainder: Literal["largest"]
    reserve: Exact
    nobody: Literal["carry", "return"]
    left: Literal["carry", "return"]


class PoolLine(Model):
    """A share of a pool (Y12, Y23).

    Attributes:
        pool: the pool.
    """

    pool: Pool
