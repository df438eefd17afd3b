"""Records are found that bring somebody to a threshold, and are assessed as a county's month is."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import Any

import polars as pl

from gridperf.assessment import Assessment, assess
from gridperf.errors import GridperfError
from gridperf.records import read_records
from gridperf.rulebook.measures import Amount, Count
from gridperf.rulebook.numbers import number
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.scoring import Item, Sheet
from gridperf.trials.edges.met import Edge, Met, counts_around, decimal, example_name, first_period, sides_of
from gridperf.trials.edges.results import Expected, graded_as, measured_of, points_of, total_of, yuan_of
from gridperf.trials.edges.rows import PAID_BY_COUNT, Maker, Plan, Rows, can_be_met
from gridperf.trials.edges.thresholds import Threshold, capped_count

__all__ = ["Trial"]

_CASES = 4
_TRIED = 120

Stands = Callable[[Assessment, str], tuple[Fraction, str] | None]
"""Tells from an assessment where somebody stands: the number, and how a person writes it."""


class Trial:
    """One sheet: records for it, and their assessment."""

    def __init__(self, rules: Rulebook, sheet: Sheet) -> None:
        self.rules, self.sheet = rules, sheet
        self.period = first_period(rules, sheet.every)
        self.maker = Maker(rules, sheet, self.period, cases=_CASES)
        self._near: list[tuple[Fraction, Plan]] | None = None

    # --- thresholds

    def item(self, one: Threshold) -> Edge | None:
        """Return what happens around a threshold of an item, by records; None if none can be made."""
        item = next(each for each in self.sheet.items if each.id == one.owner)
        amount = self.rules.measure(item.measure)
        if not can_be_met(amount, item.where, self.rules.tables):
            return None
        plans = self._level(amount, item, one) if one.kind == "level" else self.maker.around(("item", item.id), amount, one.value)
        return self._met(one, plans, lambda done, who: measured_of(done, who, self.sheet.id, item.id, one.level))

    def veto(self, one: Threshold) -> Edge | None:
        """Return what happens around the count of a veto, by records of somebody who is otherwise good."""
        veto = next(each for each in self.sheet.vetoes if each.id == one.owner)
        amount = Count(count=veto.when.count, where=veto.when.where)
        if not can_be_met(amount, None, self.rules.tables):
            return None
        plans = self.maker.around(("veto", veto.id), amount, one.value)
        counts = {f"{at:04}": Fraction(sum(len(days) for _, _, days in plan.parts)) for at, plan in enumerate(plans, 1)}
        return self._met(one, [self._others(plan) for plan in plans], lambda _, who: (counts[who], number(counts[who])))

    def total(self, one: Threshold) -> Edge | None:
        """Return what happens at the totals nearest to a threshold that records can come to."""
        near = self._totals()
        under = max((each for each in near if each[0] < one.value), key=lambda each: each[0], default=None)
        on = min((each for each in near if each[0] >= one.value), key=lambda each: each[0], default=None)
        if under is None or on is None:
            return None
        over = min((each for each in near if each[0] > on[0]), key=lambda each: each[0], default=None)
        plans = [each[1] for each in (under, on, over) if each is not None]
        return self._met(one, plans, lambda done, who: total_of(done, who, self.sheet.id), whole=True)

    def pay(self, one: Threshold, roles: list[str]) -> Edge | None:
        """Return what a pay line comes to around one of its thresholds."""
        line = next(each for each in self.rules.edition.pay if each.id == one.owner)
        role = next((name for name in roles if self.sheet.assess.roles == "all" or name in self.sheet.assess.roles), None)
        if one.kind == "floor":
            return self._floor(one, role)
        capped = capped_count(self.rules, line)
        counts_in = line if capped is None else capped[0]
        formula = counts_in.line
        if not isinstance(formula, PAID_BY_COUNT):
            return None
        amount = self.rules.measure(formula.measure)
        if not can_be_met(amount, formula.where, self.rules.tables):
            return None
        plans = self.maker.around(("pay", counts_in.id), amount, one.value)
        counts = {f"{at:04}": Fraction(sum(len(days) for _, _, days in plan.parts)) for at, plan in enumerate(plans, 1)}
        return self._met(one, plans, lambda _, who: (counts[who], number(counts[who])), role=role)

    def _floor(self, one: Threshold, role: str | None) -> Edge | None:
        """Return what a top-up comes to where the basic pay just reaches the floor."""
        tried = self._assessed([Plan()], role=role, bases=[_LITTLE])
        gap = yuan_of(tried[1], "0001", one.owner) if tried else None
        if gap is None or gap <= 0:
            return None
        fen, start = Fraction(1, 100), _LITTLE
        bases = [start + gap - fen, start + gap, start + gap + fen]
        names = {f"{at:04}": base for at, base in enumerate(bases, 1)}
        given = lambda _, who: (names[who] - start - gap, number(names[who]))  # noqa: E731 (as the others)
        return self._met(one, [Plan()] * len(bases), given, role=role, bases=bases)

    # --- records

    def _level(self, amount: Amount, item: Item, one: Threshold) -> list[Plan]:
        table = amount.count if isinstance(amount, Count) else ""
        rows = [
            at
            for at, row in enumerate(self.maker.templates.get(table, []))
            if row.get("level") == one.level and ("item", item.id, "of") in self.maker.groups[table][at]
        ]
        if not rows:
            return []
        best = min(rows, key=lambda at: len(self.maker.groups[table][at]))
        return [self.maker.times(table, best, count) for count in counts_around(one.value)]

    def _others(self, plan: Plan) -> Plan:
        """Return *plan* with what meets the items of other tables in full."""
        taken, total = plan.tables(), plan
        for item in self.sheet.items:
            if can_be_met(self.rules.measure(item.measure), item.where, self.rules.tables):
                full = self.maker.full(item)
                if not full.tables() & taken:
                    total += full
        return total

    def _totals(self) -> list[tuple[Fraction, Plan]]:
        """Return totals that records can come to, with the records, the fewest first."""
        if self._near is None:
            ways: list[list[Plan]] = []
            full: list[Plan] = []
            for item in self.sheet.items:
                amount = self.rules.measure(item.measure)
                if can_be_met(amount, item.where, self.rules.tables):
                    values = (
                        [Fraction(part, 8) for part in (2, 4, 5, 6, 7, 8)] if item.when_no_data else [Fraction(1), Fraction(2), Fraction(3)]
                    )
                    tried = [plan for value in values for plan in self.maker.around(("item", item.id), amount, value)]
                    ways.append([Plan(), *dict.fromkeys(tried)])
                    full.append(self.maker.full(item))
            plans = [sum(chosen, Plan()) for chosen in _sampled(ways, full)]
            done = self._assessed(plans)
            totals = (
                {row["subject"]: row["total"] for row in done[1].scores.rows(named=True) if row["sheet"] == self.sheet.id} if done else {}
            )
            near = [(Fraction(totals[name]), plan) for name, plan in _named(plans) if totals.get(name) is not None]
            self._near = sorted(near, key=lambda each: sum(len(days) for _, _, days in each[1].parts))
        return self._near

    # --- assessing

    def _met(
        self,
        one: Threshold,
        plans: Sequence[Plan],
        stands: Stands,
        *,
        role: str | None = None,
        whole: bool = False,
        bases: Sequence[Fraction] = (),
    ) -> Edge | None:
        """Return the edge of those of *plans* that come to stand beside or on the threshold."""
        done = self._assessed(plans, role=role, bases=bases)
        if done is None:
            return None
        rows, assessment = done
        value = Fraction(0) if one.kind == "floor" else one.value
        standing = [(*found, who) for who, _ in _named(plans) if (found := stands(assessment, who)) is not None]
        chosen = sides_of(standing, value)
        if not chosen or not ("on" in chosen or len(chosen) > 1):
            return None
        yuan = one.owner if one.kind in ("count", "floor", "total") else "gross"
        met, expect = [], Expected(self.rules, self.sheet)
        for side, (_, shown, who) in chosen.items():
            met.append(self._one(assessment, one, side, shown, who, yuan))
            expect.add(assessment, who, one, whole=whole)
        kept = {who for _, _, who in chosen.values()}
        given = {table: [row for row in held if row["worker_id"] in kept] for table, held in rows.items()}
        example = {"name": example_name(one), "period": self.period.code, "given": given, "expect": expect.stages}
        return Edge(one, tuple(met), example)

    def _one(self, assessment: Assessment, one: Threshold, side: str, shown: str, who: str, yuan: str) -> Met:
        total, held = graded_as(assessment, who, self.sheet.id)
        points = total
        if one.kind in ("item", "level"):
            return Met(side, shown, number(points_of(assessment, who, self.sheet.id, one.owner)))
        amount = yuan_of(assessment, who, yuan) if self.rules.edition.pay else None
        return Met(side, shown, points, held, None if amount is None else number(amount))

    def _assessed(
        self, plans: Sequence[Plan], *, role: str | None = None, bases: Sequence[Fraction] = ()
    ) -> tuple[Rows, Assessment] | None:
        """Return the records of *plans* as an example gives them, and their assessment; None if the run refuses them."""
        names = [name for name, _ in _named(plans)]
        if not plans:
            return None
        rows = {**self.maker.rows(dict(_named(plans))), "roster": self._roster(names, role, bases)}
        frames = {name: pl.DataFrame(held, schema=self.rules.tables[name].schema, orient="row") for name, held in rows.items()}
        try:
            return self._given(rows), assess(read_records(frames, rules=self.rules), self.rules, self.period)
        except GridperfError:
            return None

    def _given(self, rows: Rows) -> Rows:
        """Return *rows* as an example gives them: no empty cells, and no identifiers it numbers by itself."""
        given: Rows = {"roster": rows["roster"]}
        for table, held in rows.items():
            key = self.rules.tables[table].key
            own = {"grid_code", *(key if len(key) == 1 else ())} - {"worker_id"}
            if held and table != "roster":
                given[table] = [{name: value for name, value in row.items() if value is not None and name not in own} for row in held]
        return given

    def _roster(self, names: Sequence[str], role: str | None, bases: Sequence[Fraction]) -> list[dict[str, Any]]:
        """Return a roster on which everybody serves the whole period on the sheet, with whatever the rules look up."""
        assess = self.sheet.assess
        looked_up: dict[str, Any] = {}
        for value in self.rules.edition.values.values():
            if value.columns and value.amounts():
                looked_up |= dict(zip(value.columns, next(iter(value.amounts())), strict=True))
        looked_up |= {"role": role or (assess.roles[0] if assess.roles != "all" else looked_up.get("role", "网格员"))}
        if assess.areas != "all":
            looked_up["area"] = assess.areas[0]
        paid = any("roster.pay_base" in str(line.line) for line in self.rules.edition.pay)
        rows = []
        for at, worker in enumerate(names):
            base = {"pay_base": decimal(bases[at]) if bases else Decimal(_PAY_BASE)} if paid else {}
            placed = {"county": "某县", "street": "某街道", "community": "某社区"}
            rows.append(
                {
                    "worker_id": worker,
                    "name": f"网格员{worker}",
                    **placed,
                    **looked_up,
                    "starts_on": self.period.starts_on.replace(day=1) - dt.timedelta(days=400),
                    **base,
                }
            )
        return rows


_PAY_BASE, _LITTLE = 5000, Fraction(100)
"""A basic pay above floors, and one below them."""


def _named(plans: Sequence[Plan]) -> list[tuple[str, Plan]]:
    return [(f"{at:04}", plan) for at, plan in enumerate(plans, 1)]


def _sampled(ways: list[list[Plan]], full: list[Plan]) -> list[tuple[Plan, ...]]:
    """Return some of the combinations of *ways*: everything full, nothing, all but one or two full, and others at random."""
    if prod(len(way) for way in ways) <= _TRIED:
        return list(itertools.product(*ways))
    chance = random.Random(1)  # noqa: S311 (which combinations are tried is no secret)
    found = [tuple(full), tuple(way[0] for way in ways)]
    for at, way in enumerate(ways):
        found += [(*full[:at], plan, *full[at + 1 :]) for plan in way]
    for _ in range(_TRIED):
        first, second = chance.randrange(len(ways)), chance.randrange(len(ways))
        found.append(tuple(chance.choice(ways[at]) if at in (first, second) else plan for at, plan in enumerate(full)))
    return [*found, *(tuple(chance.choice(way) for way in ways) for _ in range(_TRIED))]
