"""The same counts as one lazy polars query: a filtered sum per item and table, joined to the people; no points, no ledger."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from benchmarks.child import Laps
from benchmarks.items import wheres

__all__ = ["VERSIONS", "prepare", "run", "save"]

VERSIONS = {"polars": pl.__version__}
_DATED = {"patrols": "started_at", "disposals": "due_at", "discoveries": "reported_at"}


def prepare(folder: Path) -> tuple[Path, list[tuple[str, str]]]:
    """Return the records' folder and what is to be counted."""
    return folder.parent, wheres(int(folder.name))


def run(state: tuple[Path, list[tuple[str, str]]], laps: Laps) -> pl.DataFrame:
    """Return a column per count."""
    folder, asked = state
    first, after = pl.date(2026, 10, 1), pl.date(2026, 11, 1)
    roster = pl.scan_parquet(folder / "roster" / "*.parquet")
    spans = roster.group_by("worker_id").agg(pl.col("starts_on").min(), pl.col("ends_on").fill_null(pl.date(9999, 12, 31)).max())
    wide = spans
    for table, dated in _DATED.items():
        day = pl.col(dated)
        counts = [pl.sql_expr(_literal(where)).sum().cast(pl.Int64).alias(f"i{at}") for at, (of, where) in enumerate(asked) if of == table]
        rows = pl.scan_parquet(folder / table / "*.parquet").filter(day >= first, day < after).join(spans, on="worker_id")
        served = rows.filter(day.dt.date() >= pl.col("starts_on"), day.dt.date() <= pl.col("ends_on"))
        wide = wide.join(served.group_by("worker_id").agg(*counts, pl.len().cast(pl.Int64).alias(table)), on="worker_id", how="left")
    result = wide.with_columns(pl.col(pl.Int64).fill_null(0)).collect(engine="streaming")
    laps.lap("count")
    return result


def _literal(where: str) -> str:
    """Return *where* with its dates as timestamps."""
    words = where.split("'")
    return "".join(
        word if at % 2 == 0 else f"'{word}'" if "-" not in word else f"'{word} 00:00:00'::timestamp" for at, word in enumerate(words)
    )


def save(result: pl.DataFrame, out: Path) -> None:
    """Write every numerator and denominator."""
    items = [name for name in result.columns if name.startswith("i")]
    asked = wheres(len(items))
    under = {f"i{at}": table for at, (table, _) in enumerate(asked)}
    one = pl.lit(1, dtype=pl.Int64)
    frames = [
        result.select(
            pl.col("worker_id").alias("subject"),
            pl.lit(item).alias("item"),
            pl.col(item).alias("numerator"),
            (pl.col("disposals") if under[item] == "disposals" else one).alias("denominator"),
        )
        for item in items
    ]
    pl.concat(frames).sort("subject", "item").write_parquet(out)
