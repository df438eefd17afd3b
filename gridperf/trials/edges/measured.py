"""Whatever a sheet measures can be brought to each of its thresholds, one unit below and one above: the numbers are given.

What records would come to these numbers is not asked here; the stages after measuring take them as they are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.engine.grade import grade
from gridperf.engine.plan import DEN, USUAL
from gridperf.engine.score import ELIGIBLE, FULL_IF, TARGET, TOTAL, VETO, point_digits, score
from gridperf.engine.service import PLACED
from gridperf.engine.ties import with_ties
from gridperf.rulebook.grading import FIGURE, tie_measures
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.scoring import BandScore, EachScore, GradeScore, Item, ShareScore, Sheet, ShortScore
from gridperf.rulebook.targets import moving_target, target_scale, targets_of

if TYPE_CHECKING:
    from gridperf.placed_yaml import Steps

__all__ = ["Person", "Value", "ends_of", "events_of", "frame_of", "named_ends", "neutral", "people_around", "scored", "values_around"]

_HUNDRED = 100
_CASES = 400
"""Cases a ratio is made of at least."""


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
    return [end for _, end in named_ends(item, target)]


def named_ends(item: Item, target: Fraction | None) -> list[tuple[Steps, Fraction]]:
    """Return them with where the item's `score` says so."""
    points = item.score
    if isinstance(points, ShareScore):
        return [(("share",), Fraction(0)), (("share",), target or Fraction(1))]
    if isinstance(points, BandScore):
        keys = ("at_least", "above", "at_most", "below")
        bounds = [(("bands", at, key), getattr(band, key)) for at, band in enumerate(points.bands) for key in keys]
        return [(path, bound) for path, bound in bounds if bound is not None]
    if isinstance(points, ShortScore):
        target = target or Fraction(0)
        one = Fraction(1, _HUNDRED if item.when_no_data is not None else 1)
        ends: list[tuple[Steps, Fraction]] = [(("short_of",), target - many * one) for many in range(3)]
        if isinstance(points.down_to, Fraction):
            ends.append((("down_to",), target - (points.down_to - points.starts_at) / points.each * one))
        return ends
    if isinstance(points, GradeScore):
        return []
    lot, beyond = points.lot or 1, points.beyond or Fraction(0)
    ends = [(("beyond",) if points.beyond else ("each",), end) for end in (Fraction(0), beyond, beyond + lot, beyond + 2 * lot)]
    if points.repeated is not None:
        ends += [(("repeated", "from"), Fraction(points.repeated.from_ - less)) for less in (1, 0)]
    for key, end in (("up_to", points.up_to), ("down_to", points.down_to)):
        for rate in (points.each, points.repeated.each if points.repeated else None):
            if isinstance(end, Fraction) and rate:
                ends.append(((key,), beyond + (end - points.starts_at) / rate * lot))
    return ends


def values_around(item: Item, end: Fraction, target: Fraction | None, *, cases: int = _CASES) -> Iterator[Value]:
    """Yield what brings an item's measure to *end*, or as near as whole numbers get, and one unit to either side.

    Args:
        item: the item.
        end: the value.
        target: the target that holds for the person, if the item has one that moves.
        cases: of how many cases a ratio is made at least.
    """
    den = end.denominator * -(-cases // end.denominator) if item.when_no_data is not None else 1
    for num in sorted({(end * den).__floor__() - 1, (end * den).__floor__(), (end * den).__ceil__(), (end * den).__ceil__() + 1}):
        if num >= 0:
            yield Value(num, den, target=target)


def _around(item: Item, target: Fraction | None) -> Iterator[Value]:
    for end in ends_of(item, target):
        yield from values_around(item, end, target)
    if item.when_no_data is not None:
        yield Value(0, 0, target=target)


def neutral(item: Item) -> Value:
    """Return what is measured of somebody to whom *item* has not happened."""
    targets = _targets(item)
    levels = (
        item.score.by_grade if isinstance(item.score, GradeScore) else item.score.by_level if isinstance(item.score, EachScore) else None
    )
    den = 0 if item.when_no_data is not None or isinstance(item.score, GradeScore) else 1
    return Value(0, den, dict.fromkeys(levels or (), 0), targets[0])


def _targets(item: Item) -> Sequence[Fraction | None]:
    if isinstance(item.score, ShareScore) and item.score.target is not None:
        return targets_of(item.score.target)
    return targets_of(item.score.short_of) if isinstance(item.score, ShortScore) else [None]


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
    return [value for target in _targets(item) for value in _around(item, target)]


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
    chance = random.Random(1)  # noqa: S311 (which people are tried is no secret)
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
        if isinstance(item.score, EachScore) and item.score.repeated is not None and item.score.repeated.of is not None:
            first = item.score.repeated.from_ - 1  # all of it happens to one object
            columns[f"{item.id}|{USUAL}"] = [min(value.num, first) for value in values]
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


def scored(rules: Rulebook, sheet: Sheet, people: Sequence[Person]) -> pl.DataFrame:
    """Return the lines, totals (in units) and grades of *people* on *sheet*, in their order."""
    measured = frame_of(sheet, people)
    result = score(measured, sheet, rules.edition.rounding)
    asked = [f"{VETO}{veto.id}" for veto in sheet.vetoes] + ([ELIGIBLE] if sheet.eligible else [])
    placed = {"county": "某县", "community": "某社区"}
    table = pl.concat([measured.select("subject", *asked), result.select(TOTAL)], how="horizontal").with_columns(
        *(pl.lit(placed.get(name)).cast(pl.String).alias(name) for name in PLACED if name != "street"),
        pl.Series("street", [person.street for person in people]),
    )
    bands = rules.edition.scale(sheet)
    # what is measured only to tell equal totals apart is the same for all
    alike = (pl.lit(0, dtype=pl.Int64).alias(FIGURE + name) for name in tie_measures(bands))
    graded = grade(
        with_ties(table, measured.with_columns(alike), bands),
        bands,
        digits=point_digits(sheet, rules.edition.rounding),
        clause=sheet.total.clause,
        vetoes=sheet.vetoes,
        eligible=sheet.eligible,
        ranking=sheet.ranking,
    )
    return result.join(graded.drop(TOTAL), on="subject", maintain_order="left")
