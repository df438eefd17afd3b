"""How far a better grade was, in units a person can count: found by scoring again, with the same code, one more of each.

Every candidate is scored as a whole sheet, so caps, sections and scaling are taken into account, and the answer is the
smallest number of units of one item, everything else unchanged, that lifts the total to the threshold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from gridperf.assessment.again import grading
from gridperf.assessment.wide import wide_measures
from gridperf.engine.plan import DEN
from gridperf.engine.reach import reach
from gridperf.engine.score import TOTAL, score
from gridperf.exact import units_to_decimal
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
    "by": pl.String(),
    "item": pl.String(),
    "item_name": pl.String(),
    "more": pl.Int64(),
    "unit": pl.String(),
}
"""Columns of the table of distances. `by` says what sets the total to be reached: the `band`, or the `quota` (the totals of
those who take its places); or why no total would do: `no_places`, where the scope has none, or `steps`, where the grade before
leaves only worse ones; `points_short` is then empty. `more` is negative where fewer would have been needed, `item` empty where no
single item could have been enough."""

_NEEDS, _ITEM, _SIGN, _LOW, _MIDDLE, _HIGH = "\0needs", "\0item", "\0sign", "\0low", "\0middle", "\0high"
_MOST_MORE = 1000
"""A count that would need more than this many more is no advice to anybody."""


def distances(assessment: Assessment, subjects: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the distance of each subject to the next better grade.

    Args:
        assessment: the assessment.
        subjects: whom; everyone by default.

    Returns:
        One row per subject, sheet and item that alone could reach it, the fewest units first; one row with an empty
        `item` where none could. Subjects in the best grade, those without a total, and those whom a veto, a grade given by
        people, or the time served keeps from it, have no row: no points would have changed it.
    """
    frames = [pl.DataFrame(schema=DISTANCES)]
    for sheet in assessment.rulebook.edition.scored_sheets:
        bands = assessment.rulebook.edition.scale(sheet)
        rows = assessment.grades.filter(
            (pl.col("sheet") == sheet.id)
            & pl.col("total").is_not_null()
            & pl.col("decided_by").is_in(["band", "steps", "quota", "last", "tie"])
            & (pl.col("grade") != bands[0].grade)
        )
        if subjects is not None:
            rows = rows.filter(pl.col("subject").is_in(list(subjects)))
        if assessment.period.every == sheet.every and rows.height:
            better = {band.grade: bands[at - 1].grade for at, band in enumerate(bands) if at}
            frames.append(
                steps_to(assessment, sheet, {subject: better[has] for subject, has in rows.select("subject", "grade").iter_rows()})
            )
    return pl.concat(frames).sort("subject", "sheet", pl.col("more").abs(), "item", nulls_last=True)


def steps_to(assessment: Assessment, sheet: Sheet, wanted: Mapping[str, str]) -> pl.DataFrame:
    """Return the distance of subjects to a grade of *sheet*.

    Args:
        assessment: the assessment.
        sheet: the sheet.
        wanted: the grade to reach, by subject, of those below it.
    """
    rules = assessment.rulebook
    how = grading(assessment, sheet)
    step = int(rules.edition.rounding.total * 10**how.digits)
    least = reach(how.placed, wanted, how.bands, digits=how.digits, step=step, vetoes=how.vetoes, eligible=how.eligible, steps=how.steps)
    least = least.filter(pl.col("by") != "closed").sort("subject")
    short = least.join(how.placed.select("subject", TOTAL), on="subject", how="left", maintain_order="left").select(
        "subject",
        pl.lit(sheet.id).alias("sheet"),
        "next_grade",
        units_to_decimal(pl.col("needs") - pl.col(TOTAL), how.digits, shown=6).alias("points_short"),
        "by",
    )
    needs = least.filter(pl.col("needs").is_not_null()).select("subject", pl.col("needs").alias(_NEEDS))
    measures = assessment.measures.join(needs.select("subject"), on="subject", how="semi")
    measured = wide_measures(measures, sheet, rules).join(needs, on="subject", how="left", maintain_order="left")
    steps = short.join(_changes(sheet, measured, assessment), on="subject", how="left", maintain_order="left")
    return steps.select(pl.col(name).cast(dtype) for name, dtype in DISTANCES.items())


def _unit_of(item: Item, assessment: Assessment) -> str:
    named = assessment.rulebook.catalogue.get(item.measure) if isinstance(item.measure, str) else None
    return "" if named is None or named.unit == "%" else named.unit


def _fewer_helps(item: Item) -> bool:
    points = item.score
    if not isinstance(points, EachScore):
        return False
    return all(rate < 0 for rate in rates_of(points))


def _most(item: Item, measured: pl.DataFrame) -> pl.Expr:
    """Return the largest change of *item* that is looked at."""
    den = item.id + DEN
    if _fewer_helps(item):
        most = pl.col(item.id)
    elif den in measured.columns:
        most = (pl.col(den) - pl.col(item.id)).clip(0, None)
    else:
        most = pl.lit(_MOST_MORE, dtype=pl.Int64)
    return pl.min_horizontal(most, pl.lit(_MOST_MORE, dtype=pl.Int64))


def _changes(sheet: Sheet, measured: pl.DataFrame, assessment: Assessment) -> pl.DataFrame:
    """Return, for whom a change of one item alone reaches what they need, the smallest such change.

    Every subject stands once for every item; all of them are scored together, which costs little more than one of them.

    Returns:
        `subject`, `item`, `item_name`, `more`, `unit`.
    """
    rules = assessment.rulebook
    items = [
        item
        for item in sheet.items
        # a result of another sheet, a number of the roster, or of a formula, is nothing one can do more of; and which level
        # one more or one fewer would have had, or of which object it would be, cannot be said
        if not isinstance(rules.measure(item.measure), (Result, Placed, Formula))
        and not (isinstance(item.score, EachScore) and (item.score.by_level or (item.score.repeated and item.score.repeated.of)))
    ]
    named = pl.DataFrame(
        [(item.id, item.name, _unit_of(item, assessment), -1 if _fewer_helps(item) else 1) for item in items],
        schema={_ITEM: pl.String, "item_name": pl.String, "unit": pl.String, _SIGN: pl.Int64},
        orient="row",
    )
    nobody = pl.DataFrame(schema={name: DISTANCES[name] for name in ("subject", "item", "item_name", "more", "unit")})
    if not items or not measured.height:
        return nobody
    copies = [measured.with_columns(pl.lit(item.id).alias(_ITEM), _most(item, measured).alias(_HIGH)) for item in items]
    table = pl.concat(copies).join(named, on=_ITEM, how="left", maintain_order="left").filter(pl.col(_HIGH) > 0)

    def reaches(rows: pl.DataFrame, change: str) -> pl.Series:
        changed = [
            pl.when(pl.col(_ITEM) == item.id)
            .then(pl.col(item.id) + pl.col(_SIGN) * pl.col(change))
            .otherwise(pl.col(item.id))
            .alias(item.id)
            for item in items
        ]
        return score(rows.with_columns(changed).select(measured.columns).drop(_NEEDS), sheet, rules.edition.rounding)[TOTAL] >= rows[_NEEDS]

    table = table.filter(reaches(table, _HIGH)).with_columns(pl.lit(0, dtype=pl.Int64).alias(_LOW)) if table.height else table
    found = []
    # halve the interval (low does not reach, high does) until it is one unit wide, for everyone at once
    while table.height:
        done = pl.col(_HIGH) - pl.col(_LOW) <= 1
        found.append(table.filter(done))
        table = table.filter(~done).with_columns(((pl.col(_HIGH) + pl.col(_LOW)) // 2).alias(_MIDDLE))
        if table.height:
            enough = pl.lit(reaches(table, _MIDDLE))
            table = table.with_columns(
                pl.when(enough).then(pl.col(_MIDDLE)).otherwise(pl.col(_HIGH)).alias(_HIGH),
                pl.when(enough).then(pl.col(_LOW)).otherwise(pl.col(_MIDDLE)).alias(_LOW),
            )
    chosen = [
        rows.select("subject", pl.col(_ITEM).alias("item"), "item_name", (pl.col(_HIGH) * pl.col(_SIGN)).alias("more"), "unit")
        for rows in found
    ]
    return pl.concat([nobody, *chosen])
