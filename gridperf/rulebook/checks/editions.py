"""The editions of a pack follow one another: each is in force when some period begins, and rests on a document that still holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridperf.errors import Problem, Where
from gridperf.period import Every, Period
from gridperf.rulebook.document import Document
from gridperf.rulebook.edition import Edition

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed

__all__ = ["WHOLE_PACK", "Dated", "check_editions"]

WHOLE_PACK = frozenset({"R286", "R318", "R009", "R011", "R012"})
"""Warnings that only the pack as a whole can give; an edition acknowledges them like its own."""

_MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_CODES: dict[Every, tuple[str, ...]] = {
    "month": tuple(f"-{month:02d}" for month in range(1, 13)),
    "quarter": ("Q1", "Q2", "Q3", "Q4"),
    "half": ("H1", "H2"),
    "year": ("",),
}


@dataclass(frozen=True)
class Dated:
    """An edition that can be read.

    Attributes:
        day: from when it is in force.
        edition: the edition.
        placed: its places.
        file: its own file, as problems name it; a layer also has places in the files above it.
        document: the county's text, or None if it could not be read.
    """

    day: dt.date
    edition: Edition
    placed: Placed
    file: str
    document: Document | None


def check_editions(editions: Sequence[Dated], *, sources: Mapping[str, str], beside: Sequence[Problem] = ()) -> list[Problem]:
    """Return what is wrong or doubtful with the editions of a pack as a whole: R285, R286, R009 to R012.

    Args:
        editions: those that can be read, the oldest first.
        sources: the county's texts by the name an edition gives them, and how problems name them.
        beside: what else was found in the pack, its examples above all; warnings that are acknowledged are left out of it.
    """
    files = {one.file for one in editions}
    found = [problem for problem in beside if problem.severity == "error" or problem.where.file not in files]
    for place, one in enumerate(editions):
        own = [*_boundaries(editions[place - 1] if place else None, one), *_start(one)]
        later = editions[place + 1] if place + 1 < len(editions) else None
        if later is not None:
            found += _never_in_force(one, later.day)
        else:
            own += _superseded(one)
            own += _unused(one, sources, {held.edition.source for held in editions})
        own += [problem for problem in beside if problem.severity == "warning" and problem.where.file == one.file]
        met = {problem.code for problem in own}
        found += [problem for problem in own if problem.code not in one.edition.acknowledged]
        found += [
            Problem("R285", one.placed.where(("acknowledged", code), key=True), {"what": code}, "warning")
            for code in one.edition.acknowledged
            if code in WHOLE_PACK - met and one.placed.where(("acknowledged", code), key=True).file == one.file
        ]
    return found


def _boundaries(before: Dated | None, one: Dated) -> list[Problem]:
    """Return a warning if two successive editions divide time differently."""
    if before is None:
        return []
    old, new = ((rule.month_starts_on, rule.year_starts_in) for rule in (before.edition.calendar, one.edition.calendar))
    if old == new:
        return []
    values = {"now": f"{new[0]}/{new[1]}", "before": f"{old[0]}/{old[1]}"}
    return [Problem("R286", one.placed.where(("calendar",), key=True), values, "warning")]


def _start(one: Dated) -> list[Problem]:
    first = _first(one.edition, one.day)
    if first.starts_on == one.day:
        return []
    return [Problem("R009", Where(file=one.file), {"day": one.day.isoformat(), "next": first.code}, "warning")]


def _never_in_force(one: Dated, until: dt.date) -> list[Problem]:
    if _first(one.edition, one.day).starts_on < until:
        return []
    return [Problem("R010", Where(file=one.file), {"day": one.day.isoformat(), "until": until.isoformat()})]


def _first(edition: Edition, day: dt.date) -> Period:
    """Return the first period the edition can assess that begins on *day* or later."""
    rule = edition.calendar
    every = min((sheet.every for sheet in edition.sheets), key=lambda kind: _MONTHS[kind])
    periods = [
        Period.parse(f"{year}{code}", month_starts_on=rule.month_starts_on, year_starts_in=rule.year_starts_in)
        for year in range(day.year - 1, day.year + 3)
        for code in _CODES[every]
    ]
    return min((period for period in periods if period.starts_on >= day), key=lambda period: period.starts_on)


def _superseded(one: Dated) -> list[Problem]:
    document = one.document
    if document is None or document.superseded_by is None:
        return []
    return [Problem("R011", one.placed.where(("source",)), {"by": document.superseded_by}, "warning")]


def _unused(one: Dated, sources: Mapping[str, str], used: set[str]) -> list[Problem]:
    unused = [shown for name, shown in sources.items() if name not in used]
    return [Problem("R012", one.placed.where(("source",)), {"what": ", ".join(unused)}, "warning")] if unused else []
