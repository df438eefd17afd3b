"""How long people can object is said in words of the rulebook or of whoever publishes, and never assumed."""

from __future__ import annotations

import datetime as dt
import re

from gridperf.book.parts import Window
from gridperf.engine.schedule import window
from gridperf.errors import BookError, Problem, nearest
from gridperf.rulebook import Rulebook
from gridperf.rulebook.scheduling import AfterDays, AfterWorkdays, Recurring

__all__ = ["NO_WINDOW", "counted"]

NO_WINDOW = "none"
"""What is said instead of a window where there is none."""

_WORKDAYS = re.compile(r"(\d{1,3})\s*(?:workdays?|个?工作日)")
_DAYS = re.compile(r"(\d{1,3})\s*(?:days?|个?(?:自然|日历)?[日天])")


def counted(rule: str, at: dt.datetime, rules: Rulebook) -> Window | None:
    """Return the window that opens the day after *at*.

    Args:
        rule: `5 workdays` or `5个工作日`, `7 days` or `7日`, the id of a step of the rulebook's schedule, whose length counts from
            *at* then, or `none`.
        at: when the result is published, in the zone of the Book.
        rules: the rulebook it was made by, for its workdays.

    Raises:
        BookError: B044 if *rule* is none of these, B045 if workdays are counted and the rulebook has none.
        RulesError: A105 if the published schedule of workdays does not cover a year.
    """
    words = rule.strip()
    if words == NO_WINDOW:
        return None
    steps = {one.id: one.due for one in rules.edition.schedule}
    due = steps.get(words)
    if due is not None:
        pass
    elif (found := _WORKDAYS.fullmatch(words)) and int(found[1]):
        due = AfterWorkdays(after="period_end", workdays=int(found[1]))
    elif (found := _DAYS.fullmatch(words)) and int(found[1]):
        due = AfterDays(after="period_end", days=int(found[1]), off_day="stays")
    if due is None or isinstance(due, Recurring):
        near = "、".join(nearest(words, steps)) or "—"
        raise BookError(Problem("B044", values={"rule": rule, "near": near}))
    if isinstance(due, AfterWorkdays) and rules.calendar is None:
        raise BookError(Problem("B045", values={"rule": rule}))
    opens_on, closes_on = window(due, at.date(), rules.calendar)
    return Window(words, opens_on, closes_on)
