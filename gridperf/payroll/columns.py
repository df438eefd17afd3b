"""Amounts are counts of fen in 64-bit columns, and a share is rounded by the steps that are written, in their order.

A frame is refused where an amount reaches a hundred billion yuan: below that, every product here has its bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

import polars as pl

from gridperf.exact import round_fraction
from gridperf.payroll.figures import Band, Rounding
from gridperf.ratios import Ratio

__all__ = ["FEN", "MOST", "banded", "in_fen", "in_yuan", "most_of", "of_table", "rounded", "rounded_one", "share", "whole_fen", "yuan"]

FEN = Fraction(1, 100)
MOST = 10**13
"""The bound of every amount, in fen."""


def whole_fen(value: Fraction | Decimal | int) -> int:
    """Return yuan as fen; `ValueError` if a fraction of a fen is left."""
    fen = Fraction(value) / FEN
    if fen.denominator != 1:
        message = f"{value} yuan is no whole number of fen"
        raise ValueError(message)
    return fen.numerator


def yuan(fen: int) -> str:
    """Return an amount of fen as yuan, as text."""
    return f"{fen // 100}.{fen % 100:02d}"


def in_fen(column: pl.Expr) -> pl.Expr:
    """Return a column of decimals with two digits as fen; a null is 0."""
    return column.to_physical().cast(pl.Int64, strict=True).fill_null(0)


def in_yuan(column: pl.Expr) -> pl.Expr:
    """Return a column of fen as exact decimals with two digits."""
    return column.cast(pl.Int128).reinterpret(dtype=pl.Decimal(38, 2))


def most_of(frame: pl.DataFrame, columns: Iterable[str]) -> int:
    """Return the largest magnitude in *columns* of *frame*."""
    names = list(columns)
    if not names or not frame.height:
        return 0
    return max(int(value or 0) for value in frame.select(pl.col(names).abs().max()).row(0))


def rounded(ratio: Ratio, steps: Sequence[Rounding]) -> pl.Expr:
    """Return yuan rounded by *steps*, one after the other, as fen."""
    for step in steps[:-1]:
        ratio = Ratio.units(ratio.rounded(step.step, step.mode), step.step, _count(ratio, step))
    last = steps[-1]
    return ratio.rounded(last.step, last.mode) * pl.lit(whole_fen(last.step), dtype=pl.Int64)


def _count(ratio: Ratio, step: Rounding) -> int:
    """Return the most multiples of *step* the ratio can come to."""
    return -(-ratio.most // (1 if not ratio.constant else ratio.den_most)) * step.step.denominator // step.step.numerator + 1


def rounded_one(value: Fraction, steps: Sequence[Rounding]) -> Fraction:
    """Return one value rounded by *steps*, as `rounded` does a column."""
    for step in steps:
        value = round_fraction(value, step.step, step.mode)
    return value


def share(base: pl.Expr, rate: Fraction, steps: Sequence[Rounding], *, plus: Fraction = Fraction(0)) -> pl.Expr:
    """Return *rate* of a *base* in fen and *plus* yuan on top, rounded by *steps*, as fen."""
    return rounded(Ratio.units(base, FEN, MOST).times(rate).plus(Ratio.fixed(plus)), steps)


def banded(
    amount: pl.Expr, bands: Sequence[Band], steps: Sequence[Rounding], *, chosen_by: pl.Expr | None = None, scale: int = 1
) -> pl.Expr:
    """Return the tax of *amount*, in fen: rate times amount less the quick deduction, rounded by *steps*, never below 0.

    Args:
        amount: fen; below 0 it is taxed as 0.
        bands: the table.
        steps: the rounding.
        chosen_by: what chooses the band, in fen, if it is not the amount itself.
        scale: how many times a limit of the table *chosen_by* is compared with: 12 for a table of months.
    """
    of = amount if chosen_by is None else chosen_by
    taxed = pl.when(amount > 0).then(amount).otherwise(pl.lit(0, dtype=pl.Int64))
    result = _in_band(taxed, bands[-1], steps)
    for band in reversed(bands[:-1]):
        limit = Fraction(0) if isinstance(band.up_to, str) else band.up_to
        result = pl.when(of <= pl.lit(whole_fen(limit * scale), dtype=pl.Int64)).then(_in_band(taxed, band, steps)).otherwise(result)
    return pl.when(result > 0).then(result).otherwise(pl.lit(0, dtype=pl.Int64))


def _in_band(amount: pl.Expr, band: Band, steps: Sequence[Rounding]) -> pl.Expr:
    return share(amount, band.rate, steps, plus=-band.quick)


def of_table(amount: Fraction, bands: Sequence[Band], steps: Sequence[Rounding], *, chosen_by: Fraction | None = None) -> Fraction:
    """Return the tax of one *amount* of yuan, as `banded` does a column."""
    of = amount if chosen_by is None else chosen_by
    for band in bands:
        if isinstance(band.up_to, str) or of <= band.up_to:
            return max(Fraction(0), rounded_one(max(amount, Fraction(0)) * band.rate - band.quick, steps))
    message = "a table of bands has no last one"
    raise AssertionError(message)
