"""A made-up province is many made-up counties, each drawn and written by itself, so that memory does not grow with size.

The records are clean and plain; they are for measuring how long a run takes, not what goes wrong in one.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from gridperf.calendar import Calendar
from gridperf.period import Period
from gridperf.tables import RECORDS
from gridperf.testing.dice import dice
from gridperf.testing.people import DEDICATED_ROLE, FULL_TIME_ROLE

__all__ = ["synthetic_province"]

_PER_COUNTY = 800
_STREETS = 8
_GRIDS_PER_COMMUNITY = 6
_DEDICATED_EVERY = 5
_WHOLE = 2**32

# chances that a slot of a day is patrolled; with a weekly and a monthly duty they make about 58 patrols in October 2026
_MADE_ON_WORKDAYS, _MADE_THIRD, _MADE_ON_DAYS_OFF = 0.95, 0.50, 0.56
_DISPOSALS, _DISCOVERIES = 12, 8
_ON_LEAVE = 0.06


def synthetic_province(folder: str | Path, *, workers: int = 100_000, period: str = "2026-10", seed: int = 370000) -> Path:
    """Write a month of a province's records as Parquet, one file per county in a folder per table, and return *folder*.

    100,000 workers make 125 counties, about 5.8 million patrols, 1.2 million disposals and 0.8 million discoveries.

    Args:
        folder: where to; made if it is not there.
        workers: how many people; a county has 800 of them in eight streets.
        period: the month.
        seed: chooses everything.

    Raises:
        ValueError: if *period* is no month.
        RulesError: A105 if the calendar does not cover the year.
    """
    month = Period.parse(period)
    if month.every != "month":
        message = f"a synthetic province has records by the month, and {month} is none: write 2026-10"
        raise ValueError(message)
    target = Path(folder)
    for county, first in enumerate(range(0, workers, _PER_COUNTY)):
        for name, frame in _tables(county, min(_PER_COUNTY, workers - first), month, seed).items():
            path = target / name / f"{county:04d}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(path)
    return target


class _Draws:
    """Columns of random numbers for one table of one county; the same in every run and on every machine."""

    def __init__(self, *purpose: object) -> None:
        self._rng = dice(*purpose)

    def below(self, top: int, count: int) -> pl.Series:
        """Return *count* whole numbers from 0 up to *top*, excluded."""
        bits = pl.Series([self._rng.randbytes(4 * count)]).bin.reinterpret(dtype=pl.Array(pl.UInt32, count)).explode()
        return (bits.cast(pl.Int64) * top) // _WHOLE

    def hits(self, chance: float, count: int) -> pl.Series:
        """Return *count* booleans, true with *chance*."""
        return self.below(10_000, count) < round(chance * 10_000)


def _tables(county: int, count: int, period: Period, seed: int) -> dict[str, pl.DataFrame]:
    """Return the tables of one county, with those of their declared columns that hold anything."""
    roster = _roster(county, count, _Draws(seed, "roster", county))
    workdays = Calendar().workdays(period)
    dates = pl.date_range(period.starts_on, period.ends_on, eager=True)
    days = pl.DataFrame({"day": dates}).with_columns(pl.col("day").is_in(workdays).alias("workday"))
    # everyone has a diligence of their own, so that totals spread over every grade
    spared = _Draws(seed, "zeal", county).below(30, count)
    people = roster.select("worker_id", "grid_code").with_columns((100 - spared * spared // 30).alias("zeal"))
    prefix = f"{county:04d}{period.code.replace('-', '')}"
    tables = {
        "roster": roster,
        "patrols": _patrols(people, days, _Draws(seed, period.code, "patrols", county), prefix),
        "discoveries": _discoveries(people, period, _Draws(seed, period.code, "discoveries", county), prefix),
        "disposals": _disposals(people, period, _Draws(seed, period.code, "disposals", county), prefix),
        "incidents": _incidents(people, period, _Draws(seed, period.code, "incidents", county), prefix),
        "attendance": _leave(people, workdays, _Draws(seed, period.code, "leave", county)),
    }
    return {name: frame.select(column for column in RECORDS[name].names if column in frame.columns) for name, frame in tables.items()}


def _roster(county: int, count: int, draws: _Draws) -> pl.DataFrame:
    at = pl.int_range(count, eager=True)
    street = at % _STREETS
    community = at // _STREETS // _GRIDS_PER_COMMUNITY
    dedicated = at % _DEDICATED_EVERY == _DEDICATED_EVERY - 1
    return pl.DataFrame({"at": at, "street": street, "community": community, "hundreds": draws.below(4, count)}).select(
        pl.format("{}{}", pl.lit(f"{county:04d}"), pl.col("at").cast(pl.String).str.zfill(5)).alias("worker_id"),
        pl.lit(dt.date(2024, 1, 1)).alias("starts_on"),
        pl.format("网格员{}", "at").alias("name"),
        pl.when(dedicated).then(pl.lit(DEDICATED_ROLE)).otherwise(pl.lit(FULL_TIME_ROLE)).alias("role"),
        pl.when(pl.col("street") < 2).then(pl.lit("城镇")).otherwise(pl.lit("农村")).alias("area"),  # noqa: PLR2004
        pl.format("{}{}", pl.lit(f"37{county:04d}"), pl.col("at").cast(pl.String).str.zfill(9)).alias("grid_code"),
        pl.format("{}街道{}社区", "street", "community").alias("community"),
        pl.format("第{}县{}街道", pl.lit(county), "street").alias("street"),
        pl.lit(f"第{county}县").alias("county"),
        ((pl.col("hundreds") + 18) * 100).cast(pl.Decimal(38, 2)).alias("pay_base"),
    )


def _numbered(frame: pl.DataFrame, key: str, prefix: str) -> pl.DataFrame:
    number = pl.int_range(pl.len()).cast(pl.String).str.zfill(6)
    return frame.with_columns(pl.concat_str(pl.lit(prefix), number).alias(key))


def _seconds(column: str) -> pl.Expr:
    return pl.duration(seconds=pl.col(column))


def _patrols(people: pl.DataFrame, days: pl.DataFrame, draws: _Draws, prefix: str) -> pl.DataFrame:
    slots = people.join(days, how="cross").join(pl.DataFrame({"hour": [8, 14, 19]}), how="cross")
    chance = (
        pl.when(pl.col("hour") == 19)  # noqa: PLR2004
        .then(pl.when("workday").then(_MADE_THIRD).otherwise(0.0))
        .when("workday")
        .then(_MADE_ON_WORKDAYS)
        .otherwise(_MADE_ON_DAYS_OFF)
    )
    made = slots.with_columns(draws.below(10_000, slots.height).alias("draw")).filter(pl.col("draw") < chance * 100 * pl.col("zeal"))
    daily = made.select("worker_id", "grid_code", "day", "hour", pl.lit("日常巡查").alias("kind"))
    workdays = people.join(days.filter("workday"), how="cross")
    weekly = workdays.group_by("worker_id", "grid_code", pl.col("day").dt.truncate("1w").alias("week"), maintain_order=True).agg(
        pl.col("day").last(), pl.lit("全面梳理").alias("kind")
    )
    monthly = workdays.group_by("worker_id", "grid_code", maintain_order=True).agg(pl.col("day").last(), pl.lit("隐患研判").alias("kind"))
    duties = pl.concat([weekly.drop("week"), monthly]).with_columns(pl.lit(16, dtype=pl.Int64).alias("hour"))
    rows = pl.concat([daily, duties.select(daily.columns)])
    count = rows.height
    timed = rows.with_columns(
        draws.below(3 * 3600, count).alias("after"), draws.below(3600, count).alias("long"), draws.hits(0.97, count).alias("valid")
    ).with_columns((pl.col("day").cast(pl.Datetime("us")) + pl.duration(hours="hour") + _seconds("after")).alias("started_at"))
    walked = timed.with_columns((pl.col("started_at") + _seconds("long")).alias("ended_at"), (pl.col("long") * 7 // 6).alias("distance_m"))
    return _numbered(walked.sort("started_at", maintain_order=True), "patrol_id", f"P{prefix}")


def _several(people: pl.DataFrame, mean: int, period: Period, draws: _Draws) -> pl.DataFrame:
    """Return *mean* rows for each person, give or take half, with a moment of the period in `at`."""
    repeats = pl.Series(mean // 2 + draws.below(mean + 1, people.height))
    rows = people.select(pl.all().repeat_by(repeats).list.explode(keep_nulls=False, empty_as_null=False))
    moments = draws.below(period.days * 86_400, rows.height)
    start = dt.datetime.combine(period.starts_on, dt.time())
    return rows.with_columns((pl.lit(start) + pl.duration(seconds=pl.lit(moments))).alias("at"))


def _discoveries(people: pl.DataFrame, period: Period, draws: _Draws, prefix: str) -> pl.DataFrame:
    rows = _several(people, _DISCOVERIES, period, draws).rename({"at": "reported_at"})
    count = rows.height
    found = rows.with_columns(
        draws.below(100, count).alias("draw"), draws.hits(0.94, count).alias("valid"), pl.lit("消防隐患").alias("category")
    ).with_columns((pl.col("draw") > pl.col("zeal") + 2).alias("found_by_others"), pl.lit("一般").alias("level"))
    return _numbered(found.sort("reported_at", maintain_order=True), "event_id", f"E{prefix}")


def _disposals(people: pl.DataFrame, period: Period, draws: _Draws, prefix: str) -> pl.DataFrame:
    rows = _several(people, _DISPOSALS, period, draws).rename({"at": "due_at"})
    count = rows.height
    drawn = rows.with_columns(
        draws.below(5 * 86_400, count).alias("limit"), draws.below(100, count).alias("late"), draws.below(100, count).alias("open")
    ).with_columns((pl.col("due_at") - _seconds("limit") - pl.duration(hours=1)).alias("dispatched_at"))
    on_time = pl.col("due_at") - pl.duration(seconds=pl.col("limit") // 2)
    late = pl.col("due_at") + pl.duration(seconds=pl.col("limit") // 3 + 60)
    handled = (
        pl.when(pl.col("open") > pl.col("zeal") + 3).then(None).when(pl.col("late") > pl.col("zeal")).then(late).otherwise(on_time)
    ).alias("handled_at")
    done = drawn.with_columns(handled).with_columns(
        (pl.col("handled_at") + pl.duration(hours=2)).alias("closed_at"),
        pl.lit(0, dtype=pl.Int64).alias("reworks"),
        pl.lit(value=False).alias("void"),
        pl.lit("消防隐患").alias("category"),
    )
    return _numbered(done.sort("due_at", maintain_order=True), "disposal_id", f"D{prefix}")


def _incidents(people: pl.DataFrame, period: Period, draws: _Draws, prefix: str) -> pl.DataFrame:
    """Return incidents for one person in ten: four complaints, four missed meetings and two honours of ten."""
    chosen = people.filter(draws.hits(0.1, people.height))
    count = chosen.height
    kinds = pl.Series(["投诉"] * 4 + ["会议缺席"] * 4 + ["表彰"] * 2)
    levels = pl.Series(["街道级", "街道级", "县级", "市级"])
    drawn = chosen.with_columns(
        kinds.gather(draws.below(10, count)).alias("kind"),
        levels.gather(draws.below(4, count)).alias("level"),
        (pl.lit(period.starts_on) + pl.duration(days=pl.lit(draws.below(period.days, count)))).alias("occurred_on"),
        draws.hits(0.8, count).alias("verified"),
    )
    return _numbered(drawn, "incident_id", f"I{prefix}")


def _leave(people: pl.DataFrame, workdays: list[dt.date], draws: _Draws) -> pl.DataFrame:
    """Return the days of leave: one to five workdays in a row, for a few people; one in twenty of them is away all month."""
    chosen = people.filter(draws.hits(_ON_LEAVE, people.height))
    count = chosen.height
    spans = chosen.with_columns(
        draws.below(len(workdays), count).alias("first"), (draws.below(5, count) + 1).alias("long"), draws.hits(0.05, count).alias("all")
    )
    days = pl.DataFrame({"date": workdays}).with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
    within = pl.col("all") | pl.col("at").is_between("first", pl.col("first") + pl.col("long") - 1)
    return (
        spans.join(days, how="cross")
        .filter(within)
        .with_columns(
            pl.lit(1, dtype=pl.Int64).alias("due"), pl.lit(0, dtype=pl.Int64).alias("attended"), pl.lit("年休假").alias("leave_kind")
        )
    )
