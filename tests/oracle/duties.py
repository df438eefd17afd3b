"""Duties by hand: every unit, every day and every target is looked at one by one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from gridperf.rulebook.measures import ActiveDays, Count, Coverage, Online, Streak

if TYPE_CHECKING:
    from tests.oracle.reference import Row, Scheme
    from tests.oracle.teams import Member

__all__ = ["coverage", "days_reached", "held", "online", "streak"]

ONE_DAY = dt.timedelta(days=1)
UNITS = {"second": dt.timedelta(seconds=1), "minute": dt.timedelta(minutes=1), "hour": dt.timedelta(hours=1)}


def held(scheme: Scheme, amount: Count, rows: list[Row]) -> int:
    """Return how many rows count where only so many do in a day, a week or a month."""
    assert amount.at_most is not None
    seen = Counter(_unit(scheme, scheme.day_of(amount.count, row), amount.at_most.per) for row in rows)
    return sum(min(count, amount.at_most.times) for count in seen.values())


def _unit(scheme: Scheme, day: dt.date | None, per: str) -> dt.date:
    assert day is not None
    if per == "week":
        return day - ONE_DAY * day.weekday()
    if per == "day":
        return day
    while day.day != scheme.edition.calendar.month_starts_on:
        day -= ONE_DAY
    return day


def days_reached(scheme: Scheme, amount: ActiveDays, rows: list[Row]) -> int:
    """Return on how many days a sum is reached."""
    assert amount.sum is not None
    assert amount.at_least is not None
    sums: dict[dt.date | None, Fraction] = {}
    for row in rows:
        day, value = scheme.day_of(amount.days, row), row.get(amount.sum)
        assert value is None or isinstance(value, (int, Decimal))
        sums[day] = sums.get(day, Fraction(0)) + Fraction(value or 0)
    return sum(total >= amount.at_least for total in sums.values())


def streak(scheme: Scheme, amount: Streak, member: Member, rows: list[Row]) -> int:
    """Return how many days in a row have a row: the longest run, or the one at the end of service."""
    active = {scheme.day_of(amount.streak, row) for row in rows}
    excused = scheme.excused(amount.excused_by, member)
    best = run = 0
    for day in scheme.days:
        if day > max(member.days):
            break
        if (amount.per == "workday" and not scheme.is_workday(day)) or day in excused:
            continue
        run = run + 1 if day in active else 0
        best = max(best, run)
    return best if amount.which == "longest" else run


def online(scheme: Scheme, amount: Online, rows: list[Row]) -> int:
    """Return the time between fixes of one day, or the days on which there is enough of it."""
    by_day: dict[dt.date | None, list[dt.datetime]] = {}
    for row in rows:
        moment = row.get(amount.at)
        if isinstance(moment, dt.datetime):
            by_day.setdefault(scheme.day_of(amount.online, row), []).append(moment)
    unit = UNITS[amount.unit]
    spent = []
    for moments in by_day.values():
        moments.sort()
        gaps = [later - earlier for earlier, later in pairwise(moments)]
        spent.append(sum((gap for gap in gaps if gap <= unit * amount.gap_at_most), dt.timedelta(0)))
    if amount.day_reaches is not None:
        return sum(total >= unit * amount.day_reaches for total in spent)
    return sum(spent, dt.timedelta(0)) // unit


def coverage(scheme: Scheme, amount: Coverage, member: Member, rows: list[Row]) -> tuple[Fraction, Fraction]:
    """Return how often targets were seen, at most as often as they must be, and how often they must."""
    excused = scheme.excused(amount.excused_by, member)
    valid = scheme.rows_that_count(amount.of, [amount.target_where])
    done = owed = 0
    for target in valid:
        if target["worker_id"] not in member.names:
            continue
        for unit in _spans(scheme, amount.per):
            due = [
                day
                for day in unit
                if day in member.days
                and day not in excused
                and target["starts_on"] <= day  # type: ignore[operator]
                and (target.get("ends_on") is None or day <= target["ends_on"])  # type: ignore[operator]
            ]
            if len(due) >= amount.needs:
                seen = sum(row.get(amount.target) == target[amount.target] and scheme.day_of(amount.coverage, row) in unit for row in rows)
                owed += amount.times
                done += min(seen, amount.times)
    return Fraction(done), Fraction(owed)


def _spans(scheme: Scheme, per: str) -> Iterable[list[dt.date]]:
    if per != "week":
        for part in scheme.period.parts(per):  # type: ignore[arg-type]
            yield [day for day in scheme.days if part.starts_on <= day <= part.ends_on]
        return
    for monday in sorted({day - ONE_DAY * day.weekday() for day in scheme.days}):
        yield [day for day in scheme.days if day - ONE_DAY * day.weekday() == monday]
