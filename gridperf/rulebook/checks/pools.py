"""A pool's money is there before it is divided, its ends leave room, and what is held back is released once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gridperf.period import MONTHS, Every
from gridperf.rulebook.checks.context import Context, Steps, kind_of, near
from gridperf.rulebook.checks.pay_sheets import check_grades_paid, sheets_of
from gridperf.rulebook.checks.sheets import needs_policy
from gridperf.rulebook.numbers import number, percent
from gridperf.rulebook.paying import HoldLine, PayLine, ReleaseLine
from gridperf.rulebook.pooling import FixedFund, GradeWeight, MeasureWeight, NamedWeight, Pool, PoolLine, ReserveFund, WithheldFund

__all__ = ["check_holding", "check_pool"]


def check_pool(context: Context, line: PayLine, pool: Pool, before: Sequence[PayLine], at: Steps) -> None:
    """Check a pool."""
    path: Steps = (*at, "line", "pool")
    _fund(context, line, pool, before, (*path, "fund"))
    for place, weight in enumerate(pool.by):
        here: Steps = (*path, "by", place)
        if isinstance(weight, GradeWeight) or (isinstance(weight, NamedWeight) and weight.of == "total"):
            sheets = sheets_of(context, line, at)
            if sheets and isinstance(weight, GradeWeight):
                check_grades_paid(context, line, weight.by_grade, sheets, (*here, "by_grade"))
                for grade, held in weight.by_grade.items():
                    if held < 0:
                        context.report("R719", (*here, "by_grade", grade), found=number(held))
        elif isinstance(weight, NamedWeight) and weight.number is not None:
            _not_below(context, weight.number, (*here, "of"))
        elif isinstance(weight, MeasureWeight):
            amount = context.amount(weight.measure)
            if amount is not None and needs_policy(amount):
                context.report("R227", (*here, "measure"), what=line.id)
    cap = pool.cap if isinstance(pool.cap, Fraction) else None
    if pool.floor < 0 or (cap is not None and (cap <= 0 or cap < pool.floor)):
        context.report("R720", (*path, "floor"), low=number(pool.floor), high="unlimited" if cap is None else number(cap))
    if not 0 <= pool.reserve < 1:
        context.report("R721", (*path, "reserve"), found=percent(pool.reserve))


def _not_below(context: Context, of: str, at: Steps) -> None:
    """Report a named number that is below nothing for somebody; that it exists is checked as for any amount."""
    kind, _, name = of.partition(".")
    value = context.edition.values.get(name) if kind == "values" else None
    least = min(value.amounts().values(), default=Fraction(0)) if value is not None else Fraction(0)
    if least < 0:
        context.report("R719", at, found=number(least))


def _fund(context: Context, line: PayLine, pool: Pool, before: Sequence[PayLine], at: Steps) -> None:
    fund = pool.fund
    names = [line.id for line in before]
    if isinstance(fund, FixedFund) and isinstance(fund.amount, str):
        kind, _, name = fund.amount.partition(".")
        value = context.edition.values.get(name)
        if kind != "values" or (value is not None and value.amount is None):
            context.report("R722", (*at, "amount"), what=fund.amount)
    elif isinstance(fund, WithheldFund):
        for place, name in enumerate(fund.withheld):
            if name not in names:
                context.report("R723", (*at, "withheld", place), what=name, near=near(name, names))
            elif name in _used(before):
                context.report("R734", (*at, "withheld", place), what=name)
        context.twice((name, (*at, "withheld", place)) for place, name in enumerate(fund.withheld))
    elif isinstance(fund, ReserveFund):
        pools = {line.id: line.line.pool for line in before if isinstance(line.line, PoolLine)}
        source = pools.get(fund.reserve_of)
        if source is None or source.reserve == 0 or source.within != pool.within:
            keeping = [name for name, one in pools.items() if one.reserve and one.within == pool.within]
            context.report("R724", (*at, "reserve_of"), what=fund.reserve_of, near=near(fund.reserve_of, keeping))
        _longer(context, fund.since, (*at, "since"), line)


def check_holding(context: Context, line: PayLine, before: Sequence[PayLine], at: Steps) -> None:
    """Check a line that holds money back or releases it."""
    formula = line.line
    if isinstance(formula, HoldLine):
        if formula.hold > 1:
            context.report("R725", (*at, "line", "hold"), found=percent(formula.hold))
        names = [one.id for one in before]
        if formula.counting == "all_above":
            if not names:
                context.report("R270", (*at, "line", "counting"))
            return
        for place, name in enumerate(formula.counting):
            if name not in names:
                context.report("R723", (*at, "line", "counting", place), what=name, near=near(name, names))
        context.twice((name, (*at, "line", "counting", place)) for place, name in enumerate(formula.counting))
    elif isinstance(formula, ReleaseLine):
        holds = [one.id for one in before if isinstance(one.line, HoldLine)]
        taken, passed = _used(before, pools=False), _used(before)
        for place, name in enumerate(formula.release):
            if name not in holds:
                context.report("R726", (*at, "line", "release", place), what=name, near=near(name, holds))
            elif name in taken or name in formula.release[:place]:
                context.report("R727", (*at, "line", "release", place), what=name)
            elif name in passed:
                context.report("R734", (*at, "line", "release", place), what=name)
        _longer(context, formula.at, (*at, "line", "at"), line)


def _used(before: Sequence[PayLine], *, pools: bool = True) -> set[str]:
    """Return the lines whose money one of the lines *before* releases, or, with *pools*, passes on to others."""
    used = {name for one in before if isinstance(one.line, ReleaseLine) for name in one.line.release}
    funds = [one.line.pool.fund for one in before if pools and isinstance(one.line, PoolLine)]
    return used | {name for fund in funds if isinstance(fund, WithheldFund) for name in fund.withheld}


def _longer(context: Context, span: Every, path: Steps, line: PayLine) -> None:
    """Report a span that no pay period lies in."""
    lengths = [MONTHS[sheet.every] for sheet in context.edition.sheets if line.every in (None, sheet.every)] or [MONTHS[span] - 1]
    if MONTHS[span] < max(lengths) or MONTHS[span] == min(lengths):
        context.report("R728", path, what=kind_of(span))
