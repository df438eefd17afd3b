"""What holds for the edition as a whole: its tables, its calendar, and whether it may count workdays."""

from __future__ import annotations

from gridperf.rulebook.checks.context import Context, Steps, near
from gridperf.rulebook.measures import Frequency
from gridperf.rulebook.walk import parts

__all__ = ["check_whole"]

_COUNT_WORKDAYS = ("by_paid_days", "add_paid_days", "subtract_unpaid_days")


def check_whole(context: Context) -> None:
    """Check `tables` and `calendar`."""
    edition = context.edition
    for name, rule in edition.tables.items():
        at: Steps = ("tables", name)
        table = context.table(name, at)
        if table is None:
            continue
        if rule.dated_by is not None:
            if rule.dated_by not in table.names:
                context.report("R214", (*at, "dated_by"), what=rule.dated_by, table=name, near=near(rule.dated_by, table.names))
            elif table.column(rule.dated_by).kind not in ("date", "datetime") and rule.dated_by != table.dated_by:
                dates = ", ".join(column.name for column in table.columns if column.kind in ("date", "datetime"))
                kind = table.column(rule.dated_by).kind
                context.report("R221", (*at, "dated_by"), what=f"{name}.{rule.dated_by}", kind=kind, near=dates or "-")
        for position, column in enumerate(rule.distinct_by or ()):
            if column not in table.names:
                context.report("R214", (*at, "distinct_by", position), what=column, table=name, near=near(column, table.names))
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
        if isinstance(part, Frequency) and part.per != "day":
            context.report("R273", (*path, "per"))
        elif getattr(part, "part_month", None) in _COUNT_WORKDAYS:
            context.report("R273", (*path, "part_month"))
        name = getattr(part, "measure", None)
        amount = context.standard[name].measure if isinstance(name, str) and name in context.standard else None
        if isinstance(amount, Frequency) and amount.per != "day":
            context.report("R273", (*path, "measure"))
