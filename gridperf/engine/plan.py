"""What is asked of each table of records, gathered before any is read, so that reading answers everything at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from gridperf.rulebook.deriving import Deadline, Elapsed
from gridperf.rulebook.measures import (
    ActiveDays,
    Amount,
    Count,
    Counted,
    Coverage,
    Distinct,
    Formula,
    Frequency,
    Imported,
    Online,
    Placed,
    Ratio,
    Result,
    Streak,
    Sum,
    table_of,
)
from gridperf.tables import Table

__all__ = ["DEN", "SECONDS", "USUAL", "Ask", "Daily", "Filters", "Plan", "Request", "TablePlan", "TableUse", "plan", "tables_of"]

USUAL = "usual"
"""Level under which stands how much of a number happened at the usual rate, where the same object is counted otherwise when it recurs."""
DEN = "|den"
"""Suffix of a denominator column."""
SECONDS = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000}
"""Units of time in microseconds."""


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to measure.

    Attributes:
        key: name of the resulting column.
        amount: the measure, written out.
        where: narrows it further.
        levels: count these values of the table's `level` column apart (`<key>|<level>`), besides all of them (`<key>`).
        usual: a column and a number: how much of `<key>` is the first so many of each of the column's values (`<key>|usual`).
    """

    key: str
    amount: Amount
    where: str | None = None
    levels: tuple[str, ...] = ()
    usual: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class TableUse:
    """How a table of records is read.

    Attributes:
        table: its declaration, derived columns included.
        dated_by: the column that dates a record.
        distinct_by: records alike in these columns count once.
        counts: which records count at all; all of them if None.
        derive: how columns are derived, by name.
    """

    table: Table
    dated_by: str
    distinct_by: tuple[str, ...] = ()
    counts: str | None = None
    derive: Mapping[str, Elapsed | Deadline] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filters:
    """How a filter's text becomes an expression over a table, and which columns it uses."""

    compile: Callable[[str, Table], pl.Expr]
    columns: Callable[[str], Collection[str]]


@dataclass(frozen=True, slots=True)
class Ask:
    """One number asked of a table: rows that hold, the sum of a value, different values or days, time between moments, first ones of a kind."""

    key: str
    kind: Literal["rows", "sum", "distinct", "days", "gaps", "firsts"]
    holds: pl.Expr
    value: pl.Expr | None = None
    most: int = 0
    times: pl.Expr | None = None

    def over(self, holds: pl.Expr) -> pl.Expr:
        """Return the aggregation of the rows for which *holds*."""
        if self.kind == "rows":
            return holds.sum().cast(pl.Int64).alias(self.key)
        value = pl.col("day") if self.value is None else self.value
        if self.kind == "firsts":
            return self._firsts(value, holds).alias(self.key)
        chosen = value.filter(holds)
        if self.kind == "gaps":
            gaps = chosen.drop_nulls().sort().diff().dt.total_microseconds()
            return gaps.filter(gaps <= pl.lit(self.most, dtype=pl.Int64)).sum().alias(self.key)
        return (chosen.sum() if self.kind == "sum" else chosen.drop_nulls().n_unique()).cast(pl.Int64).alias(self.key)

    def _firsts(self, value: pl.Expr, holds: pl.Expr) -> pl.Expr:
        """Return how many there are, at most so many of each *value*; what has none is one of its own."""
        named, nameless = holds & value.is_not_null(), holds & value.is_null()
        if self.times is None:
            own, alone = value.filter(named), nameless.sum()
        else:
            times = self.times.clip(0, self.most)
            own, alone = value.filter(named).repeat_by(times.filter(named)).explode().drop_nulls(), times.filter(nameless).sum()
        return own.unique_counts().clip(upper_bound=self.most).sum().cast(pl.Int64) + alone.cast(pl.Int64)


Daily = Frequency | Count | ActiveDays | Streak | Online
"""Measures made of what is known per person and day: what counts at most so often a day, and so on."""


@dataclass
class TablePlan:
    """Everything asked of one table.

    Attributes:
        use: how the table is read.
        columns: the columns it needs.
        asks: numbers per person.
        daily: what must be known per person and day, and what is made of it; by key.
        covering: what must be known per person, day and target; by key.
        wheres: the filters of everything asked: those of one number all have to be true.
    """

    use: TableUse
    columns: set[str] = field(default_factory=set)
    asks: list[Ask] = field(default_factory=list)
    daily: dict[str, tuple[Ask, Daily]] = field(default_factory=dict)
    covering: dict[str, tuple[Ask, Coverage]] = field(default_factory=dict)
    wheres: set[tuple[str, ...]] = field(default_factory=set)


@dataclass(frozen=True)
class Plan:
    """What is asked of all tables.

    Attributes:
        tables: by table name.
        finish: expressions over the wide result that bring both sides of a ratio to the same units.
        imported: figures taken as given, by key.
        excusing: filters over `attendance` that excuse people.
    """

    tables: dict[str, TablePlan]
    finish: list[pl.Expr]
    imported: dict[str, Imported]
    excusing: frozenset[str] = frozenset()


def tables_of(amount: Amount) -> set[str]:
    """Return the names of the tables *amount* reads."""
    if isinstance(amount, Formula):
        return set().union(*(tables_of(amount.part(name)) for name in amount.using))
    if isinstance(amount, (Result, Placed)):
        return {"grids"} if isinstance(amount, Placed) and amount.placed.startswith("grids.") else set()
    if isinstance(amount, Ratio):
        return {table_of(amount.ratio.of), table_of(amount.ratio.to)}
    if isinstance(amount, Frequency):
        return {amount.frequency} | _excusing(amount)
    if isinstance(amount, Coverage):
        return {amount.coverage, amount.of} | _excusing(amount)
    return {"totals"} if isinstance(amount, Imported) else {table_of(amount)} | _excusing(amount)


def plan(requests: Sequence[Request], uses: Mapping[str, TableUse], filters: Filters) -> Plan:
    """Return what *requests* ask of each table."""
    planner = _Planner(uses, filters)
    for request in requests:
        planner.add(request)
    excusing = {str(getattr(request.amount, "excused_by", "none")) for request in requests} - {"none"}
    return Plan(planner.tables, planner.finish, planner.imported, frozenset(excusing))


class _Planner:
    def __init__(self, uses: Mapping[str, TableUse], filters: Filters) -> None:
        self.uses, self.filters = uses, filters
        self.tables: dict[str, TablePlan] = {}
        self.finish: list[pl.Expr] = []
        self.imported: dict[str, Imported] = {}

    def add(self, request: Request) -> None:
        key, amount = request.key, request.amount
        if isinstance(amount, (Result, Placed, Formula)):
            message = f"{key} is measured from no record"
            raise TypeError(message)
        if isinstance(amount, Imported):
            self.imported[key] = amount
        elif isinstance(amount, Frequency):
            at = self._table(amount.frequency)
            at.daily[key] = (self._daily(at, key, amount, self._holds(at, (request.where, amount.where))), amount)
        elif isinstance(amount, Coverage):
            at = self._table(amount.coverage)
            at.columns.add(amount.target)
            at.covering[key] = (Ask(key, "rows", self._holds(at, (request.where, amount.where))), amount)
        elif isinstance(amount, Ratio):
            wheres = (request.where, amount.where)
            over, under = self._ask(key, amount.ratio.of, wheres), self._ask(key + DEN, amount.ratio.to, wheres)
            self._align(key, over, under)
        else:
            digits = self._ask(key, amount, (request.where,), request.levels)
            if request.usual is not None:
                self._firsts(request, amount, *request.usual)
            if digits:
                self.finish.append(pl.lit(10**digits, dtype=pl.Int64).alias(key + DEN))

    def _table(self, name: str) -> TablePlan:
        return self.tables.setdefault(name, TablePlan(self.uses[name]))

    def _holds(self, at: TablePlan, texts: Iterable[str | None]) -> pl.Expr:
        """Return which rows count: those for which every filter is true; unknown is not true."""
        result = pl.col(at.use.table.worker).is_not_null()
        wheres = tuple(sorted({text for text in texts if text is not None}))
        at.wheres.add(wheres)
        for text in wheres:
            at.columns.update(self.filters.columns(text))
            result = result & self.filters.compile(text, at.use.table)
        return result

    def _ask(self, key: str, amount: Counted, wheres: tuple[str | None, ...], levels: tuple[str, ...] = ()) -> int:
        """Plan one plain number under *key*; return the digits after the point its units carry."""
        at = self._table(table_of(amount))
        holds = self._holds(at, (*wheres, amount.where))
        if (
            isinstance(amount, (Streak, Online))
            or (isinstance(amount, Count) and amount.at_most)
            or (isinstance(amount, ActiveDays) and amount.sum)
        ):
            at.daily[key] = (self._daily(at, key, amount, holds), amount)
            return 0
        if isinstance(amount, (Count, ActiveDays)):
            at.asks.append(Ask(key, "rows" if isinstance(amount, Count) else "days", holds))
            if levels:
                at.columns.add("level")
            at.asks += [Ask(f"{key}|{level}", "rows", holds & (pl.col("level") == level)) for level in levels]
            return 0
        column = (amount.sum if isinstance(amount, Sum) else amount.distinct).partition(".")[2]
        at.columns.add(column)
        if isinstance(amount, Distinct):
            at.asks.append(Ask(key, "distinct", holds, pl.col(column)))
            return 0
        value, digits = _number(at, column)
        at.asks.append(Ask(key, "sum", holds, value))
        return digits

    def _firsts(self, request: Request, amount: Counted, column: str, most: int) -> None:
        """Plan how much of a number is the first *most* of each value of *column*."""
        at = self._table(table_of(amount))
        at.columns.add(column)
        times = pl.col(amount.sum.partition(".")[2]).cast(pl.Int64) if isinstance(amount, Sum) else None
        holds = self._holds(at, (request.where, amount.where))
        at.asks.append(Ask(f"{request.key}|{USUAL}", "firsts", holds, pl.col(column), most, times))

    def _daily(self, at: TablePlan, key: str, amount: Daily, holds: pl.Expr) -> Ask:
        """Return what must be known of each day for *amount*."""
        if isinstance(amount, Online):
            at.columns.add(amount.at)
            return Ask(key, "gaps", holds, pl.col(amount.at), amount.gap_at_most * SECONDS[amount.unit])
        if isinstance(amount, (ActiveDays, Frequency)) and amount.sum:
            at.columns.add(amount.sum)
            return Ask(key, "sum", holds, _number(at, amount.sum)[0])
        return Ask(key, "rows", holds)

    def _align(self, key: str, over: int, under: int) -> None:
        digits = max(over, under)
        for name, has in ((key, over), (key + DEN, under)):
            if has < digits:
                self.finish.append((pl.col(name) * pl.lit(10 ** (digits - has), dtype=pl.Int64)).alias(name))


def _number(at: TablePlan, column: str) -> tuple[pl.Expr, int]:
    """Return a numeric column in whole units, and the digits after the point they carry."""
    declared = at.use.table.column(column)
    if declared.kind == "decimal":
        return pl.col(column).to_physical(), declared.digits
    return pl.col(column).cast(pl.Int64), 0


def _excusing(amount: Amount) -> set[str]:
    return {"attendance"} if getattr(amount, "excused_by", "none") != "none" else set()
