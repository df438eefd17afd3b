"""What was measured is given to the twin, which scores and grades the same numbers as the engine, person by person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from gridperf.period import Period
from gridperf.rulebook import Rulebook
from gridperf.rulebook.elsewhere import Result
from gridperf.rulebook.scoring import GradeScore, Item, Sheet
from gridperf.trials.edges.measured import Person, Value
from tests.oracle.reference import Grade, Scheme, Twin

__all__ = ["twin_of"]


class _Given(Scheme):
    """The twin, told what was measured instead of counting it."""

    people: Mapping[str, Person]
    item_now: Item

    def item(self, item: Item, subject: str, sheet: Sheet, measures: dict[Any, Any]) -> Fraction | None:
        self.item_now = item
        if isinstance(item.score, GradeScore):
            held = [grade for grade, count in self.people[subject].values[item.id].levels.items() if count]
            elsewhere = self.amount(item.measure).result.sheet  # type: ignore[union-attr]
            self.done.grades[subject, elsewhere] = Grade(held[0] if held else None, None, "band", None, None, None)
        return super().item(item, subject, sheet, measures)

    def _value(self, subject: str) -> Value:
        return self.people[subject].values[self.item_now.id]

    def measure(self, amount: object, subject: str, where: str | None) -> tuple[Fraction, Fraction]:
        value = self._value(subject)
        return Fraction(value.num), Fraction(value.den)

    def elsewhere(self, item: Item, amount: object, subject: str, sheet: Sheet, measures: dict[Any, Any]) -> tuple[Fraction, Fraction]:
        return self.measure(amount, subject, None)

    def whose(self, amount: Result, subject: str, sheet: Sheet) -> str:  # a team's grade is told of each person
        return subject

    def target(self, item: Item, subject: str, sheet: Sheet, measures: dict[Any, Any]) -> Fraction:
        return self._value(subject).target or Fraction(1)

    def rows(self, table: str, subject: str, wheres: Iterable[str | None]) -> list[Any]:
        return [{"level": level} for level, count in self._value(subject).levels.items() for _ in range(count)]

    def happened(self, table: str, where: str | None, subject: str) -> int:
        return self.people[subject].events[table, where]

    def served_enough(self, subject: str, sheet: Sheet, measures: dict[Any, Any] | None = None) -> bool:
        return sheet.eligible is None or self.people[subject].served >= sheet.eligible.needs


def twin_of(rules: Rulebook, sheet: Sheet, period: Period, people: Mapping[str, Person]) -> Twin:
    """Return totals and grades of *people*, by hand."""
    scheme = _Given({}, rules.edition, {**rules.catalogue, **rules.edition.measures}, period)
    scheme.people, scheme.done = people, Twin()
    twin = Twin()
    for subject in people:
        twin.items[subject, sheet.id], twin.totals[subject, sheet.id] = scheme.score(subject, sheet, {})
    placed = {subject: {"county": "某县", "street": person.street, "community": "某社区"} for subject, person in people.items()}
    graded = scheme.grade(sheet, placed, {subject: twin.totals[subject, sheet.id] for subject in people})
    twin.grades = {(subject, sheet.id): grade for subject, grade in graded.items()}
    return twin
