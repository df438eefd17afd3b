"""Dates are counted, never typed: each window opens the day after what it follows and closes on its last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import polars as pl

from gridperf.calendar import Calendar
from gridperf.period import Period
from gridperf.rulebook.scheduling import AfterDays, AfterWorkdays, Appointment, OnDay, Recurring
from gridperf.tables import RESULTS

__all__ = ["schedule", "window"]

_DAY = dt.timedelta(days=1)
_SUNDAY = 7
_DECEMBER = 12


def schedule(appointments: Sequence[Appointment], period: Period, calendar: Calendar | None) -> pl.DataFrame:
    """Return what is due for *period*, as the result table `schedule`.

    Args:
        appointments: the rulebook's schedule.
        period: the period.
        calendar: its workdays; None if the rulebook counts none, and then nothing here does.
    """
    ends = {"period_end": period.ends_on}
    rows = []
    for one in appointments:
        if one.of != period.every:
            continue
        shared = {"period": period.code, "step": one.id, "name": one.name, "to": one.to, "clause": one.clause}
        if isinstance(one.due, Recurring):
            days = _days(one.due, period, calendar)
            moments = [(day, at) for day in days for at in one.due.at or (None,)]
            rows += [
                {**shared, "part": part, "by": one.by, "starts_on": day, "ends_on": day, "at": at} for part, (day, at) in enumerate(moments)
            ]
            continue
        first, last = window(one.due, ends[one.due.after], calendar)
        rows.append({**shared, "part": 0, "by": one.by, "starts_on": first, "ends_on": last, "at": None})
        for part, stage in enumerate(one.stages, start=1):
            first, last = last + _DAY, _workdays_after(last, stage.workdays, calendar)
            rows.append({**shared, "part": part, "by": stage.by, "starts_on": first, "ends_on": last, "at": None})
        ends[one.id] = last
    return pl.DataFrame(rows, schema=RESULTS["schedule"].schema, orient="row") if rows else RESULTS["schedule"].empty()


def window(due: AfterWorkdays | AfterDays | OnDay, anchor: dt.date, calendar: Calendar | None) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of what is due after *anchor*; a calendar of None has no workdays to count."""
    if isinstance(due, AfterWorkdays):
        return anchor + _DAY, _workdays_after(anchor, due.workdays, calendar)
    if isinstance(due, AfterDays):
        last = anchor + due.days * _DAY
    else:
        year, month = (anchor.year + 1, 1) if anchor.month == _DECEMBER else (anchor.year, anchor.month + 1)
        last = dt.date(year, month, due.day_of_next_month)
    if due.off_day != "stays" and calendar is not None:
        step = _DAY if due.off_day == "next_workday" else -_DAY
        while not calendar.is_workday(last):
            last += step
    return anchor + _DAY, max(last, anchor + _DAY)


def _workdays_after(anchor: dt.date, count: int, calendar: Calendar | None) -> dt.date:
    day = anchor
    while count and calendar is not None:
        day += _DAY
        count -= calendar.is_workday(day)
    return day


def _days(due: Recurring, period: Period, calendar: Calendar | None) -> Iterator[dt.date]:
    """Yield the days of *period* on which something comes again."""
    for offset in range(period.days):
        day = period.starts_on + offset * _DAY
        if (
            due.each == "day"
            or (due.each == "week" and day.isoweekday() == _SUNDAY)
            or (due.each == "workday" and calendar is not None and calendar.is_workday(day))
        ):
            yield day
