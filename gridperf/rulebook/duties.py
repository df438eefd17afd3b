"""What a duty asks day after day: a required frequency, a list that must be covered, days in a row, time on the move.

What is due is always said: which units, how many days make one, and what excuses a person.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gridperf.rulebook.base import FilterText, Model, TableName
from gridperf.rulebook.deriving import ColumnName
from gridperf.rulebook.numbers import Positive, Whole

__all__ = ["Coverage", "Frequency", "Online", "Streak"]


class Frequency(Model):
    """How much of a required frequency was met (M6): two patrols a workday, one sort-through a week.

    The denominator is `times` for every day, week or month on which the duty is due; the numerator counts, in each of
    them, at most `times` rows, so a busy Monday does not make up for an empty Tuesday.

    A **workday** is due if the worker was in service and not excused; a **day** likewise, weekends included.
    A **week** (Monday to Sunday) is due if at least `week_needs` workdays of it, inside the period, are due.
    A **month** (the whole period) is due if at least one workday is.
    Rows on days that are not due count in no day; in a week or month that is due, rows of any day inside the period count.

    Instead of `times`, a unit may ask for an amount: `{frequency: patrols, sum: minutes, at_least: 240, part: whole_down, per: week, …}`.
    With `part: whole_down` the units that reach it are counted over those that are due; with `part: linear` the
    denominator is the amount for every unit due, and the numerator counts in each of them at most that much, and never less than nothing.

    Attributes:
        frequency: the table.
        times: how often per unit.
        sum: a numeric column of the table that is added up unit by unit; with `at_least` and `part`, and without `times`.
        at_least: what the sum of a unit must come to.
        part: what a unit counts whose sum falls short: nothing (`whole_down`), or the part that was done (`linear`).
        per: the unit.
        excused_by: which rows of `attendance` excuse a day; `none` if nothing does.
        week_needs: due workdays that make a week due; only with `per: week`.
    """

    frequency: TableName
    where: FilterText | None = None
    times: Annotated[Whole, Field(ge=1)] | None = None
    sum: ColumnName | None = None
    at_least: Positive | None = None
    part: Literal["whole_down", "linear"] | None = None
    per: Literal["day", "workday", "week", "month"]
    excused_by: FilterText | Literal["none"]
    week_needs: Annotated[Whole, Field(ge=1, le=7)] | None = None


class Coverage(Model):
    """How much of a list was covered as often as it must be (M6): every key household once a month.

    A target is due in a unit if, on at least `needs` days of it inside the period, the target is on the list and the
    worker it belongs to is in service and not excused.
    The denominator is `times` for every target and unit due; the numerator counts, for each of them, at most `times` of
    that worker's own rows about that target, so that a second visit to one does not make up for none to another.

    Attributes:
        coverage: the table of what was done, such as `visits`.
        of: the list: a table with `starts_on` and `ends_on`, such as `targets`.
        target_where: which rows of the list are due.
        target: the column, of both tables, that says which target it is.
        times: how often per unit.
        per: the unit; weeks run from Monday to Sunday, and the sheet's period must hold whole ones of the longer units.
        needs: days that make a target due in a unit.
        excused_by: which rows of `attendance` excuse a day; `none` if nothing does.
    """

    coverage: TableName
    of: TableName
    where: FilterText | None = None
    target_where: FilterText | None = None
    target: ColumnName
    times: Annotated[Whole, Field(ge=1)]
    per: Literal["week", "month", "quarter", "half", "year"]
    needs: Annotated[Whole, Field(ge=1)]
    excused_by: FilterText | Literal["none"]


class Streak(Model):
    """How many days in a row have at least one row (P21): `{streak: patrols, per: workday, which: longest, excused_by: none}`.

    Days out of service break a run, excused days neither break nor lengthen it, and a run ends with the period.

    Attributes:
        streak: the table.
        per: whether every day is asked for, or only workdays; rows on other days then count for nothing.
        which: the longest run, or the one that reaches the last day of service in the period.
        excused_by: which rows of `attendance` excuse a day; `none` if nothing does.
    """

    streak: TableName
    where: FilterText | None = None
    per: Literal["day", "workday"]
    which: Literal["longest", "ending"]
    excused_by: FilterText | Literal["none"]


class Online(Model):
    """Time between one position fix and the next, gaps above a limit ignored (M5): `{online: tracks, at: recorded_at, gap_at_most: 30, unit: minute}`.

    Only fixes of one day follow each other. The sum is cut to whole units.

    Attributes:
        online: the table.
        at: the column of the moment.
        gap_at_most: the longest gap that still counts, in units.
        unit: what is counted.
        day_reaches: count the days on which it comes to at least so many units, instead of the units.
    """

    online: TableName
    at: ColumnName
    where: FilterText | None = None
    gap_at_most: Annotated[Whole, Field(ge=1)]
    unit: Literal["second", "minute", "hour"]
    day_reaches: Annotated[Whole, Field(ge=1)] | None = None
