"""A mark or an end that a rulebook states is what its line can print: a line that is rounded would say 28 where the rules say 27.5.

What is multiplied out first (`each`, a share of what was done) may come to any number, and is rounded as the rulebook says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from gridperf.exact import round_fraction
from gridperf.rulebook.checks.context import Context
from gridperf.rulebook.numbers import number
from gridperf.rulebook.scoring import BandScore, EachScore, GradeScore, Item, ShareScore, Sheet, ShortScore

if TYPE_CHECKING:
    from gridperf.placed_yaml import Steps

__all__ = ["check_fine_marks"]

_DIGITS = 6
"""Digits after the point that points are kept with at most."""


def check_fine_marks(context: Context, sheet: Sheet, at: Steps, said: Collection[int]) -> None:
    """Report marks, ends of items and of sections that are finer than the step every line is rounded to (R950).

    Args:
        context: what is checked.
        sheet: the sheet.
        at: its path.
        said: positions of items whose marks were found too fine already.
    """
    rounding = context.edition.rounding
    line = rounding.line
    if not isinstance(line, Fraction):
        return
    marks: list[tuple[Fraction, Steps]] = [(section.max, (*at, "sections", place, "max")) for place, section in enumerate(sheet.sections)]
    marks += [
        (section.min, (*at, "sections", place, "min")) for place, section in enumerate(sheet.sections) if isinstance(section.min, Fraction)
    ]
    marks += [(sheet.opens_at, (*at, "opens_at"))] if sheet.opens_at is not None else []
    # what has too many digits to be kept at all has been said already
    marks = [(value, path) for value, path in marks if (value * 10**_DIGITS).denominator == 1]
    for place, item in enumerate(sheet.items):
        if place not in said:
            marks += [(value, (*at, "items", place, "score", *path)) for value, path in _stated(item)]
    for value, path in marks:
        if (value / line).denominator != 1:
            printed = number(round_fraction(value, line, rounding.mode))
            context.report("R950", path, found=number(value), step=number(line), printed=printed)


def _stated(item: Item) -> Iterator[tuple[Fraction, Steps]]:
    """Yield the marks and ends *item* states, each with where its score says so."""
    points = item.score
    if isinstance(points, (ShareScore, GradeScore)):
        yield points.share, ("share",)
    elif isinstance(points, BandScore):
        for place, band in enumerate(points.bands):
            for key in ("points", "otherwise"):
                if (value := getattr(band, key)) is not None:
                    yield value, ("bands", place, key)
    elif isinstance(points, (EachScore, ShortScore)):
        ends = [("starts_at", points.starts_at), ("down_to", points.down_to)]
        ends += [("up_to", points.up_to)] if isinstance(points, EachScore) else []
        for key, end in ends:
            if isinstance(end, Fraction):
                yield end, (key,)
