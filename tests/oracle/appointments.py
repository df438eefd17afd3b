"""What is due when, once more and slowly: days are walked through one by one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from gridperf.rulebook.scheduling import AfterDays, AfterWorkdays, OnDay, Recurring
from tests.oracle.results import ONE_DAY, Due

if TYPE_CHECKING:
    from tests.oracle.reference import Scheme

__all__ = ["appointments"]


def appointments(scheme: Scheme) -> dict[tuple[str, int], Due]:
    """Return what is due, by step and its part: signatures after it, or repetitions."""
    found: dict[tuple[str, int], Due] = {}
    ended = {"period_end": scheme.period.ends_on}
    for step in scheme.edition.schedule:
        if step.of != scheme.period.every:
            continue
        due = step.due
        if isinstance(due, Recurring):
            days = [day for day in scheme.days if _again(due, day, scheme)]
            for part, (day, time) in enumerate((day, time) for day in days for time in (due.at or [None])):
                found[step.id, part] = (day, day, time, step.by, step.to)
            continue
        before = ended[due.after]
        last = _last(due, before, scheme)
        found[step.id, 0] = (before + ONE_DAY, last, None, step.by, step.to)
        for part, stage in enumerate(step.stages, start=1):
            before, last = last, _workdays(last, stage.workdays, scheme)
            found[step.id, part] = (before + ONE_DAY, last, None, stage.by, step.to)
        ended[step.id] = last
    return found


def _again(due: Recurring, day: dt.date, scheme: Scheme) -> bool:
    return {"day": True, "workday": scheme.is_workday(day), "week": day.strftime("%a") == "Sun"}[due.each]


def _last(due: AfterWorkdays | AfterDays | OnDay, before: dt.date, scheme: Scheme) -> dt.date:
    if isinstance(due, AfterWorkdays):
        return _workdays(before, due.workdays, scheme)
    last = before + ONE_DAY
    if isinstance(due, AfterDays):
        last = before + dt.timedelta(days=due.days)
    else:
        while last.month == before.month or last.day != due.day_of_next_month:
            last += ONE_DAY
    while due.off_day != "stays" and not scheme.is_workday(last):
        last += ONE_DAY if due.off_day == "next_workday" else -ONE_DAY
    # a window has a day at the least
    return max(last, before + ONE_DAY)


def _workdays(day: dt.date, count: int, scheme: Scheme) -> dt.date:
    for _ in range(count):
        day += ONE_DAY
        while not scheme.is_workday(day):
            day += ONE_DAY
    return day
