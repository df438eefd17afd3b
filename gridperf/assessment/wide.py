"""The wide measures of a sheet, rebuilt from the result table, so that a saved assessment can be scored again."""

from __future__ import annotations

import polars as pl

from gridperf.engine.plan import DEN
from gridperf.engine.score import VETO
from gridperf.rulebook.measures import can_lack_data
from gridperf.rulebook.pack import Rulebook
from gridperf.rulebook.scoring import Sheet

__all__ = ["wide_measures"]


def wide_measures(measures: pl.DataFrame, sheet: Sheet, rules: Rulebook) -> pl.DataFrame:
    """Return what `gridperf.engine.score.score` takes for *sheet*.

    Args:
        measures: the result table `measures`, of any subjects.
        sheet: the sheet.
        rules: the rulebook it belongs to.
    """
    own = measures.filter(pl.col("sheet") == sheet.id)
    vetoes = {veto.id for veto in sheet.vetoes}
    names = (
        pl.when(pl.col("level") != "")
        .then(pl.format("{}|{}", "item", "level"))
        .when(pl.col("item").is_in(list(vetoes)))
        .then(pl.format(VETO + "{}", "item"))
        .otherwise(pl.col("item"))
    )
    over = own.with_columns(names.alias("column")).pivot("column", index="subject", values="numerator").sort("subject")
    ratios = {item.id for item in sheet.items if can_lack_data(rules.measure(item.measure))}
    sums = own.filter((pl.col("denominator") != 1) & (pl.col("level") == ""))["item"].unique()
    with_den = own.filter(pl.col("item").is_in([*ratios, *sums]) & (pl.col("level") == ""))
    if not with_den.height:
        return over
    under = with_den.with_columns(pl.format("{}" + DEN, "item").alias("column")).pivot("column", index="subject", values="denominator")
    return over.join(under, on="subject", how="left", maintain_order="left")
