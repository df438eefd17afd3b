"""Pay once more, slowly: line by line, person by person, in fractions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from gridperf.rulebook.money import Yuan
from gridperf.rulebook.paying import AmountLine, ByGradeLine, ByScoreLine, EachLine, PayLine, TopUpLine
from gridperf.rulebook.scoring import Sheet

if TYPE_CHECKING:
    from tests.oracle.reference import Scheme, Twin

Row = Mapping[str, object]
MONTHLY_DAYS = Fraction("21.75")


class Purse:
    """Everybody's pay in one period."""

    def __init__(self, scheme: Scheme, sheets: Sequence[Sheet], twin: Twin) -> None:
        self.scheme, self.sheets, self.twin, self.edition = scheme, sheets, twin, scheme.edition

    def pay(self) -> None:
        """Fill in the pay of everybody in the twin."""
        subjects = sorted(self.twin.people)
        for subject in subjects:
            self.twin.pay[subject] = {}
        for at, line in enumerate(self.edition.pay):
            above = [other.id for other in self.edition.pay[:at]]
            paid_to = [s for s in subjects if line.roles == "all" or self.place(s, line).get("role") in line.roles]
            for subject in paid_to:
                value = self.line(line, subject, above)
                self.twin.pay[subject][line.id] = self.rounded(line, value)
        for subject in subjects:
            self.twin.gross[subject] = sum(self.twin.pay[subject].values(), Fraction(0))

    def rounded(self, line: PayLine, value: Fraction) -> Fraction:
        from tests.oracle.reference import rounded

        return rounded(value, line.step or self.edition.rounding.money, self.edition.rounding.mode)

    def sheet(self, subject: str, line: PayLine) -> Sheet | None:
        own = [sheet for sheet in self.sheets if (subject, sheet.id) in self.twin.totals]
        return next((sheet for sheet in own if line.sheet in (None, sheet.id)), None)

    def place(self, subject: str, line: PayLine) -> Row:
        own = [sheet for sheet in self.sheets if (subject, sheet.id) in self.twin.totals]
        return self.scheme.placed(subject, (self.sheet(subject, line) or own[0]).assess.placed)

    def line(self, line: PayLine, subject: str, above: list[str]) -> Fraction:
        rule, twin = line.line, self.twin
        place, sheet = self.place(subject, line), self.sheet(subject, line)
        if isinstance(rule, AmountLine):
            return self.part(rule.amount, line, subject, place)
        if isinstance(rule, ByGradeLine):
            return self.coefficient(rule.by_grade, subject, sheet) * self.part(rule.of, line, subject, place)
        if isinstance(rule, ByScoreLine):
            total = twin.totals[subject, sheet.id] if sheet else None
            share = rule.not_assessed if sheet is None or total is None else total / sheet.full_score
            if total is not None and rule.at_most != "unlimited":
                share = min(share, rule.at_most)
            return share * self.part(rule.by_score, line, subject, place)
        if isinstance(rule, EachLine):
            return self.each(rule, subject)
        assert isinstance(rule, TopUpLine)
        counted = above if rule.counting == "all_above" else rule.counting
        floor = self.part(rule.top_up_to, line, subject, place)
        return max(Fraction(0), floor - sum((twin.pay[subject].get(name, Fraction(0)) for name in counted), Fraction(0)))

    def coefficient(self, by_grade: Mapping[str, Fraction], subject: str, sheet: Sheet | None) -> Fraction:
        grade = self.twin.grades[subject, sheet.id].grade if sheet else None
        return by_grade["not_assessed" if grade is None else grade]

    def each(self, rule: EachLine, subject: str) -> Fraction:
        num, den = self.scheme.measure(self.scheme.amount(rule.measure), subject, rule.where)
        lots = (abs(num / den) / rule.lot).__floor__()
        value = lots * rule.each * (1 if num >= 0 else -1)
        if rule.cap != "unlimited":
            value = max(-rule.cap, min(rule.cap, value))
        return value

    def yuan(self, amount: Yuan, row: Row) -> Fraction:
        if isinstance(amount, Fraction):
            return amount
        where, _, name = amount.partition(".")
        if where == "roster":
            return exact(row[name])
        if where == "grids":
            grid = next(grid for grid in self.scheme.tables["grids"] if grid["grid_code"] == row["grid_code"])
            return exact(grid[name])
        value = self.edition.values[name]
        if value.amount is not None:
            return value.amount
        if value.steps is not None:
            steps = value.steps
            days = self.scheme.days
            done = whole_months(row[steps.since], days[0] if steps.at == "period_start" else days[-1])
            step = 1 + done // (steps.every * (12 if steps.unit == "year" else 1))
            if steps.most != "unlimited":
                step = min(step, int(steps.most))
            return steps.first + steps.each * (step - 1)
        found: object = value.of
        for column in [value.by] if isinstance(value.by, str) else value.by or ():
            assert isinstance(found, Mapping)
            found = found[str(row[column])]
        assert isinstance(found, Fraction)
        return found

    def part(self, amount: Yuan, line: PayLine, subject: str, place: Row) -> Fraction:
        """Return a monthly amount for the part of the month served; roster amounts interval by interval."""
        scheme = self.scheme
        whole = self.yuan(amount, place)
        intervals = scheme.intervals(subject)
        per_interval = [(self.yuan(amount, row if str(amount).startswith("roster.") else place), days) for row, days in intervals]
        if line.part_month in (None, "whole"):
            return whole
        if line.part_month == "by_calendar_days":
            return sum((each * len(days) / len(scheme.days) for each, days in per_interval), Fraction(0))
        all_paid = scheme.paid(scheme.days)
        paid = sum(scheme.paid(days) for _, days in intervals)
        by_paid_days = sum((each * scheme.paid(days) / all_paid for each, days in per_interval), Fraction(0))
        if line.part_month == "by_paid_days":
            return by_paid_days
        if line.part_month == "add_paid_days":
            if paid == all_paid:
                return by_paid_days
            return min(whole, sum((each * scheme.paid(days) / MONTHLY_DAYS for each, days in per_interval), Fraction(0)))
        assert line.part_month == "subtract_unpaid_days"
        return max(Fraction(0), whole - whole * (all_paid - paid) / MONTHLY_DAYS)


def whole_months(since: object, until: object) -> int:
    """Return how many whole months lie between two days, by trying one month after the other."""
    done = 0
    while True:
        month = since.month + done  # type: ignore[attr-defined]
        year, month = since.year + month // 12, month % 12 + 1  # type: ignore[attr-defined]
        # a month is whole once its day of the month is reached; a day the month lacks is reached in the next one
        if (year, month, since.day) > (until.year, until.month, until.day):  # type: ignore[attr-defined]
            return done
        done += 1


def exact(value: object) -> Fraction:
    assert isinstance(value, (int, Decimal, Fraction))
    return Fraction(value)
