"""What decisions on appeals added, and what was taken for points, can be read off the result, so that it can be made again from its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from gridperf.engine.adjustments import SCHEMA
from gridperf.engine.purse import EXCHANGES, exchanged
from gridperf.engine.score import ADJUSTED
from gridperf.exact import units_to_decimal

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment
    from gridperf.records import Records

__all__ = ["adjustments_of", "exchanges_of"]


def adjustments_of(assessment: Assessment) -> pl.DataFrame:
    """Return the adjustments *assessment* was made with: `subject`, `sheet`, `item`, `points`, `note`; those of one item together."""
    rows = assessment.measures.filter((pl.col("level") == ADJUSTED) & (pl.col("numerator") != 0))
    points = rows.with_columns(units_to_decimal(pl.col("numerator"), 6).alias("points"))
    notes = assessment.entries.filter(pl.col("kind") == "adjustment").select("subject", "sheet", "item", "note")
    said = points.join(notes, on=["subject", "sheet", "item"], how="left", maintain_order="left")
    return said.with_columns(pl.col("note").fill_null("")).select(*SCHEMA)


def exchanges_of(assessment: Assessment, records: Records) -> pl.DataFrame | None:
    """Return what *assessment* says was taken for points, as far as *records* do not say it; None if they do.

    Returns:
        As `EXCHANGES`.
    """
    rows = [(row["subject"], row["account"], *told) for row in assessment.accounts.iter_rows(named=True) for told in exchanged(row["note"])]
    return None if not rows and records.has("redemptions") else pl.DataFrame(rows, schema=EXCHANGES, orient="row")
