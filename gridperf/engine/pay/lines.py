"""A pay line's formula as one exact column of yuan, before its one rounding.

A formula reads the placing roster interval, the days in service, the score, the grade, its own counts, and, if it says
so, the lines before it; never a line after it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import reduce

import polars as pl

from gridperf.engine.pay.amounts import Amounts
from gridperf.engine.pay.counts import Counts
from gridperf.engine.pay.factors import coefficient
from gridperf.engine.pay.marks import FEN, either
from gridperf.engine.pay.part_month import part
from gridperf.engine.pay.ranks import by_rank
from gridperf.engine.rows import plain
from gridperf.exact import units_as_text
from gridperf.ratios import Ratio, bound
from gridperf.rulebook.cash import DecidedLine, EachLine, EachOfLine, LadderLine, YuanBandLine
from gridperf.rulebook.paying import (
    AmountLine,
    ByGradeLine,
    ByScoreLine,
    CapLine,
    DaysLine,
    HoldLine,
    PayLine,
    PointLine,
    RankLine,
    TopUpLine,
)
from gridperf.rulebook.pooling import HeadFund, NamedWeight, PoolLine

__all__ = ["Lines", "monthly", "wanted", "weights_of"]


def monthly(line: PayLine) -> list[Fraction | str]:
    """Return the amounts for a whole month that *line* pays a part of."""
    formula = line.line
    if isinstance(formula, AmountLine):
        return [formula.amount]
    if isinstance(formula, ByGradeLine):
        return [formula.of]
    if isinstance(formula, ByScoreLine):
        return [formula.by_score]
    if isinstance(formula, PointLine):
        return [formula.starts_at]
    if isinstance(formula, CapLine):
        return [formula.cap_at]
    return [formula.top_up_to] if isinstance(formula, TopUpLine) else []


def wanted(line: PayLine) -> list[Fraction | str]:
    """Return every amount *line* needs."""
    formula = line.line
    if isinstance(formula, DaysLine):
        return [formula.of, formula.effective_days.quota]
    if isinstance(formula, EachLine):
        return [formula.each, *([] if formula.short_of is None else [formula.short_of])]
    if isinstance(formula, PoolLine):
        return [*([formula.pool.fund.per_head] if isinstance(formula.pool.fund, HeadFund) else []), *weights_of(formula)]
    return monthly(line)


def weights_of(formula: PoolLine) -> list[str]:
    """Return the numbers that stand with a person among the weights of a pool."""
    return [weight.number for weight in formula.pool.by if isinstance(weight, NamedWeight) and weight.number is not None]


class Lines:
    """Writes the exact amount of a line over the pay table."""

    def __init__(
        self,
        amounts: Amounts,
        counts: Counts,
        *,
        full_scores: Mapping[str, Fraction],
        digits: Mapping[str, int],
        teams: Collection[str] = (),
    ) -> None:
        self.amounts, self.counts, self.table = amounts, counts, amounts.table
        self.full_scores, self.digits, self.teams = full_scores, digits, teams

    def amount(self, line: PayLine, table: pl.DataFrame, counted: Sequence[str]) -> Ratio:  # noqa: PLR0911 (one branch per formula)
        """Return the exact yuan of *line*; *counted* names the earlier lines it counts, which stand in *table*."""
        formula = line.line
        if isinstance(formula, AmountLine):
            return self._part(formula.amount, line)
        if isinstance(formula, ByGradeLine):
            return self._part(formula.of, line).times_ratio(coefficient(formula.by_grade, self.sheets(line)))
        if isinstance(formula, ByScoreLine):
            return self._part(formula.by_score, line).times_ratio(self._share(formula, line))
        if isinstance(formula, PointLine):
            return self._points(formula, line)
        if isinstance(formula, RankLine):
            return self._rank(formula, line)
        if isinstance(formula, EachLine):
            return self.counts.each(formula, line.id)
        if isinstance(formula, EachOfLine):
            return self.counts.each_of(formula, line.id)
        if isinstance(formula, LadderLine):
            return self.counts.ladder(formula, line.id)
        if isinstance(formula, YuanBandLine):
            return self.counts.banded(formula, line.id)
        if isinstance(formula, DaysLine):
            return self.counts.days(formula, line.id)
        if isinstance(formula, DecidedLine):
            return self.counts.decided(line.id)
        bounds = bound(table, counted)
        earned = [Ratio.units(pl.col(name).fill_null(0), FEN, bounds[name]) for name in counted]
        if isinstance(formula, HoldLine):
            return reduce(Ratio.plus, earned, Ratio.fixed(Fraction(0))).times(-formula.hold)
        assert isinstance(formula, (TopUpLine, CapLine))  # noqa: S101 (pools and releases are settled apart)
        end = self._part(formula.top_up_to if isinstance(formula, TopUpLine) else formula.cap_at, line)
        missing = reduce(Ratio.plus, (one.times(Fraction(-1)) for one in earned), end)
        return missing.clip(Fraction(0), None) if isinstance(formula, TopUpLine) else missing.clip(None, Fraction(0))

    def sheets(self, line: PayLine) -> list[str]:
        """Return the sheets whose result *line* uses; a team's only if it is named."""
        return [line.sheet] if line.sheet is not None else [sheet for sheet in self.full_scores if sheet not in self.teams]

    def total(self, sheet: str) -> Ratio:
        """Return the total of *sheet*; 0 where there is none."""
        column = f"{sheet}:total"
        most = bound(self.table, [column])[column]
        return Ratio.units(pl.col(column).fill_null(0), Fraction(1, 10 ** self.digits[sheet]), most)

    def score_shown(self, line: PayLine) -> pl.Expr | None:
        """Return the score *line* pays for as text; None for lines that pay for none.

        `得分 95.49/100` of a share of the full score, and what it is held at; `得分 95.49` of points.
        """
        formula = line.line
        if not isinstance(formula, (ByScoreLine, PointLine)):
            return None
        by_share = isinstance(formula, ByScoreLine)
        absent = plain(formula.not_assessed)
        text = pl.lit(f"未考核 × {absent}" if by_share else f"未考核，按 {absent} 元计")
        for sheet in reversed(self.sheets(line)):
            column, full = pl.col(f"{sheet}:total"), self.full_scores[sheet]
            said = pl.format("得分 {}", units_as_text(column, self.digits[sheet]))
            if isinstance(formula, ByScoreLine):
                share, units = pl.format("{}/{}", said, pl.lit(plain(full))), self.total(sheet)
                said = pl.when(~units.at_least(Fraction(0))).then(pl.format("{}，按 0 计", share)).otherwise(share)
                if isinstance(formula.at_most, Fraction):
                    above = pl.format("{}，按 {} 计", share, pl.lit(plain(formula.at_most)))
                    said = pl.when(units.above(full * formula.at_most)).then(above).otherwise(said)
            text = pl.when(column.is_not_null()).then(said).otherwise(text)
        return text

    def _part(self, of: Fraction | str, line: PayLine) -> Ratio:
        return part(self.amounts, of, line.part_month)

    def _share(self, formula: ByScoreLine, line: PayLine) -> Ratio:
        result = Ratio.fixed(formula.not_assessed)
        for sheet in self.sheets(line):
            most = formula.at_most if isinstance(formula.at_most, Fraction) else None
            share = self.total(sheet).times(1 / self.full_scores[sheet]).clip(Fraction(0), most)
            result = either(pl.col(f"{sheet}:total").is_not_null(), share, result)
        return result

    def _points(self, formula: PointLine, line: PayLine) -> Ratio:
        share = self._part(Fraction(1), line)
        result = share.times(formula.not_assessed)
        low = formula.at_least if isinstance(formula.at_least, Fraction) else None
        high = formula.at_most if isinstance(formula.at_most, Fraction) else None
        for sheet in self.sheets(line):
            distance = self.total(sheet).plus(Ratio.fixed(-formula.from_))
            above = _counted_points(distance.clip(Fraction(0), None), formula.part)
            lost = _counted_points(distance.times(Fraction(-1)).clip(Fraction(0), None), formula.part)
            yuan = above.times(formula.per_point).plus(lost.times(-formula.per_lost_point))
            amount = self._part(formula.starts_at, line).plus(yuan.times_ratio(share)).clip(low, high)
            result = either(pl.col(f"{sheet}:total").is_not_null(), amount, result)
        return result

    def _rank(self, formula: RankLine, line: PayLine) -> Ratio:
        result = Ratio.fixed(Fraction(0))
        for sheet in self.sheets(line):
            ranking = formula.on(sheet)
            if f"{ranking}:taken" in self.table.columns:
                result = either(pl.col(f"{ranking}:rank").is_not_null(), by_rank(self.table, formula, ranking), result)
        return result


def _counted_points(points: Ratio, part: str) -> Ratio:
    """Return *points*, not below 0, with parts of a point as the rule counts them."""
    if part == "linear":
        return points
    whole = points.rounded(Fraction(1), "down" if part == "whole_down" else "up")
    return Ratio.units(whole, Fraction(1), points.most // points.den_most + 1)
