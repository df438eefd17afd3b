"""How a grade, a score or a record becomes yuan: pay lines, each a list of yuan entries that add up to gross pay.

Amounts are written out, taken from a roster column (`roster.pay_base`), or from the rulebook's own `values`
(`values.income-floor`), which may differ by a roster column.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, PlainValidator, StringConstraints, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from gridperf.rulebook.base import (
    Basis,
    Clause,
    Exact,
    FilterText,
    Id,
    Model,
    PositiveLimit,
    Step,
    Text,
    Whole,
    as_written,
    by_key,
    list_or,
    parse_exact,
    tag,
)
from gridperf.rulebook.measures import Measure
from gridperf.rulebook.scoring import Roles

__all__ = ["AmountLine", "ByGradeLine", "ByScoreLine", "EachLine", "Line", "PartMonth", "PayLine", "TopUpLine", "Value", "Yuan"]

_REFERENCE = re.compile(r"roster\.[a-z][a-z_0-9]*|values\.[a-z][a-z0-9-]*")


def _yuan(value: object) -> Fraction | str:
    if isinstance(value, str) and _REFERENCE.fullmatch(value):
        return value
    try:
        return parse_exact(value)
    except PydanticCustomError:
        raise PydanticCustomError("yuan", "expected an amount such as 1200, roster.pay_base or values.income-floor") from None


Yuan = Annotated[
    Fraction | str,
    PlainValidator(_yuan),
    PlainSerializer(as_written, return_type=int | str),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number"},
                {"type": "string", "pattern": r"^([-+]?[0-9]+(\.[0-9]+)?|roster\.[a-z][a-z_0-9]*|values\.[a-z][a-z0-9-]*)$"},
            ],
            "description": "An amount of yuan: a number, `roster.<column>` or `values.<id>`.",
        }
    ),
]
"""An amount of yuan: a number, `roster.<column>`, or `values.<id>`."""

PartMonth = Literal["whole", "by_calendar_days", "by_paid_days", "add_paid_days", "subtract_unpaid_days"]
"""How a monthly amount is paid for part of a month.

`whole`: in full. `by_calendar_days`: × days in service ÷ days of the month. `by_paid_days`: × paid days in service ÷ paid
days of the month. `add_paid_days`: ÷ 21.75 × paid days in service, at most the amount, and a full month pays it in
full. `subtract_unpaid_days`: amount − amount ÷ 21.75 × paid days out of service, at least 0.
Source of the last three: the methods in use named beside 人社部发〔2025〕2号, which fixes 21.75 and none of them.
"""

NOT_ASSESSED = "not_assessed"
"""The key under which `by_grade` says what people without a grade get."""


class Value(Model):
    """A named number of the rulebook: one amount, or one by the value of a roster column.

    `{name: 人均可支配收入月均, by: area, of: {城镇: 3900, 农村: 1950}, basis: assumed, clause: 第十六条}`.

    Attributes:
        amount: the number, if it is one for everybody.
        by: the roster column it differs by.
        of: the number for each value of that column.
        source: where the number comes from, such as a statistical bulletin.
    """

    name: Text
    amount: Exact | None = None
    by: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_0-9]*$")] | None = None
    of: Annotated[dict[str, Exact], Field(min_length=1)] | None = None
    basis: Basis
    clause: Clause
    source: str | None = None

    def amounts(self) -> dict[str | None, Fraction]:
        """Return the amount by value of `by`; a single amount stands under None."""
        if self.of is not None:
            return dict[str | None, Fraction](self.of.items())
        return {} if self.amount is None else {None: self.amount}


class AmountLine(Model):
    """A fixed amount (Y1, Y10): `{amount: roster.pay_base}`.

    Attributes:
        amount: the amount for a whole month.
    """

    amount: Yuan


class ByGradeLine(Model):
    """A coefficient by grade times an amount (Y4): `{by_grade: {优秀: 1.2, 合格: 1.0, 不合格: 0, not_assessed: 1.0}, of: 1200}`.

    Attributes:
        by_grade: coefficient of every grade of the scale; `not_assessed` for people without a grade, required if there
            can be any.
        of: the amount it multiplies.
    """

    by_grade: Annotated[dict[str, Exact], Field(min_length=1)]
    of: Yuan


class ByScoreLine(Model):
    """A linear share by score (Y2): `{by_score: 1200, not_assessed: 0}` gives 1200 × total ÷ full score, and nothing for a total below 0.

    Attributes:
        by_score: the amount for the full score.
        at_most: the largest share of it; `unlimited` if a total above the full score pays more.
        not_assessed: the share of it for people without a total.
    """

    by_score: Yuan
    at_most: PositiveLimit
    not_assessed: Exact


class EachLine(Model):
    """Cash per event (Y7, Y8): `{each: 5, measure: adopted_reports, cap: 300}`; a negative `each` is a deduction.

    Attributes:
        each: yuan for one; with `lot`, for one full lot.
        measure: what is counted.
        where: narrows the measure further.
        lot: how many make one (every 5, every 10); what is left of a lot pays nothing.
        cap: the most the line may come to, in size; `unlimited` if it has no end.
    """

    each: Exact
    measure: Measure
    where: FilterText | None = None
    lot: Annotated[Whole, Field(ge=1)] = 1
    cap: PositiveLimit


Counting = Annotated[
    Annotated[tuple[Id, ...], Field(min_length=1), Tag(tag("list"))] | Annotated[Literal["all_above"], Tag(tag("word"))],
    list_or("all_above"),
]
"""Ids of pay lines, or `all_above`."""


class TopUpLine(Model):
    """A pay floor (Y14): what is missing between the lines counted and the floor.

    Attributes:
        top_up_to: the floor for a whole month.
        counting: ids of the lines that count towards it; `all_above` for every line before it.
    """

    top_up_to: Yuan
    counting: Counting


Line = Annotated[
    Annotated[AmountLine, Tag(tag("amount"))]
    | Annotated[ByGradeLine, Tag(tag("by_grade"))]
    | Annotated[ByScoreLine, Tag(tag("by_score"))]
    | Annotated[EachLine, Tag(tag("each"))]
    | Annotated[TopUpLine, Tag(tag("top_up_to"))],
    by_key("amount", "by_grade", "by_score", "each", "top_up_to"),
]
"""A pay line's formula, chosen by its key."""


class PayLine(Model):
    """One line of pay.

    Attributes:
        line: the formula, chosen by its key.
        sheet: the sheet whose grade or score it uses; the subject's only one if absent.
        roles: the roles it is paid to; `all` for everyone.
        part_month: how a monthly amount is paid for part of a month; required for all lines but `each`.
        step: rounding step of this line, if other than the rulebook's `rounding.money`.
    """

    id: Id
    name: Text
    clause: Clause
    line: Line
    sheet: Id | None = None
    roles: Roles = "all"
    part_month: PartMonth | None = None
    step: Step | None = None
    basis: Basis | None = None
