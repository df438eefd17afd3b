"""Whoever has no data for an item may get the mean of those in the same scope who have: of their points, as their cards have them.

What others give is looked up before anybody is scored, so that the order of people changes nothing; sum and number of people
stand beside what was measured, where everybody can divide them again.
"""

from __future__ import annotations

import polars as pl

from gridperf.engine.plan import DEN
from gridperf.engine.rank import scope_of
from gridperf.engine.score.items import Scorer
from gridperf.engine.score.lines import MEAN, MEAN_UNIT, PEOPLE, point_digits
from gridperf.engine.score.sections import ends_of, summed
from gridperf.ratios import Ratio, bound, held
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.no_data import AverageOf
from gridperf.rulebook.scoring import Item, Sheet

__all__ = ["with_means"]

_OWN = "\0own"
_SCOPE = "\0scope"


def with_means(measured: pl.DataFrame, people: pl.DataFrame, sheet: Sheet, rounding: Rounding) -> pl.DataFrame:
    """Return *measured* with what others' points come to, and how many others those are, for whoever gets their mean.

    Args:
        measured: what `score` takes for *sheet*.
        people: where each of its subjects is placed, same rows.
        sheet: the sheet.
        rounding: the rulebook's rounding.

    Returns:
        *measured* with `<item>|mean` (a sum of points, in millionths) and `<item>|people` for every item that
        may give a mean; both are empty for whoever has data, and 0 where nobody in the scope has any.
    """
    items = [item for item in sheet.items if isinstance(item.when_no_data, AverageOf) and item.id + DEN in measured.columns]
    if not items:
        return measured
    made = [f"{item.id}|{level}" for item in items for level in (MEAN, PEOPLE)]
    measured = measured.drop(made, strict=False)
    columns = [name for name, dtype in measured.schema.items() if dtype == pl.Int64]
    writer = Scorer(sheet, rounding, point_digits(sheet, rounding), bound(measured, columns))
    finer = pl.lit(int(writer.unit / MEAN_UNIT), dtype=pl.Int64)
    for item in items:
        assert isinstance(item.when_no_data, AverageOf)  # noqa: S101 (narrows the type)
        silent = writer.silent(item)
        table = measured.with_columns(
            _points(measured, item, writer), people.with_columns(scope_of(people, item.when_no_data.average_of).alias(_SCOPE))[_SCOPE]
        )
        own = pl.when(~silent).then(pl.col(_OWN))
        measured = table.with_columns(
            pl.when(silent).then(own.sum().over(_SCOPE) * finer).alias(f"{item.id}|{MEAN}"),
            pl.when(silent).then(own.count().over(_SCOPE).cast(pl.Int64)).alias(f"{item.id}|{PEOPLE}"),
        ).drop(_OWN, _SCOPE)
    return measured


def _points(measured: pl.DataFrame, item: Item, writer: Scorer) -> pl.Series:
    """Return everybody's points of *item* in units, held between its own ends; what stands there without data means nothing."""
    table, amounts = held(measured, [ratio for _, ratio in writer.terms(item)], "\0amount")
    if writer.rounding.line != "exact":
        lines = [f"\0line{at}" for at in range(len(amounts))]
        table = table.with_columns(writer.rounded(ratio).alias(name) for name, ratio in zip(lines, amounts, strict=True))
        tops = bound(table, lines)
        amounts = [Ratio.units(pl.col(name), writer.unit, tops[name]) for name in lines]
    return table.with_columns(writer.rounded(summed(amounts).clip(*ends_of(item))).alias(_OWN))[_OWN]
