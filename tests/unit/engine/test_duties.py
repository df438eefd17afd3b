"""Days held at a maximum, sums reached, days in a row, time on the move, lists to cover; October 2026 has workdays 8–10, 12–16, 19–23, 26–30."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gridperf.engine.plan import TableUse
from gridperf.rulebook.declared import with_derived
from gridperf.rulebook.deriving import Elapsed
from gridperf.tables import RECORDS
from tests.unit.engine.test_measure import WHOLE, day, figures, measured, patrols

LATE = [{"worker_id": "01", "starts_on": dt.date(2026, 10, 13)}]


def walks(*distances: tuple[int, int]) -> list[dict[str, Any]]:
    return [
        {"patrol_id": str(at), "worker_id": "01", "started_at": day(number), "distance_m": metres}
        for at, (number, metres) in enumerate(distances)
    ]


def leave(*days: int) -> list[dict[str, Any]]:
    return [{"worker_id": "01", "date": dt.date(2026, 10, number), "leave_kind": "病假"} for number in days]


@pytest.mark.parametrize(("per", "counted"), [("day", 5), ("week", 4), ("month", 2)])
def test_a_busy_day_counts_only_so_much(per: str, counted: int) -> None:
    """Three on the 8th, one on the 9th, two on the 12th: 2 + 1 + 2 by day, 2 + 2 by week, 2 by month."""
    amount = {"count": "patrols", "at_most": {"times": 2, "per": per}}
    assert figures(measured(amount, patrols=patrols(8, 8, 8, 9, 12, 12))) == (counted,)


def test_a_day_counts_once_its_sum_is_reached() -> None:
    """3,000 and 2,000 metres make 5,000; 4,999 do not, nor does a walk whose length nobody noted."""
    rows = [*walks((8, 3000), (8, 2000), (9, 4999), (12, 6000)), {"patrol_id": "x", "worker_id": "01", "started_at": day(13)}]
    assert figures(measured({"days": "patrols", "sum": "distance_m", "at_least": 5000}, patrols=rows)) == (2,)


DECIDED = ((8, "2.50"), (9, "2.51"), (12, "4.00"), (12, "5.00"))
WEEKLY = {"frequency": "patrols", "sum": "distance_m", "at_least": 5000, "per": "week", "week_needs": 3, "excused_by": "none"}


@pytest.mark.parametrize(("part", "figure"), [("whole_down", (2, 4)), ("linear", (14_999, 20_000))])
def test_a_week_may_ask_for_an_amount(part: str, figure: tuple[int, int]) -> None:
    """3,000 + 2,000 metres reach 5,000, so do 9,000, which make up for no other week; 4,999 do not; less than nothing counts nothing."""
    rows = walks((8, 3000), (9, 2000), (12, 4999), (19, 9000), (26, -3000))
    rows.append({"patrol_id": "x", "worker_id": "01", "started_at": day(13), "distance_m": None})
    assert figures(measured({**WEEKLY, "part": part}, patrols=rows)) == figure


def test_days_of_one_week_are_added_up_before_anything_is_cut() -> None:
    """What goes below nothing on one day takes from what was done on another day of the week."""
    rows = walks((12, 6000), (13, -2000), (19, -500), (20, 5500))
    assert figures(measured({**WEEKLY, "part": "linear"}, patrols=rows)) == (9000, 20_000)
    assert figures(measured({**WEEKLY, "part": "whole_down"}, patrols=rows)) == (1, 4)


@pytest.mark.parametrize(
    ("asked", "figure"),
    [
        ({"per": "day"}, (2, 31)),
        ({"per": "workday"}, (1, 18)),
        ({"per": "month"}, (1, 1)),
        ({"per": "month", "at_least": 10_001}, (0, 1)),
        ({"per": "week", "week_needs": 5}, (1, 3)),
        ({"per": "week", "week_needs": 3}, (2, 4)),
    ],
)
def test_an_amount_is_due_where_a_number_of_times_would_be(asked: dict[str, Any], figure: tuple[int, int]) -> None:
    """5,000 metres on Saturday the 31st, when October ends in the middle of a week; five workdays are due of that week, three of the first."""
    rows = walks((8, 5000), (31, 5000))
    rule = {key: value for key, value in {**WEEKLY, **asked}.items() if key != "week_needs" or asked["per"] == "week"}
    assert figures(measured({**rule, "part": "whole_down"}, patrols=rows)) == figure


def test_an_amount_is_due_only_while_somebody_serves_and_is_not_excused() -> None:
    """From the 13th on four workdays of one week and two whole weeks are due; leave for three days of the second lets it fall."""
    rows = walks((8, 5000), (14, 2500), (20, 5000), (26, 9000))
    rule = {**WEEKLY, "part": "linear", "excused_by": "leave_kind IS NOT NULL"}
    assert figures(measured(rule, roster=LATE, patrols=rows)) == (12_500, 15_000)
    assert figures(measured(rule, roster=LATE, patrols=rows, attendance=leave(19, 21, 22))) == (7_500, 10_000)


def test_an_amount_of_a_decimal_column_is_exact() -> None:
    """Of 2.505 a day 2.50 fall short by less than the column can hold, 2.51 reach it, and 9.00 count no more than 2.505."""
    rows = [{"decision_id": f"{at}", "worker_id": "01", "decided_on": day(at).date(), "amount": Decimal(amount)} for at, amount in DECIDED]
    rule = {"frequency": "decisions", "sum": "amount", "at_least": "2.505", "per": "workday", "excused_by": "none"}
    assert figures(measured({**rule, "part": "whole_down"}, decisions=rows)) == (2, 18)
    met, due = figures(measured({**rule, "part": "linear"}, decisions=rows))
    assert Fraction(met, due) == (Fraction("2.5") + 2 * Fraction("2.505")) / (18 * Fraction("2.505"))


@pytest.mark.parametrize(
    ("per", "which", "excused", "run"),
    [
        ("day", "longest", (), 3),
        ("workday", "longest", (), 5),
        ("workday", "ending", (), 1),
        ("day", "ending", (), 0),
        ("workday", "longest", (14,), 6),
        ("workday", "ending", (29,), 2),
        ("workday", "ending", (30,), 0),
    ],
)
def test_days_in_a_row(per: str, which: str, excused: tuple[int, ...], run: int) -> None:
    """8–10, 12–13, 15, 19, 28, 30: the weekend does not break workdays, leave on the 14th joins 13 and 15, on the 29th 28 and 30."""
    rows = patrols(8, 9, 10, 12, 13, 15, 19, 28, 30)
    amount = {"streak": "patrols", "per": per, "which": which, "excused_by": "leave_kind IS NOT NULL" if excused else "none"}
    assert figures(measured(amount, patrols=rows, attendance=leave(*excused))) == (run,)


def test_a_run_ends_with_service() -> None:
    """In service until the 13th, the run that reaches it is the one at the end; days out of service break a run."""
    ended = [{"worker_id": "01", "starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 10, 13)}]
    ending = {"streak": "patrols", "per": "workday", "which": "ending", "excused_by": "none"}
    assert figures(measured(ending, roster=ended, patrols=patrols(9, 10, 12, 13))) == (4,)
    gap = [*ended, {"worker_id": "01", "starts_on": dt.date(2026, 10, 15)}]
    longest = {**ending, "which": "longest"}
    assert figures(measured(longest, roster=gap, patrols=patrols(13, 14, 15, 16))) == (2,)


def fixes(*minutes: int, number: int = 8) -> list[dict[str, Any]]:
    return [{"track_id": f"{number}-{at}", "worker_id": "01", "recorded_at": day(number, 0) + dt.timedelta(minutes=at)} for at in minutes]


def test_time_between_fixes_leaves_long_gaps_out() -> None:
    """10 + 30 minutes count and the gap of 31 does not; midnight separates days; 89 seconds make no second minute."""
    amount = {"online": "tracks", "at": "recorded_at", "gap_at_most": 30, "unit": "minute"}
    assert figures(measured(amount, tracks=[*fixes(480, 490, 520, 551), *fixes(0, 5, number=9)])) == (45,)
    nearly = [*fixes(480), {"track_id": "x", "worker_id": "01", "recorded_at": day(8, 8) + dt.timedelta(seconds=89)}]
    assert figures(measured(amount, tracks=nearly)) == (1,)
    reached = {**amount, "day_reaches": 40}
    assert figures(measured(reached, tracks=[*fixes(480, 490, 520), *fixes(0, 30, number=9)])) == (1,)


COVER = {"coverage": "visits", "of": "targets", "target": "target_id", "times": 1, "per": "week", "needs": 3, "excused_by": "none"}


def target(name: str, first: int = 1, last: int | None = None, worker: str = "01") -> dict[str, Any]:
    ends = None if last is None else dt.date(2026, 10, last)
    return {"target_id": name, "worker_id": worker, "target_class": "重点人员", "starts_on": dt.date(2026, 10, first), "ends_on": ends}


def visits(*seen: tuple[str, int], worker: str = "01") -> list[dict[str, Any]]:
    return [
        {"visit_id": f"{worker}{at}", "worker_id": worker, "target_id": name, "visited_at": day(number)}
        for at, (name, number) in enumerate(seen)
    ]


def test_every_target_is_owed_its_own_visits() -> None:
    """Five weeks of October have 4, 7, 7, 7 and 6 days; two visits in one week are one, and none stands in for another's."""
    seen = visits(("a", 1), ("a", 8), ("a", 9), ("b", 30), ("c", 12))
    assert figures(measured(COVER, targets=[target("a"), target("b")], visits=seen)) == (3, 10)
    assert figures(measured({**COVER, "needs": 7}, targets=[target("a")], visits=seen)) == (1, 3)
    assert figures(measured({**COVER, "per": "month", "times": 2}, targets=[target("a"), target("b")], visits=seen)) == (3, 4)


def test_a_target_is_owed_while_it_is_listed_and_the_worker_serves() -> None:
    """On the list from the 13th to the 24th: six days of one week and six of the next; leave and other workers' targets owe nothing."""
    seen = visits(("a", 13), ("a", 26))
    assert figures(measured(COVER, targets=[target("a", 13, 24)], visits=seen)) == (1, 2)
    assert figures(measured({**COVER, "needs": 7}, targets=[target("a", 13, 24)], visits=seen)) == (0, 0)
    assert figures(measured(COVER, roster=LATE, targets=[target("a")], visits=seen)) == (2, 3)
    excused = {**COVER, "excused_by": "leave_kind IS NOT NULL"}
    away = leave(*range(12, 17))
    assert figures(measured(excused, targets=[target("a")], visits=seen, attendance=away)) == (1, 4)
    result = measured(COVER, targets=[target("a"), target("b", worker="99")], visits=visits(("a", 1), worker="02"))
    assert figures(result) == (0, 5)
    assert result.left_out.sort("table").rows() == [("targets", "not_on_roster", 1), ("visits", "not_on_roster", 1)]


def use(table: str, **said: Any) -> dict[str, TableUse]:
    declared = with_derived(RECORDS, {table: said.get("derive", {})})[table]
    return {table: TableUse(declared, declared.dated_by, **said)}


def test_what_the_rulebook_does_not_let_count_is_listed() -> None:
    """Of five patrols one is of another month, one not stated valid, one void, one repeated; one counts, and all are accounted for."""
    rows = [*patrols(8), *patrols(9, valid=False), *patrols(8, 8)[1:]]
    rows += [{"patrol_id": f"x{at}", "worker_id": "01", "started_at": dt.datetime(2026, at, 8), "valid": None} for at in (9, 10)]
    result = measured({"count": "patrols"}, uses=use("patrols", counts="valid", distinct_by=("worker_id",)), patrols=rows)
    assert figures(result) == (1,)
    assert sorted(result.left_out.rows()) == [("patrols", "not_valid", 2), ("patrols", "other_period", 1), ("patrols", "repeated", 1)]


def test_derived_columns_are_filtered_counted_and_let_count() -> None:
    """Fifty minutes and ten; the ten are too short to count, and what never ended is neither long nor short."""
    rows = [{**row, "ended_at": row["started_at"] + dt.timedelta(minutes=long)} for row, long in zip(patrols(8, 9), (50, 10), strict=True)]
    rows += [{"patrol_id": "x", "worker_id": "01", "started_at": day(10)}]
    minutes = Elapsed.model_validate(
        {"from": "started_at", "to": "ended_at", "clock": "urgent_hour", "unit": "minute", "part": "whole_down"}
    )
    derive = {"derive": {"minutes": minutes}}
    assert figures(measured({"sum": "patrols.minutes"}, uses=use("patrols", **derive), patrols=rows)) == (60,)
    assert figures(measured({"count": "patrols", "where": "minutes < 50"}, uses=use("patrols", **derive), patrols=rows)) == (1,)
    result = measured({"count": "patrols"}, uses=use("patrols", counts="minutes >= 50", **derive), patrols=rows)
    assert figures(result) == (1,)
    assert result.left_out.rows() == [("patrols", "not_valid", 2)]


def test_a_list_may_leave_targets_out() -> None:
    """Targets that do not count are owed nothing, and listed; leave that does not count excuses nobody."""
    uses = use("targets", counts="target_class = '重点人员'") | use("attendance", counts="attended = 0")
    other = {**target("b"), "target_class": "出租房"}
    result = measured(COVER, uses=uses, targets=[target("a"), other], visits=visits(("a", 8), ("b", 8)))
    assert figures(result) == (1, 5)
    assert result.left_out.rows() == [("targets", "not_valid", 1)]
    excused = {**COVER, "excused_by": "leave_kind IS NOT NULL"}
    away = [{**row, "attended": 1} for row in leave(*range(12, 19))]
    assert figures(measured(excused, uses=uses, targets=[target("a")], attendance=away)) == (0, 5)


def test_several_measures_of_a_table_are_answered_together() -> None:
    """A ratio may stand on measures made of days: two patrols held to one a day, over days walked."""
    amount = {"ratio": {"of": {"count": "patrols", "at_most": {"times": 1, "per": "day"}}, "to": {"days": "patrols"}}}
    assert figures(measured(amount, patrols=patrols(8, 8, 9))) == (2, 2)
    assert figures(measured(amount, roster=WHOLE)) == (0, 0)
