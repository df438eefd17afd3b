"""The ranking on paper and in a workbook: the same rows, in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf.language import Language
from gridperf.report.documents.documents import write_document
from gridperf.report.documents.spreads import spread_facts, spread_lists
from gridperf.report.documents.workbook import Column, Table
from gridperf.report.evidence.listing import Head, Listed, listing
from gridperf.report.paper.html import Page, Size, words_of
from gridperf.report.views.ranking import Place, RankedRow, RankedSheet, RankingReport, ranking

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["print_ranking", "ranking_lists", "ranking_page"]


def print_ranking(
    assessment: Assessment,
    to: str | Path,
    *,
    masked: bool = False,
    language: Language = "zh",
    signature_fields: bool = False,
    size: Size = "a4",
) -> Path:
    """Write the ranking and distribution of *assessment*, and return its path.

    For each sheet the spread of totals, grades by street, grades before and after the quotas, and everybody by rank with what decided
    their grade.

    Args:
        assessment: the result.
        to: the file, `.pdf`, `.html` or `.xlsx` (the lists alone); replaced if it exists.
        masked: cover names and identifiers, for whoever is not of the office.
        language: language of the words around the county's own, `zh` or `en`.
        signature_fields: leave an empty signature field over each box that is to be signed; of a PDF only.
        size: `a3` to lay it out for larger sheets; of a page, not of a workbook.

    Raises:
        ReportError: P111 for any other file name, P101 to P105 if the page cannot be made or written.
    """
    page = ranking_page(assessment, masked=masked, language=language)
    return write_document(replace(page, signature_fields=signature_fields, size=size), to, lists=_lists)


def ranking_page(assessment: Assessment, *, masked: bool = False, language: Language = "zh") -> Page:
    """Return the ranking as a page with its evidence."""
    view, t = ranking(assessment, masked=masked), words_of("ranking", language)
    facts = [fact for sheet in view.sheets for fact in spread_facts(sheet.summary, t)]
    evidence = listing(assessment, "ranking", _listed(view, t), facts=facts, options={"masked": masked}, language=language)
    return Page("ranking", view, f"{view.origin.county} {view.period.code}", language, evidence)


def ranking_lists(assessment: Assessment, language: Language = "zh", *, masked: bool = False) -> list[Listed]:
    """Return the lists of the ranking of *assessment* as it is printed."""
    return _listed(ranking(assessment, masked=masked), words_of("ranking", language))


def _listed(view: RankingReport, t: Mapping[str, Any]) -> list[Listed]:
    return [one for sheet in view.sheets for one in (*spread_lists(sheet.summary, t), *_ranked(sheet, t))]


def _ranked(sheet: RankedSheet, t: Mapping[str, Any]) -> Iterator[Listed]:
    heads = (
        *(Head(name, t[name]) for name in ("rank", "subject", "name", "street", "total", "grade")),
        *(Head(f"rank-{at}", name) for at, name in enumerate(sheet.further, start=1)),
        Head("decided", t["decided"]),
        Head("clause", t["clause"]),
    )
    for group in sheet.groups:
        rows = tuple(_printed(row, sheet, t) for row in group.rows)
        yield Listed("ranked", f"{sheet.summary.name}·{group.scope or t['everybody']}", heads, rows)


def _printed(row: RankedRow, sheet: RankedSheet, t: Mapping[str, Any]) -> tuple[str, ...]:
    decided = t["decided_by"][row.decided_by]
    return (
        t["of"].format(rank=row.rank, of=row.of) if row.rank else "—",
        row.subject,
        row.name,
        row.street or t["no_street"],
        row.total or "—",
        row.grade.name or t["no_grade"],
        *("".join(_place(place, t) for place in row.places if place.name == name) for name in sheet.further),
        t["from_band"].format(reason=decided, by_band=row.by_band) if row.by_band else decided,
        row.clause,
    )


def _place(place: Place, t: Mapping[str, Any]) -> str:
    return str(t["of"]).format(rank=place.rank, of=place.of) if place.rank else "—"


def _lists(view: RankingReport, t: Mapping[str, Any]) -> list[Table]:
    return [_list(sheet, t) for sheet in view.sheets]


def _list(sheet: RankedSheet, t: Mapping[str, Any]) -> Table:
    columns = [
        Column(t["scope_head"], 16),
        Column(t["rank"], 8, "count"),
        Column(t["count"], 8, "count"),
        Column(t["subject"], 22),
        Column(t["name"], 16),
        Column(t["street"], 18),
        Column(t["total"], 12, "points"),
        Column(t["grade"], 12),
        Column(t["by_band"], 12),
        Column(t["decided"], 14),
        Column(t["clause"], 16),
        *(Column(name, 14, "count") for name in sheet.further),
    ]
    return Table(sheet.summary.name, columns, [_cells(group.scope, row, sheet, t) for group in sheet.groups for row in group.rows])


def _cells(scope: str, row: RankedRow, sheet: RankedSheet, t: Mapping[str, Any]) -> list[str]:
    places = {place.name: place.rank for place in row.places}
    return [
        scope,
        row.rank,
        row.of,
        row.subject,
        row.name,
        row.street,
        row.total,
        row.grade.name or t["no_grade"],
        row.by_band or row.grade.name,
        t["decided_by"][row.decided_by],
        row.clause,
        *(places.get(name, "") for name in sheet.further),
    ]
