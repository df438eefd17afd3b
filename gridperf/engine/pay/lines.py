"""A pay line's formula as one exact column of yuan, before its one rounding.

A formula reads the placing roster interval, the days in service, the score, the grade, its own counts, and, if it says
so, the lines before it; never a line after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce

import polars as pl

from gridperf.engine.pay.amounts import Amounts
from gridperf.engine.pay.marks import COUNT, FEN, either
from gridperf.engine.pay.part_month import part
from gridperf.engine.plan import DEN
from gridperf.exact import Ratio, bound
from gridperf.rulebook.paying import NOT_ASSESSED, AmountLine, ByGradeLine, ByScoreLine, EachLine, PayLine, TopUpLine

__all__ = ["Lines", "monthly"]


def monthly(line: PayLine) -> list[Fraction | str]:
    """Return the amounts for a whole month that *line* pays a part of."""
    formula = line.line
    if isinstance(formula, AmountLine):
        return [formula.amount]
    if isinstance(formula, ByGradeLine):
        return [formula.of]
    if isinstance(formula, ByScoreLine):
        return [formula.by_score]
    return [formula.top_up_to] if isinstance(formula, TopUpLine) else []


class Lines:
    """Writes the exact amount of a line over the pay table."""

    def __init__(self, amounts: Amounts, *, full_scores: Mapping[str, Fraction], digits: Mapping[str, int]) -> None:
        self.amounts, self.table = amounts, amounts.table
        self.full_scores, self.digits = full_scores, digits

    def amount(self, line: PayLine, table: pl.DataFrame, counted: Sequence[str]) -> Ratio:
        """Return the exact yuan of *line*; *counted* names the earlier lines it counts, which stand in *table*."""
        formula = line.line
        if isinstance(formula, AmountLine):
            return self._part(formula.amount, line)
        if isinstance(formula, ByGradeLine):
            return self._part(formula.of, line).times_ratio(self._coefficient(formula.by_grade, line))
        if isinstance(formula, ByScoreLine):
            return self._part(formula.by_score, line).times_ratio(self._share(formula, line))
        if isinstance(formula, EachLine):
            return self._each(formula, line)
        floor = self._part(formula.top_up_to, line)
        bounds = bound(table, counted)
        earned = [Ratio.units(pl.col(name).fill_null(0), FEN, bounds[name]).times(Fraction(-1)) for name in counted]
        return reduce(Ratio.plus, earned, floor).clip(Fraction(0), None)

    def sheets(self, line: PayLine) -> list[str]:
        """Return the sheets whose result *line* uses."""
        return [line.sheet] if line.sheet is not None else list(self.full_scores)

    def total(self, sheet: str) -> Ratio:
        """Return the total of *sheet*; 0 where there is none."""
        column = f"{sheet}:total"
        most = bound(self.table, [column])[column]
        return Ratio.units(pl.col(column).fill_null(0), Fraction(1, 10 ** self.digits[sheet]), most)

    def _part(self, of: Fraction | str, line: PayLine) -> Ratio:
        return part(self.amounts, of, line.part_month)

    def _coefficient(self, by_grade: Mapping[str, Fraction], line: PayLine) -> Ratio:
        grade = pl.coalesce([pl.col(f"{sheet}:grade") for sheet in self.sheets(line)])
        result = Ratio.fixed(by_grade.get(NOT_ASSESSED, Fraction(0)))
        for name, coefficient in by_grade.items():
            if name != NOT_ASSESSED:
                result = result.where((grade == name).fill_null(value=False), coefficient)
        return result

    def _share(self, formula: ByScoreLine, line: PayLine) -> Ratio:
        result = Ratio.fixed(formula.not_assessed)
        for sheet in self.sheets(line):
            most = formula.at_most if isinstance(formula.at_most, Fraction) else None
            share = self.total(sheet).times(1 / self.full_scores[sheet]).clip(None, most)
            result = either(pl.col(f"{sheet}:total").is_not_null(), share, result)
        return result

    def _each(self, formula: EachLine, line: PayLine) -> Ratio:
        lots = self._count(COUNT + line.id, formula.lot)
        amount = lots.times(formula.each)
        if isinstance(formula.cap, Fraction):
            return amount.clip(-formula.cap, formula.cap)
        return amount

    def _count(self, key: str, lot: int) -> Ratio:
        """Return how many full lots stand under *key*."""
        columns = [key, *([key + DEN] if key + DEN in self.table.columns else [])]
        count = pl.col(key)
        if len(columns) > 1:
            count = count // pl.col(key + DEN)
        return Ratio.units(count // pl.lit(lot, dtype=pl.Int64), Fraction(1), bound(self.table, columns)[key])
