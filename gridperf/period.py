"""A period is a named run of whole days; the periods of one kind meet without gap or overlap.

Written `2026-10` (month), `2026Q4` (quarter), `2026H2` (half-year), `2026` (year).
A month may start on a day other than the first, and a year in a month other than January: the month that starts on
26 September is then *October*, the one it ends in, and a year that starts in November is the one it ends in.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal, Self

__all__ = ["MONTHS", "Every", "Period"]

Every = Literal["month", "quarter", "half", "year"]

_PATTERN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12]))?")
MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How many months a period of each kind has."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period of assessment, both ends included.

    Attributes:
        starts_on: first day.
        ends_on: last day.
        every: the kind: month, quarter, half or year.
        code: how it is written, such as `2026-10`.
    """

    starts_on: dt.date
    ends_on: dt.date
    every: Every
    code: str
    month_starts_on: int = 1
    year_starts_in: int = 1

    @classmethod
    def parse(cls, text: str | Period, *, month_starts_on: int = 1, year_starts_in: int = 1) -> Self | Period:
        """Return the period written as *text*.

        Args:
            text: `2026-10`, `2026Q4`, `2026H2` or `2026`.
            month_starts_on: day (1–28) on which a month starts; other than 1, a month starts in the calendar month before.
            year_starts_in: month (1–12) in which a year starts; other than 1, a year starts in the calendar year before.

        Raises:
            ValueError: if *text* is no period.
        """
        if isinstance(text, Period):
            return text
        found = _PATTERN.fullmatch(text.strip())
        if not found:
            message = f"'{text}' is no period: write 2026-10, 2026Q4, 2026H2 or 2026"
            raise ValueError(message)
        year = int(found["year"])
        if found["month"]:
            every: Every = "month"
            first = year * 12 + int(found["month"]) - 1
        else:
            offset = -12 + year_starts_in - 1 if year_starts_in > 1 else 0
            every = "quarter" if found["quarter"] else "half" if found["half"] else "year"
            part = int(found["quarter"] or found["half"] or 1) - 1
            first = year * 12 + offset + part * MONTHS[every]
        start = _day(first if month_starts_on == 1 else first - 1, month_starts_on)
        end_month = first + MONTHS[every]
        after = _day(end_month if month_starts_on == 1 else end_month - 1, month_starts_on)
        return cls(start, after - dt.timedelta(days=1), every, text.strip(), month_starts_on, year_starts_in)

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.ends_on - self.starts_on).days + 1

    def parts(self, every: Every) -> list[Period]:
        """Return the periods of kind *every* it is made of, in order (`2026Q4` → three months)."""
        if MONTHS[every] > MONTHS[self.every] or MONTHS[self.every] % MONTHS[every]:
            message = f"{self.code} is not made of whole periods of kind {every}"
            raise ValueError(message)
        first = self._first_month()
        step = MONTHS[every]
        return [self._at(first + offset, every) for offset in range(0, MONTHS[self.every], step)]

    def before(self, count: int = 1) -> Period:
        """Return the period of the same kind *count* steps earlier."""
        return self._at(self._first_month() - count * MONTHS[self.every], self.every)

    def steps_from(self, other: Period) -> int:
        """Return how many periods of its kind lie between *other*, one of the same kind, and this one; negative if it is earlier."""
        return (self._first_month() - other._first_month()) // MONTHS[self.every]

    def _first_month(self) -> int:
        """Return the month, as year × 12 + month − 1, by whose name its first month goes."""
        named = self.starts_on if self.month_starts_on == 1 else self.starts_on + dt.timedelta(days=31)
        return named.year * 12 + named.month - 1

    def _at(self, first: int, every: Every) -> Period:
        if every == "month":
            code = f"{first // 12:04d}-{first % 12 + 1:02d}"
        else:
            shifted = first + (13 - self.year_starts_in if self.year_starts_in > 1 else 0)
            year, month = divmod(shifted, 12)
            part = month // MONTHS[every] + 1
            code = f"{year:04d}" + {"quarter": f"Q{part}", "half": f"H{part}", "year": ""}[every]
        return Period.parse(code, month_starts_on=self.month_starts_on, year_starts_in=self.year_starts_in)

    def __str__(self) -> str:
        """Return the code."""
        return self.code


def _day(month: int, day: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, day)
