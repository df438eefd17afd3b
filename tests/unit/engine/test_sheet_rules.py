"""What a sheet says of everybody on it: what they open with, when all is forgiven, and who has served long enough."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from gridperf.engine.grade import grade
from gridperf.engine.score import TOTAL, point_lines, score
from gridperf.engine.targets import with_service
from gridperf.errors import RecordsError
from gridperf.period import Period
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.grading import Band
from gridperf.rulebook.scoring import Sheet

STEP = Rounding.model_validate({"line": "0.01", "total": "0.01", "money": "0.01", "mode": "half_up"})
BANDS = [Band.model_validate({"grade": name, "at_least": low}) for name, low in (("优秀", 90), ("合格", 60), ("不合格", 0))]
ITEM = {"id": "a", "name": "甲", "clause": "第一条", "measure": {"count": "incidents"}, "score": {"each": -5, "down_to": -100}}


def sheet(**more: Any) -> Sheet:
    return Sheet.model_validate(
        {
            "id": "month",
            "name": "月度",
            "assess": {"subject": "worker", "roles": "all", "placed": "last"},
            "every": "month",
            "full_score": 100,
            "total": {"floor": 0, "cap": "unlimited", "clause": "第二条"},
            "items": [ITEM],
            **more,
        }
    )


def scored(rules: Sheet, **measured: int) -> dict[str, int | None]:
    """Return the lines that are not nothing and the total, in hundredths, after checking that they add up."""
    row = score(pl.DataFrame({"subject": ["01"], **{name: [value] for name, value in measured.items()}}), rules, STEP).row(0, named=True)
    lines = {line.column: row[line.column] for line in point_lines(rules)}
    assert row[TOTAL] is None or sum(lines.values()) == row[TOTAL]
    return {**{name: value for name, value in lines.items() if value}, TOTAL: row[TOTAL]}


@pytest.mark.parametrize(("count", "total"), [(0, 10000), (3, 8500), (30, 0)])
def test_a_month_that_opens_at_full_marks_only_loses(count: int, total: int) -> None:
    """Opened with 100, three complaints leave 85, thirty leave nothing."""
    assert scored(sheet(opens_at=100), a=count)[TOTAL] == total
    assert scored(sheet(opens_at=100), a=count)["opens_at"] == 10000


CLEAN = {"name": "全月无投诉", "clause": "第三条", "count": "incidents", "at_most": 0}


@pytest.mark.parametrize(("complaints", "lifted", "total"), [(0, 2500, 10000), (1, None, 7500)])
def test_a_clean_month_gives_full_marks_whatever_the_items_say(complaints: int, lifted: int | None, total: int) -> None:
    """75 becomes 100 without a complaint, by a line of its own, and stays 75 with one."""
    found = scored(sheet(opens_at=100, full_if=CLEAN), a=5, full_if=complaints)
    assert (found.get("lifted"), found[TOTAL]) == (lifted, total)


def test_what_lies_above_full_marks_is_not_taken_away() -> None:
    """A bonus of 5 stays on top."""
    bonus = {**ITEM, "score": {"each": 5, "up_to": "unlimited"}}
    assert scored(sheet(opens_at=100, items=[bonus], full_if=CLEAN), a=1, full_if=0) == {"opens_at": 10000, "item:a": 500, TOTAL: 10500}


def test_a_veto_is_looked_at_after_full_marks() -> None:
    """A clean month does not save who is vetoed."""
    veto = {"id": "v", "name": "事故", "clause": "第四条", "when": {"count": "incidents", "at_least": 1}}
    rules = sheet(opens_at=100, full_if=CLEAN, vetoes=[{**veto, "effect": {"grade": "不合格", "score": "zero"}}])
    assert scored(rules, **{"a": 5, "full_if": 0, "veto:v": 1})[TOTAL] == 0


@pytest.mark.parametrize(("days", "total"), [(14, None), (15, 10000)])
def test_who_served_too_few_days_is_not_assessed(days: int, total: int | None) -> None:
    """Fourteen days are not fifteen."""
    eligible = {"served_days": 15, "otherwise": "not_assessed", "clause": "第五条"}
    assert scored(sheet(opens_at=100, eligible=eligible), a=0, eligible=days)[TOTAL] == total


def test_the_clause_of_the_time_served_stands_beside_no_grade() -> None:
    """Who is not assessed can look up why."""
    rules = sheet(eligible={"served_days": 15, "otherwise": "not_assessed", "clause": "第五条"})
    table = pl.DataFrame({"subject": ["01", "02"], TOTAL: [None, 95], "eligible": [3, 31]}, schema_overrides={TOTAL: pl.Int64})
    graded = grade(table, BANDS, digits=0, clause="第二条", eligible=rules.eligible)
    assert graded.select("grade", "decided_by", "clause").rows() == [(None, "not_assessed", "第五条"), ("优秀", "band", "第二条")]


def test_who_is_new_in_the_post_gets_no_more_than_the_grade_named() -> None:
    """Five months in the post and 95 points are 合格; six months are 优秀; who earns less keeps it."""
    rules = sheet(eligible={"months_in_post": 6, "otherwise": {"at_best": "合格"}, "clause": "第五条"})
    table = pl.DataFrame({"subject": ["01", "02", "03"], TOTAL: [95, 95, 20], "eligible": [5, 6, 5]})
    graded = grade(table, BANDS, digits=0, clause="第二条", eligible=rules.eligible)
    found = graded.select("grade", "uncapped_grade", "decided_by", "clause").rows()
    assert found == [("合格", "优秀", "eligibility", "第五条"), ("优秀", "优秀", "band", "第二条"), ("不合格", "不合格", "band", "第二条")]


@pytest.mark.parametrize(
    ("hired", "months"), [("2026-05-01", 6), ("2026-05-02", 5), ("2026-10-31", 0), ("2027-01-01", 0), ("2025-11-01", 12)]
)
def test_months_in_the_post_are_whole_ones_up_to_the_end_of_the_period(hired: str, months: int) -> None:
    """From 1 May to 31 October are six months; from 2 May, five."""
    rules = sheet(eligible={"months_in_post": 6, "otherwise": "not_assessed", "clause": "第五条"})
    people = pl.DataFrame({"subject": ["01"], "served_days": [31], "roster.hired_on": [dt.date.fromisoformat(hired)]})
    assert with_service(pl.DataFrame({"subject": ["01"]}), rules, people, Period.parse("2026-10"))["eligible"].to_list() == [months]


def test_nobody_is_left_out_because_the_roster_does_not_say_since_when() -> None:
    """An empty hired_on is a problem with the name of the worker, not a month of 0."""
    rules = sheet(eligible={"months_in_post": 6, "otherwise": "not_assessed", "clause": "第五条"})
    people = pl.DataFrame(
        {"subject": ["01"], "served_days": [31], "roster.hired_on": [None]}, schema_overrides={"roster.hired_on": pl.Date}
    )
    with pytest.raises(RecordsError, match="A122"):
        with_service(pl.DataFrame({"subject": ["01"]}), rules, people, Period.parse("2026-10"))
