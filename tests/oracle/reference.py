"""The whole scheme once more, slowly and obviously: rows are dicts, numbers are fractions, every step is a loop.

It shares no arithmetic with gridperf: no polars, no exact columns, no calendar, no filter compiler.
Filters are answered by SQLite, workdays by the published schedule, and the rulebook is read as plain data.
Where the engine and this page differ, one of them is wrong.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import chinese_calendar

from gridperf.period import Period
from gridperf.rulebook.cash import EachLine
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.elsewhere import Placed, Result
from gridperf.rulebook.grading import Band, NamedRanking, Places, Ranking
from gridperf.rulebook.measures import (
    ActiveDays,
    Amount,
    Count,
    Counted,
    Coverage,
    Formula,
    Frequency,
    Imported,
    Online,
    Ratio,
    StandardMeasure,
    Streak,
    Sum,
)
from gridperf.rulebook.scoring import AtBest, BandScore, EachScore, GradeScore, Item, PointBand, ShareScore, Sheet, ShortScore
from gridperf.rulebook.targets import Target, TargetBy, TargetCycle
from gridperf.tables import RECORDS
from tests.oracle import duties, teams
from tests.oracle.clocks import derived_rows
from tests.oracle.following import Past, actions
from tests.oracle.formulas import computed
from tests.oracle.paying import Purse
from tests.oracle.rolling import rolled
from tests.oracle.rounding import rounded
from tests.oracle.scopes import scope_of

__all__ = ["DATED_BY", "KEYS", "Grade", "Row", "Scheme", "Tables", "Twin", "assess", "past_of", "roll_up", "rounded"]

Row = Mapping[str, object]
Tables = Mapping[str, Sequence[Row]]

ONE_DAY = dt.timedelta(days=1)
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


@dataclass(frozen=True)
class Grade:
    """A grade and what decided it; all but `decided_by` and `scope` are None for a subject that is not assessed."""

    grade: str | None
    uncapped: str | None
    decided_by: str
    scope: str | None
    rank: int | None
    of: int | None


@dataclass
class Twin:
    """Every result, keyed by subject, or by subject and sheet."""

    people: dict[str, dict[str, object]] = field(default_factory=dict)
    measures: dict[tuple[str, str, str, str], tuple[Fraction, Fraction]] = field(default_factory=dict)
    items: dict[tuple[str, str], dict[str, Fraction]] = field(default_factory=dict)
    totals: dict[tuple[str, str], Fraction | None] = field(default_factory=dict)
    grades: dict[tuple[str, str], Grade] = field(default_factory=dict)
    ranks: dict[tuple[str, str, str], tuple[str | None, int | None, int | None]] = field(default_factory=dict)
    actions: set[tuple[str, str]] = field(default_factory=set)
    pay: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    gross: dict[str, Fraction] = field(default_factory=dict)
    left_out: dict[tuple[str, str], int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)


def assess(tables: Tables, edition: Edition, catalogue: Mapping[str, StandardMeasure], period: Period, past: Past | None = None) -> Twin:
    """Return every result of *period*.

    Args:
        tables: the records, table name → rows; a missing column or table is empty.
        edition: the rulebook.
        catalogue: the measures a rulebook may name, besides its own.
        period: the period.
        past: the grades of earlier periods.
    """
    scheme = Scheme(tables, edition, {**catalogue, **edition.measures}, period)
    scheme.tables = {name: derived_rows(list(rows), name, edition, scheme.is_workday) for name, rows in tables.items()}  # type: ignore[arg-type]
    twin = Twin()
    filled = [sheet for sheet in edition.sheets if sheet.every == period.every]
    for sheet in filled:
        twin.people.update(scheme.subjects(sheet))
    sheets = [sheet for sheet in filled if sheet.items]
    scheme.done = twin
    waiting = list(sheets)
    while waiting:
        sheet = next(one for one in waiting if not {*scheme.takes(one)} & {other.id for other in waiting})
        waiting.remove(sheet)
        scheme.assessing = sheet
        subjects = scheme.subjects(sheet)
        for subject, placed in subjects.items():
            twin.people[subject] = placed
            twin.items[subject, sheet.id], twin.totals[subject, sheet.id] = scheme.score(subject, sheet, twin.measures)
        graded = scheme.grade(sheet, subjects, {subject: twin.totals[subject, sheet.id] for subject in subjects})
        twin.grades.update({(subject, sheet.id): grade for subject, grade in graded.items()})
        assessed = {subject: total for subject in subjects if (total := twin.totals[subject, sheet.id]) is not None}
        for ranking in sheet.rankings:
            twin.ranks |= {(subject, sheet.id, ranking.id): scheme.rank(subject, ranking, subjects, assessed) for subject in subjects}
    twin.actions = actions(scheme, twin, past or {})
    Purse(scheme, sheets, twin).pay()
    twin.asked = scheme.asked(sheets)
    twin.left_out = scheme.left_out(twin.asked, {subject for subject in twin.people if subject in scheme.service}, sheets)
    scheme.close()
    return twin


def roll_up(parts: Mapping[str, Twin], edition: Edition, period: Period, past: Past | None = None) -> Twin:
    """Return totals, grades and actions of a longer period.

    Args:
        parts: the results of its sub-periods by code, in order; a sub-period that was not assessed is absent.
        edition: the rulebook.
        period: the longer period.
        past: the grades of earlier periods, those of the sub-periods among them.
    """
    rule = edition.rollup[period.every]
    codes = [part.code for part in period.parts(rule.of)]
    twin, scheme = Twin(), Scheme({}, edition, {}, period)
    for part in parts.values():
        twin.people.update(part.people)
    for sheet in edition.sheets:
        subjects = sorted({subject for part in parts.values() for subject, name in part.totals if name == sheet.id})
        totals: dict[str, Fraction | None] = {}
        for subject in subjects:
            results = [parts[code].totals.get((subject, sheet.id)) if code in parts else None for code in codes]
            totals[subject] = rolled(rule, results, {}, edition.rounding.total, edition.rounding.mode)
        alone = {"vetoes": (), "ranking": rule.ranking, "grades": rule.grades or sheet.grades, "eligible": None, "supplied": None}
        graded = scheme.grade(sheet.model_copy(update=alone), {subject: twin.people[subject] for subject in subjects}, totals)
        twin.totals.update({(subject, sheet.id): total for subject, total in totals.items()})
        twin.grades.update({(subject, sheet.id): grade for subject, grade in graded.items()})
    twin.actions = actions(scheme, twin, past or {})
    return twin


def past_of(twins: Mapping[str, Twin]) -> Past:
    """Return the grades of the results in *twins*, which are kept by the codes of their periods."""
    past: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
    for code, twin in twins.items():
        for (subject, sheet), grade in twin.grades.items():
            past.setdefault((subject, code), []).append((sheet, grade.grade))
    return past


@dataclass
class Scheme:
    """One rulebook, one period, and its records."""

    tables: Tables
    edition: Edition
    catalogue: Mapping[str, StandardMeasure]
    period: Period
    done: Twin = field(default_factory=Twin)
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

    # --- which records count -----------------------------------------------------------------------------------------

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
        return _day(value) in self.days

    def day_of(self, table: str, row: Row) -> dt.date | None:
        value = row.get(self.dated_by(table))
        return None if value is None or isinstance(value, str) else _day(value)

    def dated_by(self, table: str) -> str:
        rule = self.edition.tables.get(table)
        return (rule.dated_by if rule else None) or DATED_BY[table]

    def asked(self, sheets: Sequence[Sheet]) -> set[str]:
        """Return the tables items, vetoes and pay by the piece count rows of."""
        amounts = [self.amount(item.measure) for sheet in sheets for item in sheet.items]
        amounts += [Count(count=veto.when.count) for sheet in sheets for veto in sheet.vetoes]
        amounts += [self.amount(line.line.measure) for line in self.edition.pay_for(self.period.every) if isinstance(line.line, EachLine)]
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

    # --- measures ----------------------------------------------------------------------------------------------------

    def takes(self, sheet: Sheet) -> list[str]:
        """Return the sheets whose results *sheet* takes."""
        amounts = [self.amount(item.measure) for item in sheet.items]
        amounts += [self.amount(part) for amount in amounts if isinstance(amount, Formula) for part in amount.using.values()]
        return [amount.result.sheet for amount in amounts if isinstance(amount, Result)]

    def amount(self, measure: Amount | str) -> Amount:
        return self.catalogue[measure].measure if isinstance(measure, str) else measure

    def measure(self, amount: Amount, subject: str, where: str | None) -> tuple[Fraction, Fraction]:
        """Return numerator and denominator; the denominator of a plain number is 1."""
        if isinstance(amount, Imported):
            rows = [row for row in self.rows("totals", subject, []) if row["measure"] == amount.imported]
            return sum((_exact(row["numerator"]) for row in rows), Fraction(0)), sum(
                (_exact(row["denominator"]) for row in rows), Fraction(0)
            )
        if isinstance(amount, Formula):
            parts = {name: self.measure(self.amount(part), subject, None) for name, part in amount.using.items()}
            return self.formula(amount, parts, subject, self.edition.sheets[0])
        if isinstance(amount, Frequency):
            return _both(self.frequency(amount, member, where) for member in self.members(subject) if not member.itself)
        if isinstance(amount, Coverage):
            wheres = [where, amount.where]
            return _both(
                duties.coverage(self, amount, member, self.rows_of(amount.coverage, member, wheres)) for member in self.members(subject)
            )
        if isinstance(amount, Ratio):
            wheres = [where, amount.where]
            return self.number(amount.ratio.of, subject, wheres), self.number(amount.ratio.to, subject, wheres)
        return self.number(amount, subject, [where]), Fraction(1)

    def number(self, amount: Counted, subject: str, wheres: list[str | None]) -> Fraction:
        wheres = [*wheres, amount.where]
        if isinstance(amount, Streak):
            (alone,) = self.members(subject)
            return Fraction(duties.streak(self, amount, alone, self.rows(amount.streak, subject, wheres)))
        if isinstance(amount, Online):
            return Fraction(sum(duties.online(self, amount, self.rows_of(amount.online, one, wheres)) for one in self.members(subject)))
        if isinstance(amount, Count) and amount.at_most:
            return Fraction(sum(duties.held(self, amount, self.rows_of(amount.count, one, wheres)) for one in self.members(subject)))
        if isinstance(amount, Count):
            return Fraction(len(self.rows(amount.count, subject, wheres)))
        if isinstance(amount, ActiveDays):
            rows = self.rows(amount.days, subject, wheres)
            return Fraction(duties.days_reached(self, amount, rows) if amount.sum else len({self.day_of(amount.days, row) for row in rows}))
        table, column = (amount.sum if isinstance(amount, Sum) else amount.distinct).split(".")
        values = [row.get(column) for row in self.rows(table, subject, wheres)]
        values = [value for value in values if value is not None]
        return sum(map(_exact, values), Fraction(0)) if isinstance(amount, Sum) else Fraction(len(set(values)))

    def formula(
        self, formula: Formula, parts: Mapping[str, tuple[Fraction, Fraction]], subject: str, sheet: Sheet
    ) -> tuple[Fraction, Fraction]:
        """Return the value of a formula over 1, or nothing over nothing."""
        names: dict[str, Fraction | None] = {name: num / den if den else None for name, (num, den) in parts.items()}
        row = self.placed(subject, sheet.assess.placed) if subject in self.service else {}
        names |= {f"roster.{name}": _exact(value) for name, value in row.items() if isinstance(value, (int, Decimal))}
        names |= {f"values.{name}": value.amount for name, value in self.edition.values.items()}
        value = computed(formula.formula, names)
        return (Fraction(0), Fraction(0)) if value is None else (value, Fraction(1))

    def frequency(self, amount: Frequency, member: teams.Member, where: str | None) -> tuple[Fraction, Fraction]:
        excused = self.excused(amount.excused_by, member)
        due_days = [day for day in self.days if day in member.days and day not in excused]
        due_workdays = [day for day in due_days if self.is_workday(day)]
        if amount.per == "day":
            units = [[day] for day in due_days]
        elif amount.per == "workday":
            units = [[day] for day in due_workdays]
        elif amount.per == "week":
            mondays = sorted({day - ONE_DAY * day.weekday() for day in self.days})
            weeks = [[monday + ONE_DAY * at for at in range(7)] for monday in mondays]
            units = [week for week in weeks if sum(day in due_workdays for day in week) >= (amount.week_needs or 1)]
        else:
            units = [self.days] if due_workdays else []
        rows = self.rows_of(amount.frequency, member, [where, amount.where])
        done = [sum(self.day_of(amount.frequency, row) in unit for row in rows) for unit in units]
        return Fraction(sum(min(count, amount.times) for count in done)), Fraction(amount.times * len(units))

    # --- scores ------------------------------------------------------------------------------------------------------

    def entry(self, value: Fraction) -> Fraction:
        """Return one printed entry's amount, rounded if the rulebook rounds lines."""
        line = self.edition.rounding.line
        return rounded(value, line, self.edition.rounding.mode) if isinstance(line, Fraction) else value

    def item(
        self, item: Item, subject: str, sheet: Sheet, measures: dict[tuple[str, str, str, str], tuple[Fraction, Fraction]]
    ) -> Fraction | None:
        """Return the points of an item, or None if it is exempt."""
        amount = self.amount(item.measure)
        if isinstance(amount, (Result, Placed)):
            num, den = self.elsewhere(item, amount, subject, sheet, measures)
        elif isinstance(amount, Formula):
            own = {name: self.amount(part) for name, part in amount.using.items()}
            parts = {
                name: self.elsewhere(item, part, subject, sheet, {})
                if isinstance(part, (Result, Placed))
                else self.measure(part, subject, None)
                for name, part in own.items()
            }
            measures |= {(subject, sheet.id, item.id, f"#{name}"): part for name, part in parts.items()}
            row = self.placed(subject, sheet.assess.placed) if subject in self.service else {}
            fields = {name: _exact(row[name]) for name in row if f"roster.{name}" in amount.formula}
            measures |= {(subject, sheet.id, item.id, f"#roster.{name}"): (value, Fraction(1)) for name, value in fields.items()}
            num, den = self.formula(amount, parts, subject, sheet)
        else:
            num, den = self.measure(amount, subject, item.where)
        measures[subject, sheet.id, item.id, ""] = (num, den)
        target = self.target(item, subject, sheet, measures)
        if isinstance(item.score, EachScore) and den != 0:
            return self.occurrences(item, item.score, subject, sheet, measures, num / den)
        if isinstance(item.score, GradeScore) and den != 0:
            assert isinstance(amount, Result)
            grade = self.done.grades[self.whose(amount, subject, sheet), amount.result.sheet].grade
            return self.entry(item.score.share * item.score.by_grade[str(grade)])
        if den == 0:
            if item.when_no_data == "exempt":
                return None
            points = full_marks(item) if item.when_no_data == "full" else Fraction(0)
        elif isinstance(item.score, ShareScore):
            points = item.score.share * max(min(num / den / target, Fraction(1)), Fraction(0))
        elif isinstance(item.score, ShortScore):
            return self.short(item, item.score, target - num / den)
        else:
            assert isinstance(item.score, BandScore)
            points = next(_points(band) for band in item.score.bands if _holds(num / den, band))
        return self.entry(points)

    def elsewhere(
        self,
        item: Item,
        amount: Result | Placed,
        subject: str,
        sheet: Sheet,
        measures: dict[tuple[str, str, str, str], tuple[Fraction, Fraction]],
    ) -> tuple[Fraction, Fraction]:
        """Return another sheet's total over its full score, whether it has a grade, or a number of the roster."""
        if isinstance(amount, Placed):
            table, _, column = amount.placed.partition(".")
            row = self.placed(subject, sheet.assess.placed)
            if table == "grids":
                row = next(grid for grid in self.tables["grids"] if grid["grid_code"] == row["grid_code"])
            return _exact(row[column]), Fraction(1)
        if amount.result.of == "members":
            return teams.members_result(self, self.done, amount.result, sheet, subject, self.edition.sheets)
        key = (self.whose(amount, subject, sheet), amount.result.sheet)
        total, held = self.done.totals.get(key), self.done.grades.get(key)
        if isinstance(item.score, GradeScore):
            for grade in item.score.by_grade:
                measures[subject, sheet.id, item.id, grade] = (Fraction(held is not None and held.grade == grade), Fraction(1))
            there = Fraction(held is not None and held.grade is not None)
            return there, there
        if total is None:
            return Fraction(0), Fraction(0)
        return total, next(other.full_score for other in self.edition.sheets if other.id == amount.result.sheet)

    def whose(self, amount: Result, subject: str, sheet: Sheet) -> str:
        """Return whose result a subject takes: its own, or that of the team it lies in; nobody's is called nothing."""
        if amount.result.of == "self":
            return subject
        row = self.placed(subject, sheet.assess.placed) if sheet.assess.subject == "worker" else self.subjects(sheet)[subject]
        return teams.path(amount.result.of, row) or ""

    def target(
        self, item: Item, subject: str, sheet: Sheet, measures: dict[tuple[str, str, str, str], tuple[Fraction, Fraction]]
    ) -> Fraction:
        """Return what is to be reached; 1 if the item names nothing."""
        written: Target | None = None
        if isinstance(item.score, ShareScore):
            written = item.score.target
        elif isinstance(item.score, ShortScore):
            written = item.score.short_of
        if isinstance(written, TargetBy):
            value = written.of[str(self.placed(subject, sheet.assess.placed)[written.by])]
        elif isinstance(written, TargetCycle):
            first, value = self.period, written.steps[0]
            at = 0
            while first.starts_on > Period.parse(written.starts, month_starts_on=first.month_starts_on).starts_on:
                first, at = first.before(), at + 1
            value = written.steps[at % written.cycle]
        else:
            return Fraction(1) if written is None else written
        measures[subject, sheet.id, item.id, "target"] = (value, Fraction(1))
        return value

    def short(self, item: Item, score: ShortScore, missing: Fraction) -> Fraction:
        """Return the points of an item that loses some for what is missing."""
        units = max(missing, Fraction(0)) * (100 if item.when_no_data is not None else 1)
        if score.part == "whole_down":
            units = Fraction(units.__floor__())
        elif score.part == "whole_up":
            units = Fraction(units.__ceil__())
        points = self.entry(score.starts_at) + self.entry(units * score.each)
        return max(points, score.down_to) if isinstance(score.down_to, Fraction) else points

    def occurrences(
        self,
        item: Item,
        score: EachScore,
        subject: str,
        sheet: Sheet,
        measures: dict[tuple[str, str, str, str], tuple[Fraction, Fraction]],
        times: Fraction,
    ) -> Fraction:
        points = self.entry(score.starts_at)
        rest = times
        if score.beyond is not None:
            rest = max(rest - score.beyond, Fraction(0))
        if score.lot is not None:
            lots = (abs(rest) / score.lot).__floor__()
            rest = Fraction(lots if rest >= 0 else -lots)
        amount = self.amount(item.measure)
        found: list[tuple[Fraction, Fraction]] = []
        for level, rate in (score.by_level or {}).items():
            assert isinstance(amount, Count)
            here = Fraction(sum(row.get("level") == level for row in self.rows(amount.count, subject, [item.where, amount.where])))
            measures[subject, sheet.id, item.id, level] = (here, Fraction(1))
            found.append((here, rate))
            rest -= here
        if score.each is not None and score.repeated is not None:
            usual = Fraction(score.repeated.from_ - 1)
            found += [(min(rest, usual), score.each), (max(rest - usual, Fraction(0)), score.repeated.each)]
        elif score.each is not None:
            found.append((rest, score.each))
        if score.counted == "highest":
            happened = [(Fraction(1), rate) for count, rate in found if count > 0]
            found = [max(happened, key=lambda one: abs(one[1]))] if happened else []
        points += sum((self.entry(count * rate) for count, rate in found), Fraction(0))
        if isinstance(score.up_to, Fraction):
            points = min(points, score.up_to)
        if isinstance(score.down_to, Fraction):
            points = max(points, score.down_to)
        return points

    def score(
        self, subject: str, sheet: Sheet, measures: dict[tuple[str, str, str, str], tuple[Fraction, Fraction]]
    ) -> tuple[dict[str, Fraction], Fraction | None]:
        """Return the points of every item that is not exempt, and the total (None if the subject is not assessed)."""
        bonus_sections = {section.id for section in sheet.sections if section.beyond_full}
        points: dict[str, Fraction] = {}
        exempt = Fraction(0)
        anything_exempt = False
        for item in sheet.items:
            got = self.item(item, subject, sheet, measures)
            if got is not None:
                points[item.id] = got
            elif item.section not in bonus_sections:
                anything_exempt = True
                exempt += full_marks(item)
        base, beside = self.groups(sheet, points)
        base += self.entry(sheet.opens_at or Fraction(0))
        served = self.served_enough(subject, sheet, measures)
        if sheet.full_if is not None:
            count = self.happened(sheet.full_if.count, sheet.full_if.where, subject)
            measures[subject, sheet.id, "full_if", ""] = (Fraction(count), Fraction(1))
        if anything_exempt:
            left = sheet.full_score - exempt
            if left > 0:
                base = base * sheet.full_score / left
            elif sheet.all_exempt == "not_assessed":
                return points, None
            else:
                base = sheet.full_score
        total = base + beside
        if isinstance(sheet.total.cap, Fraction):
            total = min(total, sheet.total.cap)
        if isinstance(sheet.total.floor, Fraction):
            total = max(total, sheet.total.floor)
        total = rounded(total, self.edition.rounding.total, self.edition.rounding.mode)
        if sheet.full_if is not None:
            clean = count <= sheet.full_if.at_most if sheet.full_if.at_most is not None else count >= (sheet.full_if.at_least or 0)
            total = max(total, sheet.full_score) if clean else total
        for veto in sheet.vetoes:
            if veto.effect.score == "zero" and self.happened(veto.when.count, veto.when.where, subject) >= veto.when.at_least:
                total = Fraction(0)
        if not served and sheet.eligible is not None and sheet.eligible.otherwise == "not_assessed":
            return points, None
        return points, total

    def served_enough(
        self, subject: str, sheet: Sheet, measures: dict[tuple[str, str, str, str], tuple[Fraction, Fraction]] | None = None
    ) -> bool:
        """Return whether a subject has served as long as the sheet asks for; noted among *measures* if they are given."""
        rule = sheet.eligible
        if rule is None:
            return True
        if rule.served_days is not None:
            here = self.teams(sheet)
            served = len(here[subject].days if subject in here else self.service[subject])
        else:
            hired, served = self.placed(subject, sheet.assess.placed)["hired_on"], 0
            assert isinstance(hired, dt.date)
            while self.months_after(hired, served + 1) <= self.period.ends_on + ONE_DAY:
                served += 1
        if measures is not None:
            measures[subject, sheet.id, "eligible", ""] = (Fraction(served), Fraction(1))
        return served >= rule.needs

    @staticmethod
    def months_after(day: dt.date, months: int) -> dt.date:
        """Return the same day of a later month, or the first day after that month if it has no such day."""
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        try:
            return dt.date(year, month + 1, day.day)
        except ValueError:
            return dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)

    def groups(self, sheet: Sheet, points: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
        """Return what bears full marks, which exemption scales up, and what stands beside it."""
        base = beside = Fraction(0)
        for item in sheet.items:
            if item.section is None and full_marks(item):
                base += points.get(item.id, Fraction(0))
            elif item.section is None:
                beside += points.get(item.id, Fraction(0))
        for section in sheet.sections:
            inside = [item for item in sheet.items if item.section == section.id]
            together = min(sum((points.get(item.id, Fraction(0)) for item in inside), Fraction(0)), section.max)
            if section.beyond_full or not any(full_marks(item) for item in inside):
                beside += together
            else:
                base += together
        return base, beside

    def happened(self, table: str, where: str | None, subject: str) -> int:
        return len(self.rows(table, subject, [where]))

    # --- grades ------------------------------------------------------------------------------------------------------

    def grade(self, sheet: Sheet, subjects: dict[str, dict[str, object]], totals: dict[str, Fraction | None]) -> dict[str, Grade]:
        bands = sheet.grades or self.edition.grades
        names = [band.grade for band in bands]
        assessed = {subject: total for subject, total in totals.items() if total is not None}
        uncapped = {subject: _band_of(total, bands) for subject, total in assessed.items()}
        now = dict(uncapped)
        cause = dict.fromkeys(assessed, "band")
        called = teams.known_names(self) if sheet.supplied else {}
        for row in self.tables.get("supplied", ()) if sheet.supplied else ():
            given = called.get(str(row["worker_id"]), str(row["worker_id"]))
            if (row["period"], row["sheet"]) == (self.period.code, sheet.id) and given in assessed:
                now[given], cause[given] = names.index(str(row["grade"])), "supplied"
        vetoed: set[str] = set()
        for subject in assessed:
            if sheet.eligible is not None and isinstance(sheet.eligible.otherwise, AtBest) and not self.served_enough(subject, sheet):
                best = names.index(sheet.eligible.otherwise.at_best)
                if now[subject] < best:
                    now[subject], cause[subject] = best, "eligibility"
        for veto in sheet.vetoes:
            for subject in assessed:
                if self.happened(veto.when.count, veto.when.where, subject) >= veto.when.at_least:
                    vetoed.add(subject)
                    best = names.index(veto.effect.grade)
                    if now[subject] < best:
                        now[subject], cause[subject] = best, "veto"
        for at, band in enumerate(bands):
            if band.quota is None:
                continue
            quota = band.quota
            for scope in {scope_of(subjects[subject], quota.within) for subject in assessed}:
                inside = [subject for subject in assessed if scope_of(subjects[subject], quota.within) == scope]
                allowed = quota.count if isinstance(quota, Places) else int(rounded(quota.at_most * len(inside), Fraction(1), quota.round))
                candidates = sorted((s for s in inside if now[s] == at and s not in vetoed), key=lambda s: assessed[s], reverse=True)
                keep = set(candidates[:allowed])
                if 0 < allowed < len(candidates) and assessed[candidates[allowed - 1]] == assessed[candidates[allowed]]:
                    tied = {s for s in candidates if assessed[s] == assessed[candidates[allowed]]}
                    keep = keep | tied if quota.ties == "include" else keep - tied
                for subject in candidates:
                    if subject not in keep:
                        now[subject], cause[subject] = at + 1, "quota"
        result: dict[str, Grade] = {}
        for subject in totals:
            scope, rank, of = self.rank(subject, sheet.ranking, subjects, assessed)
            if subject in assessed:
                result[subject] = Grade(names[now[subject]], names[uncapped[subject]], cause[subject], scope, rank, of)
            else:
                result[subject] = Grade(None, None, "not_assessed", scope, None, of)
        return result

    def rank(
        self, subject: str, ranking: Ranking | NamedRanking | None, subjects: dict[str, dict[str, object]], assessed: dict[str, Fraction]
    ) -> tuple[str | None, int | None, int | None]:
        if ranking is None:
            return None, None, None
        scope = scope_of(subjects[subject], ranking.within)
        inside = {other: total for other, total in assessed.items() if scope_of(subjects[other], ranking.within) == scope}
        name = scope[-1] if scope else ""
        if subject not in inside:
            return name, None, len(inside)
        better = [total for total in inside.values() if total > inside[subject]]
        return name, 1 + len(better if ranking.ties == "skip" else set(better)), len(inside)


# --- small things ----------------------------------------------------------------------------------------------------


def full_marks(item: Item) -> Fraction:
    """Return what an item adds to the full score: the most it can give, or where it starts if it has no end."""
    if isinstance(item.score, GradeScore):
        return item.score.share * max(item.score.by_grade.values())
    if isinstance(item.score, ShareScore):
        return item.score.share
    if isinstance(item.score, BandScore):
        return max(_points(band) for band in item.score.bands)
    up_to = item.score.up_to if isinstance(item.score, EachScore) else None
    return max(up_to if isinstance(up_to, Fraction) else item.score.starts_at, Fraction(0))


def _both(parts: Iterable[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    found = list(parts)
    return sum((num for num, _ in found), Fraction(0)), sum((den for _, den in found), Fraction(0))


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


def _points(band: PointBand) -> Fraction:
    points = band.points if band.otherwise is None else band.otherwise
    assert points is not None
    return points


def _holds(value: Fraction, band: PointBand) -> bool:
    return (
        band.otherwise is not None
        or (band.at_least is not None and value >= band.at_least)
        or (band.above is not None and value > band.above)
        or (band.at_most is not None and value <= band.at_most)
        or (band.below is not None and value < band.below)
    )


def _band_of(total: Fraction, bands: Sequence[Band]) -> int:
    for at, band in enumerate(bands):
        if total >= band.at_least:
            return at
    return len(bands) - 1


def _day(value: object) -> dt.date:
    assert isinstance(value, dt.date)
    return value.date() if isinstance(value, dt.datetime) else value


def _exact(value: object) -> Fraction:
    assert isinstance(value, (int, Decimal, Fraction))
    return Fraction(value)


def _stored(value: object) -> object:
    """Return *value* as SQLite keeps it so that comparing stored values compares the values."""
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
