"""A finding is one kind of mistake in one column, with every cell it was met in; problems and rejected rows are made from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.errors import Problem, Where, nearest
from gridperf.messages.wording import Phrase
from gridperf.records.grid import ROW, Grid, names_of

if TYPE_CHECKING:
    from gridperf.tables import Table

__all__ = ["HITS", "PIECE", "REJECTS", "Finding", "Piece", "hits_of", "in_order_of_rows", "problems_of", "rejects_of"]

PIECE = "piece"
HITS = pl.Schema({PIECE: pl.Int64, ROW: pl.Int64, "value": pl.String, "other": pl.String})
"""Cells of a finding: piece and row they stand in, what stands there, and what it was compared with."""

REJECTS = pl.Schema(
    dict.fromkeys(("table", "file"), pl.String)
    | {"row": pl.Int64}
    | dict.fromkeys(("column", "value", "code", "message", "record"), pl.String)
)

_ALONE = 20
_ROWS_SHOWN = 5
_SHOWN = 60
_MOST_COMPARED = 5_000


@dataclass(frozen=True, slots=True)
class Piece:
    """One grid of a table and the headings its columns were found under: canonical name → heading."""

    grid: Grid
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of mistake in one column.

    Attributes:
        code: of the wording.
        column: canonical name of the column; empty if it is about whole rows.
        hits: the cells, as `HITS`.
        values: what else the wording needs.
        known: values that would have been right, to suggest the nearest.
        refers: `other` of the hits is another row, written `piece:row`.
    """

    code: str
    column: str
    hits: pl.DataFrame
    values: Mapping[str, object] = field(default_factory=dict)
    known: Sequence[str] = ()
    refers: bool = False


def hits_of(frame: pl.DataFrame, value: pl.Expr, other: pl.Expr | None = None) -> pl.DataFrame:
    """Return the rows of *frame* as hits showing *value*."""
    return frame.select(
        pl.col(PIECE).cast(pl.Int64),
        pl.col(ROW).cast(pl.Int64),
        _short_time(value).alias("value"),
        _short_time(pl.lit(None) if other is None else other).alias("other"),
    )


def _short_time(value: pl.Expr) -> pl.Expr:
    """Return a value as text, a time without a fraction of nothing."""
    return value.cast(pl.String).str.replace(r"( \d\d:\d\d:\d\d)\.0+$", "$1")


def problems_of(finding: Finding, table: Table, pieces: Sequence[Piece]) -> list[Problem]:
    """Return one problem per cell, or one per file where there are more than twenty."""
    problems: list[Problem] = []
    for _, hits in finding.hits.sort(PIECE, ROW, maintain_order=True).group_by([PIECE], maintain_order=True):
        rows = list(hits.iter_rows(named=True))
        if len(rows) > _ALONE:
            listed = ", ".join(str(row[ROW]) for row in rows[:_ROWS_SHOWN])
            more = Phrase(
                f"（同样的问题共 {len(rows)} 处，前几处在第 {listed} 行）", f" ({len(rows)} in all; the first are in rows {listed})"
            )
            rows = rows[:1]
        else:
            more = Phrase("", "")
        problems += [_problem(finding, row, table, pieces, more) for row in rows]
    return problems


def in_order_of_rows(problems: Sequence[Problem], pieces: Sequence[Piece]) -> list[Problem]:
    """Return the *problems* of a table as somebody goes through its files: row after row, what is wrong with a whole file first."""
    files = {piece.grid.file: at for at, piece in enumerate(pieces)}
    return sorted(problems, key=lambda problem: (files[problem.where.file], problem.where.row or 0))


def _problem(finding: Finding, hit: Mapping[str, Any], table: Table, pieces: Sequence[Piece], more: Phrase) -> Problem:
    piece = pieces[hit[PIECE]]
    value = str(hit["value"] or "")
    heading = piece.headings.get(finding.column, finding.column)
    where = Where(file=piece.grid.file, table=table.name, row=hit[ROW], field=heading, value=_short(value))
    values = {
        "table": table.name,
        "column": heading,
        "name": finding.column,
        "value": _short(value),
        "other": _other_row(hit, pieces) if finding.refers else hit["other"] or "",
        "near": _Nearest(value, finding.known),
        "more": more,
        **finding.values,
    }
    if "first" in values:
        values["first"] = piece.headings.get(str(values["first"]), values["first"])
    return Problem(finding.code, where, values)


def _other_row(hit: Mapping[str, Any], pieces: Sequence[Piece]) -> str:
    """Return the row another one is compared with, with its file if that is another one."""
    number, _, row = str(hit["other"]).partition(":")
    return row if int(number) == hit[PIECE] else f"{row} ({pieces[int(number)].grid.file})"


@dataclass(frozen=True, slots=True)
class _Nearest:
    """The known values nearest to a wrong one; looked for only when they are shown, because that takes time."""

    value: str
    known: Sequence[str]

    def __str__(self) -> str:
        near = nearest(self.value, self.known) if len(self.known) <= _MOST_COMPARED else []
        return ", ".join(near or [*self.known[:_ROWS_SHOWN], *(["…"] if len(self.known) > _ROWS_SHOWN else [])])


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def rejects_of(findings: Sequence[Finding], table: Table, pieces: Sequence[Piece]) -> pl.DataFrame:
    """Return one row, as `REJECTS`, per row of the files that any of *findings* met: its first problem's code, all messages."""
    found: dict[tuple[int, int], list[Problem]] = {}
    nothing = Phrase("", "")
    for finding in findings:
        for hit in finding.hits.iter_rows(named=True):
            place = (hit[PIECE], hit[ROW])
            found.setdefault(place, []).append(_problem(finding, hit, table, pieces, nothing))
    records = {
        place: text
        for number, piece in enumerate(pieces)
        for place, text in _records(piece.grid, number, [row for at, row in found if at == number]).items()
    }
    rows = [
        {
            "table": table.name,
            "file": pieces[place[0]].grid.file,
            "row": place[1],
            "column": problems[0].where.field,
            "value": problems[0].where.value,
            "code": problems[0].code,
            "message": "\n".join(dict.fromkeys(problem.message for problem in problems)),
            "record": records.get(place, "{}"),
        }
        for place, problems in sorted(found.items(), key=lambda item: item[0])
    ]
    return pl.DataFrame(rows, schema=REJECTS)


def _records(grid: Grid, number: int, rows: list[int]) -> dict[tuple[int, int], str]:
    """Return some rows of *grid* as JSON text, headings to cells."""
    if not rows:
        return {}
    names = [header or f"#{position}" for position, header in enumerate(grid.headers, start=1)]
    cells = grid.frame.filter(pl.col(ROW).is_in(rows)).select(ROW, *names_of(len(names))).collect()
    return {
        (number, row): json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False, default=str)
        for row, *values in cells.iter_rows()
    }
