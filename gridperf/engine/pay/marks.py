"""Names and units shared by everything that computes pay: columns of the pay table, fen, and small tools over columns."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from gridperf.exact import Ratio
from gridperf.tables import RECORDS

__all__ = ["COUNT", "FEN", "GROSS", "RATE", "column_of", "digits_of", "either", "physical", "place"]

FEN = Fraction(1, 100)
"""The unit every pay column counts."""
GROSS = "gross"
RATE = "|rate"
"""Suffix of the columns that hold the amount for a whole month."""
COUNT = "pay/"
"""Prefix of the columns that hold what a line counts."""


def column_of(reference: str) -> str:
    """Return what follows the point of *reference*."""
    return reference.partition(".")[2]


def digits_of(reference: str) -> int:
    """Return the digits after the point of the column *reference* names; 0 for a whole number."""
    table, _, name = reference.partition(".")
    declared = RECORDS[table].column(name)
    return declared.digits if declared.kind == "decimal" else 0


def place(table: pl.DataFrame, reference: str) -> str:
    """Return the column of the pay table that holds *reference* (`roster.<column>` of the placing interval, or `grids.<column>`)."""
    name = column_of(reference)
    return name if reference.startswith("roster.") and name in table.columns else reference


def physical(column: pl.Expr) -> pl.Expr:
    """Return a column as whole units."""
    return column.to_physical().cast(pl.Int64)


def either(condition: pl.Expr, yes: Ratio, no: Ratio) -> Ratio:
    """Return *yes* where *condition* holds, else *no*."""
    top, bottom = max(yes.most, no.most), max(yes.den_most, no.den_most)
    wide = pl.Int128
    return Ratio(
        pl.when(condition).then(yes.num.cast(wide)).otherwise(no.num.cast(wide)),
        pl.when(condition).then(yes.den.cast(wide)).otherwise(no.den.cast(wide)),
        top,
        bottom,
    )
