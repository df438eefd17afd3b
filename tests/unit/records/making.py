"""Small sound records, and ways to write them, for the tests of the records room."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from gridperf.errors import RecordsError
from gridperf.records import Records, read_records
from tests.rejected.records.workbooks import workbook

__all__ = ["PATROLS", "ROSTER", "codes", "csv", "rows", "xlsx", "yaml"]

ROSTER = "worker_id,starts_on,name,role\nW01,2026-01-01,张三,专职网格员\nW02,2026-01-01,李四,专职网格员\n"
PATROLS = "patrol_id,worker_id,started_at,valid\nP1,W01,2026-10-01 08:00:00,是\nP2,W02,2026-10-01 09:00:00,否\n"


def csv(folder: Path, **tables: str | bytes) -> Path:
    """Write *tables* as CSV files into *folder* and return it."""
    for name, content in tables.items():
        (folder / f"{name}.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def xlsx(path: Path, **sheets: list[list[Any]]) -> Path:
    """Write *sheets* as a workbook and return its path."""
    path.write_bytes(workbook(sheets))
    return path


def yaml(path: Path, text: str) -> Path:
    """Write *text* as a mapping and return its path."""
    path.write_text(text, encoding="utf-8")
    return path


def rows(records: Records, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of a table as tuples."""
    return records.table(table).select(columns or pl.all()).collect().rows()


def codes(source: Any, **options: Any) -> list[tuple[str, int | None, str]]:
    """Return code, row and column of every problem that reading *source* raises; none if it does not."""
    try:
        read_records(source, **options)
    except RecordsError as error:
        return [(problem.code, problem.where.row, problem.where.field) for problem in error.problems]
    return []


def rejected(records: Records) -> list[Mapping[str, Any]]:
    """Return the rejected rows."""
    return records.rejects.to_dicts()
