"""A workbook is made whole in memory: every text in it stays text, whatever somebody is called, and the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

__all__ = ["workbook_of"]

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (a fixed date without zone, so that the same content gives the same bytes)


def workbook_of(write: Callable[[Any], object], *, title: str, author: str = "") -> bytes:
    """Return the workbook that *write* fills: it is given an `xlsxwriter.Workbook` to add sheets to.

    Args:
        write: what adds the sheets.
        title: the title the file says it has.
        author: whose it says it is.
    """
    import xlsxwriter  # noqa: PLC0415  (loaded when a workbook is written)

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"title": title, "created": _CREATED} | ({"author": author} if author else {}))
        write(book)
    return written.getvalue()
