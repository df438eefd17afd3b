"""The audit report is worked out when it is printed: the result is verified first, and what does not hold stands at the top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf.language import Language, use
from gridperf.report.documents.audit_lists import audit_facts, audit_lists
from gridperf.report.documents.documents import write_document
from gridperf.report.documents.notices import standing_in
from gridperf.report.documents.spreads import left_rows
from gridperf.report.documents.workbook import Column, Table
from gridperf.report.evidence.listing import listing
from gridperf.report.paper.html import Page, words_of
from gridperf.report.views.audit import AuditReport, audit_report

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.book import Book
    from gridperf.records import Records

__all__ = ["audit_page", "print_audit"]


def print_audit(
    assessment: Assessment,
    to: str | Path,
    *,
    book: Book | None = None,
    records: Records | None = None,
    language: Language = "zh",
    signature_fields: bool = False,
) -> Path:
    """Write the audit report of *assessment*, and return its path.

    What was read and what did not count, by which rules and on whose authority, whether the result holds by itself, and, from the Book,
    who published, decided, overrode, sealed, paid and corrected, when and why.

    Args:
        assessment: the result.
        to: the file, `.pdf`, `.html` or `.xlsx` (its lists); replaced if it exists.
        book: the Book it stands in.
        records: what it was assessed from; with them the report says why records were set aside.
        language: language of the words around the county's own, `zh` or `en`.
        signature_fields: leave an empty signature field over each box that is to be signed; of a PDF only.

    Raises:
        ReportError: P116 if the Book's result is another one, P111 for any other file name, P101 to P105 if the page cannot be made or
            written.
        BookError: B033 if the Book has nothing of the period.
    """
    page = audit_page(assessment, book=book, records=records, language=language)
    return write_document(replace(page, signature_fields=signature_fields), to, lists=_lists)


def audit_page(assessment: Assessment, *, book: Book | None = None, records: Records | None = None, language: Language = "zh") -> Page:
    """Return the audit report as a page with its evidence.

    Raises:
        ReportError: P116 if the Book's result is another one.
        BookError: B033 if the Book has nothing of the period.
    """
    named = ("", "") if book is None else (Path(book.name).name, book.head)
    with use(language):
        view = audit_report(assessment, faults=assessment.verify(), records=records, standing=standing_in(book, assessment), book=named)
    t = words_of("audit", language)
    evidence = listing(assessment, "audit", audit_lists(view, t), facts=audit_facts(view, t), language=language)
    return Page("audit", view, f"{view.origin.county} {view.period.code}", language, evidence)


def _lists(view: AuditReport, t: Mapping[str, Any]) -> list[Table]:
    tables, wide = t["tables"], 40
    found = [
        Table(
            t["sources"],
            (Column(t["table"], 16), Column(t["file"], wide), Column(t["rows"], 12, "count"), Column(t["sha"], 70)),
            [(tables.get(one.table, one.table), one.file, one.rows, one.sha256) for one in view.sources],
        ),
        Table(
            t["left"],
            (Column(t["table"], 16), Column(t["left_reason"], wide), Column(t["records"], 12, "count")),
            left_rows(view.left_out, t),
        ),
        Table(
            t["rejected"],
            (
                Column(t["table"], 16),
                Column(t["code"]),
                Column(t["column"], 20),
                Column(t["first"], wide),
                Column(t["records"], 12, "count"),
            ),
            [(tables.get(one.table, one.table), one.code, one.column, one.first, one.records) for one in view.rejected],
        ),
        Table(
            t["steps"],
            (
                Column("#", 6, "count"),
                Column(t["step"]),
                Column(t["at"], 18),
                Column(t["by"]),
                Column(t["why"], wide),
                Column("SHA-256", 20),
            ),
            [(one.number, t["kinds"][one.kind], one.at, one.by, one.why, one.digest) for one in view.steps],
        ),
        Table(
            t["overrides"],
            (Column(t["override_codes"], 20), Column(t["at"], 18), Column(t["by"]), Column(t["reason"], wide)),
            [
                (
                    t["comma"].join(f"{t['codes'].get(code, code)} {appeal}".strip() for code, appeal in one.codes),
                    one.at,
                    one.by,
                    one.reason,
                )
                for one in view.overrides
            ],
        ),
        Table(
            t["appeals"],
            (
                *(Column("#", 6, "count"), Column(t["who"], 20), Column(t["item"], 20), Column(t["at"], 18), Column(t["why"], wide)),
                *(Column(t["outcome"]), Column(t["points"], 10, "points"), Column(t["by"]), Column(t["reason"], wide)),
            ),
            [
                (
                    *(one.number, f"{one.name} {one.subject}", one.item or t["whole"], one.at, one.why),
                    *(t["outcomes"][one.outcome or "open"], one.points, one.decided_by, one.reason),
                )
                for one in view.appeals
            ],
        ),
    ]
    return [one for one in found if one.rows]
