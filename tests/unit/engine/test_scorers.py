"""Scorers that count something other than what was measured, each with numbers worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from gridperf.engine.ledger import measure_rows, point_entries
from gridperf.engine.score import score
from gridperf.engine.targets import with_targets
from gridperf.errors import RecordsError
from gridperf.period import Period
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.scoring import Sheet

STEP = Rounding.model_validate({"line": "0.01", "total": "0.01", "money": "0.01", "mode": "half_up"})
OCTOBER = Period.parse("2026-10")
PEOPLE = pl.DataFrame({"subject": ["01"], "role": ["组长"], "area": ["城镇"], "roster.title": ["中级"]})
RATIO = {"ratio": {"of": {"count": "disposals"}, "to": {"count": "disposals"}}}


def sheet(points: dict[str, Any], *, when_no_data: str | None = None) -> Sheet:
    item = {"id": "a", "name": "甲", "clause": "第一条", "score": points, "measure": RATIO if when_no_data else {"count": "incidents"}}
    return Sheet.model_validate(
        {
            "id": "month",
            "name": "月度",
            "assess": {"subject": "worker", "roles": "all", "placed": "last"},
            "every": "month",
            "full_score": 100,
            "total": {"floor": "unlimited", "cap": "unlimited", "clause": "第二条"},
            "items": [{**item, "when_no_data": when_no_data} if when_no_data else item],
        }
    )


def card(rules: Sheet, *, period: Period = OCTOBER, people: pl.DataFrame = PEOPLE, **measured: int) -> list[tuple[str, str, str, str]]:
    """Return quantity, rate, amount and note of every printed line of one subject."""
    table = pl.DataFrame({"subject": ["01"], **{name: [value] for name, value in measured.items()}})
    table = with_targets(table, rules.items, people, period)
    rows = point_entries(
        score(table, rules, STEP),
        table,
        rules,
        STEP,
        period.code,
        sheets=[rules],
        measure=lambda one: one if not isinstance(one, str) else {}[one],
    )
    shown = []
    for row in rows.iter_rows(named=True):
        over, under = row["numerator"], row["denominator"]
        quantity = "" if over is None else str(Fraction(over, under)) if under else "-"
        rate = "" if row["rate"] is None else f"{row['rate'].normalize():f}"
        shown.append((quantity, rate, f"{row['amount'].normalize():f}", row["note"] or ""))
    return shown


# --- shares of a target ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "quantity", "points"), [(36, "9/10", "27"), (40, "1", "30"), (45, "9/8", "30"), (0, "0", "0")])
def test_a_count_earns_its_share_of_the_target_and_no_more(count: int, quantity: str, points: str) -> None:
    """36 of 40 earns 27 of 30; 45 of 40 earns 30."""
    assert card(sheet({"share": 30, "target": 40}), a=count) == [(quantity, "30", points, "目标 40，至多满分")]


@pytest.mark.parametrize(("over", "points"), [(95, "30"), (76, "24"), (100, "30")])
def test_a_ratio_earns_its_share_of_the_target(over: int, points: str) -> None:
    """76 % is 0.8 of the target of 95 %, so 24 of 30; the card shows the ratio as it was measured."""
    lines = card(sheet({"share": 30, "target": "95%"}, when_no_data="zero"), **{"a": over, "a|den": 100})
    assert lines == [(str(Fraction(over, 100)), "30", points, "÷ 目标 95%，至多满分")]


@pytest.mark.parametrize(("policy", "points"), [("full", "30"), ("zero", "0")])
def test_a_share_of_a_target_without_data_earns_what_the_rulebook_says(policy: str, points: str) -> None:
    """Nothing due is neither reached nor missed."""
    ((_, _, got, _),) = card(sheet({"share": 30, "target": "95%"}, when_no_data=policy), **{"a": 0, "a|den": 0})
    assert got == points


@pytest.mark.parametrize(("by", "of", "points"), [("role", {"组长": 20, "组员": 40}, "15"), ("title", {"中级": "12.5"}, "24")])
def test_a_target_by_a_roster_column_is_that_of_the_placing_interval(by: str, of: dict[str, Any], points: str) -> None:
    """10 of the leader's 20 is half of 30; 10 of 12.5 is four fifths of it."""
    assert card(sheet({"share": 30, "target": {"by": by, "of": of}}), a=10)[0][2] == points


def test_a_value_without_target_is_refused_and_nobody_is_scored_by_chance() -> None:
    """A role the rulebook does not know stops the assessment and is named."""
    with pytest.raises(RecordsError) as caught:
        card(sheet({"share": 30, "target": {"by": "role", "of": {"组员": 40}}}), a=10)
    assert [problem.code for problem in caught.value.problems] == ["A124"]
    assert "组长" in str(caught.value)


@pytest.mark.parametrize(
    ("month", "points"), [("2026-01", "30"), ("2026-02", "15"), ("2026-03", "30"), ("2025-12", "15"), ("2025-11", "30")]
)
def test_a_cycle_begins_anew_after_its_last_step(month: str, points: str) -> None:
    """50 % is all of the first month's target and half of the second's, in every cycle before and after the named one."""
    rules = sheet({"share": 30, "target": {"cycle": 2, "starts": "2026-01", "steps": ["50%", "100%"]}}, when_no_data="zero")
    assert card(rules, period=Period.parse(month), **{"a": 50, "a|den": 100})[0][2] == points


def test_a_moving_target_stands_among_the_measures() -> None:
    """Whoever scores the saved result again needs no roster."""
    rules = sheet({"share": 30, "target": {"by": "title", "of": {"中级": "12.5"}}})
    table = with_targets(pl.DataFrame({"subject": ["01"], "a": [10]}), rules.items, PEOPLE, OCTOBER)
    rows = measure_rows(table, rules, OCTOBER.code).select("item", "level", "numerator", "denominator").rows()
    assert rows == [("a", "", 10, 1), ("a", "target", 25, 2)]


# --- what is missing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("part", "quantity", "points"), [("whole_down", "2", "16"), ("whole_up", "3", "14"), ("linear", "5/2", "15")])
def test_each_percentage_point_short_costs_points(part: str, quantity: str, points: str) -> None:
    """92.5 % is 2.5 points short of 95 %: two, three, or two and a half times 2 points off 20."""
    rules = sheet({"short_of": "95%", "each": -2, "part": part, "starts_at": 20, "down_to": 0}, when_no_data="zero")
    start, short = card(rules, **{"a": 37, "a|den": 40})
    assert start == ("", "", "20", "")
    assert short[:2] == (quantity, "-2")
    assert Fraction(start[2]) + Fraction(short[2]) == Fraction(points)
    assert short[3].startswith("目标 95%，实绩 37/40")


@pytest.mark.parametrize(("count", "points"), [(40, 0), (41, 0), (39, -2), (35, -10), (10, -20)])
def test_each_unit_short_of_a_number_costs_points_down_to_the_end(count: int, points: int) -> None:
    """Five missing of 40 cost 10; thirty missing cost 20 and no more."""
    lines = card(sheet({"short_of": 40, "each": -2, "part": "linear", "down_to": -20}), a=count)
    assert sum(Fraction(amount) for _, _, amount, _ in lines) == points


@pytest.mark.parametrize(("policy", "points"), [("full", 20), ("zero", 0)])
def test_what_is_short_of_nothing_earns_what_the_rulebook_says(policy: str, points: int) -> None:
    """Without data the full mark stays, or goes; nothing is deducted."""
    rules = sheet({"short_of": "95%", "each": -2, "part": "whole_up", "starts_at": 20, "down_to": 0}, when_no_data=policy)
    lines = card(rules, **{"a": 0, "a|den": 0})
    assert sum(Fraction(amount) for _, _, amount, _ in lines) == points


# --- occurrences -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "count", "line"),
    [
        ({"each": 1, "lot": 5, "up_to": 10}, 23, ("4", "1", "4", "实有 23，每 5 计一次")),
        ({"each": 2, "beyond": 1, "up_to": 10}, 4, ("3", "2", "6", "实有 4，超过 1 的部分")),
        ({"each": 2, "beyond": 1, "up_to": 10}, 1, ("0", "2", "0", "实有 1，超过 1 的部分")),
        ({"each": 2, "beyond": 3, "lot": 5, "up_to": 10}, 13, ("2", "2", "4", "实有 13，超过 3 的部分，每 5 计一次")),
    ],
)
def test_lots_and_thresholds_say_what_they_were_made_of(points: dict[str, Any], count: int, line: tuple[str, ...]) -> None:
    """The quantity is what counts, the note what was measured."""
    assert card(sheet(points), a=count) == [line]


@pytest.mark.parametrize(("count", "first", "later"), [(0, "0", "0"), (1, "-5", "0"), (2, "-5", "-10"), (4, "-5", "-30")])
def test_from_the_second_time_on_another_value_holds(count: int, first: str, later: str) -> None:
    """The first costs 5, every later one 10."""
    lines = card(sheet({"each": -5, "repeated": {"from": 2, "each": -10}, "down_to": "unlimited"}), a=count)
    assert [(amount, note) for _, _, amount, note in lines] == [(first, "第 1 次"), (later, "第 2 次起")]


LEVELS = {"each": 1, "by_level": {"县级": 2, "市级": 5}, "up_to": 50}


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ("sum", [("3", "2", "6", "县级"), ("2", "5", "10", "市级"), ("1", "1", "1", "")]),
        ("highest", [("1", "5", "5", "市级，只计最高一级")]),
    ],
)
def test_several_recognitions_add_up_or_only_the_highest_counts(counted: str, expected: list[tuple[str, ...]]) -> None:
    """Three of the county, two of the city and one below: 17 points together, or 5 for the city's alone."""
    assert card(sheet({**LEVELS, "counted": counted}), **{"a": 6, "a|县级": 3, "a|市级": 2}) == expected


@pytest.mark.parametrize(("county", "city", "rest", "points"), [(2, 0, 1, 2), (0, 0, 3, 1), (0, 0, 0, 0), (1, 1, 1, 5)])
def test_the_highest_level_is_the_best_paid_that_occurred(county: int, city: int, rest: int, points: int) -> None:
    """Levels not named are the last to be looked at here, as they are paid least."""
    lines = card(sheet({**LEVELS, "counted": "highest"}), **{"a": county + city + rest, "a|县级": county, "a|市级": city})
    assert sum(Fraction(amount) for _, _, amount, _ in lines) == points
