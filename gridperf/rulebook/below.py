"""What layers below an edition may change, must change and must leave alone; what is not allowed is refused.

A place is written as the names that lead to it, `sheets.month.items.arrival.score.share`; `*` stands for any one name.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainSerializer, PlainValidator, StringConstraints, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from gridperf.rulebook.base import Model, by_key, tag
from gridperf.rulebook.clauses import Clause
from gridperf.rulebook.numbers import Exact, Positive, Whole, as_written, parse_exact

__all__ = ["PLACE", "Allowance", "Below", "Kept", "MayAdd", "MayChange", "MayDisable", "MustAdd", "MustChange", "PlacePath", "Requirement"]

PLACE = r"^[^.\s]+(\.[^.\s]+)*$"

PlacePath = Annotated[str, StringConstraints(pattern=PLACE)]
"""The names that lead to a value, joined by dots."""


def _single(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        return str(as_written(parse_exact(value)))
    except PydanticCustomError:
        pass
    if isinstance(value, str) and value:
        return value
    raise PydanticCustomError("string_type", "expected a single value")


Single = Annotated[
    str,
    PlainValidator(_single),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]}),
]
"""A single value, numbers compared exactly."""


class MayChange(Model):
    """A lower layer may set these values: `{change: sheets.month.items.*.score.share, at_least: 20, at_most: 40, clause: 第九条}`.

    Attributes:
        change: the values, or a part with everything inside it.
        at_least: the smallest number it may set.
        at_most: the largest number it may set.
        one_of: the only values it may set.
    """

    change: PlacePath
    at_least: Exact | None = None
    at_most: Exact | None = None
    one_of: Annotated[tuple[Single, ...], Field(min_length=1)] | None = None
    clause: Clause


class MayAdd(Model):
    """A lower layer may add to these lists: `{add: sheets.month.items, most: 2, points: 10, clause: 第九条}`.

    What every layer below has added counts together, for each list by itself.

    Attributes:
        add: the lists, or sets of named parts such as `values`.
        most: the most entries that may be added.
        points: items only: the most points the added items may give together, and the most they may take.
    """

    add: PlacePath
    most: Annotated[Whole, Field(ge=1)]
    points: Positive | None = None
    clause: Clause


class MayDisable(Model):
    """A lower layer may leave these out: `{disable: sheets.month.items.meeting, clause: 第九条}`.

    Attributes:
        disable: the entries.
    """

    disable: PlacePath
    clause: Clause


Allowance = Annotated[
    Annotated[MayChange, Tag(tag("change"))] | Annotated[MayAdd, Tag(tag("add"))] | Annotated[MayDisable, Tag(tag("disable"))],
    by_key("change", "add", "disable"),
]


class Kept(Model):
    """Nothing may be changed, added or left out here, whatever `allow` says: `{at: sheets.month.vetoes, clause: 第九条}`.

    Attributes:
        at: the part.
    """

    at: PlacePath
    clause: Clause


class MustChange(Model):
    """A lower layer must state these values itself, be it the same ones: `{change: values.standard.amount, clause: 第九条}`.

    Attributes:
        change: the values, one of which it must state.
    """

    change: PlacePath
    clause: Clause


class MustAdd(Model):
    """A lower layer must add something of its own: `{add: sheets.month.items, at_least: 1, clause: 第九条}`.

    Attributes:
        add: the list.
        at_least: how many entries at the least.
    """

    add: PlacePath
    at_least: Annotated[Whole, Field(ge=1)]
    clause: Clause


Requirement = Annotated[
    Annotated[MustChange, Tag(tag("change"))] | Annotated[MustAdd, Tag(tag("add"))],
    by_key("change", "add"),
]


class Below(Model):
    """What layers that extend this edition may do (P18); what is not allowed here is refused.

    Attributes:
        allow: what they may change, add and leave out.
        forbid: what stays as it is, even where `allow` is wide.
        require: what the layer that extends this edition must state itself.
    """

    allow: tuple[Allowance, ...] = ()
    forbid: tuple[Kept, ...] = ()
    require: tuple[Requirement, ...] = ()
