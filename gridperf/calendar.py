"""Workdays come from the published schedule of China, from a year's schedule in the pack or from the county's own list, never from a guess.

A year without a published schedule stops the run: counting Monday to Friday instead would change required patrols and
paid days without anyone having decided so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from gridperf.errors import Problem, RulesError
from gridperf.period import Period

__all__ = ["Calendar", "Year"]

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Year:
    """The schedule of one year, complete: Monday to Friday are workdays unless they are named, weekends only if they are.

    Attributes:
        year: the year.
        holidays: weekdays off that stand for statutory holidays; they are paid.
        in_lieu: weekdays off that a working weekend makes up for.
        working: Saturdays and Sundays that are worked.
    """

    year: int
    holidays: frozenset[dt.date]
    in_lieu: frozenset[dt.date]
    working: frozenset[dt.date]

    def says(self, day: dt.date) -> tuple[bool, bool]:
        """Return whether *day* is a workday, and whether it is a paid holiday."""
        off = day in self.holidays or day in self.in_lieu
        return day in self.working or (day.weekday() < _SATURDAY and not off), day in self.holidays


@dataclass(frozen=True)
class Calendar:
    """The workdays and paid days of a county.

    Attributes:
        name: `cn` for the State Council's yearly schedule.
        off: days off that differ from the schedule.
        on: workdays that differ from it.
        years: schedules of years that hold instead of the published ones.
    """

    name: str = "cn"
    off: frozenset[dt.date] = field(default_factory=frozenset)
    on: frozenset[dt.date] = field(default_factory=frozenset)
    years: tuple[Year, ...] = ()

    def is_workday(self, day: dt.date) -> bool:
        """Return whether *day* is a workday; shifted weekends are, days off in lieu are not.

        Raises:
            RulesError: A105 if the schedule does not cover the year.
        """
        if day in self.on:
            return True
        if day in self.off:
            return False
        return self._says(day)[0]

    def is_paid_day(self, day: dt.date) -> bool:
        """Return whether *day* is a paid day: a workday, or a statutory holiday that falls on a weekday."""
        if self.is_workday(day):
            return True
        return day.weekday() < _SATURDAY and day not in self.off and self._says(day)[1]

    def _says(self, day: dt.date) -> tuple[bool, bool]:
        """Return what the schedule says of *day*: whether it is a workday, and whether it is a paid holiday."""
        own = next((each for each in self.years if each.year == day.year), None)
        return own.says(day) if own else _schedule(day)

    def workdays(self, period: Period) -> list[dt.date]:
        """Return the workdays of *period*, in order."""
        return [day for day in _days(period) if self.is_workday(day)]

    def paid_days(self, period: Period) -> list[dt.date]:
        """Return the paid days of *period*, in order."""
        return [day for day in _days(period) if self.is_paid_day(day)]


def _days(period: Period) -> Iterable[dt.date]:
    return (period.starts_on + dt.timedelta(days=offset) for offset in range(period.days))


@lru_cache(maxsize=4096)
def _schedule(day: dt.date) -> tuple[bool, bool]:
    """Return whether *day* is a workday, and whether it is a paid holiday.

    A day off in the published schedule is either swapped for a working weekend (in lieu, and then unpaid like the
    weekend it replaces) or stands for one of the statutory holidays (on its day, or on the weekday it is observed).
    So the weekdays off that are not in lieu are the paid holidays: 248 workdays and 13 of them make the 261 paid days
    of 2026, which is (365 - 104) as 人社部发〔2025〕2号 has it.
    """
    import chinese_calendar  # noqa: PLC0415  (costs 30 ms; needed only when something counts workdays)

    try:
        workday = bool(chinese_calendar.is_workday(day))
        off, name = chinese_calendar.get_holiday_detail(day)
        in_lieu = bool(chinese_calendar.is_in_lieu(day))
    except NotImplementedError:
        raise RulesError(Problem("A105", values={"year": day.year})) from None
    return workday, bool(off and name) and not in_lieu
