"""Which sheet a pay line rests on, and whether it says what everybody on it gets: every grade, and people without one."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gridperf.rulebook.checks.context import Context, Steps
from gridperf.rulebook.paying import NOT_ASSESSED, PayLine
from gridperf.rulebook.scoring import Sheet

__all__ = ["check_grades_paid", "sheet_of"]


def sheet_of(context: Context, line: PayLine, at: Steps) -> Sheet | None:
    """Return the sheet whose grade or score *line* uses; report it if that is unknown or not the only one."""
    sheets = context.edition.sheets
    names = [sheet.id for sheet in sheets]
    if line.sheet is not None:
        if line.sheet not in names:
            context.report("R219", (*at, "sheet"), what=line.sheet, near=", ".join(names))
            return None
        return sheets[names.index(line.sheet)]
    fitting = [sheet for sheet in sheets if _overlap(sheet, line)]
    if len(fitting) > 1:
        context.report("R264", at, what=line.id, near=", ".join(sheet.id for sheet in fitting))
    elif not fitting:
        context.report("R265", (*at, "roles"), what=line.id, near=", ".join(names))
    return fitting[0] if len(fitting) == 1 else None


def _overlap(sheet: Sheet, line: PayLine) -> bool:
    if sheet.assess.roles == "all" or line.roles == "all":
        return True
    return bool(set(sheet.assess.roles) & set(line.roles))


def check_grades_paid(context: Context, line: PayLine, by_grade: Mapping[str, Fraction], sheet: Sheet, path: Steps) -> None:
    """Check that *by_grade* at *path* has a number for every grade of *sheet*, and for people without one if there can be any."""
    names = [band.grade for band in context.scale(sheet)]
    for grade in by_grade:
        if grade not in names and grade != NOT_ASSESSED:
            context.report("R217", (*path, grade), key=True, what=grade, near=", ".join(names))
    missing = [grade for grade in names if grade not in by_grade]
    if missing:
        context.report("R268", path, key=True, what="、".join(missing))
    if NOT_ASSESSED not in by_grade and _can_be_unassessed(context, sheet, line):
        context.report("R269", path, key=True, sheet=sheet.id)


def _can_be_unassessed(context: Context, sheet: Sheet, line: PayLine) -> bool:
    """Return whether *line* can be paid to somebody without a grade of *sheet*: nobody is paid who is on no sheet."""
    others = (other for other in context.edition.sheets if other.id != sheet.id)
    ineligible = sheet.eligible is not None and sheet.eligible.otherwise == "not_assessed"
    return sheet.all_exempt == "not_assessed" or ineligible or any(_overlap(other, line) for other in others)
