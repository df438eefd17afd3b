"""What a saved assessment lets be done again: its sheets scored from the measures, its grades given from the totals.

The same functions do it that did it first; what only the records hold (who stood where on a sheet that places people
otherwise, grades that were given and then lowered) is taken from the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from gridperf.assessment.wide import wide_measures
from gridperf.engine.rollup import roll_up_digits
from gridperf.engine.score import ELIGIBLE, TOTAL, VETO, point_digits
from gridperf.engine.service import PLACED
from gridperf.engine.stepping import with_earlier
from gridperf.engine.supplied import SUPPLIED
from gridperf.engine.ties import tie_figures, with_ties
from gridperf.rulebook.grading import Band, NamedRanking, Ranking
from gridperf.rulebook.scoring import Eligible, Sheet, Veto
from gridperf.rulebook.stepping import StepLimit
from gridperf.tables import POINT_DIGITS

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment

__all__ = ["Grading", "grading", "limit_of", "units"]


@dataclass(frozen=True)
class Grading:
    """How the totals of a sheet become grades in a period.

    Attributes:
        sheet: the sheet.
        bands: its scale.
        clause: the clause a grade rests on if its band names none.
        digits: digits after the point of its totals.
        vetoes: what can lower a grade.
        eligible: who has served long enough.
        steps: how far a grade lies at most from the one before.
        ranking: how subjects are ranked.
        rankings: the named rankings.
        placed: everybody on the sheet, as `gridperf.engine.grade.grade` takes them.
    """

    sheet: Sheet
    bands: Sequence[Band]
    clause: str
    digits: int
    vetoes: Sequence[Veto]
    eligible: Eligible | None
    steps: StepLimit | None
    ranking: Ranking | None
    rankings: Sequence[NamedRanking]
    placed: pl.DataFrame


def units(column: str, digits: int) -> pl.Expr:
    """Return a decimal column of a result table in units of 10^-*digits*."""
    return (pl.col(column).to_physical() // pl.lit(10 ** (POINT_DIGITS - digits), dtype=pl.Int128)).cast(pl.Int64)


def limit_of(assessment: Assessment, sheet: Sheet) -> StepLimit | None:
    """Return how far a grade of *sheet* in *assessment* lies at most from the one before: the sheet's own rule, or the roll-up's."""
    if assessment.period.every == sheet.every:
        return sheet.steps
    rolled = assessment.rulebook.edition.rollup.get(assessment.period.every)
    return None if rolled is None else rolled.steps


def grading(assessment: Assessment, sheet: Sheet) -> Grading:
    """Return how the totals of *sheet* became grades in *assessment*, from the tables `scores`, `people` and `measures`."""
    edition = assessment.rulebook.edition
    rolled = edition.rollup.get(assessment.period.every) if assessment.period.every != sheet.every else None
    digits = point_digits(sheet, edition.rounding) if rolled is None else roll_up_digits(edition.rounding.total)
    totals = assessment.scores.filter(pl.col("sheet") == sheet.id).select("subject", units("total", digits).alias(TOTAL))
    placed = assessment.people.select("subject", *PLACED)
    table = totals.join(placed, on="subject", how="left", maintain_order="left")
    bands, steps = edition.scale(sheet, assessment.period.every), limit_of(assessment, sheet)
    if steps is not None:
        table = with_earlier(table, assessment.history, steps, sheet, [band.grade for band in bands], assessment.period)
    if rolled is not None:
        return Grading(sheet, bands, rolled.clause, digits, (), None, steps, rolled.ranking, rolled.rankings, table)
    wanted = [*(f"{VETO}{veto.id}" for veto in sheet.vetoes), *([ELIGIBLE] if sheet.eligible else [])]
    if wanted or tie_figures(bands):
        wide = wide_measures(assessment.measures, sheet, assessment.rulebook)
        table = table.join(wide.select("subject", *(name for name in wanted if name in wide.columns)), on="subject", how="left")
        table = with_ties(table, wide, bands)
    if sheet.supplied is not None:
        given = assessment.grades.filter((pl.col("sheet") == sheet.id) & (pl.col("decided_by") == "supplied"))
        table = table.join(given.select("subject", pl.col("grade").alias(SUPPLIED)), on="subject", how="left")
    return Grading(sheet, bands, sheet.total.clause, digits, sheet.vetoes, sheet.eligible, steps, sheet.ranking, sheet.rankings, table)
