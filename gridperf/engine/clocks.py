"""Working time is counted in microseconds that never round: a moment is a number of them since the calendar's first workday.

Working hours are the same on every workday, so the moment a limit is used up is a division: which workday, and how far into it.
Nights, breaks, weekends and holidays add nothing; a limit used up exactly when hours end is due at that moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from gridperf.calendar import Calendar
from gridperf.rulebook.deriving import WORKING, Clock, Deadline, Elapsed, LimitByColumn, LimitInColumn, TimeLimit, WorkingTime

__all__ = ["Clocks", "derived"]

_SECOND = 1_000_000
_UNITS = {"second": _SECOND, "minute": 60 * _SECOND, "hour": 3600 * _SECOND, "day": 86400 * _SECOND}
_LARGEST = 10_000_000
"""Units beyond which a number in a column is no limit: a thousand years of hours."""
_AT, _DAY, _BEFORE, _WORKS = "\0at", "\0day", "\0before", "\0works"


@dataclass(frozen=True)
class Clocks:
    """The workdays and working hours a rulebook counts time by.

    Attributes:
        calendar: which days are worked; None if nothing is counted by a working clock.
        hours: the working hours of a workday, from morning to evening.
    """

    calendar: Calendar | None = None
    hours: Sequence[WorkingTime] = ()

    @property
    def stretches(self) -> list[tuple[int, int]]:
        """Return start and end of each stretch of working hours, in microseconds after midnight."""
        return [(one.start * _UNITS["minute"], one.end * _UNITS["minute"]) for one in self.hours]

    @property
    def workday(self) -> int:
        """Return how long a working day is, in microseconds."""
        return sum(end - start for start, end in self.stretches)

    def unit(self, clock: Clock, unit: str) -> int:
        """Return how long one *unit* of *clock* is, in microseconds."""
        return self.workday if clock in WORKING and unit == "day" else _UNITS[unit]

    def days(self, first: dt.date, last: dt.date, *, workdays: int = 0) -> pl.DataFrame:
        """Return every day from *first* to *last*, and on until there are *workdays*: whether it is worked, and how many were before.

        Raises:
            RulesError: A105 if a year's workdays are not published.
        """
        assert self.calendar is not None  # noqa: S101 (checked when the rulebook was loaded)
        rows: list[tuple[dt.date, bool, int]] = []
        day, before = first, 0
        while day <= last or before < workdays:
            works = self.calendar.is_workday(day)
            rows.append((day, works, before))
            before += works
            day += dt.timedelta(days=1)
        return pl.DataFrame(rows, schema={_DAY: pl.Date, _WORKS: pl.Boolean, _BEFORE: pl.Int64}, orient="row")


def derived(rows: pl.LazyFrame, rules: Mapping[str, Elapsed | Deadline], clocks: Clocks) -> pl.LazyFrame:
    """Return *rows* with the columns *rules* derive, in their order; a later one may use an earlier one.

    Raises:
        RulesError: A105 if time falls in a year whose workdays are not published.
    """
    for name, rule in rules.items():
        rows = _elapsed(rows, name, rule, clocks) if isinstance(rule, Elapsed) else _deadline(rows, name, rule, clocks)
    return rows


def _elapsed(rows: pl.LazyFrame, name: str, rule: Elapsed, clocks: Clocks) -> pl.LazyFrame:
    start, end = pl.col(rule.from_), pl.col(rule.to)
    if rule.clock in WORKING:
        days = _days_of(rows, [rule.from_, rule.to], clocks)
        if days is None:
            return rows.with_columns(pl.lit(None, dtype=pl.Int64).alias(name))
        at = [f"{_AT}{side}" for side in (0, 1)]
        rows = _worked(_worked(rows, rule.from_, at[0], days, clocks), rule.to, at[1], days, clocks)
        spent = pl.col(at[1]) - pl.col(at[0])
    else:
        at, spent = [], (end - start).dt.total_microseconds()
    unit = pl.lit(clocks.unit(rule.clock, rule.unit), dtype=pl.Int64)
    units = -(-spent // unit) if rule.part == "whole_up" else spent // unit
    if rule.at_most is not None:
        units = pl.when(units > rule.at_most).then(pl.lit(rule.at_most, dtype=pl.Int64)).otherwise(units)
    return rows.with_columns(units.alias(name)).drop(at)


def _deadline(rows: pl.LazyFrame, name: str, rule: Deadline, clocks: Clocks) -> pl.LazyFrame:
    plain, working = (_length(rule, clocks, working=kind) for kind in (False, True))
    due = pl.col(rule.from_) + plain.cast(pl.Duration("us"))
    days = _days_of(rows, [rule.from_], clocks) if _works(rule) else None
    if days is None:
        return rows.with_columns(due.alias(name))
    rows = _worked(rows, rule.from_, _AT, days, clocks).with_columns((pl.col(_AT) + working).alias(_AT))
    most = rows.select(pl.col(_AT).max()).collect().item()
    whole = pl.lit(clocks.workday, dtype=pl.Int64)
    if most is not None:
        days = clocks.days(days[_DAY][0], days[_DAY][-1], workdays=-(-most // clocks.workday))
    # the workday in which the limit is used up, and how much of it: at the end of hours all of it, never none of the next
    nth = (pl.col(_AT) - 1) // whole
    worked = days.filter(_WORKS).select(pl.col(_BEFORE), pl.col(_DAY)).lazy()
    rows = rows.with_columns(nth.alias(_BEFORE)).join(worked, on=_BEFORE, how="left", maintain_order="left")
    moment = pl.col(_DAY).cast(pl.Datetime("us")) + _into(pl.col(_AT) - pl.col(_BEFORE) * whole, clocks).cast(pl.Duration("us"))
    return rows.with_columns(pl.coalesce(moment, due).alias(name)).drop(_AT, _BEFORE, _DAY)


def _works(rule: Deadline) -> bool:
    return any((limit.clock if isinstance(limit, TimeLimit) else limit) in WORKING for limit in rule.limits())


def _length(rule: Deadline, clocks: Clocks, *, working: bool) -> pl.Expr:
    """Return the limit in microseconds where it is counted by a working clock, or where it is not; else empty."""
    nothing = pl.lit(None, dtype=pl.Int64)

    def of(limit: TimeLimit | str) -> pl.Expr:
        if isinstance(limit, str) or (limit.clock in WORKING) != working:
            return nothing
        return pl.lit(int(limit.amount * clocks.unit(limit.clock, _counts(limit.clock))), dtype=pl.Int64)

    limit = rule.limit
    if isinstance(limit, TimeLimit):
        return of(limit)
    if isinstance(limit, LimitByColumn):
        length = of(limit.otherwise)
        for value, one in limit.of.items():
            length = pl.when(pl.col(limit.by) == value).then(of(one)).otherwise(length)
        return length
    assert isinstance(limit, LimitInColumn)  # noqa: S101 (narrows the type)
    if (limit.clock in WORKING) != working:
        return nothing
    count = pl.col(limit.column)
    usable = (count > 0) & (count <= _LARGEST)
    return pl.when(usable).then(count).cast(pl.Int64) * pl.lit(clocks.unit(limit.clock, _counts(limit.clock)), dtype=pl.Int64)


def _counts(clock: Clock) -> str:
    return clock.rpartition("_")[2]


def _days_of(rows: pl.LazyFrame, moments: Sequence[str], clocks: Clocks) -> pl.DataFrame | None:
    """Return the days from the first of all *moments* to the last; None if there is none."""
    ends = rows.select(
        pl.min_horizontal(pl.col(name).dt.date().min() for name in moments).alias("first"),
        pl.max_horizontal(pl.col(name).dt.date().max() for name in moments).alias("last"),
    ).collect()
    first, last = ends.row(0)
    return None if first is None else clocks.days(first, last)


def _worked(rows: pl.LazyFrame, moment: str, name: str, days: pl.DataFrame, clocks: Clocks) -> pl.LazyFrame:
    """Add under *name* how long was worked from the first of *days* until *moment*."""
    rows = rows.with_columns(pl.col(moment).dt.date().alias(_DAY)).join(days.lazy(), on=_DAY, how="left", maintain_order="left")
    since = (pl.col(moment) - pl.col(_DAY).cast(pl.Datetime("us"))).dt.total_microseconds()
    today = pl.sum_horizontal([(since - pl.lit(start)).clip(0, end - start) for start, end in clocks.stretches])
    whole = pl.lit(clocks.workday, dtype=pl.Int64)
    until = pl.col(_BEFORE) * whole + pl.when(_WORKS).then(today).otherwise(pl.lit(0, dtype=pl.Int64))
    return rows.with_columns(pl.when(pl.col(moment).is_not_null()).then(until).alias(name)).drop(_DAY, _WORKS, _BEFORE)


def _into(worked: pl.Expr, clocks: Clocks) -> pl.Expr:
    """Return at which microsecond of the day so much of a workday is *worked*."""
    result = pl.lit(None, dtype=pl.Int64)
    done = 0
    for start, end in clocks.stretches:
        result = pl.when(worked > done).then(worked + pl.lit(start - done, dtype=pl.Int64)).otherwise(result)
        done += end - start
    return result
