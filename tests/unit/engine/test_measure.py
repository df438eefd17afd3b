"""What counts, for whom, and what is listed as left out; October 2026 has workdays 8–10, 12–16, 19–23 and 26–30."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from pydantic import TypeAdapter

from gridperf.calendar import Calendar
from gridperf.engine.measure import Measured, measure
from gridperf.engine.plan import Filters, Request, TableUse
from gridperf.engine.service import serve
from gridperf.period import Period
from gridperf.rulebook.filters import compile_filter, filter_columns
from gridperf.rulebook.measures import Amount
from gridperf.tables import RECORDS

OCTOBER = Period.parse("2026-10")
AMOUNT: TypeAdapter[Amount] = TypeAdapter(Amount)
WHOLE = [{"worker_id": "01", "starts_on": dt.date(2026, 1, 1)}]


def day(number: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, 10, number, hour)


def patrols(*days: int, worker: str = "01", valid: bool = True) -> list[dict[str, Any]]:
    return [
        {"patrol_id": f"{worker}-{at}-{valid}", "worker_id": worker, "started_at": day(number), "valid": valid}
        for at, number in enumerate(days)
    ]


def measured(
    amount: dict[str, object],
    *,
    roster: list[dict[str, Any]] | None = None,
    uses: dict[str, TableUse] | None = None,
    levels: tuple[str, ...] = (),
    **tables: list[dict[str, Any]],
) -> Measured:
    frames = {name: pl.DataFrame(tables.get(name, []), schema=table.schema).lazy() for name, table in RECORDS.items()}
    frames["roster"] = pl.DataFrame(roster or WHOLE, schema=RECORDS["roster"].schema).lazy()
    reading = {name: TableUse(table, table.dated_by) for name, table in RECORDS.items()} | (uses or {})
    service = serve(frames["roster"], OCTOBER, Calendar())
    request = Request("m", AMOUNT.validate_python(amount), levels=levels)
    return measure([request], records=frames, uses=reading, service=service, filters=Filters(compile_filter, filter_columns))


def figures(result: Measured, worker: int = 0) -> tuple[int, ...]:
    row = result.wide.row(worker, named=True)
    return tuple(value for name, value in row.items() if name != "subject")


DAILY = {"frequency": "patrols", "where": "valid", "times": 2, "per": "workday", "excused_by": "none"}


def test_two_patrols_a_workday_are_owed_and_a_third_counts_nothing() -> None:
    """18 workdays owe 36; three on the 8th count two, one on Sunday the 11th counts none."""
    assert figures(measured(DAILY, patrols=patrols(8, 8, 8, 9, 11))) == (3, 36)


def test_a_patrol_that_is_not_stated_valid_does_not_count() -> None:
    """False and empty are both not true."""
    rows = [*patrols(8), *patrols(9, valid=False), {"patrol_id": "x", "worker_id": "01", "started_at": day(12), "valid": None}]
    assert figures(measured(DAILY, patrols=rows)) == (1, 36)


def test_days_out_of_service_owe_nothing_and_count_nothing() -> None:
    """In service from the 19th: 10 workdays; the patrol on the 8th lies outside and is listed."""
    late = [{"worker_id": "01", "starts_on": dt.date(2026, 10, 19)}]
    result = measured(DAILY, roster=late, patrols=patrols(8, 19))
    assert figures(result) == (1, 20)
    assert result.left_out.rows() == [("patrols", "outside_service", 1)]


def test_excused_days_owe_nothing_and_count_nothing() -> None:
    """Leave on the 8th and on Sunday the 11th excuses one workday."""
    leave = [{"worker_id": "01", "date": dt.date(2026, 10, number), "leave_kind": "病假"} for number in (8, 11)]
    amount = {**DAILY, "excused_by": "leave_kind IS NOT NULL"}
    assert figures(measured(amount, patrols=patrols(8, 9), attendance=leave)) == (1, 34)


@pytest.mark.parametrize(("needs", "owed"), [(1, 4), (3, 4), (5, 3), (6, 0)])
def test_a_week_is_due_if_enough_workdays_of_it_are(needs: int, owed: int) -> None:
    """The weeks of October hold 3 (8th–10th), 5, 5 and 5 workdays; a second sort-through in a week counts nothing."""
    amount = {"frequency": "patrols", "times": 1, "per": "week", "week_needs": needs, "excused_by": "none"}
    assert figures(measured(amount, patrols=patrols(12, 13, 19)))[1] == owed
    assert figures(measured(amount, patrols=patrols(12, 13, 19)))[0] == (2 if owed else 0)


def test_a_week_mostly_on_leave_is_not_due_for_that_worker_only() -> None:
    """Three of five workdays excused leave two, where three are needed."""
    leave = [{"worker_id": "01", "date": dt.date(2026, 10, number), "leave_kind": "事假"} for number in (12, 13, 14)]
    amount = {"frequency": "patrols", "times": 1, "per": "week", "week_needs": 3, "excused_by": "leave_kind IS NOT NULL"}
    roster = [*WHOLE, {"worker_id": "02", "starts_on": dt.date(2026, 1, 1)}]
    result = measured(amount, roster=roster, patrols=[*patrols(15, 20), *patrols(15, 20, worker="02")], attendance=leave)
    assert (figures(result, 0), figures(result, 1)) == ((1, 3), (2, 4))


def test_a_month_owes_once_and_any_day_of_it_counts() -> None:
    """The analysis may be held on a Sunday."""
    amount = {"frequency": "patrols", "times": 1, "per": "month", "excused_by": "none"}
    assert figures(measured(amount, patrols=patrols(11, 20))) == (1, 1)


def test_every_day_owes_where_the_duty_knows_no_weekend() -> None:
    """31 days once."""
    amount = {"frequency": "patrols", "times": 1, "per": "day", "excused_by": "none"}
    assert figures(measured(amount, patrols=patrols(1, 11, 11))) == (2, 31)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ({"count": "patrols"}, (4,)),
        ({"count": "patrols", "where": "distance_m >= 1000"}, (2,)),
        ({"sum": "patrols.distance_m"}, (4500,)),
        ({"distinct": "patrols.grid_code"}, (2,)),
        ({"days": "patrols"}, (3,)),
        ({"ratio": {"of": {"count": "patrols", "where": "valid"}, "to": {"count": "patrols"}}}, (3, 4)),
        ({"ratio": {"of": {"count": "patrols"}, "to": {"count": "visits"}}}, (4, 0)),
    ],
)
def test_each_aggregation(amount: dict[str, object], expected: tuple[int, ...]) -> None:
    """Four patrols: 1000 m, 3000 m, 500 m and unknown; in grids a, a, b and unknown; on three days."""
    rows = [
        {"patrol_id": "1", "worker_id": "01", "started_at": day(8), "distance_m": 1000, "grid_code": "a", "valid": True},
        {"patrol_id": "2", "worker_id": "01", "started_at": day(8, 15), "distance_m": 3000, "grid_code": "a", "valid": True},
        {"patrol_id": "3", "worker_id": "01", "started_at": day(9), "distance_m": 500, "grid_code": "b", "valid": True},
        {"patrol_id": "4", "worker_id": "01", "started_at": day(31, 23), "valid": False},
    ]
    assert figures(measured(amount, patrols=rows)) == expected


def test_a_sum_of_decimals_is_a_ratio_of_integers() -> None:
    """9.5 and 0.25 are 97500 ten-thousandths."""
    rows = [
        {
            "worker_id": "01",
            "period": "2026-10",
            "item": item,
            "party": "街道",
            "assessor": "a",
            "mark": Decimal(mark),
            "out_of": Decimal(10),
        }
        for item, mark in (("x", "9.5"), ("y", "0.25"))
    ]
    assert figures(measured({"sum": "marks.mark"}, marks=rows)) == (97_500, 10_000)


def test_figures_taken_as_given_come_from_the_totals() -> None:
    """Only this period's and this measure's."""
    total = {"worker_id": "01", "period": "2026-10", "measure": "满意率", "numerator": Decimal(93), "denominator": Decimal(100)}
    rows = [total, {**total, "period": "2026-09"}, {**total, "measure": "别的"}]
    assert figures(measured({"imported": "满意率"}, totals=rows)) == (930_000, 1_000_000)


def test_levels_are_counted_apart_beside_all() -> None:
    """Two at 县级, one at another level, one at none."""
    rows = [
        {"incident_id": str(at), "worker_id": "01", "kind": "投诉", "level": level, "occurred_on": dt.date(2026, 10, 9)}
        for at, level in enumerate(["县级", "县级", "市级", None])
    ]
    assert figures(measured({"count": "incidents"}, levels=("县级", "市级"), incidents=rows)) == (4, 2, 1)


def test_records_alike_in_the_declared_columns_count_once() -> None:
    """The first by date, then by key; the same place again is the same problem."""
    rows = [
        {"event_id": str(at), "worker_id": "01", "grid_code": "a", "category": "消防", "reported_at": day(8 + at), "valid": at > 0}
        for at in range(3)
    ]
    alike = {"discoveries": TableUse(RECORDS["discoveries"], "reported_at", ("grid_code", "category"))}
    assert figures(measured({"count": "discoveries"}, uses=alike, discoveries=rows)) == (1,)
    assert figures(measured({"count": "discoveries", "where": "valid"}, uses=alike, discoveries=rows)) == (0,)


def test_the_period_is_whole_days_and_what_lies_outside_is_listed() -> None:
    """The first and the last moment of October belong to it; strangers and other months do not."""
    rows = [
        {"patrol_id": "first", "worker_id": "01", "started_at": dt.datetime(2026, 10, 1)},
        {"patrol_id": "last", "worker_id": "01", "started_at": dt.datetime(2026, 10, 31, 23, 59, 59, 999_999)},
        {"patrol_id": "after", "worker_id": "01", "started_at": dt.datetime(2026, 11, 1)},
        {"patrol_id": "before", "worker_id": "01", "started_at": dt.datetime(2026, 9, 30, 23, 59)},
        {"patrol_id": "stranger", "worker_id": "99", "started_at": day(8)},
    ]
    result = measured({"count": "patrols"}, patrols=rows)
    assert figures(result) == (2,)
    assert result.left_out.rows() == [("patrols", "other_period", 2), ("patrols", "not_on_roster", 1)]


def test_a_transfer_is_one_person_with_two_intervals() -> None:
    """Both intervals together owe the whole month."""
    roster = [
        {"worker_id": "01", "starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 10, 14), "grid_code": "a"},
        {"worker_id": "01", "starts_on": dt.date(2026, 10, 15), "grid_code": "b"},
    ]
    assert figures(measured(DAILY, roster=roster, patrols=patrols(14, 15))) == (2, 36)
