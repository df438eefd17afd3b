"""Teams by hand: everybody's roster rows are looked at one by one, and each day of a row counts for the place the row names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from gridperf.rulebook.elsewhere import ResultOf
from gridperf.rulebook.scoring import Assess, Sheet

if TYPE_CHECKING:
    from tests.oracle.reference import Row, Scheme, Twin

__all__ = ["Member", "Team", "joined", "known_names", "members_result", "path", "teams"]

PATHS = {
    "grid": ("grid_code",),
    "community": ("county", "street", "community"),
    "street": ("county", "street"),
    "county": ("county",),
    "department": ("county", "department"),
    "contractor": ("county", "contractor"),
}
PLACES = ("county", "street", "community", "grid_code")


@dataclass
class Member:
    """A person in one team: by what names records call them, on which days, and whether figures without a day count here."""

    names: set[str]
    days: set[dt.date] = field(default_factory=set)
    placing: bool = False
    itself: bool = False


@dataclass
class Team:
    """A team, its members, and where it lies."""

    name: str
    members: dict[str, Member] = field(default_factory=dict)
    rows: list[tuple[dt.date, int, str, Row]] = field(default_factory=list)

    @property
    def days(self) -> set[dt.date]:
        return {day for member in self.members.values() if not member.itself for day in member.days}


def path(level: str, row: Mapping[str, object]) -> str | None:
    """Return the path of a row's place of *level*."""
    names = [row.get(name) for name in PATHS[level]]
    return None if names[-1] is None else "/".join(str(name) for name in names if name is not None)


def joined(row: Row, assess: Assess) -> bool:
    """Return whether a roster row is of the roles and areas asked for."""
    return all(isinstance(wanted, str) or row.get(column) in wanted for column, wanted in (("role", assess.roles), ("area", assess.areas)))


def teams(scheme: Scheme, sheet: Sheet) -> dict[str, Team]:
    """Return the teams of a sheet by path, each with its members and itself."""
    found: dict[str, Team] = {}
    level = sheet.assess.subject
    for worker in sorted(scheme.service):
        placing = scheme.placed(worker, sheet.assess.placed)
        for row, days in scheme.intervals(worker):
            place = path(level, row)
            if place is None or not joined(row, sheet.assess):
                continue
            team = found.setdefault(place, Team(str(row[PATHS[level][-1]])))
            member = team.members.setdefault(worker, Member({worker}))
            member.days |= set(days)
            team.rows.append((days[0], len(days), worker, row))
            member.placing = member.placing or (joined(placing, sheet.assess) and path(level, placing) == place)
    for place, team in found.items():
        team.members[f"itself {place}"] = Member({place}, set(scheme.days), placing=True, itself=True)
    names = known_names(scheme, {place: team.name for place, team in found.items()})
    for name, place in names.items():
        if place in found:
            found[place].members[f"itself {place}"].names.add(name)
    return found


def known_names(scheme: Scheme, here: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return by what names records may call which team of the period: its path, and its own name if nothing else has it."""
    every = dict(here or {})
    for sheet in scheme.edition.sheets:
        if sheet.assess.subject != "worker" and sheet.every == scheme.period.every:
            for worker in scheme.service:
                for row, _ in scheme.intervals(worker):
                    place = path(sheet.assess.subject, row)
                    if place is not None and joined(row, sheet.assess):
                        every[place] = str(row[PATHS[sheet.assess.subject][-1]])
    taken = {*every, *scheme.service}
    own = {name: place for place, name in every.items() if name not in taken and list(every.values()).count(name) == 1}
    return own | {place: place for place in every}


def placed(team: Team, level: str, how: str) -> dict[str, object]:
    """Return where a team lies: as one of its members' rows says, as far as it is wider than the team."""
    if how == "longest":
        row = max(team.rows, key=lambda one: (one[1], one[0], one[2]))[3]
    else:
        ends = sorted(team.rows, key=lambda one: (one[0], one[2]))
        row = (ends[0] if how == "first" else ends[-1])[3]
    own = PATHS[level][-1]
    held = PLACES[: PLACES.index(own) + 1] if own in PLACES else ("county",)
    return {name: row.get(name) if name in held else None for name in ("role", "area", "grid_code", "community", "street", "county")}


def members_result(
    scheme: Scheme, twin: Twin, result: ResultOf, sheet: Sheet, team: str, others: Sequence[Sheet]
) -> tuple[Fraction, Fraction]:
    """Return what the totals of a team's members on another sheet come to, over its full score."""
    other = next(one for one in others if one.id == result.sheet)
    totals = []
    for subject in scheme.subjects(other):
        row = scheme.placed(subject, other.assess.placed) if other.assess.subject == "worker" else twin.people[subject]
        if other.assess.subject == "worker" and not joined(row, sheet.assess):
            continue
        total = twin.totals[subject, other.id]
        if path(sheet.assess.subject, row) == team and total is not None:
            totals.append(total)
    if not totals:
        return Fraction(0), Fraction(0)
    if result.by == "mean":
        return sum(totals, Fraction(0)), other.full_score * len(totals)
    one = {"sum": sum(totals, Fraction(0)), "lowest": min(totals), "highest": max(totals)}[str(result.by)]
    return one, other.full_score
