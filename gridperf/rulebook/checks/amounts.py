"""An amount points at a number that exists, and a named number is stated in one way, for every value it can meet."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from gridperf.rulebook.checks.context import Context, Steps, near
from gridperf.rulebook.money import Value
from gridperf.rulebook.numbers import number
from gridperf.rulebook.operands import SHOWN
from gridperf.tables import Column

__all__ = ["check_amount", "check_value"]


def check_amount(context: Context, amount: Fraction | str, at: Steps) -> set[str]:
    """Check what *amount* refers to; return the named values it uses."""
    if isinstance(amount, Fraction):
        return set()
    kind, _, name = amount.partition(".")
    if kind == "values":
        if name not in context.edition.values:
            context.report("R218", at, what=name, near=near(name, context.edition.values))
        return {name}
    table = context.tables[kind]
    if name not in table.names:
        context.report("R214", at, what=name, table=kind, near=near(name, table.numbers))
    elif name not in table.numbers:
        context.report("R221", at, what=amount, kind=SHOWN[table.column(name).kind], near=", ".join(table.numbers))
    return set()


def check_value(context: Context, value: Value, at: Steps) -> None:
    """Check a named number."""
    shapes = (value.amount is not None, value.by is not None and value.of is not None, value.steps is not None)
    if sum(shapes) != 1 or (value.by is None) != (value.of is None):
        context.report("R225", at, key=True)
        return
    if value.steps is not None:
        _steps(context, value, at)
    if value.of is None:
        return
    columns = [_column(context, name, _where(value, at, place)) for place, name in enumerate(value.columns)]
    context.twice((name, _where(value, at, place)) for place, name in enumerate(value.columns))
    if value.depths() != {len(value.columns)}:
        context.report("R701", (*at, "of"), key=True, columns="、".join(value.columns), count=len(value.columns))
        return
    _held(context, value, columns, at)


def _where(value: Value, at: Steps, place: int) -> Steps:
    return (*at, "by", place) if isinstance(value.by, tuple) else (*at, "by")


def _steps(context: Context, value: Value, at: Steps) -> None:
    steps = value.steps
    assert steps is not None  # noqa: S101 (asked for only where there are steps)
    path, roster = (*at, "steps"), context.tables["roster"]
    if steps.since not in roster.names:
        context.report("R214", (*path, "since"), what=steps.since, table="roster", near=near(steps.since, roster.names))
    elif roster.column(steps.since).kind != "date":
        dates = ", ".join(column.name for column in roster.columns if column.kind == "date")
        context.report("R221", (*path, "since"), what=f"roster.{steps.since}", kind=SHOWN[roster.column(steps.since).kind], near=dates)
    if isinstance(steps.most, Fraction) and (steps.most.denominator != 1 or steps.most < 1):
        context.report("R702", (*path, "most"), found=number(steps.most))


def _column(context: Context, name: str, path: Steps) -> Column | None:
    """Return the roster column a value differs by; report it if there is none, or it holds no text."""
    roster = context.tables["roster"]
    if name not in roster.names:
        context.report("R214", path, what=name, table="roster", near=near(name, roster.names))
        return None
    column = roster.column(name)
    if column.kind != "text":
        texts = ", ".join(one.name for one in roster.columns if one.kind == "text")
        context.report("R221", path, what=f"roster.{name}", kind=SHOWN[column.kind], near=texts)
    return column


def _held(context: Context, value: Value, columns: list[Column | None], at: Steps) -> None:
    """Report values a column cannot have, and warn of those it can have that no amount is stated for."""
    known = value.amounts()
    seen: set[Steps] = set()
    for key in known:
        for place, (column, held) in enumerate(zip(columns, key, strict=True)):
            path = (*at, "of", *key[: place + 1])
            if column is None or not column.allowed or held in column.allowed or path in seen:
                continue
            seen.add(path)
            allowed = "、".join(column.allowed)
            context.report("R208", path, key=True, column=column.name, allowed=allowed, found=held, near=near(held, column.allowed))
    for place, column in enumerate(columns):
        if column is None or not column.allowed:
            continue
        others = {key[:place] + key[place + 1 :] for key in known}
        missing = [one for one, other in product(column.allowed, sorted(others)) if (*other[:place], one, *other[place:]) not in known]
        if missing:
            context.report("R226", (*at, "of"), key=True, warning=True, what="、".join(dict.fromkeys(missing)), column=column.name)
