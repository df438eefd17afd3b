"""Names and units shared by everything that computes pay: columns of the pay table, fen, and small tools over columns."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import polars as pl

from gridperf.engine.service import column_at
from gridperf.ratios import Ratio

__all__ = [
    "CLAIM",
    "CLAIMS",
    "COUNT",
    "DUE",
    "FACTOR",
    "FEN",
    "FUND",
    "GROSS",
    "LEAVES",
    "PARTS",
    "PROBATION",
    "RATE",
    "SCORE",
    "SHORT",
    "TOLD",
    "WHOLE",
    "WHY",
    "column_of",
    "either",
    "physical",
    "place",
    "whole_months",
]

FEN = Fraction(1, 100)
"""The unit every pay column counts."""
GROSS = "gross"
RATE = "|rate"
"""Suffix of the columns that hold the amount for a whole month."""
PARTS = "|parts"
"""Suffix of the columns that hold the amounts of somebody's intervals times their days, as text, where the amounts differ."""
SCORE = "|score"
"""Suffix of the columns that hold the score a line pays for, as text."""
SHORT = "|short"
"""Suffix of the columns that hold how many are missing to the number a line requires, in whole ones."""
DUE = "|due"
"""Suffix of the columns that hold that number, in units of 10^-6."""
FACTOR = "|factor"
"""Suffix of the columns that hold what a line was multiplied by, in units of 10^-6."""
WHOLE = "|whole"
"""Suffix of the columns that hold all of a line of which the person receives only a part, in fen."""
TOLD = "|told"
"""Suffix of the columns that say how a share of a pool came about."""
CLAIM, CLAIMS = "|claim", "|claims"
"""Suffixes of the columns that hold the weight of a share of a pool, and the sum of weights, in parts both are whole numbers of."""
FUND = "|fund"
"""Suffix of the columns that hold the fund they were weights in, in fen."""
WHY = "|why"
"""Suffix of the columns that hold who decided an amount, and why."""
COUNT = "pay/"
"""Prefix of the columns that hold what a line counts."""
PROBATION = "probation|"
"""Prefix of the columns that hold on how many days in service a person was in probation, by its months."""
LEAVES = "leaves"
"""Column that says whether a person's service ends in the period."""
_MONTHS_A_YEAR = 12


def column_of(reference: str) -> str:
    """Return what follows the point of *reference*."""
    return reference.partition(".")[2]


def place(table: pl.DataFrame, reference: str) -> str:
    """Return the column of the pay table that holds *reference* (`roster.<column>` of the placing interval, or `grids.<column>`)."""
    return column_at(table.columns, column_of(reference)) if reference.startswith("roster.") else reference


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


def whole_months(since: pl.Expr, until: dt.date) -> pl.Expr:
    """Return how many whole months lie between *since* and *until*; a day a month lacks is reached on the first of the next."""
    years = pl.lit(until.year, dtype=pl.Int64) - since.dt.year().cast(pl.Int64)
    months = pl.lit(until.month, dtype=pl.Int64) - since.dt.month().cast(pl.Int64)
    return years * _MONTHS_A_YEAR + months - (since.dt.day() > until.day).cast(pl.Int64)
