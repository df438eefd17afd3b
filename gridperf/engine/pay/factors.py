"""Factors of a line, and the earlier results without which it is not paid; both are exact columns over the pay table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce

import polars as pl

from gridperf.engine.bands import banded
from gridperf.engine.pay.amounts import Amounts
from gridperf.engine.pay.marks import PROBATION, place, whole_months
from gridperf.engine.pay.spans import finished
from gridperf.engine.service import Service
from gridperf.errors import Problem, Where
from gridperf.period import Period
from gridperf.ratios import Ratio, bound
from gridperf.rulebook.factors import Factor, GradeFactor, NumberFactor, Probation, TierFactor
from gridperf.rulebook.paying import NOT_ASSESSED, PayLine

__all__ = ["Factors", "coefficient", "earned", "probation_days"]

_RESULTS = ("rank", "total")


def coefficient(by_grade: Mapping[str, Fraction], sheets: Sequence[str]) -> Ratio:
    """Return the number of each person's grade on the first of *sheets* that has one."""
    grade = pl.coalesce([pl.col(f"{sheet}:grade") for sheet in sheets])
    result = Ratio.fixed(by_grade.get(NOT_ASSESSED, Fraction(0)))
    for name, number in by_grade.items():
        if name != NOT_ASSESSED:
            result = result.where((grade == name).fill_null(value=False), number)
    return result


class Factors:
    """Writes the factors of a line over the pay table."""

    def __init__(self, amounts: Amounts, digits: Mapping[str, int]) -> None:
        self.amounts, self.table, self.digits = amounts, amounts.table, digits

    def missing(self, line: PayLine, paid: pl.Expr) -> list[Problem]:
        """Return a problem if somebody *paid* the line lacks a number a factor needs."""
        problems: list[Problem] = []
        for factor in line.times:
            if isinstance(factor, Probation):
                problems += self.amounts.missing(line.name, ["roster.hired_on"], paid)
            elif isinstance(factor, (TierFactor, NumberFactor)):
                of = factor.of if isinstance(factor, TierFactor) else factor.number
                if of not in _RESULTS and (factor.missing == "refuse" or of.startswith("values.")):
                    problems += self.amounts.missing(line.name, [of], paid)
        return problems

    def of(self, line: PayLine, sheets: Sequence[str]) -> Ratio:
        """Return the product of the factors of *line*."""
        one = Ratio.fixed(Fraction(1))
        return reduce(Ratio.times_ratio, (self._factor(factor, sheets) for factor in line.times), one)

    def _factor(self, factor: Factor, sheets: Sequence[str]) -> Ratio:
        if isinstance(factor, GradeFactor):
            return coefficient(factor.by_grade, sheets)
        if isinstance(factor, NumberFactor):
            value, absent = self._number(factor.number, sheets)
            return value if factor.missing == "refuse" else value.where(absent, Fraction(factor.missing))
        if isinstance(factor, TierFactor):
            value, absent = self._number(factor.of, sheets)
            *tiers, last = factor.bands
            result = banded(value, [(tier, Fraction(tier.times or 0)) for tier in tiers], Fraction(last.otherwise or 0))
            return result if factor.missing == "refuse" else result.where(absent, Fraction(factor.missing))
        return self._probation(factor)

    def _number(self, of: str, sheets: Sequence[str]) -> tuple[Ratio, pl.Expr]:
        """Return a number that stands with a person, and whether there is none."""
        if of == "rank":
            rank = pl.coalesce([pl.col(f"{sheet}:rank") for sheet in sheets])
            most = bound(self.table.select(rank.alias("rank")), ["rank"])["rank"]
            return Ratio.units(rank.fill_null(0), Fraction(1), most), rank.is_null()
        if of == "total":
            digits = max(self.digits[sheet] for sheet in sheets)
            scaled = [pl.col(f"{sheet}:total") * pl.lit(10 ** (digits - self.digits[sheet]), dtype=pl.Int64) for sheet in sheets]
            total = pl.coalesce(scaled)
            most = bound(self.table.select(total.alias("total")), ["total"])["total"]
            return Ratio.units(total.fill_null(0), Fraction(1, 10**digits), most), total.is_null()
        absent = pl.lit(False) if of.startswith("values.") else pl.col(place(self.table, of)).is_null()  # noqa: FBT003
        return self.amounts.whole(of), absent

    def _probation(self, factor: Probation) -> Ratio:
        when = self.amounts.when
        assert when is not None  # noqa: S101 (whoever pays by time in the post says for which period)
        if factor.counted == "days":
            inside = pl.col(f"{PROBATION}{factor.months}")
            bounds = bound(self.table, [f"{PROBATION}{factor.months}", "served_days"])
            served = max(bounds["served_days"], 1)
            reduced = Ratio.units(inside, Fraction(1), bounds[f"{PROBATION}{factor.months}"]).times(factor.probation - 1)
            days = pl.max_horizontal(pl.col("served_days"), pl.lit(1, dtype=pl.Int64))
            return reduced.times_ratio(Ratio(pl.lit(1, dtype=pl.Int64), days, 1, served)).plus(Ratio.fixed(Fraction(1)))
        day = when.starts_on if factor.counted == "period_start" else when.ends_on
        since = pl.col(place(self.table, "roster.hired_on"))
        new = (whole_months(since, day) < factor.months).fill_null(value=False)
        return Ratio.fixed(Fraction(1)).where(new, factor.probation)


def probation_days(service: Service, lines: Sequence[PayLine]) -> pl.DataFrame:
    """Return on how many days in service each person was in probation: `subject` and `probation|<months>` as the lines ask."""
    months = sorted({factor.months for line in lines for factor in line.times if isinstance(factor, Probation)})
    hired = pl.col("hired_on")
    found = []
    for count in months:
        ends = hired.dt.offset_by(f"{count}mo")
        # a day the last month lacks is reached on the first of the next
        ends = pl.when(ends.dt.day() < hired.dt.day()).then(ends + pl.duration(days=1)).otherwise(ends)
        inside = (pl.min_horizontal(pl.col("to_on"), ends - pl.duration(days=1)) - pl.col("from_on")).dt.total_days() + 1
        found.append(inside.clip(lower_bound=0).fill_null(0).sum().cast(pl.Int64).alias(f"{PROBATION}{count}"))
    return service.intervals.group_by(pl.col("worker_id").alias("subject")).agg(found)


def earned(line: PayLine, history: pl.DataFrame, when: Period) -> tuple[pl.Expr, list[Problem]]:
    """Return who has the earlier results *line* needs, and a problem if they were not given.

    Args:
        line: a line with `after`.
        history: earlier periods, as the result table `history`.
        when: the period paid.
    """
    after = line.after
    assert after is not None  # noqa: S101 (asked for only where there is one)
    codes = finished(when, after.of, after.out_of)
    given = history.filter(pl.col("period").is_in(codes))
    absent = [code for code in codes if code not in set(given["period"])]
    if absent and after.no_history == "refuse":
        values = {"line": line.name, "missing": "、".join(absent), "period": when.code}
        return pl.lit(False), [Problem("A151", Where(path=f"pay.{line.id}"), values)]  # noqa: FBT003
    if line.sheet is not None:
        given = given.filter(pl.col("sheet") == line.sheet)
    got = given.filter(pl.col("grade") == after.grade).select("subject", "period").unique()
    enough = got.group_by("subject").len().filter(pl.col("len") >= after.times)
    return pl.col("subject").is_in(enough["subject"].to_list()), []
