"""When things are due after a period: publicity, objections, answers, filing, payment, bulletins (T8, V1, V2, V4, V5, V6).

A date follows from the end of the period or of another step, in workdays or calendar days; nobody types it in.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, Tag

from gridperf.period import Every
from gridperf.rulebook.base import Id, Model, Text, by_key, tag
from gridperf.rulebook.clauses import Clause
from gridperf.rulebook.numbers import Whole

__all__ = ["AfterDays", "AfterWorkdays", "Appointment", "Deadline", "OnDay", "Recurring", "Stage"]

OffDay = Literal["stays", "next_workday", "workday_before"]
"""What becomes of a date that is no workday."""


class AfterWorkdays(Model):
    """So many workdays after something ends: `{after: period_end, workdays: 5}`; the day itself is not counted.

    Attributes:
        after: `period_end`, or the id of a step named before this one.
        workdays: how many workdays.
    """

    after: Text
    workdays: Annotated[Whole, Field(ge=1)]


class AfterDays(Model):
    """So many calendar days after something ends: `{after: publish, days: 7, off_day: next_workday}`.

    Attributes:
        after: `period_end`, or the id of a step named before this one.
        days: how many calendar days; the day itself is not counted.
        off_day: what becomes of a last day that is no workday.
    """

    after: Text
    days: Annotated[Whole, Field(ge=1)]
    off_day: OffDay


class OnDay(Model):
    """A day of the calendar month after the one in which something ends: `{after: period_end, day_of_next_month: 10, off_day: stays}`.

    Attributes:
        after: `period_end`, or the id of a step named before this one.
        day_of_next_month: which day.
        off_day: what becomes of it if it is no workday.
    """

    after: Text
    day_of_next_month: Annotated[Whole, Field(ge=1, le=28)]
    off_day: OffDay


class Recurring(Model):
    """Again and again inside the period: `{each: workday, at: ["12:00", "18:00"]}`.

    Attributes:
        each: every `day`, every `workday`, or the last day of every `week` (Monday to Sunday) that lies in the period.
        at: the times of day, in their order.
    """

    each: Literal["day", "workday", "week"]
    at: Annotated[tuple[Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")], ...], Field(min_length=1)] | None = (
        None
    )


Deadline = Annotated[
    Annotated[AfterWorkdays, Tag(tag("workdays"))]
    | Annotated[AfterDays, Tag(tag("days"))]
    | Annotated[OnDay, Tag(tag("day_of_next_month"))]
    | Annotated[Recurring, Tag(tag("each"))],
    by_key("workdays", "days", "day_of_next_month", "each"),
]


class Stage(Model):
    """One signature of several, each after the one before (V4): `{by: 社区, workdays: 2}`.

    Attributes:
        by: who signs.
        workdays: how many workdays there are for it.
    """

    by: Text
    workdays: Annotated[Whole, Field(ge=1)]


class Appointment(Model):
    """One thing that is due: `{id: publish, name: 公示, clause: 第八条, of: month, due: {after: period_end, workdays: 5}}`.

    Attributes:
        of: the kind of period it is due for.
        due: its last day, or the days it comes again.
        by: who does it.
        to: where it is handed in, such as a higher body.
        stages: who signs one after another, from the day after it is due.
    """

    id: Id
    name: Text
    clause: Clause
    of: Every
    due: Deadline
    by: Text | None = None
    to: Text | None = None
    stages: tuple[Stage, ...] = ()
