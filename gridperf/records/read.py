"""Reading ends with checked tables or with every problem there is: never with part of a file, and never with an exception of another kind."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import polars as pl

from gridperf.errors import Problem, RecordsError
from gridperf.places import PATHS, Level, path_of
from gridperf.records.checks import examine
from gridperf.records.collection import Records, Source
from gridperf.records.findings import PIECE, REJECTS, Finding, Piece, in_order_of_rows, problems_of, rejects_of
from gridperf.records.grid import ROW, Grid
from gridperf.records.headings import bind
from gridperf.records.locating import locate, placed_in
from gridperf.records.mapping import Mapping as Plan
from gridperf.records.mapping import load_mapping
from gridperf.records.shaping import shape
from gridperf.tables import RECORDS, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_records"]

_WHOLE_COLUMN = frozenset({"D121"})
"""Findings that condemn a column, not rows: quarantine cannot help."""


class Declares(Protocol):
    """Whatever says which tables there are, such as a rulebook."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """Return every table that is read, by name."""
        ...

    @property
    def teams(self) -> Collection[Level]:
        """Return the kinds of team that records may be about."""
        ...


def read_records(
    source: str | Path | Mapping[str, str | Path | pl.DataFrame | pl.LazyFrame | pd.DataFrame | list[Any]],
    *,
    mapping: str | Path | None = None,
    on_problem: Literal["raise", "quarantine"] = "raise",
    ignore: Iterable[str] = (),
    rules: Declares | None = None,
) -> Records:
    """Read and check the records of a county.

    Args:
        source: a folder, whose files are named after the tables (`roster.csv`, `网格员名册.xlsx`, `patrols-1.csv`,
            `patrols/*.parquet`); one workbook with a sheet per table; one file; a mapping table → file, polars or pandas
            frame, or a list of those; or the URL of a database, such as `sqlite:///records.db`.
        mapping: a `mapping.yaml` that says how a foreign export is to be read.
        on_problem: `raise` stops with every problem found; `quarantine` sets bad rows aside in `rejects` and stops only
            where a file cannot be read or a required column is missing.
        ignore: unknown columns to drop, and files or sheets that belong to no table.
        rules: the rulebook, if its pack adds columns or tables, or if records are about teams: `worker_id` then holds
            the team's path, such as `利津县/汀罗镇`, or its own name.

    Returns:
        The records. Times are wall times of the mapping's zone, by default Asia/Shanghai.

    Raises:
        RecordsError: codes D1… for what cannot be read at all, D2… for bad rows; always all of them.
        ValueError: for another *on_problem*.
    """
    if on_problem not in ("raise", "quarantine"):
        message = f"on_problem must be 'raise' or 'quarantine', not {on_problem!r}"
        raise ValueError(message)
    tables = RECORDS if rules is None else rules.tables
    plan, plan_bytes = load_mapping(mapping, tables)
    dropped = (ignore,) if isinstance(ignore, str) else tuple(ignore)
    done: dict[str, _Done] = {}
    with locate(source, plan, ignore=dropped, tables=tables) as located:
        problems = list(located.problems)
        known: pl.Series | None = None
        for table in tables.values():
            if table.name not in located.readers:
                continue
            grids, failed = _open(located.readers[table.name], table)
            problems += failed
            if failed:
                continue
            one = _read_table(grids, table, plan, dropped, known=known)
            problems += one.problems
            if one.problems:
                continue
            if on_problem == "raise":
                found = [problem for finding in one.findings for problem in problems_of(finding, table, one.pieces)]
                problems += in_order_of_rows(found, one.pieces)
            done[table.name] = one
            if table.name == "roster":
                known = one.workers(accepted=on_problem == "quarantine", teams=() if rules is None else rules.teams)
    if problems:
        raise RecordsError(problems)
    sources = [source for name, one in done.items() for source in one.sources(name)]
    if mapping is not None:
        sources.append(Source("mapping", Path(mapping).name, hashlib.sha256(plan_bytes).hexdigest(), 0))
    rejects = [rejects_of(one.findings, tables[name], one.pieces) for name, one in done.items() if one.findings]
    accepted = {name: one.accepted() for name, one in done.items()}
    return Records(accepted, pl.concat([pl.DataFrame(schema=REJECTS), *rejects]), tuple(sources), tables)


@dataclass(frozen=True)
class _Done:
    """One table, read and checked."""

    table: Table
    pieces: list[Piece] = field(default_factory=list)
    frame: pl.LazyFrame = field(default_factory=pl.LazyFrame)
    findings: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def accepted(self) -> pl.LazyFrame:
        """Return the rows no finding met."""
        frame = self.frame
        if self.findings:
            rejected = pl.concat([finding.hits.select(PIECE, ROW) for finding in self.findings]).unique().lazy()
            frame = frame.join(rejected, on=[PIECE, ROW], how="anti", maintain_order="left")
        return frame.select(self.table.names)

    def workers(self, *, accepted: bool, teams: Collection[Level] = ()) -> pl.Series:
        """Return the workers and the *teams* on this roster; those of rejected rows only where nothing is *accepted* yet."""
        frame = self.accepted() if accepted else self.frame
        names = [pl.col("worker_id")]
        for level in sorted(teams):
            names += [path_of(level, self.table.names), pl.col(PATHS[level][-1])]
        known = pl.concat([frame.select(name.alias("worker_id")) for name in names])
        return known.drop_nulls().unique().sort("worker_id").collect().to_series()

    def sources(self, name: str) -> list[Source]:
        """Return what the table was read from."""
        return [Source(name, piece.grid.file, piece.grid.sha256, piece.grid.rows) for piece in self.pieces]


def _open(readers: Iterable[Any], table: Table) -> tuple[list[Grid], list[Problem]]:
    grids: list[Grid] = []
    problems: list[Problem] = []
    for reader in readers:
        try:
            grids.append(reader())
        except RecordsError as error:
            problems += placed_in(error, table.name)
    return grids, problems


def _read_table(grids: list[Grid], table: Table, plan: Plan, ignore: Collection[str], *, known: pl.Series | None) -> _Done:
    """Return *grids* as *table* with everything that is wrong; or, where headings are wrong, only that."""
    part, zone = plan.of(table.name), plan.zone_of(table.name)
    problems: list[Problem] = []
    pieces, bounds = [], []
    for grid in grids:
        bound, wrong = bind(grid, table, part, ignore=ignore)
        problems += wrong
        bounds.append(bound)
        pieces.append(Piece(grid, bound.headings))
    if problems:
        return _Done(table, problems=problems)
    shaped = shape(pieces, bounds, table, part, zone=zone, tidy=False)
    examined = examine(shaped.frame, table, tidied=not shaped.lazy, known=known, empty=shaped.empty)
    if examined.untidy or (shaped.lazy and examined.findings):
        # a lazy frame may give its rows in another order each time: once something is wrong it is read and held
        pieces = [piece if piece.grid.steady else replace(piece, grid=_held(piece.grid)) for piece in pieces]
        shaped = shape(pieces, bounds, table, part, zone=zone, tidy=examined.untidy)
        examined = examine(shaped.frame, table, tidied=True, known=known, empty=shaped.empty)
    findings = [*shaped.findings, *_without_unread(examined.findings, shaped.findings)]
    condemned = [finding for finding in findings if finding.code in _WHOLE_COLUMN]
    if condemned:
        return _Done(
            table,
            problems=[
                problem for finding in condemned for problem in problems_of(replace(finding, hits=finding.hits.head(1)), table, pieces)
            ],
        )
    return _Done(table, pieces, shaped.frame, findings)


def _held(grid: Grid) -> Grid:
    return replace(grid, frame=grid.frame.collect(engine="streaming").lazy(), steady=True)


def _without_unread(findings: list[Finding], unread: list[Finding]) -> list[Finding]:
    """Return *findings* without the cells that are empty only because they could not be read, which has been said."""
    rest: list[Finding] = []
    for finding in findings:
        if finding.code == "D201":
            said = [each.hits for each in unread if each.column == finding.column]
            hits = finding.hits.join(pl.concat(said), on=[PIECE, ROW], how="anti", maintain_order="left") if said else finding.hits
            finding = replace(finding, hits=hits)  # noqa: PLW2901 (the same finding, with fewer cells)
        rest += [finding] if finding.hits.height else []
    return rest
