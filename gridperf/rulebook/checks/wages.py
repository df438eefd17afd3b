"""What a line can take away is held against what the law leaves of a month's wage, as far as the numbers are in the rulebook.

工资支付暂行规定（劳部发〔1994〕489号）第十六条: what a worker's fault cost may be taken off a month's wage up to 20 % of it, and
the rest may not be below the local minimum wage. Whether a line is such a compensation is for the county to say, so
both findings are warnings.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gridperf.messages.wording import Phrase
from gridperf.rulebook.cash import DecidedLine, EachLine, EachOfLine, LadderLine, YuanBandLine
from gridperf.rulebook.checks.context import Context
from gridperf.rulebook.factors import GradeFactor, NumberFactor, Probation
from gridperf.rulebook.numbers import number
from gridperf.rulebook.paying import AmountLine, ByGradeLine, HoldLine, PayLine, PointLine, RankLine, TopUpLine, counts

__all__ = ["LARGEST_SHARE", "check_wages"]

LARGEST_SHARE = Fraction(20, 100)
"""The largest part of a month's wage that may be taken off it. Source: 工资支付暂行规定 art. 16."""

_NO_END = "unlimited"


def check_wages(context: Context) -> None:
    """Warn of deductions beyond a fifth of the wage, and of wages that can fall below the floor."""
    pay = context.edition.pay
    taking = [(place, line, least) for place, line in enumerate(pay) if (least := _least(context, line)) is not None]
    if taking:
        _share(context, taking)
    lowering = [*taking, *((place, line, Fraction(0)) for place, line in enumerate(pay) if isinstance(line.line, HoldLine))]
    _floor(context, sorted(lowering, key=lambda one: one[0]))


def _share(context: Context, taking: Sequence[tuple[int, PayLine, Fraction | str]]) -> None:
    place = taking[0][0]
    sizes = [least for _, _, least in taking]
    known = [-size for size in sizes if isinstance(size, Fraction)]
    assured = _assured(context, [line for _, line, _ in taking])
    if len(known) == len(sizes) and assured is not None and sum(known, Fraction(0)) <= assured * LARGEST_SHARE:
        return
    total = sum(known, Fraction(0))
    most = (
        Phrase(f"最多 {number(total)} 元", f"up to {number(total)} yuan") if len(known) == len(sizes) else Phrase("没有上限", "without end")
    )
    sure = (
        Phrase("没有写明任何固定工资的数额", "no fixed pay of a stated amount")
        if assured is None
        else Phrase(f"固定工资最少 {number(assured)} 元", f"fixed pay of at least {number(assured)} yuan")
    )
    ids = [line.id for _, line, _ in taking]
    named = Phrase("、".join(f"“{one}”" for one in ids), ", ".join(f'"{one}"' for one in ids))
    context.report("R007", ("pay", place, "line"), warning=True, what=named, most=most, assured=sure)


def _floor(context: Context, lowering: Sequence[tuple[int, PayLine, Fraction | str]]) -> None:
    """Warn once where pay is lowered and no floor that counts the lowering line stands after it."""
    floors = [(place, line.line) for place, line in enumerate(context.edition.pay) if isinstance(line.line, TopUpLine)]
    for place, line, _ in lowering:
        held = any(at > place and counts(top.counting, line.id) for at, top in floors)
        if held or (isinstance(line.line, HoldLine) and not floors):
            continue
        how = (
            Phrase("它在托底（top_up_to）之后，或不计入托底", "it stands after the floor (top_up_to), or does not count towards it")
            if floors
            else Phrase("办法里没有托底（top_up_to）", "the rulebook has no floor (top_up_to)")
        )
        context.report("R008", ("pay", place, "line"), warning=True, what=line.id, how=how)
        return


def _least(context: Context, line: PayLine) -> Fraction | str | None:
    """Return the least *line* can come to if that is below 0: yuan, or `unlimited`; None if it takes nothing away."""
    formula = line.line
    if isinstance(formula, AmountLine):
        return _below(_numbers(context, formula.amount))
    if isinstance(formula, ByGradeLine):
        worst = min(formula.by_grade.values())
        amounts = _numbers(context, formula.of)
        return None if worst >= 0 else min(amounts) * worst if amounts and len(amounts) == 1 else _NO_END
    if isinstance(formula, PointLine):
        if formula.at_least == _NO_END:
            return _NO_END if formula.per_lost_point > 0 else None
        return _below([formula.at_least]) if isinstance(formula.at_least, Fraction) else None
    if isinstance(formula, RankLine):
        return _below(list(formula.by_rank.values()))
    if isinstance(formula, YuanBandLine):
        return _below([value for band in formula.bands for value in (band.yuan, band.otherwise) if value is not None])
    if isinstance(formula, DecidedLine):
        return _NO_END if formula.decided.least < 0 else None
    prices: list[Fraction] = []
    if isinstance(formula, EachLine):
        prices = _numbers(context, formula.each)
    elif isinstance(formula, EachOfLine):
        prices = list(formula.each_of.values())
    elif isinstance(formula, LadderLine):
        prices = [rung.each for rung in formula.ladder]
    if not any(price < 0 for price in prices) or not isinstance(formula, (EachLine, EachOfLine, LadderLine)):
        return None
    if isinstance(formula, EachLine) and formula.short_of is not None and (required := _numbers(context, formula.short_of)):
        least = min(prices) * (max(required) // formula.lot)
        return max(least, -formula.cap) if isinstance(formula.cap, Fraction) else least
    return -formula.cap if isinstance(formula.cap, Fraction) else _NO_END


def _below(amounts: Sequence[Fraction]) -> Fraction | None:
    least = min(amounts, default=Fraction(0))
    return least if least < 0 else None


def _numbers(context: Context, amount: Fraction | str) -> list[Fraction]:
    """Return every number *amount* can be; none if it stands on the roster."""
    if isinstance(amount, Fraction):
        return [amount]
    kind, _, name = amount.partition(".")
    value = context.edition.values.get(name) if kind == "values" else None
    return list(value.amounts().values()) if value is not None else []


def _assured(context: Context, taking: Sequence[PayLine]) -> Fraction | None:
    """Return the least that lines of a fixed amount pay everybody whom *taking* takes from; None if no such amount is written down."""
    wanted = None if any(line.roles == "all" for line in taking) else {role for line in taking for role in line.roles}
    fixed = [
        (line.line.amount, _smallest(line))
        for line in context.edition.pay
        if isinstance(line.line, AmountLine) and (line.roles == "all" or (wanted is not None and wanted <= set(line.roles)))
    ]
    numbers = [min(held) * times for amount, times in fixed if (held := _numbers(context, amount)) and min(held) * times > 0]
    return sum(numbers, Fraction(0)) if numbers else None


def _smallest(line: PayLine) -> Fraction:
    """Return the least part of its amount that *line* can pay for a whole period: 0 where a condition or a number of the roster can take all of it."""
    least = Fraction(0 if line.after is not None else 1)
    for factor in line.times:
        if isinstance(factor, NumberFactor):
            return Fraction(0)
        if isinstance(factor, Probation):
            least *= min(factor.probation, Fraction(1))
        elif isinstance(factor, GradeFactor):
            least *= min(factor.by_grade.values())
        else:
            held = [value for band in factor.bands for value in (band.times, band.otherwise) if value is not None]
            least *= min([*held, *([factor.missing] if isinstance(factor.missing, Fraction) else [])])
    return max(least, Fraction(0))
