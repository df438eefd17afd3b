"""Pools, factors and named numbers, in words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gridperf.rulebook.factors import After, FactorBand, GradeFactor, NumberFactor, Probation, TierFactor
from gridperf.rulebook.money import Seniority, Value
from gridperf.rulebook.numbers import number, percent
from gridperf.rulebook.paying import NOT_ASSESSED
from gridperf.rulebook.pooling import (
    FixedFund,
    GradeWeight,
    HeadFund,
    MeasureWeight,
    NamedWeight,
    Pool,
    PoolLine,
    ReserveFund,
    WithheldFund,
)
from gridperf.rulebook.words.base import Words, both, listed, quoted, signed, spaced, tells
from gridperf.rulebook.words.points import threshold

__all__ = ["by_grade", "capped", "so_much"]


def so_much(value: Fraction) -> str:
    """Return so many yuan."""
    sign = "−" if value < 0 else ""
    return both(f"{sign}{number(abs(value))} 元", f"{sign}{number(abs(value))} yuan")


def _grade(name: str) -> str:
    return both("未考核", "not assessed") if name == NOT_ASSESSED else name


def by_grade(shares: Mapping[str, Fraction]) -> str:
    """Return coefficients or weights by grade."""
    return listed(f"{_grade(grade)} {signed(share)}" for grade, share in shares.items())


def capped(cap: Fraction | str) -> str:
    """Return where a line ends."""
    if isinstance(cap, str):
        return both("不封顶", "without end")
    return both(f"最多 {number(cap)} 元", f"at most {number(cap)} yuan")


# --- pools --------------------------------------------------------------------------------------------------------------


@tells(FixedFund)
def _fixed(words: Words, part: FixedFund) -> str:
    return words.yuan(part.amount)


@tells(HeadFund)
def _head(words: Words, part: HeadFund) -> str:
    return both(f"每人 {words.yuan(part.per_head)}", f"{words.yuan(part.per_head)} a head")


@tells(WithheldFund)
def _withheld(words: Words, part: WithheldFund) -> str:
    return both(f"{listed(map(words.line, part.withheld))}所扣的金额", f"what {listed(map(words.line, part.withheld))} took")


@tells(ReserveFund)
def _reserve(words: Words, part: ReserveFund) -> str:
    since = words.choice("every", part.since)
    return both(
        f"{words.line(part.reserve_of)}本{since}预留的金额，{since}末发",
        f"what {words.line(part.reserve_of)} kept back in the {since}, paid at its end",
    )


@tells(NamedWeight)
def _named_weight(words: Words, part: NamedWeight) -> str:
    return words.choice("weight", part.of) if part.number is None else words.yuan(part.number)


@tells(GradeWeight)
def _grade_weight(_words: Words, part: GradeWeight) -> str:
    return both(f"等次权数（{by_grade(part.by_grade)}）", f"the grade's weight ({by_grade(part.by_grade)})")


@tells(MeasureWeight)
def _measure_weight(words: Words, part: MeasureWeight) -> str:
    return words.measure(part.measure, part.where)


@tells(Pool)
def _pool(words: Words, part: Pool) -> str:
    weights = " × ".join(words.say(weight) for weight in part.by)
    said = [
        both(
            f"奖励池：{words.say(part.fund)}，在{words.choice('within', part.within)}内按{spaced(weights)}分配",
            f"pool: {words.say(part.fund)}, divided in {words.choice('within', part.within)} by {weights}",
        )
    ]
    if part.floor:
        said.append(
            both(
                f"每份至少 {so_much(part.floor)}，不够分时{words.choice('short', part.short)}",
                f"a share is at least {so_much(part.floor)}; if the fund is too small, {words.choice('short', part.short)}",
            )
        )
    if isinstance(part.cap, Fraction):
        said.append(
            both(
                f"每份至多 {so_much(part.cap)}，余额{words.choice('left', part.left)}",
                f"a share is at most {so_much(part.cap)}; of what is left {words.choice('left', part.left)}",
            )
        )
    if part.reserve:
        said.append(both(f"预留 {percent(part.reserve)}", f"{percent(part.reserve)} is kept back"))
    said += [
        both(f"无人可分的{words.choice('nobody', part.nobody)}", f"if nobody qualifies, {words.choice('nobody', part.nobody)}"),
        both("分币差额按最大余数分给", "the last fen go to the largest remainders"),
    ]
    return both("；", "; ").join(said)


@tells(PoolLine)
def _pool_line(words: Words, part: PoolLine) -> str:
    return words.say(part.pool)


# --- factors ------------------------------------------------------------------------------------------------------------


@tells(FactorBand)
def _factor_band(words: Words, part: FactorBand) -> str:
    times = part.times if part.times is not None else part.otherwise
    return both(f"{threshold(words, part)} × {number(times or Fraction(0))}", f"{threshold(words, part)}: × {number(times or Fraction(0))}")


def _missing(missing: Fraction | str) -> str:
    return (
        both("没有该数的不予计算", "without that number the run stops")
        if isinstance(missing, str)
        else both(f"没有该数的 × {number(missing)}", f"× {number(missing)} without that number")
    )


@tells(TierFactor)
def _tier(words: Words, part: TierFactor) -> str:
    of = {"rank": both("名次", "rank"), "total": both("得分", "total")}.get(part.of) or words.yuan(part.of)
    bands = both("；", "; ").join(words.say(band) for band in part.bands)
    return both(f"按{of}分档：{bands}；{_missing(part.missing)}", f"by {of}: {bands}; {_missing(part.missing)}")


@tells(GradeFactor)
def _grade_factor(_words: Words, part: GradeFactor) -> str:
    return both(f"× 等次系数（{by_grade(part.by_grade)}）", f"× the grade's coefficient ({by_grade(part.by_grade)})")


@tells(NumberFactor)
def _number_factor(words: Words, part: NumberFactor) -> str:
    return both(f"× {words.yuan(part.number)}（{_missing(part.missing)}）", f"× {words.yuan(part.number)} ({_missing(part.missing)})")


@tells(Probation)
def _probation(words: Words, part: Probation) -> str:
    counted = words.choice("probation", part.counted)
    return both(
        f"入职前 {part.months} 个月试用期按 {percent(part.probation)} 发（{counted}）",
        f"{percent(part.probation)} in the first {part.months} months in the post ({counted})",
    )


@tells(After)
def _after(words: Words, part: After) -> str:
    every, none = words.choice("of", part.of), words.choice("no_history", part.no_history)
    return both(
        f"此前 {part.out_of} 个{every}中有 {part.times} 个为{quoted(part.grade)}的才发（{none}）",
        f"only with {quoted(part.grade)} in {part.times} of the {part.out_of} {every}s before ({none})",
    )


# --- named numbers ------------------------------------------------------------------------------------------------------


@tells(Seniority)
def _seniority(words: Words, part: Seniority) -> str:
    since, unit = words.column(part.since, "roster"), words.choice("unit", part.unit)
    most = (
        both("不封顶", "without end")
        if isinstance(part.most, str)
        else both(f"最多第 {number(part.most)} 档", f"step {number(part.most)} at most")
    )
    return both(
        f"自{quoted(since)}至{words.choice('at', part.at)}，首档 {so_much(part.first)}，每满 {part.every} {unit}升一档，每档加 {so_much(part.each)}，{most}",
        f"from {since} to {words.choice('at', part.at)}: {so_much(part.first)}, and {so_much(part.each)} more for every {part.every} {unit}s, {most}",
    )


@tells(Value)
def _value(words: Words, part: Value) -> str:
    if part.steps is not None:
        return words.say(part.steps)
    if part.of is None:
        return number(part.amount or Fraction(0))
    columns = listed((quoted(words.column(name, "roster")) for name in part.columns), last="and")
    cells = listed(f"{'·'.join(key)} {number(amount)}" for key, amount in part.amounts().items())
    return both(f"按{columns}：{cells}", f"by {columns}: {cells}")
