"""What a rulebook keeps beside scores and pay: places in further rankings, accounts of points, and what is due when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gridperf.report.views import figures

__all__ = ["Account", "Due", "Place", "account_of", "due_of", "place_of"]


@dataclass(frozen=True, slots=True)
class Place:
    """A rank in one named ranking; `rank` is empty for who is not ranked."""

    name: str
    scope: str
    rank: str
    of: str


@dataclass(frozen=True, slots=True)
class Account:
    """One account of points: `opening` − `spent` − `expired` + `earned` − `reset` is `closing`."""

    name: str
    clause: str
    opening: str
    earned: str
    spent: str
    expired: str
    reset: str
    closing: str
    note: str


@dataclass(frozen=True, slots=True)
class Due:
    """What is due between two days, by whom and to whom."""

    name: str
    by: str
    to: str
    starts_on: str
    ends_on: str
    at: str
    clause: str


def place_of(row: Mapping[str, Any]) -> Place:
    """Return the place of a row of `ranks`."""
    ranked = row["rank"] is not None
    return Place(
        figures.clean(row["name"]),
        figures.clean(row["scope"]),
        figures.number(row["rank"]) if ranked else "",
        figures.number(row["of"]) if ranked else "",
    )


def account_of(row: Mapping[str, Any]) -> Account:
    """Return the account of a row of `accounts`."""
    amounts = {name: figures.number(row[name]) for name in ("opening", "earned", "spent", "expired", "reset", "closing")}
    return Account(name=figures.clean(row["name"]), clause=figures.clean(row["clause"]), note=figures.clean(row["note"]), **amounts)


def due_of(row: Mapping[str, Any]) -> Due:
    """Return the step of a row of `schedule`."""
    dates = {name: "" if row[name] is None else row[name].isoformat() for name in ("starts_on", "ends_on")}
    return Due(**dates, **{name: figures.clean(row[name]) for name in ("name", "by", "to", "at", "clause")})
