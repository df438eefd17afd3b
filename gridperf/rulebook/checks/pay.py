"""Every pay line says what it multiplies, for whom, for which grade, and for part of a month."""

from __future__ import annotations

from fractions import Fraction

from gridperf.rulebook.base import number
from gridperf.rulebook.checks.amounts import check_amount, check_value
from gridperf.rulebook.checks.context import Context, Steps, near
from gridperf.rulebook.checks.sheets import needs_policy
from gridperf.rulebook.paying import NOT_ASSESSED, AmountLine, ByGradeLine, ByScoreLine, EachLine, PayLine, TopUpLine
from gridperf.rulebook.scoring import Sheet
from gridperf.tables import RESULTS

__all__ = ["check_pay"]

_FEN = Fraction(1, 100)


def check_pay(context: Context) -> None:
    """Check named values and pay lines."""
    edition = context.edition
    used: set[str] = set()
    if (edition.rounding.money / _FEN).denominator != 1:
        context.report("R271", ("rounding", "money"), found=number(edition.rounding.money))
    context.twice((line.id, ("pay", position, "id")) for position, line in enumerate(edition.pay))
    for position, line in enumerate(edition.pay):
        at: Steps = ("pay", position)
        if line.id in RESULTS["pay"].names:
            context.report("R263", (*at, "id"), what=line.id)
        if line.step is not None and (line.step / _FEN).denominator != 1:
            context.report("R271", (*at, "step"), found=number(line.step))
        _part_month(context, line, at)
        used |= _amount(context, line, at)
        _line(context, position, line, at)
    for name, value in edition.values.items():
        check_value(context, value, ("values", name))
        if name not in used:
            context.report("R283", ("values", name), key=True, warning=True, what=name)


def _part_month(context: Context, line: PayLine, at: Steps) -> None:
    if isinstance(line.line, EachLine):
        if line.part_month is not None:
            context.report("R267", (*at, "part_month"), key=True, what=line.id)
    elif line.part_month is None:
        context.report("R266", at, what=line.id)


def _amount(context: Context, line: PayLine, at: Steps) -> set[str]:
    """Check the amount a line refers to; return the named values it uses."""
    formula = line.line
    if isinstance(formula, AmountLine):
        key, amount = "amount", formula.amount
    elif isinstance(formula, ByGradeLine):
        key, amount = "of", formula.of
    elif isinstance(formula, ByScoreLine):
        key, amount = "by_score", formula.by_score
    elif isinstance(formula, TopUpLine):
        key, amount = "top_up_to", formula.top_up_to
    else:
        return set()
    return check_amount(context, amount, (*at, "line", key))


def _line(context: Context, position: int, line: PayLine, at: Steps) -> None:
    formula = line.line
    if isinstance(formula, (ByGradeLine, ByScoreLine)):
        sheet = _sheet(context, line, at)
        if isinstance(formula, ByGradeLine):
            _by_grade(context, line, formula, sheet, at)
    elif isinstance(formula, TopUpLine):
        _top_up(context, position, formula, at)
    elif isinstance(formula, EachLine):
        amount = context.amount(formula.measure)
        if amount is not None and needs_policy(amount):
            context.report("R227", (*at, "line", "measure"), what=line.id)


def _sheet(context: Context, line: PayLine, at: Steps) -> Sheet | None:
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


def _by_grade(context: Context, line: PayLine, formula: ByGradeLine, sheet: Sheet | None, at: Steps) -> None:
    if sheet is None:
        return
    path = (*at, "line", "by_grade")
    names = [band.grade for band in context.scale(sheet)]
    for grade in formula.by_grade:
        if grade not in names and grade != NOT_ASSESSED:
            context.report("R217", (*path, grade), key=True, what=grade, near=", ".join(names))
    missing = [grade for grade in names if grade not in formula.by_grade]
    if missing:
        context.report("R268", path, key=True, what="、".join(missing))
    if NOT_ASSESSED not in formula.by_grade and _can_be_unassessed(context, sheet, line):
        context.report("R269", path, key=True, sheet=sheet.id)


def _can_be_unassessed(context: Context, sheet: Sheet, line: PayLine) -> bool:
    """Return whether *line* can be paid to somebody without a grade of *sheet*: nobody is paid who is on no sheet."""
    others = (other for other in context.edition.sheets if other.id != sheet.id)
    return sheet.all_exempt == "not_assessed" or any(_overlap(other, line) for other in others)


def _top_up(context: Context, position: int, formula: TopUpLine, at: Steps) -> None:
    before = [line.id for line in context.edition.pay[:position]]
    if formula.counting == "all_above":
        if not before:
            context.report("R270", (*at, "line", "counting"))
        return
    for number_, name in enumerate(formula.counting):
        if name not in before:
            context.report("R220", (*at, "line", "counting", number_), what=name, near=near(name, before))
    context.twice((name, (*at, "line", "counting", number_)) for number_, name in enumerate(formula.counting))
