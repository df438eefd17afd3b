"""An amount of yuan is written out, stands on the roster or with the grid, or is one of the rulebook's named numbers.

A named number may differ by one or several roster columns, or rise by steps with the years in the post.
Nothing has a default: a combination that is not stated has no amount, and stops the run that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, PlainSerializer, PlainValidator, StringConstraints, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from gridperf.rulebook.base import Basis, Model, Text, tag
from gridperf.rulebook.clauses import Clause
from gridperf.rulebook.numbers import Exact, PositiveLimit, Whole, as_written, parse_number

__all__ = ["NumberOf", "Seniority", "Value", "Yuan", "number_or_word"]

_REFERENCE = re.compile(r"(roster|grids)\.[a-z][a-z_0-9]*|values\.[a-z][a-z0-9-]*")
_COLUMN = r"^[a-z][a-z_0-9]*$"


def _yuan(value: object) -> Fraction | str:
    if isinstance(value, str) and _REFERENCE.fullmatch(value):
        return value
    try:
        return parse_number(value)
    except PydanticCustomError as error:
        if error.type == "exact_size":
            raise
        raise PydanticCustomError("yuan", "expected an amount such as 1200, roster.pay_base or values.income-floor") from None


Yuan = Annotated[
    Fraction | str,
    PlainValidator(_yuan),
    PlainSerializer(as_written, return_type=int | str),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number"},
                {
                    "type": "string",
                    "pattern": r"^([-+]?[0-9]+(\.[0-9]+)?|(roster|grids)\.[a-z][a-z_0-9]*|values\.[a-z][a-z0-9-]*)$",
                },
            ],
            "description": "An amount of yuan: a number, `roster.<column>`, `grids.<column>` or `values.<id>`.",
        }
    ),
]
"""An amount of yuan: a number, `roster.<column>`, `grids.<column>`, or `values.<id>`."""

NumberOf = Annotated[str, StringConstraints(pattern=r"^(roster|grids)\.[a-z][a-z_0-9]*$|^values\.[a-z][a-z0-9-]*$")]
"""A number that stands with a person: `roster.<column>`, `grids.<column>`, or `values.<id>`."""


def number_or_word(value: object) -> str:
    """Return the tag of a number that stands with a person, which has a point, or of a plain word."""
    return tag("number") if isinstance(value, str) and "." in value else tag("word")


_Column = Annotated[str, StringConstraints(pattern=_COLUMN)]


def _list_or_name(value: object) -> str:
    return tag("list") if isinstance(value, (list, tuple)) else tag("name")


def _table_or_number(value: object) -> str:
    return tag("table") if isinstance(value, dict) else tag("number")


_Columns = Annotated[
    Annotated[_Column, Tag(tag("name"))] | Annotated[tuple[_Column, ...], Field(min_length=1, max_length=3), Tag(tag("list"))],
    Discriminator(_list_or_name),
]
_Inner = Annotated[
    Annotated[Exact, Tag(tag("number"))] | Annotated[dict[str, Exact], Field(min_length=1), Tag(tag("table"))],
    Discriminator(_table_or_number),
]
_Cell = Annotated[
    Annotated[Exact, Tag(tag("number"))] | Annotated[dict[str, _Inner], Field(min_length=1), Tag(tag("table"))],
    Discriminator(_table_or_number),
]


class Seniority(Model):
    """An amount that rises by steps with the time since a date of the roster (Y10).

    `{since: hired_on, at: period_start, every: 1, unit: year, first: 50, each: 60, most: 12}` gives 50 in the first
    year, 110 in the second, and stays at 50 + 11 × 60 from the twelfth step on. Only whole years or months count.

    Attributes:
        since: the roster column that holds the date.
        at: the day up to which time is counted: the period's first or last.
        every: how many units make one step.
        unit: years or months.
        first: the amount of the first step.
        each: what every further step adds.
        most: the highest step; `unlimited` if there is none.
    """

    since: _Column
    at: Literal["period_start", "period_end"]
    every: Annotated[Whole, Field(ge=1)]
    unit: Literal["year", "month"]
    first: Exact
    each: Exact
    most: PositiveLimit


class Value(Model):
    """A named number of the rulebook: one amount, one by the value of roster columns, or one that rises with the years.

    `{name: 人均可支配收入月均, by: area, of: {城镇: 3900, 农村: 1950}, basis: assumed, clause: 第十六条}`; by two columns,
    `{by: [title, level], of: {社工师: {一级: 500, 二级: 400}}}`.

    Attributes:
        amount: the number, if it is one for everybody.
        by: the roster column it differs by, or up to three of them.
        of: the number for each value of that column; by several columns, a table inside a table, in their order.
        steps: how the number rises with time in the post.
        basis: whether it is `published` in the document or `assumed` by the pack's author; here the edition's does not stand in for it.
        source: where the number comes from, such as a statistical bulletin.
    """

    name: Text
    amount: Exact | None = None
    by: _Columns | None = None
    of: Annotated[dict[str, _Cell], Field(min_length=1)] | None = None
    steps: Seniority | None = None
    basis: Basis
    clause: Clause
    source: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the roster columns the number differs by."""
        if self.by is None:
            return ()
        return self.by if isinstance(self.by, tuple) else (self.by,)

    def amounts(self) -> dict[tuple[str, ...], Fraction]:
        """Return the amount by the values of `columns`; a single amount stands under `()`. Steps have none."""
        if self.of is not None:
            return {key: amount for key, amount in _cells(self.of, ()) if len(key) == len(self.columns)}
        return {} if self.amount is None else {(): self.amount}

    def depths(self) -> set[int]:
        """Return how many columns deep the numbers of `of` stand."""
        return {len(key) for key, _ in _cells(self.of or {}, ())}


def _cells(table: Mapping[str, Any], before: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Fraction]]:
    for key, held in table.items():
        if isinstance(held, Mapping):
            yield from _cells(held, (*before, key))
        else:
            yield (*before, key), held
