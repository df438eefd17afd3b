"""Three months become a quarter."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from gridperf.engine.rollup import roll_up
from gridperf.errors import RecordsError
from gridperf.rulebook.grading import RollUp

MONTHS = ["2026-10", "2026-11", "2026-12"]


def rolled(totals: list[int | None], **rule: object) -> dict[str, Any]:
    table = pl.DataFrame(
        {"subject": ["01"], **{month: [total] for month, total in zip(MONTHS, totals, strict=True)}},
        schema_overrides=dict.fromkeys(MONTHS, pl.Int64),
    )
    model = RollUp.model_validate({"of": "month", "by": "mean", "missing": "skip", "needs": 1, "clause": "第十二条", **rule})
    return roll_up(table, model, MONTHS, digits=2, step=Fraction(1, 100), mode="half_up", into="2026Q4").row(0, named=True)


@pytest.mark.parametrize(
    ("rule", "totals", "expected"),
    [
        ({"by": "mean"}, [9000, 8000, 7001], 8000),  # 80.003…
        ({"by": "mean"}, [9000, None, 7001], 8001),  # 80.005 is rounded half up
        ({"by": "mean", "missing": "zero"}, [9000, None, 7001], 5334),  # 53.336…
        ({"by": "sum"}, [9000, None, 7001], 16001),
        ({"by": "best"}, [9000, 8000, 9000], 9000),
        ({"by": "latest"}, [9000, 8000, None], 8000),
        ({"by": "mean", "needs": 3}, [9000, None, 7001], None),
        ({"by": "mean"}, [None, None, None], None),
    ],
)
def test_a_quarter_is_made_of_its_months(rule: dict[str, object], totals: list[int | None], expected: int | None) -> None:
    """Mean, sum, best and latest, with missing months treated as the rule says."""
    assert rolled(totals, **rule)["total"] == expected


def test_the_printed_shares_and_the_rounding_add_up() -> None:
    """33.33 three times and a hundredth more: 100.00 in three equal shares."""
    result = rolled([10000, 10000, 10000])
    assert [result[f"period:{month}"] for month in MONTHS] == [3333, 3333, 3333]
    assert (result["rounding"], result["total"]) == (1, 10000)


def test_of_equal_best_months_the_latest_is_taken() -> None:
    """One month is taken whole, the others count nothing."""
    result = rolled([9000, 8000, 9000], by="best")
    assert [result[f"period:{month}"] for month in MONTHS] == [0, 0, 9000]


def test_a_missing_month_stops_the_run_where_the_rule_refuses() -> None:
    """The message names the person and the month."""
    with pytest.raises(RecordsError) as caught:
        rolled([9000, None, 7000], missing="refuse")
    assert caught.value.problems[0].message == (
        "01 has no result for 2026-11, and the rulebook says missing: refuse, so 2026Q4 cannot be rolled up."
    )


@pytest.mark.parametrize(
    ("rule", "totals", "expected"),
    [
        ({"missing": "refuse"}, [9000, 8000, 7000], 7700),  # 18 + 24 + 35
        ({"missing": "zero"}, [9000, None, 7000], 5300),
        ({"missing": "skip"}, [9000, None, 7001], 7572),  # (18 + 35.005) ÷ 0.7 = 75.721…
        ({"missing": "skip"}, [None, None, None], None),
    ],
)
def test_each_period_may_have_a_weight_of_its_own(rule: dict[str, object], totals: list[int | None], expected: int | None) -> None:
    """20, 30 and 50 parts; without the second, 20 and 50 of 70."""
    assert rolled(totals, by="weighted", weights=["20%", "30%", "50%"], **rule)["total"] == expected


def test_another_sheet_counts_beside_the_periods() -> None:
    """70 parts a mean of 80 and 30 parts a review of 90: 56 and 27; who has no review has nothing for it, or stops the run."""
    also = {"sheet": "review", "weight": "30%", "missing": "zero"}
    table = pl.DataFrame(
        {"subject": ["甲", "乙"], **{month: [8000, 8000] for month in MONTHS}, "review": [9000, None]},
        schema_overrides={**dict.fromkeys(MONTHS, pl.Int64), "review": pl.Int64},
    )
    shape = {"of": "month", "by": "mean", "missing": "skip", "needs": 1, "weight": "70%", "clause": "第十二条"}
    options: dict[str, Any] = {"digits": 2, "step": Fraction(1, 100), "mode": "half_up", "into": "2026Q4"}
    result = roll_up(table, RollUp.model_validate({**shape, "also": [also]}), MONTHS, **options)
    assert result["total"].to_list() == [8300, 5600]
    assert result["period:review"].to_list() == [2700, 0]
    assert result["rounding"].to_list() == [-1, -1]  # three shares of 18.666… are printed as 18.67
    with pytest.raises(RecordsError) as caught:
        roll_up(table, RollUp.model_validate({**shape, "also": [{**also, "missing": "refuse"}]}), MONTHS, **options)
    assert [(problem.code, problem.values["worker"], problem.values["missing"]) for problem in caught.value.problems] == [
        ("A109", "乙", "review")
    ]
