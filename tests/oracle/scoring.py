"""Points of items, and totals of sheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from gridperf.period import Period
from gridperf.rulebook.elsewhere import Over, Placed, Result
from gridperf.rulebook.measures import (
    Count,
    Formula,
    Sum,
)
from gridperf.rulebook.no_data import AverageOf
from gridperf.rulebook.scoring import BandScore, EachScore, GradeScore, Item, PointBand, Repetition, ShareScore, Sheet, ShortScore
from gridperf.rulebook.targets import Target, TargetBy, TargetCycle
from tests.oracle import teams
from tests.oracle.measuring import Measured
from tests.oracle.results import ONE_DAY, exact
from tests.oracle.rounding import rounded
from tests.oracle.scopes import scope_of

__all__ = ["Scored", "full_marks"]


class Scored(Measured):
    """Points for the figures."""

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
            fields = {name: exact(row[name]) for name in row if f"roster.{name}" in amount.formula}
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
            given = item.when_no_data
            others = self.others(item, given, subject, sheet, measures) if isinstance(given, AverageOf) else []
            if isinstance(given, AverageOf):
                given = given.otherwise
            if given == "exempt" and not others:
                return None
            shares = {"full": Fraction(1), "zero": Fraction(0), "exempt": Fraction(0)}
            points = full_marks(item) * (shares[given] if isinstance(given, str) else given or 0)
            if others:
                points = sum(others, Fraction(0)) / len(others)
            if isinstance(item.score, (EachScore, ShortScore)):
                # what it starts with stands, and a second line makes up the rest
                return self.entry(item.score.starts_at) + self.entry(points - item.score.starts_at)
        elif isinstance(item.score, ShareScore):
            points = item.score.share * max(min(num / den / target, Fraction(1)), Fraction(0))
        elif isinstance(item.score, ShortScore):
            return self.short(item, item.score, target - num / den)
        else:
            assert isinstance(item.score, BandScore)
            points = next(_points(band) for band in item.score.bands if _holds(num / den, band))
        return self.entry(points)

    def others(
        self,
        item: Item,
        given: AverageOf,
        subject: str,
        sheet: Sheet,
        measures: dict[tuple[str, str, str, str], tuple[Fraction, Fraction]],
    ) -> list[Fraction]:
        """Return the points of everybody in the subject's scope who has data for an item."""
        everybody, alone = self.subjects(sheet), item.model_copy(update={"when_no_data": "exempt"})
        scope = scope_of(everybody[subject], given.average_of)
        got = [self.item(alone, other, sheet, {}) for other, placed in everybody.items() if scope_of(placed, given.average_of) == scope]
        step = self.edition.rounding.line
        step = step if isinstance(step, Fraction) else self.edition.rounding.total
        points = [rounded(each, step, self.edition.rounding.mode) for each in got if each is not None]
        measures[subject, sheet.id, item.id, "mean"] = (sum(points, Fraction(0)), Fraction(1))
        measures[subject, sheet.id, item.id, "people"] = (Fraction(len(points)), Fraction(1))
        return points

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
            return exact(row[column]), Fraction(1)
        if amount.result.of == "members":
            return teams.members_result(self, self.done, amount.result, sheet, subject, self.edition.sheets)
        if amount.result.over is not None:
            return self.over(amount.result.over, self.whose(amount, subject, sheet), amount.result.sheet)
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

    def over(self, over: Over, whose: str, sheet: str) -> tuple[Fraction, Fraction]:
        """Return the totals of the last periods as one, over the full score."""
        since = Period.parse(over.since, month_starts_on=self.period.month_starts_on, year_starts_in=self.period.year_starts_in)
        walk = self.period if over.present == "counts" else self.period.before()
        found: list[Fraction | None] = []
        for _ in range(over.last):
            if walk.starts_on < since.starts_on:
                break
            if walk.code == self.period.code:
                found.append(self.done.totals.get((whose, sheet)))
            else:
                held = [one.total for one in self.past.get((whose, walk.code), ()) if one.sheet == sheet]
                found.append(held[0] if held else None)
            walk = walk.before()
        there = [total for total in found if total is not None]
        if len(there) < over.needs:
            return Fraction(0), Fraction(0)
        counted = [total or Fraction(0) for total in found] if over.missing == "zero" else there
        total = sum(counted, Fraction(0))
        value = {"sum": total, "mean": total / len(counted), "lowest": min(counted), "highest": max(counted)}[over.by]
        return value, next(other.full_score for other in self.edition.sheets if other.id == sheet)

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
        if score.each is not None and score.repeated is not None and score.repeated.of is not None:
            first = self.firsts(item, score.repeated, subject)
            measures[subject, sheet.id, item.id, "usual"] = (first, Fraction(1))
            found += [(first, score.each), (rest - first, score.repeated.each)]
        elif score.each is not None and score.repeated is not None:
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

    def firsts(self, item: Item, again: Repetition, subject: str) -> Fraction:
        """Return how much of what an item counts happened to an object for the first times."""
        amount = self.amount(item.measure)
        assert isinstance(amount, (Count, Sum))
        table, _, column = (f"{amount.count}." if isinstance(amount, Count) else amount.sum).partition(".")
        objects: dict[object, Fraction] = {}
        for at, row in enumerate(self.rows(table, subject, [item.where, amount.where])):
            times = Fraction(1) if isinstance(amount, Count) else exact(row.get(column) or 0)
            name = row.get(str(again.of))
            own = (at,) if name is None else name
            objects[own] = objects.get(own, Fraction(0)) + times
        return sum((min(times, Fraction(again.from_ - 1)) for times in objects.values()), Fraction(0))

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
            if isinstance(section.min, Fraction):
                together = max(together, section.min)
            if section.beyond_full or not any(full_marks(item) for item in inside):
                beside += together
            else:
                base += together
        return base, beside

    def happened(self, table: str, where: str | None, subject: str) -> int:
        return len(self.rows(table, subject, [where]))


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
