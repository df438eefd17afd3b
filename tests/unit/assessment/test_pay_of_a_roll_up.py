"""A quarter, half-year or year that is rolled up pays by what it comes to, each line once, and whatever it rests on says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gridperf.assessment import Assessment, assess, load_assessment, roll_up
from gridperf.cli.screens.outcome import pay_lines
from gridperf.payroll.gathering import Earned
from gridperf.period import Period
from gridperf.records import Records
from gridperf.report.views.pay_sheet import payroll
from gridperf.rulebook.edition import Edition
from gridperf.testing.strategies import frames
from tests.oracle.compare import records_of, rulebook_of
from tests.properties.test_found import edition_of, rows_of

ITEM = {"id": "vote", "measure": {"imported": "评议"}, "score": {"share": 100}, "when_no_data": "zero"}
BY_GRADE = {"by_grade": {"合格": 1, "不合格": Fraction(1, 2), "not_assessed": 0}, "of": 2000}
BY_SCORE = {"by_score": 1200, "at_most": 1, "not_assessed": 0}
GRADES = [{"grade": "合格", "at_least": 60}, {"grade": "不合格", "at_least": -100}]
YEAR = {"of": "month", "by": "mean", "missing": "skip", "needs": 1, "clause": "二", "grades": GRADES}


def line(name: str, every: str | None, formula: dict[str, Any], **more: Any) -> dict[str, Any]:
    monthly = {} if {"by_rank", "pool"} & formula.keys() else {"part_month": "whole"}
    return {"id": name, "name": name, "clause": "三", "line": formula, **({"every": every} if every else {}), **monthly, **more}


def edition(pay: list[dict[str, Any]], *more: dict[str, Any], rollup: dict[str, Any] | None = None) -> Edition:
    """Return a rulebook of a sheet of months, and *more* sheets like it."""
    made = edition_of([ITEM], 100, pay=pay, rollup={"year": YEAR} if rollup is None else rollup)
    return made.model_copy(update={"sheets": (*made.sheets, *(made.sheets[0].model_copy(update=update) for update in more))})


def given(totals: dict[str, dict[str, int]], roster: Sequence[dict[str, Any]] = ()) -> Records:
    """Return records of people by identifier, period and total."""
    base = rows_of()["roster"][0]
    people = [{**base, "worker_id": who, "name": who, "county": "某县"} for who in totals]
    marks = [
        {"worker_id": who, "period": period, "measure": "评议", "numerator": Decimal(mark), "denominator": Decimal(100)}
        for who, own in totals.items()
        for period, mark in own.items()
    ]
    return records_of(frames({**rows_of(), "roster": list(roster) or people, "totals": marks}))


def assessed(rules: Edition, records: Records, codes: Sequence[str]) -> list[Assessment]:
    return [assess(records, rulebook_of(rules), code) for code in codes]


def months(first: int, last: int) -> list[str]:
    return [f"2026-{month:02}" for month in range(first, last + 1)]


def paid(result: Assessment) -> dict[str, dict[str, Decimal]]:
    return {row.pop("subject"): row for row in result.pay.drop("period").to_dicts()}


@pytest.fixture(scope="module")
def year() -> tuple[Assessment, list[Assessment]]:
    """Return a year that pays by grade, score, rank and shares, with a month that pays its own, and its months."""
    pay = [
        line("base", None, {"amount": 100}),
        line("award", "year", BY_GRADE, part_month="by_calendar_days"),
        line("place", "year", {"by_rank": {"1": 800, "last": -50}, "ties": "each", "needs": 2}),
        line("limit", "year", {"cap_at": 2500, "counting": "all_above"}),
        line("pool", "year", {"pool": POOL}),
    ]
    rules = edition(pay, rollup={"year": {**YEAR, "ranking": {"within": "county", "ties": "skip"}}})
    late = {"A": dict.fromkeys(months(1, 12), 90), "B": dict.fromkeys(months(7, 12), 50)}
    base = rows_of()["roster"][0] | {"county": "某县"}
    roster = [base, {**base, "worker_id": "B", "name": "B", "starts_on": dt.date(2026, 7, 1)}]
    parts = assessed(rules, given(late, roster), months(1, 12))
    return roll_up(parts, rulebook_of(rules), "2026"), parts


POOL = {
    "fund": {"amount": 1000},
    "within": "all",
    "by": [{"of": "total"}],
    "floor": 0,
    "cap": "unlimited",
    "short": "equal",
    "remainder": "largest",
    "reserve": 0,
    "nobody": "return",
    "left": "return",
}


def test_a_year_pays_its_lines_and_a_month_its_own(year):
    """By the grade and the days of the year, by its rank and total; the months' lines are paid in the months alone."""
    result, parts = year
    assert paid(result) == {
        "A": {"award": 2000, "place": 800, "limit": -300, "pool": Decimal("642.86"), "gross": Decimal("3142.86")},
        "B": {"award": Decimal("504.11"), "place": -50, "limit": 0, "pool": Decimal("357.14"), "gross": Decimal("811.25")},
    }
    assert paid(parts[-1])["A"] == {"base": 100, "gross": 100}
    said = [one.line(str(row["amount"])) for one, row in zip(*lines_said(result, "B"), strict=True)]
    assert said[0].startswith("2000 × 0.5 × 184/365 = 504.11")


def lines_said(result: Assessment, who: str) -> tuple[Any, Any]:
    told = result.explain(who, "yuan")
    return told.workings, told.entries.to_dicts()


def test_what_it_pays_is_proved(year, tmp_path: Path):
    """It holds by itself and against its months, also read back; a changed amount is found."""
    result, parts = year
    assert result.verify() == ()
    assert result.verify(history=parts) == ()
    again = load_assessment(result.save(tmp_path / "2026"))
    assert again.digest == result.digest
    assert again.verify(history=parts) == ()
    one = pl.col("subject") == "B"
    more = {
        "entries": result.entries.with_columns(pl.when(one & (pl.col("item") == "award")).then(600).otherwise("amount").alias("amount")),
        "pay": result.pay.with_columns(pl.when(one).then(pl.col("gross") + Decimal("95.89")).otherwise("gross").alias("gross")),
    }
    tables = {**result.tables, **{name: lambda name=name: more[name].cast(result.table(name).schema) for name in more}}
    changed = Assessment(result.period, result.rulebook, result.provenance, tables)
    assert "A140" in {problem.code for problem in changed.verify()}
    assert result.unchecked[2] == ("entries", ("numerator", "rate", "place", "pool"))


def test_papers_and_payroll_take_it(year):
    """The pay sheet, the screen and payroll have the year's lines, and no others."""
    result, _ = year
    assert [column.id for column in payroll(result).columns] == ["award", "place", "limit", "pool"]
    assert [name for name, _, _ in pay_lines(result)] == ["award", "place", "limit", "pool"]
    earned = Earned.of(result)
    assert (list(earned.names), earned.monthly, earned.ends_in) == (["award", "place", "limit", "pool"], False, "2026-12")
    assert earned.pay.columns == ["worker_id", "award", "place", "limit", "pool"]


def test_every_line_is_paid_once_where_a_year_has_a_sheet_of_its_own():
    """A line on the months' sheet is the roll-up's; one on the year's sheet, or on none, the assessment's."""
    pay = [
        line("month", "month", BY_SCORE),
        line("both", "year", BY_GRADE, sheet="sheet"),
        line("review", "year", BY_SCORE, sheet="review"),
    ]
    pay.append(line("none", "year", {"amount": 7}))
    also = {"weight": "70%", "also": [{"sheet": "review", "weight": "30%", "missing": "zero"}]}
    rules = edition(pay, {"id": "review", "every": "year"}, rollup={"year": {**YEAR, **also}})
    records = given({"A": {**dict.fromkeys(months(1, 2), 60), "2026": 90}})
    parts = assessed(rules, records, [*months(1, 2), "2026"])
    result = roll_up(parts, rulebook_of(rules), "2026")
    assert result.scores.filter(sheet="sheet")["total"].to_list() == [69]
    assert [list(paid(one)["A"]) for one in (parts[0], parts[-1], result)] == [
        ["month", "gross"],
        ["review", "none", "gross"],
        ["both", "gross"],
    ]
    assert paid(parts[-1])["A"]["review"] == 1080
    assert paid(result)["A"]["both"] == 2000
    assert result.verify(history=parts) == ()


def test_a_year_of_quarters_of_months_pays_by_all_of_them():
    """A quarter pays when it is rolled up, the year when its quarters are; a sum has the full score of all it sums."""
    pay = [line("quarter", "quarter", BY_SCORE), line("year", "year", BY_SCORE)]
    quarter = {**YEAR, "by": "sum"}
    rules = edition(pay, rollup={"quarter": quarter, "year": {**YEAR, "of": "quarter"}})
    parts = assessed(rules, given({"A": dict.fromkeys(months(1, 6), 50)}), months(1, 6))
    quarters = [roll_up(parts[at : at + 3], rulebook_of(rules), f"2026Q{at // 3 + 1}") for at in (0, 3)]
    whole = roll_up(quarters, rulebook_of(rules), "2026")
    assert [paid(one)["A"]["gross"] for one in (*quarters, whole)] == [600, 600, 600]
    assert whole.scores.select("total", "full_score").row(0) == (150, 300)
    assert [one.verify() for one in (*quarters, whole)] == [(), (), ()]


def test_days_of_months_that_were_not_assessed_are_days_of_the_quarter():
    """Whoever was assessed in two months of three gets two thirds by either kind of day, not all of it by one."""
    pay = [line(method, "quarter", {"amount": 1000}, part_month=method) for method in ("by_calendar_days", "by_paid_days")]
    rules = edition([one | {"id": one["id"].replace("_", "-")} for one in pay], rollup={"quarter": YEAR})
    parts = assessed(rules, given({"A": dict.fromkeys(months(1, 2), 50)}), months(1, 2))
    result = roll_up(parts, rulebook_of(rules), "2026Q1")
    days = result.people.select("served_days", "period_days", "paid_days", "period_paid_days").row(0)
    assert days[:2] == (59, 90)
    assert days[3] == len(rulebook_of(rules).calendar.paid_days(Period.parse("2026Q1")))
    assert paid(result)["A"]["by-calendar-days"] == Decimal("655.56")
    assert paid(result)["A"]["by-paid-days"] == round(Decimal(1000) * days[2] / days[3], 2) < 1000


def test_whoever_changed_duties_is_paid_by_the_sheet_of_the_last():
    """Each line has its own sheet and role; who was on the other sheet before gets nothing for it."""
    pay = [
        line(f"of-{at}", "year", BY_SCORE, sheet=sheet, roles=[role])
        for at, (sheet, role) in enumerate((("sheet", "甲岗"), ("other", "乙岗")))
    ]
    rules = edition(pay, {"id": "other"})
    sheets = (rules.sheets[0].assess.model_copy(update={"roles": (role,)}) for role in ("甲岗", "乙岗"))
    rules = rules.model_copy(
        update={"sheets": tuple(sheet.model_copy(update={"assess": own}) for sheet, own in zip(rules.sheets, sheets, strict=True))}
    )
    base = rows_of()["roster"][0] | {"role": "甲岗"}
    roster = [{**base, "ends_on": dt.date(2026, 1, 31)}, {**base, "role": "乙岗", "starts_on": dt.date(2026, 2, 1)}]
    parts = assessed(rules, given({"A": {"2026-01": 100, "2026-02": 50}}, roster), months(1, 2))
    assert paid(roll_up(parts, rulebook_of(rules), "2026")) == {"A": {"of-0": None, "of-1": 600, "gross": 600}}
    alone = roll_up(parts[:1], rulebook_of(rules), "2026")  # nobody was on the other sheet yet
    assert paid(alone) == {"A": {"of-0": 1200, "of-1": None, "gross": 1200}}
    assert alone.verify() == ()


def test_people_are_paid_by_what_their_team_came_to():
    """A line that names a sheet of villages pays everybody by the village the last month places them in."""
    rules = edition([line("village", "year", BY_SCORE, sheet="team")], {"id": "team"})
    team = rules.sheets[1].model_copy(update={"assess": rules.sheets[0].assess.model_copy(update={"subject": "community"})})
    rules = rules.model_copy(update={"sheets": (rules.sheets[0], team)})
    base = rows_of()["roster"][0] | {"county": "某县", "street": "一街"}
    roster = [{**base, "community": "东村"}, {**base, "worker_id": "B", "name": "B", "community": "西村"}]
    marks = {"A": {"2026-01": 10}, "B": {"2026-01": 10}, "某县/一街/东村": {"2026-01": 80}, "某县/一街/西村": {"2026-01": 40}}
    parts = assessed(rules, given(marks, roster), months(1, 1))
    totals = {row["subject"]: Fraction(row["total"]) for row in parts[0].scores.filter(sheet="team").to_dicts()}
    result = roll_up(parts, rulebook_of(rules), "2026")
    assert {who: Fraction(own["village"]) for who, own in paid(result).items()} == {
        "A": 12 * totals["某县/一街/东村"],
        "B": 12 * totals["某县/一街/西村"],
    }
    assert totals["某县/一街/东村"] != totals["某县/一街/西村"]
    assert result.verify() == ()


def test_a_grade_of_a_year_says_how_far_the_next_one_is(year):
    """In points of the year: no item of it can be done more often."""
    result, _ = year
    why = result.why_not("B")
    assert (why.grade, why.has, why.points_short, why.by, why.steps.height) == ("合格", "不合格", 10, "band", 0)
    assert str(why) == "The grade is 不合格; 10 points are missing to 合格."
    assert result.why_not("A").grade == ""
