"""A formula computes from what exists: every name in it is one of its measures, and every measure of it is used."""

from __future__ import annotations

from gridperf.errors import Problem, RulesError
from gridperf.rulebook.cash import DecidedLine, EachOfLine
from gridperf.rulebook.checks.context import Context, Steps, near
from gridperf.rulebook.elsewhere import Placed, Result
from gridperf.rulebook.formulas import Name, fields_of, names_of, read_formula
from gridperf.rulebook.measures import Formula, Measure
from gridperf.rulebook.operands import SHOWN
from gridperf.rulebook.paying import DaysLine
from gridperf.rulebook.pooling import PoolLine
from gridperf.rulebook.walk import paid_measures, parts

__all__ = ["check_formula", "check_formulas", "values_of_formulas"]

_MOST = 60  # characters of a formula that a message shows


def check_formulas(context: Context) -> None:
    """Check where formulas stand, and warn of each: no other county computes it."""
    edition = context.edition
    for at, part in parts(edition):
        if isinstance(part, Formula):
            context.report("R816", (*at, "formula"), warning=True, text=_shortened(part.formula))
    for position, sheet in enumerate(edition.sheets):
        for number, item in enumerate(sheet.items):
            if _is_formula(context, item.measure) and item.where is not None:
                context.report("R813", ("sheets", position, "items", number, "where"), key=True)
    for number, line in enumerate(edition.pay):
        for steps, measure, where in paid_measures(line):
            if not _is_formula(context, measure):
                continue
            at = ("pay", number, *steps)
            if isinstance(line.line, (DaysLine, DecidedLine, EachOfLine, PoolLine)):
                context.report("R817", at, what=line.id)
            elif where is not None:
                context.report("R813", (*at[:-1], "where"), key=True)
            _without_results(context, measure, at)


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1].rstrip()}…"


def values_of_formulas(context: Context) -> set[str]:
    """Return the named numbers that formulas use."""
    used: set[str] = set()
    for _, part in parts(context.edition):
        if isinstance(part, Formula):
            try:
                used |= {field.name for field in fields_of(read_formula(part.formula)) if field.table == "values"}
            except RulesError:
                continue  # said where the formula stands
    return used


def check_formula(context: Context, formula: Formula, at: Steps) -> None:
    """Check the text of one formula and the names of its measures; the measures themselves are checked as any."""
    for name, part in formula.using.items():
        path = (*at, "using", name)
        if not _can_be_named(name):
            context.report("R811", path, key=True, what=name)
        if isinstance(part, Result) and part.result.grade:
            context.report("R815", path)
        if _is_formula(context, part):
            context.report("R812", path, what=str(part))
    try:
        term = read_formula(formula.formula)
    except RulesError as error:
        for problem in error.problems:
            offset = (problem.where.column or 1) - 1
            context.problems.append(Problem(problem.code, context.placed.where((*at, "formula"), offset=offset), problem.values))
        return
    used = {one.name: one for one in names_of(term)}
    numbers = context.tables["roster"].numbers
    known = [*formula.using, *(f"roster.{name}" for name in numbers), *(f"values.{name}" for name in context.edition.values)]
    for name, one in used.items():
        if name not in formula.using:
            context.report("R805", (*at, "formula"), offset=one.at, what=name, near=near(name, known))
    for name in formula.using:
        if name not in used and _can_be_named(name):
            context.report("R810", (*at, "using", name), key=True, what=name)
    for field in {(one.table, one.name): one for one in fields_of(term)}.values():
        _field(context, field.table, field.name, (*at, "formula"), field.at)


def _field(context: Context, table: str, name: str, at: Steps, offset: int) -> None:
    if table == "roster":
        roster = context.tables["roster"]
        if name not in roster.names:
            context.report("R214", at, offset=offset, what=name, table="roster", near=near(name, roster.numbers))
        elif name not in roster.numbers:
            kind = SHOWN[roster.column(name).kind]
            context.report("R221", at, offset=offset, what=f"roster.{name}", kind=kind, near=", ".join(roster.numbers))
    elif name not in context.edition.values:
        context.report("R218", at, offset=offset, what=name, near=near(name, context.edition.values))
    elif context.edition.values[name].amount is None:
        context.report("R814", at, offset=offset, what=name)


def _is_formula(context: Context, measure: Measure) -> bool:
    return isinstance(context.amount(measure), Formula)


def _can_be_named(name: str) -> bool:
    """Return whether *name* alone, as a formula, means itself."""
    try:
        inside = read_formula(f"CASE WHEN {name} > 0 THEN {name} ELSE {name} END")
        return isinstance(read_formula(name), Name) and [one.name for one in names_of(inside)] == [name] * 3
    except RulesError:
        return False


def _without_results(context: Context, measure: Measure, at: Steps) -> None:
    """Report a formula of a pay line that takes another sheet's result: pay has lines of its own for that."""
    amount = context.amount(measure)
    if isinstance(amount, Formula):
        for name, part in amount.using.items():
            if isinstance(part, (Result, Placed)):
                context.report("R506", at if isinstance(measure, str) else (*at, "using", name))
