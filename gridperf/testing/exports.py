"""Files say what the tables say, in the habits of the offices that send them; no value is lost or rounded on the way.

An office export has Chinese headings, 是 and 否, a title above the heading row, GBK here and a byte-order mark there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import polars as pl

from gridperf.tables import RECORDS

__all__ = ["Style", "write_exports"]

Style = Literal["office", "csv", "parquet"]

_OFFICE = {
    "roster": "xlsx",
    "patrols": "gbk.csv",
    "discoveries": "bom.csv",
    "disposals": "parquet",
    "incidents": "xlsx",
}
"""How an office sends a table; the others come as plain CSV."""


def write_exports(tables: Mapping[str, pl.DataFrame], folder: str | Path, *, style: Style = "office") -> list[Path]:
    """Write *tables* as files that `gridperf.read_records` reads from *folder* without a mapping.

    Args:
        tables: record tables by name, as from `synthetic_county`.
        folder: where to; made if it is not there.
        style: `office`: what HR really has: `roster.xlsx` with a title above the headings, `patrols.csv` in GBK,
            `discoveries.csv` with a byte-order mark, `disposals.parquet`, `incidents.xlsx`, the rest CSV, all with
            Chinese headings but Parquet. `csv`: UTF-8 with English headings. `parquet`: typed, nothing to convert.

    Returns:
        The files written, in the order of *tables*.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    return [_write(frame, name, target, _OFFICE.get(name, "cn.csv") if style == "office" else style) for name, frame in tables.items()]


def _write(frame: pl.DataFrame, name: str, folder: Path, kind: str) -> Path:
    path = folder / f"{name}.{kind.rpartition('.')[2]}"
    if kind == "parquet":
        frame.write_parquet(path)
    elif kind == "csv":
        frame.write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S")
    elif kind == "xlsx":
        _write_workbook(_in_words(frame, name), name, path)
    else:
        encoding = {"gbk.csv": "gbk", "bom.csv": "utf-8-sig", "cn.csv": "utf-8"}[kind]
        dates = "%Y/%m/%d %H:%M:%S" if kind == "gbk.csv" else "%Y-%m-%d %H:%M:%S"
        path.write_bytes(_in_words(frame, name).write_csv(datetime_format=dates).encode(encoding))
    return path


def _in_words(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return *frame* with Chinese headings, and 是 or 否 for what is true or false."""
    yes_or_no = pl.when(pl.col(pl.Boolean)).then(pl.lit("是")).when(~pl.col(pl.Boolean)).then(pl.lit("否")).name.keep()
    words = frame.with_columns(yes_or_no)
    return words.rename({column.name: column.label for column in RECORDS[name].columns})


def _write_workbook(frame: pl.DataFrame, name: str, path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415  (costs 50 ms; needed for workbooks alone)

    label = RECORDS[name].label
    # a fixed date of creation keeps the bytes the same from run to run
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "remove_timezone": True}) as book:
        book.set_properties({"created": dt.datetime(2026, 1, 1)})  # noqa: DTZ001  (a spreadsheet has no zones)
        sheet = book.add_worksheet(label)
        title = book.add_format({"bold": True, "align": "center", "font_size": 14})
        heading = book.add_format({"bold": True, "border": 1})
        first = 0
        if name == "roster":
            sheet.merge_range(0, 0, 0, frame.width - 1, f"利津县{label}（模拟数据）", title)
            first = 1
        for at, column in enumerate(frame.columns):
            sheet.write_string(first, at, column, heading)
        for row, values in enumerate(frame.iter_rows(), start=first + 1):
            for at, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(row, at, value)  # codes stay text
                elif value is not None:
                    sheet.write(row, at, value)
        sheet.set_column(0, frame.width - 1, 14)
        sheet.freeze_panes(first + 1, 0)
