"""How much an item can give: what the full score must add up to, and what scaling for exempt items divides by."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from gridperf.rulebook.scoring import BandScore, EachScore, GradeScore, Item, Section, ShareScore, Sheet, ShortScore

__all__ = ["full_marks", "lows_of", "marks_without_data", "range_of", "rates_of", "sum_of_ends"]


def full_marks(item: Item) -> Fraction:
    """Return the marks *item* contributes to the full score: the most it can give, or where it starts if it has no end.

    That is its share, its best band, the mark deductions start from, or the end of its additions.
    """
    most = range_of(item)[1]
    if most is None and isinstance(item.score, EachScore):
        most = item.score.starts_at
    return max(most or Fraction(0), Fraction(0))


def marks_without_data(item: Item) -> Fraction:
    """Return what *item* gives where nothing was measured, and no mean stands in: its full marks, a share of them, or nothing."""
    given = item.fallback
    if isinstance(given, Fraction):
        return full_marks(item) * given
    return full_marks(item) if given == "full" else Fraction(0)


def range_of(item: Item) -> tuple[Fraction | None, Fraction | None]:
    """Return the fewest and the most points *item* can give; None where there is no end."""
    if isinstance(item.score, ShareScore):
        return Fraction(0), item.score.share
    if isinstance(item.score, GradeScore):
        parts = item.score.by_grade.values()
        return item.score.share * min(parts), item.score.share * max(parts)
    if isinstance(item.score, BandScore):
        points = _points(item.score)
        return min(points), max(points)
    if isinstance(item.score, ShortScore):
        return (item.score.down_to if isinstance(item.score.down_to, Fraction) else None), item.score.starts_at
    return _ends(item.score)


def lows_of(sheet: Sheet) -> list[Fraction | None]:
    """Return the fewest points of every section of *sheet*, and of every item outside sections; None where there is no end."""
    lows = [_held(section, sum_of_ends(sheet, section, 0)) for section in sheet.sections]
    named = {section.id for section in sheet.sections}
    return [*lows, *(range_of(item)[0] for item in sheet.items if item.section not in named)]


def sum_of_ends(sheet: Sheet, section: Section, end: Literal[0, 1]) -> Fraction | None:
    """Return the fewest (0) or the most (1) points the items of *section* can come to, before its own ends; None for no end."""
    ends = [range_of(item)[end] for item in sheet.items if item.section == section.id]
    known = [value for value in ends if value is not None]
    return sum(known, Fraction(0)) if len(known) == len(ends) else None


def _held(section: Section, low: Fraction | None) -> Fraction | None:
    if not isinstance(section.min, Fraction):
        return low
    return section.min if low is None else max(low, section.min)


def rates_of(score: EachScore) -> list[Fraction]:
    """Return the points one occurrence can give, of every level and repetition."""
    rates = [*(score.by_level or {}).values(), *([] if score.each is None else [score.each])]
    return rates if score.repeated is None else [*rates, score.repeated.each]


def _points(score: BandScore) -> list[Fraction]:
    return [points for band in score.bands for points in (band.points, band.otherwise) if points is not None]


def _ends(score: EachScore) -> tuple[Fraction | None, Fraction | None]:
    rates = rates_of(score)
    low = score.starts_at if all(rate >= 0 for rate in rates) else None
    high = score.starts_at if all(rate <= 0 for rate in rates) else None
    if isinstance(score.down_to, Fraction):
        low = score.down_to
    if isinstance(score.up_to, Fraction):
        high = score.up_to
    return low, high
