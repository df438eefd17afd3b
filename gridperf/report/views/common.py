"""What every report says about itself: whose it is, for which period, and from what it was made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import polars as pl

from gridperf.assessment.notices import of_other_periods
from gridperf.engine.plan import tables_of
from gridperf.period import Period
from gridperf.report.views.figures import clean

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.period import Every
    from gridperf.rulebook import Rulebook
    from gridperf.rulebook.edition import Edition
    from gridperf.rulebook.grading import Band
    from gridperf.rulebook.measures import Amount

__all__ = [
    "Grade",
    "HasBasis",
    "LeftOut",
    "Origin",
    "Proof",
    "Span",
    "assumed",
    "by_subject",
    "grade_of",
    "left_out",
    "origin",
    "proof",
    "scale_in",
    "scale_of",
    "span",
    "takes_totals",
]


class HasBasis(Protocol):
    """A part of a rulebook that may say what its numbers rest on."""

    @property
    def basis(self) -> str | None:
        """Return `published` or `assumed`; None for the edition's."""


@dataclass(frozen=True, slots=True)
class Span:
    """A period, in parts that a template puts into words.

    Attributes:
        code: as written in rules, `2026-10`.
        every: its kind: month, quarter, half or year.
        year: of a month, the year of its name.
        part: number of the month, quarter or half-year in the year; empty for a year.
        starts_on: first day, ISO.
        ends_on: last day, ISO.
    """

    code: str
    every: str
    year: str
    part: str
    starts_on: str
    ends_on: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a report comes from: the county and its document.

    Attributes:
        county: name of the place, as the pack states it.
        document: title of the county's document.
    """

    county: str
    document: str


@dataclass(frozen=True, slots=True)
class Proof:
    """From what a report was made; digests are SHA-256, shortened to 16 digits but for `assessment`.

    Attributes:
        upper: the rulebooks the rules were laid over, each with the name its clauses have on paper.
    """

    engine: str
    pack: str
    edition: str
    rulebook: str
    records: str
    calendar: str
    assessment: str
    upper: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and its place in the scale, for a badge that is legible without colour.

    Attributes:
        name: the grade's name; empty if not assessed.
        at: position in the scale, 0 the best; empty scale position of the not assessed is -1.
        tone: `best`, `middle`, `worst` or `none`.
    """

    name: str
    at: int
    tone: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Records that counted nowhere, for one table and reason."""

    table: str
    reason: str
    records: int


def span(period: Period) -> Span:
    """Return *period* in parts."""
    year, part = period.code[:4], period.code[5:].lstrip("0")
    return Span(period.code, period.every, year, part, period.starts_on.isoformat(), period.ends_on.isoformat())


def origin(assessment: Assessment) -> Origin:
    """Return the county and document of *assessment*."""
    rulebook = assessment.rulebook
    return Origin(clean(rulebook.pack.name), clean(rulebook.document.title or rulebook.edition.title))


def proof(assessment: Assessment) -> Proof:
    """Return from what *assessment* was made."""
    made = assessment.provenance
    sources = "".join(f"{source.table}:{source.sha256}\n" for source in made.sources) + "".join(f"{run}\n" for run in made.runs)
    records = hashlib.sha256(sources.encode()).hexdigest()
    return Proof(
        engine=made.engine,
        pack=made.pack,
        edition=made.edition,
        rulebook=made.rulebook[:16],
        records=records[:16],
        calendar=made.calendar,
        assessment=assessment.digest,
        upper=tuple(f"{clean(layer.called)} {layer.pack}@{layer.edition.isoformat()}" for layer in assessment.rulebook.layers),
    )


def left_out(assessment: Assessment) -> tuple[LeftOut, ...]:
    """Return the records that counted nowhere; a table without one record of the period has the reason `whole_table`."""
    whole = of_other_periods(assessment)
    return tuple(
        LeftOut(table, "whole_table" if reason == "other_period" and table in whole else reason, records)
        for table, reason, records in assessment.left_out.select("table", "reason", "records").iter_rows()
    )


def assumed(part: HasBasis, edition: Edition) -> bool:
    """Return whether the numbers of *part* of a rulebook are assumed by the pack's author, and not published."""
    return (part.basis or edition.basis) == "assumed"


def takes_totals(amount: Amount) -> bool:
    """Return whether *amount* takes figures that were typed in, which every report says of them."""
    return "totals" in tables_of(amount)


def scale_of(assessment: Assessment, sheet_id: str) -> Sequence[Band]:
    """Return the scale the grades of a sheet come from, the best first."""
    return scale_in(assessment.rulebook, assessment.period.every, sheet_id)


def scale_in(rulebook: Rulebook, every: Every, sheet_id: str) -> Sequence[Band]:
    """Return the scale a *rulebook* grades a sheet by in a period of the kind *every*, the best first."""
    edition = rulebook.edition
    sheet = next((sheet for sheet in edition.sheets if sheet.id == sheet_id), None)
    return edition.grades if sheet is None else edition.scale(sheet, every)


def grade_of(name: str | None, scale: Sequence[Band]) -> Grade:
    """Return the grade called *name* with its place in *scale*."""
    names = [band.grade for band in scale]
    if not name or name not in names:
        return Grade(clean(name), -1, "none")
    at = names.index(name)
    return Grade(clean(name), at, "best" if at == 0 else "worst" if at == len(names) - 1 else "middle")


def by_subject(frame: pl.DataFrame) -> dict[str, list[dict[str, object]]]:
    """Return the rows of *frame* by subject, in one pass."""
    grouped: dict[str, list[dict[str, object]]] = {}
    for row in frame.iter_rows(named=True):
        grouped.setdefault(row["subject"], []).append(row)
    return grouped
