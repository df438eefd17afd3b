"""gridperf on grid-10: its public stages score, grade and pay, a month at a time, from a table of ready measures.

Attendance over workdays stands where paid days in service over the month's paid days stand: the same product.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import polars as pl

from benchmarks.child import Laps
from benchmarks.grid10 import inputs
from gridperf.engine.grade import grade
from gridperf.engine.pay import settle
from gridperf.engine.score import point_digits, score
from gridperf.rulebook import Rulebook, load_rules

__all__ = ["VERSIONS", "prepare", "run", "save"]

VERSIONS = {"gridperf": version("gridperf"), "polars": pl.__version__}
MONTHS = 12
_PACK = Path(__file__).parents[1] / "rules" / "990010-grid10"


def prepare(folder: Path) -> tuple[Rulebook, list[tuple[pl.DataFrame, pl.DataFrame]]]:
    """Return the rules, and for each month the measures of its workers and what pay needs of the roster."""
    columns = pl.DataFrame(inputs.load(folder))
    people = columns.height // MONTHS
    subject = pl.Series("subject", range(people)).cast(pl.String).str.zfill(7)
    months = []
    for month in range(MONTHS):
        rows = columns.slice(month * people, people).with_columns(subject)
        measured = rows.select(
            "subject",
            pl.col("done").alias("patrol"),
            pl.col("required").alias("patrol|den"),
            pl.col("valid").alias("discovery"),
            pl.col("disposed").alias("disposal"),
            pl.col("valid").alias("disposal|den"),
            pl.col("ontime").alias("on-time"),
            pl.col("complaints").alias("complaint"),
        )
        roster = rows.select(
            "subject",
            pl.lit("专职网格员").alias("role"),
            pl.col("attended").alias("served_days"),
            pl.col("workdays").alias("period_days"),
            pl.col("attended").alias("paid_days"),
            pl.col("workdays").alias("period_paid_days"),
            pl.col("base_fen").cast(pl.Int128).reinterpret(dtype=pl.Decimal(38, 2)).alias("roster.pay_base"),
            (pl.col("base_fen") * pl.col("attended")).alias("pay_base|paid_days"),
            (pl.col("base_fen") * pl.col("attended")).alias("pay_base|days"),
        )
        months.append((measured, roster))
    return load_rules(_PACK, period="2026-01"), months


def run(state: tuple[Rulebook, list[tuple[pl.DataFrame, pl.DataFrame]]], laps: Laps) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    """Return grades (with totals) and pay of every month."""
    rules, months = state
    edition = rules.edition
    sheet = edition.sheets[0]
    digits = point_digits(sheet, edition.rounding)
    results = []
    for measured, roster in months:
        scored = score(measured, sheet, edition.rounding)
        laps.lap("score")
        graded = grade(scored, edition.grades, digits=digits, clause=sheet.total.clause)
        laps.lap("grade")
        table = roster.with_columns(graded["total"].alias(f"{sheet.id}:total"), graded["grade"].alias(f"{sheet.id}:grade"))
        paid = settle(
            table,
            edition.pay,
            values=edition.values,
            step=edition.rounding.money,
            mode=edition.rounding.mode,
            full_scores={sheet.id: sheet.full_score},
            digits={sheet.id: digits},
        ).pay
        laps.lap("pay")
        results.append((graded, paid))
    return results


def save(result: list[tuple[pl.DataFrame, pl.DataFrame]], out: Path) -> None:
    """Write the agreed columns."""
    graded = pl.concat([graded for graded, _ in result])
    paid = pl.concat([paid for _, paid in result])
    total = graded["total"].to_numpy()
    grades = graded["grade"].replace_strict({"A": 0, "B": 1, "C": 2, "D": 3}, return_dtype=pl.Int64).to_numpy()
    inputs.save(out, total, grades, paid["gross"].to_numpy())
