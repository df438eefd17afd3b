"""What comes of the scheme, as plain dictionaries of fractions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

__all__ = ["ONE_DAY", "Before", "Due", "Grade", "Kept", "Past", "Row", "Tables", "Twin", "day_only", "exact"]

Row = Mapping[str, object]
Tables = Mapping[str, Sequence[Row]]

Due = tuple[dt.date, dt.date, str | None, str | None, str | None]
"""What is due: first day, last day, time of day, who does it, where it is handed in."""

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Grade:
    """A grade and what decided it; all but `decided_by` and `scope` are None for a subject that is not assessed."""

    grade: str | None
    uncapped: str | None
    decided_by: str
    scope: str | None
    rank: int | None
    of: int | None


@dataclass(frozen=True)
class Before:
    """What somebody came to on a sheet in an earlier period; None of what was not assessed."""

    sheet: str
    total: Fraction | None
    grade: str | None


Past = Mapping[tuple[str, str], Sequence[Before]]
"""Subject and period code → the results of that period."""


@dataclass(frozen=True)
class Kept:
    """What a pool did not pay out in a scope: kept back, and carried on to the next period."""

    reserved: Fraction
    carried: Fraction


@dataclass
class Twin:
    """Every result, keyed by subject, or by subject and sheet."""

    people: dict[str, dict[str, object]] = field(default_factory=dict)
    measures: dict[tuple[str, str, str, str], tuple[Fraction, Fraction]] = field(default_factory=dict)
    items: dict[tuple[str, str], dict[str, Fraction]] = field(default_factory=dict)
    totals: dict[tuple[str, str], Fraction | None] = field(default_factory=dict)
    grades: dict[tuple[str, str], Grade] = field(default_factory=dict)
    ranks: dict[tuple[str, str, str], tuple[str | None, int | None, int | None]] = field(default_factory=dict)
    actions: set[tuple[str, str]] = field(default_factory=set)
    schedule: dict[tuple[str, int], Due] = field(default_factory=dict)
    pay: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    gross: dict[str, Fraction] = field(default_factory=dict)
    pools: dict[tuple[str, tuple[str, ...]], Kept] = field(default_factory=dict)
    left_out: dict[tuple[str, str], int] = field(default_factory=dict)
    days: dict[str, tuple[int, int]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)


def day_only(value: object) -> dt.date:
    assert isinstance(value, dt.date)
    return value.date() if isinstance(value, dt.datetime) else value


def exact(value: object) -> Fraction:
    assert isinstance(value, (int, Decimal, Fraction))
    return Fraction(value)
