"""A cell becomes a value exactly or not at all: nothing is rounded, guessed or cut off, and what cannot be read is named.

Cells come as text (CSV, Excel) or typed (Parquet, frames, databases); either way a column is turned as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from gridperf.messages.wording import Phrase
from gridperf.records.moments import DATETIME, to_date, to_datetime, to_period
from gridperf.tables import Column, Table

__all__ = ["FULL_WIDTH", "How", "Unread", "convert", "fold", "is_identifier", "is_period", "suits", "without_time"]

Origin = Literal["csv", "excel", "typed"]

Unread = list[tuple[str, pl.Series]]
"""Problem codes, each with the mask of the cells it concerns."""

FULL_WIDTH = {**{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}, "\u3000": " ", "\u2212": "-"}
_IS_FULL_WIDTH = r"[\x{FF01}-\x{FF5E}\x{3000}\x{2212}]"

_TRUE = ("是", "true", "1", "1.0", "y", "yes")
_FALSE = ("否", "false", "0", "0.0", "n", "no")
_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)$"
_THOUSANDS = r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$"
_SCIENTIFIC = r"^[+-]?\d+(?:\.\d+)?[eE]\+\d+$"
_EXCEL_DATE = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}"
_MIDNIGHT = " 00:00:00"
_ENDS = ("due_at", "handled_at", "verified_at", "closed_at", "ended_at")
"""Columns in which the start of the day would be too early."""
_MOST_DIGITS = 38
_EXCEL_DIGITS = 15
_EXACT_FLOAT = 2**53
_SMALLEST = 4  # below 10^-4 polars writes floats with an exponent; no column of the records has more digits
_INTEGERS = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)
_FLOATS = (pl.Float32, pl.Float64)


@dataclass(frozen=True, slots=True)
class How:
    """How the cells of one column are to be read.

    Attributes:
        origin: what kind of file they stand in.
        zone: the zone whose wall time is wanted.
        decimal: the decimal point of numbers written as text.
        format: strptime format of dates and times written as text; empty for the usual forms.
        time: time of day of values without one, as `HH:MM:SS`; empty to refuse them.
    """

    origin: Origin = "typed"
    zone: str = "Asia/Shanghai"
    decimal: str = "."
    format: str = ""
    time: str = ""


def is_identifier(column: Column) -> bool:
    """Return whether *column* holds identifiers or codes: digits that are no number."""
    return column.kind == "text" and column.name.endswith(("_id", "_code", "_number"))


def is_period(table: Table, column: Column) -> bool:
    """Return whether *column* holds period codes such as `2026-10`."""
    return column.kind == "text" and column.name == table.dated_by


def without_time(column: str) -> dict[str, object]:
    """Return what a date without a time of day would do in *column*, and times that could stand there."""
    if column in _ENDS:
        late = Phrase("当作 0 点会把当天按期办结的算作超期", "taken as 00:00, work done on that day would count as late")
        return {"effect": late, "clock": "18:00", "time": "23:59:59"}
    unknown = Phrase("不知是几点，先后和用时就无从算起", "without it, neither order nor duration is known")
    return {"effect": unknown, "clock": "08:30", "time": "00:00:00"}


def suits(dtype: pl.DataType, column: Column) -> bool:
    """Return whether values of *dtype* become those of *column* by a cast that cannot fail or lose anything."""
    kind = column.kind
    if dtype == pl.Null:
        return True
    if kind == "text":
        return dtype.base_type() in (pl.String, pl.Categorical, pl.Enum, *_INTEGERS)
    if kind == "integer":
        return dtype.base_type() in _INTEGERS
    if kind == "decimal":
        if isinstance(dtype, pl.Decimal):
            return dtype.scale <= column.digits and (dtype.precision or _MOST_DIGITS) - dtype.scale <= _MOST_DIGITS - column.digits
        return dtype.base_type() in _INTEGERS
    if kind == "datetime":
        return dtype.base_type() is pl.Datetime
    return dtype == column.dtype


def fold(values: pl.Series) -> pl.Series:
    """Return text with full-width letters, digits and spaces as half-width ones."""
    if not values.str.contains(_IS_FULL_WIDTH).any():
        return values
    return values.str.replace_many(FULL_WIDTH)


def convert(values: pl.Series, column: Column, how: How, *, table: Table) -> tuple[pl.Series, Unread]:
    """Return *values* as what *column* holds, and the cells that could not be read, which are null in the result.

    Args:
        values: cells as they stand; blank text is no value.
        column: what they should be.
        how: how to read them.
        table: the table of *column*.
    """
    if isinstance(values.dtype, (pl.Categorical, pl.Enum)):
        values = values.cast(pl.String)
    if values.dtype.base_type() in _FLOATS:
        values = values.fill_nan(None)
    if values.dtype == pl.String:
        stripped = values.str.strip_chars()
        values = stripped.set(stripped.str.len_bytes() == 0, None)
    if values.dtype == pl.Null or values.null_count() == values.len():
        return pl.Series(values.name, [None] * values.len(), dtype=column.dtype), []
    if values.dtype.is_nested() or values.dtype.base_type() in (pl.Object, pl.Binary, pl.Time, pl.Duration):
        return pl.Series(values.name, [None] * values.len(), dtype=column.dtype), [("D121", values.is_not_null())]
    if is_period(table, column):
        return to_period(_as_text(values))
    if column.kind == "text":
        return _to_text(values, column, how)
    if column.kind == "boolean":
        return _to_boolean(values, column)
    if column.kind in ("date", "datetime"):
        return _to_moment(values, column, how)
    return _to_number(values, column, how)


def _all(code: str, bad: pl.Series) -> Unread:
    return [(code, bad)] if bad.any() else []


def _as_text(values: pl.Series) -> pl.Series:
    """Return typed values as the text a person would read; a float has no more digits than Excel shows."""
    if values.dtype == pl.String:
        return fold(values)
    if values.dtype.base_type() in _FLOATS:
        number = values.cast(pl.Float64)
        whole = number.is_finite() & (number == number.floor()) & (number.abs() < _EXACT_FLOAT)
        as_whole = number.set(~whole, None).cast(pl.Int64).cast(pl.String)
        return as_whole.zip_with(as_whole.is_not_null(), number.round_sig_figs(_EXCEL_DIGITS).cast(pl.String))
    if isinstance(values.dtype, pl.Decimal):
        return values.cast(pl.String).str.replace(r"(\.\d*?)0+$", "$1").str.strip_suffix(".")
    return values.cast(pl.String)


def _to_text(values: pl.Series, column: Column, how: How) -> tuple[pl.Series, Unread]:
    if not is_identifier(column):
        return _as_text(values) if values.dtype != pl.String else values, []
    unread: Unread = []
    if values.dtype.base_type() in _FLOATS:
        number = values.cast(pl.Float64)
        lost = number.abs() >= 10**_EXCEL_DIGITS
        unread += _all("D210", lost)
        unread += _all("D211", ~lost & (number != number.floor()))
        text = _as_text(number)
    else:
        text = _as_text(values)
        if values.dtype == pl.String:
            unread += _all("D209", text.str.contains(_SCIENTIFIC))
        if how.origin == "excel":
            unread += _all("D211", text.str.contains(_EXCEL_DATE))
    for _, bad in unread:
        text = text.set(bad.fill_null(value=False), None)
    return text, unread


def _to_boolean(values: pl.Series, column: Column) -> tuple[pl.Series, Unread]:
    if values.dtype == pl.Boolean:
        return values, []
    # 有效 under a heading 作废 would mean the opposite of true, so the words count only where they repeat the heading
    own = column.name == "valid"
    text = _as_text(values).str.to_lowercase()
    true = text.is_in([*_TRUE, *(("有效",) if own else ())])
    false = text.is_in([*_FALSE, *(("无效",) if own else ())])
    known = true | false
    return true.set(~known, None), _all("D206", ~known)


def _to_moment(values: pl.Series, column: Column, how: How) -> tuple[pl.Series, Unread]:
    day = column.kind == "date"
    code = "D202" if day else "D203"
    dtype = values.dtype
    if dtype == pl.Date:
        if day:
            return values, []
        if not how.time:
            return values.cast(DATETIME).set(values.is_not_null(), None), [("D208", values.is_not_null())]
        return to_datetime(values.cast(pl.String), how.zone, "", how.time)[0], []
    if isinstance(dtype, pl.Datetime):
        local = values.dt.convert_time_zone(how.zone).dt.replace_time_zone(None) if dtype.time_zone else values
        return (local.dt.date() if day else local.dt.cast_time_unit("us")), []
    text = _as_text(values)
    if day:
        result = to_date(text, how.zone, how.format)
        return result, _all(code, text.is_not_null() & result.is_null())
    if how.origin == "excel" and how.time:
        text = text.str.strip_suffix(_MIDNIGHT)  # which Excel puts behind a date that has no time
    result, without_time = to_datetime(text, how.zone, how.format, how.time)
    bad = text.is_not_null() & result.is_null()
    unread = _all("D208", without_time) + _all(code, bad & ~without_time)
    if how.origin == "excel" and not how.time and not unread and text.drop_nulls().str.ends_with(_MIDNIGHT).all():
        # a column of dates without times, as Excel stores it: 00:00 was never typed by anyone
        return result.set(result.is_not_null(), None), [("D208", result.is_not_null())]
    return result, unread


def _to_number(values: pl.Series, column: Column, how: How) -> tuple[pl.Series, Unread]:
    if values.dtype == pl.Boolean:
        if column.kind == "integer":
            return values.cast(pl.Int64), []
        return pl.Series(values.name, [None] * values.len(), dtype=column.dtype), _all("D205", values.is_not_null())
    digits = column.digits if column.kind == "decimal" else 0
    if values.dtype.base_type() in _FLOATS:
        return _float_to_number(values.cast(pl.Float64), column, how)
    text = _as_text(values)
    if how.decimal == "," and values.dtype == pl.String:
        text = text.str.replace_many([",", "."], [".", ","])
    plain = text.str.replace(r"^\((.+)\)$", "-$1").str.strip_chars()
    plain = plain.zip_with(~plain.str.contains(_THOUSANDS).fill_null(value=False), plain.str.replace_all(",", "", literal=True))
    numeric = plain.str.contains(_NUMBER)
    plain = plain.str.replace(r"(\.\d*?)0+$", "$1").str.strip_suffix(".")
    fraction = plain.str.extract(r"\.(\d+)$").str.len_chars().fill_null(0)
    whole = plain.str.extract(r"^[+-]?0*(\d*)").str.len_chars().fill_null(0)
    fine = numeric & (fraction <= digits)
    result = plain.set(~fine.fill_null(value=False), None).cast(column.dtype, strict=False)
    too_big = fine & (result.is_null() | (whole > _MOST_DIGITS - digits))
    wrong = text.is_not_null() & ~numeric
    if column.kind == "integer":
        unread = _all("D204", wrong | (numeric & (fraction > 0)))
    else:
        unread = _all("D205", wrong) + _all("D207", numeric & (fraction > digits))
    return result.set(too_big.fill_null(value=False), None), unread + _all("D212", too_big)


def _float_to_number(values: pl.Series, column: Column, how: How) -> tuple[pl.Series, Unread]:
    """Return floats as Excel shows them, with at most 15 digits; what lies outside of those digits is refused."""
    size = values.abs()
    endless = size.is_infinite()
    big = (size >= 10**_EXCEL_DIGITS) & ~endless
    tiny = (size > 0) & (size < 10**-_SMALLEST)
    inside = _as_text(values.set((endless | big | tiny).fill_null(value=False), None))
    result, unread = _to_number(inside, column, how)
    whole = column.kind == "integer"
    unread += _all("D204" if whole else "D205", endless) + _all("D204" if whole else "D207", tiny) + _all("D212", big)
    return result, unread
