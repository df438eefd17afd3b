"""What an appeal adds to an item is a line of its own beside what was measured; the raw line stays as it is.

It counts like the points of its item: the ends of the item, of its section and of the total hold it, and a veto takes it.
"""

from __future__ import annotations

import polars as pl

from gridperf.engine.score import ADJUSTED, ADJUSTED_UNITS, NOTE
from gridperf.errors import BookError, Problem
from gridperf.rulebook.scoring import Sheet

__all__ = ["SCHEMA", "no_adjustments", "unused_adjustments", "with_adjustments"]

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "subject": pl.String,
    "sheet": pl.String,
    "item": pl.String,
    "points": pl.Decimal(38, 6),
    "note": pl.String,
}
"""The columns of adjustments: whose points of which item, how many more or fewer, and by which decision."""


def no_adjustments() -> pl.DataFrame:
    """Return adjustments of nothing."""
    return pl.DataFrame(schema=SCHEMA)


def with_adjustments(measured: pl.DataFrame, adjustments: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """Return *measured* with a column `<item>|adjusted`, in millionths of a point, for every item of *sheet* that is adjusted.

    Args:
        measured: one row per subject.
        adjustments: rows of `SCHEMA`; several of one item add up.
        sheet: the sheet.
    """
    own = adjustments.filter((pl.col("sheet") == sheet.id) & pl.col("subject").is_in(measured["subject"].implode()))
    for item in sheet.items:
        rows = own.filter(pl.col("item") == item.id)
        if not rows.height:
            continue
        column = f"{item.id}|{ADJUSTED}"
        added = rows.group_by("subject").agg(
            (pl.col("points").to_physical() // pl.lit(10**6 // ADJUSTED_UNITS, dtype=pl.Int128)).cast(pl.Int64).sum().alias(column),
            pl.col("note").sort().str.join("；").alias(NOTE + item.id),
        )
        measured = measured.join(added, on="subject", how="left", maintain_order="left").with_columns(pl.col(column).fill_null(0))
    return measured


def unused_adjustments(adjustments: pl.DataFrame, placed: pl.DataFrame, sheets: list[Sheet]) -> None:
    """Refuse adjustments that no entry takes up.

    Args:
        adjustments: rows of `SCHEMA`.
        placed: who is on which sheet: `subject`, `sheet`.
        sheets: the sheets of the period.

    Raises:
        BookError: B061 for each.
    """
    items = {(sheet.id, item.id) for sheet in sheets for item in sheet.items}
    on_sheet = set(placed.select("subject", "sheet").iter_rows())
    problems = [
        Problem("B061", values={"worker": subject, "sheet": sheet, "item": item, "note": note})
        for subject, sheet, item, note in adjustments.select("subject", "sheet", "item", "note").iter_rows()
        if (subject, sheet) not in on_sheet or (sheet, item) not in items
    ]
    if problems:
        raise BookError(problems)
