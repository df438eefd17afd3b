"""How the totals and grades of one sheet are spread: everybody is in exactly one grade, one street and one bin, and bars have their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from gridperf.engine.grade import lowered_by_quota
from gridperf.report.views import figures
from gridperf.report.views.common import Grade, Span, grade_of, scale_of, span
from gridperf.report.views.heat import Heat, heat_of

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["Bin", "Held", "Part", "SheetSummary", "Stack", "Then", "sheet_summary"]

_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_MOST_BINS = 14
_LONGEST_TREND = 11
"""Earlier periods that are shown at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a stacked bar: its grade, how many, and where it lies, in tenths of a percent."""

    grade: Grade
    count: int
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Stack:
    """One stacked bar: a street, or all of them where `name` is empty."""

    name: str
    count: int
    parts: tuple[Part, ...]
    mean: str


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a distribution: totals from `low` up to, not including, `high`, which the last bar includes; `height` 0–100."""

    low: str
    high: str
    count: int
    height: int


@dataclass(frozen=True, slots=True)
class Held:
    """How many had a grade by the bands alone, and how many have it."""

    grade: Grade
    before: int
    after: int
    change: str
    before_width: int
    after_width: int


@dataclass(frozen=True, slots=True)
class Then:
    """One period of the trend: its parts, how many of those who are assessed now had a total, its mean, and their grades."""

    period: Span
    assessed: int
    mean: str
    stack: Stack
    now: bool


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """One sheet of the county; the trend ends in this period, and is empty if no earlier one is known."""

    name: str
    full: str
    assessed: int
    mean: str
    lowest: str
    highest: str
    grades: tuple[Grade, ...]
    streets: tuple[Stack, ...]
    together: Stack
    bins: tuple[Bin, ...]
    heat: Heat
    held: tuple[Held, ...]
    by_quota: int
    by_veto: int
    trend: tuple[Then, ...]


def sheet_summary(assessment: Assessment, sheet: str, where: pl.DataFrame) -> SheetSummary:
    """Return how the totals and grades of one *sheet* are spread; *where* has `subject` and `street`."""
    scale = scale_of(assessment, sheet)
    grades = (*(grade_of(band.grade, scale) for band in scale), grade_of(None, scale))
    rows = assessment.grades.filter(pl.col("sheet") == sheet).join(where.select("subject", "street"), on="subject", how="left")
    scores = assessment.scores.filter(pl.col("sheet") == sheet)
    totals = [total for total in rows["total"] if total is not None]
    digits = figures.places(totals)
    named = next((each.name for each in assessment.rulebook.edition.sheets if each.id == sheet), sheet)
    return SheetSummary(
        name=figures.clean(named),
        full=figures.number(scores["full_score"][0]),
        assessed=len(totals),
        mean=figures.mean(totals),
        lowest=figures.points(min(totals), digits) if totals else "",
        highest=figures.points(max(totals), digits) if totals else "",
        grades=grades,
        streets=tuple(
            _stack(figures.clean(name), found, grades) for (name,), found in rows.sort("street").group_by("street", maintain_order=True)
        ),
        together=_stack("", rows, grades),
        bins=_bins(totals),
        heat=heat_of(assessment, sheet, where.select("subject", "street")),
        held=_held(rows, grades),
        by_quota=rows.filter(lowered_by_quota()).height,
        by_veto=rows.filter(pl.col("decided_by") == "veto").height,
        trend=_trend(assessment, sheet, rows, grades),
    )


def _stack(name: str, rows: pl.DataFrame, grades: Sequence[Grade]) -> Stack:
    counts = dict(rows.group_by("grade").len().iter_rows())
    parts, done = [], 0
    for grade in grades:
        count = counts.get(grade.name or None, 0)
        left, right = (at * 1000 // max(rows.height, 1) for at in (done, done + count))
        parts.append(Part(grade, count, left, right - left))
        done += count
    return Stack(name, rows.height, tuple(parts), figures.mean([total for total in rows["total"] if total is not None]))


def _trend(assessment: Assessment, sheet: str, rows: pl.DataFrame, grades: Sequence[Grade]) -> tuple[Then, ...]:
    """Return the periods of this kind before, and this one, the oldest first."""
    known = assessment.history.filter((pl.col("sheet") == sheet) & pl.col("subject").is_in(rows["subject"].implode()))
    found = sorted((assessment.rulebook.period(code) for code in known["period"].unique()), key=lambda period: period.ends_on)
    earlier = [period for period in found if period.every == assessment.period.every and period.ends_on < assessment.period.starts_on]
    if not earlier:
        return ()
    return tuple(
        Then(span(period), len(own["total"].drop_nulls()), (row := _stack("", own, grades)).mean, row, now)
        for period, own, now in [
            *((period, known.filter(pl.col("period") == period.code), False) for period in earlier[-_LONGEST_TREND:]),
            (assessment.period, rows, True),
        ]
    )


def _bins(totals: Sequence[Decimal]) -> tuple[Bin, ...]:
    if not totals:
        return ()
    low, high = min(totals), max(totals)
    step = next((step for step in _STEPS if high // step - low // step < _MOST_BINS), _STEPS[-1])
    first, last = int(low // step), int(high // step)
    if high == last * step and last > first:
        last -= 1  # nobody is above: the highest totals stand at the end of the last bar, not in a bar of their own
    counts = [0] * (last - first + 1)
    for total in totals:
        counts[min(int(total // step), last) - first] += 1
    return tuple(
        Bin(str((first + at) * step), str((first + at + 1) * step), count, count * 100 // max(counts)) for at, count in enumerate(counts)
    )


def _held(rows: pl.DataFrame, grades: Sequence[Grade]) -> tuple[Held, ...]:
    before = dict(rows.group_by("uncapped_grade").len().iter_rows())
    after = dict(rows.group_by("grade").len().iter_rows())
    most = max(rows.height, 1)
    return tuple(
        Held(grade, was, now, figures.signed(now - was), was * 1000 // most, now * 1000 // most)
        for grade in grades
        for was, now in [(before.get(grade.name or None, 0), after.get(grade.name or None, 0))]
    )
