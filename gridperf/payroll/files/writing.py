"""Every file of a payment is made whole in memory before the first is written, and takes its place by being renamed: never half a file.

In a workbook text is text: no cell becomes a formula, a link or a number, whatever somebody is called.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from gridperf.errors import PayrollError, Problem, Where, reason_of
from gridperf.payroll.files.cells import Cell, Row
from gridperf.payroll.files.layout import TextLayout
from gridperf.workbooks import workbook_of

__all__ = ["Sheet", "put", "sha256", "text_of", "workbook"]

_MOST = Decimal(10) ** 13
_NARROW, _WIDE = 10, 24
_FORMULA = ("=", "+", "-", "@", "\t")


class Sheet:
    """A sheet of a workbook: a title, headings, rows of text and amounts, and a last row of sums."""

    def __init__(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]], last: Sequence[Cell] = ()) -> None:
        self.title, self.headings, self.rows, self.last = title, tuple(headings), rows, tuple(last)


def workbook(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """Return a workbook; the same content gives the same bytes.

    Raises:
        PayrollError: Y054 an amount with more digits than a cell holds exactly.
    """
    for sheet in sheets:
        for row in (*sheet.rows, sheet.last):
            for cell in row:
                if isinstance(cell, Decimal) and abs(cell) >= _MOST:
                    raise PayrollError(Problem("Y054", Where(file=sheet.title), {"amount": cell}))
    return workbook_of(lambda book: _fill(book, sheets), title=title)


def _fill(book: Any, sheets: Sequence[Sheet]) -> None:  # noqa: ANN401 (xlsxwriter carries no types)
    face = {"font_name": "Noto Sans CJK SC", "font_size": 10}
    head = book.add_format(face | {"bold": True, "bottom": 2, "text_wrap": True, "bg_color": "#EEF2F8"})
    text, yuan = book.add_format(face | {"num_format": "@"}), book.add_format(face | {"num_format": "#,##0.00;[Red]-#,##0.00"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.title)
        for column, heading in enumerate(sheet.headings):
            page.write_string(0, column, heading, head)
            page.set_column(
                column, column, _WIDE if any(word in heading for word in ("证件", "账号", "大写")) else _NARROW + len(heading) // 2
            )
        for at, row in enumerate((*sheet.rows, *((sheet.last,) if sheet.last else ())), start=1):
            for column, cell in enumerate(row):
                _write(page, at, column, cell, text, yuan)
        page.freeze_panes(1, 0)


def _write(page: Any, at: int, column: int, cell: Cell, text: Any, yuan: Any) -> None:  # noqa: ANN401 (xlsxwriter carries no types)
    if isinstance(cell, Decimal):
        page.write_number(at, column, cell, yuan)
    elif cell:
        page.write_string(at, column, cell, text)


def text_of(layout: TextLayout, rows: Sequence[Row]) -> bytes:
    """Return a text file.

    Raises:
        PayrollError: Y052 characters the encoding does not have, Y053 a cell that would break the columns or be a formula where the
            file is opened in a spreadsheet, Y059 a heading that cannot be written; all of them.
    """
    problems, lines = [], []
    titles = [column.title for column in layout.columns]
    if layout.header:
        problems += [
            Problem("Y059", Where(file=layout.file, field=title), {"title": title, "encoding": layout.encoding})
            for title in titles
            if layout.separator in title or not title.isprintable() or not all(_can(each, layout.encoding) for each in title)
        ]
        lines.append(layout.separator.join(titles))
    for worker, name, cells in rows:
        written = ["" if cell is None else f"{cell:.2f}" if isinstance(cell, Decimal) else cell for cell in cells]
        for title, cell in zip(titles, written, strict=True):
            lost = "".join(each for each in cell if not _can(each, layout.encoding))
            values: dict[str, object] = {
                "whose": f"{name} {worker}",
                "value": cell,
                "encoding": layout.encoding,
                "separator": repr(layout.separator),
            }
            where = Where(file=layout.file, field=title, value=cell, path=f"{name} {worker}")
            if lost:
                problems.append(Problem("Y052", where, {**values, "characters": lost}))
            if layout.separator in cell or "\n" in cell or "\r" in cell or cell.startswith(_FORMULA):
                problems.append(Problem("Y053", where, values))
        lines.append(layout.separator.join(written))
    if problems:
        raise PayrollError(problems)
    return "".join(f"{line}\r\n" for line in lines).encode(layout.encoding)


def _can(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def sha256(content: bytes) -> str:
    """Return the SHA-256 of *content*."""
    return hashlib.sha256(content).hexdigest()


def put(contents: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Write all of *contents*, by file name, into *folder*: first beside their places, then renamed into them.

    Raises:
        PayrollError: Y055 if one cannot be written; none has then taken its place.
    """
    parts = {folder / name: folder / f".{name}.part" for name in contents}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, part in parts.items():
            part.write_bytes(contents[path.name])
        for path, part in parts.items():
            part.replace(path)
    except OSError as error:
        raise PayrollError(Problem("Y055", Where(file=str(folder)), {"path": folder, "reason": reason_of(error)})) from None
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink()
    return tuple(parts)
