"""A cell becomes a value exactly, or is named as unreadable."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from gridperf.records.cells import How, convert, suits
from gridperf.records.moments import format_works
from gridperf.tables import RECORDS


def turned(table: str, column: str, cell: Any, *, dtype: Any = None, **how: Any) -> tuple[Any, list[str]]:
    """Return what one cell becomes, and the codes it is found under."""
    values = pl.Series("cell", [cell], dtype=dtype)
    result, unread = convert(values, RECORDS[table].column(column), How(**how), table=RECORDS[table])
    assert result.dtype == RECORDS[table].column(column).dtype
    return result[0], [code for code, mask in unread if mask.fill_null(value=False).any()]


DAY = dt.date(2026, 10, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-10-01",
        "2026/10/1",
        "2026.10.1",
        "2026年10月1日",
        "２０２６年１０月１日",
        "20261001",
        "46296",
        "46296.5",
        " 2026-10-01 ",
        "2026-10-01 00:00:00",
        "2026-10-01T08:30:00",
        "2026/10/1 8:30",
        20261001,
        46296,
        46296.0,
        DAY,
        dt.datetime(2026, 10, 1, 23, 59),
    ],
)
def test_dates(cell: Any) -> None:
    """Every usual form of a date is the same day."""
    assert turned("incidents", "occurred_on", cell) == (DAY, [])


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "2026-13-01", "1.10.2026", "10/1/2026", "2026-10", "上月", "12345", "99999", "-", "2026年10月"]
)
def test_no_dates(cell: str) -> None:
    """What could be another day, or is none, is refused."""
    assert turned("incidents", "occurred_on", cell) == (None, ["D202"])


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-10-01 08:30:00", dt.datetime(2026, 10, 1, 8, 30)),
        ("2026-10-01 08:30:00.123456", dt.datetime(2026, 10, 1, 8, 30, 0, 123456)),
        ("2026-10-01 08:30:00.123456789", dt.datetime(2026, 10, 1, 8, 30, 0, 123456)),
        ("2026/10/1 8:30", dt.datetime(2026, 10, 1, 8, 30)),
        ("2026.10.1 8:30:05", dt.datetime(2026, 10, 1, 8, 30, 5)),
        ("2026年10月1日8时30分", dt.datetime(2026, 10, 1, 8, 30)),
        ("2026年10月1日 8时30分5秒", dt.datetime(2026, 10, 1, 8, 30, 5)),
        ("20261001083000", dt.datetime(2026, 10, 1, 8, 30)),
        ("202610010830", dt.datetime(2026, 10, 1, 8, 30)),
        ("20261001 08:30", dt.datetime(2026, 10, 1, 8, 30)),
        ("46296.354166667", dt.datetime(2026, 10, 1, 8, 30)),
        ("2026-10-01T08:30:00Z", dt.datetime(2026, 10, 1, 16, 30)),
        ("2026-10-01T08:30:00+08:00", dt.datetime(2026, 10, 1, 8, 30)),
        ("2026-10-01 08:30:00 -0500", dt.datetime(2026, 10, 1, 21, 30)),
        (dt.datetime(2026, 10, 1, 0, 30, tzinfo=dt.UTC), dt.datetime(2026, 10, 1, 8, 30)),
    ],
)
def test_times(cell: Any, moment: dt.datetime) -> None:
    """Every usual form of a time is one wall time of Shanghai, to the microsecond."""
    assert turned("disposals", "due_at", cell) == (moment, [])


@pytest.mark.parametrize(
    "cell", ["2026-10-01 24:00:00", "2026-10-01 23:59:60", "2026-10-01 8点", "8:30", "2026-10-01 08:30 PM", "2026-02-30 08:00"]
)
def test_no_times(cell: str) -> None:
    """A time that is none is refused, not rolled over into the next day."""
    assert turned("disposals", "due_at", cell) == (None, ["D203"])


@pytest.mark.parametrize("cell", ["2026-10-01", "46296", "2026年10月1日", DAY])
def test_a_date_is_no_time(cell: Any) -> None:
    """A date where a time is wanted is refused, unless a time of day is stated."""
    assert turned("disposals", "due_at", cell) == (None, ["D208"])
    assert turned("disposals", "due_at", cell, time="23:59:59") == (dt.datetime(2026, 10, 1, 23, 59, 59), [])


def test_excel_dates_have_no_time() -> None:
    """A column of Excel dates is midnight throughout: nobody typed 00:00, so it is a date without a time."""
    assert turned("disposals", "due_at", "2026-10-01 00:00:00", origin="excel") == (None, ["D208"])
    assert turned("disposals", "due_at", "2026-10-01 00:00:00", origin="excel", time="18:00:00") == (dt.datetime(2026, 10, 1, 18), [])
    assert turned("disposals", "due_at", "2026-10-01 00:00:00", origin="csv") == (dt.datetime(2026, 10, 1), [])


def test_zones_are_converted() -> None:
    """A time with a zone becomes wall time of the zone wanted, also over the end of summer time."""
    assert turned("disposals", "due_at", "2010-10-31T00:30:00Z", zone="Europe/Amsterdam")[0] == dt.datetime(2010, 10, 31, 2, 30)
    assert turned("disposals", "due_at", "2010-10-31T02:30:00Z", zone="Europe/Amsterdam")[0] == dt.datetime(2010, 10, 31, 3, 30)
    assert turned("incidents", "occurred_on", "2026-09-30T17:00:00Z")[0] == DAY


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("3000", "3000"),
        ("1,234.50", "1234.50"),
        ("１，２３４．５", "1234.5"),
        ("(123)", "-123"),
        ("（1,234.5）", "-1234.5"),
        ("-5", "-5"),
        ("－5", "-5"),
        ("−5", "-5"),
        ("+4", "4"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1.50000", "1.5"),
        ("0012.30", "12.3"),
        (0.1 + 0.2, "0.3"),
        (2345.67, "2345.67"),
        (12, "12"),
        (Decimal("1.2300"), "1.23"),
        ("9" * 36, "9" * 36),
    ],
)
def test_numbers(cell: Any, number: str) -> None:
    """Every usual form of an amount is exact; a float is what Excel shows of it."""
    assert turned("roster", "pay_base", cell) == (Decimal(number), [])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("三千", "D205"),
        ("3000元", "D205"),
        ("1e5", "D205"),
        ("12,34", "D205"),
        ("1.2.3", "D205"),
        ("--5", "D205"),
        ("NaN", "D205"),
        (float("inf"), "D205"),
        (True, "D205"),
        ("1.005", "D207"),
        (1 / 3, "D207"),
        (1e-7, "D207"),
        ("1" * 37, "D212"),
        (1e17, "D212"),
    ],
)
def test_no_numbers(cell: Any, code: str) -> None:
    """What is no amount, or would have to be rounded, is refused."""
    assert turned("roster", "pay_base", cell) == (None, [code])


@pytest.mark.parametrize("cell", ["1,200", "1200.0", "１２００", 1200, 1200.0, Decimal("1200.00")])
def test_whole_numbers(cell: Any) -> None:
    """A whole number may be written with commas or a zero behind the point."""
    assert turned("patrols", "distance_m", cell) == (1200, [])


@pytest.mark.parametrize(("cell", "code"), [("1.5", "D204"), (2.5, "D204"), ("十", "D204"), (float("inf"), "D204"), (str(2**63), "D212")])
def test_no_whole_numbers(cell: Any, code: str) -> None:
    """What is no whole number of 64 bits is refused."""
    assert turned("patrols", "distance_m", cell) == (None, [code])


def test_european_numbers() -> None:
    """With a decimal comma, the point separates thousands."""
    assert turned("roster", "pay_base", "1.234,5", decimal=",") == (Decimal("1234.5"), [])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("是", True),
        ("有效", True),
        ("TRUE", True),
        ("1", True),
        ("Ｙ", True),
        (1, True),
        (True, True),
        ("否", False),
        ("无效", False),
        ("n", False),
        (0.0, False),
    ],
)
def test_yes_and_no(cell: Any, value: bool) -> None:  # noqa: FBT001
    """Yes and no may be said in the usual ways."""
    assert turned("patrols", "valid", cell) == (value, [])


@pytest.mark.parametrize(
    ("column", "cell"), [("void", "有效"), ("void", "无效"), ("supervised", "有"), ("supervised", "2"), ("supervised", "√")]
)
def test_neither_yes_nor_no(column: str, cell: str) -> None:
    """A word that is not plainly yes or no is refused; under 作废 the word 有效 would mean no."""
    assert turned("disposals", column, cell) == (None, ["D206"])


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2026-10", "2026-10"),
        ("2026年10月", "2026-10"),
        ("2026年1月", "2026-01"),
        ("2026.10", "2026-10"),
        ("2026/9", "2026-09"),
        ("202610", "2026-10"),
        ("2026q4", "2026Q4"),
        ("2026H2", "2026H2"),
        ("2026", "2026"),
        ("2026-10-01 00:00:00", "2026-10"),
        (DAY, "2026-10"),
    ],
)
def test_periods(cell: Any, period: str) -> None:
    """A period may be written as offices write months; what Excel makes of 2026-10 is that month."""
    assert turned("marks", "period", cell) == (period, [])


@pytest.mark.parametrize(
    ("cell", "code"), [("2026.1", "D222"), (2026.1, "D222"), ("2026-13", "D221"), ("2026-10-02", "D221"), ("十月", "D221")]
)
def test_no_periods(cell: Any, code: str) -> None:
    """2026.1 may be October that lost its zero, and is refused like what is no period."""
    assert turned("marks", "period", cell) == (None, [code])


@pytest.mark.parametrize(
    ("cell", "text"),
    [("00123", "00123"), ("Ｗ０１", "W01"), (" W01\t", "W01"), ("1E5", "1E5"), (12, "12"), (12.0, "12"), (Decimal("12.0"), "12")],
)
def test_identifiers(cell: Any, text: str) -> None:
    """An identifier stays the text it is, leading zeros and all; a number in its place loses no digit."""
    assert turned("roster", "worker_id", cell) == (text, [])


@pytest.mark.parametrize(("cell", "code"), [("3.70522E+17", "D209"), (3.70522e17, "D210"), (1.5, "D211")])
def test_no_identifiers(cell: Any, code: str) -> None:
    """An identifier that a spreadsheet has spoilt is refused."""
    assert turned("roster", "worker_id", cell) == (None, [code])


def test_words_stay_as_they_are() -> None:
    """Text that is no identifier is only trimmed: full width is how it was written."""
    assert turned("roster", "name", " 张　三（小） ") == ("张　三（小）", [])


@pytest.mark.parametrize("blank", ["", "  ", "　", "\t", None, float("nan")])
@pytest.mark.parametrize("column", ["worker_id", "name", "starts_on", "pay_base"])
def test_blank_is_no_value(column: str, blank: Any) -> None:
    """A blank cell is no value in a column of any kind, and no problem by itself."""
    assert turned("roster", column, blank) == (None, [])


def test_a_list_is_no_cell() -> None:
    """A column of lists is condemned as a whole."""
    assert turned("roster", "name", ["张三"]) == (None, ["D121"])


@pytest.mark.parametrize(
    ("pattern", "day", "works"),
    [
        ("%d/%m/%Y", True, True),
        ("%d/%m/%Y", False, False),
        ("%d/%m/%Y %H:%M", False, True),
        ("%Y-%m-%dT%H:%M:%S%.f%z", False, True),
        ("%m/%Y", True, False),
        ("%H:%M", False, False),
        ("", True, False),
        ("%Q", True, False),
    ],
)
def test_formats(pattern: str, day: bool, works: bool) -> None:  # noqa: FBT001
    """A format works if it can tell one day, or one minute, from every other."""
    assert format_works(pattern, day=day) is works


@pytest.mark.parametrize(
    ("dtype", "column", "fits"),
    [
        (pl.Int32, "distance_m", True),
        (pl.UInt64, "distance_m", False),
        (pl.Float64, "distance_m", False),
        (pl.Datetime("ns"), "started_at", True),
        (pl.Datetime("us", "UTC"), "started_at", True),
        (pl.Date, "started_at", False),
        (pl.Categorical, "worker_id", True),
        (pl.Int64, "worker_id", True),
        (pl.Float64, "worker_id", False),
        (pl.String, "started_at", False),
        (pl.Null, "started_at", True),
    ],
)
def test_what_stays_lazy(dtype: Any, column: str, fits: bool) -> None:  # noqa: FBT001
    """Only a cast that can neither fail nor lose anything is left to the engine."""
    assert suits(pl.Series([], dtype=dtype).dtype, RECORDS["patrols"].column(column)) is fits


def test_decimals_that_stay_lazy() -> None:
    """A decimal is widened only where neither side of the point loses a digit."""
    pay = RECORDS["roster"].column("pay_base")
    assert suits(pl.Decimal(18, 2), pay)
    assert not suits(pl.Decimal(18, 4), pay)
    assert not suits(pl.Decimal(38, 0), pay)
