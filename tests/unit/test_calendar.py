"""Workdays follow the State Council's schedule, paid days add up to the statutory year, and no year is guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridperf import language
from gridperf.calendar import Calendar
from gridperf.errors import RulesError
from gridperf.period import Period

CN = Calendar()
YEARS = {
    2025: (19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23),
    2026: (21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23),
}


@pytest.mark.parametrize(
    ("year", "month", "expected"), [(year, at + 1, days) for year, months in YEARS.items() for at, days in enumerate(months)]
)
def test_workdays_of_a_month(year: int, month: int, expected: int) -> None:
    """Each month has as many workdays as the published schedule gives it."""
    days = CN.workdays(Period.parse(f"{year}-{month:02d}"))
    assert len(days) == expected
    assert days == sorted(days)


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_year_has_248_workdays_and_261_paid_days(year: int) -> None:
    """The 13 statutory holidays are paid, so the paid days of the year are those the monthly 21.75 rests on."""
    assert len(CN.workdays(Period.parse(str(year)))) == 248
    assert len(CN.paid_days(Period.parse(str(year)))) == 261


@pytest.mark.parametrize(
    "day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10", "2025-01-26", "2025-10-11"]
)
def test_shifted_weekends_are_workdays(day: str) -> None:
    """A weekend worked in exchange is a workday and a paid day."""
    assert CN.is_workday(dt.date.fromisoformat(day))
    assert CN.is_paid_day(dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "paid"),
    [
        ("2026-01-01", True),  # 元旦, a Thursday
        ("2026-01-02", False),  # in lieu of Sunday 4 January
        ("2026-01-03", False),  # a Saturday
        ("2026-10-01", True),  # 国庆
        ("2026-10-07", False),  # in lieu of Saturday 10 October
        ("2026-10-17", False),  # an ordinary Saturday
    ],
)
def test_days_off_are_paid_only_if_statutory(day: str, paid: bool) -> None:  # noqa: FBT001
    """A statutory holiday on a weekday is paid; a day in lieu and a weekend are not."""
    assert not CN.is_workday(dt.date.fromisoformat(day))
    assert CN.is_paid_day(dt.date.fromisoformat(day)) is paid


@given(st.dates(dt.date(2004, 1, 1), dt.date(2026, 12, 31)))
def test_every_workday_is_a_paid_day(day: dt.date) -> None:
    """Nobody works a day that is not paid."""
    assert CN.is_paid_day(day) >= CN.is_workday(day)


def test_a_county_may_differ_from_the_schedule() -> None:
    """Days off and working days of a county's own override the schedule, for workdays and paid days alike."""
    own = Calendar(off=frozenset({dt.date(2026, 10, 12)}), on=frozenset({dt.date(2026, 10, 17), dt.date(2026, 10, 1)}))
    october = Period.parse("2026-10")
    assert set(own.workdays(october)) == {*CN.workdays(october), dt.date(2026, 10, 17), dt.date(2026, 10, 1)} - {dt.date(2026, 10, 12)}
    assert len(own.paid_days(october)) == len(CN.paid_days(october)) + 1 - 1


def test_a_county_may_list_days_of_a_year_without_a_schedule() -> None:
    """Days a county lists itself need no published schedule."""
    own = Calendar(off=frozenset({dt.date(2031, 1, 1)}), on=frozenset({dt.date(2031, 1, 2)}))
    assert (own.is_workday(dt.date(2031, 1, 1)), own.is_workday(dt.date(2031, 1, 2))) == (False, True)
    assert (own.is_paid_day(dt.date(2031, 1, 1)), own.is_paid_day(dt.date(2031, 1, 2))) == (False, True)


@pytest.mark.parametrize("year", [1999, 2003, 2027, 2100])
def test_a_year_without_a_schedule_stops_the_run(year: int) -> None:
    """Outside 2004 to 2026 nothing is guessed: the run stops and says what it cannot count."""
    with pytest.raises(RulesError) as caught:
        CN.workdays(Period.parse(f"{year}-01"))
    (problem,) = caught.value.problems
    assert problem.code == "A105"
    with language.use("en"):
        assert problem.message == f"The calendar has no workdays for {year}, so required patrols and paid days cannot be counted."
    with language.use("zh"):
        assert problem.message == f"日历没有 {year} 年的工作日安排，因此无法确定应巡查天数和计薪天数。"


@pytest.mark.parametrize("day", [dt.date(2004, 1, 1), dt.date(2026, 12, 31)])
def test_the_schedule_covers_2004_to_2026(day: dt.date) -> None:
    """The first and the last day of the published schedules are answered."""
    assert CN.is_workday(day) in {True, False}
