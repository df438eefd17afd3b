"""People with equal totals stand or fall together, unless the rulebook names what decides between them; it is compared exactly.

Figures are ratios of whole numbers; who has a larger one is found with fractions and kept as a number of order, so that
nothing after it divides.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

import polars as pl

from gridperf.engine.plan import DEN
from gridperf.engine.rank import scope_of
from gridperf.engine.score import TOTAL
from gridperf.rulebook.grading import AnyQuota, Band, Decider, deciders_of, figure_of, least_first, rest_of

__all__ = ["TIE", "order_of", "place_in", "tie_figures", "with_ties"]

TIE = "tie:"
"""Prefix of the columns that say how people's figures compare: the larger, the more; empty where nothing was measured."""
_KEY = "\0key"


def tie_figures(bands: Iterable[Band]) -> list[str]:
    """Return the names of the figures that decide between people with equal totals anywhere in *bands*."""
    found = (figure_of(one) for band in bands if band.quota is not None for one in deciders_of(band.quota.ties))
    return list(dict.fromkeys(found))


def with_ties(table: pl.DataFrame, measured: pl.DataFrame, bands: Iterable[Band]) -> pl.DataFrame:
    """Return *table* with a column `tie:<figure>` for every figure that decides ties in *bands*.

    Args:
        table: one row per subject: `subject` and more.
        measured: what was measured of them: `subject`, and every figure by its name, as `gridperf.engine.score.score` takes it.
        bands: the scale.
    """
    for name in tie_figures(bands):
        under = pl.col(name + DEN) if name + DEN in measured.columns else pl.lit(1, dtype=pl.Int64)
        known = measured.select("subject", pl.col(name).alias("\0num"), under.alias("\0den")).filter(pl.col("\0den") != 0).drop_nulls()
        pairs = list(known.select("\0num", "\0den").unique().iter_rows())
        values = [Fraction(num, den) for num, den in pairs]
        orders = {value: at for at, value in enumerate(sorted(set(values)))}
        rows = [(num, den, orders[value]) for (num, den), value in zip(pairs, values, strict=True)]
        order = pl.DataFrame(rows, schema={"\0num": pl.Int64, "\0den": pl.Int64, TIE + name: pl.Int64}, orient="row")
        ordered = known.join(order, on=["\0num", "\0den"], how="left").select("subject", TIE + name)
        table = table.join(ordered, on="subject", how="left", maintain_order="left")
    return table


def order_of(decider: Decider) -> pl.Expr:
    """Return how people compare by *decider*: the larger, the better off; whoever was not measured is below everybody."""
    order = pl.col(TIE + figure_of(decider))
    least = pl.lit(-(2**62), dtype=pl.Int64)
    return (-order if least_first(decider) else order).fill_null(least)


def place_in(table: pl.DataFrame, candidate: pl.Expr, quota: AnyQuota, *, best_first: bool) -> pl.Expr:
    """Return the place each *candidate* takes in the scope of *quota*, counted from the best, or from the last; empty for others.

    Of those whom nothing tells apart, the place of the last one (`exclude`) or the first one (`include`) decides for all.
    """
    method: Literal["min", "max"] = "max" if rest_of(quota.ties) == "exclude" else "min"
    standing, deciders = pl.col(TOTAL), deciders_of(quota.ties)
    if deciders:
        # a struct has an order by its first field, then the next; its rank among all rows is a number that can be ranked in scopes
        compared = pl.struct(standing, *(order_of(one).alias(f"{_KEY}{at}") for at, one in enumerate(deciders)))
        standing = compared.rank("dense")
    return pl.when(candidate).then(standing).rank(method, descending=best_first).over(scope_of(table, quota.within))
