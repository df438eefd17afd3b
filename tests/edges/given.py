"""Puts what was measured exactly on every threshold of a sheet, one unit below and one above, whatever the measures are.

The engine scores and grades the frame; the twin scores and grades the same numbers, person by person.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import polars as pl

from gridperf.engine.plan import DEN
from gridperf.engine.score import ELIGIBLE, FULL_IF, TARGET, VETO
from gridperf.period import Period
from gridperf.rulebook import Rulebook
from gridperf.rulebook.elsewhere import Result
from gridperf.rulebook.scoring import BandScore, EachScore, GradeScore, Item, ShareScore, Sheet, ShortScore
from gridperf.rulebook.targets import moving_target, target_scale, targets_of
from tests.oracle.reference import Grade, Scheme, Twin

__all__ = ["Person", "Value", "frame_of", "people_around", "twin_of"]

_HUNDRED = 100


@dataclass(frozen=True)
class Value:
    """What was measured of one item: a ratio, counts by level, a grade elsewhere, and the target that holds for the person."""

    num: int
    den: int = 1
    levels: Mapping[str, int] = field(default_factory=dict)
    target: Fraction | None = None


@dataclass(frozen=True)
class Person:
    """Everything measured of one person on one sheet; *events* counts vetoes and `full_if` by what they count."""

    values: Mapping[str, Value]
    events: Mapping[tuple[str, str | None], int] = field(default_factory=dict)
    served: int = 10**6
    street: str = "甲街道"


# --- values around thresholds ----------------------------------------------------------------------------------------


def ends_of(item: Item, target: Fraction | None) -> list[Fraction]:
    """Return the values of an item's measure at which its points change their course."""
    points = item.score
    if isinstance(points, ShareScore):
        return [Fraction(0), target or Fraction(1)]
    if isinstance(points, BandScore):
        bounds = [(band.at_least, band.above, band.at_most, band.below) for band in points.bands]
        return [bound for ends in bounds for bound in ends if bound is not None]
    if isinstance(points, ShortScore):
        assert target is not None
        one = Fraction(1, _HUNDRED if item.when_no_data is not None else 1)
        ends = [target, target - one, target - 2 * one]
        if isinstance(points.down_to, Fraction):
            ends.append(target - (points.down_to - points.starts_at) / points.each * one)
        return ends
    assert isinstance(points, EachScore)
    beyond = points.beyond or Fraction(0)
    ends = [Fraction(0), beyond, beyond + (points.lot or 1), beyond + 2 * (points.lot or 1)]
    if points.repeated is not None:
        ends += [Fraction(points.repeated.from_ - 1), Fraction(points.repeated.from_)]
    for end in (points.up_to, points.down_to):
        for rate in (points.each, points.repeated.each if points.repeated else None):
            if isinstance(end, Fraction) and rate:
                ends.append(beyond + (end - points.starts_at) / rate * (points.lot or 1))
    return ends


def _around(item: Item, target: Fraction | None) -> Iterator[Value]:
    """Yield what brings an item's measure to each of its ends, or as near as whole numbers get, and one unit to either side."""
    ratio = item.when_no_data is not None
    for end in ends_of(item, target):
        den = end.denominator * -(-400 // end.denominator) if ratio else 1
        for num in sorted({(end * den).__floor__() - 1, (end * den).__floor__(), (end * den).__ceil__(), (end * den).__ceil__() + 1}):
            if num >= 0:
                yield Value(num, den, target=target)
    if ratio:
        yield Value(0, 0, target=target)


def values_of(item: Item) -> list[Value]:
    """Return everything worth trying of one item."""
    points = item.score
    if isinstance(points, GradeScore):
        grades = [Value(1, 1, {name: int(name == held) for name in points.by_grade}) for held in points.by_grade]
        return [*grades, Value(0, 0, dict.fromkeys(points.by_grade, 0))]
    if isinstance(points, EachScore) and points.by_level:
        found = [Value(0, 1, dict.fromkeys(points.by_level, 0))]
        for level, rate in points.by_level.items():
            ends = [end for end in (points.up_to, points.down_to) if isinstance(end, Fraction) and rate]
            most = max([2, *(((end - points.starts_at) / rate).__ceil__() + 1 for end in ends if (end - points.starts_at) / rate > 0)])
            for count in sorted({0, 1, 2, max(most - 2, 0), max(most - 1, 0), most}):
                rest = 1 if points.each is not None and count % 2 else 0
                found.append(Value(count + rest, 1, {**dict.fromkeys(points.by_level, 0), level: count}))
        return found
    targets: Sequence[Fraction | None] = [None]
    if isinstance(points, ShareScore) and points.target is not None:
        targets = targets_of(points.target)
    elif isinstance(points, ShortScore):
        targets = targets_of(points.short_of)
    return [value for target in targets for value in _around(item, target)]


def events_of(sheet: Sheet) -> dict[tuple[str, str | None], list[int]]:
    """Return how often everything that vetoes, or gives full marks, is worth happening."""
    found: dict[tuple[str, str | None], list[int]] = {}
    for veto in sheet.vetoes:
        least = veto.when.at_least
        found.setdefault((veto.when.count, veto.when.where), []).extend([0, least - 1, least, least + 1])
    if sheet.full_if is not None:
        limit = int(sheet.full_if.at_most if sheet.full_if.at_most is not None else sheet.full_if.at_least or 0)
        found.setdefault((sheet.full_if.count, sheet.full_if.where), []).extend([max(limit - 1, 0), limit, limit + 1])
    return {key: sorted(set(counts)) for key, counts in found.items()}


def people_around(sheet: Sheet, *, further: int) -> list[Person]:
    """Return somebody on every threshold of every item, others *further* at random, and somebody on every event's count."""
    chance = random.Random(1)
    tried = {item.id: values_of(item) for item in sheet.items}
    events = events_of(sheet)
    calm = {key: counts[0] for key, counts in events.items()}
    needs = sheet.eligible.needs if sheet.eligible is not None else 0
    streets = ("甲街道", "乙街道", "丙街道")

    def somebody() -> dict[str, Value]:
        return {name: chance.choice(values) for name, values in tried.items()}

    people = [Person({**somebody(), name: value}, calm) for name, values in tried.items() for value in values]
    people += [Person(somebody(), {**calm, key: count}) for key, counts in events.items() for count in counts for _ in range(2)]
    people += [Person(somebody(), calm, served) for served in range(max(needs - 2, 0), needs + 2) if needs]
    people += [
        Person(
            somebody(),
            {key: chance.choice([counts[0], *counts]) for key, counts in events.items()},
            max(needs + chance.choice([-1, 0, 5, 5]), 0),
            chance.choice(streets),
        )
        for _ in range(further)
    ]
    return people


# --- for the engine --------------------------------------------------------------------------------------------------


def frame_of(sheet: Sheet, people: Sequence[Person]) -> pl.DataFrame:
    """Return what the stage `score` is given, with what the stage `grade` asks for besides."""
    columns: dict[str, list[Any]] = {"subject": [f"{at:06}" for at in range(len(people))]}
    for item in sheet.items:
        values = [person.values[item.id] for person in people]
        columns[item.id] = [value.num for value in values]
        if item.when_no_data is not None:
            columns[item.id + DEN] = [value.den for value in values]
        levels = item.score.by_level if isinstance(item.score, EachScore) else None
        for level in (item.score.by_grade if isinstance(item.score, GradeScore) else levels) or ():
            columns[f"{item.id}|{level}"] = [value.levels[level] for value in values]
        target = moving_target(item.score)
        if target is not None:
            columns[f"{item.id}|{TARGET}"] = [int((value.target or 0) * target_scale(target)) for value in values]
    for veto in sheet.vetoes:
        columns[f"{VETO}{veto.id}"] = [person.events[veto.when.count, veto.when.where] for person in people]
    if sheet.full_if is not None:
        columns[FULL_IF] = [person.events[sheet.full_if.count, sheet.full_if.where] for person in people]
    if sheet.eligible is not None:
        columns[ELIGIBLE] = [person.served for person in people]
    return pl.DataFrame(columns, schema_overrides={name: pl.Int64 for name in columns if name != "subject"})


# --- for the twin ----------------------------------------------------------------------------------------------------


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
