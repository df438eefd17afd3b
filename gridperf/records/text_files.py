"""A CSV file is read as text, whole, so that every bad cell can be shown as it was typed, in the row a person sees.

polars reads; where it gives up, the standard library's reader says which row is at fault.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from gridperf.errors import Where
from gridperf.records.grid import ROW, Grid, HeaderTest, find_header, names_of, stop

__all__ = ["read_csv"]

_ENCODINGS = ("utf-8-sig", "gb18030")
_OTHER_SEPARATORS = {";": ";", "\t": "\\t", "|": "|", "，": "，", "、": "、"}
_LOOK_AT = 10


def read_csv(path: Path, *, file: str, is_header: HeaderTest, header_row: int | None = None, separator: str = ",") -> Grid:
    """Return the CSV file at *path*: UTF-8 with or without byte-order mark, or GB 18030 (which includes GBK and GB 2312).

    Args:
        path: the file.
        file: how problems name it.
        is_header: tells the heading row.
        header_row: the heading row, from 1, if it is stated.
        separator: what stands between cells.

    Raises:
        RecordsError: D101, D105, D106, D108 or D120.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise stop("D101", Where(file=file), path=file) from None
    text = _decode(data, file)
    if "\n" not in text:
        text = text.replace("\r", "\n")  # line ends of an old Macintosh
    first = _first_rows(text, separator, file, max(header_row or 0, _LOOK_AT))
    at = find_header([cells for cells, _ in first], header_row, is_header)
    if at > len(first) or not any(cell.strip() for cell in first[at - 1][0]):
        raise stop("D106", Where(file=file, row=at))
    header = first[at - 1][0]
    other = next((sign for sign in _OTHER_SEPARATORS if sign in header[0]), "") if len(header) == 1 else ""
    if other:
        raise stop("D120", Where(file=file, row=at, value=header[0][:60]), found=_OTHER_SEPARATORS[other], separator=separator)
    starts = first[at - 2][1] if at > 1 else 0
    body = _skip_lines(text, starts)
    frame, misshapen = _read_all(body, separator, header, file, at)
    names = names_of(len(header))
    frame = frame.filter(pl.any_horizontal(pl.col(names).is_not_null()))
    return Grid(
        file=file,
        sha256=hashlib.sha256(data).hexdigest(),
        origin="csv",
        headers=tuple(cell.strip().lstrip("\ufeff") for cell in header),
        frame=frame.lazy(),
        rows=frame.height,
        header_row=at,
        misshapen=misshapen,
    )


def _decode(data: bytes, file: str) -> str:
    """Return *data* as text; if neither encoding fits, say where the one that gets furthest stops."""
    furthest = 0
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            furthest = max(furthest, error.start)
    row = data.count(b"\n", 0, furthest) + 1
    raise stop("D105", Where(file=file, row=row), byte=f"0x{data[furthest]:02X}")


def _rows(text: str, separator: str) -> Iterator[tuple[list[str], int]]:
    """Yield each row of *text* and how many lines were read up to its end."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for cells in reader:
        yield cells, reader.line_num


def _first_rows(text: str, separator: str, file: str, count: int) -> list[tuple[list[str], int]]:
    found: list[tuple[list[str], int]] = []
    try:
        found.extend(islice(_rows(text, separator), count))
    except csv.Error:
        raise stop("D108", Where(file=file, row=len(found) + 1)) from None
    return found


def _skip_lines(text: str, count: int) -> str:
    """Return *text* without its first *count* lines, which the standard library ends at CR, LF or both."""
    at = 0
    for line in islice(io.StringIO(text, newline=""), count):
        at += len(line)
    return text[at:]


def _read_all(text: str, separator: str, header: list[str], file: str, at: int) -> tuple[pl.DataFrame, dict[int, int]]:
    """Return the rows below *header*, the first row of *text*, and the misshapen ones."""
    width = len(header)
    data = text.encode()
    try:
        frame = pl.read_csv(data, has_header=False, infer_schema=False, separator=separator)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError):
        return _read_slowly(text, separator, width, file, at)
    same_header = frame.height and [cell or "" for cell in frame.row(0)] == header
    if not same_header or _may_be_short(frame, data, separator):
        return _read_slowly(text, separator, width, file, at)
    frame.columns = names_of(width)
    return frame.with_row_index(ROW, offset=at).with_columns(pl.col(ROW).cast(pl.Int64)).slice(1), {}


def _may_be_short(frame: pl.DataFrame, data: bytes, separator: str) -> bool:
    """Return whether a row may have fewer cells than the header; polars fills those with nulls and says nothing.

    Without quotes the separators can be counted.
    With quotes, a row can be short only where its last cell is empty.
    """
    if frame.width == 1:
        return False
    last_empty = frame.filter(frame[:, -1].is_null() & pl.any_horizontal(pl.all().is_not_null())).height
    if not last_empty or b'"' in data:
        return bool(last_empty)
    blank = frame.filter(pl.all_horizontal(pl.all().is_null())).height
    return data.count(separator.encode()) < (frame.width - 1) * (frame.height - blank)


def _read_slowly(text: str, separator: str, width: int, file: str, at: int) -> tuple[pl.DataFrame, dict[int, int]]:
    rows: list[list[str]] = []
    misshapen: dict[int, int] = {}
    try:
        for number, (cells, _) in enumerate(_rows(text, separator), start=at):
            if number > at:
                rows.append(cells)
                if len(cells) != width and any(cell.strip() for cell in cells):
                    misshapen[number] = len(cells)
    except csv.Error:
        raise stop("D108", Where(file=file, row=at + 1 + len(rows))) from None
    columns = {name: [cells[index] or None if index < len(cells) else None for cells in rows] for index, name in enumerate(names_of(width))}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return frame.with_row_index(ROW, offset=at + 1).with_columns(pl.col(ROW).cast(pl.Int64)), misshapen
