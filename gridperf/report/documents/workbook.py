"""A workbook of lists: every text in it is text, every number is the exact number on the paper, and the same lists give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from gridperf.report.views.figures import MINUS
from gridperf.workbooks import workbook_of

__all__ = ["Column", "Table", "workbook"]

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_TITLE = 31
_FORMATS = {"count": "0", "points": "0.00####", "yuan": "#,##0.00;[Red]-#,##0.00"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, and what stands in it."""

    head: str
    width: int = 14
    kind: Literal["text", "count", "points", "yuan"] = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its title, its columns, and its rows as they are printed."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


def workbook(tables: Sequence[Table], *, title: str, author: str) -> bytes:
    """Return a workbook with a sheet per table, each with a filter over its heading."""

    def write(book: Any) -> None:  # noqa: ANN401  (xlsxwriter carries no types)
        face = {"font_name": "Noto Sans CJK SC", "font_size": 10, "valign": "vcenter"}
        head = book.add_format(face | {"bold": True, "bottom": 2, "top": 2, "text_wrap": True, "bg_color": "#EEF2F8"})
        formats = {kind: book.add_format(face | {"num_format": form}) for kind, form in {"text": "@", **_FORMATS}.items()}
        taken: set[str] = set()
        for table in tables:
            _sheet(book.add_worksheet(_title(table.title, taken)), table, head, formats)

    return workbook_of(write, title=title, author=author)


def _sheet(sheet: Any, table: Table, head: Any, formats: dict[str, Any]) -> None:  # noqa: ANN401  (xlsxwriter carries no types)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.head, head)
        sheet.set_column(at, at, column.width)
    for row, cells in enumerate(table.rows, start=1):
        for at, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            number = None if column.kind == "text" else _number(cell)
            if number is None:
                sheet.write_string(row, at, cell, formats["text"])
            else:
                sheet.write_number(row, at, number, formats[column.kind])
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    sheet.freeze_panes(1, 0)


def _number(text: str) -> Decimal | None:
    """Return the number a printed *text* says; None if it says none."""
    try:
        return Decimal(text.replace(",", "").replace(MINUS, "-"))
    except InvalidOperation:
        return None


def _title(wanted: str, taken: set[str]) -> str:
    """Return a title no other sheet has, such as a spreadsheet allows."""
    plain = wanted.translate(_FORBIDDEN).strip()[:_LONGEST_TITLE] or "-"
    found = next(
        name for at in range(1, 1_000) if (name := plain if at == 1 else f"{plain[: _LONGEST_TITLE - 4]} {at}").casefold() not in taken
    )
    taken.add(found.casefold())
    return found
