"""gridperf on the province: records read and checked, rules loaded, everything assessed, with the tables the others compute at hand."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import polars as pl

import gridperf as gp
from benchmarks.child import Laps
from benchmarks.data import MONTH
from benchmarks.province import COLUMNS

__all__ = ["VERSIONS", "run", "save"]

VERSIONS = {"gridperf": version("gridperf"), "polars": pl.__version__}
_PACK = Path(__file__).parents[1] / "rules" / "990001-province"


def run(folder: Path, laps: Laps) -> gp.Assessment:
    """Return the assessment."""
    records = gp.read_records(folder)
    laps.lap("read, check")
    rules = gp.load_rules(_PACK, period=MONTH)
    laps.lap("load rules")
    result = gp.assess(records, rules, MONTH)
    laps.lap("assess")
    for name in ("people", "measures", "scores", "grades", "pay"):
        result.table(name)
    laps.lap("tables")
    return result


def save(result: gp.Assessment, out: Path) -> None:
    """Write the agreed columns."""
    measures = result.measures
    items = {"arrival": "arrival", "disposal": "disposal", "on-time": "ontime", "discovery": "discoveries"}
    wide = result.people.select(pl.col("subject").alias("worker_id"))
    for item, name in items.items():
        counts = measures.filter(pl.col("item") == item).select(
            pl.col("subject").alias("worker_id"),
            pl.col("numerator").alias(name if name == "discoveries" else f"{name}_num"),
            pl.col("denominator").alias(f"{name}_den"),
        )
        wide = wide.join(counts, on="worker_id", how="left")
    weight = pl.col("level").replace_strict({"街道级": 2, "县级": 3, "市级": 5}, default=0, return_dtype=pl.Int64)
    complaints = (
        measures.filter(pl.col("item") == "complaint")
        .group_by(pl.col("subject").alias("worker_id"))
        .agg((pl.col("numerator") * weight).sum().alias("complaints"))
    )
    hundred = pl.lit(100, dtype=pl.Int64)
    scores = result.scores.select(pl.col("subject").alias("worker_id"), (pl.col("total") * hundred).cast(pl.Int64).alias("total"))
    grades = result.grades.select(pl.col("subject").alias("worker_id"), "grade")
    pay = result.pay.select(
        pl.col("subject").alias("worker_id"), *((pl.col(line) * hundred).cast(pl.Int64) for line in ("base", "performance"))
    )
    for part in (complaints, scores, grades, pay):
        wide = wide.join(part, on="worker_id", how="left")
    wide.sort("worker_id").select(COLUMNS).write_parquet(out)
