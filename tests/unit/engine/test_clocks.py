"""Deadlines and durations by the four clocks; hours are 08:00–12:00 and 14:00–18:00, 清明 2026 is 4–6 April."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import polars as pl
import pytest
from pydantic import TypeAdapter

from gridperf.calendar import Calendar
from gridperf.engine.clocks import Clocks, derived
from gridperf.errors import RulesError
from gridperf.rulebook.deriving import Derived, WorkingTime

HOURS = (WorkingTime(8 * 60, 12 * 60), WorkingTime(14 * 60, 18 * 60))
CLOCKS = Clocks(Calendar(), HOURS)
RULE: TypeAdapter[Derived] = TypeAdapter(Derived)


def at(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)


def column(rule: Mapping[str, object], clocks: Clocks = CLOCKS, **columns: Sequence[object]) -> list[object]:
    schema: dict[str, pl.DataType] = {name: pl.Datetime("us") for name in ("start", "end") if name in columns}
    rows = pl.DataFrame(columns, schema_overrides=schema).lazy()
    made = derived(rows, {"made": RULE.validate_python(rule)}, clocks).collect()
    assert made.columns == [*columns, "made"]
    return made["made"].to_list()


@pytest.mark.parametrize(
    ("start", "limit", "deadline"),
    [
        ("2026-03-02 11:00", "1 工作时", "2026-03-02 12:00"),
        ("2026-03-02 12:30", "4 工作时", "2026-03-02 18:00"),
        ("2026-03-02 18:00", "2 工作时", "2026-03-03 10:00"),
        ("2026-04-03 17:00", "4 工作时", "2026-04-07 11:00"),
        ("2026-04-03 10:00", "2 工作日", "2026-04-08 10:00"),
        ("2026-04-03 17:00", "5 紧急工作时", "2026-04-03 22:00"),
        ("2026-04-03 17:00", "3 自然日", "2026-04-06 17:00"),
        # a holiday starts nothing before the next morning, and a shifted weekend is worked (Saturday 10 October 2026)
        ("2026-10-01 09:00", "1 工作时", "2026-10-08 09:00"),
        ("2026-10-09 17:00", "2 工作时", "2026-10-10 09:00"),
        ("2026-03-02 03:00", "0.5 工作时", "2026-03-02 08:30"),
        ("2026-03-02 08:00", "8 工作时", "2026-03-02 18:00"),
        ("2026-03-02 11:59:59.999999", "1 工作时", "2026-03-02 14:59:59.999999"),
    ],
)
def test_a_limit_is_used_up_at_the_deadline(start: str, limit: str, deadline: str) -> None:
    """Nights, breaks, weekends and holidays do not count; hours used up at closing time are due at closing time."""
    assert column({"from": "start", "limit": limit}, start=[at(start)]) == [at(deadline)]


@pytest.mark.parametrize(
    ("start", "end", "clock", "unit", "units"),
    [
        ("2026-03-02 11:00", "2026-03-02 15:00", "work_hour", "hour", 2),
        ("2026-03-02 11:00", "2026-03-02 15:00", "urgent_hour", "hour", 4),
        ("2026-04-03 17:00", "2026-04-07 11:00", "work_hour", "minute", 240),
        ("2026-04-03 10:00", "2026-04-08 10:00", "work_day", "day", 2),
        ("2026-04-03 10:00", "2026-04-08 09:59:59", "work_day", "day", 1),
        ("2026-04-03 10:00", "2026-04-08 09:59:59", "natural_day", "day", 4),
        ("2026-04-04 00:00", "2026-04-06 23:00", "work_hour", "second", 0),
        ("2026-03-02 12:30", "2026-03-02 12:00", "work_hour", "second", 0),
        ("2026-03-02 15:00", "2026-03-02 14:59:30", "work_hour", "minute", -1),
        ("2026-03-02 15:00", "2026-03-02 14:59", "work_hour", "minute", -1),
    ],
)
def test_a_part_of_a_unit_may_not_count(start: str, end: str, clock: str, unit: str, units: int) -> None:
    """Only what the clock counts counts, and with `whole_down` a unit that is not complete does not; backwards it is below nothing."""
    rule = {"from": "start", "to": "end", "clock": clock, "unit": unit, "part": "whole_down"}
    assert column(rule, start=[at(start)], end=[at(end)]) == [units]


@pytest.mark.parametrize(
    ("start", "end", "clock", "unit", "units"),
    [
        ("2026-03-02 17:00", "2026-03-02 17:00:00.000001", "work_day", "day", 1),
        ("2026-03-02 17:00", "2026-03-02 17:00:00.000001", "work_hour", "second", 1),
        ("2026-03-02 17:00", "2026-03-02 17:00", "work_day", "day", 0),
        ("2026-04-03 10:00", "2026-04-07 10:00", "work_day", "day", 1),
        ("2026-04-03 10:00", "2026-04-07 10:00:01", "work_day", "day", 2),
        ("2026-04-03 18:00", "2026-04-06 23:00", "work_day", "day", 0),
        ("2026-04-03 17:00", "2026-04-07 08:00", "work_hour", "hour", 1),
        ("2026-04-03 17:00", "2026-04-07 08:00:01", "work_hour", "hour", 2),
        ("2026-04-03 17:00", "2026-04-03 22:00", "urgent_hour", "hour", 5),
        ("2026-04-03 17:00", "2026-04-03 22:01", "urgent_hour", "hour", 6),
        ("2026-04-03 17:00", "2026-04-06 17:00", "natural_day", "day", 3),
        ("2026-04-03 17:00", "2026-04-06 17:00:01", "natural_day", "day", 4),
        ("2026-04-03 17:00", "2026-04-03 17:00:01", "natural_day", "minute", 1),
        # before the deadline nothing is late, and a whole unit before is one below nothing
        ("2026-03-02 17:00", "2026-03-02 16:59", "work_hour", "hour", 0),
        ("2026-03-02 17:00", "2026-03-02 16:00", "work_hour", "hour", -1),
        ("2026-03-02 17:00", "2026-03-02 15:59:59", "work_hour", "hour", -1),
        ("2026-03-03 10:00", "2026-03-02 09:00", "work_day", "day", -1),
    ],
)
def test_a_part_of_a_unit_may_count_as_a_whole_one(start: str, end: str, clock: str, unit: str, units: int) -> None:
    """With `whole_up` the smallest part is a whole unit, so many units exactly stay so many, and only what is late is above nothing."""
    rule = {"from": "start", "to": "end", "clock": clock, "unit": unit, "part": "whole_up"}
    assert column(rule, start=[at(start)], end=[at(end)]) == [units]


@pytest.mark.parametrize("clock", ["work_hour", "work_day", "urgent_hour", "natural_day"])
@pytest.mark.parametrize("unit", ["second", "minute", "hour", "day"])
def test_up_one_way_is_down_the_other_way(clock: str, unit: str) -> None:
    """Counted back from the second moment to the first, what went up goes down: the one is minus the other, by every clock and unit."""
    moments = [at(text) for text in ("2026-04-03 10:00", "2026-04-03 17:30:00.500000", "2026-04-07 08:00", "2026-04-08 10:00")]
    columns = {"start": [first for first in moments for _ in moments], "end": moments * len(moments)}
    up = column({"from": "start", "to": "end", "clock": clock, "unit": unit, "part": "whole_up"}, **columns)
    down = column({"from": "end", "to": "start", "clock": clock, "unit": unit, "part": "whole_down"}, **columns)
    assert up == [-units for units in down]  # type: ignore[operator]
    assert max(up) > 0 > min(up)  # type: ignore[type-var]


def test_what_has_no_end_has_no_duration() -> None:
    """An empty moment gives an empty column, in a table where no moment is known as well."""
    rule = {"from": "start", "to": "end", "clock": "work_hour", "unit": "hour", "part": "whole_down"}
    day = at("2026-03-02 08:00")
    assert column(rule, start=[day, None], end=[None, day]) == [None, None]
    assert column(rule, start=[None], end=[None]) == [None]
    assert column({"from": "start", "limit": "4 工作时"}, start=[None, day]) == [None, at("2026-03-02 12:00")]
    assert column({"from": "start", "limit": "4 工作时"}, start=[None]) == [None]


def test_a_record_counts_at_most_what_the_rule_says() -> None:
    """Five hours of one patrol count four."""
    rule = {"from": "start", "to": "end", "clock": "urgent_hour", "unit": "minute", "part": "whole_down", "at_most": 240}
    assert column(rule, start=[at("2026-03-02 08:00")] * 2, end=[at("2026-03-02 13:00"), at("2026-03-02 08:10")]) == [240, 10]
    rule["part"] = "whole_up"
    assert column(rule, start=[at("2026-03-02 08:00")] * 2, end=[at("2026-03-02 12:00:01"), at("2026-03-02 08:09:01")]) == [240, 10]


def test_limits_differ_by_category_and_clock() -> None:
    """Each category has its own limit and clock; what is not listed follows `otherwise`, which may be no limit at all."""
    of = {"暴露垃圾": "4 工作时", "燃气泄漏": "2 紧急工作时", "绿地养护": "5 工作日"}
    rule = {"from": "start", "limit": {"by": "category", "of": of, "otherwise": "none"}}
    kinds = ["暴露垃圾", "燃气泄漏", "绿地养护", "其他", None]
    friday = at("2026-03-06 17:00")
    expected = [at(text) for text in ("2026-03-09 11:00", "2026-03-06 19:00", "2026-03-13 17:00", None, None)]
    assert column(rule, start=[friday] * 5, category=kinds) == expected
    rule["limit"]["otherwise"] = "1 工作日"  # type: ignore[index]
    assert column(rule, start=[friday] * 2, category=["其他", None]) == [at("2026-03-09 17:00")] * 2


def test_a_limit_may_stand_in_a_column() -> None:
    """Two hours and three; an empty cell, nothing and less than nothing are no limit."""
    rule = {"from": "start", "limit": {"column": "hours", "clock": "work_hour"}}
    start = at("2026-03-02 11:00")
    found = column(rule, start=[start] * 5, hours=[2, 3, None, 0, -1])
    assert found == [at("2026-03-02 15:00"), at("2026-03-02 16:00"), None, None, None]


def test_a_later_column_may_use_an_earlier_one() -> None:
    """How long after its deadline a case was handled: due Monday 11:00, handled 15:00, two working hours late."""
    rows = pl.DataFrame({"start": [at("2026-03-06 17:00")], "end": [at("2026-03-09 15:00")]}).lazy()
    rules = {
        "due": RULE.validate_python({"from": "start", "limit": "4 工作时"}),
        "late": RULE.validate_python({"from": "due", "to": "end", "clock": "work_hour", "unit": "hour", "part": "whole_down"}),
    }
    assert derived(rows, rules, CLOCKS).collect()["late"].to_list() == [2]


def test_a_year_without_published_workdays_stops() -> None:
    """A deadline in a year nobody has a schedule for is not guessed; one that ends before needs no such schedule."""
    start = at("2026-12-31 17:00")
    assert column({"from": "start", "limit": "1 工作时"}, start=[start]) == [at("2026-12-31 18:00")]
    with pytest.raises(RulesError) as caught:
        column({"from": "start", "limit": "200 工作日"}, start=[start])
    assert [problem.code for problem in caught.value.problems] == ["A105"]
