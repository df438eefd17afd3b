"""What a pay line takes from a sheet is there: at most one sheet per person it pays, and an amount for every grade of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from gridperf.messages.wording import Phrase
from gridperf.rulebook.checks.context import Context, Steps, kind_of
from gridperf.rulebook.paying import NOT_ASSESSED, PayLine
from gridperf.rulebook.scoring import Sheet

__all__ = ["check_grades_paid", "sheets_of"]


def sheets_of(context: Context, line: PayLine, at: Steps) -> list[Sheet]:
    """Return the sheets whose grade or score *line* uses; report it if there is none, or one person could have two.

    Where a roll-up pays the line, they are as the roll-up has them. Who changed to other duties has results on several of them
    then, so the line names one.
    """
    rolled = line.every is not None and context.edition.pays_rolled(line)
    sheets = [
        *(context.edition.rolled_sheets(line.every) if rolled and line.every is not None else ()),
        *(sheet for sheet in context.edition.scored_sheets if not rolled and line.every in (None, sheet.every)),
    ]
    names = [sheet.id for sheet in sheets]
    if line.sheet is not None:
        if context.unscored(line.sheet, (*at, "sheet")):
            return []
        if line.sheet not in names:
            other = next((sheet for sheet in context.edition.scored_sheets if sheet.id == line.sheet), None)
            if other is not None:
                context.report("R824", (*at, "sheet"), what=other.name, found=kind_of(other.every), every=kind_of(line.every or ""))
            else:
                context.report("R219", (*at, "sheet"), what=line.sheet, near=", ".join(names))
            return []
        return [sheets[names.index(line.sheet)]]
    people = [sheet for sheet in sheets if sheet.assess.subject == "worker"]
    fitting = [sheet for sheet in people if _common(sheet.assess.roles, line.roles) is not None]
    if not fitting:
        context.report(
            "R265", (*at, "roles"), what=line.id, near=", ".join(names) or Phrase("这里没有评分的考核表", "none here scores anybody")
        )
    if rolled and len(people) > 1:
        context.report("R828", at, what=line.name, every=kind_of(line.every or ""), near=", ".join(sheet.id for sheet in people))
        return []
    for one, other in combinations(fitting, 2):
        roles = _common(one.assess.roles, other.assess.roles)
        if roles is not None and _common(roles, line.roles) is not None and _common(one.assess.areas, other.assess.areas) is not None:
            context.report("R264", at, what=line.id, near=f"{one.id}, {other.id}")
            return []
    return fitting


def _common(one: tuple[str, ...] | str, other: tuple[str, ...] | str) -> tuple[str, ...] | str | None:
    """Return what two lists of roles or areas share; None if that is nothing. A word stands for all there are."""
    if isinstance(one, str) or isinstance(other, str):
        return one if isinstance(other, str) else other
    return tuple(name for name in one if name in other) or None


def check_grades_paid(context: Context, line: PayLine, by_grade: Mapping[str, Fraction], sheets: Sequence[Sheet], path: Steps) -> None:
    """Check that *by_grade* at *path* has a number for every grade of *sheets*, and for people without one if there can be any."""
    names = list(dict.fromkeys(band.grade for sheet in sheets for band in context.edition.scale(sheet)))
    for grade in by_grade:
        if grade not in names and grade != NOT_ASSESSED:
            context.report("R217", (*path, grade), key=True, what=grade, near=", ".join(names))
    missing = [grade for grade in names if grade not in by_grade]
    if missing:
        context.report("R268", path, key=True, what="、".join(missing), example=missing[0])
    if NOT_ASSESSED not in by_grade and _can_be_unassessed(context, sheets, line):
        context.report("R269", path, key=True, sheet=", ".join(sheet.id for sheet in sheets))


def _can_be_unassessed(context: Context, sheets: Sequence[Sheet], line: PayLine) -> bool:
    """Return whether somebody the line is paid to can be without a grade on its *sheets*; who is on no sheet is not paid."""
    edition, used = context.edition, {sheet.id for sheet in sheets}
    kinds: set[str] = {sheet.every for sheet in edition.sheets} if line.every is None else {line.every}
    if line.every is not None and edition.pays_rolled(line):
        kinds = set(edition.made_of(line.every))
        if any(edition.rollup[every].needs > 1 for every in (line.every, *kinds) if every in edition.rollup):
            return True  # too few results are none
    others = [sheet for sheet in edition.sheets if sheet.id not in used and sheet.assess.subject == "worker" and sheet.every in kinds]
    if any(sheet.assess.subject != "worker" for sheet in sheets):
        return True  # the roster may place somebody in no such team
    return any(
        sheet.all_exempt == "not_assessed" or (sheet.eligible is not None and sheet.eligible.otherwise == "not_assessed")
        for sheet in sheets
    ) or any(_common(sheet.assess.roles, line.roles) is not None for sheet in others)
