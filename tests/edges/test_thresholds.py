"""Workers placed on every threshold of every shipped rulebook, one unit below and one above, get the right grade and pay."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gridperf.assessment import assess
from gridperf.period import Period
from gridperf.rulebook import Rulebook
from gridperf.rulebook.grading import Band
from gridperf.rulebook.measures import Count, Ratio
from gridperf.rulebook.paying import EachLine
from gridperf.rulebook.scoring import BandScore, EachScore, Item, ShareScore, Sheet
from gridperf.testing.strategies import Rows, frames
from gridperf.trials.edges.rows import Maker, Plan, can_be_made
from tests.edges.shipped import loaded, shipped
from tests.oracle import reference
from tests.oracle.compare import differences, records_of

MANY = 60
TRIED = 150


def made() -> Iterator[tuple[str, str, str]]:
    """Yield the sheets records can be made for; the others are met on thresholds by what was measured, in `test_given`."""
    for pack, date, name in shipped():
        rules = loaded(pack, date, name)[0]
        # one run reads what every sheet asks for
        if all(can_be_made(rules, sheet) for sheet in rules.edition.sheets):
            yield pack, date, name


def maker_of(pack: str, date: str, sheet: str) -> Maker:
    return Maker(*loaded(pack, date, sheet))


def roster_of(rules: Rulebook, sheet: Sheet, period: Period, workers: list[str]) -> list[dict[str, Any]]:
    """Return a roster on which everybody serves the whole period on *sheet*, with whatever the pay lines look up."""
    role = sheet.assess.roles[0] if sheet.assess.roles != "all" else "专职网格员"
    areas = ("城镇", "农村") if sheet.assess.areas == "all" else sheet.assess.areas
    looked_up = {value.by: list(value.of) for value in rules.edition.values.values() if value.by and value.of}
    rows = []
    for at, worker in enumerate(workers):
        row = {name: choices[at % len(choices)] for name, choices in looked_up.items()}
        row |= {"worker_id": worker, "name": worker, "starts_on": period.starts_on - dt.timedelta(days=90), "role": role, "grid_code": "g1"}
        row |= {"area": areas[at % len(areas)], "pay_base": Decimal("2612.34"), "county": "某县", "community": "某社区"}
        rows.append({**row, "street": worker.split("/")[0]})
    return rows


def with_roster(maker: Maker, plans: dict[str, Plan]) -> Rows:
    return {**maker.rows(plans), "roster": roster_of(maker.rules, maker.sheet, maker.period, list(plans)), "grids": [{"grid_code": "g1"}]}


def others(maker: Maker, plan: Plan) -> Plan:
    """Return what meets the other items in full, as far as they read other tables."""
    taken = plan.tables()
    total = plan
    for item in maker.sheet.items:
        full = maker.full(item)
        if not full.tables() & taken:
            total += full
    return total


# --- thresholds of items, vetoes and cash lines --------------------------------------------------------------------------


def ends_of(item: Item) -> list[Fraction]:
    """Return the values of an item's measure at which its points change their course."""
    if isinstance(item.score, ShareScore):
        return [Fraction(0), Fraction(1)]
    if isinstance(item.score, BandScore):
        bounds = [(band.at_least, band.above, band.at_most, band.below) for band in item.score.bands]
        return [bound for ends in bounds for bound in ends if bound is not None]
    ends = []
    for end in (item.score.up_to, item.score.down_to):
        rates = [*(item.score.by_level or {}).values(), item.score.each or Fraction(0)]
        ends += [
            (end - item.score.starts_at) / rate
            for rate in rates
            if isinstance(end, Fraction) and rate and (end - item.score.starts_at) / rate > 0
        ]
    return [Fraction(end.__ceil__()) for end in ends]


def item_plans(maker: Maker) -> dict[str, Plan]:
    plans: dict[str, Plan] = {}
    for item in maker.sheet.items:
        amount = maker.rules.measure(item.measure)
        if isinstance(item.score, EachScore) and isinstance(amount, Count) and item.score.by_level:
            for level, rate in item.score.by_level.items():
                rows = [
                    at
                    for at, row in enumerate(maker.templates[amount.count])
                    if row.get("level") == level and ("item", item.id, "of") in maker.groups[amount.count][at]
                ]
                end = item.score.down_to if rate < 0 else item.score.up_to
                most = int((end - item.score.starts_at) / rate) if isinstance(end, Fraction) and rate else 1
                for count in range(max(0, most - 1), most + 3):
                    plans[f"{item.id}/{level}/{count}"] = maker.times(
                        amount.count, min(rows, key=lambda at: len(maker.groups[amount.count][at])), count
                    )
        for end in ends_of(item):
            for at, plan in enumerate(maker.around(("item", item.id), amount, end)):
                plans[f"{item.id}/{end}/{at}"] = others(maker, plan)
    for veto in maker.sheet.vetoes:
        amount = Count(count=veto.when.count, where=veto.when.where)
        for at, plan in enumerate(maker.around(("veto", veto.id), amount, Fraction(veto.when.at_least))):
            plans[f"{veto.id}/{veto.when.at_least}/{at}"] = others(maker, plan)
    for line in maker.rules.edition.pay:
        if isinstance(line.line, EachLine) and isinstance(line.line.cap, Fraction):
            lots = (line.line.cap / abs(line.line.each)).__ceil__() * line.line.lot
            for value in (line.line.lot, lots):
                for at, plan in enumerate(maker.around(("pay", line.id), maker.rules.measure(line.line.measure), Fraction(value))):
                    plans[f"{line.id}/{value}/{at}"] = plan
    return plans


@pytest.mark.parametrize(("pack", "date", "sheet"), list(made()))
def test_item_thresholds(pack: str, date: str, sheet: str) -> None:
    """Around every threshold of every item, veto and cash line, points, grade and pay are those computed by hand."""
    maker = maker_of(pack, date, sheet)
    plans = item_plans(maker)
    rows = with_roster(maker, plans)
    assessment = assess(records_of(frames(rows)), maker.rules, maker.period)
    assert differences(assessment, rows, maker.rules.edition, maker.period) == []
    # the thresholds were really met: each by somebody exactly on it, or, where no whole number is, on both sides of it
    twin = reference.assess(rows, maker.rules.edition, maker.rules.catalogue, maker.period)
    for item in maker.sheet.items:
        for end in ends_of(item):
            tried = [twin.measures[f"{item.id}/{end}/{at}", sheet, item.id, ""] for at in range(6) if f"{item.id}/{end}/{at}" in plans]
            values = [num / den for num, den in tried if den]
            assert end in values or min(values, default=end) < end < max(values, default=end), f"nobody is at {end} of {item.id}"


# --- thresholds of grades ------------------------------------------------------------------------------------------------


def fine_item(maker: Maker) -> tuple[Item, str, int, int] | None:
    """Return a linear item that can be set to any share without moving another, its table, and the two rows that do it."""
    for item in sorted(maker.sheet.items, key=lambda one: -one.score.share if isinstance(one.score, ShareScore) else Fraction(0)):
        amount = maker.rules.measure(item.measure)
        if not isinstance(item.score, ShareScore) or not isinstance(amount, Ratio):
            continue
        over, under = amount.ratio.of, amount.ratio.to
        if isinstance(over, Count) and isinstance(under, Count) and over.count == under.count:
            pair = maker.alike(over.count, item)
            if pair is not None:
                return item, over.count, *pair
    return None


def backgrounds(maker: Maker, table: str | None) -> list[Plan]:
    """Return ways in which the tables but *table* can look: all full, all empty, one or two of them around a threshold."""

    def only(plan: Plan, name: str) -> Plan:
        return Plan(tuple(part for part in plan.parts if part[0] == name), plan.totals if name == "totals" else ())

    full = {item.id: maker.full(item) for item in maker.sheet.items}
    around = {
        item.id: [plan for end in ends_of(item) for plan in maker.around(("item", item.id), maker.rules.measure(item.measure), end)]
        for item in maker.sheet.items
    }
    names = sorted({name for plans in (full.values(), *around.values()) for plan in plans for name in plan.tables()} - {table})
    whole = {name: sum((only(plan, name) for plan in full.values()), Plan()) for name in names}
    varied = {
        name: [
            sum((only(full[other], name) for other in full if other != item), only(plan, name))
            for item, plans in around.items()
            for plan in plans
            if name in plan.tables()
        ]
        for name in names
    }
    found = [sum(whole.values(), Plan()), Plan()]
    for first, second in itertools.combinations_with_replacement(names, 2):
        for one, other in itertools.product(varied[first], varied[second] if second != first else [Plan()]):
            found.append(sum((whole[name] for name in names if name not in (first, second)), one + other))
    return found if len(found) <= TRIED else [*found[:2], *random.Random(1).sample(found[2:], TRIED)]


def totals_of(maker: Maker, plans: dict[str, Plan]) -> dict[str, Fraction]:
    """Return the totals, by hand, of those to whom every item applies."""
    twin = reference.assess(with_roster(maker, plans), maker.rules.edition, maker.rules.catalogue, maker.period)
    totals = {name: twin.totals[name, maker.sheet.id] for name in plans if len(twin.items[name, maker.sheet.id]) == len(maker.sheet.items)}
    return {name: total for name, total in totals.items() if total is not None}


def grade_plans(maker: Maker) -> tuple[dict[str, Plan], bool]:
    """Return three workers per grade, below its threshold, on it and above, and whether the distance is one unit.

    Where no item can be set finely (a patrol is a whole patrol), the nearest totals records can come to take their place.
    """
    fine, unit = fine_item(maker), maker.rules.edition.rounding.total
    tried = {f"tried/{at}": plan for at, plan in enumerate(backgrounds(maker, fine[1] if fine else None))}
    plans: dict[str, Plan] = {}
    if fine is None:
        totals = totals_of(maker, tried)
        for band in bands_of(maker)[:-1]:
            below = max((total, name) for name, total in totals.items() if total < band.at_least)[1]
            on = min((total, name) for name, total in totals.items() if total >= band.at_least)[1]
            above = min((total, name) for name, total in totals.items() if total > totals[on])[1]
            plans |= {f"{band.grade}/{at}": tried[name] for at, name in zip((-1, 0, 1), (below, on, above), strict=True)}
        return plans, False
    item, table, over, rest = fine
    assert isinstance(item.score, ShareScore)
    cases = int(item.score.share / unit)
    # with as many cases as any threshold of another item on that table asks for
    without = totals_of(maker, {name: plan + maker.times(table, rest, MANY) for name, plan in tried.items()})
    for band in bands_of(maker)[:-1]:
        fitting = [name for name, total in without.items() if unit <= band.at_least - total <= item.score.share - unit]
        assert fitting, f"no background brings {maker.sheet.id} near {band.at_least}"
        for at in (-1, 0, 1):
            done = int((band.at_least - without[fitting[0]]) / unit) + at
            plans[f"{band.grade}/{at}"] = tried[fitting[0]] + maker.times(table, over, done) + maker.times(table, rest, cases - done)
    return plans, True


def bands_of(maker: Maker) -> tuple[Band, ...]:
    return maker.sheet.grades or maker.rules.edition.grades


@pytest.mark.parametrize(("pack", "date", "sheet"), list(made()))
def test_grade_thresholds(pack: str, date: str, sheet: str) -> None:
    """On a grade's threshold a worker has the grade, one unit below the next one; grades and pay are those computed by hand."""
    maker = maker_of(pack, date, sheet)
    plans, fine = grade_plans(maker)
    bands, unit = bands_of(maker), maker.rules.edition.rounding.total
    fillers = {f"{band.grade}/filler-{at}": Plan() for band in bands[:-1] for at in range(12)}
    rows = with_roster(maker, {**plans, **fillers})
    assessment = assess(records_of(frames(rows)), maker.rules, maker.period)
    reached = {
        row["subject"]: (Fraction(row["total"]), row["uncapped_grade"])
        for row in assessment.grades.iter_rows(named=True)
        if row["subject"] in plans
    }
    for band, after in itertools.pairwise(bands):
        below, on, above = (reached[f"{band.grade}/{at}"] for at in (-1, 0, 1))
        assert (below[1], on[1]) == (after.grade, band.grade)
        assert below[0] < band.at_least <= on[0] < above[0]
        if fine:
            assert (below[0], on[0], above) == (band.at_least - unit, band.at_least, (band.at_least + unit, band.grade))
    assert differences(assessment, rows, maker.rules.edition, maker.period) == []
