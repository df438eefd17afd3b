"""What came of somebody on a threshold is told as a person writes it; where they stand is told by the exact number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gridperf.period import Period
from gridperf.rulebook.numbers import number
from gridperf.rulebook.resolved import Rulebook
from gridperf.trials.edges.thresholds import Threshold

__all__ = ["SIDES", "Edge", "EdgeReport", "Met", "counts_around", "decimal", "example_name", "first_period", "sides_of"]

SIDES = ("under", "on", "over")
_CODES = {"month": "{0.year}-{0.month:02d}", "quarter": "{0.year}Q1", "half": "{0.year}H1", "year": "{0.year}"}


@dataclass(frozen=True, slots=True)
class Met:
    """One person beside or on a threshold, and what came of them.

    Attributes:
        side: `under`, `on` or `over`.
        given: what the person was brought to, as a person writes it.
        points: the item's points, or the total.
        grade: the grade before quotas.
        yuan: the pay line's amount, or the gross pay; None where no pay was computed.
    """

    side: str
    given: str
    points: str | None = None
    grade: str | None = None
    yuan: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One threshold and the people around it.

    Attributes:
        threshold: the threshold.
        met: those who came to stand there, from below to above; empty if nobody could be brought there.
        example: the example that gives the records, None if only numbers were given.
    """

    threshold: Threshold
    met: tuple[Met, ...]
    example: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class EdgeReport:
    """What happens around every threshold of an edition.

    Attributes:
        pack: the pack's code.
        edition: its first day.
        edges: every threshold, in the order of the rules.
    """

    pack: str
    edition: dt.date
    edges: tuple[Edge, ...]

    @property
    def written(self) -> tuple[Mapping[str, Any], ...]:
        """Return the examples that could be made."""
        return tuple(edge.example for edge in self.edges if edge.example is not None)


def first_period(rules: Rulebook, every: str) -> Period:
    """Return the first period of the kind *every* that begins while *rules* are in force."""
    start = rules.starts_on
    while True:
        period = rules.period(_CODES[every].format(start))
        if period.starts_on >= rules.starts_on:
            return period
        start = (start.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def counts_around(value: Fraction) -> list[int]:
    """Return the whole numbers on *value*, or beside it, and one to either side."""
    return sorted({count for count in (value.__floor__() - 1, value.__floor__(), value.__ceil__(), value.__ceil__() + 1) if count >= 0})


def sides_of(standing: Sequence[tuple[Fraction, str, str]], value: Fraction) -> dict[str, tuple[Fraction, str, str]]:
    """Return who stands nearest below *value*, on it, and nearest above."""
    under = max((one for one in standing if one[0] < value), key=lambda one: one[0], default=None)
    on = next((one for one in standing if one[0] == value), None)
    over = min((one for one in standing if one[0] > value), key=lambda one: one[0], default=None)
    return {side: one for side, one in zip(SIDES, (under, on, over), strict=True) if one is not None}


def example_name(one: Threshold) -> str:
    """Return the name of the example around a threshold; it says that nobody has looked at it yet."""
    level = f"，{one.level}" if one.level else ""
    rolled = f"，{one.scale}" if one.scale and f".{one.scale}." not in one.name else ""
    return f"待核：{one.name} = {one.says}{level}{rolled}（{number(one.value)} 的前后）"


def decimal(value: Fraction) -> Decimal:
    """Return *value* as a decimal."""
    return Decimal(value.numerator) / Decimal(value.denominator)
