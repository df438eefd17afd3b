"""How the rulebook reads each table, in the words of the engine, which knows no rulebooks."""

from __future__ import annotations

import polars as pl

from gridperf.engine.clocks import Clocks
from gridperf.engine.plan import TableUse
from gridperf.errors import Problem, RecordsError, Where
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.edition import TableRule

__all__ = ["clocks_of", "frames_of", "uses_of"]

_NOTHING_SAID = TableRule()


def frames_of(records: Records, rules: Rulebook) -> dict[str, pl.LazyFrame]:
    """Return every table of *rules*, those without records empty.

    Raises:
        RecordsError: A130 if the records were read without the columns the pack adds.
    """
    problems: list[Problem] = []
    for name, extra in rules.pack.tables.items():
        held = records.table(name).collect_schema().names() if records.has(name) else list(extra.columns)
        missing = [column for column in extra.columns if column not in held]
        if missing:
            problems.append(Problem("A130", Where(table=name), {"table": name, "columns": ", ".join(missing)}))
    if problems:
        raise RecordsError(problems)
    return {name: records.table(name) if records.has(name) else table.empty().lazy() for name, table in rules.tables.items()}


def uses_of(rules: Rulebook) -> dict[str, TableUse]:
    """Return how every table of records is read."""
    return {name: _use(rules, name) for name in rules.tables}


def clocks_of(rules: Rulebook) -> Clocks:
    """Return the workdays and working hours time is counted by."""
    return Clocks(rules.calendar, rules.edition.calendar.hours or ())


def _use(rules: Rulebook, name: str) -> TableUse:
    table, rule = rules.measured[name], rules.edition.tables.get(name, _NOTHING_SAID)
    return TableUse(table, rule.dated_by or table.dated_by, rule.distinct_by or (), rule.counts, rule.derive)
