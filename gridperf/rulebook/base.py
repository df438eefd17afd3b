"""What every part of a rulebook shares: unknown keys are refused, nothing can be changed after loading, numbers are exact.

A number may be written `12`, `0.5`, `95%` or `1/3`; all four become the same `Fraction`, never a float.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

__all__ = ["Basis", "Clause", "Exact", "FilterText", "Id", "Model", "Positive", "Step", "key_of", "parse_exact"]


class Model(BaseModel):
    """Base of every part of a rulebook."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, populate_by_name=True)


def parse_exact(value: object) -> Fraction:
    """Return the exact number written as *value*; `ValueError` if it is none.

    Args:
        value: an `int`, `Decimal` or `Fraction`, or text such as `12`, `0.5`, `95%` or `1/3`.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str):
        text = value.strip()
        try:
            return Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
        except (ValueError, ZeroDivisionError):
            pass
    raise PydanticCustomError("exact_number", "expected a number such as 12, 0.5, 95% or 1/3")


def _written(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else str(value)


def _positive(value: Fraction) -> Fraction:
    if value <= 0:
        raise PydanticCustomError("exact_positive", "expected a number above 0")
    return value


def _step(value: Fraction) -> Fraction:
    scaled = value
    for _ in range(7):
        if scaled.denominator == 1:
            return value
        scaled *= 10
    raise PydanticCustomError("exact_step", "expected a step with at most six digits after the point, such as 0.01, 0.5 or 1")


_NUMBER = {
    "anyOf": [
        {"type": "number"},
        {"type": "string", "pattern": r"^\s*-?(\d+(\.\d+)?\s*%?|\d+/\d+)\s*$"},
    ],
    "description": "An exact number: 12, 0.5, 95% or 1/3.",
}

Exact = Annotated[
    Fraction, BeforeValidator(parse_exact), PlainSerializer(_written, return_type=int | str), WithJsonSchema(_NUMBER)
]
"""An exact number."""

Positive = Annotated[
    Fraction,
    BeforeValidator(lambda value: _positive(parse_exact(value))),
    PlainSerializer(_written, return_type=int | str),
    WithJsonSchema(_NUMBER),
]
"""An exact number above 0."""

Step = Annotated[
    Fraction,
    BeforeValidator(lambda value: _step(_positive(parse_exact(value)))),
    PlainSerializer(_written, return_type=int | str),
    WithJsonSchema(_NUMBER),
]
"""A rounding step: positive, at most six digits after the point."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
"""An identifier: lower-case English words joined by hyphens."""

Clause = Annotated[str, StringConstraints(min_length=1), Field(description="Clause of the county's document, as headed in `sources/`.")]
FilterText = Annotated[str, StringConstraints(min_length=1), Field(description="A SQL boolean expression over the table's columns.")]
Basis = Literal["published", "assumed"]
"""Whether a value is printed in the county's document or set by the pack's author."""


def key_of(*keys: str) -> Callable[[Any], str | None]:
    """Return a discriminator that chooses a model by which of *keys* is present."""

    def choose(value: Any) -> str | None:  # noqa: ANN401 (pydantic hands over raw data or a model)
        if isinstance(value, dict):
            return next((key for key in keys if key in value), None)
        if isinstance(value, str):
            return "name" if "name" in keys else None
        return next((key for key in keys if key in type(value).model_fields), None) if isinstance(value, BaseModel) else None

    return choose
