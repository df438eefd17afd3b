"""A document is one file, made from one view: as PDF, as HTML from the same template, or as a workbook of its lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gridperf.errors import Problem, ReportError
from gridperf.report.documents.workbook import Table, workbook
from gridperf.report.paper.html import Page, standalone, words_of
from gridperf.report.paper.written import put

__all__ = ["Lists", "write_document"]

Lists = Callable[[Any, Mapping[str, Any]], Sequence[Table]]
"""What makes the lists of a report's workbook, from its view and its words."""


def write_document(page: Page, to: str | Path, *, lists: Lists | None = None) -> Path:
    """Write *page* and return its path.

    Args:
        page: the document.
        to: the file, `.pdf`, `.html` or, with *lists*, `.xlsx`; replaced if it exists.
        lists: what makes its lists.

    Raises:
        ReportError: P111 for any other file name, also where signature fields are wanted and it is no PDF, or another size and it has none; P101 to P105 if the page
            cannot be made or written, P163 and P164 if fields cannot.
    """
    path = Path(to)
    return put(path, _content(page, path, lists))


def _content(page: Page, path: Path, lists: Lists | None) -> bytes:
    ending = path.suffix.lower()
    if page.size != "a4" and ending == ".xlsx":  # a workbook has no sheets of paper
        raise ReportError(Problem("P111", values={"path": path, "known": ".pdf, .html"}))
    if page.signature_fields and ending != ".pdf":
        raise ReportError(Problem("P111", values={"path": path, "known": ".pdf"}))
    if ending == ".html":
        return standalone(page)
    if ending == ".xlsx" and lists is not None:
        words = words_of(page.report, page.language)
        return workbook(lists(page.view, words), title=page.whose, author=page.view.origin.county)  # type: ignore[attr-defined]
    if ending != ".pdf":
        known = [".pdf", ".html", *([".xlsx"] if lists is not None else [])]
        raise ReportError(Problem("P111", values={"path": path, "known": ", ".join(known)}))
    from gridperf.report.paper.pdf import WeasyPrintRenderer  # noqa: PLC0415 (loads the layout engine)

    return WeasyPrintRenderer().render(page)
