"""Schedules of workdays differ by days: each day that is off or worked in one rulebook and not in the other is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from gridperf.calendar import Year
from gridperf.errors import Where
from gridperf.rulebook.comparing.changes import Change
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.words.base import both
from gridperf.rulebook.yearly import FOLDER

__all__ = ["year_changes"]

_LISTS = ("holidays", "in_lieu", "working")


def year_changes(a: Rulebook, b: Rulebook) -> Iterator[Change]:
    """Yield how the schedules of single years differ that two rulebooks have in their folders `calendar`, or take from above."""
    before, after = ({year.year: year for year in rules.years} for rules in (a, b))
    for number in sorted({*before, *after}):
        old, new = before.get(number), after.get(number)
        what = both(f"{number} 年工作日安排", f"workdays of {number}")
        places = _file(a, old), _file(b, new)
        if old is None and new is not None:
            yield Change("added", what, "", "", _said(new), new_where=places[1])
        elif new is None and old is not None:
            yield Change("removed", what, "", _said(old), "", old_where=places[0])
        elif old is not None and new is not None:
            for name in _LISTS:
                mine, other = getattr(old, name), getattr(new, name)
                if mine != other:
                    values = ((name, _listed(mine), _listed(other)),)
                    yield Change(
                        "changed",
                        what,
                        _called(name),
                        _days(mine - other),
                        _days(other - mine),
                        old_where=places[0],
                        new_where=places[1],
                        values=values,
                    )


def _called(name: str) -> str:
    names = {
        "holidays": both("节假日", "holidays"),
        "in_lieu": both("调休放假", "days off in lieu"),
        "working": both("周末上班", "working weekends"),
    }
    return names[name]


def _said(year: Year) -> str:
    """Return how many days of a schedule are not what their weekday says."""
    return both("，", ", ").join(f"{_called(name)} {len(getattr(year, name))}{both(' 天', '')}" for name in _LISTS)


def _days(days: frozenset[dt.date]) -> str:
    """Return the days one schedule has and the other has not."""
    return both("、", ", ").join(_listed(days)) or both("无", "none")


def _listed(days: frozenset[dt.date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _file(rules: Rulebook, year: Year | None) -> Where:
    """Return the file of a schedule; nothing if it is a pack above's, or not at hand."""
    if year is None or not (rules.folder / FOLDER / f"{year.year}.yaml").is_file():
        return Where()
    return Where(file=f"{rules.folder.name}/{FOLDER}/{year.year}.yaml")
