"""Nothing here is ever a float: single numbers are `fractions.Fraction`, with one declared rounding, and leave as decimals."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

import polars as pl

__all__ = ["Mode", "as_decimal", "decimals", "digits_of", "round_fraction", "units_as_text", "units_to_decimal"]

Mode = Literal["half_up", "half_even", "down", "up"]


def round_fraction(value: Fraction, step: Fraction, mode: Mode) -> Fraction:
    """Return *value* rounded to a multiple of *step*.

    Args:
        value: what to round.
        step: the step, such as 1/100; must be positive.
        mode: `half_up` 四舍五入 (half away from zero), `half_even` 四舍六入五成双, `down` 舍去 (towards zero), `up` 进位 (away from zero).
    """
    count = abs(value) / step
    whole, rest = divmod(count.numerator, count.denominator)
    twice = 2 * rest
    if mode == "up":
        whole += rest > 0
    elif mode == "half_up":
        whole += twice >= count.denominator
    elif mode == "half_even":
        whole += twice > count.denominator or (twice == count.denominator and whole % 2 == 1)
    return (whole if value >= 0 else -whole) * step


def decimals(value: Fraction) -> int:
    """Return how many digits after the point *value* needs; `ValueError` if no number of digits is enough."""
    digits = 0
    rest = value.denominator
    while rest % 10 == 0:
        rest //= 10
        digits += 1
    twos = fives = 0
    while rest % 2 == 0:
        rest //= 2
        twos += 1
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        message = f"{value} has no finite decimal form"
        raise ValueError(message)
    return digits + max(twos, fives)


def as_decimal(value: Fraction, digits: int | None = None) -> Decimal:
    """Return *value* as a decimal with *digits* after the point (as many as it needs by default), exactly.

    Raises:
        ValueError: if *value* cannot be written with that many digits.
    """
    needed = decimals(value)
    places = needed if digits is None else digits
    if needed > places:
        message = f"{value} needs {needed} digits after the point, not {places}"
        raise ValueError(message)
    return Decimal(f"{value.numerator * 10**places // value.denominator}E-{places}")


def units_to_decimal(column: pl.Expr, digits: int, *, shown: int | None = None) -> pl.Expr:
    """Return an integer *column* of units of 10^-*digits* as exact decimals with *shown* (default *digits*) digits."""
    places = digits if shown is None else shown
    widened = column.cast(pl.Int128) * pl.lit(10 ** (places - digits), dtype=pl.Int128)
    return widened.reinterpret(dtype=pl.Decimal(38, places))


def digits_of(dtype: pl.DataType) -> int:
    """Return the digits after the point of the numbers a column of *dtype* holds."""
    return dtype.scale if isinstance(dtype, pl.Decimal) else 0


def units_as_text(column: pl.Expr, digits: int) -> pl.Expr:
    """Return an integer *column* of units of 10^-*digits* as text, without needless zeros after the point."""
    text = units_to_decimal(column, digits).cast(pl.String)
    return text.str.strip_chars_end("0").str.strip_chars_end(".") if digits else text
