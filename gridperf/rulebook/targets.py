"""A target is one exact number for everybody, one by a column of the roster, or one that climbs over a cycle of periods."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Discriminator, Field, StringConstraints, Tag

from gridperf.period import Period
from gridperf.rulebook.base import Model, tag
from gridperf.rulebook.numbers import Positive, Whole

__all__ = ["Target", "TargetBy", "TargetCycle", "moving_target", "step_of", "target_of", "target_scale", "targets_of"]


class TargetBy(Model):
    """A target by the value of a roster column (Q7): `{by: area, of: {城镇: 40, 农村: 30}}`.

    Attributes:
        by: the roster column it differs by; the interval that places the person counts.
        of: the target for each value of that column.
    """

    by: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_0-9]*$")]
    of: Annotated[dict[str, Positive], Field(min_length=1)]


class TargetCycle(Model):
    """A target that climbs over a cycle of periods and begins anew (M7): `{cycle: 2, starts: 2026-01, steps: [50%, 100%]}`.

    Attributes:
        cycle: how many periods a cycle has.
        starts: the first period of a cycle, any one.
        steps: the target of each period of the cycle.
    """

    cycle: Annotated[Whole, Field(ge=2)]
    starts: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}|Q[1-4]|H[12])?$")]
    steps: Annotated[tuple[Positive, ...], Field(min_length=2)]


def _choose(value: Any) -> str:  # noqa: ANN401 (pydantic hands over raw data or a model)
    if isinstance(value, (TargetBy, TargetCycle)):
        return tag("by" if isinstance(value, TargetBy) else "cycle")
    if isinstance(value, dict):
        return tag("cycle" if "cycle" in value else "by")
    return tag("number")


Target = Annotated[
    Annotated[Positive, Tag(tag("number"))] | Annotated[TargetBy, Tag(tag("by"))] | Annotated[TargetCycle, Tag(tag("cycle"))],
    Discriminator(_choose),
]
"""What is to be reached: a number, one by a roster column, or one by the period of a cycle."""


def target_of(score: object) -> Target | None:
    """Return the target of a scorer; None if it has none."""
    found: Target | None = getattr(score, "target", None) or getattr(score, "short_of", None)
    return found


def moving_target(score: object) -> TargetBy | TargetCycle | None:
    """Return the target of a scorer if it differs from subject to subject or from period to period."""
    target = target_of(score)
    return target if isinstance(target, (TargetBy, TargetCycle)) else None


def targets_of(target: Target) -> tuple[Fraction, ...]:
    """Return every number *target* can be."""
    if isinstance(target, TargetBy):
        return tuple(target.of.values())
    return target.steps if isinstance(target, TargetCycle) else (target,)


def target_scale(target: Target) -> int:
    """Return the number by which every target becomes a whole number."""
    return math.lcm(*(value.denominator for value in targets_of(target)))


def step_of(target: TargetCycle, period: Period) -> Fraction:
    """Return the target of *period*, a period of the kind the cycle counts."""
    first = Period.parse(target.starts, month_starts_on=period.month_starts_on, year_starts_in=period.year_starts_in)
    return target.steps[period.steps_from(first) % target.cycle]
