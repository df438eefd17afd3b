"""Who served when, and who belonged to which team, day by day from the rows of the roster."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import chinese_calendar

from gridperf.period import Period
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.measures import (
    StandardMeasure,
)
from gridperf.rulebook.scoring import Sheet
from tests.oracle import teams
from tests.oracle.results import ONE_DAY, Past, Row, Tables, Twin

__all__ = ["Service"]


@dataclass
class Service:
    """One rulebook, one period, its records, and who served when."""

    tables: Tables
    edition: Edition
    catalogue: Mapping[str, StandardMeasure]
    period: Period
    done: Twin = field(default_factory=Twin)
    past: Past = field(default_factory=dict)
    assessing: Sheet | None = None
    _teams: dict[str, dict[str, teams.Team]] = field(default_factory=dict)
    _passing: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    _stored: dict[str, sqlite3.Connection] = field(default_factory=dict)
    _kept: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    def close(self) -> None:
        for connection in self._stored.values():
            connection.close()

    # --- days --------------------------------------------------------------------------------------------------------

    @cached_property
    def days(self) -> list[dt.date]:
        days, day = [], self.period.starts_on
        while day <= self.period.ends_on:
            days.append(day)
            day += ONE_DAY
        return days

    def is_workday(self, day: dt.date) -> bool:
        rule = self.edition.calendar
        if day in rule.working_days:
            return True
        return day not in rule.days_off and bool(chinese_calendar.is_workday(day))

    def is_paid(self, day: dt.date) -> bool:
        if self.is_workday(day):
            return True
        if day in self.edition.calendar.days_off or day.isoweekday() > 5:
            return False
        holiday, name = chinese_calendar.get_holiday_detail(day)
        return bool(holiday) and name is not None and not chinese_calendar.is_in_lieu(day)

    def paid(self, days: Iterable[dt.date]) -> int:
        return sum(self.is_paid(day) for day in days)

    # --- roster ------------------------------------------------------------------------------------------------------

    def intervals(self, subject: str) -> list[tuple[Row, list[dt.date]]]:
        """Return the worker's roster rows that touch the period, in order, each with its days inside it."""
        found = []
        for row in self.tables.get("roster", ()):
            if row["worker_id"] == subject:
                ends_on = row.get("ends_on")
                days = [day for day in self.days if row["starts_on"] <= day and (ends_on is None or day <= ends_on)]  # type: ignore[operator]
                if days:
                    found.append((row, days))
        return sorted(found, key=lambda pair: pair[1][0])

    @cached_property
    def service(self) -> dict[str, frozenset[dt.date]]:
        """Return the days each worker was in service; nobody without a day."""
        workers = {str(row["worker_id"]) for row in self.tables.get("roster", ())}
        served = {worker: frozenset(day for _, days in self.intervals(worker) for day in days) for worker in workers}
        return {worker: days for worker, days in served.items() if days}

    def placed(self, subject: str, how: str) -> Row:
        intervals = self.intervals(subject)
        if how == "first":
            return intervals[0][0]
        if how == "last":
            return intervals[-1][0]
        longest = intervals[0]
        for candidate in intervals[1:]:
            if len(candidate[1]) >= len(longest[1]):
                longest = candidate
        return longest[0]

    def teams(self, sheet: Sheet) -> dict[str, teams.Team]:
        """Return the teams a sheet assesses."""
        if sheet.assess.subject == "worker":
            return {}
        if sheet.id not in self._teams:
            self._teams[sheet.id] = teams.teams(self, sheet)
        return self._teams[sheet.id]

    def members(self, subject: str) -> list[teams.Member]:
        """Return the members of the team now assessed; whoever is no team is their own and only member."""
        here = self.teams(self.assessing) if self.assessing is not None else {}
        if subject in here:
            return list(here[subject].members.values())
        return [teams.Member({subject}, set(self.service[subject]), placing=True)]

    def subjects(self, sheet: Sheet) -> dict[str, dict[str, object]]:
        if sheet.assess.subject != "worker":
            here = self.teams(sheet)
            return {name: teams.placed(here[name], sheet.assess.subject, sheet.assess.placed) for name in sorted(here)}
        found: dict[str, dict[str, object]] = {}
        for subject in sorted(self.service):
            row = self.placed(subject, sheet.assess.placed)
            if sheet.assess.roles != "all" and row.get("role") not in sheet.assess.roles:
                continue
            if sheet.assess.areas != "all" and row.get("area") not in sheet.assess.areas:
                continue
            found[subject] = {name: row.get(name) for name in ("role", "area", "grid_code", "community", "street", "county")}
        return found
