"""An item's points are an exact ratio of what was measured, before the item's own ends.

What is counted of it (whole lots, what lies beyond a threshold, what is missing to a target) is made here once, for the
points and for the quantity that is printed beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import polars as pl

from gridperf.engine.bands import banded
from gridperf.engine.plan import DEN, USUAL
from gridperf.engine.score.lines import ADJUSTED, ADJUSTED_UNITS, MEAN, MEAN_UNIT, PEOPLE, REPEATED, TARGET
from gridperf.exact import round_fraction
from gridperf.ratios import Ratio
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.marks import marks_without_data
from gridperf.rulebook.scoring import EachScore, GradeScore, Item, ShareScore, Sheet, ShortScore
from gridperf.rulebook.targets import Target, target_scale

__all__ = ["Counted", "Scorer", "counted", "target_ratio"]

_POINTS = 100
"""Percentage points in a whole."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of an item that gives so many points for each of something.

    Attributes:
        column: the line's column in the scored table.
        quantity: how many there are.
        rate: the points for one.
    """

    column: str
    quantity: Ratio
    rate: Fraction


def measured_ratio(item: Item, bounds: dict[str, int]) -> Ratio:
    """Return what was measured for *item*."""
    den = item.id + DEN
    return Ratio.of(item.id, den if den in bounds else None, bounds)


def target_ratio(item: Item, target: Target, bounds: dict[str, int]) -> Ratio:
    """Return the target of *item*: a constant, or a column where it differs by subject or period."""
    if isinstance(target, Fraction):
        return Ratio.fixed(target)
    column = f"{item.id}|{TARGET}"
    return Ratio.units(pl.col(column), Fraction(1, target_scale(target)), bounds[column])


def counted(item: Item, bounds: dict[str, int]) -> list[Counted]:
    """Return the lines of *item* that count something, in the order of paper.

    Args:
        item: an item scored by `each`, `by_level` or `short_of`.
        bounds: the largest magnitude of every measured column.
    """
    points = item.score
    if isinstance(points, ShortScore):
        return [Counted(f"item:{item.id}", _short(item, points, bounds), points.each)]
    assert isinstance(points, EachScore)  # noqa: S101 (narrows the type)
    levels = points.by_level or {}
    lines = [Counted(f"item:{item.id}|{level}", _at_level(item, points, level, bounds), rate) for level, rate in levels.items()]
    if points.each is not None:
        number = _number(item, points, bounds) if not levels else _at_level(item, points, None, bounds)
        if points.repeated is None:
            return [*lines, Counted(f"item:{item.id}", number, points.each)]
        usual = Fraction(points.repeated.from_ - 1)
        if points.repeated.of is not None:
            first = Ratio.units(pl.col(f"{item.id}|{USUAL}"), Fraction(1), bounds[f"{item.id}|{USUAL}"])
            again = number.plus(first.times(Fraction(-1))).clip(Fraction(0), None)
            return [
                *lines,
                Counted(f"item:{item.id}", first, points.each),
                Counted(f"item:{item.id}|{REPEATED}", again, points.repeated.each),
            ]
        lines.append(Counted(f"item:{item.id}", number.clip(None, usual), points.each))
        lines.append(Counted(f"item:{item.id}|{REPEATED}", number.plus(Ratio.fixed(-usual)).clip(Fraction(0), None), points.repeated.each))
    return lines


def _number(item: Item, points: EachScore, bounds: dict[str, int]) -> Ratio:
    """Return how many there are, beyond a threshold and in whole lots if the scorer says so."""
    number = measured_ratio(item, bounds)
    if points.beyond is not None:
        number = number.plus(Ratio.fixed(-points.beyond)).clip(Fraction(0), None)
    return number if points.lot is None else _whole(number.times(Fraction(1, points.lot)), "down")


def _whole(number: Ratio, mode: str) -> Ratio:
    """Return *number* as a whole one; where there is no value there stays none."""
    return Ratio.units(number.rounded(Fraction(1), "down" if mode == "down" else "up"), Fraction(1), number.most + 1)


def _at_level(item: Item, points: EachScore, level: str | None, bounds: dict[str, int]) -> Ratio:
    """Return how many of *level* count, or, for None, how many of the levels not named."""
    columns = {name: pl.col(f"{item.id}|{name}") for name in points.by_level or {}}
    rest = pl.col(item.id) - pl.sum_horizontal(columns.values())
    own = rest if level is None else columns[level]
    most = bounds[item.id if level is None else f"{item.id}|{level}"]
    if points.counted == "sum":
        return Ratio.units(own, Fraction(1), most)
    # only the level with the most points counts, once; of equal ones the first written, the levels not named last
    paid: dict[str | None, Fraction] = dict[str | None, Fraction]((points.by_level or {}).items())
    if points.each is not None:
        paid[None] = points.each
    ordered = sorted(paid, key=lambda name: -abs(paid[name]))
    better = [rest if name is None else columns[name] for name in ordered[: ordered.index(level)]]
    none_better = reduce(lambda left, right: left & (right <= 0), better, pl.lit(True))  # noqa: FBT003 (polars takes it positionally)
    return Ratio.units(((own > 0) & none_better).cast(pl.Int64), Fraction(1), 1)


def _short(item: Item, points: ShortScore, bounds: dict[str, int]) -> Ratio:
    """Return how much is missing to the target: percentage points of a ratio, units of a number."""
    missing = target_ratio(item, points.short_of, bounds).plus(measured_ratio(item, bounds).times(Fraction(-1))).clip(Fraction(0), None)
    # only a ratio can be without data, and says what it earns then
    missing = missing.times(Fraction(_POINTS if item.when_no_data is not None else 1))
    return missing if points.part == "linear" else _whole(missing, "down" if points.part == "whole_down" else "up")


@dataclass(frozen=True, slots=True)
class Scorer:
    """Writes the expressions of one sheet."""

    sheet: Sheet
    rounding: Rounding
    digits: int
    bounds: dict[str, int]

    @property
    def unit(self) -> Fraction:
        """Return the unit points are counted in."""
        return Fraction(1, 10**self.digits)

    def lit(self, value: Fraction) -> pl.Expr:
        """Return *value*, which the digits are chosen to hold, in units."""
        return pl.lit(int(value / self.unit), dtype=pl.Int64)

    def rounded(self, ratio: Ratio) -> pl.Expr:
        """Return *ratio* as printed units: rounded to the line step, or, if lines stay exact, to the total's."""
        step = self.rounding.total if self.rounding.line == "exact" else self.rounding.line
        assert isinstance(step, Fraction)  # noqa: S101 (narrows the type)
        factor = int(step / self.unit)
        units = ratio.rounded(step, self.rounding.mode)
        return units if factor == 1 else units * pl.lit(factor, dtype=pl.Int64)

    def printed(self, value: Fraction) -> Fraction:
        """Return *value* as a line prints it: rounded if the rulebook rounds lines."""
        line = self.rounding.line
        return value if line == "exact" else round_fraction(value, line, self.rounding.mode)

    def terms(self, item: Item) -> list[tuple[str, Ratio]]:
        """Return the exact amounts of an item's lines, by column, before the item's own ends; what appeals add comes last."""
        column = f"{item.id}|{ADJUSTED}"
        if column not in self.bounds:
            return self._measured(item)
        return [*self._measured(item), (f"adjust:{item.id}", Ratio.units(pl.col(column), Fraction(1, ADJUSTED_UNITS), self.bounds[column]))]

    def _measured(self, item: Item) -> list[tuple[str, Ratio]]:
        points = item.score
        if isinstance(points, (EachScore, ShortScore)):
            return self._occurrences(item, points.starts_at)
        ratio = measured_ratio(item, self.bounds)
        if isinstance(points, GradeScore):
            # one of the columns is 1, the others are 0
            parts = [
                Ratio.units(pl.col(f"{item.id}|{grade}"), Fraction(1), 1).times(part * points.share)
                for grade, part in points.by_grade.items()
            ]
            amount = reduce(Ratio.plus, parts)
        elif isinstance(points, ShareScore):
            # share × min(ratio, 1) is share × ratio, held at the share
            amount = self._of_target(item, points, ratio).times(points.share).clip(Fraction(0), points.share)
        else:
            *bands, last = points.bands
            amount = banded(ratio, [(band, Fraction(band.points or 0)) for band in bands], Fraction(last.otherwise or 0))
        return [(f"item:{item.id}", self._given(item, amount, Fraction(0)))]

    def silent(self, item: Item) -> pl.Expr:
        """Return whether nothing is known of *item*."""
        known = item.when_no_data is None or item.id + DEN not in self.bounds
        return pl.lit(value=False) if known else pl.col(item.id + DEN) == 0

    def averaged(self, item: Item) -> pl.Expr:
        """Return whether the mean of others stands in for *item*."""
        people = f"{item.id}|{PEOPLE}"
        return self.silent(item) & (pl.col(people) > 0).fill_null(value=False) if people in self.bounds else pl.lit(value=False)

    def _given(self, item: Item, amount: Ratio, start: Fraction) -> Ratio:
        """Return *amount*, and where nothing is known what the rulebook gives then, less what the item starts with."""
        if item.when_no_data is None or item.id + DEN not in self.bounds:
            return amount
        amount = amount.where(self.silent(item), marks_without_data(item) - start)
        people = f"{item.id}|{PEOPLE}"
        if people not in self.bounds:
            return amount
        column, finer = f"{item.id}|{MEAN}", int(self.unit / MEAN_UNIT)
        together, units = pl.col(column) // pl.lit(finer, dtype=pl.Int64), 10**self.digits
        count = pl.col(people) * pl.lit(units, dtype=pl.Int64)
        mean = Ratio(together, count, self.bounds[column] // finer, max(self.bounds[people], 1) * units)
        return amount.where_ratio(self.averaged(item), mean.plus(Ratio.fixed(-start)) if start else mean)

    def _of_target(self, item: Item, points: ShareScore, ratio: Ratio) -> Ratio:
        """Return *ratio* over the target, which is 1 if none is written."""
        if points.target is None:
            return ratio
        if isinstance(points.target, Fraction):
            return ratio.times(1 / points.target)
        scale = target_scale(points.target)
        column = f"{item.id}|{TARGET}"
        return ratio.times_ratio(Ratio(pl.lit(scale, dtype=pl.Int64), pl.col(column), scale, max(self.bounds[column], 1)))

    def _occurrences(self, item: Item, starts_at: Fraction) -> list[tuple[str, Ratio]]:
        parts: list[tuple[str, Ratio]] = []
        if starts_at:
            parts.append((f"start:{item.id}", Ratio.fixed(starts_at)))
        parts += [(line.column, line.quantity.times(line.rate)) for line in counted(item, self.bounds)]
        if item.when_no_data is not None and item.id + DEN in self.bounds:
            # what the rulebook gives when nothing is known replaces the lines that count; the start stands as it is
            first = 1 if starts_at else 0
            counting = [(column, ratio.where(self.silent(item), Fraction(0))) for column, ratio in parts[first:-1]]
            parts = [*parts[:first], *counting, (parts[-1][0], self._given(item, parts[-1][1], starts_at))]
        return parts
