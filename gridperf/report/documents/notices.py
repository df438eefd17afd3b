"""A public notice is made from one result, masked before anything else is done with it: paper, workbook and evidence hold the same lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem, ReportError
from gridperf.language import Language
from gridperf.report.documents.documents import write_document
from gridperf.report.documents.workbook import Column, Table
from gridperf.report.evidence.listing import Head, Listed, listing
from gridperf.report.paper.html import Page, Size, words_of
from gridperf.report.views.notice import Notice, NoticeSheet, PublicNotice, notice_sheets, public_notice

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.book import Book, Standing

__all__ = ["Notice", "notice_lists", "notice_page", "print_notice", "standing_in"]


def print_notice(
    assessment: Assessment,
    to: str | Path,
    *,
    notice: Notice,
    book: Book | None = None,
    language: Language = "zh",
    signature_fields: bool = False,
    size: Size = "a4",
) -> Path:
    """Write the public notice (公示) of *assessment*, and return its path.

    Everybody by rank with total and grade, names and identifiers masked; how long and to whom it can be objected to.

    Args:
        assessment: the result, best `book.assessment(period)`.
        to: the file, `.pdf`, `.html` or `.xlsx` (the lists alone); replaced if it exists.
        notice: what to say beside the result.
        book: the Book it is published in, which then says how long it can be objected to.
        language: language of the words around the county's own, `zh` or `en`.
        signature_fields: leave an empty signature field where the issuer signs; of a PDF only.
        size: `a3` for a notice that hangs on a wall; of a page, not of a workbook.

    Raises:
        ReportError: P114, P115 for what the notice does not say, P116 if the Book's result is another one, P111 for any other
            file name, P101 to P105 if the page cannot be made or written.
        BookError: B033 if the Book has nothing of the period.
    """
    page = notice_page(assessment, notice, standing_in(book, assessment), language)
    return write_document(replace(page, signature_fields=signature_fields, size=size), to, lists=_lists)


def notice_page(assessment: Assessment, notice: Notice, standing: Standing | None = None, language: Language = "zh") -> Page:
    """Return the notice as a page with its evidence.

    Raises:
        ReportError: P114, P115 as `print_notice`.
    """
    view = public_notice(assessment, notice, standing)
    lists, options = _listed(view.sheets, words_of("public-notice", language)), {"full_names": notice.full_names}
    evidence = listing(assessment, "public-notice", lists, options=options, language=language)
    return Page("public-notice", view, f"{view.origin.county} {view.period.code}", language, evidence)


def standing_in(book: Book | None, assessment: Assessment) -> Standing | None:
    """Return where the period of *assessment* stands in *book*.

    Raises:
        ReportError: P116 if the result that stands there is another one.
        BookError: B033 if the Book has nothing of the period.
    """
    if book is None:
        return None
    found = book.standing(assessment.period.code, "periods" if assessment.provenance.runs else "records")
    if found.run.digest != assessment.digest:
        values = {"period": assessment.period.code, "stated": assessment.digest[:16], "found": found.run.digest[:16], "book": book.name}
        raise ReportError(Problem("P116", values=values))
    return found


def notice_lists(assessment: Assessment, language: Language = "zh", *, full_names: bool = False) -> list[Listed]:
    """Return the lists of the notice of *assessment* as it is printed."""
    return _listed(notice_sheets(assessment, full_names=full_names), words_of("public-notice", language))


def _listed(sheets: Sequence[NoticeSheet], t: Mapping[str, Any]) -> list[Listed]:
    heads = tuple(Head(name, t[name]) for name in ("rank", "subject", "name", "street", "total", "grade"))
    return [Listed("ranked", sheet.name, heads, tuple(row.cells for group in sheet.groups for row in group.rows)) for sheet in sheets]


def _lists(view: PublicNotice, t: Mapping[str, Any]) -> list[Table]:
    """Return the lists of the workbook."""
    columns = (
        Column(t["ranked_in"], 16),
        Column(t["rank"], 8, "count"),
        Column(t["subject"], 22),
        Column(t["name"], 16),
        Column(t["street"], 18),
        Column(t["total"], 12, "points"),
        Column(t["grade"], 12),
    )
    return [
        Table(sheet.name, columns, [(group.scope, *row.cells) for group in sheet.groups for row in group.rows]) for sheet in view.sheets
    ]
