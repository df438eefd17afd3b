"""A grid is what stands in one file, sheet or frame, before anything is made of it: cells by position, each row with the number a person sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from gridperf.errors import Problem, RecordsError, Where
from gridperf.records.cells import Origin

__all__ = ["ROW", "Grid", "HeaderTest", "find_header", "names_of", "stop"]

ROW = "row"
_HEADER_WITHIN = 10

HeaderTest = Callable[[Sequence[str]], tuple[int, int]]
"""Says how many headings of the wanted table a row of cells holds, and how many it should."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one file, sheet or frame.

    Attributes:
        file: how problems name it; empty for a frame.
        sha256: of the bytes of the file, or of the frame's canonical form.
        origin: what kind of file it is.
        headers: the headings, by position.
        frame: columns `c0`, `c1`, … and `row`; blank rows are left out.
        rows: how many rows it has.
        header_row: the row of the headings, as a person sees it; None if typed.
        steady: whether reading it again gives the same rows in the same order.
        misshapen: rows with more or fewer cells than headings: row → number of cells.
        broken: cells that hold no value but an error: (row, position, what Excel shows).
        is_number: tells of some rows of a column, by position, which hold numbers; None if cells have no types.
    """

    file: str
    sha256: str
    origin: Origin
    headers: tuple[str, ...]
    frame: pl.LazyFrame
    rows: int
    header_row: int | None = None
    steady: bool = True
    misshapen: dict[int, int] = field(default_factory=dict)
    broken: tuple[tuple[int, int, str], ...] = ()
    is_number: Callable[[int, list[int]], set[int]] | None = None


def names_of(width: int) -> list[str]:
    """Return the names of *width* columns by position."""
    return [f"c{index}" for index in range(width)]


def stop(code: str, where: Where, **values: object) -> RecordsError:
    """Return the error that one problem makes reading of a file impossible."""
    return RecordsError(Problem(code, where, values))


def find_header(rows: Sequence[Sequence[str]], stated: int | None, is_header: HeaderTest) -> int:
    """Return which of the first *rows* (from 1) holds the headings.

    It is the *stated* one.
    Where none is stated it is row 1, unless that holds none of the headings and one of the next nine holds more of them
    than every other, and at least half: a title stands above the table.
    """
    if stated is not None or not rows:
        return stated or 1
    found = [is_header(cells) for cells in rows[:_HEADER_WITHIN]]
    most = max(count for count, _ in found)
    titled = found[0][0] == 0 and 2 * most >= found[0][1] > 0
    best = [number for number, (count, _) in enumerate(found, start=1) if count == most]
    return best[0] if titled and len(best) == 1 else 1
