"""A date or time is read in one way only, or not at all; a time with a zone becomes local wall time, one without stays as it is.

Read are 2026-10-01, 2026/10/1, 2026.10.1, 2026年10月1日, 20261001 and Excel serial numbers, each with a time of day and a
zone where a time is wanted.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

__all__ = ["DATETIME", "format_works", "to_date", "to_datetime", "to_period"]

DATETIME = pl.Datetime("us")

_DAY = r"^(?<y>\d{4})[-/.年](?<m>\d{1,2})[-/.月](?<d>\d{1,2})日?(?<rest>.*)$"
_COMPACT = r"^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})(?<rest>.*)$"
_TIME = (
    r"^\s*T?\s*(?<h>\d{1,2})[:时](?<n>\d{1,2})(?::(?<s>\d{1,2})(?<f>\.\d{1,9})?|分(?:(?<s2>\d{1,2})秒)?)?"
    r"\s*(?<z>Z|[+-]\d{2}(?::?\d{2})?)?$"
)
_COMPACT_TIME = r"^(?<h>\d{2})(?<n>\d{2})(?:(?<s>\d{2})(?<f>\.\d{1,9})?)?(?<z>Z|[+-]\d{2}(?::?\d{2})?)?$"
_SERIAL = r"^\d{5}(?:\.\d+)?$"
_EPOCH_SERIAL = 25569  # 1970-01-01 as Excel counts days
_SERIALS = (20_000, 80_000)  # 1954 to 2119: outside of it a five-digit number is something else
_DAY_MS = 86_400_000
_SAMPLE = dt.datetime(2026, 10, 13, 14, 15)  # noqa: DTZ001 (wall time)

_PERIOD = r"^(\d{4})(?:[-./年](\d{1,2})月?|(\d{2}))$"
_LONGER = r"^\d{4}(?:Q[1-4]|H[12])?$"
_FIRST = r"^(\d{4})-(\d{2})-01(?: 00:00:00(?:\.0+)?)?$"


def format_works(pattern: str, *, day: bool) -> bool:
    """Return whether strptime *pattern* can tell one date (with *day*) or one time from every other to the minute."""
    sample = pl.Series([_SAMPLE], dtype=DATETIME)
    zoned = "%z" in pattern or "%#z" in pattern
    try:
        written = (sample.dt.replace_time_zone("UTC") if zoned else sample).dt.strftime(pattern.replace("%#z", "%z"))
        read = _by_format(written, pattern, "UTC", day=day)
    except (pl.exceptions.PolarsError, ValueError):
        return False
    return read.to_list() == [_SAMPLE.date() if day else _SAMPLE]


def to_date(text: pl.Series, zone: str, pattern: str = "") -> pl.Series:
    """Return *text* as dates; a time of day is left out, after conversion to *zone*. Unreadable cells are null."""
    if pattern:
        return _by_format(text, pattern, zone, day=True)
    quick = text.str.to_date("%Y-%m-%d", strict=False).set(~text.str.contains(r"^\d{4}-\d{2}-\d{2}$").fill_null(value=False), None)
    rest = text.is_not_null() & quick.is_null()
    if not rest.any():
        return quick
    slow = _parts(text.set(~rest, None), zone)
    return quick.zip_with(~rest, pl.select(pl.coalesce(slow["moment"].dt.date(), slow["day"])).to_series()).rename(text.name)


def to_datetime(text: pl.Series, zone: str, pattern: str = "", time: str = "") -> tuple[pl.Series, pl.Series]:
    """Return *text* as wall times of *zone*, and which cells have a date but no time of day.

    Args:
        text: cells; unreadable ones are null in the result.
        zone: the zone whose wall time is wanted.
        pattern: strptime format, if the cells have one of their own.
        time: time of day of cells that have none, as `HH:MM:SS`; without it they are null.
    """
    if pattern:
        return _by_format(text, pattern, zone, day=False), pl.Series([False] * text.len())
    quick = text.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    usual = text.str.contains(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:[0-5]\d$").fill_null(value=False)
    quick = quick.set(~usual, None)
    rest = text.is_not_null() & quick.is_null()
    if not rest.any():
        return quick, rest
    slow = _parts(text.set(~rest, None), zone)
    without = rest & slow["moment"].is_null() & slow["day"].is_not_null()
    moment = slow["moment"]
    if time:
        hours, minutes, seconds = map(int, time.split(":"))
        filled = slow["day"].cast(DATETIME) + dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
        moment = moment.zip_with(~without, filled)
        without = without & False
    return quick.zip_with(~rest, moment).rename(text.name), without


def to_period(text: pl.Series) -> tuple[pl.Series, list[tuple[str, pl.Series]]]:
    """Return *text* as period codes; a date on the first of a month, which is what Excel makes of 2026-10, is that month."""
    frame = text.alias("t").to_frame().with_columns(pl.col("t").str.to_uppercase())
    both = pl.col("t").str.extract_groups(_PERIOD).struct
    month = pl.coalesce(both.field("2"), both.field("3"), pl.col("t").str.extract(_FIRST, 2)).cast(pl.Int64, strict=False)
    code = pl.format("{}-{}", pl.col("t").str.slice(0, 4), month.cast(pl.String).str.zfill(2))
    # 2026.1 may be what a spreadsheet left of 2026.10
    doubtful = pl.col("t").str.contains(r"^\d{4}\.1$")
    done = frame.select(
        pl.when(doubtful).then(None).when(month.is_between(1, 12)).then(code).when(pl.col("t").str.contains(_LONGER)).then("t").alias("p"),
        doubtful.alias("doubtful"),
    )
    unclear = done["doubtful"].fill_null(value=False)
    bad = text.is_not_null() & done["p"].is_null() & ~unclear
    unread = [("D222", unclear)] if unclear.any() else []
    return done["p"].alias(text.name), unread + ([("D221", bad)] if bad.any() else [])


def _by_format(text: pl.Series, pattern: str, zone: str, *, day: bool) -> pl.Series:
    """Return *text* read by one strptime *pattern*; a zone in it is converted to *zone*."""
    if "%z" in pattern or "%#z" in pattern:
        read = text.str.to_datetime(pattern, strict=False, time_unit="us", time_zone="UTC")
        local = read.dt.convert_time_zone(zone).dt.replace_time_zone(None)
        return local.dt.date() if day else local
    return text.str.to_date(pattern, strict=False) if day else text.str.to_datetime(pattern, strict=False, time_unit="us")


def _parts(text: pl.Series, zone: str) -> pl.DataFrame:
    """Return `day` and `moment` (null without a time of day) of text in any of the forms this module reads."""
    cell = pl.col("t")
    apart, compact = cell.str.extract_groups(_DAY).struct, cell.str.extract_groups(_COMPACT).struct
    frame = (
        text.alias("t")
        .to_frame()
        .select(
            "t",
            pl.coalesce(apart.field("y"), compact.field("y")).alias("y"),
            pl.coalesce(apart.field("m"), compact.field("m")).str.zfill(2).alias("m"),
            pl.coalesce(apart.field("d"), compact.field("d")).str.zfill(2).alias("d"),
            pl.coalesce(apart.field("rest"), compact.field("rest")).alias("rest"),
            apart.field("y").is_null().alias("compact"),
        )
    )
    usual = pl.col("rest").str.extract_groups(_TIME).struct
    tight = pl.when("compact").then("rest").str.extract_groups(_COMPACT_TIME).struct
    frame = frame.with_columns(
        pl.format("{}-{}-{}", "y", "m", "d").alias("day"),
        *(pl.coalesce(usual.field(part), tight.field(part)).alias(part) for part in ("h", "n", "f", "z")),
        pl.coalesce(usual.field("s"), usual.field("s2"), tight.field("s"), pl.lit("0")).alias("s"),
    )
    clock = pl.format("{} {}:{}:{}", "day", pl.col("h").str.zfill(2), pl.col("n").str.zfill(2), pl.col("s").str.zfill(2))
    micro = pl.col("f").str.slice(1, 6).str.pad_end(6, "0").cast(pl.Int64, strict=False).fill_null(0)
    offset = pl.col("z").str.replace("Z", "+00", literal=True).str.replace(":", "", literal=True)
    minutes = offset.str.slice(1, 2).cast(pl.Int64, strict=False) * 60 + offset.str.slice(3, 2).cast(pl.Int64, strict=False).fill_null(0)
    east = pl.when(offset.str.starts_with("-")).then(-minutes).otherwise(minutes)
    serial = pl.when(cell.str.contains(_SERIAL)).then(cell.cast(pl.Float64, strict=False))
    counted = ((serial - _EPOCH_SERIAL) * _DAY_MS).round().cast(pl.Int64).cast(pl.Datetime("ms")).cast(DATETIME)
    in_range = serial.is_between(*_SERIALS, closed="left")
    frame = frame.select(
        pl.when(pl.col("rest").str.strip_chars() == "").then(pl.col("day").str.to_date("%Y-%m-%d", strict=False)).alias("plain"),
        pl.when(pl.col("s").cast(pl.Int64, strict=False) < 60)  # noqa: PLR2004 (seconds of a minute; 60 would roll over)
        .then(clock.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us") + pl.duration(microseconds=micro))
        .alias("wall"),
        east.alias("east"),
        pl.col("z").is_not_null().alias("zoned"),
        pl.when(in_range).then(counted).alias("counted"),
        (serial != serial.floor()).alias("timed"),
    )
    utc = pl.col("wall") - pl.duration(minutes=pl.col("east"))
    local = utc.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return frame.select(
        pl.coalesce("plain", pl.col("counted").dt.date()).alias("day"),
        pl.coalesce(pl.when("zoned").then(local).otherwise("wall"), pl.when("timed").then("counted")).alias("moment"),
    )
