"""The same size and seed always give the same files; every value lies in the domain gridperf's reader accepts.

Nothing is downloaded: the records are drawn from seeded generators, county by county, so that memory stays small, and
are written beside the repository (`.cache/benchmarks`), never into it.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import numpy as np
import polars as pl

__all__ = ["MONTH", "PAID_DAYS", "WORKDAYS", "days", "grid10", "province"]

MONTH = "2026-10"
WORKDAYS = (8, 9, 10, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 26, 27, 28, 29, 30)
"""Workdays of October 2026: 1–7 is the holiday, Saturday the 10th is worked."""
PAID_DAYS = (1, 2, 5, *WORKDAYS)
"""Its paid days: the workdays, and the holidays that stand for the three statutory days (1, 2, and 3 observed on the 5th)."""

_MIDNIGHT = np.datetime64("2026-10-01T00:00:00", "us")
_DAY = np.timedelta64(86_400_000_000, "us")
_MINUTE = np.timedelta64(60_000_000, "us")
_PER_COUNTY = 10_000
_PER_STREET = 60
_SURNAMES = np.array(list("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"))
_GIVEN = np.array(list("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉建国春兰"))
_CATEGORIES = np.array(["消防隐患", "治安隐患", "环境卫生", "市政设施", "矛盾纠纷"])


def province(folder: Path, *, workers: int, seed: int = 20261001) -> Path:
    """Write the records of a province's month as Parquet and return their folder.

    About 58 patrols, 12 disposals, 8 discoveries a worker; 6 % of the workers have days of leave, 4 % serve only part
    of the month, 2 % change street and base pay within it.

    Args:
        folder: the folder to fill; left alone if a complete set is there already.
        workers: how many workers.
        seed: of the generator.
    """
    if (folder / "complete").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    for table in ("roster", "patrols", "disposals", "discoveries", "incidents", "attendance"):
        (folder / table).mkdir(parents=True)
    for county, first in enumerate(range(0, workers, _PER_COUNTY)):
        count = min(_PER_COUNTY, workers - first)
        rng = np.random.default_rng((seed, county))
        numbers = np.arange(first, first + count)
        ids = np.char.add("W", np.char.zfill(numbers.astype(str), 7))
        # how well somebody works, so that totals spread over every grade
        zeal = rng.beta(6, 1.2, count)
        tables = {
            "roster": _roster(rng, ids, county),
            "patrols": _patrols(rng, ids, zeal, county),
            "disposals": _disposals(rng, ids, zeal, county),
            "discoveries": _discoveries(rng, ids, county),
            "incidents": _incidents(rng, ids, county),
            "attendance": _attendance(rng, ids),
        }
        for name, frame in tables.items():
            frame.write_parquet(folder / name / f"{county:03d}.parquet")
    (folder / "complete").touch()
    return folder


def _roster(rng: np.random.Generator, ids: np.ndarray, county: int) -> pl.DataFrame:
    count = len(ids)
    street = np.arange(count) // _PER_STREET
    names = np.char.add(np.char.add(rng.choice(_SURNAMES, count), rng.choice(_GIVEN, count)), rng.choice(_GIVEN, count))
    frame = pl.DataFrame(
        {
            "worker_id": ids,
            "starts_on": np.full(count, np.datetime64("2025-03-01")),
            "name": names,
            "area": np.where(rng.random(count) < 0.3, "城镇", "农村"),
            "grid_code": np.char.add(f"{county:03d}", np.char.zfill(np.arange(count).astype(str), 6)),
            "street": street,
            "fen": rng.integers(180_000, 420_000, count),
            "fate": rng.random(count),
            "day": rng.integers(2, 31, count),
            "to": rng.integers(0, street[-1] + 1, count),
            "raise": rng.integers(0, 40_000, count),
        }
    ).with_columns(ends_on=pl.lit(None, pl.Date), day=pl.date(2026, 10, "day"))
    joins, leaves, moves = pl.col("fate") < 0.02, pl.col("fate").is_between(0.02, 0.04, closed="left"), pl.col("fate") > 0.98
    first = frame.with_columns(
        starts_on=pl.when(joins).then("day").otherwise("starts_on"),
        ends_on=pl.when(leaves).then("day").when(moves).then(pl.col("day") - pl.duration(days=1)).otherwise("ends_on"),
    )
    second = frame.filter(moves).with_columns(starts_on="day", street="to", fen=pl.col("fen") + pl.col("raise"))
    return pl.concat([first, second]).select(
        "worker_id",
        "starts_on",
        "ends_on",
        "name",
        pl.lit("专职网格员").alias("role"),
        "area",
        "grid_code",
        pl.format("{}县{}街道", pl.lit(county), "street").alias("street"),
        pl.lit(f"{county}县").alias("county"),
        (pl.col("fen").cast(pl.Decimal(12, 2)) / pl.lit(100, pl.Decimal(12, 2))).cast(pl.Decimal(12, 2)).alias("pay_base"),
    )


def _booleans(rng: np.random.Generator, count: int, yes: float, unknown: float) -> pl.Series:
    draw = rng.random(count)
    return pl.Series(draw < yes).set(pl.Series(draw > 1 - unknown), None)


def _patrols(rng: np.random.Generator, ids: np.ndarray, zeal: np.ndarray, county: int) -> pl.DataFrame:
    days = np.arange(31)
    work = np.isin(days + 1, WORKDAYS)
    chance = np.where(work, 0.82, 0.37)[None, :] * (0.55 + 0.53 * zeal[:, None])
    per_day = rng.binomial(3, np.minimum(chance, 1))
    worker, day = (part.repeat(per_day.ravel()) for part in (np.indices(per_day.shape)[0].ravel(), np.indices(per_day.shape)[1].ravel()))
    count = len(worker)
    started = _MIDNIGHT + day * _DAY + rng.integers(6 * 60, 21 * 60, count) * _MINUTE
    frame = pl.DataFrame(
        {
            "worker_id": ids[worker],
            "started_at": started,
            "ended_at": started + rng.integers(15, 90, count) * _MINUTE,
            "distance_m": rng.integers(800, 6000, count),
            "valid": _booleans(rng, count, 0.96, 0.005),
        }
    ).sort("started_at", maintain_order=True)
    return frame.select(_numbered("patrol_id", f"P{county:03d}-", count), pl.all())


def _numbered(name: str, prefix: str, count: int) -> pl.Series:
    return pl.Series(name, range(count)).cast(pl.String).str.zfill(7).str.replace("^", prefix).alias(name)


def _disposals(rng: np.random.Generator, ids: np.ndarray, zeal: np.ndarray, county: int) -> pl.DataFrame:
    worker = np.arange(len(ids)).repeat(rng.poisson(12, len(ids)))
    count = len(worker)
    # due from 29 September to 2 November: some belong to the periods beside this one
    due = _MIDNIGHT - 2 * _DAY + rng.integers(0, 35 * 24 * 60, count) * _MINUTE
    dispatched = due - rng.choice([1, 3, 7], count) * _DAY
    late = rng.random(count) > 0.55 + 0.45 * zeal[worker]
    handled = np.where(late, due + rng.integers(0, 3000, count) * _MINUTE, due - rng.integers(0, 1400, count) * _MINUTE)
    closed = handled + rng.integers(0, 600, count) * _MINUTE
    open_ = rng.random(count) > 0.70 + 0.30 * zeal[worker]
    nothing = np.datetime64("NaT")
    frame = pl.DataFrame(
        {
            "worker_id": ids[worker],
            "category": rng.choice(_CATEGORIES, count),
            "dispatched_at": dispatched,
            "due_at": due,
            "handled_at": np.where(open_, nothing, handled),
            "closed_at": np.where(open_, nothing, closed),
            "reworks": rng.binomial(2, 0.03, count),
            "void": rng.random(count) < 0.01,
        }
    ).sort("dispatched_at", maintain_order=True)
    numbers = _numbered("disposal_id", f"D{county:03d}-", count)
    return frame.select(numbers, numbers.str.replace("D", "E").alias("event_id"), pl.all())


def _discoveries(rng: np.random.Generator, ids: np.ndarray, county: int) -> pl.DataFrame:
    worker = np.arange(len(ids)).repeat(rng.poisson(10, len(ids)))
    count = len(worker)
    frame = pl.DataFrame(
        {
            "worker_id": ids[worker],
            "category": rng.choice(_CATEGORIES, count),
            "source": rng.choice(["自主发现", "热线投诉"], count, p=[0.95, 0.05]),
            "reported_at": _MIDNIGHT + rng.integers(0, 31 * 24 * 60, count) * _MINUTE,
            "valid": _booleans(rng, count, 0.92, 0.005),
        }
    ).sort("reported_at", maintain_order=True)
    return frame.select(_numbered("event_id", f"F{county:03d}-", count), pl.all())


def _incidents(rng: np.random.Generator, ids: np.ndarray, county: int) -> pl.DataFrame:
    count = len(ids) // 3
    frame = pl.DataFrame(
        {
            "worker_id": rng.choice(ids, count),
            "kind": rng.choice(["投诉", "表彰", "会议缺席"], count, p=[0.6, 0.1, 0.3]),
            "level": rng.choice(["街道级", "县级", "市级"], count, p=[0.7, 0.2, 0.1]),
            "occurred_on": np.datetime64("2026-10-01") + rng.integers(0, 31, count),
            "verified": _booleans(rng, count, 0.6, 0.05),
        }
    ).sort("occurred_on", maintain_order=True)
    return frame.select(_numbered("incident_id", f"I{county:03d}-", count), pl.all())


def _attendance(rng: np.random.Generator, ids: np.ndarray) -> pl.DataFrame:
    chosen = np.flatnonzero(rng.random(len(ids)) < 0.06)
    whole = rng.random(len(chosen)) < 0.05
    first = np.where(whole, 1, rng.integers(1, 28, len(chosen)))
    length = np.where(whole, 31, rng.integers(1, 5, len(chosen)))
    worker = chosen.repeat(length)
    day = np.concatenate([np.arange(start, start + days) for start, days in zip(first, length, strict=True)] or [np.empty(0, int)])
    kinds = rng.choice(["年休假", "病假", "事假"], len(chosen)).repeat(length)
    return pl.DataFrame({"worker_id": ids[worker], "date": np.datetime64("2026-10-01") + (day - 1), "leave_kind": kinds}).with_columns(
        due=pl.lit(1, pl.Int64), attended=pl.lit(0, pl.Int64)
    )


# --- grid-10 ---------------------------------------------------------------------------------------------------------


def grid10(folder: Path, *, workers: int, months: int = 12, seed: int = 20261001) -> Path:
    """Write the inputs of grid-10, one `.npy` of 64-bit integers each, a row per worker-month, and return their folder.

    About 6 % of the worker-months lie exactly on an edge of the patrol bands (17/20, 18/20, 19/20 and their multiples).
    """
    if (folder / "complete").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    count = workers * months
    workdays = rng.integers(18, 24, count)
    required = rng.choice([36, 38, 42, 44, 46], count)
    rate = rng.beta(12, 1.3, count)
    done = np.minimum(np.rint(rate * required * 1.03).astype(np.int64), required + 4)
    edge = rng.random(count) < 0.064
    percent = rng.choice([85, 90, 95], count)
    twenty = rng.choice([20, 40, 60], count)
    required, done = np.where(edge, twenty, required), np.where(edge, twenty * percent // 100, done)
    found = rng.poisson(14, count)
    valid = rng.binomial(found, 0.9)
    disposed = rng.binomial(valid, rng.beta(20, 1.2, count))
    ontime = rng.poisson(44, count)
    absent = np.where(rng.random(count) < 0.12, rng.integers(0, 6, count), 0)
    columns = {
        "required": required,
        "done": done,
        "found": found,
        "valid": valid,
        "disposed": disposed,
        "ontime": ontime,
        "complaints": rng.poisson(0.35, count),
        "workdays": workdays,
        "attended": workdays - absent,
        "base_fen": rng.integers(180_000, 420_000, count),
    }
    for name, values in columns.items():
        np.save(folder / f"{name}.npy", values.astype(np.int64))
    (folder / "complete").touch()
    return folder


def days(numbers: tuple[int, ...]) -> list[dt.date]:
    """Return days of the benchmark's month by their numbers."""
    return [dt.date(2026, 10, number) for number in numbers]
