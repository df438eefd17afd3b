"""Accounts keep points beyond their period: earned by what was done, spent on goods, lost by age or by an event (P19–P21, Y19)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from gridperf.period import Every
from gridperf.rulebook.base import Basis, FilterText, Id, Model, PeriodCode, Text, tag
from gridperf.rulebook.clauses import Clause
from gridperf.rulebook.measures import Measure
from gridperf.rulebook.numbers import Positive, PositiveLimit, Step, Whole
from gridperf.rulebook.scoring import Roles, Trigger

__all__ = ["Account", "AfterAge", "AgeInDays", "AtEnd", "Earning", "Goods", "Reset", "Span"]


class Earning(Model):
    """What earns points: `{id: patrol, name: 巡查, clause: 第三条, measure: {count: patrols}, each: 2, up_to: 40}`.

    Attributes:
        each: points for each, or for each full lot.
        lot: how many make a lot; a part of a lot earns nothing.
        up_to: the most points it earns in a period, or `unlimited`.
    """

    id: Id
    name: Text
    clause: Clause
    measure: Measure
    where: FilterText | None = None
    each: Step
    lot: Annotated[Whole, Field(ge=2)] | None = None
    up_to: PositiveLimit


Span = Literal["month", "quarter", "half", "year"]
"""A span a limit holds for."""


class Goods(Model):
    """One line of a price list (Y19): `{price: 20, stock: 100, each_person: 2, each_person_in: {half: 4}}`.

    Attributes:
        price: points for one.
        stock: how many there are in a period; without it there is no end.
        each_person: how many one person may take in a period; without it there is no limit.
        stock_in: how many there are in spans of other kinds; a Book alone knows what went out in them.
        each_person_in: how many one person may take in spans of other kinds; a Book alone knows what went out in them.
    """

    price: Step
    stock: Annotated[Whole, Field(ge=0)] | None = None
    each_person: Annotated[Whole, Field(ge=1)] | None = None
    stock_in: dict[Span, Annotated[Whole, Field(ge=0)]] = Field(default_factory=dict)
    each_person_in: dict[Span, Annotated[Whole, Field(ge=1)]] = Field(default_factory=dict)

    @property
    def needs_book(self) -> bool:
        """Return whether its limits reach over spans that only a Book knows."""
        return bool(self.stock_in or self.each_person_in)


class AfterAge(Model):
    """Points expire by age, the oldest first: `{periods: 12}`.

    Attributes:
        periods: how many periods after the one they were earned in they can still be spent; they expire at the end of the last.
    """

    periods: Annotated[Whole, Field(ge=1)]


class AgeInDays(Model):
    """Points expire a number of days after the period they were earned in, the oldest first: `{days: 365}`.

    Attributes:
        days: how many days after the last day of that period they can still be spent; on the day after they are gone.
    """

    days: Annotated[Whole, Field(ge=1)]


class AtEnd(Model):
    """Everything that is left expires when a longer period ends: `{at_end_of: half}`.

    Attributes:
        at_end_of: the longer period.
    """

    at_end_of: Literal["quarter", "half", "year"]


class Reset(Model):
    """An event that wipes points out (P20): `{name: 弄虚作假, clause: 第六条, when: {count: …, at_least: 1}, clears: balance}`.

    Attributes:
        when: the event, and how often it must happen in the period.
        clears: what the `period` has earned, or the whole `balance`, with what the period has earned.
    """

    name: Text
    clause: Clause
    when: Trigger
    clears: Literal["period", "balance"]


def _expiry(value: Any) -> str:  # noqa: ANN401 (pydantic hands over raw data or a model)
    if isinstance(value, (dict, AfterAge, AgeInDays, AtEnd)):
        held = value if isinstance(value, dict) else type(value).model_fields
        return tag(next((key for key in ("at_end_of", "days") if key in held), "periods"))
    return tag("word")


class Account(Model):
    """An account of points (P19). What a period earns is credited at its end; goods are paid from what was there before.

    Attributes:
        unit: what it counts, such as 积分.
        roles: the roles of those who have it, as the roster places them in the period; `all` for everyone. Whoever has another role
            by then earns nothing more, and keeps what is there.
        of: the kind of period it is kept by; a sheet must be filled in for it.
        opens: the first period, in which everybody begins with nothing.
        earn: what earns points.
        up_to: the most all of it earns together in a period; what is over is taken from what is written last.
        goods: the price list, by the name of what is taken; a Book takes exchanges in, or they stand in the table `redemptions`.
        expires: `never`, by age in periods or in days, or at the end of a longer period.
        reset: an event that wipes points out.
    """

    id: Id
    name: Text
    unit: Text
    clause: Clause
    roles: Roles = "all"
    of: Every
    opens: PeriodCode
    earn: Annotated[tuple[Earning, ...], Field(min_length=1)]
    up_to: Positive | None = None
    goods: dict[Text, Goods] = Field(default_factory=dict)
    expires: Annotated[
        Annotated[AfterAge, Tag(tag("periods"))]
        | Annotated[AgeInDays, Tag(tag("days"))]
        | Annotated[AtEnd, Tag(tag("at_end_of"))]
        | Annotated[Literal["never"], Tag(tag("word"))],
        Discriminator(_expiry),
    ]
    reset: Reset | None = None
    basis: Basis | None = None
