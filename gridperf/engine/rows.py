"""Every row of the ledger has the columns of `entries`, in their order; what an entry does not say is empty."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from gridperf.exact import as_decimal
from gridperf.tables import RESULTS

__all__ = ["NO_NOTE", "NO_RATE", "SHOWN", "entry_rows", "plain", "shown"]

SHOWN = 6
"""Digits after the point of points and yuan in the ledger."""
NO_RATE = pl.lit(None, dtype=pl.Decimal(38, SHOWN))
NO_NOTE = pl.lit(None, dtype=pl.String)
_NONE = pl.lit(None, dtype=pl.Int64)


def entry_rows(wide: pl.DataFrame, line: int, **parts: object) -> pl.DataFrame:
    """Return one line of the ledger for every subject, in the columns of `entries`."""
    parts = {"numerator": _NONE, "denominator": _NONE, "rate": NO_RATE, "note": NO_NOTE, **parts}
    chosen: list[pl.Expr] = []
    for column in RESULTS["entries"].columns:
        if column.name == "subject":
            chosen.append(pl.col("subject"))
        elif column.name == "line":
            chosen.append(pl.lit(line, dtype=pl.Int64).alias("line"))
        else:
            part = parts[column.name]
            chosen.append((part if isinstance(part, pl.Expr) else pl.lit(part, dtype=column.dtype)).alias(column.name))
    return wide.select(chosen)


def plain(value: Fraction) -> str:
    """Return *value* as a decimal if it has one, else as a fraction."""
    try:
        return f"{as_decimal(value):f}"
    except ValueError:
        return str(value)


def shown(value: Fraction) -> pl.Expr:
    """Return *value* as a rate of the ledger; none where it has no decimal form: quantity and amount still say all."""
    try:
        return pl.lit(as_decimal(value, SHOWN), dtype=pl.Decimal(38, SHOWN))
    except ValueError:
        return NO_RATE
