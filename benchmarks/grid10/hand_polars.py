"""Hand-written integers in polars: exact, for this one rulebook only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.grid10 import inputs

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.child import Laps

__all__ = ["VERSIONS", "prepare", "run", "save"]

VERSIONS = {"polars": pl.__version__}


def prepare(folder: Path) -> pl.DataFrame:
    """Return the inputs as a frame."""
    return pl.DataFrame(inputs.load(folder))


def run(frame: pl.DataFrame, laps: Laps) -> pl.DataFrame:
    """Return hundredths of a point, grade and fen of every worker-month."""
    done, required, valid = pl.col("done"), pl.col("required"), pl.col("valid")
    patrol = (
        pl.when(done * 100 >= required * 95).then(30).when(done * 100 >= required * 90).then(20).when(done * 100 >= required * 85).then(10)
    )
    under = pl.max_horizontal(valid, pl.lit(1, pl.Int64))
    whole = (
        patrol.otherwise(0).cast(pl.Int64)
        + (valid * 4).clip(upper_bound=60)
        - (pl.col("complaints") * 10).clip(upper_bound=40)
        + pl.col("ontime").clip(upper_bound=50)
    )
    over = whole * under + 60 * pl.when(valid > 0).then(pl.col("disposed")).otherwise(1)
    total = pl.col("total")
    deep = 10 * pl.col("workdays")
    grade = pl.when(total >= 9000).then(0).when(total >= 7500).then(1).when(total >= 6000).then(2).otherwise(3)
    coefficient = pl.when(total >= 9000).then(12).when(total >= 7500).then(10).when(total >= 6000).then(8).otherwise(5).cast(pl.Int64)
    result = (
        frame.lazy()
        .with_columns(total=((over.clip(lower_bound=0) * 100 + under) // (2 * under)).clip(upper_bound=10_000))
        .select(
            "total",
            grade.cast(pl.Int64).alias("grade"),
            ((2 * pl.col("base_fen") * coefficient * pl.col("attended") + deep) // (2 * deep)).alias("pay"),
        )
        .collect()
    )
    laps.lap("all")
    return result


def save(result: pl.DataFrame, out: Path) -> None:
    """Write the agreed columns."""
    result.write_parquet(out)
