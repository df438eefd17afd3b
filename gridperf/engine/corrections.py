"""What a correction of an earlier period adds to somebody's pay is an entry of its own in the period that settles it, whoever is paid there."""

from __future__ import annotations

import polars as pl

from gridperf.tables import RESULTS

__all__ = ["COLUMN", "COLUMN_NAME", "CORRECTION", "SCHEMA", "correction_entries", "corrections_in", "no_corrections", "with_corrections"]

CORRECTION = "correction"
"""The kind of such an entry."""

COLUMN, COLUMN_NAME = "earlier-periods", "以前各期更正"
"""The column of `pay` that holds their sum, where there are any; it stands like a pay line, and what it is called."""

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "subject": pl.String,
    "of": pl.String,
    "line": pl.String,
    "name": pl.String,
    "clause": pl.String,
    "amount": pl.Decimal(38, 2),
    "note": pl.String,
}
"""The columns of corrections: whose pay of which period, by which line, how much more or less in yuan, and by which step of the Book."""

_YUAN = pl.Decimal(38, 2)


def no_corrections() -> pl.DataFrame:
    """Return corrections of nothing."""
    return pl.DataFrame(schema=SCHEMA)


def correction_entries(rows: pl.DataFrame, *, after: int, period: str) -> pl.DataFrame:
    """Return *rows*, of `SCHEMA`, as rows of the result table `entries`; their lines stand below the first *after*."""
    keys = ["of", "line", "note"]
    numbered = rows.join(rows.select(keys).unique().sort(keys).with_row_index("\0at", offset=after + 1), on=keys, maintain_order="left")
    nothing = pl.lit(None)
    columns = {
        "subject": pl.col("subject"),
        "period": pl.lit(period),
        "sheet": pl.lit(""),
        "line": pl.col("\0at"),
        "ledger": pl.lit("yuan"),
        "kind": pl.lit(CORRECTION),
        "item": pl.concat_str("of", "line", separator="/"),
        "name": pl.format("{} 更正：{}", "of", "name"),
        "clause": pl.col("clause"),
        "numerator": nothing,
        "denominator": nothing,
        "rate": nothing,
        "amount": pl.col("amount"),
        "note": pl.col("note"),
    }
    schema = RESULTS["entries"].schema
    return numbered.select(columns[name].cast(dtype).alias(name) for name, dtype in schema.items())


def corrections_in(entries: pl.DataFrame) -> pl.DataFrame:
    """Return the corrections that *entries* of the result table hold, as rows of `SCHEMA`."""
    own = entries.filter(pl.col("kind") == CORRECTION)
    parts = pl.col("item").str.split_exact("/", 1)
    return own.with_columns(
        parts.struct.field("field_0").alias("of"),
        parts.struct.field("field_1").alias("\0line"),
        pl.col("name").str.split("更正：").list.slice(1).list.join("更正："),
    ).select(
        "subject",
        "of",
        pl.col("\0line").alias("line"),
        "name",
        "clause",
        pl.col("amount").cast(_YUAN),
        pl.col("note").fill_null(""),
    )


def with_corrections(pay: pl.DataFrame, rows: pl.DataFrame, period: str) -> pl.DataFrame:
    """Return *pay*, the result table, with the sum of everybody's *rows* in a column before `gross`, and in it.

    Whoever is owed something and is not paid otherwise has a row too: who has left is owed it all the same.
    """
    if not rows.height:
        return pay
    sums = rows.group_by("subject").agg(pl.col("amount").sum().cast(_YUAN).alias(COLUMN))
    both = pay.join(sums, on="subject", how="full", coalesce=True).with_columns(pl.lit(period).alias("period"))
    gross = (pl.col("gross").fill_null(0) + pl.col(COLUMN).fill_null(0)).cast(_YUAN).alias("gross")
    columns = [*(name for name in pay.columns if name != "gross"), COLUMN, "gross"]
    return both.with_columns(gross).select(columns).sort("subject")
