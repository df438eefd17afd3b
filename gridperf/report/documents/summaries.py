"""The county summary as one document: its workbook holds the figures of its tables and charts, and everybody it points out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf.language import Language
from gridperf.report.documents.documents import write_document
from gridperf.report.documents.summary_lists import summary_facts, summary_lists
from gridperf.report.documents.workbook import Column, Table
from gridperf.report.evidence.listing import listing
from gridperf.report.paper.html import Page, Size, words_of
from gridperf.report.views.county import CountySummary, MoneyRow, county_summary
from gridperf.report.views.spread import Part, SheetSummary

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["print_summary", "summary_page"]


def print_summary(
    assessment: Assessment, to: str | Path, *, language: Language = "zh", signature_fields: bool = False, size: Size = "a4"
) -> Path:
    """Write the county summary of *assessment*, and return its path; `render(assessment, "county-summary")` gives the same PDF.

    Args:
        assessment: the result.
        to: the file, `.pdf`, `.html` or `.xlsx` (its tables); replaced if it exists.
        language: language of the words around the county's own, `zh` or `en`.
        signature_fields: leave an empty signature field over each box that is to be signed; of a PDF only.
        size: `a3` to lay it out for larger sheets; of a page, not of a workbook.

    Raises:
        ReportError: P108 if somebody's pay lines do not add up to their gross pay, P111 for any other file name, P101 to P105 if the
            page cannot be made or written.
    """
    page = replace(summary_page(assessment, language), signature_fields=signature_fields, size=size)
    return write_document(page, to, lists=_lists)


def summary_page(assessment: Assessment, language: Language = "zh") -> Page:
    """Return the county summary as a page with its evidence.

    Raises:
        ReportError: P108 as `print_summary`.
    """
    view, t = county_summary(assessment), words_of("county-summary", language)
    evidence = listing(assessment, "county-summary", summary_lists(view, t), facts=summary_facts(view, t), language=language)
    return Page("county-summary", view, "county-summary", language, evidence)


def _lists(view: CountySummary, t: Mapping[str, Any]) -> list[Table]:
    found = [table for sheet in view.sheets for table in _of_sheet(sheet, view, t)]
    areas = [area or t["no_area"] for area in view.areas]
    for title, head, rows in ((t["money_lines"], t["line"], view.lines), (t["money_streets"], t["street"], view.streets)):
        yuan = [Column(name, 16, "yuan") for name in (t["total"], *areas)]
        columns = [
            Column(head, 20),
            Column(t["clause"], 16),
            *yuan,
            Column(t["paid_people"], 12, "count"),
            Column(t["per_person"], 14, "yuan"),
        ]
        found.append(Table(title, columns, [_money(row, t) for row in rows]))
    found.append(
        Table(
            t["parties"],
            [Column(t["party"], 20), Column("", 10), Column(t["line"], 18), Column(t["yuan"], 16, "yuan")],
            [(row.name or t["no_party"], t["party_kinds"][row.kind], line, yuan) for row in view.parties for line, yuan in row.lines],
        )
    )
    found.append(
        Table(
            t["exceptions"],
            [
                Column(t["reason_person"], 24),
                Column(t["subject"], 18),
                Column(t["name"], 14),
                Column(t["street"], 18),
                Column(t["detail"], 18),
            ],
            [(t["reasons_people"][one.reason], *person) for one in view.exceptions for person in one.people],
        )
    )
    return [table for table in found if table.rows]


def _money(row: MoneyRow, t: Mapping[str, Any]) -> list[str]:
    return [row.name or t["no_street"], row.note, row.total, *row.by_area, str(row.people), row.mean]


def _of_sheet(sheet: SheetSummary, view: CountySummary, t: Mapping[str, Any]) -> list[Table]:
    grades = [Column(grade.name or t["no_grade"], 10, "count") for grade in sheet.grades]
    counted = [Column(t["count"], 8, "count"), Column(t["mean"], 10, "points"), *grades]
    named = f"{sheet.name} " if len(view.sheets) > 1 else ""
    streets = [*sheet.streets, sheet.together]
    items: dict[str, list[str]] = {}
    heads = [street or t["no_street"] for across, _ in sheet.heat.blocks for street in across]
    for _, rows in sheet.heat.blocks:
        for row in rows:
            items.setdefault(row.name, [row.name, row.full, row.together.mean]).extend(cell.mean for cell in row.cells)
    return [
        Table(
            f"{named}{t['street']}",
            [Column(t["street"], 18), *counted],
            [
                (one.name or (t["together"] if one is sheet.together else t["no_street"]), str(one.count), one.mean, *_counts(one.parts))
                for one in streets
            ],
        ),
        Table(
            f"{named}{t['trend']}",
            [Column(t["trend_period"], 12), *counted],
            [(then.period.code, str(then.stack.count), then.mean, *_counts(then.stack.parts)) for then in sheet.trend],
        ),
        Table(
            f"{named}{t['item']}",
            [Column(t["item"], 20), *(Column(head, 10, "points") for head in (t["full_marks"], t["together"], *heads))],
            list(items.values()),
        ),
    ]


def _counts(parts: Sequence[Part]) -> list[str]:
    return [str(part.count) for part in parts]
