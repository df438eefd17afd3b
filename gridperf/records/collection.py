"""Records are checked tables that never change, with everything that was set aside and the digest of every source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import polars as pl

from gridperf.errors import Problem, RecordsError, Where
from gridperf.records.findings import REJECTS
from gridperf.tables import RECORDS, Table

__all__ = ["Records", "Source"]

_EXCEL_ROWS = 1_048_575
_EXCEL_TEXT = 32_767
_EXCEL_DIGITS = 15
_EXCEL_FIRST_YEAR = 1900  # of which Excel counts a day that never was


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where records came from.

    Attributes:
        table: the table they are in; `mapping` for the mapping they were read with.
        file: the file, sheet or database table; empty for a frame.
        sha256: of the bytes of the file, or of the canonical Arrow IPC form of a frame or database table.
        rows: how many rows it had, the rejected ones included.
    """

    table: str
    file: str
    sha256: str
    rows: int


@dataclass(frozen=True)
class Records:
    """The records of a county: tables by name, with canonical columns and types.

    Attributes:
        tables: those that were given; Parquet files and lazy frames are still unread.
        rejects: one row per rejected row: `table`, `file`, `row`, `column`, `value`, `code`, `message` and `record`, the
            whole row as JSON text.
        sources: what was read.
        declared: every table that could have been given, and its columns.
    """

    tables: Mapping[str, pl.LazyFrame]
    rejects: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REJECTS))
    sources: tuple[Source, ...] = ()
    declared: Mapping[str, Table] = field(default_factory=lambda: RECORDS, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the tables from being exchanged."""
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))

    def has(self, name: str) -> bool:
        """Return whether table *name* was given, be it empty."""
        return name in self.tables

    def table(self, name: str) -> pl.LazyFrame:
        """Return table *name*; without rows if it was not given.

        Raises:
            KeyError: if gridperf knows no such table.
        """
        return self.tables[name] if name in self.tables else self.declared[name].empty().lazy()

    def write(self, folder: str | Path, format: Literal["csv", "parquet", "xlsx"] = "csv", *, labels: bool = False) -> list[Path]:  # noqa: A002
        """Write every table to a file of its own, which `read_records` reads back as it was.

        Args:
            folder: where to; made if it is not there.
            format: `csv` is UTF-8 with a byte-order mark, so that Excel shows Chinese; `parquet` keeps the types;
                `xlsx` is one sheet per file, in which what Excel cannot hold exactly stands as text.
            labels: name files and headings in Chinese.

        Returns:
            The files, in the order of the tables.

        Raises:
            RecordsError: D141 if a table has more rows or longer text than Excel can hold.
        """
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        return [self._write(name, target, format, labels=labels) for name in self.declared if name in self.tables]

    def _write(self, name: str, folder: Path, form: str, *, labels: bool) -> Path:
        table = self.declared[name]
        path = folder / f"{table.label if labels else name}.{form}"
        frame = self.tables[name].collect(engine="streaming")
        if form == "xlsx":
            frame = _for_excel(frame, name)
        if labels:
            frame = frame.rename({column.name: column.label for column in table.columns})
        if form == "csv":
            frame.write_csv(path, include_bom=True)
        elif form == "parquet":
            frame.write_parquet(path)
        else:
            frame.write_excel(path, table.label if labels else name, autofilter=False)
        return path


def _for_excel(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return *frame* with those columns as text that Excel would change."""
    too_long = any((frame[column].str.len_chars() > _EXCEL_TEXT).any() for column in frame.columns if frame[column].dtype == pl.String)
    if frame.height > _EXCEL_ROWS or too_long:
        raise RecordsError(Problem("D141", Where(table=name), {"table": name, "rows": _EXCEL_ROWS, "length": _EXCEL_TEXT}))
    return frame.with_columns(frame[column].cast(pl.String) for column in frame.columns if not _survives(frame[column]))


def _survives(cells: pl.Series) -> bool:
    """Return whether Excel holds *cells* exactly: numbers of 15 digits, times to the second, dates since March 1900."""
    dtype = cells.dtype
    if dtype in (pl.String, pl.Boolean) or cells.null_count() == cells.len():
        return True
    if isinstance(dtype, pl.Decimal) or dtype.is_integer():
        scale = dtype.scale if isinstance(dtype, pl.Decimal) else 0
        return bool((cells.to_physical().cast(pl.Int128).abs() < 10 ** (_EXCEL_DIGITS - 1)).all()) and scale <= _EXCEL_DIGITS
    since = cells.dt.year() > _EXCEL_FIRST_YEAR
    if dtype == pl.Date:
        return bool(since.all())
    # a column of midnights would be read as dates without a time of day
    return bool(since.all()) and bool((cells.dt.microsecond() == 0).all()) and not bool((cells.dt.time().cast(pl.Int64) == 0).all())
