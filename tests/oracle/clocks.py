"""Time by hand: walk the days, and take from each what lies inside its working hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction

from gridperf.rulebook.deriving import Deadline, Elapsed, LimitByColumn, LimitInColumn, TimeLimit
from gridperf.rulebook.edition import Edition

__all__ = ["Row", "derived_rows"]

Row = dict[str, object]
ONE_DAY = dt.timedelta(days=1)
UNITS = {"second": dt.timedelta(seconds=1), "minute": dt.timedelta(minutes=1), "hour": dt.timedelta(hours=1)}


def derived_rows(rows: list[Row], table: str, edition: Edition, is_workday: Callable[[dt.date], bool]) -> list[Row]:
    """Return *rows* with the columns the rulebook derives."""
    rule = edition.tables.get(table)
    if rule is None or not rule.derive:
        return rows
    hand = _Hand(edition, is_workday)
    made = [dict(row) for row in rows]
    for name, how in rule.derive.items():
        for row in made:
            row[name] = hand.elapsed(row, how) if isinstance(how, Elapsed) else hand.due(row, how)
    return made


class _Hand:
    def __init__(self, edition: Edition, is_workday: Callable[[dt.date], bool]) -> None:
        self.is_workday = is_workday
        self.stretches = [(dt.timedelta(minutes=one.start), dt.timedelta(minutes=one.end)) for one in edition.calendar.hours or ()]
        self.workday = sum((end - start for start, end in self.stretches), dt.timedelta(0))

    def open(self, day: dt.date, clock: str) -> list[tuple[dt.datetime, dt.datetime]]:
        """Return when *clock* runs on *day*."""
        midnight = dt.datetime.combine(day, dt.time())
        if clock in ("urgent_hour", "natural_day"):
            return [(midnight, midnight + ONE_DAY)]
        return [(midnight + start, midnight + end) for start, end in self.stretches] if self.is_workday(day) else []

    def unit(self, clock: str, unit: str) -> dt.timedelta:
        if unit != "day":
            return UNITS[unit]
        return self.workday if clock in ("work_hour", "work_day") else ONE_DAY

    def elapsed(self, row: Mapping[str, object], how: Elapsed) -> int | None:
        first, last = row.get(how.from_), row.get(how.to)
        if first is None or last is None:
            return None
        assert isinstance(first, dt.datetime)
        assert isinstance(last, dt.datetime)
        sign, (early, late) = (1, (first, last)) if first <= last else (-1, (last, first))
        spent = dt.timedelta(0)
        day = early.date()
        while day <= late.date():
            for start, end in self.open(day, how.clock):
                spent += max(min(end, late) - max(start, early), dt.timedelta(0))
            day += ONE_DAY
        exact = sign * Fraction(spent // dt.timedelta.resolution, self.unit(how.clock, how.unit) // dt.timedelta.resolution)
        units = exact.__ceil__() if how.part == "whole_up" else exact.__floor__()
        return units if how.at_most is None else min(units, how.at_most)

    def due(self, row: Mapping[str, object], how: Deadline) -> dt.datetime | None:
        moment, limit = row.get(how.from_), self.limit(row, how)
        if moment is None or limit is None:
            return None
        assert isinstance(moment, dt.datetime)
        unit = self.unit(limit.clock, limit.clock.split("_")[1])
        left = unit * limit.amount.numerator / limit.amount.denominator
        day = moment.date()
        while True:
            for start, end in self.open(day, limit.clock):
                begin = max(start, moment)
                if begin < end:
                    if left <= end - begin:
                        return begin + left
                    left -= end - begin
            day += ONE_DAY

    def limit(self, row: Mapping[str, object], how: Deadline) -> TimeLimit | None:
        if isinstance(how.limit, LimitByColumn):
            one = how.limit.of.get(str(row.get(how.limit.by)), how.limit.otherwise)
            return one if isinstance(one, TimeLimit) else None
        if isinstance(how.limit, LimitInColumn):
            count = row.get(how.limit.column)
            return TimeLimit(Fraction(count), how.limit.clock) if isinstance(count, int) and count > 0 else None
        return how.limit
