"""What a very good polars engineer writes for this one rulebook: lazy, streaming, integers throughout, nothing checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.data import PAID_DAYS, WORKDAYS, days

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.child import Laps

__all__ = ["VERSIONS", "run", "save"]

VERSIONS = {"polars": pl.__version__}

_FIRST, _LAST, _AFTER = pl.date(2026, 10, 1), pl.date(2026, 10, 31), pl.date(2026, 11, 1)
_DAYS = len(PAID_DAYS)


def _paid_days() -> pl.Expr:
    """Return how many paid days lie in the row's interval: two searches, no row per day."""
    paid = pl.lit(pl.Series(days(PAID_DAYS)))
    last = paid.search_sorted(pl.col("ends_on").fill_null(_LAST), "right")
    return last.cast(pl.Int64) - paid.search_sorted(pl.col("starts_on"), "left").cast(pl.Int64)


def run(folder: Path, laps: Laps) -> pl.DataFrame:
    """Return the agreed columns for every worker."""
    work = pl.Series(days(WORKDAYS))
    roster = pl.scan_parquet(folder / "roster" / "*.parquet").select("worker_id", "starts_on", "ends_on", "street", "pay_base").collect()
    people = (
        roster.lazy()
        .sort("starts_on")
        .with_columns(paid=_paid_days())
        .group_by("worker_id")
        .agg(
            pl.col("street").last(),
            pl.col("starts_on").min(),
            pl.col("ends_on").fill_null(_LAST).max(),
            pl.col("paid").sum(),
            (pl.col("pay_base").cast(pl.Decimal(38, 2)) * 100).cast(pl.Int64).dot("paid").alias("base"),
        )
        .collect()
    )
    # hardly anybody serves part of the month or misses a workday: the few days that do not count are listed, not the many that do
    outside = (
        people.lazy()
        .filter((pl.col("starts_on") > _FIRST) | (pl.col("ends_on") < _LAST))
        .join(pl.LazyFrame({"date": days(tuple(range(1, 32)))}), how="cross")
        .filter(~pl.col("date").is_between("starts_on", "ends_on"))
        .select("worker_id", "date")
        .collect()
    )
    leave = pl.scan_parquet(folder / "attendance" / "*.parquet").select("worker_id", "date")
    missed = pl.concat([leave, outside.lazy()]).filter(pl.col("date").is_in(work.implode())).unique().collect()
    patrols = (
        pl.scan_parquet(folder / "patrols" / "*.parquet")
        .filter("valid", pl.col("started_at").dt.date().is_in(work.implode()))
        .group_by("worker_id", pl.col("started_at").dt.date().alias("date"))
        .agg(pl.len().clip(upper_bound=2).alias("times"))
        .join(missed.lazy(), on=["worker_id", "date"], how="anti")
        .group_by("worker_id")
        .agg(pl.col("times").sum().cast(pl.Int64).alias("arrival_num"))
    )
    excused = missed.lazy().group_by("worker_id").agg(pl.len().cast(pl.Int64).alias("excused"))
    disposals = (
        pl.scan_parquet(folder / "disposals" / "*.parquet")
        .filter(~pl.col("void"), pl.col("due_at") >= _FIRST, pl.col("due_at") < _AFTER)
        .with_columns(date=pl.col("due_at").dt.date())
        .join(outside.lazy(), on=["worker_id", "date"], how="anti")
        .group_by("worker_id")
        .agg(
            pl.col("closed_at").count().cast(pl.Int64).alias("disposal_num"),
            pl.len().cast(pl.Int64).alias("disposal_den"),
            (pl.col("handled_at") <= pl.col("due_at")).sum().cast(pl.Int64).alias("ontime_num"),
        )
    )
    discoveries = (
        pl.scan_parquet(folder / "discoveries" / "*.parquet")
        .filter("valid", pl.col("source") == "自主发现", pl.col("reported_at") >= _FIRST, pl.col("reported_at") < _AFTER)
        .with_columns(date=pl.col("reported_at").dt.date())
        .join(outside.lazy(), on=["worker_id", "date"], how="anti")
        .group_by("worker_id")
        .agg(pl.len().cast(pl.Int64).alias("discoveries"))
    )
    complaints = (
        pl.scan_parquet(folder / "incidents" / "*.parquet")
        .filter(pl.col("kind") == "投诉", "verified")
        .join(outside.lazy(), left_on=["worker_id", "occurred_on"], right_on=["worker_id", "date"], how="anti")
        .group_by("worker_id")
        .agg(pl.col("level").replace_strict({"街道级": 2, "县级": 3, "市级": 5}, return_dtype=pl.Int64).sum().alias("complaints"))
    )
    wide = people.lazy()
    for part in (excused, patrols, disposals, discoveries, complaints):
        wide = wide.join(part, on="worker_id", how="left")
    measured = wide.with_columns(pl.col(pl.Int64).fill_null(0)).collect(engine="streaming")
    laps.lap("measure")
    result = _judged(measured.lazy()).collect()
    laps.lap("score, grade, pay")
    return result


def _judged(measured: pl.LazyFrame) -> pl.LazyFrame:
    an, dn, dd, on = pl.col("arrival_num"), pl.col("disposal_num"), pl.col("disposal_den"), pl.col("ontime_num")
    # a ratio without denominator earns full marks: 1 ÷ 1
    share = [
        pl.when(pl.col("arrival_den") == 0).then(1).otherwise(an).cast(pl.Int64),
        pl.max_horizontal("arrival_den", pl.lit(1, pl.Int64)),
        pl.when(dd == 0).then(1).otherwise(dn).cast(pl.Int64),
        pl.max_horizontal(dd, pl.lit(1, pl.Int64)),
    ]
    bands = (
        pl.when(on * 20 >= dd * 19).then(25).when(on * 20 >= dd * 17).then(15).when(on * 10 >= dd * 7).then(8).otherwise(0).cast(pl.Int64)
    )
    whole = bands + (pl.col("discoveries") * 2).clip(upper_bound=20) - pl.col("complaints").clip(upper_bound=20)
    over = 30 * share[0] * share[3] + 25 * share[2] * share[1] + whole * share[1] * share[3]
    under = share[1] * share[3]
    # the range first, so that the rounding only sees numbers from 0 to 100
    hundredths = ((over.clip(lower_bound=0) * 200 + under) // (2 * under)).clip(upper_bound=10_000)
    total = pl.col("total")
    band = pl.when(total >= 9000).then(pl.lit("优秀")).when(total >= 8000).then(pl.lit("良好")).when(total >= 6000).then(pl.lit("合格"))
    places = pl.len().over("street") // 5
    rank = total.rank("max", descending=True).over("street")
    coefficient = pl.col("grade").replace_strict({"优秀": 12, "良好": 10, "合格": 8, "不合格": 0}, return_dtype=pl.Int64)
    return (
        measured.with_columns(arrival_den=2 * (len(WORKDAYS) - pl.col("excused")))
        .with_columns(total=hundredths)
        .with_columns(grade=pl.when((total >= 9000) & (rank > places)).then(pl.lit("良好")).otherwise(band.otherwise(pl.lit("不合格"))))
        .sort("worker_id")
        .select(
            "worker_id",
            "arrival_num",
            "arrival_den",
            "disposal_num",
            "disposal_den",
            "ontime_num",
            "discoveries",
            "complaints",
            "total",
            "grade",
            ((2 * pl.col("base") + _DAYS) // (2 * _DAYS)).alias("base"),
            ((2 * 12_000 * coefficient * pl.col("paid") + _DAYS) // (2 * _DAYS)).alias("performance"),
        )
    )


def save(result: pl.DataFrame, out: Path) -> None:
    """Write the agreed columns."""
    result.write_parquet(out)
