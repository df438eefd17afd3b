"""What follows from grades names grades that exist, in kinds of period that are graded, in numbers that can occur."""

from __future__ import annotations

from gridperf.period import Every
from gridperf.rulebook.checks.context import Context, Steps
from gridperf.rulebook.grading import Action, OnGrade, Running, Within

__all__ = ["check_actions"]

_IN_A_YEAR: dict[Every, int] = {"month": 12, "quarter": 4, "half": 2, "year": 1}


def check_actions(context: Context) -> None:
    """Check every action."""
    actions = context.edition.actions
    context.twice((action.id, ("actions", position, "id")) for position, action in enumerate(actions))
    for position, action in enumerate(actions):
        _action(context, action, ("actions", position, "when"))


def _action(context: Context, action: Action, at: Steps) -> None:
    edition, when = context.edition, action.when
    key = "in_a_row" if isinstance(when, Running) else "of"
    every: Every = when.in_a_row if isinstance(when, Running) else when.of
    graded = [*dict.fromkeys(sheet.every for sheet in edition.sheets), *edition.rollup]
    if every not in graded:
        context.report("R258", (*at, key), every=every, near=", ".join(dict.fromkeys(graded)))
    scales = [context.scale(sheet) for sheet in edition.sheets if sheet.every == every]
    if every in edition.rollup:
        own = edition.rollup[every].grades
        scales += [own] if own else [context.scale(sheet) for sheet in edition.sheets]
    names = list(dict.fromkeys(band.grade for scale in (scales or [edition.grades]) for band in scale))
    if when.grade not in names:
        context.report("R217", (*at, "grade"), what=when.grade, near=", ".join(names))
    if isinstance(when, Within) and not isinstance(when, OnGrade) and when.times > _IN_A_YEAR[every]:
        context.report("R272", (*at, "times"), times=when.times, every=every, count=_IN_A_YEAR[every])
