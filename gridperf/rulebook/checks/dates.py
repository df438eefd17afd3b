"""What is due follows something named before it, in workdays only where there are any, for periods that have results."""

from __future__ import annotations

from gridperf.messages.wording import Phrase
from gridperf.rulebook.checks.context import Context, Steps, kind_of, kinds_of
from gridperf.rulebook.scheduling import AfterDays, AfterWorkdays, OnDay, Recurring

__all__ = ["check_dates"]

_END = "period_end"


def check_dates(context: Context) -> None:
    """Check the schedule."""
    edition = context.edition
    context.twice((one.id, ("schedule", place, "id")) for place, one in enumerate(edition.schedule))
    kinds = list(dict.fromkeys([*(sheet.every for sheet in edition.sheets), *edition.rollup]))
    for place, one in enumerate(edition.schedule):
        at: Steps = ("schedule", place)
        if one.of not in kinds:
            context.report("R258", (*at, "of"), every=kind_of(one.of), near=kinds_of(kinds))
        if one.id == _END:
            context.report("R211", (*at, "id"), what=one.id, first=Phrase("周期的末尾", "the end of a period"))
        if isinstance(one.due, Recurring):
            if one.stages:
                context.report("R612", (*at, "stages"), key=True)
            later = [written for written, after in zip(one.due.at or (), (one.due.at or ())[1:], strict=False) if written >= after]
            if later:
                context.report("R613", (*at, "due", "at"), found=", ".join(one.due.at or ()))
        else:
            earlier = [other.id for other in edition.schedule[:place] if other.of == one.of and not isinstance(other.due, Recurring)]
            if one.due.after not in (_END, *earlier):
                context.report("R611", (*at, "due", "after"), what=one.due.after, near=", ".join([_END, *earlier]))
        if edition.calendar.workdays == "none" and _counts_workdays(one.due, stages=bool(one.stages)):
            context.report("R273", (*at, "due"))


def _counts_workdays(due: AfterWorkdays | AfterDays | OnDay | Recurring, *, stages: bool) -> bool:
    if isinstance(due, Recurring):
        return due.each == "workday"
    return stages or isinstance(due, AfterWorkdays) or due.off_day != "stays"
