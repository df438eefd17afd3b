"""Records that bring a worker exactly to a threshold, one unit below it and one above, are found, not written.

Every combination of the values a rulebook's filters name is tried, and the filters say which of them they pass.
So a new pack needs no new code here, as long as its thresholds are on counts, sums, ratios, frequencies or typed-in totals.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from gridperf.period import Period
from gridperf.rulebook.cash import LadderLine, YuanBandLine
from gridperf.rulebook.elsewhere import Placed, Result
from gridperf.rulebook.filters import compile_filter, filter_columns
from gridperf.rulebook.measures import (
    ActiveDays,
    Amount,
    Count,
    Coverage,
    Formula,
    Frequency,
    Imported,
    Ratio,
    Sum,
    can_lack_data,
    table_of,
)
from gridperf.rulebook.paying import AmountLine, ByGradeLine, ByScoreLine, CapLine, EachLine, TopUpLine
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.scoring import BandScore, EachScore, Item, ShareScore, Sheet
from gridperf.tables import RECORDS, Table

__all__ = ["CASES", "PAID_BY_COUNT", "Group", "Maker", "Plan", "Rows", "can_be_made", "can_be_met"]

Rows = dict[str, list[dict[str, Any]]]
"""Records by table, row by row."""

Group = tuple[str, ...]
"""What a row counts for, such as `("item", "arrival", "of")`."""
MOST = 4000
"""Combinations of values tried per table."""
PAID_BY_COUNT = (EachLine, LadderLine, YuanBandLine)
"""Pay lines whose amount goes by a number of records."""
CASES = 40
"""Cases a ratio is made of at least, unless fewer are asked for."""


def can_be_made(rules: Rulebook, sheet: Sheet) -> bool:
    """Return whether records can be made for *sheet*: it counts, sums or divides columns every county has, or takes typed totals, by the month."""
    amounts = [(rules.measure(item.measure), item.where) for item in sheet.items]
    amounts += [(Count(count=veto.when.count, where=veto.when.where), None) for veto in sheet.vetoes]
    for line in rules.edition.pay_for(sheet.every):
        if not isinstance(line.line, (EachLine, AmountLine, ByGradeLine, ByScoreLine, TopUpLine, CapLine)):
            return False
        if isinstance(line.line, EachLine):
            amounts.append((rules.measure(line.line.measure), line.line.where))
    plain = sheet.every == "month" and all(isinstance(item.score, (ShareScore, BandScore, EachScore)) for item in sheet.items)
    return plain and sheet.full_if is None and all(can_be_met(amount, where, RECORDS) for amount, where in amounts)


def can_be_met(amount: Amount, where: str | None, tables: Mapping[str, Table]) -> bool:
    """Return whether rows that *amount* counts can be found: it reads columns of *tables*, and no derived ones, and in no unit asks for a sum."""
    if isinstance(amount, Imported):
        return True
    if isinstance(amount, Ratio):
        return all(can_be_met(one, amount.where, tables) for one in (amount.ratio.of, amount.ratio.to))
    if not isinstance(amount, (Frequency, Count, Sum, ActiveDays)):
        return False
    if isinstance(amount, Frequency) and amount.times is None:
        return False
    table = table_of(amount)
    texts = [text for text in (where, amount.where) if text]
    return table in tables and all(filter_columns(text) <= set(tables[table].names) for text in texts)


@dataclass(frozen=True)
class Plan:
    """Rows of one worker: a template and the days on which it happens, several times a day if a day stands repeatedly."""

    parts: tuple[tuple[str, int, tuple[dt.date, ...]], ...] = ()
    totals: tuple[tuple[str, Fraction, Fraction], ...] = ()

    def __add__(self, other: Plan) -> Plan:
        """Return both together."""
        return Plan(self.parts + other.parts, self.totals + other.totals)

    def tables(self) -> set[str]:
        """Return the tables it has rows in."""
        return {table for table, _, _ in self.parts} | ({"totals"} if self.totals else set())


@dataclass
class Maker:
    """Finds rows for one sheet of a rulebook in one period.

    Attributes:
        rules: the rulebook.
        sheet: the sheet.
        period: the period the rows are dated in.
        cases: of how many cases a ratio is made at least; more where its threshold needs them.
        templates: by table, the rows that were tried, without identifiers.
        groups: by table, what each of them counts for.
    """

    rules: Rulebook
    sheet: Sheet
    period: Period
    cases: int = CASES
    templates: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    groups: dict[str, list[frozenset[Group]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Try combinations of values for every table the rulebook reads."""
        wanted: dict[str, list[tuple[Group, list[str]]]] = {}
        for group, amount, wheres in self._asked():
            for side, table, texts in self._sides(amount, wheres):
                wanted.setdefault(table, []).append(((*group, side), texts))
        for table, asked in wanted.items():
            rows = list(self._combinations(table, [text for _, texts in asked for text in texts]))
            self.templates[table] = rows
            self.groups[table] = self._counted(self.rules.tables[table], rows, asked)

    # --- what a rulebook asks --------------------------------------------------------------------------------------

    def _asked(self) -> Iterator[tuple[Group, Amount, list[str | None]]]:
        for item in self.sheet.items:
            if self._can(self.rules.measure(item.measure), item.where):
                yield ("item", item.id), self.rules.measure(item.measure), [item.where]
        for veto in self.sheet.vetoes:
            if self._can(Count(count=veto.when.count, where=veto.when.where), None):
                yield ("veto", veto.id), Count(count=veto.when.count, where=veto.when.where), []
        for line in self.rules.edition.pay:
            if isinstance(line.line, PAID_BY_COUNT) and self._can(self.rules.measure(line.line.measure), line.line.where):
                yield ("pay", line.id), self.rules.measure(line.line.measure), [line.line.where]

    def _can(self, amount: Amount, where: str | None) -> bool:
        return can_be_met(amount, where, self.rules.tables)

    def _counted(self, table: Table, rows: list[dict[str, Any]], asked: list[tuple[Group, list[str]]]) -> list[frozenset[Group]]:
        """Return for each row the groups whose filters it all passes; unknown passes none."""
        frame = pl.DataFrame(rows, schema=table.schema, orient="row", strict=False)
        columns = [
            pl.all_horizontal(pl.lit(True), *(compile_filter(text, table) for text in texts)).fill_null(False).alias(f"{at}")  # noqa: FBT003
            for at, (_, texts) in enumerate(asked)
        ]
        passing = frame.with_columns(columns).select(f"{at}" for at in range(len(asked))).rows()
        return [frozenset(group for (group, _), passes in zip(asked, row, strict=True) if passes) for row in passing]

    def _sides(self, amount: Amount, wheres: list[str | None]) -> Iterator[tuple[str, str, list[str]]]:
        def texts(*more: str | None) -> list[str]:
            return [text for text in (*wheres, *more) if text is not None]

        if isinstance(amount, Ratio):
            for side, one in (("of", amount.ratio.of), ("to", amount.ratio.to)):
                yield side, table_of(one), texts(amount.where, one.where)
        elif isinstance(amount, Frequency):
            yield "of", amount.frequency, texts(amount.where)
        elif isinstance(amount, Coverage):
            yield "of", amount.coverage, texts(amount.where)
        elif not isinstance(amount, (Imported, Result, Placed, Formula)):
            yield "of", table_of(amount), texts(amount.where)

    def _combinations(self, table: str, texts: list[str]) -> Iterator[dict[str, Any]]:
        """Yield rows with every combination of the values that filters over the table could tell apart."""
        declared = self.rules.tables[table]
        named = sorted({column for text in texts for column in filter_columns(text)} | ({"level"} & set(declared.names)))
        literals = sorted({found for text in texts for found in re.findall(r"'([^']*)'", text)})
        numbers = sorted({int(found) for text in texts for found in re.findall(r"(?<![\w'.-])\d+(?![\w'.-])", text)})
        levels = [level for item in self.sheet.items if isinstance(item.score, EachScore) for level in item.score.by_level or {}]
        first = dt.datetime.combine(self.period.starts_on, dt.time(9))
        rule = self.rules.edition.tables.get(table)
        dated_by = (rule.dated_by if rule else None) or declared.dated_by
        values: dict[str, list[Any]] = {}
        for column in declared.columns:
            if column.name == dated_by or (column.key and column.name not in named):
                continue
            if column.kind == "boolean":
                choices: list[Any] = [True, False, None]
            elif column.kind == "text":
                choices = [*literals, *levels, "其他", None]
            elif column.kind == "datetime":
                choices = [first, first + dt.timedelta(hours=1), first - dt.timedelta(hours=1), None]
            elif column.kind in ("integer", "decimal"):
                choices = [*{at for number in numbers for at in (number - 1, number, number + 1) if at >= 0}, 1, None]
            else:
                choices = [self.period.starts_on, None]
            if column.name not in named:
                choices = [first - dt.timedelta(hours=2) if column.name == "dispatched_at" else choices[-2] if column.required else None]
            elif column.required:
                choices = [choice for choice in choices if choice is not None]
            values[column.name] = list(dict.fromkeys(choices))
        dated: dict[str, Any] = {}
        if dated_by:
            by_kind = {"datetime": first, "text": self.period.code}
            dated = {dated_by: by_kind.get(declared.column(dated_by).kind, self.period.starts_on)}
        for chosen in itertools.islice(itertools.product(*values.values()), MOST):
            yield {**dated, **dict(zip(values, chosen, strict=True))}

    # --- finding rows --------------------------------------------------------------------------------------------------

    def find(self, table: str, inside: Iterable[Group], outside: Iterable[Group] = ()) -> int | None:
        """Return the row that counts for all of *inside*, none of *outside*, no veto unless asked, and else for the least."""
        wanted, unwanted = set(inside), set(outside)
        fitting = [
            (sum(group[0] == "veto" for group in groups - wanted), len(groups - wanted), at)
            for at, groups in enumerate(self.groups.get(table, []))
            if wanted <= groups and not unwanted & groups
        ]
        return min(fitting)[2] if fitting else None

    def alike(self, table: str, item: Item) -> tuple[int, int] | None:
        """Return two rows that differ for *item* alone: one that counts over and under the line, one only under it."""
        over, under = ("item", item.id, "of"), ("item", item.id, "to")

        def seen(at: int) -> frozenset[Group]:
            return frozenset(group for group in self.groups[table][at] if group[0] != "pay") - {over}

        low = [at for at, groups in enumerate(self.groups[table]) if under in groups and over not in groups]
        by_sight = {seen(at): at for at in reversed(low)}
        fitting = [at for at, groups in enumerate(self.groups[table]) if {over, under} <= groups and seen(at) in by_sight]
        best = min(fitting, key=lambda at: (sum(group[0] == "veto" for group in seen(at)), -len(seen(at))), default=None)
        return None if best is None else (best, by_sight[seen(best)])

    def times(self, table: str, at: int | None, count: int) -> Plan:
        """Return *count* rows of a template, spread over the days of the period."""
        days = [self.period.starts_on + dt.timedelta(days=day % self.period.days) for day in range(count)]
        return Plan() if at is None or count <= 0 else Plan(((table, at, tuple(days)),))

    # --- bringing a measure to a value ----------------------------------------------------------------------------------

    def around(self, group: Group, amount: Amount, value: Fraction) -> list[Plan]:
        """Return plans that bring *amount* to just below *value*, to *value* (or as near as it gets), and just above."""
        if isinstance(amount, Imported):
            unit = Fraction(1, 1000)
            return [Plan(totals=((amount.imported, at, Fraction(1)),)) for at in (value - unit, value, value + unit) if at >= 0]
        if isinstance(amount, Ratio):
            return self._ratios(group, amount, value)
        if isinstance(amount, Frequency):
            return self._frequencies(group, amount, value)
        if isinstance(amount, (Coverage, Result, Placed, Formula)):
            return []
        table = table_of(amount)
        at = self.find(table, [(*group, "of")])
        return [self.times(table, at, count) for count in range(max(0, int(value) - 1), int(value) + 2)]

    def _ratios(self, group: Group, amount: Ratio, value: Fraction) -> list[Plan]:
        table, under = table_of(amount.ratio.of), table_of(amount.ratio.to)
        over = self.find(table, [(*group, "of"), (*group, "to")])
        rest = self.find(under, [(*group, "to")], [(*group, "of")])
        of_all = value.denominator * -(-self.cases // value.denominator)
        on = int(value * of_all)
        return [
            self.times(table, over, some) + self.times(under, rest, of_all - some) for some in (on - 1, on, on + 1) if 0 <= some <= of_all
        ]

    def _frequencies(self, group: Group, amount: Frequency, value: Fraction) -> list[Plan]:
        """Return plans with the whole numbers of rows around the value; a day is walked as often as it asks for."""
        at = self.find(amount.frequency, [(*group, "of")])
        days = self.duty_days(amount)
        rows = [day for day in days for _ in range(amount.times or 0)]
        on = value * len(rows)
        counts = sorted({on.__floor__() - 1, on.__floor__(), on.__ceil__(), on.__ceil__() + 1})
        return [Plan(((amount.frequency, at, tuple(rows[:count])),)) for count in counts if at is not None and 0 <= count <= len(rows)]

    def duty_days(self, amount: Frequency) -> list[dt.date]:
        """Return one day of every unit on which the duty is due for somebody who serves all of the period."""
        days = [self.period.starts_on + dt.timedelta(days=day) for day in range(self.period.days)]
        calendar = self.rules.calendar
        workdays = days if amount.per == "day" or calendar is None else calendar.workdays(self.period)
        if amount.per in ("day", "workday"):
            return workdays
        weeks = itertools.groupby(workdays, key=lambda day: (0, 0) if amount.per == "month" else day.isocalendar()[:2])
        whole = [list(days) for _, days in weeks]
        return [days[0] for days in whole if len(days) >= (amount.week_needs or 1)]

    def full(self, item: Item) -> Plan:
        """Return rows that meet a measure in full, where that can be said: every duty done, every case among the good ones."""
        amount = self.rules.measure(item.measure)
        if can_lack_data(amount):
            return self.around(("item", item.id), amount, Fraction(1))[-1]
        return Plan()

    # --- rows ----------------------------------------------------------------------------------------------------------

    def rows(self, plans: Mapping[str, Plan]) -> Rows:
        """Return the records of every worker's plan, with identifiers and with the roster left to the caller."""
        made: Rows = {name: [] for name in self.rules.tables if name not in ("roster", "grids")}
        for worker, plan in plans.items():
            for measure, num, den in plan.totals:
                total = {"worker_id": worker, "period": self.period.code, "measure": measure}
                made["totals"].append({**total, "numerator": _decimal(num), "denominator": _decimal(den)})
            for part, (table, at, days) in enumerate(plan.parts):
                for number, day in enumerate(days):
                    made[table].append(self._placed(table, self.templates[table][at], day, f"{worker}-{table}-{part}-{number}", worker))
        return made

    def _placed(self, table: str, template: Mapping[str, Any], day: dt.date, key: str, worker: str) -> dict[str, Any]:
        """Return the template moved to *day*, all of its times together."""
        shift = day - self.period.starts_on
        moved = {name: value + shift if isinstance(value, dt.date) else value for name, value in template.items()}
        declared = self.rules.tables[table]
        keys = {name: key for name in declared.key if name not in moved and name != "worker_id"}
        grid = {"grid_code": "g1"} if "grid_code" in declared.names else {}
        return {**moved, **keys, **grid, "worker_id": worker}


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
