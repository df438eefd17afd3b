"""Every number of a rulebook is exact: `12`, `0.5`, `95%` or `1/3` all become the same `Fraction`, never a float.

A number that could not be computed with exactly, because it is too large or too fine, is refused where it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from gridperf.exact import as_decimal

__all__ = [
    "Exact",
    "Limit",
    "NotNegative",
    "PartOf",
    "Positive",
    "PositiveLimit",
    "Step",
    "StepOrExact",
    "Whole",
    "as_written",
    "is_written",
    "number",
    "or_word",
    "parse_exact",
    "parse_number",
    "percent",
]

_WRITTEN = re.compile(r"[-+]?[0-9]{1,30}(\.[0-9]{1,30})?( ?%)?|[-+]?[0-9]{1,30}/[0-9]{1,30}")
_DIGITS = 30
_LARGEST = 10**_DIGITS
_BILLION = 10**9


def is_written(text: str) -> bool:
    """Return whether *text* is a number as it may be written, such as `12`, `0.5`, `95%` or `1/3`."""
    return _WRITTEN.fullmatch(text.strip()) is not None


def parse_exact(value: object) -> Fraction:
    """Return the exact number written as *value*; `ValueError` if it is none.

    Args:
        value: an `int`, `Decimal` or `Fraction`, or text such as `12`, `0.5`, `95%` or `1/3`.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST:
        return Fraction(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= _DIGITS:
        return Fraction(value)
    if isinstance(value, str) and is_written(value):
        text = value.strip()
        try:
            return Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
        except ZeroDivisionError:
            pass
    raise PydanticCustomError("exact_number", "expected a number such as 12, 0.5, 95% or 1/3")


def parse_number(value: object) -> Fraction:
    """Return the exact number written as *value* if points and yuan can be computed with it: below a billion, and no finer than a billionth.

    Sums and products of larger ones would not be exact any more; the largest number of a county's document is far below.
    """
    number = parse_exact(value)
    if abs(number) >= _BILLION or number.denominator > _BILLION:
        raise PydanticCustomError("exact_size", "expected a number below a billion, and no finer than a billionth")
    return number


def as_written(value: Fraction | str) -> int | str:
    """Return *value* as `parse_exact` reads it back: a whole number, or text such as `19/20`."""
    if isinstance(value, str):
        return value
    return value.numerator if value.denominator == 1 else str(value)


def _positive(value: object) -> Fraction:
    number = parse_number(value)
    if number <= 0:
        raise PydanticCustomError("exact_positive", "expected a number above 0")
    return number


def _not_negative(value: object) -> Fraction:
    number = parse_number(value)
    if number < 0:
        raise PydanticCustomError("exact_not_negative", "expected a number of at least 0")
    return number


def _part_of(value: object) -> Fraction:
    number = parse_number(value)
    if not 0 < number < 1:
        raise PydanticCustomError("exact_part", "expected a share above 0 and below 100%")
    return number


def _step(value: object) -> Fraction:
    number = _positive(value)
    if (number * 10**6).denominator != 1:
        raise PydanticCustomError("exact_step", "expected a step with at most six digits after the point, such as 0.01, 0.5 or 1")
    return number


def or_word(word: str, parse: Callable[[object], Fraction]) -> Callable[[object], Fraction | str]:
    """Return a parser that also takes one *word*, and names it when it takes neither."""

    def read(value: object) -> Fraction | str:
        if value == word and isinstance(value, str):
            return value
        try:
            return parse(value)
        except PydanticCustomError as error:
            if error.type == "exact_number":
                raise PydanticCustomError("exact_or_word", "expected a number or {word}", {"word": word}) from None
            raise

    return read


def number(value: Fraction) -> str:
    """Return *value* as a person writes it: a decimal if it has one, else a fraction."""
    try:
        return f"{as_decimal(value):f}"
    except ValueError:
        return str(value)


def percent(value: Fraction) -> str:
    """Return *value* as a percentage; as a fraction if no decimal says it, such as 1/3."""
    said = number(value * 100)
    return number(value) if "/" in said else f"{said}%"


_NUMBER_SCHEMA: dict[str, Any] = {
    "type": ["number", "string"],
    "pattern": r"^\s*[-+]?([0-9]+(\.[0-9]+)?\s?%?|[0-9]+/[0-9]+)\s*$",
    "description": "An exact number: 12, 0.5, 95% or 1/3.",
}


def _schema_or(word: str) -> dict[str, Any]:
    number = {key: value for key, value in _NUMBER_SCHEMA.items() if key != "description"}
    return {"anyOf": [number, {"type": "string", "enum": [word]}], "description": f"An exact number, or `{word}`."}


_AS_WRITTEN = PlainSerializer(as_written, return_type=int | str)

Exact = Annotated[Fraction, PlainValidator(parse_number), _AS_WRITTEN, WithJsonSchema(_NUMBER_SCHEMA)]
"""An exact number."""

Positive = Annotated[Fraction, PlainValidator(_positive), _AS_WRITTEN, WithJsonSchema(_NUMBER_SCHEMA)]
"""An exact number above 0."""

NotNegative = Annotated[Fraction, PlainValidator(_not_negative), _AS_WRITTEN, WithJsonSchema(_NUMBER_SCHEMA)]
"""An exact number of at least 0."""

PartOf = Annotated[Fraction, PlainValidator(_part_of), _AS_WRITTEN, WithJsonSchema(_NUMBER_SCHEMA)]
"""A share of a whole, above 0 and below 100%."""

Step = Annotated[Fraction, PlainValidator(_step), _AS_WRITTEN, WithJsonSchema(_NUMBER_SCHEMA)]
"""A rounding step: positive, at most six digits after the point."""

Limit = Annotated[
    Fraction | Literal["unlimited"],
    PlainValidator(or_word("unlimited", parse_number)),
    _AS_WRITTEN,
    WithJsonSchema(_schema_or("unlimited")),
]
"""An exact number, or `unlimited`."""

PositiveLimit = Annotated[
    Fraction | Literal["unlimited"],
    PlainValidator(or_word("unlimited", _positive)),
    _AS_WRITTEN,
    WithJsonSchema(_schema_or("unlimited")),
]
"""An exact number above 0, or `unlimited`."""

StepOrExact = Annotated[
    Fraction | Literal["exact"], PlainValidator(or_word("exact", _step)), _AS_WRITTEN, WithJsonSchema(_schema_or("exact"))
]
"""A rounding step, or `exact`."""

Whole = Annotated[int, Field(strict=True, le=_BILLION - 1)]
"""A whole number below a billion, written without quotes or decimal point."""
