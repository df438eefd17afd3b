"""Periods of one kind meet without gap or overlap, whatever day a month starts on and whatever month a year."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridperf.period import Every, Period

KINDS: tuple[Every, ...] = ("month", "quarter", "half", "year")
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}

years = st.integers(1990, 2100)
boundaries = st.fixed_dictionaries({"month_starts_on": st.integers(1, 28), "year_starts_in": st.integers(1, 12)})


def code_of(year: int, every: Every, at: int) -> str:
    return {"month": f"{year}-{at + 1:02d}", "quarter": f"{year}Q{at + 1}", "half": f"{year}H{at + 1}", "year": f"{year}"}[every]


@st.composite
def periods(draw: st.DrawFn, every: Every | None = None) -> Period:
    """Draw a period of any kind (or of *every*) with any boundaries."""
    kind = draw(st.sampled_from(KINDS)) if every is None else every
    return Period.parse(code_of(draw(years), kind, draw(st.integers(0, 12 // MONTHS[kind] - 1))), **draw(boundaries))


@pytest.mark.parametrize(
    ("code", "boundary", "starts_on", "ends_on"),
    [
        ("2026-10", {}, "2026-10-01", "2026-10-31"),
        ("2024-02", {}, "2024-02-01", "2024-02-29"),
        ("2026-12", {}, "2026-12-01", "2026-12-31"),
        (" 2026-10 ", {}, "2026-10-01", "2026-10-31"),
        ("2026Q4", {}, "2026-10-01", "2026-12-31"),
        ("2026H1", {}, "2026-01-01", "2026-06-30"),
        ("2026", {}, "2026-01-01", "2026-12-31"),
        ("2026-10", {"month_starts_on": 26}, "2026-09-26", "2026-10-25"),
        ("2026-01", {"month_starts_on": 26}, "2025-12-26", "2026-01-25"),
        ("2026-03", {"month_starts_on": 28}, "2026-02-28", "2026-03-27"),
        ("2026Q1", {"month_starts_on": 26}, "2025-12-26", "2026-03-25"),
        ("2026", {"year_starts_in": 11}, "2025-11-01", "2026-10-31"),
        ("2026Q1", {"year_starts_in": 11}, "2025-11-01", "2026-01-31"),
        ("2026H2", {"year_starts_in": 11}, "2026-05-01", "2026-10-31"),
        ("2026-10", {"year_starts_in": 11}, "2026-10-01", "2026-10-31"),
        ("2026", {"year_starts_in": 11, "month_starts_on": 26}, "2025-10-26", "2026-10-25"),
    ],
)
def test_parse_gives_both_ends(code: str, boundary: dict[str, int], starts_on: str, ends_on: str) -> None:
    """A code means the days its calendar says, custom months named by the month they end in."""
    period = Period.parse(code, **boundary)
    assert (period.starts_on.isoformat(), period.ends_on.isoformat()) == (starts_on, ends_on)
    assert str(period) == code.strip()


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "2026-1", "2026Q5", "2026Q0", "2026H3", "26-10", "2026/10", "2026-10-01", "去年", "2026q4"]
)
def test_parse_refuses_what_is_no_period(text: str) -> None:
    """Anything else is refused with the four ways to write a period."""
    with pytest.raises(ValueError, match="is no period: write 2026-10, 2026Q4, 2026H2 or 2026"):
        Period.parse(text)


def test_parse_keeps_a_period() -> None:
    """A period given as a period stays as it is."""
    period = Period.parse("2026-10", month_starts_on=26)
    assert Period.parse(period) is period


@given(periods(), st.data())
def test_parts_partition_the_whole(period: Period, data: st.DataObject) -> None:
    """The parts of a period cover each of its days exactly once, in order, and are named as their own codes."""
    fitting = [kind for kind in KINDS if MONTHS[kind] <= MONTHS[period.every]]
    parts = period.parts(data.draw(st.sampled_from(fitting)))
    assert parts[0].starts_on == period.starts_on
    assert parts[-1].ends_on == period.ends_on
    assert all(left.ends_on + dt.timedelta(days=1) == right.starts_on for left, right in pairwise(parts))
    assert sum(part.days for part in parts) == period.days
    assert len(parts) == MONTHS[period.every] // MONTHS[parts[0].every]
    again = {"month_starts_on": period.month_starts_on, "year_starts_in": period.year_starts_in}
    assert [Period.parse(part.code, **again) for part in parts] == parts


@given(periods("quarter"))
def test_parts_refuses_longer_kinds(period: Period) -> None:
    """A quarter is not made of half-years."""
    with pytest.raises(ValueError, match=f"^{period.code} is not made of whole periods of kind half$"):
        period.parts("half")


@given(periods())
def test_before_is_the_neighbour(period: Period) -> None:
    """The period before ends the day before this one starts, and one year of them is the same code a year earlier."""
    previous = period.before()
    assert previous.every == period.every
    assert previous.ends_on + dt.timedelta(days=1) == period.starts_on
    assert period.before(0) == period
    assert period.before(-1).before() == period
    a_year = period.before(12 // MONTHS[period.every])
    assert a_year.code == f"{int(period.code[:4]) - 1}{period.code[4:]}"


@given(boundaries, st.dates(dt.date(1995, 1, 1), dt.date(2095, 12, 31)), st.sampled_from(KINDS))
def test_every_day_lies_in_exactly_one_period_of_a_kind(boundary: dict[str, int], day: dt.date, every: Every) -> None:
    """Any day belongs to one period of each kind, never to none and never to two."""
    near = [
        Period.parse(code_of(year, every, at), **boundary)
        for year in range(day.year - 1, day.year + 3)
        for at in range(12 // MONTHS[every])
    ]
    assert sum(period.starts_on <= day <= period.ends_on for period in near) == 1


def test_days_counts_both_ends() -> None:
    """A leap February has 29 days, a custom month crosses it, and a year has 365 or 366."""
    assert Period.parse("2024-02").days == 29
    assert Period.parse("2024-03", month_starts_on=26).days == 29
    assert (Period.parse("2025").days, Period.parse("2024").days) == (365, 366)
