"""Every pay line says what it multiplies, for whom, for which grade, and for part of a month."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from gridperf.rulebook.base import number
from gridperf.rulebook.checks.context import Context, Steps, near
from gridperf.rulebook.checks.sheets import needs_policy
from gridperf.rulebook.paying import NOT_ASSESSED, AmountLine, ByGradeLine, ByScoreLine, EachLine, PayLine, TopUpLine, Value
from gridperf.rulebook.scoring import Sheet
from gridperf.tables import RECORDS, RESULTS

__all__ = ["check_pay"]

_FEN = Fraction(1, 100)
_ROSTER = RECORDS["roster"]


def check_pay(context: Context) -> None:
    """Check named values and pay lines."""
    edition = context.edition
    used: set[str] = set()
    if (edition.rounding.money / _FEN).denominator != 1:
        context.report("R271", ("rounding", "money"), found=number(edition.rounding.money))
    kinds = list(dict.fromkeys(sheet.every for sheet in edition.sheets))
    if edition.pay and len(kinds) > 1:
        context.report("R288", ("pay",), key=True, what=", ".join(kinds))
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
        _value(context, value, ("values", name))
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
    if isinstance(amount, Fraction):
        return set()
    kind, _, name = amount.partition(".")
    path = (*at, "line", key)
    if kind == "values":
        if name not in context.edition.values:
            context.report("R218", path, what=name, near=near(name, context.edition.values))
        return {name}
    if name not in _ROSTER.names:
        context.report("R214", path, what=name, table="roster", near=near(name, _ROSTER.names))
    elif _ROSTER.column(name).kind not in ("integer", "decimal"):
        numbers = ", ".join(column.name for column in _ROSTER.columns if column.kind in ("integer", "decimal"))
        context.report("R221", path, what=amount, kind=_ROSTER.column(name).kind, near=numbers)
    return set()


def _line(context: Context, position: int, line: PayLine, at: Steps) -> None:
    formula = line.line
    if isinstance(formula, (ByGradeLine, ByScoreLine)):
        sheets = _sheets(context, line, at)
        if isinstance(formula, ByGradeLine) and sheets:
            _by_grade(context, line, formula, sheets, at)
    elif isinstance(formula, TopUpLine):
        _top_up(context, position, formula, at)
    elif isinstance(formula, EachLine):
        amount = context.amount(formula.measure)
        if amount is not None and needs_policy(amount):
            context.report("R227", (*at, "line", "measure"), what=line.id)


def _sheets(context: Context, line: PayLine, at: Steps) -> list[Sheet]:
    """Return the sheets whose grade or score *line* uses; report it if there is none, or one person could have two."""
    sheets = context.edition.sheets
    names = [sheet.id for sheet in sheets]
    if line.sheet is not None:
        if line.sheet not in names:
            context.report("R219", (*at, "sheet"), what=line.sheet, near=", ".join(names))
            return []
        return [sheets[names.index(line.sheet)]]
    fitting = [sheet for sheet in sheets if _common(sheet.assess.roles, line.roles) is not None]
    if not fitting:
        context.report("R265", (*at, "roles"), what=line.id, near=", ".join(names))
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


def _by_grade(context: Context, line: PayLine, formula: ByGradeLine, sheets: list[Sheet], at: Steps) -> None:
    path = (*at, "line", "by_grade")
    names = list(dict.fromkeys(band.grade for sheet in sheets for band in context.scale(sheet)))
    for grade in formula.by_grade:
        if grade not in names and grade != NOT_ASSESSED:
            context.report("R217", (*path, grade), key=True, what=grade, near=", ".join(names))
    missing = [grade for grade in names if grade not in formula.by_grade]
    if missing:
        context.report("R268", path, key=True, what="、".join(missing), example=missing[0])
    if NOT_ASSESSED not in formula.by_grade and _can_be_unassessed(context, sheets, line):
        context.report("R269", path, key=True, sheet=", ".join(sheet.id for sheet in sheets))


def _can_be_unassessed(context: Context, sheets: list[Sheet], line: PayLine) -> bool:
    """Return whether somebody the line is paid to can be without a grade on its *sheets*; who is on no sheet is not paid."""
    others = [sheet for sheet in context.edition.sheets if sheet not in sheets]
    return any(sheet.all_exempt == "not_assessed" for sheet in sheets) or any(
        _common(sheet.assess.roles, line.roles) is not None for sheet in others
    )


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


def _value(context: Context, value: Value, at: Steps) -> None:
    single = value.amount is not None
    table = value.by is not None and value.of is not None
    if single == table or (single and (value.by is not None or value.of is not None)):
        context.report("R225", at, key=True)
        return
    if value.by is None or value.of is None:
        return
    if value.by not in _ROSTER.names:
        context.report("R214", (*at, "by"), what=value.by, table="roster", near=near(value.by, _ROSTER.names))
        return
    column = _ROSTER.column(value.by)
    if column.kind != "text":
        texts = ", ".join(one.name for one in _ROSTER.columns if one.kind == "text")
        context.report("R221", (*at, "by"), what=f"roster.{value.by}", kind=column.kind, near=texts)
    if column.allowed:
        for held in value.of:
            if held not in column.allowed:
                context.report(
                    "R208",
                    (*at, "of", held),
                    key=True,
                    column=value.by,
                    allowed="、".join(column.allowed),
                    found=held,
                    near=near(held, column.allowed),
                )
        missing = [one for one in column.allowed if one not in value.of]
        if missing:
            context.report("R226", (*at, "of"), key=True, warning=True, what="、".join(missing), column=value.by)
