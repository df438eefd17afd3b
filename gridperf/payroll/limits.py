"""What the law keeps from being taken off a wage, and what it wants a wage to be: the share for damage, and the minimum wage."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from gridperf.errors import PayrollError, Problem, Where
from gridperf.payroll.columns import FEN, MOST, whole_fen
from gridperf.ratios import Ratio

if TYPE_CHECKING:
    from gridperf.payroll.employer import Rules
    from gridperf.payroll.months import Month

__all__ = ["Minimum", "allowed_damages", "minimum_of"]


@dataclass(frozen=True, slots=True)
class Minimum:
    """The minimum wage of a payment: *fen* for all its months, and whether own contributions come on top of it."""

    fen: int
    on_top: bool


def minimum_of(rules: Rules, month: Month, months: int) -> Minimum:
    """Return the minimum wage of *months* monthly wages, as it holds in *month*; PayrollError Y005 if no figure does, Y009 if it has no such class."""
    law = rules.law
    figure = law.of(law.locality.minimum_wage, month.first, "minimum_wage")
    name = rules.employer.minimum_wage.class_
    if name not in figure.month:
        where = Where(file=rules.file, path="minimum_wage.class", value=name)
        raise PayrollError(Problem("Y009", where, {"found": name, "known": ", ".join(figure.month)}))
    return Minimum(whole_fen(figure.month[name]) * months, figure.own_contributions == "on_top")


def allowed_damages(claim: pl.Expr, wage: pl.Expr, kept: pl.Expr, minimum: pl.Expr, most: Fraction) -> pl.Expr:
    """Return how much of *claim* may be taken off: at most the share *most* of *wage*, and no more than leaves *kept* at the minimum.

    All columns are fen; a share with a fraction of a fen is rounded down, in the worker's favour.
    """
    a_share = Ratio.units(wage, FEN, MOST).times(most).rounded(FEN, "down")
    above = kept - minimum
    least = pl.min_horizontal(claim, a_share, above)
    return pl.when(least > 0).then(least).otherwise(pl.lit(0, dtype=pl.Int64))
