"""Typed sources keep their types: Parquet files and lazy frames stay unread, frames and database tables are taken as they are.

A frame has no file to vouch for it, so it is identified by the bytes of its canonical form: the same cells give the same
digest, whatever the frame was made from.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from gridperf.errors import Where
from gridperf.records.grid import ROW, Grid, names_of, stop

__all__ = ["frame_digest", "from_frame", "from_pandas", "read_parquet"]

_BATCH = 100_000


def read_parquet(path: Path, *, file: str) -> Grid:
    """Return the Parquet file at *path*, unread but for its digest.

    Raises:
        RecordsError: D101 or D116.
    """
    try:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        raise stop("D101", Where(file=file), path=file) from None
    try:
        frame = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        headers = frame.collect_schema().names()
        rows = frame.select(pl.len()).collect().item()
        numbered = pl.scan_parquet(path, glob=False, hive_partitioning=False, row_index_name=_free(headers), row_index_offset=1)
    except pl.exceptions.PolarsError:
        raise stop("D116", Where(file=file)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise stop("D116", Where(file=file)) from None
    return Grid(file, sha256, "typed", tuple(headers), _positioned(numbered, headers), rows)


def from_frame(frame: pl.LazyFrame | pl.DataFrame) -> Grid:
    """Return a polars frame, as it is; a lazy one is evaluated once for its digest, and again whenever it is needed.

    Raises:
        RecordsError: D116 if it cannot be evaluated, D121 if a column holds Python objects.
    """
    lazy = frame.lazy()
    try:
        schema = lazy.collect_schema()
        for name, dtype in schema.items():
            if dtype == pl.Object:
                raise stop("D121", Where(field=name), column=name, value="Object")
        sha256, rows = frame_digest(lazy)
    except (pl.exceptions.PolarsError, OSError):
        raise stop("D116", Where()) from None
    headers = schema.names()
    numbered = lazy.with_row_index(_free(headers), offset=1)
    return Grid("", sha256, "typed", tuple(headers), _positioned(numbered, headers), rows, steady=isinstance(frame, pl.DataFrame))


def from_pandas(frame: Any) -> Grid:  # noqa: ANN401 (pandas is optional)
    """Return a pandas frame without its index; a column of mixed types becomes text.

    Raises:
        RecordsError: D117 if pyarrow, through which pandas speaks to polars, is missing.
    """
    headers = [str(header) for header in frame.columns]
    names = names_of(len(headers))
    columns: list[pl.Series] = []
    for position, name in enumerate(names):
        cells = frame.iloc[:, position]
        try:
            columns.append(pl.Series(name, pl.from_pandas(cells)))
        except ModuleNotFoundError as error:
            raise stop("D117", Where(), package=error.name or "pyarrow", install="gridperf[pandas]") from None
        except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
            texts = [None if blank else str(cell) for cell, blank in zip(cells, cells.isna(), strict=True)]
            columns.append(pl.Series(name, texts, dtype=pl.String))
    plain = pl.DataFrame(columns)
    unique = len(set(headers)) == len(headers)
    sha256, rows = frame_digest(plain.rename(dict(zip(names, headers, strict=True)) if unique else {}).lazy())
    return Grid("", sha256, "typed", tuple(headers), plain.with_row_index(ROW, offset=1).lazy(), rows)


def _free(headers: list[str]) -> str:
    """Return a name for the row number that no column of the source has."""
    name = ROW
    while name in headers:
        name = f"_{name}"
    return name


def _positioned(frame: pl.LazyFrame, headers: list[str]) -> pl.LazyFrame:
    """Return *frame* with its columns named by position."""
    return frame.select(
        pl.col(_free(headers)).alias(ROW),
        *(pl.col(header).alias(name) for header, name in zip(headers, names_of(len(headers)), strict=True)),
    )


def frame_digest(frame: pl.LazyFrame) -> tuple[str, int]:
    """Return the SHA-256 of a frame's cells and how many rows it has.

    Hashed is the Arrow IPC form of each 100,000 rows in turn, without compression, with nothing under a null, so that
    neither the chunks of the frame nor what it was made from can show.
    """
    digest, rows = hashlib.sha256(), 0
    for batch in _batches(frame):
        form = io.BytesIO()
        batch.select(_canonical(batch.schema)).rechunk().write_ipc(form, compression="uncompressed", compat_level=pl.CompatLevel.oldest())
        digest.update(form.getbuffer())
        rows += batch.height
    if not rows:
        digest.update(str(frame.collect_schema()).encode())
    return digest.hexdigest(), rows


def _batches(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """Yield *frame* in batches of the same size, the last one shorter."""
    held: list[pl.DataFrame] = []
    count = 0
    for part in frame.collect_batches(chunk_size=_BATCH, maintain_order=True, engine="streaming"):
        held.append(part)
        count += part.height
        if count >= _BATCH:
            joined = pl.concat(held)
            whole = count // _BATCH * _BATCH
            yield from joined[:whole].iter_slices(_BATCH)
            held, count = [joined[whole:]], count - whole
    if count:
        yield pl.concat(held)


def _canonical(schema: pl.Schema) -> list[pl.Expr]:
    columns: list[pl.Expr] = []
    for name, dtype in schema.items():
        cell = pl.col(name)
        if dtype.base_type() in (pl.String, pl.Categorical, pl.Enum):
            cell = cell.cast(pl.String).fill_null("")
        elif dtype == pl.Boolean:
            cell = cell.fill_null(value=False)
        elif dtype.is_numeric() or dtype.is_temporal():
            cell = cell.to_physical().fill_null(0)
        columns += [cell, pl.col(name).is_null().alias(f"{name}\0null")]
    return columns
