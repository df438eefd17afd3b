"""A grade that a person or an annex gave is taken as it is, or the run stops: it is never replaced by a computed one in silence."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from gridperf.engine.score import TOTAL
from gridperf.errors import Problem, RecordsError, Where, nearest
from gridperf.rulebook.scoring import Sheet

__all__ = ["SUPPLIED", "unused", "with_supplied"]

SUPPLIED = "supplied"
"""Column that holds the grade given to a subject; empty where the bands decide."""


def with_supplied(to_grade: pl.DataFrame, supplied: pl.DataFrame, sheet: Sheet, names: Sequence[str], period: str) -> pl.DataFrame:
    """Return *to_grade* with the column `supplied`.

    Args:
        to_grade: one row per subject: `subject`, `total` (empty if not assessed).
        supplied: the table `supplied`.
        sheet: the sheet.
        names: the grades of its scale.
        period: the period's code.

    Raises:
        RecordsError: A160 if a grade is not one of the scale, A161 if somebody assessed has none and must have one.
    """
    here = supplied.filter((pl.col("period") == period) & (pl.col("sheet") == sheet.id))
    problems = [
        Problem(
            "A160",
            Where(table="supplied", field="grade"),
            {"worker": row["worker_id"], "grade": row["grade"], "near": "、".join(nearest(row["grade"], names) or names)},
        )
        for row in here.filter(~pl.col("grade").is_in(list(names))).sort("worker_id").iter_rows(named=True)
    ]
    given = here.select(pl.col("worker_id").alias("subject"), pl.col("grade").alias(SUPPLIED))
    table = to_grade.join(given, on="subject", how="left", maintain_order="left")
    if sheet.supplied == "required":
        without = table.filter(pl.col(SUPPLIED).is_null() & pl.col(TOTAL).is_not_null())
        if without.height:
            who = "、".join(without["subject"].sort().head(5))
            problems.append(Problem("A161", Where(table="supplied"), {"sheet": sheet.name, "count": without.height, "who": who}))
    if problems:
        raise RecordsError(problems)
    return table


def unused(supplied: pl.DataFrame, on_sheets: pl.DataFrame, period: str) -> pl.DataFrame:
    """Return how many supplied grades count nowhere, and why, as the result table `left_out`.

    Args:
        supplied: the table `supplied`.
        on_sheets: `subject` and `sheet` of everybody on a sheet that takes supplied grades.
        period: the period's code.
    """
    now = supplied.filter(pl.col("period") == period)
    used = now.join(on_sheets, left_on=["worker_id", "sheet"], right_on=["subject", "sheet"], how="semi").height
    counts = {"other_period": supplied.height - now.height, "no_sheet": now.height - used}
    rows = [("supplied", reason, count) for reason, count in counts.items() if count]
    return pl.DataFrame(rows, schema={"table": pl.String, "reason": pl.String, "records": pl.Int64}, orient="row")
