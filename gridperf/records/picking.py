"""A column takes its cells from one column of the file or several, and a cell Excel has spoilt spoils every row that takes from it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from gridperf.records.cells import is_identifier
from gridperf.records.findings import PIECE, Finding, hits_of
from gridperf.records.grid import ROW, Grid
from gridperf.tables import Column

__all__ = ["pick"]

_EXCEL_DIGITS = 15
_LONG = r"^[+-]?\d{16,}"
_POINTED = r"^[+-]?\d+\.\d+$"


def pick(frame: pl.DataFrame, grid: Grid, positions: Sequence[int], column: Column, *, fill_down: bool) -> tuple[pl.Series, list[Finding]]:
    """Return the cells of *column*, null where Excel has spoilt them, and what has spoilt them (D210, D211, D212, D227).

    Args:
        frame: the cells of *grid*, with `piece` and `row`.
        grid: where they stand.
        positions: columns of the file, of which the first that is not blank counts.
        column: what they are to be.
        fill_down: a blank cell means "as above".
    """
    parts = [_part(frame, grid, position, column) for position in positions]
    if len({cells.dtype for cells, _ in parts}) > 1:
        parts = [(cells.cast(pl.String), faults) for cells, faults in parts]
    cells, faults = parts[-1]
    for before, before_faults in reversed(parts[:-1]):
        faults = before_faults.zip_with(before.is_not_null(), faults)
        cells = before.zip_with(before.is_not_null(), cells)
    if fill_down:
        above = pl.int_range(cells.len(), eager=True).set(cells.is_null(), None).forward_fill()
        cells, faults = cells.gather(above), faults.gather(above)
    findings = []
    for code in faults.drop_nulls().unique().sort():
        spoilt = frame.select(PIECE, ROW, cells.cast(pl.String).alias("\0")).filter(faults == code)
        findings.append(Finding(code, column.name, hits_of(spoilt, pl.col("\0"))))
    return cells.set(faults.is_not_null(), None).alias(column.name), findings


def _part(frame: pl.DataFrame, grid: Grid, position: int, column: Column) -> tuple[pl.Series, pl.Series]:
    """Return the cells at *position*, and the code of the problem of each that is spoilt."""
    cells = frame[f"c{position}"]
    faults = pl.Series([None], dtype=pl.String).new_from_index(0, cells.len())
    if cells.dtype != pl.String:
        return cells, faults
    cells = cells.str.strip_chars().replace("", None)
    shown = {row: text for row, at, text in grid.broken if at == position}
    if shown:
        broken = frame[ROW].replace_strict(list(shown), list(shown.values()), default=None, return_dtype=pl.String)
        cells = broken.zip_with(broken.is_not_null(), cells)
        faults = faults.set(broken.is_not_null(), "D227")
    if grid.is_number is None or column.kind not in ("text", "integer", "decimal"):
        return cells, faults
    kinds = [(_LONG, "D210" if column.kind == "text" else "D212"), *([(_POINTED, "D211")] if is_identifier(column) else [])]
    for pattern, code in kinds:
        suspect = frame[ROW].filter(cells.str.contains(pattern).fill_null(value=False)).to_list()
        numbers = grid.is_number(position, suspect) if suspect else set()
        if numbers:
            spoilt = frame[ROW].is_in(list(numbers))
            faults = faults.set(spoilt, code)
            cells = _shown(cells, spoilt)
    # a fraction comes with the noise of the double it is stored as; Excel shows, and means, fifteen digits of it
    noisy = cells.str.contains(_POINTED) & (cells.str.len_chars() > _EXCEL_DIGITS + 1)
    suspect = frame[ROW].filter(noisy.fill_null(value=False)).to_list()
    numbers = grid.is_number(position, suspect) if suspect else set()
    return (_shown(cells, frame[ROW].is_in(list(numbers))) if numbers else cells), faults


def _shown(cells: pl.Series, which: pl.Series) -> pl.Series:
    """Return *cells*, some of which are numbers, as Excel shows those: with 15 digits, and zeros after them."""
    texts = [_as_excel_shows(text) if number else text for text, number in zip(cells, which, strict=True)]
    return pl.Series(cells.name, texts, dtype=pl.String)


def _as_excel_shows(number: str) -> str:
    return f"{Decimal(f'{Decimal(number):.{_EXCEL_DIGITS - 1}E}'):f}" if len(number) > _EXCEL_DIGITS else number
