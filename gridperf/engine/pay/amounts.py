"""An amount for a whole month, as the interval that places a person has it; what is not stated for somebody is a problem.

Every amount is an exact column; nothing missing is ever taken for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce

import polars as pl

from gridperf.engine.pay.marks import column_of, physical, place, whole_months
from gridperf.errors import Problem, Where
from gridperf.exact import digits_of
from gridperf.period import Period
from gridperf.ratios import Ratio, bound
from gridperf.rulebook.money import Seniority, Value

__all__ = ["Amounts"]

_MONTHS_A_YEAR = 12


class Amounts:
    """Resolves amounts over the pay table."""

    def __init__(self, table: pl.DataFrame, values: Mapping[str, Value], when: Period | None) -> None:
        self.table, self.values, self.when = table, values, when

    def missing(self, line: str, wanted: Sequence[Fraction | str], paid: pl.Expr) -> list[Problem]:
        """Return a problem if somebody *paid* the line called *line* lacks what one of the *wanted* amounts needs."""
        problems: list[Problem] = []
        for of in wanted:
            if not isinstance(of, str):
                continue
            if not of.startswith("values."):
                problems += self._empty(line, of, paid)
                continue
            value = self.values[column_of(of)]
            if value.steps is not None:
                problems += self._empty(line, f"roster.{value.steps.since}", paid)
            elif value.columns:
                problems += self._unstated(line, value, paid)
        return problems

    def _empty(self, line: str, of: str, paid: pl.Expr) -> list[Problem]:
        at = place(self.table, of)
        lacking = self.table.filter(paid & pl.col(at).is_null())
        return [_lacking(line, of, lacking)] if lacking.height else []

    def below_nothing(self, line: str, wanted: Sequence[str], paid: pl.Expr) -> list[Problem]:
        """Return a problem if one of the *wanted* numbers of somebody *paid* the line called *line* is below nothing."""
        problems: list[Problem] = []
        for of in wanted:
            wrong = self.table.filter(paid & (self.whole(of).num < 0))
            if wrong.height:
                table, _, name = of.partition(".")
                found = {"line": line, "worker": wrong["subject"][0], "field": name, "count": wrong.height}
                where = Where(path=of) if table == "values" else Where(table=table, field=name)
                problems.append(Problem("A157", where, found))
        return problems

    def missing_intervals(self, line: str, monthly: Sequence[Fraction | str], paid: pl.Expr) -> list[Problem]:
        """Return a problem if somebody *paid* by days has the amount in the placing interval, but not in every other."""
        problems: list[Problem] = []
        for of in monthly:
            if isinstance(of, str) and of.startswith("roster."):
                here = pl.col(place(self.table, of)).is_not_null()
                lacking = self.table.filter(paid & here & pl.col(f"{column_of(of)}|days").is_null())
                if lacking.height:
                    problems.append(_lacking(line, of, lacking))
        return problems

    def _unstated(self, line: str, value: Value, paid: pl.Expr) -> list[Problem]:
        known = value.amounts()
        stated = reduce(lambda left, right: left | right, (self._equal(value, key) for key in known))
        lacking = self.table.filter(paid & ~stated)
        if not lacking.height:
            return []
        held = [lacking[place(self.table, f"roster.{name}")][0] or "" for name in value.columns]
        found = {
            "line": line,
            "worker": lacking["subject"][0],
            "field": "、".join(value.columns),
            "value": "、".join(map(str, held)),
            "known": "、".join("＋".join(key) for key in known),
            "count": lacking.height,
        }
        return [Problem("A107", Where(table="roster", field=value.columns[0]), found)]

    def _equal(self, value: Value, key: tuple[str, ...]) -> pl.Expr:
        pairs = zip(value.columns, key, strict=True)
        parts = [(pl.col(place(self.table, f"roster.{name}")) == held).fill_null(value=False) for name, held in pairs]
        return reduce(lambda left, right: left & right, parts)

    def whole(self, of: Fraction | str) -> Ratio:
        """Return the amount for a whole month, as the placing interval has it."""
        if isinstance(of, Fraction):
            return Ratio.fixed(of)
        if not of.startswith("values."):
            at = place(self.table, of)
            digits = digits_of(self.table.schema[at])
            scaled = self.table.select(physical(pl.col(at)).alias("amount"))
            return Ratio.units(physical(pl.col(at)).fill_null(0), Fraction(1, 10**digits), bound(scaled, ["amount"])["amount"])
        value = self.values[column_of(of)]
        if value.steps is not None:
            return self._stepped(value.steps)
        amounts = value.amounts()
        if not value.columns:
            return Ratio.fixed(amounts[()])
        result = Ratio.fixed(Fraction(0))
        for key, amount in amounts.items():
            result = result.where(self._equal(value, key), amount)
        return result

    def _stepped(self, steps: Seniority) -> Ratio:
        assert self.when is not None  # noqa: S101 (whoever pays by seniority says for which period)
        day = self.when.starts_on if steps.at == "period_start" else self.when.ends_on
        since = pl.col(place(self.table, f"roster.{steps.since}"))
        months = whole_months(since, day)
        size = steps.every * (_MONTHS_A_YEAR if steps.unit == "year" else 1)
        done = (months.clip(lower_bound=0) // size).fill_null(0)
        if isinstance(steps.most, Fraction):
            done = pl.min_horizontal(done, pl.lit(int(steps.most) - 1, dtype=pl.Int64))
        most = bound(self.table.select(done.alias("done")), ["done"])["done"]
        return Ratio.units(done, Fraction(1), most).times(steps.each).plus(Ratio.fixed(steps.first))


def _lacking(line: str, of: str, lacking: pl.DataFrame) -> Problem:
    table, _, name = of.partition(".")
    return Problem(
        "A106", Where(table=table, field=name), {"line": line, "worker": lacking["subject"][0], "field": name, "count": lacking.height}
    )
