"""What the laws have found, each as the smallest case a person can check on paper."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gridperf.assessment import Assessment, roll_up
from gridperf.errors import RecordsError
from gridperf.period import Period
from gridperf.rulebook.edition import Edition
from gridperf.testing.strategies import Rows, frames
from tests.oracle.compare import assess_frames, differences, rulebook_of

OCTOBER = Period.parse("2026-10")
IMPORTED = {"imported": "办结数"}


def edition_of(items: list[dict[str, Any]], full: int | Fraction, **more: Any) -> Edition:
    """Return a rulebook of one sheet with *items*; *more* goes to the sheet, or to the rulebook where it has such a key."""
    sheet = {
        "id": "sheet",
        "name": "表",
        "assess": {"subject": "worker", "roles": "all", "placed": "last"},
        "every": "month",
        "full_score": full,
        "total": {"floor": -100, "cap": "unlimited", "clause": "一"},
        "items": [{"name": item["id"], "clause": "一", **item} for item in items],
    }
    whole = {key: more.pop(key) for key in ("pay", "tables", "rollup", "rounding") if key in more}
    base = {
        "title": "办法",
        "source": "sources/2026-01-01.md",
        "basis": "assumed",
        "calendar": {"month_starts_on": 1, "workdays": "cn"},
        "rounding": {"line": Fraction(1, 100), "total": Fraction(1, 100), "money": Fraction(1, 100), "mode": "half_up"},
        "sheets": [{**sheet, **more}],
        "grades": [{"grade": "合格", "at_least": -100}],
    }
    return Edition.model_validate({**base, **whole})


def rows_of(**tables: list[dict[str, Any]]) -> Rows:
    """Return *tables* with one worker in service for ever, and the other tables empty."""
    names = ("patrols", "discoveries", "disposals", "visits", "incidents", "marks", "attendance", "totals")
    worker = {"worker_id": "A", "starts_on": dt.date(2026, 1, 1), "name": "甲", "role": "网格员", "grid_code": "g"}
    return {"roster": [worker], **{name: [] for name in names}, **tables}


def visit(at: int, **more: Any) -> dict[str, Any]:
    return {"visit_id": f"v{at}", "worker_id": "A", "visited_at": dt.datetime(2026, 10, 9, 8, at), **more}


def checked(edition: Edition, rows: Rows, period: Period = OCTOBER) -> Assessment:
    """Return the assessment, after comparing it with the twin."""
    assessment = assess_frames(frames(rows), edition, period)
    assert differences(assessment, rows, edition, period) == []
    return assessment


def ratio_item(name: str, marks: Fraction, **more: Any) -> dict[str, Any]:
    visits = {"ratio": {"of": {"count": "visits", "where": "complete"}, "to": {"count": "visits"}}}
    return {"id": name, "measure": visits, "score": {"share": marks}, "when_no_data": "full", **more}


NO_DATA = {"ratio": {"of": {"count": "patrols"}, "to": {"count": "patrols"}}}


def test_scaling_for_an_exempt_item_keeps_half_marks() -> None:
    """7.5 of 20 marks are exempt: the other 12.5 scale to 20 exactly, though totals are whole points."""
    items = [ratio_item("a", Fraction("12.5")), ratio_item("b", Fraction("7.5"), measure=NO_DATA, when_no_data="exempt")]
    rounding = {"line": "exact", "total": 1, "money": 1, "mode": "down"}
    edition = edition_of(items, 20, all_exempt="full", rounding=rounding)
    assessment = checked(edition, rows_of(visits=[visit(1, complete=True)]))
    assert assessment.scores["total"].to_list() == [Decimal(20)]


def test_what_is_exempt_in_a_bonus_group_scales_nothing() -> None:
    """A bonus nobody could earn leaves the rest as it is."""
    bonus = {"id": "bonus", "name": "加分", "clause": "一", "max": 5, "beyond_full": True}
    items = [ratio_item("a", Fraction(20)), ratio_item("b", Fraction(5), measure=NO_DATA, when_no_data="exempt", section="bonus")]
    edition = edition_of(items, 20, all_exempt="full", sections=[bonus])
    assessment = checked(edition, rows_of(visits=[visit(1, complete=True), visit(2, complete=False)]))
    assert assessment.scores["total"].to_list() == [Decimal(10)]


@pytest.mark.parametrize(("policy", "total"), [("full", 10), ("zero", 0)])
def test_occurrences_that_nobody_typed_in_follow_the_policy(policy: str, total: int) -> None:
    """A figure missing from the totals table gives full marks or none, as declared, and never an empty total."""
    items = [{"id": "a", "measure": IMPORTED, "score": {"each": -1, "starts_at": 10, "down_to": 0}, "when_no_data": policy}]
    assessment = checked(edition_of(items, 10), rows_of())
    assert assessment.scores["total"].to_list() == [Decimal(total)]


@pytest.mark.parametrize(("mark", "lot", "paid"), [("-2.5", 1, -6), ("-2.5", 2, -3), ("-0.5", 1, 0), ("3.5", 2, 3)])
def test_lots_below_nothing_are_cut_like_lots_above(mark: str, lot: int, paid: int) -> None:
    """What is left of a lot neither pays nor costs."""
    line = {"each": 3, "measure": {"sum": "marks.mark"}, "lot": lot, "cap": "unlimited"}
    edition = edition_of([ratio_item("a", Fraction(10))], 10, pay=[{"id": "cash", "name": "奖", "clause": "一", "line": line}])
    marks = [
        {"worker_id": "A", "period": "2026-10", "item": "i", "party": "p", "assessor": "a", "mark": Decimal(mark), "out_of": Decimal(10)}
    ]
    assert checked(edition, rows_of(marks=marks)).pay["cash"].to_list() == [Decimal(paid)]


@pytest.mark.parametrize("method", ["by_calendar_days", "by_paid_days", "add_paid_days"])
def test_an_interval_without_its_amount_stops_the_run(method: str) -> None:
    """Days of an interval whose pay base nobody stated are not paid as zero: the run names the person."""
    lines = [{"id": "base", "name": "基本工资", "clause": "一", "line": {"amount": "roster.pay_base"}, "part_month": method}]
    rows = rows_of()
    first, second = dict(rows["roster"][0], ends_on=dt.date(2026, 10, 9)), dict(rows["roster"][0], starts_on=dt.date(2026, 10, 10))
    rows["roster"] = [first, {**second, "pay_base": Decimal(2600)}]
    with pytest.raises(RecordsError) as caught:
        assess_frames(frames(rows), edition_of([ratio_item("a", Fraction(10))], 10, pay=lines), OCTOBER)
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["worker"], problem.values["field"]) == ("A106", "A", "pay_base")


def test_a_repeated_record_is_left_out_as_repeated() -> None:
    """Of two visits to one household one counts, and the other is listed for what it is, not as of another period."""
    edition = edition_of([ratio_item("a", Fraction(10))], 10, tables={"visits": {"distinct_by": ["target_id"]}})
    rows = rows_of(visits=[visit(1, target_id="h", complete=True), visit(2, target_id="h", complete=False)])
    assessment = checked(edition, rows)
    assert assessment.scores["total"].to_list() == [Decimal(10)]
    assert assessment.left_out.rows() == [("visits", "repeated", 1)]


@pytest.mark.parametrize(("by", "total"), [("latest", 0), ("best", 10), ("mean", "6.67"), ("sum", 20)])
def test_a_missing_month_that_counts_as_zero_is_zero_for_every_way(by: str, total: int | str) -> None:
    """With `missing: zero`, somebody without a result in June has a zero there, also where the latest month counts."""
    rule = {"of": "month", "by": by, "missing": "zero", "needs": 1, "clause": "一"}
    edition = edition_of([ratio_item("a", Fraction(10))], 10, rollup={"quarter": rule})
    rows = rows_of()
    rows["roster"][0]["ends_on"] = dt.date(2026, 5, 31)
    rows["roster"].append({**rows["roster"][0], "worker_id": "B", "ends_on": None})
    quarter = Period.parse("2026Q2")
    months = [checked(edition, rows, month) for month in quarter.parts("month")]
    rolled = roll_up(months, rulebook_of(edition), quarter)
    assert dict(rolled.scores.select("subject", "total").iter_rows())["A"] == Decimal(str(total))
