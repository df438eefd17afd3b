"""What every part of a rulebook shares: unknown keys are refused, and nothing can be changed after loading.

Every choice between shapes is made by a key or a word that is plain to see, so that one mistake gives one problem.
"""

from __future__ import annotations

import datetime as dt
import re
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

from gridperf.rulebook.numbers import is_written

__all__ = [
    "EMPTY",
    "IF_NEEDED",
    "MISSING",
    "Basis",
    "ColumnRef",
    "Day",
    "FilterText",
    "Flag",
    "Id",
    "Model",
    "PeriodCode",
    "TableName",
    "Text",
    "by_key",
    "keys_of",
    "list_or",
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


# --- flags and texts -----------------------------------------------------------------------------------------------

Flag = Annotated[bool, Field(strict=True)]
"""`true` or `false`."""


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
        text = isinstance(value, str) and not is_written(value)
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
