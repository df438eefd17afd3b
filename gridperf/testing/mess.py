"""What goes wrong in exports is added to sound tables, never taken from them: every sound row is still there.

Each kind of fault is added a stated number of times, so that a test can say what a reader must find.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from gridperf.period import Period
from gridperf.tables import RECORDS
from gridperf.testing.dice import dice
from gridperf.testing.people import Person

__all__ = ["FAULTS", "mess_up"]

FAULTS: Mapping[str, Mapping[str, int]] = {
    "patrols": {
        "exact duplicate": 25,
        "conflicting duplicate": 3,
        "unknown worker": 6,
        "ends before it starts": 5,
        "blank": 3,
        "out of range": 1,
        "next month": 12,
        "after leaving": 4,
    },
    "discoveries": {"exact duplicate": 8, "conflicting duplicate": 1, "unknown worker": 2, "blank": 2},
    "disposals": {"exact duplicate": 5, "ends before it starts": 2, "blank": 2, "out of range": 1, "next month": 6},
    "incidents": {"unknown worker": 1, "blank": 1},
    "attendance": {"exact duplicate": 4, "out of range": 1},
}
"""How many rows of each fault a month at true size has, by table."""

_STRANGER = "05229999"
_BLANKED = {"patrols": "started_at", "discoveries": "worker_id", "disposals": "due_at", "incidents": "kind"}
_BELOW_RANGE = {"patrols": ("distance_m", -120), "disposals": ("satisfaction", 0), "attendance": ("attended", -1)}
_REVERSED = {"patrols": ("started_at", "ended_at"), "disposals": ("dispatched_at", "handled_at")}
_TAGS = {"unknown worker": "U", "ends before it starts": "E", "blank": "B", "out of range": "R", "next month": "N", "after leaving": "L"}
_CONFLICTING = {"patrols": pl.col("distance_m") + 500, "discoveries": ~pl.col("valid")}


def mess_up(tables: Mapping[str, pl.DataFrame], people: list[Person], period: Period, seed: int) -> dict[str, pl.DataFrame]:
    """Return *tables* with `FAULTS` added; a fault has rows of its own, but for duplicates, which repeat a sound one."""
    messy = dict(tables)
    for name, faults in FAULTS.items():
        sound = tables[name]
        rng = dice(seed, period.code, "mess", name)
        rows = [sound]
        for kind, count in faults.items():
            picked = sound[sorted(rng.sample(range(sound.height), min(count, sound.height)))]
            rows.append(_spoilt(name, kind, picked, people, period))
        messy[name] = pl.concat(rows)
    return messy


def _spoilt(name: str, kind: str, rows: pl.DataFrame, people: list[Person], period: Period) -> pl.DataFrame:
    """Return copies of sound *rows* with one fault."""
    if kind == "exact duplicate":
        return rows
    if kind == "conflicting duplicate":
        return rows.with_columns(_CONFLICTING[name])
    dated = RECORDS[name].dated_by
    after = period.ends_on + dt.timedelta(days=1)
    if kind == "unknown worker":
        spoilt = rows.with_columns(pl.lit(_STRANGER).alias("worker_id"))
    elif kind == "ends before it starts":
        first, second = _REVERSED[name]
        spoilt = rows.with_columns((pl.col(first) - pl.duration(hours=3)).alias(second))
    elif kind == "blank":
        spoilt = rows.with_columns(pl.lit(None, dtype=rows.schema[_BLANKED[name]]).alias(_BLANKED[name]))
    elif kind == "out of range":
        column, value = _BELOW_RANGE[name]
        spoilt = _moved(rows, name, after) if dated in RECORDS[name].key else rows
        spoilt = spoilt.with_columns(pl.lit(value, dtype=pl.Int64).alias(column))
    elif kind == "next month":
        spoilt = _moved(rows, name, after)
    else:
        gone = [(person.worker_id, person.intervals[-1].ends_on) for person in people]
        worker, left = next(((worker, day) for worker, day in gone if day), ("", None))
        spoilt = _moved(rows, name, left + dt.timedelta(days=2)).with_columns(worker_id=pl.lit(worker)) if left else rows.clear()
    return _renumbered(spoilt, name, kind)


def _moved(rows: pl.DataFrame, name: str, day: dt.date) -> pl.DataFrame:
    """Return *rows* shifted by whole days so that the first date of each falls on *day*; a task moved is still open."""
    dated = RECORDS[name].dated_by
    offset = pl.lit(day) - pl.col(dated).cast(pl.Date)
    moved = rows.with_columns(pl.col(column) + offset for column, kind in rows.schema.items() if kind in (pl.Date, pl.Datetime("us")))
    if name != "disposals":
        return moved
    still_open = ("handled_at", "verified_at", "closed_at", "satisfaction")
    return moved.with_columns(pl.lit(None, dtype=rows.schema[column]).alias(column) for column in still_open)


def _renumbered(rows: pl.DataFrame, name: str, kind: str) -> pl.DataFrame:
    """Return *rows* under numbers of their own, so that the fault is not also a duplicate."""
    keys = RECORDS[name].key
    if len(keys) > 1:
        return rows
    return rows.with_columns(pl.concat_str(pl.col(keys[0]), pl.lit(f"-{_TAGS[kind]}")).alias(keys[0]))
