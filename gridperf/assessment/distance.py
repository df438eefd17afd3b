"""How far a better grade was, in units a person can count: found by scoring again, with the same code, one more of each.

Every candidate is scored as a whole sheet, so caps, sections and scaling are taken into account, and the answer is the
smallest number of units of one item, everything else unchanged, that lifts the total to the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from gridperf.assessment.wide import wide_measures
from gridperf.engine.plan import DEN
from gridperf.engine.score import TOTAL, point_digits, score
from gridperf.exact import units_to_decimal
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.elsewhere import Placed, Result
from gridperf.rulebook.marks import rates_of
from gridperf.rulebook.measures import Formula
from gridperf.rulebook.scoring import EachScore, Item, Sheet

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment

__all__ = ["DISTANCES", "distances", "steps_to"]

DISTANCES: dict[str, pl.DataType] = {
    "subject": pl.String(),
    "sheet": pl.String(),
    "next_grade": pl.String(),
    "points_short": pl.Decimal(38, 6),
    "item": pl.String(),
    "item_name": pl.String(),
    "more": pl.Int64(),
    "unit": pl.String(),
}
"""Columns of the table of distances; `more` is negative where fewer would have been needed, `item` empty where no
single item could have been enough."""

_MOST_MORE = 1000
"""A count that would need more than this many more is no advice to anybody."""


def distances(assessment: Assessment, subjects: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the distance of each subject to the next better grade by the bands.

    Args:
        assessment: the assessment.
        subjects: whom; everyone by default.

    Returns:
        One row per subject, sheet and item that alone could reach it, the fewest units first; one row with an empty
        `item` where none could. Subjects in the best grade by the bands and those without a total have no row. A
        grade lowered by a quota or a veto is not counted in units: no number of them would have changed it.
    """
    frames = [pl.DataFrame(schema=DISTANCES)]
    for sheet in assessment.rulebook.edition.scored_sheets:
        bands = sheet.grades or assessment.rulebook.edition.grades
        rows = assessment.grades.filter(
            (pl.col("sheet") == sheet.id)
            & pl.col("total").is_not_null()
            & (pl.col("decided_by") == "band")
            & (pl.col("grade") != bands[0].grade)
        )
        if subjects is not None:
            rows = rows.filter(pl.col("subject").is_in(list(subjects)))
        if assessment.period.every == sheet.every and rows.height:
            better = {band.grade: bands[at - 1].grade for at, band in enumerate(bands) if at}
            wanted = rows.select("subject", "total", pl.col("grade").replace_strict(better).alias("next_grade"))
            frames.append(steps_to(assessment, sheet, wanted))
    return pl.concat(frames).sort("subject", "sheet", pl.col("more").abs(), "item", nulls_last=True)


def steps_to(assessment: Assessment, sheet: Sheet, wanted: pl.DataFrame) -> pl.DataFrame:
    """Return the distance of subjects to a grade of *sheet*.

    Args:
        assessment: the assessment.
        sheet: the sheet.
        wanted: `subject`, `total`, and `next_grade`, the grade to reach, of those below it.
    """
    rules = assessment.rulebook
    digits = point_digits(sheet, rules.edition.rounding)
    bands = sheet.grades or rules.edition.grades
    # the fewest whole units that reach a grade
    thresholds = {band.grade: int(-(-band.at_least * 10**digits // 1)) for band in bands}
    wanted = wanted.sort("subject").with_columns(
        pl.col("next_grade").replace_strict(thresholds, return_dtype=pl.Int64).alias("\0needs"),
        (pl.col("total").to_physical() // 10 ** (6 - digits)).cast(pl.Int64).alias("\0has"),
    )
    measures = assessment.measures.join(wanted.select("subject"), on="subject", how="semi")
    measured = wide_measures(measures, sheet, rules).join(
        wanted.select("subject", "\0needs"), on="subject", how="left", maintain_order="left"
    )
    short = wanted.select(
        "subject",
        pl.lit(sheet.id).alias("sheet"),
        "next_grade",
        units_to_decimal(pl.col("\0needs") - pl.col("\0has"), digits, shown=6).alias("points_short"),
    )
    found = [
        _units_of(item, sheet, measured, rules.edition.rounding).with_columns(
            pl.lit(item.id).alias("item"), pl.lit(item.name).alias("item_name"), pl.lit(_unit_of(item, assessment)).alias("unit")
        )
        for item in sheet.items
        # a result of another sheet, a number of the roster, or of a formula, is nothing one can do more of
        if not isinstance(rules.measure(item.measure), (Result, Placed, Formula))
    ]
    nothing = pl.DataFrame(schema={name: DISTANCES[name] for name in ("subject", "more", "item", "item_name", "unit")})
    steps = short.join(pl.concat([nothing, *found]), on="subject", how="left", maintain_order="left")
    return steps.select(pl.col(name).cast(dtype) for name, dtype in DISTANCES.items())


def _unit_of(item: Item, assessment: Assessment) -> str:
    named = assessment.rulebook.catalogue.get(item.measure) if isinstance(item.measure, str) else None
    return "" if named is None or named.unit == "%" else named.unit


def _fewer_helps(item: Item) -> bool:
    points = item.score
    if not isinstance(points, EachScore):
        return False
    return all(rate < 0 for rate in rates_of(points))


def _units_of(item: Item, sheet: Sheet, measured: pl.DataFrame, rounding: Rounding) -> pl.DataFrame:
    """Return for whom a change of *item* alone reaches what they need, and the smallest such change (`subject`, `more`)."""
    none = pl.DataFrame(schema={"subject": pl.String, "more": pl.Int64})
    points = item.score
    if isinstance(points, EachScore) and points.by_level:
        return none  # which level one more or one fewer would have had cannot be said
    sign = -1 if _fewer_helps(item) else 1
    den = item.id + DEN
    if sign < 0:
        most = pl.col(item.id)
    elif den in measured.columns:
        most = (pl.col(den) - pl.col(item.id)).clip(0, None)
    else:
        most = pl.lit(_MOST_MORE, dtype=pl.Int64)
    table = measured.with_columns(pl.min_horizontal(most, pl.lit(_MOST_MORE, dtype=pl.Int64)).alias("\0high")).filter(pl.col("\0high") > 0)
    if not table.height:
        return none

    def reaches(rows: pl.DataFrame, change: pl.Expr) -> pl.Series:
        changed = rows.with_columns((pl.col(item.id) + sign * change).alias(item.id)).drop(
            "\0high", "\0low", "\0middle", "\0needs", strict=False
        )
        return score(changed, sheet, rounding)[TOTAL] >= rows["\0needs"]

    table = table.filter(reaches(table, pl.col("\0high")))
    table = table.with_columns(pl.lit(0, dtype=pl.Int64).alias("\0low"))
    # halve the interval (low does not reach, high does) until it is one unit wide, for everyone at once
    while table.height and bool((table["\0high"] - table["\0low"] > 1).any()):
        middle = ((pl.col("\0high") + pl.col("\0low")) // 2).alias("\0middle")
        table = table.with_columns(middle)
        enough = reaches(table, pl.col("\0middle"))
        table = table.with_columns(enough.alias("\0enough")).with_columns(
            pl.when("\0enough").then(pl.col("\0middle")).otherwise(pl.col("\0high")).alias("\0high"),
            pl.when("\0enough").then(pl.col("\0low")).otherwise(pl.col("\0middle")).alias("\0low"),
        )
    return table.select("subject", (pl.col("\0high") * sign).alias("more"))
