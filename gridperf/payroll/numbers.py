"""Numbers of the payroll's files have sizes a wage can have: an amount is whole fen, a share at most the whole, so that every product is bounded."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from gridperf.rulebook.numbers import as_written, parse_exact

__all__ = ["Amount", "AmountLimit", "RoundingStep", "Share", "Times"]

_LARGEST = 10**10
_FINEST = 10**6
_MOST_TIMES = 1000
_LARGEST_STEP = 1000


def _amount(value: object) -> Fraction:
    number = parse_exact(value)
    if not 0 <= number < _LARGEST or (number * 100).denominator != 1:
        raise PydanticCustomError("amount", "expected an amount of yuan")
    return number


def _amount_limit(value: object) -> Fraction | str:
    return "unlimited" if value == "unlimited" else _amount(value)


def _share(value: object) -> Fraction:
    number = parse_exact(value)
    if not 0 <= number <= 1 or number.denominator > _FINEST:
        raise PydanticCustomError("share", "expected a share")
    return number


def _times(value: object) -> Fraction:
    number = parse_exact(value)
    if not 0 < number <= _MOST_TIMES or number.denominator > _FINEST:
        raise PydanticCustomError("times", "expected a number of times")
    return number


def _step(value: object) -> Fraction:
    number = parse_exact(value)
    if not 0 < number <= _LARGEST_STEP or (number * _FINEST).denominator != 1:
        raise PydanticCustomError("exact_step", "expected a step")
    return number


_WRITTEN = PlainSerializer(as_written, return_type=int | str)
_SCHEMA: dict[str, Any] = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*([0-9]+(\.[0-9]+)?\s?%?|[0-9]+/[0-9]+)\s*$"}]}
_OR_UNLIMITED: dict[str, Any] = {"anyOf": [*_SCHEMA["anyOf"], {"const": "unlimited"}]}

Amount = Annotated[Fraction, PlainValidator(_amount), _WRITTEN, WithJsonSchema(_SCHEMA | {"description": "Yuan, in whole fen."})]
"""Yuan, from 0 to below ten billion, in whole fen."""

AmountLimit = Annotated[
    Fraction | Literal["unlimited"],
    PlainValidator(_amount_limit),
    _WRITTEN,
    WithJsonSchema(_OR_UNLIMITED | {"description": "Yuan, in whole fen, or `unlimited`."}),
]
"""Yuan, or `unlimited`."""

Share = Annotated[Fraction, PlainValidator(_share), _WRITTEN, WithJsonSchema(_SCHEMA | {"description": "A share, from 0 to 100%."})]
"""A share from 0 to 100 %, of at most a millionth."""

Times = Annotated[
    Fraction, PlainValidator(_times), _WRITTEN, WithJsonSchema(_SCHEMA | {"description": "How many times: above 0, at most 1000."})
]
"""How many times, above 0 and at most 1000."""

RoundingStep = Annotated[
    Fraction, PlainValidator(_step), _WRITTEN, WithJsonSchema(_SCHEMA | {"description": "A rounding step of at most six decimals."})
]
"""A rounding step: above 0, at most 1000 yuan, with at most six digits after the point."""
