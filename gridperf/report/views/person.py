"""Whose page it is, as the roster placed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gridperf.report.views import figures

__all__ = ["OF_PERSON", "Person", "person_of"]

OF_PERSON = ("people", "measures", "entries", "scores", "grades", "pay", "actions", "ranks", "accounts", "members")
"""The result tables of which a card, and its evidence, hold the person's rows."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose card it is, as the roster placed them in the period.

    Attributes:
        served: days in service of the days of the period, `17/31`; empty if all of them.
        kind: `worker`, or the kind of team.
        members: of a team, everybody who was in it, with the days spent there as `17/31`; empty if all of them.
    """

    subject: str
    name: str
    role: str
    area: str
    grid: str
    community: str
    street: str
    county: str
    served: str
    kind: str = "worker"
    members: tuple[tuple[str, str], ...] = ()


def person_of(row: Mapping[str, Any], members: Sequence[Mapping[str, Any]] = ()) -> Person:
    """Return the person, or the team with its *members*, of a row of `people`."""
    served, days = row["served_days"], row["period_days"]
    return Person(
        subject=figures.clean(row["subject"]),
        name=figures.clean(row["name"]),
        role=figures.clean(row["role"]),
        area=figures.clean(row["area"]),
        grid=figures.clean(row["grid_code"]),
        community=figures.clean(row["community"]),
        street=figures.clean(row["street"]),
        county=figures.clean(row["county"]),
        served="" if served is None or served == days else f"{served}/{days}",
        kind=row.get("kind") or "worker",
        members=tuple((figures.clean(one["name"]), "" if one["days"] == days else f"{one['days']}/{days}") for one in members),
    )
