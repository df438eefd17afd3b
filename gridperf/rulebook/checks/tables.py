"""What a rulebook says of whole tables can be applied: columns exist and fit, time has hours to run in, nothing is named twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise

from gridperf.messages.wording import Phrase
from gridperf.rulebook.checks.context import Context, Steps, near
from gridperf.rulebook.deriving import CLOCKS, WORKING, Clock, Deadline, Elapsed, LimitByColumn, LimitInColumn, clocks_of
from gridperf.rulebook.edition import TableRule
from gridperf.rulebook.operands import SHOWN
from gridperf.tables import Kind, Table

__all__ = ["check_tables"]


def check_tables(context: Context) -> None:
    """Check `tables` and the working hours they are timed by."""
    edition = context.edition
    for name, rule in edition.tables.items():
        at: Steps = ("tables", name)
        if context.table(name, at) is not None:
            _read(context, context.tables[name], rule, at)
            _dated(context, context.tables[name], rule, at)
            _derived(context, context.tables[name], rule, at)
            context.filter(rule.counts, context.measured[name], (*at, "counts"))
            for position, column in enumerate(rule.distinct_by or ()):
                _known(context, context.measured[name], column, (*at, "distinct_by", position))
    hours = edition.calendar.hours or ()
    for position, (before, after) in enumerate(pairwise(hours), start=1):
        if after.start < before.end:
            context.report("R402", ("calendar", "hours", position), found=after, before=before)
    used = {clock for rule in edition.tables.values() for how in rule.derive.values() for clock in clocks_of(how)}
    if hours and not used & set(WORKING):
        context.report("R403", ("calendar", "hours"), key=True, warning=True)


def _read(context: Context, table: Table, rule: TableRule, at: Steps) -> None:
    """Report what is said of a table that is not read row by row, or of the dates of one that has none."""
    useless = ["distinct_by"] if not table.dated_by else []
    if table.name == "roster" or not table.worker:
        useless = ["counts", "derive", "distinct_by"]
    for key in useless:
        if getattr(rule, key):
            context.report("R415", (*at, key), key=True, what=key, table=table.name)


def _dated(context: Context, table: Table, rule: TableRule, at: Steps) -> None:
    name = rule.dated_by
    if name is None or not _known(context, table, name, (*at, "dated_by")):
        return
    if table.column(name).kind not in ("date", "datetime") and name != table.dated_by:
        _misfit(context, table, name, ("date", "datetime"), (*at, "dated_by"))


def _derived(context: Context, table: Table, rule: TableRule, at: Steps) -> None:
    """Check derived columns, each of which may use those before it."""
    so_far: dict[str, Elapsed | Deadline] = {}
    for name, how in rule.derive.items():
        here: Steps = (*at, "derive", name)
        if name in table.names:
            context.report("R404", here, key=True, what=name, table=table.name)
        seen = _extended(context, table, so_far)
        for key, column in (("from", how.from_), *((("to", how.to),) if isinstance(how, Elapsed) else ())):
            _fits(context, seen, column, ("datetime",), (*here, key))
        if isinstance(how, Deadline):
            _limit(context, seen, how, here)
        for clock in sorted(clocks_of(how) & set(WORKING)):
            _timed(context, clock, (*here, "clock" if isinstance(how, Elapsed) else "limit"))
        so_far[name] = how


def _extended(context: Context, table: Table, so_far: Collection[str]) -> Table:
    """Return *table* with the derived columns *so_far*."""
    measured = context.measured[table.name]
    return replace(table, columns=tuple(column for column in measured.columns if column.name in table.names or column.name in so_far))


def _limit(context: Context, table: Table, rule: Deadline, at: Steps) -> None:
    limit = rule.limit
    if isinstance(limit, LimitInColumn):
        _fits(context, table, limit.column, ("integer",), (*at, "limit", "column"))
    elif isinstance(limit, LimitByColumn) and _fits(context, table, limit.by, ("text",), (*at, "limit", "by")):
        allowed = table.column(limit.by).allowed
        for value in limit.of:
            if allowed and value not in allowed:
                context.report("R405", (*at, "limit", "of", value), key=True, found=value, column=limit.by, near="、".join(allowed))


def _timed(context: Context, clock: Clock, path: Steps) -> None:
    name = next(word for word, one in CLOCKS.items() if one == clock)
    if context.edition.calendar.workdays == "none":
        context.report("R410", path, clock=name)
    elif context.edition.calendar.hours is None:
        context.report("R401", path, clock=name)


def _known(context: Context, table: Table, column: str, path: Steps) -> bool:
    if column in table.names:
        return True
    context.report("R214", path, what=column, table=table.name, near=near(column, table.names))
    return False


def _fits(context: Context, table: Table, column: str, kinds: tuple[Kind, ...], path: Steps) -> bool:
    """Return whether *table* has *column* and it is of one of *kinds*; report it if not."""
    if not _known(context, table, column, path):
        return False
    if table.column(column).kind in kinds:
        return True
    _misfit(context, table, column, kinds, path)
    return False


def _misfit(context: Context, table: Table, column: str, kinds: tuple[Kind, ...], path: Steps) -> None:
    fitting: str | Phrase = ", ".join(one.name for one in table.columns if one.kind in kinds)
    if not fitting:
        zh, en = ("或".join(SHOWN[kind].zh for kind in kinds), " or ".join(SHOWN[kind].en for kind in kinds))
        fitting = Phrase(f"没有；要一个{zh}的列，可在 pack.yaml 中声明", f"none; it takes a {en} column, which pack.yaml can declare")
    context.report("R221", path, what=f"{table.name}.{column}", kind=SHOWN[table.column(column).kind], near=fitting)
