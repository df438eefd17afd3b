"""What is measured, row by row and day by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

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
    Streak,
    Sum,
)
from gridperf.rulebook.scoring import Sheet
from tests.oracle import duties, teams
from tests.oracle.formulas import computed
from tests.oracle.keeping import Kept
from tests.oracle.results import ONE_DAY, exact

__all__ = ["Measured"]


class Measured(Kept):
    """Figures over the records that count."""

    def measure(self, amount: Amount, subject: str, where: str | None) -> tuple[Fraction, Fraction]:
        """Return numerator and denominator; the denominator of a plain number is 1."""
        if isinstance(amount, Imported):
            rows = [row for row in self.rows("totals", subject, []) if row["measure"] == amount.imported]
            return sum((exact(row["numerator"]) for row in rows), Fraction(0)), sum(
                (exact(row["denominator"]) for row in rows), Fraction(0)
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
        return sum(map(exact, values), Fraction(0)) if isinstance(amount, Sum) else Fraction(len(set(values)))

    def formula(
        self, formula: Formula, parts: Mapping[str, tuple[Fraction, Fraction]], subject: str, sheet: Sheet
    ) -> tuple[Fraction, Fraction]:
        """Return the value of a formula over 1, or nothing over nothing."""
        names: dict[str, Fraction | None] = {name: num / den if den else None for name, (num, den) in parts.items()}
        row = self.placed(subject, sheet.assess.placed) if subject in self.service else {}
        names |= {f"roster.{name}": exact(value) for name, value in row.items() if isinstance(value, (int, Decimal))}
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
        inside = [[row for row in rows if self.day_of(amount.frequency, row) in unit] for unit in units]
        if amount.times is not None:
            return Fraction(sum(min(len(done), amount.times) for done in inside)), Fraction(amount.times * len(units))
        assert amount.sum is not None
        assert amount.at_least is not None
        sums = [sum((exact(row[amount.sum]) for row in done if row.get(amount.sum) is not None), Fraction(0)) for done in inside]
        if amount.part == "whole_down":
            return Fraction(sum(total >= amount.at_least for total in sums)), Fraction(len(units))
        return sum((max(Fraction(0), min(total, amount.at_least)) for total in sums), Fraction(0)), amount.at_least * len(units)


def _both(parts: Iterable[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    found = list(parts)
    return sum((num for num, _ in found), Fraction(0)), sum((den for _, den in found), Fraction(0))
