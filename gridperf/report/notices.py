"""A public notice is made from one result, masked before anything else is done with it: paper, workbook and evidence hold the same lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem, ReportError
from gridperf.language import Language
from gridperf.report.documents import write_document
from gridperf.report.html import Page
from gridperf.report.listing import Listed, listing
from gridperf.report.views.notice import Notice, NoticeSheet, PublicNotice, public_notice
from gridperf.report.workbook import Column, Table

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.book import Book, Standing

__all__ = ["Notice", "listed", "notice_page", "print_notice"]


def print_notice(assessment: Assessment, to: str | Path, *, notice: Notice, book: Book | None = None, language: Language = "zh") -> Path:
    """Write the public notice (公示) of *assessment*, and return its path.

    Everybody by rank with total and grade, names and identifiers masked; how long and to whom it can be objected to.

    Args:
        assessment: the result, best `book.assessment(period)`.
        to: the file, `.pdf`, `.html` or `.xlsx` (the lists alone); replaced if it exists.
        notice: what to say beside the result.
        book: the Book it is published in, which then says how long it can be objected to.
        language: language of the words around the county's own, `zh` or `en`.

    Raises:
        ReportError: P114, P115 for what the notice does not say, P116 if the Book's result is another one, P111 for any other
            file name, P101 to P105 if the page cannot be made or written.
        BookError: B033 if the Book has nothing of the period.
    """
    return write_document(notice_page(assessment, notice, standing_in(book, assessment), language), to, lists=_lists)


def notice_page(assessment: Assessment, notice: Notice, standing: Standing | None = None, language: Language = "zh") -> Page:
    """Return the notice as a page with its evidence.

    Raises:
        ReportError: P114, P115 as `print_notice`.
    """
    view = public_notice(assessment, notice, standing)
    evidence = listing(assessment, "public-notice", listed(view.sheets), full_names=notice.full_names)
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


def listed(sheets: Sequence[NoticeSheet]) -> tuple[Listed, ...]:
    """Return the lines of *sheets* as paper and evidence say them."""
    return tuple(Listed(sheet.name, tuple(row.cells for group in sheet.groups for row in group.rows)) for sheet in sheets)


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
