"""Bands leave no value without points and none with two: one bound each, one direction, every band reachable, `otherwise` last."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from gridperf.messages.wording import Phrase
from gridperf.rulebook.checks.context import Context, Steps
from gridperf.rulebook.measures import ActiveDays, Amount, Count, Coverage, Distinct, Frequency, Online, Ratio, Streak
from gridperf.rulebook.numbers import number, percent
from gridperf.rulebook.scoring import BandScore

__all__ = ["check_bands", "check_point_bands", "never_above_one", "report_above_one", "report_part_of_one"]

_BOUNDS = ("at_least", "above", "at_most", "below")
_DOWNWARD = ("at_least", "above")
_UNUSUAL = 10
"""A bound on a ratio from which a forgotten % is likelier than a ratio above 1,000 %."""


def check_point_bands(context: Context, score: BandScore, at: Steps, *, of: Amount | None) -> None:
    """Check the bands of one item.

    Args:
        context: where problems go.
        score: the bands.
        at: their path.
        of: what they band; None if that is unknown.
    """
    check_bands(context, score.bands, at, of=of, value="points", malformed="R230")


def check_bands(context: Context, bands: Sequence[Any], at: Steps, *, of: Amount | None, value: str, malformed: str) -> None:
    """Check bands of any kind: one bound each, one direction, every band reachable, `otherwise` last.

    Args:
        context: where problems go.
        bands: the bands.
        at: their path.
        of: what they band; None if that is unknown, or no measure.
        value: the key under which a band says what it gives.
        malformed: the code of a band without exactly one bound and that key.
    """
    last = len(bands) - 1
    before: tuple[str, Fraction] | None = None
    for position, band in enumerate(bands):
        path = (*at, position)
        bound = _bound(context, band, path, of=of, last=position == last, value=value, malformed=malformed)
        if bound is None:
            continue
        key, edge = bound
        if report_part_of_one(context, (*path, key), edge, of):
            continue
        if before is not None and (key in _DOWNWARD) != (before[0] in _DOWNWARD):
            context.report("R232", path, found=_said(bound, of), first=_said(before, of))
            continue
        if before is not None and not (_beyond(before, bound) and _beyond(*(_whole(one, of) for one in (before, bound)))):
            context.report("R233", path, found=_said(bound, of), first=_said(before, of))
        before = bound
        _reachable(context, key, edge, (*path, key), of)


def _said(bound: tuple[str, Fraction], of: Amount | None) -> str:
    """Return a bound as a person writes it: that of a ratio as a percentage."""
    key, edge = bound
    return f"{key} {percent(edge) if isinstance(of, (Ratio, Frequency, Coverage)) else number(edge)}"


def _bound(
    context: Context,
    band: Any,  # noqa: ANN401 (any kind of band)
    path: Steps,
    *,
    of: Amount | None,
    last: bool,
    value: str,
    malformed: str,
) -> tuple[str, Fraction] | None:
    """Return the one bound of *band*, or None after reporting what is wrong with its keys."""
    bounds = [(key, edge) for key in _BOUNDS if (edge := getattr(band, key)) is not None]
    if band.otherwise is not None:
        if bounds or getattr(band, value) is not None:
            context.report(malformed, path)
        elif not last:
            context.report("R231", path)
        return None
    if last:
        what = _said(bounds[0], of) if bounds else "-"
        context.report("R228", path, what=what)
    if len(bounds) != 1 or getattr(band, value) is None:
        context.report(malformed, path)
        return None
    return bounds[0]


def _beyond(before: tuple[str, Fraction], bound: tuple[str, Fraction]) -> bool:
    """Return whether *bound* takes in values that *before* left."""
    (key, value), (key_before, value_before) = bound, before
    if value == value_before:
        return key != key_before and key in ("at_least", "at_most")
    return value < value_before if key in _DOWNWARD else value > value_before


def _whole(bound: tuple[str, Fraction], of: Amount | None) -> tuple[str, Fraction]:
    """Return *bound* as it works on whole numbers, if *of* has no others: `above: 3` is `at_least: 4`."""
    key, value = bound
    if not isinstance(of, (Count, ActiveDays, Distinct, Streak)):
        return bound
    if key in _DOWNWARD:
        return "at_least", Fraction(math.floor(value) + 1 if key == "above" else math.ceil(value))
    return "at_most", Fraction(math.ceil(value) - 1 if key == "below" else math.floor(value))


def _reachable(context: Context, key: str, value: Fraction, path: Steps, of: Amount | None) -> None:
    """Report a threshold above every possible ratio: almost always 95 written for 95%."""
    if key not in _DOWNWARD or not isinstance(of, (Ratio, Frequency, Coverage)):
        return
    above = value > 1 or (value == 1 and key == "above")
    if above and never_above_one(of):
        report_above_one(context, path, value)
    elif value >= _UNUSUAL and isinstance(of, Ratio):
        context.report("R281", path, warning=True, found=number(value), percent=percent(value / 100))


def report_part_of_one(context: Context, path: Steps, value: Fraction, of: Amount | None) -> bool:
    """Report a threshold or target between none and one of what is counted in whole numbers: a % too many, or the wrong measure."""
    if not (0 < value < 1 and isinstance(of, (Count, ActiveDays, Distinct, Streak, Online))):
        return False
    context.report("R940", path, found=number(value), percent=percent(value))
    return True


def report_above_one(context: Context, path: Steps, value: Fraction) -> None:
    """Report a threshold or target that no share reaches."""
    meant = percent(value / 100)
    advice = (
        Phrase(f"是不是 {meant}？", f"Did you mean {meant}?") if value > 1 else Phrase("请写 at_least: 100%。", "Write at_least: 100%.")
    )
    context.report("R248", path, found=number(value), percent=percent(value), advice=advice)


def never_above_one(amount: Amount | None) -> bool:
    """Return whether the measure is a share: what is over the line is among what is under it."""
    if isinstance(amount, (Frequency, Coverage)):
        return True
    if not isinstance(amount, Ratio):
        return False
    over, under = amount.ratio.of, amount.ratio.to
    return isinstance(over, Count) and isinstance(under, Count) and over.count == under.count and under.where in (None, over.where)
