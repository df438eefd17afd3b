"""Which records count, and for whom: SQLite answers filters, and every row is looked at."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from decimal import Decimal

from gridperf.rulebook.cash import EachLine
from gridperf.rulebook.elsewhere import Placed, Result
from gridperf.rulebook.grading import ByMeasure, TieRule
from gridperf.rulebook.measures import (
    ActiveDays,
    Amount,
    Count,
    Coverage,
    Formula,
    Frequency,
    Imported,
    Online,
    Ratio,
    Streak,
    Sum,
)
from gridperf.rulebook.scoring import Sheet
from gridperf.tables import RECORDS
from tests.oracle import teams
from tests.oracle.results import Row, day_only
from tests.oracle.serving import Service

__all__ = ["DATED_BY", "KEYS", "Kept"]

DATED_BY = {
    "patrols": "started_at",
    "discoveries": "reported_at",
    "disposals": "due_at",
    "visits": "visited_at",
    "incidents": "occurred_on",
    "marks": "period",
    "attendance": "date",
    "totals": "period",
    "checks": "checked_on",
    "tracks": "recorded_at",
    "decisions": "decided_on",
    "supplied": "period",
    "redemptions": "redeemed_on",
}
KEYS = {
    "patrols": ("patrol_id",),
    "discoveries": ("event_id",),
    "disposals": ("disposal_id",),
    "visits": ("visit_id",),
    "incidents": ("incident_id",),
    "marks": ("worker_id", "period", "item", "party", "assessor"),
    "attendance": ("worker_id", "date"),
    "totals": ("worker_id", "period", "measure"),
    "checks": ("check_id",),
    "tracks": ("track_id",),
    "decisions": ("decision_id",),
    "supplied": ("worker_id", "period", "sheet"),
    "redemptions": ("redemption_id",),
}


class Kept(Service):
    """Records that count."""

    def passing(self, table: str, where: str) -> frozenset[int]:
        """Return the positions of the rows for which *where* is true, neither false nor unknown; SQLite decides."""
        if (table, where) not in self._passing:
            found = self.stored(table).execute(f"SELECT position FROM {table} WHERE {where}").fetchall()
            self._passing[table, where] = frozenset(at for (at,) in found)
        return self._passing[table, where]

    def stored(self, table: str) -> sqlite3.Connection:
        """Return a database that holds the rows of *table* and their positions."""
        if table not in self._stored:
            rule = self.edition.tables.get(table)
            names = (*RECORDS[table].names, *(rule.derive if rule else ()))
            connection = sqlite3.connect(":memory:")
            connection.execute("PRAGMA case_sensitive_like = ON")
            connection.execute(f"CREATE TABLE {table} ({', '.join(names)}, position INTEGER)")
            rows = [[*(_stored(row.get(name)) for name in names), at] for at, row in enumerate(self.tables.get(table, ()))]
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * (len(names) + 1))})", rows)
            self._stored[table] = connection
        return self._stored[table]

    def kept(self, table: str) -> dict[str, list[int]]:
        """Return by worker the positions of the rows dated in the period, once for those alike in what the rulebook names."""
        if table in self._kept:
            return self._kept[table]
        rule, dated_by = self.edition.tables.get(table), self.dated_by(table)
        dated = [(at, row) for at, row in enumerate(self.tables.get(table, ())) if self.in_period(row.get(dated_by))]
        counted = self.counted(table)
        dated = [(at, row) for at, row in dated if at in counted]
        dated.sort(key=lambda pair: (pair[1][dated_by], [pair[1][name] for name in KEYS[table]]))
        kept: dict[str, list[int]] = {}
        seen = set()
        for at, row in dated:
            if rule and rule.distinct_by:
                alike = tuple(row.get(name) for name in rule.distinct_by)
                if alike in seen and any(value is not None for value in alike):
                    continue
                seen.add(alike)
            kept.setdefault(str(row["worker_id"]), []).append(at)
        self._kept[table] = kept
        return kept

    def counted(self, table: str) -> frozenset[int]:
        """Return the positions of the rows that count at all."""
        rule = self.edition.tables.get(table)
        return self.passing(table, rule.counts) if rule and rule.counts else frozenset(range(len(self.tables.get(table, ()))))

    def rows_that_count(self, table: str, wheres: Iterable[str | None]) -> list[Row]:
        """Return everybody's rows that count and pass every filter, whatever their dates."""
        passing = [self.counted(table), *(self.passing(table, where) for where in wheres if where is not None)]
        return [row for at, row in enumerate(self.tables.get(table, ())) if all(at in some for some in passing)]

    def excused(self, where: str, member: teams.Member) -> set[dt.date | None]:
        """Return the days on which attendance excuses a worker."""
        if where == "none":
            return set()
        return {self.day_of("attendance", row) for row in self.rows_that_count("attendance", [where]) if row["worker_id"] in member.names}

    def in_period(self, value: object) -> bool:
        if value is None:
            return False
        if isinstance(value, str):
            return value == self.period.code
        return day_only(value) in self.days

    def day_of(self, table: str, row: Row) -> dt.date | None:
        value = row.get(self.dated_by(table))
        return None if value is None or isinstance(value, str) else day_only(value)

    def dated_by(self, table: str) -> str:
        rule = self.edition.tables.get(table)
        return (rule.dated_by if rule else None) or DATED_BY[table]

    def asked(self, sheets: Sequence[Sheet]) -> set[str]:
        """Return the tables items, vetoes and pay by the piece count rows of."""
        amounts = [self.amount(item.measure) for sheet in sheets for item in sheet.items]
        amounts += [Count(count=veto.when.count) for sheet in sheets for veto in sheet.vetoes]
        amounts += [self.amount(line.line.measure) for line in self.edition.pay_for(self.period.every) if isinstance(line.line, EachLine)]
        quotas = [band.quota for sheet in sheets for band in self.edition.scale(sheet) if band.quota is not None]
        ties = [quota.ties for quota in quotas if isinstance(quota.ties, TieRule)]
        amounts += [self.amount(one.measure) for rule in ties for one in rule.by if isinstance(one, ByMeasure)]
        amounts += [self.amount(part) for amount in amounts if isinstance(amount, Formula) for part in amount.using.values()]
        return {table for amount in amounts for table in _tables(amount)}

    def left_out(self, asked: Iterable[str], assessed: set[str], sheets: Sequence[Sheet]) -> dict[tuple[str, str], int]:
        """Return how many rows of the tables that are *asked* for count for nobody, and why; each row has one reason."""
        found: dict[tuple[str, str], int] = {}
        names = teams.known_names(self)
        in_teams = {worker for sheet in sheets for team in self.teams(sheet).values() for worker in team.members if worker in self.service}
        for table in sorted(asked):
            counting = {at for positions in self.kept(table).values() for at in positions}
            valid = self.counted(table)
            for at, row in enumerate(self.tables.get(table, ())):
                worker, day = str(row["worker_id"]), self.day_of(table, row)
                if not self.in_period(row.get(self.dated_by(table))):
                    reason = "other_period"
                elif at not in valid:
                    reason = "not_valid"
                elif at not in counting:
                    reason = "repeated"
                elif worker in names:
                    continue
                elif worker not in self.service:
                    reason = "not_on_roster"
                elif day is not None and day not in self.service[worker]:
                    reason = "outside_service"
                else:
                    continue
                found[table, reason] = found.get((table, reason), 0) + 1
        if nowhere := set(self.service) - assessed - in_teams:
            found["roster", "no_sheet"] = len(nowhere)
        return found

    def rows(self, table: str, subject: str, wheres: Iterable[str | None]) -> list[Row]:
        """Return the subject's rows that count: in the period, kept once, in service, and passing every filter."""
        wheres = list(wheres)
        return [row for member in self.members(subject) for row in self.rows_of(table, member, wheres)]

    def rows_of(self, table: str, member: teams.Member, wheres: Iterable[str | None]) -> list[Row]:
        """Return the rows of one member of a team, or of a person."""
        passing = [self.passing(table, where) for where in wheres if where is not None]
        found = []
        for at in (at for name in sorted(member.names) for at in self.kept(table).get(name, [])):
            row = self.tables[table][at]
            day = self.day_of(table, row)
            there = member.placing if day is None else day in member.days
            if there and all(at in some for some in passing):
                found.append(row)
        return found

    def takes(self, sheet: Sheet) -> list[str]:
        """Return the sheets whose results *sheet* takes."""
        amounts = [self.amount(item.measure) for item in sheet.items]
        amounts += [self.amount(part) for amount in amounts if isinstance(amount, Formula) for part in amount.using.values()]
        return [amount.result.sheet for amount in amounts if isinstance(amount, Result) and not amount.result.is_earlier]

    def amount(self, measure: Amount | str) -> Amount:
        return self.catalogue[measure].measure if isinstance(measure, str) else measure


def _tables(amount: Amount) -> list[str]:
    """Return the tables whose rows an amount counts; lists of targets and typed totals are left to other tests."""
    if isinstance(amount, (Formula, Imported, Placed, Result)):
        return []
    if isinstance(amount, Ratio):
        return [*_tables(amount.ratio.of), *_tables(amount.ratio.to)]
    for kind, table in ((Frequency, "frequency"), (Coverage, "coverage"), (Count, "count"), (ActiveDays, "days"), (Streak, "streak")):
        if isinstance(amount, kind):
            return [getattr(amount, table)]
    if isinstance(amount, Online):
        return [amount.online]
    return [(amount.sum if isinstance(amount, Sum) else amount.distinct).split(".")[0]]


def _stored(value: object) -> object:
    """Return *value* as SQLite keeps it so that comparing stored values compares the values."""
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
