"""What every part of a rulebook shares: unknown keys are refused, nothing can be changed after loading, numbers are exact.

A number may be written `12`, `0.5`, `95%` or `1/3`; all four become the same `Fraction`, never a float.
Every choice between shapes is made by a key or a word that is plain to see, so that one mistake gives one problem.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, PydanticKnownError

from gridperf.exact import as_decimal

__all__ = [
    "EMPTY",
    "IF_NEEDED",
    "MISSING",
    "Basis",
    "ColumnRef",
    "Day",
    "Exact",
    "FilterText",
    "Flag",
    "Id",
    "Limit",
    "Model",
    "NotNegative",
    "PartOf",
    "PeriodCode",
    "Positive",
    "PositiveLimit",
    "Step",
    "StepOrExact",
    "TableName",
    "Text",
    "Whole",
    "as_written",
    "by_key",
    "keys_of",
    "list_or",
    "number",
    "or_word",
    "parse_exact",
    "parse_number",
    "percent",
    "tag",
    "word_or_number",
]


class Model(BaseModel):
    """Base of every part of a rulebook."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        validate_default=True,
        populate_by_name=True,
        serialize_by_alias=True,
        defer_build=True,  # else every part is built alone at import, and again within each whole it is part of
    )


def keys_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the keys of *model* as they are written in a file; `from` cannot be the name of an attribute."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


class _Lacking:
    """Stands for a key that is not written, or is empty, although what stands beside it needs it."""


MISSING, EMPTY = _Lacking(), _Lacking()


def _there(value: object) -> object:
    if value is MISSING:
        raise PydanticKnownError("missing")
    if value is EMPTY:
        raise PydanticKnownError("too_short", {"field_type": "List", "min_length": 1, "actual_length": 0})
    return value


IF_NEEDED = BeforeValidator(_there)
"""Marks a key that may be left out or empty; the model puts `MISSING` or `EMPTY` there where it may not."""


# --- numbers ---------------------------------------------------------------------------------------------------------

_WRITTEN = re.compile(r"[-+]?[0-9]{1,30}(\.[0-9]{1,30})?( ?%)?|[-+]?[0-9]{1,30}/[0-9]{1,30}")
_DIGITS = 30
_LARGEST = 10**_DIGITS
_BILLION = 10**9


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
    if isinstance(value, str) and _WRITTEN.fullmatch(value.strip()):
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

Flag = Annotated[bool, Field(strict=True)]
"""`true` or `false`."""


# --- texts -----------------------------------------------------------------------------------------------------------


def _day(value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "expected a date such as 2026-10-01")


Day = Annotated[
    dt.date, PlainValidator(_day), PlainSerializer(dt.date.isoformat, return_type=str), WithJsonSchema({"type": "string", "format": "date"})
]
"""A date, written `2026-10-01`."""

Text = Annotated[str, StringConstraints(min_length=1)]
"""Text that is not empty."""

PeriodCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])|Q[1-4]|H[12])?$")]
"""A period, written `2026-10`, `2026Q4`, `2026H2` or `2026`."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
"""An identifier: lower-case English words joined by hyphens."""

FilterText = Annotated[str, StringConstraints(min_length=1), Field(description="A SQL boolean expression over the table's columns.")]
TableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_0-9]*$"), Field(description="A table of records.")]
ColumnRef = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_0-9]*\.[a-z][a-z_0-9]*$"), Field(description="`table.column`")]
Basis = Literal["published", "assumed"]
"""Whether a value is printed in the county's document or set by the pack's author."""


# --- choices between shapes --------------------------------------------------------------------------------------------


def tag(key: str) -> str:
    """Return the name pydantic gets for the shape chosen by *key*: no YAML key looks like it, so it can be told apart in a path."""
    return f"<{key}>"


def by_key(*keys: str, name: bool = False) -> Discriminator:
    """Return a discriminator that chooses a shape by which of *keys* is present, in that order.

    Args:
        *keys: the keys; the shape is tagged `tag(key)`.
        name: plain text is a shape too, tagged `tag("name")`.
    """

    def choose(value: Any) -> str | None:  # noqa: ANN401 (pydantic hands over raw data or a model)
        if isinstance(value, str) and name:
            return tag("name")
        held = value if isinstance(value, dict) else keys_of(type(value)) if isinstance(value, BaseModel) else ()
        found = next((key for key in keys if key in held), None)
        return tag(found) if found else None

    return Discriminator(
        choose,
        custom_error_type="one_of_keys",
        custom_error_message="expected one of the keys {keys}",
        custom_error_context={"keys": ", ".join(keys), "name": "yes" if name else ""},
    )


def word_or_number() -> Discriminator:
    """Return a discriminator between a number, tagged `tag("number")`, and one of some words, tagged `tag("word")`."""

    def choose(value: Any) -> str:  # noqa: ANN401 (pydantic hands over raw data or a model)
        text = isinstance(value, str) and not _WRITTEN.fullmatch(value.strip())
        return tag("word" if text else "number")

    return Discriminator(choose)


def list_or(word: str) -> Discriminator:
    """Return a discriminator between a list, tagged `tag("list")`, and one *word*, tagged `tag("word")`."""

    def choose(value: Any) -> str | None:  # noqa: ANN401 (pydantic hands over raw data or a model)
        if isinstance(value, (list, tuple)):
            return tag("list")
        return tag("word") if value == word and isinstance(value, str) else None

    return Discriminator(
        choose,
        custom_error_type="list_or_word",
        custom_error_message="expected a list or {word}",
        custom_error_context={"word": word},
    )
