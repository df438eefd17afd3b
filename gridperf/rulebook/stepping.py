"""逐级升降: how far a grade may lie from the one before, said without anything left to assume about who had none before."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from gridperf.rulebook.base import Basis, Model, PeriodCode, Text, tag, word_or_number
from gridperf.rulebook.clauses import Clause
from gridperf.rulebook.numbers import Whole

__all__ = ["CountedFrom", "StepLimit"]

Steps = Annotated[
    Annotated[Annotated[Whole, Field(ge=0)], Tag(tag("number"))] | Annotated[Literal["unlimited"], Tag(tag("word"))], word_or_number()
]
"""So many grades, or `unlimited`."""


class CountedFrom(Model):
    """Whoever has no earlier grade is treated as though it had been this one: `{from: 一星}`.

    Attributes:
        from_: the grade steps are counted from.
    """

    from_: Text = Field(alias="from")


def _first(value: object) -> str:
    return tag("from" if isinstance(value, (dict, CountedFrom)) else "word")


class StepLimit(Model):
    """逐级升降: a grade lies at most so many steps from the one of the period before, whatever the total.

    `{up: 1, down: 1, since: 2026-01, first: free, not_graded: latest, clause: 第十条}`.

    The steps limit what the total gives. What lowers a grade besides, too short a time served, a veto, the last of a scope, a quota,
    comes afterwards and lowers it as far as it says.

    Attributes:
        up: how many grades better than the one before it can be, `0` for none, or `unlimited`.
        down: how many grades worse, likewise.
        since: the first period it holds for; nothing before it is looked at, so everybody is graded in it as for the first time.
            The results of every later one must be there.
        first: who has no earlier grade is graded by the total alone (`free`), or treated as though it had been a certain one.
        not_graded: who was not graded in the period before: the `latest` grade there is counts, or they are treated as the `first` time.
        clause: the clause that says so.
    """

    up: Steps
    down: Steps
    since: PeriodCode
    first: Annotated[Annotated[CountedFrom, Tag(tag("from"))] | Annotated[Literal["free"], Tag(tag("word"))], Discriminator(_first)]
    not_graded: Literal["latest", "first"]
    clause: Clause
    basis: Basis | None = None
