"""A limit of steps limits something, counts from grades there are, and takes nothing from whoever was given a grade."""

from __future__ import annotations

from collections.abc import Sequence

from gridperf.period import Every, Period
from gridperf.rulebook.checks.context import EXAMPLES, Context, Steps, kind_of, near
from gridperf.rulebook.grading import Band
from gridperf.rulebook.stepping import CountedFrom, StepLimit

__all__ = ["check_stepping"]


def check_stepping(context: Context) -> None:
    """Check how far grades may lie from those before, on every sheet and in every roll-up."""
    edition = context.edition
    for position, sheet in enumerate(edition.sheets):
        if sheet.steps is None or not sheet.scored:
            continue
        at: Steps = ("sheets", position)
        if sheet.supplied is not None:
            context.report("R645", (*at, "supplied"), sheet=sheet.name)
        _limit(context, sheet.steps, sheet.every, [context.edition.scale(sheet)], (*at, "steps"))
    for every, rule in edition.rollup.items():
        if rule.steps is not None:
            scales = [rule.grades or context.edition.scale(sheet) for sheet in edition.sheets if sheet.scored]
            _limit(context, rule.steps, every, scales, ("rollup", every, "steps"))


def _limit(context: Context, rule: StepLimit, every: Every, scales: Sequence[Sequence[Band]], at: Steps) -> None:
    if Period.parse(rule.since).every != every:
        context.report("R646", (*at, "since"), found=rule.since, every=kind_of(every), example=EXAMPLES[every])
    if rule.up == rule.down and rule.up in ("unlimited", 0):
        context.report("R648" if rule.up == "unlimited" else "R649", at, key=True)
        return
    grades = max((len(scale) for scale in scales), default=0)
    for key, most in (("up", rule.up), ("down", rule.down)):
        if not isinstance(most, str) and grades and most >= grades - 1:
            context.report("R647", (*at, key), found=most, count=grades)
    if isinstance(rule.first, CountedFrom):
        for scale in scales:
            names = [band.grade for band in scale]
            if rule.first.from_ not in names:
                context.report("R217", (*at, "first", "from"), what=rule.first.from_, near=near(rule.first.from_, names))
                break
