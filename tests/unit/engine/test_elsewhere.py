"""Results of other sheets and numbers of the roster are measured exactly, and what is missing is nothing or a problem."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from gridperf.engine.elsewhere import Before, Elsewhere, with_elsewhere
from gridperf.engine.score import TOTAL, score
from gridperf.errors import RecordsError
from gridperf.period import Period
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.measures import Placed, Result
from gridperf.rulebook.order import circle_of, sheets_in_order
from gridperf.rulebook.scoring import Sheet
from gridperf.tables import RESULTS

STEP = Rounding.model_validate({"line": "0.01", "total": "0.01", "money": "0.01", "mode": "half_up"})
PEOPLE = pl.DataFrame({"subject": ["01", "02", "03"], "grid_code": ["g1", "g2", None], "roster.pay_base": ["1", "2.5", "3"]}).with_columns(
    pl.col("roster.pay_base").cast(pl.Decimal(38, 2))
)
REVIEW = Elsewhere(
    pl.DataFrame({"subject": ["01", "02"], "total": [8750, None], "grade": ["合格", None]}, schema_overrides={"total": pl.Int64}), 10000
)
GRIDS = pl.DataFrame({"grid_code": ["g1", "g2"], "households": [320, None]}, schema_overrides={"households": pl.Int64})


def sheet(name: str, *measures: dict[str, Any], points: dict[str, Any] | None = None, when_no_data: str | None = "zero") -> Sheet:
    items = [
        {
            "id": f"i{at}",
            "name": "合并",
            "clause": "第一条",
            "measure": measure,
            "score": points or {"share": 30},
            **({"when_no_data": when_no_data} if when_no_data else {}),
        }
        for at, measure in enumerate(measures)
    ]
    return Sheet.model_validate(
        {
            "id": name,
            "name": name,
            "assess": {"subject": "worker", "roles": "all", "placed": "last"},
            "every": "month",
            "full_score": 100,
            "total": {"floor": "unlimited", "cap": "unlimited", "clause": "第二条"},
            "items": items,
        }
    )


def taken(rules: Sheet, amount: Result | Placed, people: pl.DataFrame = PEOPLE) -> pl.DataFrame:
    before = Before(RESULTS["history"].empty(), Period.parse("2026-10"), {})
    found = [(rules.items[0], amount)]
    return with_elsewhere(people.select("subject"), found, people, sheet=rules, done={"review": REVIEW}, grids=GRIDS, before=before)


def test_a_share_of_another_total_is_exact_and_nothing_where_there_is_none() -> None:
    """87.5 of 100 gives 26.25 of 30; no total and no such sheet give what the rulebook says, here nothing."""
    measure = {"result": {"sheet": "review", "of": "self"}}
    rules = sheet("month", measure)
    found = taken(rules, Result.model_validate(measure))
    assert found.rows() == [("01", 8750, 10000), ("02", 0, 0), ("03", 0, 0)]
    assert score(found, rules, STEP)[TOTAL].to_list() == [2625, 0, 0]


@pytest.mark.parametrize(("policy", "rest"), [("zero", 0), ("full", 2000)])
def test_a_grade_becomes_marks(policy: str, rest: int) -> None:
    """合格 is 80 % of 20, which is 16."""
    measure = {"result": {"sheet": "review", "of": "self", "grade": True}}
    rules = sheet("month", measure, points={"by_grade": {"优秀": "100%", "合格": "80%", "不合格": 0}, "share": 20}, when_no_data=policy)
    found = taken(rules, Result.model_validate(measure))
    assert found.columns == ["subject", "i0", "i0|den", "i0|优秀", "i0|合格", "i0|不合格"]
    assert score(found, rules, STEP)[TOTAL].to_list() == [1600, rest, rest]


def test_a_number_of_the_roster_keeps_its_digits() -> None:
    """Amounts of the roster are counted in hundredths."""
    rules = sheet("month", {"placed": "roster.pay_base"}, points={"each": 2, "up_to": "unlimited"}, when_no_data=None)
    found = taken(rules, Placed(placed="roster.pay_base"))
    assert [Fraction(over, under) for _, over, under in found.rows()] == [1, Fraction(5, 2), 3]
    assert score(found, rules, STEP)[TOTAL].to_list() == [200, 500, 600]


def test_a_number_of_the_grid_is_that_of_the_grid_one_is_placed_in() -> None:
    """The first worker's grid has 320 households."""
    rules = sheet("month", {"placed": "grids.households"}, points={"each": 1, "up_to": "unlimited"}, when_no_data=None)
    assert taken(rules, Placed(placed="grids.households"), PEOPLE.head(1)).rows() == [("01", 320)]


def test_an_empty_number_is_a_problem_and_not_nothing() -> None:
    """One grid without a figure and one worker without a grid stop the assessment, with their count."""
    rules = sheet("month", {"placed": "grids.households"}, points={"each": 1, "up_to": "unlimited"}, when_no_data=None)
    with pytest.raises(RecordsError) as caught:
        taken(rules, Placed(placed="grids.households"))
    assert [(problem.code, problem.values["worker"], problem.values["count"]) for problem in caught.value.problems] == [("A123", "02", 2)]


def of(name: str) -> dict[str, Any]:
    return {"result": {"sheet": name, "of": "self"}}


def test_sheets_are_filled_in_after_those_they_take_from() -> None:
    """c takes b, b takes a; whatever their order in the file."""
    sheets = [sheet("c", of("b"), of("a")), sheet("b", of("a")), sheet("a", {"count": "visits"}, when_no_data=None)]
    assert [one.id for one in sheets_in_order(sheets, lambda amount: amount)] == ["a", "b", "c"]
    assert circle_of(sheets, lambda amount: amount) == []


@pytest.mark.parametrize(("needs", "circle"), [({"a": "b", "b": "c", "c": "a"}, "abca"), ({"a": "a"}, "aa"), ({"a": "b", "b": "b"}, "bb")])
def test_a_circle_of_sheets_is_named(needs: dict[str, str], circle: str) -> None:
    """The sheets of a circle are named in order, the first again at the end."""
    assert circle_of([sheet(name, of(other)) for name, other in needs.items()], lambda amount: amount) == list(circle)
