"""The ranking has everybody once per sheet: where they stand, what decided their grade, and how the totals are spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.masking import Masking
from gridperf.report.views import figures
from gridperf.report.views.common import Grade, Origin, Proof, Span, grade_of, origin, proof, scale_of, span
from gridperf.report.views.spread import SheetSummary, sheet_summary

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["Place", "RankedGroup", "RankedRow", "RankedSheet", "RankingReport", "ranking"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a further ranking of the rulebook: its name, its scope, and the place among how many; empty for who has none."""

    name: str
    scope: str
    rank: str
    of: str


@dataclass(frozen=True, slots=True)
class RankedRow:
    """One person or team; `rank` is empty for who has none.

    Attributes:
        decided_by: `band`, `quota`, `last`, `tie`, `veto`, `supplied` or `not_assessed`.
        by_band: the grade by the bands alone, where another was given; else empty.
        clause: the clause that decided the grade.
        places: places in further rankings.
    """

    rank: str
    of: str
    subject: str
    name: str
    street: str
    total: str
    grade: Grade
    decided_by: str
    by_band: str
    clause: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RankedGroup:
    """Those who are ranked together, the first first, those without a place last."""

    scope: str
    rows: tuple[RankedRow, ...]


@dataclass(frozen=True, slots=True)
class RankedSheet:
    """One sheet: how its totals are spread, and everybody on it; `further` are the names of further rankings."""

    summary: SheetSummary
    groups: tuple[RankedGroup, ...]
    further: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankingReport:
    """The ranking of one period; `masked` says whether names and identifiers are covered."""

    origin: Origin
    period: Span
    masked: bool
    sheets: tuple[RankedSheet, ...]
    proof: Proof


def ranking(assessment: Assessment, *, masked: bool = False) -> RankingReport:
    """Return the ranking of *assessment*, with people *masked* if it is to leave the office."""
    masking = Masking(names=masked, numbers=masked)
    people = {row["subject"]: row for row in assessment.people.iter_rows(named=True)}
    where = assessment.people.select("subject", pl.col("street").fill_null(""))
    places: dict[tuple[str, str], list[Place]] = {}
    for row in assessment.ranks.iter_rows(named=True):
        rank, of = (figures.number(row[name]) if row["rank"] is not None else "" for name in ("rank", "of"))
        place = Place(figures.clean(row["name"]), figures.clean(row["scope"]), rank, of)
        places.setdefault((row["subject"], row["sheet"]), []).append(place)
    return RankingReport(
        origin=origin(assessment),
        period=span(assessment.period),
        masked=masked,
        sheets=tuple(
            _sheet(assessment, sheet, people, where, masking, places) for sheet in assessment.scores["sheet"].unique(maintain_order=True)
        ),
        proof=proof(assessment),
    )


def _sheet(
    assessment: Assessment,
    sheet: str,
    people: Mapping[str, Mapping[str, Any]],
    where: pl.DataFrame,
    masking: Masking,
    places: Mapping[tuple[str, str], list[Place]],
) -> RankedSheet:
    scale = scale_of(assessment, sheet)
    grades = assessment.grades.filter(pl.col("sheet") == sheet).sort("scope", "rank", "subject", nulls_last=[False, True, False])
    rows = list(grades.iter_rows(named=True))
    digits = figures.places([row["total"] for row in rows])

    def shown(row: Mapping[str, Any]) -> RankedRow:
        person = people.get(row["subject"], {})
        own = masking if person.get("kind", "worker") == "worker" else Masking(names=False, numbers=False)
        other = row["uncapped_grade"] or ""
        return RankedRow(
            rank=figures.number(row["rank"]) if row["rank"] is not None else "",
            of=figures.number(row["of"]) if row["rank"] is not None else "",
            subject=own.number(figures.clean(row["subject"])),
            name=own.name(figures.clean(person.get("name"))),
            street=figures.clean(person.get("street")),
            total=figures.points(row["total"], digits),
            grade=grade_of(row["grade"], scale),
            decided_by=row["decided_by"],
            by_band=figures.clean(other) if other != (row["grade"] or "") else "",
            clause=figures.clean(row["clause"]),
            places=tuple(places.get((row["subject"], sheet), ())),
        )

    groups = [(scope, tuple(map(shown, group))) for scope, group in groupby(rows, key=lambda row: row["scope"] or "")]
    further = dict.fromkeys(place.name for _, group in groups for row in group for place in row.places)
    return RankedSheet(
        sheet_summary(assessment, sheet, where),
        tuple(RankedGroup(figures.clean(scope), group) for scope, group in groups),
        tuple(further),
    )
