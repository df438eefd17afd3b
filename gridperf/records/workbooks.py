"""An Excel sheet is read cell by cell as what Excel shows; a cell that shows an error, or a number it cannot hold, is never a blank.

fastexcel reads. Two things it does not tell are asked of it, or of the file, separately: which cells of an identifier
column are numbers (Excel keeps 15 digits of those), and which cells hold an error such as #N/A (it gives them as empty).
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import polars as pl

from gridperf.errors import Where
from gridperf.records.grid import ROW, Grid, HeaderTest, find_header, names_of, stop

if TYPE_CHECKING:
    import fastexcel

__all__ = ["SUFFIXES", "Workbook", "open_workbook"]

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_ZIPPED = (".xlsx", ".xlsm")
_LOOK_AT = 10
_MOST_QUESTIONS = 200

_DAMAGED = (zipfile.BadZipFile, zlib.error, ET.ParseError, StopIteration, LookupError, ValueError, OSError, EOFError, RuntimeError)
"""What reading the parts of a damaged archive can raise."""

_SUSPECT = re.compile(rb't="e"|</(?:\w+:)?f>\s*<(?:\w+:)?v\s*(?:/>|></)|</(?:\w+:)?f>\s*</(?:\w+:)?c>|<(?:\w+:)?f\b[^>]*/>')
_SHOWN = {"NA": "#N/A", "Div0": "#DIV/0!", "Ref": "#REF!", "Value": "#VALUE!", "Name": "#NAME?", "Num": "#NUM!", "Null": "#NULL!"}


@dataclass(frozen=True, slots=True)
class Workbook:
    """An open workbook."""

    file: str
    data: bytes = field(repr=False)
    suffix: str
    reader: fastexcel.ExcelReader

    @property
    def sheets(self) -> list[str]:
        """Return the names of the sheets that hold anything."""
        return [name for name in self.reader.sheet_names if self._load(name, n_rows=1).height]

    def is_hidden(self, sheet: str) -> bool:
        """Return whether *sheet* is hidden, as the lists behind drop-down cells are."""
        return self._load(sheet, n_rows=1).visible != "visible"

    def _load(self, sheet: str, **options: Any) -> fastexcel.ExcelSheet:  # noqa: ANN401 (options of fastexcel)
        settings = {"header_row": None, "skip_rows": 0, "dtypes": "string"} | options
        loaded: fastexcel.ExcelSheet = _guarded(lambda: self.reader.load_sheet(sheet, **settings), self.file)
        return loaded

    def read(self, sheet: str, *, is_header: HeaderTest, header_row: int | None = None, alone: bool) -> Grid:
        """Return *sheet* as text.

        Args:
            sheet: its name.
            is_header: tells the heading row.
            header_row: the heading row, from 1, if it is stated.
            alone: it is the only sheet, so that problems need not name it.

        Raises:
            RecordsError: D106, D109 or D122.
        """
        file = self.file if alone else f"{self.file}!{sheet}"
        loaded = self._load(sheet)
        frame = _guarded(loaded.to_polars, self.file) if loaded.width else pl.DataFrame()
        names = names_of(frame.width)
        frame.columns = names
        first = [[cell or "" for cell in row] for row in frame.head(max(header_row or 0, _LOOK_AT)).iter_rows()]
        at = find_header(first, header_row, is_header)
        if at > len(first) or not any(cell.strip() for cell in first[at - 1]):
            raise stop("D106", Where(file=file, row=at))
        offset = min((column.absolute_index for column in loaded.selected_columns), default=0)  # empty columns on the left are not loaded
        broken = tuple(each for each in self._broken(sheet, loaded, offset) if each[0] > at)
        frame = frame.with_row_index(ROW, offset=1).with_columns(pl.col(ROW).cast(pl.Int64)).slice(at)
        held = pl.any_horizontal(pl.col(names).str.strip_chars() != "") | pl.col(ROW).is_in([row for row, _, _ in broken])
        frame = frame.filter(held)
        return Grid(
            file=file,
            sha256=hashlib.sha256(self.data).hexdigest(),
            origin="excel",
            headers=tuple(cell.strip() for cell in first[at - 1]),
            frame=frame.lazy(),
            rows=frame.height,
            header_row=at,
            broken=broken,
            is_number=self._number_test(sheet, offset),
        )

    def _number_test(self, sheet: str, offset: int) -> Callable[[int, list[int]], set[int]]:
        """Return a function that tells which of some rows of a column (by position) are numbers, not text."""

        def numbers(column: int, rows: list[int]) -> set[int]:
            questions = [sorted(rows)]
            found: set[int] = set()
            for asked in range(_MOST_QUESTIONS):
                if not questions:
                    return found
                part = questions.pop()
                kind = self._kind(sheet, column + offset, part[0], part[-1] - part[0] + 1)
                if kind == "number" or (kind == "mixed" and asked == _MOST_QUESTIONS - 1):
                    found.update(part)
                elif kind == "mixed":
                    questions += [part[: len(part) // 2], part[len(part) // 2 :]] if len(part) > 1 else []
            # whoever mixes text and numbers in one column this often is told to look at all of them
            return found.union(*questions)

        return numbers

    def _kind(self, sheet: str, column: int, row: int, count: int) -> str:
        """Return whether *count* cells from *row* (from 1) on are all a number, all something else, or mixed."""
        from fastexcel import FastExcelError  # noqa: PLC0415

        window: dict[str, Any] = {"header_row": None, "skip_rows": row - 1, "n_rows": count, "use_columns": [column]}
        try:
            loaded = self.reader.load_sheet(sheet, schema_sample_rows=None, dtype_coercion="strict", **window)
            dtype = loaded.to_polars().dtypes[0]
        except FastExcelError:
            return "mixed"
        return "number" if dtype.is_numeric() else "other"

    def _broken(self, sheet: str, loaded: fastexcel.ExcelSheet, offset: int) -> list[tuple[int, int, str]]:
        """Return the cells that show an error: row (from 1), position of the column, what is shown."""
        if self.suffix in _ZIPPED:
            try:
                return [(row, column - offset, shown) for row, column, shown in _broken_in_xml(self.data, sheet)]
            except _DAMAGED:
                raise stop("D109", Where(file=self.file)) from None
        try:
            import_module("pyarrow")
        except ImportError:
            raise stop("D122", Where(file=self.file), suffix=self.suffix) from None
        _, errors = loaded.to_arrow_with_errors()
        kinds = ((each.position, re.search(r"Error\((\w+)\)", each.detail)) for each in (errors.errors if errors else ()))
        return [(row + 1, column, _SHOWN.get(kind[1], f"#{kind[1]}")) for (row, column), kind in kinds if kind]


def open_workbook(path: Path, *, file: str) -> Workbook:
    """Return the workbook at *path*, open.

    Raises:
        RecordsError: D101 or D109.
    """
    import fastexcel  # noqa: PLC0415 (15 ms)

    try:
        data = path.read_bytes()
    except OSError:
        raise stop("D101", Where(file=file), path=file) from None
    reader = _guarded(lambda: fastexcel.read_excel(data), file)
    return Workbook(file, data, path.suffix.lower(), reader)


def _guarded(action: Callable[[], Any], file: str) -> Any:  # noqa: ANN401 (whatever fastexcel returns)
    """Return what *action* returns; a workbook that cannot be read is a problem, also where the reader panics over it."""
    from fastexcel import FastExcelError  # noqa: PLC0415

    try:
        return action()
    except (FastExcelError, ValueError, OSError):
        raise stop("D109", Where(file=file)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # each Rust module has its own, which cannot be imported
            raise
        raise stop("D109", Where(file=file)) from None


def _broken_in_xml(data: bytes, sheet: str) -> list[tuple[int, int, str]]:
    """Return the cells of an .xlsx sheet that hold an error, or a formula nobody has computed; columns count from 0 at A."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(_part_of(archive, sheet))
    if not _SUSPECT.search(content):
        return []
    found = []
    for _, cell in ET.iterparse(io.BytesIO(content)):  # noqa: S314 (expat limits what entities can grow to)
        if not cell.tag.endswith("}c"):
            continue
        place = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))
        parts = {child.tag.rpartition("}")[2]: child for child in cell}
        value = parts["v"].text if "v" in parts else None
        if place and cell.get("t") == "e":
            found.append((int(place[2]), _column_number(place[1]), value or "#N/A"))
        elif place and "f" in parts and value is None and "is" not in parts and cell.get("t") != "str":
            found.append((int(place[2]), _column_number(place[1]), f"={parts['f'].text or ''}"))
        cell.clear()
    return found


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return which part of the archive holds *sheet*."""
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    entry = next(each for each in book.iter() if each.tag.endswith("}sheet") and each.get("name") == sheet)
    link = next(value for name, value in entry.items() if name.endswith("}id"))
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = next(each.get("Target", "") for each in links if each.get("Id") == link)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
