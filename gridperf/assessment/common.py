"""What assessing a period and rolling several up have in common: rows of grades and ranks, the past, the provenance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

import polars as pl

from gridperf.assessment.value import Assessment, Provenance
from gridperf.engine.rank import ranks
from gridperf.engine.score import TOTAL
from gridperf.engine.service import PLACED
from gridperf.exact import as_decimal, units_to_decimal
from gridperf.period import Period
from gridperf.records import Source
from gridperf.rulebook import Rulebook
from gridperf.rulebook.grading import NamedRanking
from gridperf.rulebook.scoring import Sheet
from gridperf.tables import RESULTS

__all__ = ["grade_rows", "history_of", "known_of", "placed_of", "provenance_of", "rank_rows", "score_rows", "together"]


class Standing(Protocol):
    """A sheet with totals, and where its subjects stand."""

    @property
    def sheet(self) -> Sheet:
        """Return the sheet."""

    @property
    def placed(self) -> pl.DataFrame:
        """Return one row per subject: `subject`, `total`, and the scope columns."""


def grade_rows(graded: pl.DataFrame, sheet: str, digits: int, period: Period) -> pl.DataFrame:
    """Return what grading gave, with totals in units of 10^-*digits*, as the result table `grades`."""
    total = units_to_decimal(pl.col(TOTAL), digits, shown=6).alias("total")
    named = graded.with_columns(pl.lit(period.code).alias("period"), pl.lit(sheet).alias("sheet"), total)
    return named.select(RESULTS["grades"].names)


def score_rows(totals: pl.DataFrame, sheet: str, digits: int, full: Fraction | None, period: Period) -> pl.DataFrame:
    """Return *totals* (`subject`, `total` in units of 10^-*digits*), out of *full*, as the result table `scores`."""
    return totals.select(
        "subject",
        pl.lit(period.code).alias("period"),
        pl.lit(sheet).alias("sheet"),
        units_to_decimal(pl.col(TOTAL), digits, shown=6).alias("total"),
        pl.lit(None if full is None else as_decimal(full, 6), dtype=pl.Decimal(38, 6)).alias("full_score"),
    )


def placed_of(done: Iterable[Standing]) -> pl.DataFrame:
    """Return who stands where on which sheet, with the total: what ranks are counted over."""
    columns = ("subject", TOTAL, *PLACED)
    nobody = pl.DataFrame(schema={**dict.fromkeys(columns, pl.String), TOTAL: pl.Int64, "sheet": pl.String})
    return pl.concat([nobody, *(one.placed.select(*columns, pl.lit(one.sheet.id).alias("sheet")) for one in done)])


def rank_rows(placed: pl.DataFrame, rankings: Sequence[NamedRanking], sheet: str, period: Period) -> pl.DataFrame:
    """Return the places of *placed* in every one of *rankings* as the result table `ranks`."""
    named = ranks(placed, rankings).with_columns(pl.lit(period.code).alias("period"), pl.lit(sheet).alias("sheet"))
    return named.select(RESULTS["ranks"].names)


def history_of(history: Sequence[Assessment], when: Period) -> pl.DataFrame:
    """Return totals and grades of every period of *history* but *when*; of one that was assessed twice, the last."""
    nothing, keys = RESULTS["history"].empty(), ["subject", "period", "sheet"]
    own = [one.grades.select(nothing.columns) for one in history]
    return known_of([nothing, *own], [nothing, *(one.history for one in history)], keys).filter(pl.col("period") != when.code).sort(keys)


def known_of(own: Sequence[pl.DataFrame], told: Sequence[pl.DataFrame], keys: Sequence[str]) -> pl.DataFrame:
    """Return what is known of earlier periods: what their *own* results say, and of others what later results have *told* of them.

    A result that was corrected is told of as it was before by those that were made before the correction, so its own rows stand
    alone. Of several rows with the same *keys* the last counts.
    """
    known = pl.concat(own)
    others = pl.concat(told).join(known.select("period").unique(), on="period", how="anti", maintain_order="left")
    return pl.concat([others, known]).unique(keys, keep="last", maintain_order=True)


def provenance_of(rules: Rulebook, *, sources: tuple[Source, ...], runs: tuple[str, ...] = ()) -> Provenance:
    """Return what an assessment under *rules* was made from."""
    try:
        engine = version("gridperf")
    except PackageNotFoundError:
        engine = "unknown"
    return Provenance(
        engine=engine,
        pack=rules.pack.code,
        edition=rules.starts_on.isoformat(),
        rulebook=rules.digest,
        calendar=", ".join([rules.edition.calendar.workdays, *(str(each.year) for each in rules.years)]),
        sources=sources,
        runs=runs,
    )


def together(table: str, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return *frames* one below the other as the result table *table*, empty if there are none."""
    return pl.concat([RESULTS[table].empty(), *frames])
