"""Time is counted by a named clock, in whole units, from columns of one record; a limit is a number and its clock, never a bare number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, Discriminator, Field, PlainSerializer, PlainValidator, StringConstraints, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from gridperf.rulebook.base import Model, by_key, keys_of, tag
from gridperf.rulebook.numbers import Whole, number

__all__ = [
    "CLOCKS",
    "WORKING",
    "Clock",
    "ColumnName",
    "Deadline",
    "Derived",
    "Elapsed",
    "Hours",
    "LimitByColumn",
    "LimitInColumn",
    "TimeLimit",
    "WorkingTime",
    "clocks_of",
]

Clock = Literal["work_hour", "work_day", "urgent_hour", "natural_day"]

CLOCKS: dict[str, Clock] = {"紧急工作时": "urgent_hour", "工作时": "work_hour", "工作日": "work_day", "自然日": "natural_day"}
"""The four clocks by their names in documents; the longer name first, for it contains the shorter."""
WORKING: tuple[Clock, ...] = ("work_hour", "work_day")
"""Clocks that stand still outside working hours, at weekends and on holidays; shifted weekends are worked."""

ColumnName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_0-9]*$"), Field(description="A column of the table.")]


# --- working hours ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class WorkingTime:
    """One stretch of working hours, in minutes after midnight."""

    start: int
    end: int

    def __str__(self) -> str:
        """Return it as it is written."""
        return "-".join(f"{at // 60:02d}:{at % 60:02d}" for at in (self.start, self.end))


_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)")


def _working_time(value: object) -> WorkingTime:
    if isinstance(value, WorkingTime):
        return value
    found = _HOURS.fullmatch(value.strip()) if isinstance(value, str) else None
    if found:
        end = int(found[3]) * 60 + int(found[4]) if found[3] else 24 * 60
        start = int(found[1]) * 60 + int(found[2])
        if start < end:
            return WorkingTime(start, end)
    raise PydanticCustomError("working_time", "expected working hours such as 08:00-12:00")


Hours = Annotated[
    WorkingTime,
    PlainValidator(_working_time),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$", "description": "As in `08:00-12:00`."}),
]
"""A stretch of working hours, written `08:00-12:00`, within one day."""


# --- limits ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """So much time by one clock: `4 工作时`, `2 工作日`, `1 紧急工作时`, `3 自然日`.

    Attributes:
        amount: how many hours of an hourly clock, or days of a daily one.
        clock: the clock.
    """

    amount: Fraction
    clock: Clock

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{number(self.amount)} {next(name for name, clock in CLOCKS.items() if clock == self.clock)}"


_LIMIT = re.compile(rf"([0-9]{{1,6}}(?:\.[0-9]{{1,3}})?) ?({'|'.join(CLOCKS)})")


def _limit(value: object) -> TimeLimit:
    if isinstance(value, TimeLimit):
        return value
    found = _LIMIT.fullmatch(value.strip()) if isinstance(value, str) else None
    amount = Fraction(found[1]) if found else Fraction(0)
    if not found or amount <= 0:
        raise PydanticCustomError("time_limit", "expected a limit such as 4 工作时")
    return TimeLimit(amount, CLOCKS[found[2]])


def _limit_or_none(value: object) -> TimeLimit | str:
    return value if isinstance(value, str) and value == "none" else _limit(value)


_LIMIT_SCHEMA = {
    "type": "string",
    "pattern": rf"^\s*[0-9]+(\.[0-9]+)? ?({'|'.join(CLOCKS)})\s*$",
    "description": "A time limit: `4 工作时`.",
}

WrittenLimit = Annotated[TimeLimit, PlainValidator(_limit), PlainSerializer(str, return_type=str), WithJsonSchema(_LIMIT_SCHEMA)]
"""A limit, written `4 工作时`."""

LimitOrNone = Annotated[
    TimeLimit | Literal["none"],
    PlainValidator(_limit_or_none),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"anyOf": [_LIMIT_SCHEMA, {"const": "none"}], "description": "A time limit, or `none`."}),
]


class LimitByColumn(Model):
    """A limit by the value of a text column: `{by: category, of: {暴露垃圾: 4 工作时, 绿地养护: 5 工作日}, otherwise: none}`.

    Attributes:
        by: the column.
        of: its values and their limits.
        otherwise: the limit of all other values; with `none` they have no deadline, so that no comparison with it holds.
    """

    by: ColumnName
    of: Annotated[dict[str, WrittenLimit], Field(min_length=1)]
    otherwise: LimitOrNone


class LimitInColumn(Model):
    """A limit that stands in a column of whole numbers: `{column: hours, clock: work_hour}`; an empty cell gives no deadline.

    Attributes:
        column: the column.
        clock: what its numbers count.
    """

    column: ColumnName
    clock: Clock


# --- derived columns -------------------------------------------------------------------------------------------------


class Elapsed(Model):
    """The time between two moments of a record, by a clock: `{from: dispatched_at, to: handled_at, clock: work_hour, unit: minute, part: whole_down}`.

    A whole number of units. Empty if either moment is; negative if the second lies before the first, and `part` goes down or up
    on the whole line of numbers: half an hour before is -1 hour with `whole_down` and 0 hours with `whole_up`.

    Attributes:
        from: the column of the first moment.
        to: the column of the second moment.
        clock: `work_hour` 工作时 and `work_day` 工作日 run in working hours on workdays, `urgent_hour` 紧急工作时 and
            `natural_day` 自然日 always.
        unit: what is counted; a `day` of a working clock has as many hours as a working day, else 24.
        part: what a part of a unit counts: nothing (`whole_down`), or a whole one (`whole_up`); exactly so many units stay so many.
        at_most: what one record counts at most, in that unit.
    """

    from_: ColumnName = Field(alias="from")
    to: ColumnName
    clock: Clock
    unit: Literal["second", "minute", "hour", "day"]
    part: Literal["whole_down", "whole_up"]
    at_most: Annotated[Whole, Field(ge=1)] | None = None


def _limit_shape(value: object) -> str:
    """Return which shape of limit *value* has; whatever is no set of keys is read as one limit."""
    held = value if isinstance(value, dict) else keys_of(type(value)) if isinstance(value, BaseModel) else ()
    return tag("by" if "by" in held else "column" if isinstance(value, (dict, BaseModel)) else "name")


class Deadline(Model):
    """When a limit that starts at a moment of the record is used up: `{from: dispatched_at, limit: 4 工作时}`.

    A limit used up exactly when working hours end is due at that moment, not when they next begin.

    Attributes:
        from: the column of the moment the limit starts at; no deadline if it is empty.
        limit: the limit: of every record, by a column's values, or in a column.
    """

    from_: ColumnName = Field(alias="from")
    limit: Annotated[
        Annotated[WrittenLimit, Tag(tag("name"))] | Annotated[LimitByColumn, Tag(tag("by"))] | Annotated[LimitInColumn, Tag(tag("column"))],
        Discriminator(_limit_shape),
    ]

    def limits(self) -> tuple[TimeLimit | Clock, ...]:
        """Return the limits that are written out, or the clock of those in a column."""
        if isinstance(self.limit, LimitInColumn):
            return (self.limit.clock,)
        if isinstance(self.limit, LimitByColumn):
            rest = () if isinstance(self.limit.otherwise, str) else (self.limit.otherwise,)
            return (*self.limit.of.values(), *rest)
        return (self.limit,)


Derived = Annotated[Annotated[Elapsed, Tag(tag("to"))] | Annotated[Deadline, Tag(tag("limit"))], by_key("to", "limit")]
"""A column computed from others before anything is filtered."""


def clocks_of(rule: Elapsed | Deadline) -> set[Clock]:
    """Return the clocks a derived column is counted by."""
    if isinstance(rule, Elapsed):
        return {rule.clock}
    return {limit.clock if isinstance(limit, TimeLimit) else limit for limit in rule.limits()}
