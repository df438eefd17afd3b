"""Dates after a month: windows, days off, signatures, repetitions; and the same dates counted by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridperf.calendar import Calendar
from gridperf.engine.schedule import schedule
from gridperf.period import Period
from gridperf.rulebook.scheduling import Appointment

OCTOBER = Period.parse("2026-10")
SEPTEMBER = Period.parse("2026-09")


def step(due: dict[str, Any], **more: object) -> Appointment:
    return Appointment.model_validate({"id": "publish", "name": "公示", "clause": "第八条", "of": "month", "due": due, **more})


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ({"after": "period_end", "workdays": 1}, "2026-10-08"),  # the first seven days of October are off
        ({"after": "period_end", "workdays": 3}, "2026-10-10"),  # a Saturday that is worked
        ({"after": "period_end", "days": 3, "off_day": "stays"}, "2026-10-03"),
        ({"after": "period_end", "days": 3, "off_day": "next_workday"}, "2026-10-08"),
        ({"after": "period_end", "day_of_next_month": 11, "off_day": "workday_before"}, "2026-10-10"),
        ({"after": "period_end", "days": 3, "off_day": "workday_before"}, "2026-10-01"),  # never before the window opens
    ],
)
def test_a_last_day_is_counted_from_the_end_of_the_period(due: dict[str, Any], expected: str) -> None:
    """The window opens the day after the period, whatever day that is."""
    rows = schedule([step(due)], SEPTEMBER, Calendar()).rows(named=True)
    assert [(row["starts_on"].isoformat(), row["ends_on"].isoformat()) for row in rows] == [("2026-10-01", expected)]


def test_a_step_follows_the_last_signature_of_the_one_before() -> None:
    """Payment opens the day after the county has signed."""
    first = step({"after": "period_end", "workdays": 1}, stages=[{"by": "乡镇", "workdays": 2}, {"by": "县", "workdays": 1}])
    second = step({"after": "publish", "days": 1, "off_day": "stays"}, id="pay")
    rows = schedule([first, second], OCTOBER, Calendar())
    assert [(row[1], row[2], row[4], str(row[6]), str(row[7])) for row in rows.rows()] == [
        ("publish", 0, None, "2026-11-01", "2026-11-02"),
        ("publish", 1, "乡镇", "2026-11-03", "2026-11-04"),
        ("publish", 2, "县", "2026-11-05", "2026-11-05"),
        ("pay", 0, None, "2026-11-06", "2026-11-06"),
    ]


def test_december_is_followed_by_january() -> None:
    """The tenth of the month after December lies in the next year."""
    rows = schedule([step({"after": "period_end", "day_of_next_month": 10, "off_day": "stays"})], Period.parse("2025-12"), None)
    assert rows["ends_on"].to_list() == [dt.date(2026, 1, 10)]


def test_nothing_is_due_for_a_period_of_another_kind() -> None:
    """A step of the year waits for the year."""
    assert schedule([step({"after": "period_end", "workdays": 1}, of="year")], OCTOBER, Calendar()).height == 0


def test_a_bulletin_comes_twice_every_workday() -> None:
    """October 2026 has eighteen workdays."""
    rows = schedule([step({"each": "workday", "at": ["12:00", "18:00"]})], OCTOBER, Calendar())
    assert rows.height == 36
    assert rows.select("part", "ends_on", "at").rows()[:2] == [(0, dt.date(2026, 10, 8), "12:00"), (1, dt.date(2026, 10, 8), "18:00")]


@given(st.integers(1, 12), st.integers(1, 40))
def test_workdays_are_those_of_the_published_schedule(month: int, count: int) -> None:
    """The last day is a workday, and exactly so many workdays lie in the window."""
    row = schedule([step({"after": "period_end", "workdays": count})], Period.parse(f"2025-{month:02d}"), Calendar()).row(0, named=True)
    days = [row["starts_on"] + dt.timedelta(days=at) for at in range((row["ends_on"] - row["starts_on"]).days + 1)]
    assert sum(map(chinese_calendar.is_workday, days)) == count
    assert chinese_calendar.is_workday(days[-1])
