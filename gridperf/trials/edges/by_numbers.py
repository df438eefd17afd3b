"""Where no records can be found, the stages after measuring are given the numbers themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import polars as pl

from gridperf.engine.grade import grade
from gridperf.engine.score import TOTAL, VETO, point_digits, point_lines
from gridperf.engine.service import PLACED
from gridperf.exact import decimals
from gridperf.rulebook.grading import Band
from gridperf.rulebook.numbers import number
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.scoring import EachScore, Sheet
from gridperf.trials.edges.measured import Person, Value, neutral, scored, values_around
from gridperf.trials.edges.met import SIDES, Met, counts_around, sides_of
from gridperf.trials.edges.thresholds import Threshold

__all__ = ["around_grade", "around_item", "around_veto"]

_CASES = 4


def around_item(rules: Rulebook, sheet: Sheet, one: Threshold) -> tuple[Met, ...]:
    """Return what an item gives around one of its thresholds."""
    item = next(each for each in sheet.items if each.id == one.owner)
    calm = _calm(sheet)
    if one.kind == "level" and isinstance(item.score, EachScore):
        zero = dict.fromkeys(item.score.by_level or {}, 0)
        values = [Value(count, 1, {**zero, one.level: count}) for count in counts_around(one.value)]
        standing = [(Fraction(value.num), str(value.num), at) for at, value in enumerate(values)]
    else:
        values = list(values_around(item, one.value, neutral(item).target, cases=_CASES))
        standing = [
            (Fraction(value.num, value.den), f"{value.num}/{value.den}" if value.den != 1 else str(value.num), at)
            for at, value in enumerate(values)
        ]
    people = [replace(calm, values={**calm.values, item.id: value}) for value in values]
    result = scored(rules, sheet, people)
    unit = Fraction(1, 10 ** point_digits(sheet, rules.edition.rounding))
    columns = [line.column for line in point_lines(sheet) if line.item == item.id]
    points = [sum((Fraction(row[name]) for name in columns), Fraction(0)) * unit for row in result.rows(named=True)]
    chosen = sides_of([(value, shown, str(at)) for value, shown, at in standing], one.value)
    return tuple(Met(side, shown, number(points[int(at)])) for side, (_, shown, at) in chosen.items())


def around_veto(rules: Rulebook, sheet: Sheet, one: Threshold) -> tuple[Met, ...]:
    """Return the grade somebody with the best one is left with, around the count of a veto."""
    veto = next(each for each in sheet.vetoes if each.id == one.owner)
    bands = rules.edition.scale(sheet)
    digits = point_digits(sheet, rules.edition.rounding)
    counts = counts_around(one.value)
    best = int(bands[0].at_least * 10**digits)
    frame = pl.DataFrame({"subject": [str(count) for count in counts], TOTAL: [best] * len(counts), f"{VETO}{veto.id}": counts})
    frame = frame.with_columns(pl.lit("0").alias(name) for name in PLACED).with_columns(
        pl.lit(0).cast(pl.Int64).alias(f"{VETO}{each.id}") for each in sheet.vetoes if each.id != veto.id
    )
    graded = grade(frame, _without_quota(bands), digits=digits, clause="", vetoes=sheet.vetoes)
    held = {row["subject"]: row["grade"] for row in graded.rows(named=True)}
    chosen = sides_of([(Fraction(count), str(count), str(count)) for count in counts], one.value)
    return tuple(Met(side, shown, number(bands[0].at_least), held[who]) for side, (_, shown, who) in chosen.items())


def around_grade(rules: Rulebook, sheet: Sheet, one: Threshold, unit: Fraction) -> tuple[Met, ...]:
    """Return the grade of totals exactly on the threshold and one unit to either side."""
    bands = rules.edition.scale(sheet)
    digits = max(point_digits(sheet, rules.edition.rounding), decimals(unit))
    totals = [one.value - unit, one.value, one.value + unit]
    frame = pl.DataFrame({"subject": [str(at) for at in range(3)], TOTAL: [int(total * 10**digits) for total in totals]})
    graded = grade(frame.with_columns(pl.lit("0").alias(name) for name in PLACED), _without_quota(bands), digits=digits, clause="")
    held = {row["subject"]: row["grade"] for row in graded.rows(named=True)}
    return tuple(Met(side, number(total), number(total), held[str(at)]) for at, (side, total) in enumerate(zip(SIDES, totals, strict=True)))


def _without_quota(bands: Sequence[Band]) -> list[Band]:
    return [band.model_copy(update={"quota": None}) if band.quota is not None else band for band in bands]


def _calm(sheet: Sheet) -> Person:
    """Return somebody to whom nothing has happened."""
    events: dict[tuple[str, str | None], int] = {(veto.when.count, veto.when.where): 0 for veto in sheet.vetoes}
    if sheet.full_if is not None:
        rule = sheet.full_if
        events[rule.count, rule.where] = int(rule.at_most) + 1 if rule.at_most is not None else 0
    return Person({item.id: neutral(item) for item in sheet.items}, events)
