"""What holds for the edition as a whole: its calendar, and whether it may count workdays."""

from __future__ import annotations

from gridperf.rulebook.checks.context import Context
from gridperf.rulebook.measures import Formula, Frequency, Streak
from gridperf.rulebook.walk import parts

__all__ = ["check_whole"]

_COUNT_WORKDAYS = ("by_paid_days", "add_paid_days", "subtract_unpaid_days")


def check_whole(context: Context) -> None:
    """Check `calendar`."""
    edition = context.edition
    calendar = edition.calendar
    both = sorted(set(calendar.days_off) & set(calendar.working_days))
    if both:
        context.report("R282", ("calendar", "working_days"), what=", ".join(day.isoformat() for day in both))
    if calendar.workdays == "none":
        _without_workdays(context)


def _without_workdays(context: Context) -> None:
    """Report what counts workdays or paid days although the edition has none."""
    edition = context.edition
    for path, part in parts(edition):
        if isinstance(part, (Frequency, Streak)) and part.per != "day":
            context.report("R273", (*path, "per"))
        elif getattr(part, "part_month", None) in _COUNT_WORKDAYS:
            context.report("R273", (*path, "part_month"))
        named = part.using.items() if isinstance(part, Formula) else [("measure", getattr(part, "measure", None))]
        for key, name in named:
            amount = context.standard[name].measure if isinstance(name, str) and name in context.standard else None
            if isinstance(amount, (Frequency, Streak)) and amount.per != "day":
                context.report("R273", (*path, *(["using"] if isinstance(part, Formula) else []), key))
