"""Comparisons that lose nothing: numbers in whole units of a column's last digit, moments as written, patterns letter by letter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import polars as pl

from gridperf.messages.wording import Phrase
from gridperf.tables import Column

__all__ = ["SHOWN", "Family", "Operand", "apply", "compare_number", "in_units", "is_day", "like", "moment"]

Family = Literal["text", "number", "date", "datetime", "boolean"]
"""What can be compared with each other."""

SHOWN = {
    "text": Phrase("文字", "text"),
    "number": Phrase("数", "number"),
    "integer": Phrase("整数", "integer"),
    "decimal": Phrase("小数", "decimal"),
    "date": Phrase("日期", "date"),
    "datetime": Phrase("日期和时刻", "datetime"),
    "boolean": Phrase("是/否", "boolean"),
}
"""How problems name what a column holds."""

_INT64 = 2**63


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a comparison: a column, a literal, or integers added up.

    Attributes:
        family: what it can be compared with.
        shown: how problems name it.
        at: where it starts in the filter's text.
        expr: a column, or a sum with one in it.
        literal: a value that is written out.
        column: the declaration of a plain column.
        digits: digits after the point of a decimal column.
    """

    family: Family
    shown: str
    at: int
    expr: pl.Expr | None = None
    literal: str | int | Decimal | bool | None = None
    column: Column | None = None
    digits: int = 0


def is_day(text: str) -> bool:
    """Return whether *text* is written like a date without a time."""
    return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text))


def moment(text: str, family: Family) -> pl.Expr | None:
    """Return the date (for the family `date`) or the date and time written as *text*; None if it is none."""
    try:
        if is_day(text) and family == "date":
            return pl.lit(dt.date.fromisoformat(text))
        if is_day(text) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?", text):
            return pl.lit(dt.datetime.fromisoformat(text), dtype=pl.Datetime("us")) if family == "datetime" else None
    except ValueError:
        pass
    return None


def like(pattern: str) -> str:
    """Return the LIKE *pattern* as a regular expression: `%` any text, `_` any character, everything else itself."""
    wanted = "".join({"%": ".*", "_": "."}.get(character, rf"\x{{{ord(character):x}}}") for character in pattern)
    return rf"(?s)\A{wanted}\z"


def apply(sign: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Return `left sign right`."""
    operations: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
        "=": lambda a, b: a == b,
        "<>": lambda a, b: a != b,
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
    }
    return operations[sign](left, right)


def in_units(operand: Operand, digits: int) -> pl.Expr:
    """Return a number column as integers that count 10^-*digits*."""
    expr = operand.expr
    if expr is None:
        message = "a literal has no units"
        raise TypeError(message)
    if operand.column is not None and operand.column.kind == "decimal":
        expr = expr.reinterpret(dtype=pl.Int128)
    factor = 10 ** (digits - operand.digits)
    return expr.cast(pl.Int128) if factor == 1 else expr.cast(pl.Int128) * pl.lit(factor, dtype=pl.Int128)


def compare_number(sign: str, left: Operand, value: Decimal) -> pl.Expr:
    """Return `left sign value` in whole units of the column's last digit, so that no digit of *value* is lost.

    A value between two units cannot be equal to anything; the other signs move to the neighbouring unit.
    """
    expr = in_units(left, left.digits)
    numerator, denominator = (value.scaleb(left.digits)).as_integer_ratio()
    floor, rest = divmod(numerator, denominator)
    if rest:
        if sign in ("=", "<>"):
            return pl.when(expr.is_null()).then(None).otherwise(pl.lit(sign == "<>"))
        # x > 1.5 and x >= 1.5 are x >= 2;  x < 1.5 and x <= 1.5 are x <= 1
        sign, floor = (">=", floor + 1) if sign in (">", ">=") else ("<=", floor)
    if left.column is not None and left.column.kind == "integer" and abs(floor) < _INT64:
        return apply(sign, pl.col(left.column.name), pl.lit(floor, dtype=pl.Int64))
    return apply(sign, expr, pl.lit(floor, dtype=pl.Int128))
