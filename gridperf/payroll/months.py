"""A payment belongs to one calendar month, whichever months the pay in it was earned in; months are counted, never guessed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Self

import polars as pl

__all__ = ["Month", "number_of"]

_WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_MONTHS = 12


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the month written as *text*, such as `2026-11`; `ValueError` if it is none."""
        found = _WRITTEN.fullmatch(text)
        if not found:
            message = f"'{text}' is no month: write 2026-11"
            raise ValueError(message)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: dt.date) -> Self:
        """Return the month of *day*."""
        return cls(day.year, day.month)

    @property
    def first(self) -> dt.date:
        """Return its first day."""
        return dt.date(self.year, self.month, 1)

    @property
    def last(self) -> dt.date:
        """Return its last day."""
        return self.after.first - dt.timedelta(days=1)

    @property
    def number(self) -> int:
        """Return its place in the row of all months, as `number_of` counts them."""
        return self.year * _MONTHS + self.month - 1

    @property
    def before(self) -> Month:
        """Return the month before."""
        return Month((self.number - 1) // _MONTHS, (self.number - 1) % _MONTHS + 1)

    @property
    def after(self) -> Month:
        """Return the month after."""
        return Month((self.number + 1) // _MONTHS, (self.number + 1) % _MONTHS + 1)

    def __str__(self) -> str:
        """Return it as `2026-11`."""
        return f"{self.year:04d}-{self.month:02d}"


def number_of(day: pl.Expr) -> pl.Expr:
    """Return the month of each day of a column of dates as a number that grows by 1 each month."""
    twelve = pl.lit(_MONTHS, dtype=pl.Int64)
    return day.dt.year().cast(pl.Int64) * twelve + day.dt.month().cast(pl.Int64) - pl.lit(1, dtype=pl.Int64)
