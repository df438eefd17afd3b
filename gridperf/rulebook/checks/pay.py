"""Every pay line says what it multiplies, for whom, for which grade, and for part of a month."""

from __future__ import annotations

from fractions import Fraction

from gridperf.rulebook.checks.amounts import check_amount, check_value
from gridperf.rulebook.checks.common_caps import check_cap
from gridperf.rulebook.checks.context import Context, Steps, kind_of, kinds_of, near
from gridperf.rulebook.checks.formulas import values_of_formulas
from gridperf.rulebook.checks.pay_factors import check_after, check_factors, check_parties
from gridperf.rulebook.checks.pay_lines import check_cash, check_points, check_ranks
from gridperf.rulebook.checks.pay_rolled import check_rolled
from gridperf.rulebook.checks.pay_sheets import check_grades_paid, sheets_of
from gridperf.rulebook.checks.pools import check_holding, check_pool
from gridperf.rulebook.numbers import number, percent
from gridperf.rulebook.paying import MONTHLY, ByGradeLine, ByScoreLine, CapLine, PayLine, PointLine, RankLine, TopUpLine
from gridperf.rulebook.pooling import PoolLine
from gridperf.rulebook.walk import amounts_of
from gridperf.tables import RESULTS

__all__ = ["check_pay"]

_FEN = Fraction(1, 100)
_MANY = 10
"""So many times the amount for the full score, where a % was forgotten or points were meant."""


def check_pay(context: Context) -> None:
    """Check named values and pay lines."""
    edition = context.edition
    used = values_of_formulas(context)
    if (edition.rounding.money / _FEN).denominator != 1:
        context.report("R271", ("rounding", "money"), found=number(edition.rounding.money))
    kinds = list(dict.fromkeys(sheet.every for sheet in edition.sheets))
    context.twice((line.id, ("pay", position, "id")) for position, line in enumerate(edition.pay))
    for position, line in enumerate(edition.pay):
        at: Steps = ("pay", position)
        if line.every is None and len(kinds) > 1:
            context.report("R288", at, what=line.name, kinds=kinds_of(kinds), example=kinds[0])
        elif line.every is not None and line.every not in kinds and line.every not in edition.rollup:
            known = dict.fromkeys([*kinds, *edition.rollup])
            context.report("R823", (*at, "every"), what=line.name, every=kind_of(line.every), kinds=kinds_of(known))
        if line.id in RESULTS["pay"].names:
            context.report("R263", (*at, "id"), what=line.id)
        if line.step is not None and (line.step / _FEN).denominator != 1:
            context.report("R271", (*at, "step"), found=number(line.step))
        _part_month(context, line, at)
        for steps, amount in amounts_of(line):
            used |= check_amount(context, amount, (*at, *steps))
        _line(context, position, line, at)
        if edition.pays_rolled(line):
            check_rolled(context, line, at)
    for name, value in edition.values.items():
        check_value(context, value, ("values", name))
        if name not in used:
            context.report("R283", ("values", name), key=True, warning=True, what=name)


def _part_month(context: Context, line: PayLine, at: Steps) -> None:
    if not isinstance(line.line, MONTHLY):
        if line.part_month is not None:
            context.report("R267", (*at, "part_month"), key=True, what=line.id)
    elif line.part_month is None:
        context.report("R266", at, what=line.id)


def _line(context: Context, position: int, line: PayLine, at: Steps) -> None:
    formula = line.line
    before = tuple(one for one in context.edition.pay[:position] if context.edition.paid_together(line, one))
    if isinstance(formula, ByScoreLine) and isinstance(formula.at_most, Fraction) and formula.at_most >= _MANY:
        context.report("R733", (*at, "line", "at_most"), found=number(formula.at_most), percent=percent(formula.at_most / 100))
    if isinstance(formula, (ByGradeLine, ByScoreLine, PointLine, RankLine)):
        sheets = sheets_of(context, line, at)
        if sheets and isinstance(formula, ByGradeLine):
            check_grades_paid(context, line, formula.by_grade, sheets, (*at, "line", "by_grade"))
        if isinstance(formula, RankLine):
            for sheet in sheets:
                check_ranks(context, formula, sheet, at)
        if isinstance(formula, PointLine):
            check_points(context, formula, at)
    elif isinstance(formula, (TopUpLine, CapLine)):
        _counting(context, [one.id for one in before], formula.counting, (*at, "line", "counting"))
        if isinstance(formula, CapLine):
            check_cap(context, line, formula, before, at)
    elif isinstance(formula, PoolLine):
        check_pool(context, line, formula.pool, before, at)
    else:
        check_cash(context, line, at)
        check_holding(context, line, before, at)
    check_factors(context, line, at)
    check_after(context, line, at)
    check_parties(context, line, at)


def _counting(context: Context, before: list[str], counting: tuple[str, ...] | str, at: Steps) -> None:
    if isinstance(counting, str):
        if not before:
            context.report("R270", at)
        return
    for number_, name in enumerate(counting):
        if name not in before:
            context.report("R220", (*at, number_), what=name, near=near(name, before))
    context.twice((name, (*at, number_)) for number_, name in enumerate(counting))
