"""A rule rests on one clause or on several; several read as one text, and none of them is lost in it.

A clause may hold the mark that separates clauses (`一、总则`), so that which clauses were written is kept beside the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic.fields import Field
from pydantic_core import PydanticCustomError, PydanticKnownError

__all__ = ["Clause", "Clauses", "clauses_of"]


class Clauses(str):
    """Several clauses as one text, `第三条、第四条`.

    Attributes:
        each: the clauses, as they were written.
    """

    __slots__ = ("each",)

    each: tuple[str, ...]

    def __new__(cls, each: Sequence[str]) -> Self:
        """Return *each* as one text."""
        made = super().__new__(cls, "、".join(each))
        made.each = tuple(each)
        return made

    def __getnewargs__(self) -> tuple[tuple[str, ...]]:  # type: ignore[override]  # as `__new__` takes them, not as text does
        """Return what it is made of again in another process."""
        return (self.each,)


def clauses_of(clause: str) -> tuple[str, ...]:
    """Return the clauses that stand in *clause*, a value of a key `clause`."""
    return clause.each if isinstance(clause, Clauses) else (clause,)


def _read(value: object) -> str:
    if isinstance(value, Clauses):
        return value
    if isinstance(value, (list, tuple)):
        if not value:
            raise PydanticKnownError("too_short", {"field_type": "List", "min_length": 1, "actual_length": 0})
        if not all(isinstance(one, str) and one for one in value) or len(set(value)) < len(value):
            raise PydanticCustomError("clauses", "expected a clause, or a list of different clauses")
        return Clauses(value) if len(value) > 1 else str(value[0])
    if not isinstance(value, str):
        raise PydanticCustomError("clauses", "expected a clause, or a list of different clauses")
    if not value:
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    return value


def _written(value: str) -> Any:  # noqa: ANN401 (text or a list of it)
    return list(value.each) if isinstance(value, Clauses) else value


_ONE: dict[str, Any] = {"type": "string", "minLength": 1}

Clause = Annotated[
    str,
    PlainValidator(_read),
    PlainSerializer(_written),
    WithJsonSchema({"anyOf": [_ONE, {"type": "array", "items": _ONE, "minItems": 1, "uniqueItems": True}]}),
    Field(description="Clause of the county's document, as headed in `sources/`; a list of them if the rule follows from several."),
]
"""A clause, or several."""
