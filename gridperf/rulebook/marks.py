"""How much an item can give: what the full score must add up to, and what scaling for exempt items divides by."""

from __future__ import annotations

from fractions import Fraction

from gridperf.rulebook.scoring import BandScore, EachScore, GradeScore, Item, ShareScore, ShortScore

__all__ = ["full_marks", "range_of", "rates_of"]


def full_marks(item: Item) -> Fraction:
    """Return the marks *item* contributes to the full score: the most it can give, or where it starts if it has no end.

    That is its share, its best band, the mark deductions start from, or the end of its additions.
    """
    most = range_of(item)[1]
    if most is None and isinstance(item.score, EachScore):
        most = item.score.starts_at
    return max(most or Fraction(0), Fraction(0))


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
