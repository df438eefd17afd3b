"""The whole scheme once more, slowly and obviously: rows are dicts, numbers are fractions, every step is a loop.

It shares no arithmetic with gridperf: no polars, no exact columns, no calendar, no filter compiler.
Filters are answered by SQLite, workdays by the published schedule, and the rulebook is read as plain data.
Where the engine and this page differ, one of them is wrong.
"""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import chinese_calendar

from gridperf.period import Period
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.grading import Band, OnGrade, Running
from gridperf.rulebook.measures import ActiveDays, Amount, Count, Distinct, Frequency, Imported, Ratio, StandardMeasure, Sum
from gridperf.rulebook.paying import AmountLine, ByGradeLine, ByScoreLine, EachLine, PayLine, TopUpLine, Yuan
from gridperf.rulebook.scoring import BandScore, EachScore, Item, PointBand, ShareScore, Sheet
from gridperf.tables import RECORDS

__all__ = ["DATED_BY", "KEYS", "Grade", "Row", "Scheme", "Tables", "Twin", "actions", "assess", "roll_up", "rounded"]

Row = Mapping[str, object]
Tables = Mapping[str, Sequence[Row]]

ONE_DAY = dt.timedelta(days=1)
MONTHLY_DAYS = Fraction("21.75")
DATED_BY = {
    "patrols": "started_at",
    "discoveries": "reported_at",
    "disposals": "due_at",
    "visits": "visited_at",
    "incidents": "occurred_on",
    "marks": "period",
    "attendance": "date",
    "totals": "period",
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
    pay: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    gross: dict[str, Fraction] = field(default_factory=dict)
    left_out: dict[tuple[str, str], int] = field(default_factory=dict)


def rounded(value: Fraction, step: Fraction, mode: str) -> Fraction:
    """Return *value* rounded to a multiple of *step*, by counting whole steps in its size and looking at what is left."""
    size = abs(value)
    count = 0 if size < step else (size / step).__floor__()
    left = size - count * step
    if (
        (mode == "up" and left > 0)
        or (mode == "half_up" and left * 2 >= step)
        or (mode == "half_even" and (left * 2 > step or (left * 2 == step and count % 2 == 1)))
    ):
        count += 1
    return count * step if value > 0 else -(count * step)


def assess(tables: Tables, edition: Edition, catalogue: Mapping[str, StandardMeasure], period: Period) -> Twin:
    """Return every result of *period*.

    Args:
        tables: the records, table name → rows; a missing column or table is empty.
        edition: the rulebook.
        catalogue: the measures a rulebook may name, besides its own.
        period: the period.
    """
    scheme = Scheme(tables, edition, {**catalogue, **edition.measures}, period)
    twin = Twin()
    sheets = [sheet for sheet in edition.sheets if sheet.every == period.every]
    for sheet in sheets:
        subjects = scheme.subjects(sheet)
        for subject, placed in subjects.items():
            twin.people[subject] = placed
            twin.items[subject, sheet.id], twin.totals[subject, sheet.id] = scheme.score(subject, sheet, twin.measures)
        graded = scheme.grade(sheet, subjects, {subject: twin.totals[subject, sheet.id] for subject in subjects})
        twin.grades.update({(subject, sheet.id): grade for subject, grade in graded.items()})
    for subject in sorted(twin.people):
        twin.pay[subject] = scheme.pay(subject, sheets, twin)
        twin.gross[subject] = sum(twin.pay[subject].values(), Fraction(0))
    twin.left_out = scheme.left_out(sheets, set(twin.people))
    scheme.close()
    return twin


def roll_up(parts: Mapping[str, Twin], edition: Edition, period: Period) -> Twin:
    """Return totals and grades of a longer period.

    Args:
        parts: the results of its sub-periods by code, in order; a sub-period that was not assessed is absent.
        edition: the rulebook.
        period: the longer period.
    """
    rule = edition.rollup[period.every]
    codes = [part.code for part in period.parts(rule.of)]
    twin = Twin()
    for part in parts.values():
        twin.people.update(part.people)
    for sheet in edition.sheets:
        subjects = sorted({subject for part in parts.values() for subject, name in part.totals if name == sheet.id})
        totals: dict[str, Fraction | None] = {}
        for subject in subjects:
            results = [parts[code].totals.get((subject, sheet.id)) if code in parts else None for code in codes]
            known = [result for result in results if result is not None]
            counted = [result or Fraction(0) for result in results] if rule.missing == "zero" else known
            if len(known) < rule.needs:
                totals[subject] = None
                continue
            total = {"sum": sum(counted, Fraction(0)), "best": max(counted), "latest": counted[-1]}.get(rule.by)
            total = sum(counted, Fraction(0)) / len(counted) if total is None else total
            totals[subject] = rounded(total, edition.rounding.total, edition.rounding.mode)
        longer = sheet.model_copy(update={"vetoes": (), "ranking": rule.ranking, "grades": rule.grades or sheet.grades})
        graded = Scheme({}, edition, {}, period).grade(longer, {subject: twin.people[subject] for subject in subjects}, totals)
        twin.totals.update({(subject, sheet.id): total for subject, total in totals.items()})
        twin.grades.update({(subject, sheet.id): grade for subject, grade in graded.items()})
    return twin


def actions(results: Mapping[str, Twin], edition: Edition, period: Period) -> set[tuple[str, str]]:
    """Return subject and action id of what follows from the grades up to and in *period*.

    Args:
        results: by code, those of *period* and of earlier periods, of any kind.
        edition: the rulebook.
        period: the period.
    """

    def got(code: str, subject: str, grade: str) -> bool:
        return code in results and any(one.grade == grade for (who, _), one in results[code].grades.items() if who == subject)

    found = set()
    for action, subject in itertools.product(edition.actions, {subject for subject, _ in results[period.code].grades}):
        when = action.when
        if isinstance(when, OnGrade):
            codes, needed, every = [period.code], 1, when.of
        elif isinstance(when, Running):
            codes, needed, every = [period.before(back).code for back in range(when.times)], when.times, when.in_a_row
        else:
            year = Period.parse(period.code[:4])
            assert period.year_starts_in == 1
            parts = year.parts(when.of) if when.of == period.every else []
            codes, needed, every = [part.code for part in parts if part.code <= period.code], when.times, when.of
        times = sum(got(code, subject, when.grade) for code in codes)
        if every == period.every and got(period.code, subject, when.grade) and times >= needed:
            found.add((subject, action.id))
    return found


@dataclass
class Scheme:
    """One rulebook, one period, and its records."""

    tables: Tables
    edition: Edition
    catalogue: Mapping[str, StandardMeasure]
    period: Period
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

    def subjects(self, sheet: Sheet) -> dict[str, dict[str, object]]:
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
            names = RECORDS[table].names
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
        dated.sort(key=lambda pair: (pair[1][dated_by], [pair[1][name] for name in KEYS[table]]))
        kept: dict[str, list[int]] = {}
        seen = set()
        for at, row in dated:
            if rule and rule.distinct_by:
                alike = tuple(row.get(name) for name in rule.distinct_by)
                if alike in seen:
                    continue
                seen.add(alike)
            kept.setdefault(str(row["worker_id"]), []).append(at)
        self._kept[table] = kept
        return kept

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

    def left_out(self, sheets: Sequence[Sheet], assessed: set[str]) -> dict[tuple[str, str], int]:
        """Return how many rows of the tables that are asked for count for nobody, and why; each row has one reason."""
        found: dict[tuple[str, str], int] = {}
        amounts = [self.amount(item.measure) for sheet in sheets for item in sheet.items]
        amounts += [Count(count=veto.when.count) for sheet in sheets for veto in sheet.vetoes]
        amounts += [self.amount(line.line.measure) for line in self.edition.pay if isinstance(line.line, EachLine)]
        for table in sorted({table for amount in amounts for table in _tables(amount)}):
            counting = {at for positions in self.kept(table).values() for at in positions}
            for at, row in enumerate(self.tables.get(table, ())):
                worker, day = str(row["worker_id"]), self.day_of(table, row)
                if at not in counting:
                    reason = "repeated" if self.in_period(row.get(self.dated_by(table))) else "other_period"
                elif worker not in self.service:
                    reason = "not_on_roster"
                elif day is not None and day not in self.service[worker]:
                    reason = "outside_service"
                else:
                    continue
                found[table, reason] = found.get((table, reason), 0) + 1
        if len(self.service) > len(assessed):
            found["roster", "no_sheet"] = len(self.service) - len(assessed)
        return found

    def rows(self, table: str, subject: str, wheres: Iterable[str | None]) -> list[Row]:
        """Return the worker's rows that count: in the period, kept once, in service, and passing every filter."""
        passing = [self.passing(table, where) for where in wheres if where is not None]
        found = []
        for at in self.kept(table).get(subject, []):
            row = self.tables[table][at]
            day = self.day_of(table, row)
            if (day is None or day in self.service[subject]) and all(at in some for some in passing):
                found.append(row)
        return found

    # --- measures ----------------------------------------------------------------------------------------------------

    def amount(self, measure: Amount | str) -> Amount:
        return self.catalogue[measure].measure if isinstance(measure, str) else measure

    def measure(self, amount: Amount, subject: str, where: str | None) -> tuple[Fraction, Fraction]:
        """Return numerator and denominator; the denominator of a plain number is 1."""
        if isinstance(amount, Imported):
            rows = [row for row in self.rows("totals", subject, []) if row["measure"] == amount.imported]
            return sum((_exact(row["numerator"]) for row in rows), Fraction(0)), sum(
                (_exact(row["denominator"]) for row in rows), Fraction(0)
            )
        if isinstance(amount, Frequency):
            return self.frequency(amount, subject, where)
        if isinstance(amount, Ratio):
            wheres = [where, amount.where]
            return self.number(amount.ratio.of, subject, wheres), self.number(amount.ratio.to, subject, wheres)
        return self.number(amount, subject, [where]), Fraction(1)

    def number(self, amount: Count | Sum | Distinct | ActiveDays, subject: str, wheres: list[str | None]) -> Fraction:
        wheres = [*wheres, amount.where]
        if isinstance(amount, Count):
            return Fraction(len(self.rows(amount.count, subject, wheres)))
        if isinstance(amount, ActiveDays):
            return Fraction(len({self.day_of(amount.days, row) for row in self.rows(amount.days, subject, wheres)}))
        table, column = (amount.sum if isinstance(amount, Sum) else amount.distinct).split(".")
        values = [row.get(column) for row in self.rows(table, subject, wheres)]
        values = [value for value in values if value is not None]
        return sum(map(_exact, values), Fraction(0)) if isinstance(amount, Sum) else Fraction(len(set(values)))

    def frequency(self, amount: Frequency, subject: str, where: str | None) -> tuple[Fraction, Fraction]:
        excused: set[dt.date | None] = set()
        if amount.excused_by != "none":
            passing = self.passing("attendance", amount.excused_by)
            attendance = self.tables.get("attendance", ())
            excused = {self.day_of("attendance", row) for at, row in enumerate(attendance) if at in passing and row["worker_id"] == subject}
        due_days = [day for day in self.days if day in self.service[subject] and day not in excused]
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
        rows = self.rows(amount.frequency, subject, [where, amount.where])
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
        num, den = self.measure(amount, subject, item.where)
        measures[subject, sheet.id, item.id, ""] = (num, den)
        if isinstance(item.score, EachScore) and den != 0:
            return self.occurrences(item, item.score, subject, sheet, measures, num / den)
        if den == 0:
            if item.when_no_data == "exempt":
                return None
            points = full_marks(item) if item.when_no_data == "full" else Fraction(0)
        elif isinstance(item.score, ShareScore):
            points = item.score.share * max(min(num / den, Fraction(1)), Fraction(0))
        else:
            assert isinstance(item.score, BandScore)
            points = next(_points(band) for band in item.score.bands if _holds(num / den, band))
        return self.entry(points)

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
        amount = self.amount(item.measure)
        for level, rate in (score.by_level or {}).items():
            assert isinstance(amount, Count)
            here = Fraction(sum(row.get("level") == level for row in self.rows(amount.count, subject, [item.where, amount.where])))
            measures[subject, sheet.id, item.id, level] = (here, Fraction(1))
            points += self.entry(here * rate)
            rest -= here
        if score.each is not None:
            points += self.entry(rest * score.each)
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
        for veto in sheet.vetoes:
            if veto.effect.score == "zero" and self.happened(veto.when.count, veto.when.where, subject) >= veto.when.at_least:
                total = Fraction(0)
        return points, total

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
        vetoed: set[str] = set()
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
            for scope in {_scope(subjects[subject], quota.within) for subject in assessed}:
                inside = [subject for subject in assessed if _scope(subjects[subject], quota.within) == scope]
                allowed = int(rounded(quota.at_most * len(inside), Fraction(1), quota.round))
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
            scope, rank, of = self.rank(subject, sheet, subjects, assessed)
            if subject in assessed:
                result[subject] = Grade(names[now[subject]], names[uncapped[subject]], cause[subject], scope, rank, of)
            else:
                result[subject] = Grade(None, None, "not_assessed", scope, None, of)
        return result

    def rank(
        self, subject: str, sheet: Sheet, subjects: dict[str, dict[str, object]], assessed: dict[str, Fraction]
    ) -> tuple[str | None, int | None, int | None]:
        if sheet.ranking is None:
            return None, None, None
        scope = _scope(subjects[subject], sheet.ranking.within)
        inside = {other: total for other, total in assessed.items() if _scope(subjects[other], sheet.ranking.within) == scope}
        name = scope[-1] if scope else ""
        if subject not in inside:
            return name, None, len(inside)
        better = [total for total in inside.values() if total > inside[subject]]
        return name, 1 + len(better if sheet.ranking.ties == "skip" else set(better)), len(inside)

    # --- pay ---------------------------------------------------------------------------------------------------------

    def pay(self, subject: str, sheets: Sequence[Sheet], twin: Twin) -> dict[str, Fraction]:
        """Return the yuan of every line paid to the subject's role, in the rulebook's order."""
        own = [sheet for sheet in sheets if (subject, sheet.id) in twin.totals]
        paid: dict[str, Fraction] = {}
        for at, line in enumerate(self.edition.pay):
            sheet = next((sheet for sheet in own if line.sheet in (None, sheet.id)), None)
            place = self.placed(subject, (sheet or own[0]).assess.placed)
            if line.roles != "all" and place.get("role") not in line.roles:
                continue
            value = self.line(line, subject, place, sheet, twin, paid, [other.id for other in self.edition.pay[:at]])
            paid[line.id] = rounded(value, line.step or self.edition.rounding.money, self.edition.rounding.mode)
        return paid

    def line(
        self, line: PayLine, subject: str, place: Row, sheet: Sheet | None, twin: Twin, paid: dict[str, Fraction], above: list[str]
    ) -> Fraction:
        rule = line.line
        if isinstance(rule, AmountLine):
            return self.part(rule.amount, line, subject, place)
        if isinstance(rule, ByGradeLine):
            grade = twin.grades[subject, sheet.id].grade if sheet else None
            return rule.by_grade["not_assessed" if grade is None else grade] * self.part(rule.of, line, subject, place)
        if isinstance(rule, ByScoreLine):
            total = twin.totals[subject, sheet.id] if sheet else None
            share = rule.not_assessed if sheet is None or total is None else total / sheet.full_score
            if total is not None:
                share = max(share, Fraction(0)) if rule.at_most == "unlimited" else min(max(share, Fraction(0)), rule.at_most)
            return share * self.part(rule.by_score, line, subject, place)
        if isinstance(rule, EachLine):
            num, den = self.measure(self.amount(rule.measure), subject, rule.where)
            lots = (abs(num / den) / rule.lot).__floor__()
            value = lots * rule.each * (1 if num >= 0 else -1)
            if rule.cap != "unlimited":
                value = max(-rule.cap, min(rule.cap, value))
            return value
        assert isinstance(rule, TopUpLine)
        counted = above if rule.counting == "all_above" else rule.counting
        floor = self.part(rule.top_up_to, line, subject, place)
        return max(Fraction(0), floor - sum((paid.get(name, Fraction(0)) for name in counted), Fraction(0)))

    def yuan(self, amount: Yuan, row: Row) -> Fraction:
        if isinstance(amount, Fraction):
            return amount
        where, _, name = amount.partition(".")
        if where == "roster":
            return _exact(row[name])
        value = self.edition.values[name]
        if value.amount is not None:
            return value.amount
        assert value.of is not None
        assert value.by is not None
        return value.of[str(row[value.by])]

    def part(self, amount: Yuan, line: PayLine, subject: str, place: Row) -> Fraction:
        """Return a monthly amount for the part of the month served; roster amounts interval by interval."""
        whole = self.yuan(amount, place)
        intervals = self.intervals(subject)
        per_interval = [(self.yuan(amount, row if str(amount).startswith("roster.") else place), days) for row, days in intervals]
        if line.part_month == "whole":
            return whole
        if line.part_month == "by_calendar_days":
            return sum((each * len(days) / len(self.days) for each, days in per_interval), Fraction(0))
        all_paid = self.paid(self.days)
        paid = sum(self.paid(days) for _, days in intervals)
        by_paid_days = sum((each * self.paid(days) / all_paid for each, days in per_interval), Fraction(0))
        if line.part_month == "by_paid_days":
            return by_paid_days
        if line.part_month == "add_paid_days":
            if paid == all_paid:
                return by_paid_days
            return min(whole, sum((each * self.paid(days) / MONTHLY_DAYS for each, days in per_interval), Fraction(0)))
        assert line.part_month == "subtract_unpaid_days"
        return max(Fraction(0), whole - whole * (all_paid - paid) / MONTHLY_DAYS)


# --- small things ----------------------------------------------------------------------------------------------------


def full_marks(item: Item) -> Fraction:
    """Return what an item adds to the full score: the most it can give, or where it starts if it has no end."""
    if isinstance(item.score, ShareScore):
        return item.score.share
    if isinstance(item.score, BandScore):
        return max(_points(band) for band in item.score.bands)
    assert isinstance(item.score, EachScore)
    end = item.score.up_to
    return max(end if isinstance(end, Fraction) else item.score.starts_at, Fraction(0))


def _tables(amount: Amount) -> list[str]:
    if isinstance(amount, Imported):
        return []
    if isinstance(amount, Ratio):
        return [*_tables(amount.ratio.of), *_tables(amount.ratio.to)]
    if isinstance(amount, Frequency):
        return [amount.frequency]
    if isinstance(amount, Count):
        return [amount.count]
    if isinstance(amount, ActiveDays):
        return [amount.days]
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


def _scope(placed: dict[str, object], within: str) -> tuple[str, ...]:
    """Return what the person is compared within: a place is known by its name and the names of what it lies in."""
    names = {"all": (), "street": ("county", "street"), "community": ("county", "street", "community")}.get(within, (within,))
    return tuple(str(placed[name] or "") for name in names)


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
