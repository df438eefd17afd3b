"""Cells become the columns of a table, each row still knowing where it stands in its file; what could not be read is null and found.

Typed columns that need no more than a widening cast stay lazy; everything else is turned once, in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from gridperf.records.cells import FULL_WIDTH, How, Unread, convert, fold, is_identifier, is_period, suits, without_time
from gridperf.records.collapsing import collapse, helper_names
from gridperf.records.findings import PIECE, Finding, Piece, hits_of
from gridperf.records.grid import ROW, Grid, names_of
from gridperf.records.headings import Bound
from gridperf.records.mapping import TableMapping, ValueMap
from gridperf.records.picking import pick
from gridperf.tables import Table

__all__ = ["Shaped", "shape"]

_TOTALS = (
    r"^(?:本[页月季年])?(?:合计|小计|总计|共计|累计|总合计|汇总)(?:[:：].*)?$"
    r"|^(?i:(?:grand\s*|sub\s*-?)?totals?):?$"
)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A table with canonical columns, `piece` and `row`.

    Attributes:
        frame: the rows.
        findings: what is wrong with cells, and rows that were left out of `frame` because of it.
        lazy: `frame` is still to be read, and its text has not been tidied.
        empty: columns that no piece has, where that is known; they are null in every row.
    """

    frame: pl.LazyFrame
    findings: list[Finding] = field(default_factory=list)
    lazy: bool = False
    empty: frozenset[str] = frozenset()


def shape(pieces: Sequence[Piece], bounds: Sequence[Bound], table: Table, mapping: TableMapping, *, zone: str, tidy: bool = True) -> Shaped:
    """Return the rows of *pieces* as *table*.

    Args:
        pieces: the grids, whose places in the list number them.
        bounds: which cells of each are which columns.
        table: what they should be.
        mapping: what the county says about it.
        zone: the zone whose wall time is wanted.
        tidy: whether text that stays lazy is trimmed; that costs time, and is needed only where a first look has found
            something to trim.
    """
    grids = [piece.grid for piece in pieces]
    if all(_stays_lazy(grid, bound, table, mapping, zone) for grid, bound in zip(grids, bounds, strict=True)):
        frames = [
            _lazily(grid, bound, table, mapping, number, zone=zone, tidy=tidy)
            for number, (grid, bound) in enumerate(zip(grids, bounds, strict=True))
        ]
        given = {*mapping.constants, *(name for bound in bounds for name, positions in bound.columns.items() if positions)}
        return Shaped(pl.concat(frames), lazy=True, empty=frozenset(table.names) - given)
    findings: list[Finding] = []
    raw = [_columns(grid, bound, table, mapping, number, findings) for number, (grid, bound) in enumerate(zip(grids, bounds, strict=True))]
    hows = [_how(grid, mapping, zone) for grid in grids]
    if mapping.collapses:
        raw = [
            collapse(
                pl.concat([frame.with_columns(pl.all().exclude(PIECE, ROW).cast(pl.String)) for frame in raw]),
                table,
                mapping,
                zone,
                findings,
            )
        ]
        hows = hows[:1]
    done = [_converted(frame, table, how, mapping, findings) for frame, how in zip(raw, hows, strict=True)]
    return Shaped(pl.concat(done).lazy(), findings)


def _constant(table: Table, name: str, text: str, zone: str) -> tuple[pl.Series, Unread]:
    """Return a constant of a mapping as what its column holds."""
    return convert(pl.Series(name, [text], dtype=pl.String), table.column(name), How(origin="csv", zone=zone), table=table)


def _stays_lazy(grid: Grid, bound: Bound, table: Table, mapping: TableMapping, zone: str) -> bool:
    if grid.origin != "typed" or not mapping.only_names:
        return False
    if any(_constant(table, name, text, zone)[1] for name, text in mapping.constants.items()):
        return False
    schema = grid.frame.collect_schema()
    for name, positions in bound.columns.items():
        column = table.column(name)
        if name in mapping.constants:
            continue
        dtypes = {schema[f"c{position}"] for position in positions}
        text_period = is_period(table, column) and dtypes != {pl.Null()}
        if text_period or not all(suits(dtype, column) for dtype in dtypes) or (len(positions) > 1 and len(dtypes) > 1):
            return False
    return True


def _lazily(grid: Grid, bound: Bound, table: Table, mapping: TableMapping, number: int, *, zone: str, tidy: bool) -> pl.LazyFrame:
    """Return *grid* as *table*, unread."""
    schema = grid.frame.collect_schema()
    columns: list[pl.Expr] = []
    for column in table.columns:
        positions = bound.columns.get(column.name, ())
        if column.name in mapping.constants:
            value = _constant(table, column.name, mapping.constants[column.name], zone)[0]
            columns.append(pl.lit(value.item(), dtype=column.dtype).alias(column.name))
            continue
        if not positions:
            columns.append(pl.lit(None, dtype=column.dtype).alias(column.name))
            continue
        dtype = schema[f"c{positions[0]}"]
        cells = pl.coalesce(f"c{position}" for position in positions) if len(positions) > 1 else pl.col(f"c{positions[0]}")
        if isinstance(dtype, pl.Datetime) and dtype.time_zone:
            cells = cells.dt.convert_time_zone(zone).dt.replace_time_zone(None)
        if dtype != column.dtype:
            cells = cells.cast(column.dtype)
        if tidy and column.kind == "text" and dtype != pl.Null:
            cells = cells.str.strip_chars()
            if is_identifier(column):
                cells = cells.str.replace_many(FULL_WIDTH)
            cells = pl.when(cells.str.len_bytes() > 0).then(cells)
        columns.append(cells.alias(column.name))
    return grid.frame.select(pl.lit(number, dtype=pl.Int64).alias(PIECE), pl.col(ROW).cast(pl.Int64), *columns)


def _columns(grid: Grid, bound: Bound, table: Table, mapping: TableMapping, number: int, findings: list[Finding]) -> pl.DataFrame:
    """Return the cells of *grid* under canonical names, as they stand, and what the collapsing of rows needs besides."""
    frame = grid.frame.collect().with_columns(pl.lit(number, dtype=pl.Int64).alias(PIECE))
    names = names_of(len(grid.headers))
    if grid.misshapen:
        crooked = pl.DataFrame(
            {ROW: list(grid.misshapen), "n": [str(count) for count in grid.misshapen.values()]}, schema={ROW: pl.Int64, "n": pl.String}
        )
        hit = frame.join(crooked, on=ROW, how="inner", maintain_order="left")
        findings.append(Finding("D107", "", hits_of(hit, pl.lit(""), pl.col("n")), {"expected": len(names)}))
        frame = frame.join(crooked, on=ROW, how="anti", maintain_order="left")
    if grid.origin != "typed" and names:
        first = pl.coalesce(pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name)) for name in names).str.replace_all(r"\s", "")
        total = frame.with_columns(first.alias("\0")).filter(pl.col("\0").str.contains(_TOTALS))
        if total.height:
            if not mapping.skip_total_rows:
                findings.append(Finding("D223", "", hits_of(total, pl.col("\0"))))
            frame = frame.join(total.select(ROW), on=ROW, how="anti", maintain_order="left")
    columns: dict[str, pl.Series] = {}
    for name, positions in bound.columns.items():
        if positions:
            columns[name], spoilt = pick(frame, grid, positions, table.column(name), fill_down=name in mapping.fill_down)
            findings += spoilt
    for name, constant in mapping.constants.items():
        columns[name] = pl.Series(name, [constant], dtype=pl.String).new_from_index(0, frame.height).alias(name)
    placed = frame.select(PIECE, ROW)
    for name, value_map in mapping.values.items():
        if name in columns:
            columns[name] = _mapped(columns[name], value_map, placed, findings)
    missing = [
        pl.Series(column.name, [None], dtype=pl.Null).new_from_index(0, frame.height)
        for column in table.columns
        if column.name not in columns
    ]
    helpers = [frame[f"c{bound.helpers[heading]}"].cast(pl.String).alias(name) for name, heading in helper_names(mapping).items()]
    shaped = placed.with_columns(*columns.values(), *missing, *helpers)
    return shaped.select(PIECE, ROW, *table.names, *(helper.name for helper in helpers))


def _mapped(cells: pl.Series, value_map: ValueMap, placed: pl.DataFrame, findings: list[Finding]) -> pl.Series:
    """Return *cells* with their values replaced by what they mean; the others are kept or refused."""
    text = fold(cells.cast(pl.String)).str.strip_chars().fill_null("")
    meaning = {fold(pl.Series([key])).str.strip_chars().item(): value for key, value in value_map.map.items()}
    known = text.is_in(list(meaning)) | (text == "")
    if value_map.others == "refuse" and not known.all():
        hit = placed.with_columns(text.alias("\0")).filter(~known)
        findings.append(Finding("D224", cells.name, hits_of(hit, pl.col("\0")), known=list(value_map.map)))
    kept = (
        cells.cast(pl.String)
        if value_map.others == "keep"
        else pl.Series(cells.name, [None], dtype=pl.String).new_from_index(0, cells.len())
    )
    replaced = text.replace_strict(list(meaning), list(meaning.values()), default=None, return_dtype=pl.String)
    return replaced.zip_with(text.is_in(list(meaning)), kept).alias(cells.name)


def _how(grid: Grid, mapping: TableMapping, zone: str) -> How:
    return How(origin=grid.origin, zone=zone, decimal=mapping.decimal)


def _converted(frame: pl.DataFrame, table: Table, how: How, mapping: TableMapping, findings: list[Finding]) -> pl.DataFrame:
    """Return *frame* with the types of *table*; a cell that could not be read is null and found."""
    done: list[pl.Series] = []
    unread: dict[str, Mapping[str, object]] = {
        column.name: {"digits": column.digits, **without_time(column.name)} for column in table.columns
    }
    for column in table.columns:
        cells = frame[column.name]
        one = How(
            origin="csv" if column.name in mapping.constants else how.origin,
            zone=how.zone,
            decimal=how.decimal,
            format="" if column.name in mapping.constants else mapping.formats.get(column.name, ""),
            time=_with_seconds(mapping.times.get(column.name, "")),
        )
        values, bad = convert(cells, column, one, table=table)
        done.append(values.alias(column.name))
        for code, mask in bad:
            hit = frame.select(PIECE, ROW, _shown(cells)).filter(mask.fill_null(value=False))
            shown = pl.col(cells.name).str.strip_suffix(" 00:00:00") if code == "D208" else pl.col(cells.name)
            findings.append(Finding(code, column.name, hits_of(hit, shown), unread[column.name]))
    return frame.select(PIECE, ROW).with_columns(*done)


def _shown(cells: pl.Series) -> pl.Series:
    """Return cells as text a problem can show."""
    if cells.dtype.is_nested() or cells.dtype.base_type() in (pl.Object, pl.Binary, pl.Time, pl.Duration):
        return pl.Series(cells.name, [str(value) for value in cells], dtype=pl.String)
    return cells.cast(pl.String)


def _with_seconds(time: str) -> str:
    return f"{time}:00" if time.count(":") == 1 else time
