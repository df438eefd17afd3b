"""Money that waits: what one month holds back or carries on is there in the next, in files and out of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gridperf import load_assessment
from gridperf.assessment import Assessment, assess
from gridperf.errors import RecordsError, RulesError
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.grading import Band
from gridperf.tables import RECORDS

POOL = {
    "fund": {"amount": 100},
    "within": "all",
    "by": [{"by_grade": {"合格": 1, "不合格": 0}}],
    "floor": 0,
    "cap": 60,
    "short": "equal",
    "remainder": "largest",
    "reserve": 0,
    "nobody": "carry",
    "left": "carry",
}
PAY = [
    {"id": "base", "line": {"amount": 1000}, "part_month": "whole", "shared_by": {"县": "1/3", "乡镇": "2/3"}},
    {"id": "held", "line": {"hold": "40%", "counting": ["base"]}},
    {"id": "pool", "line": {"pool": POOL}},
    {"id": "released", "line": {"release": ["held"], "at": "quarter", "leavers": "at_leaving"}},
]


def rulebook(*pay: dict[str, Any]) -> Rulebook:
    sheet = {
        "id": "month",
        "name": "表",
        "assess": {"subject": "worker", "roles": "all", "placed": "last"},
        "every": "month",
        "full_score": 100,
        "total": {"floor": 0, "cap": 100, "clause": "一"},
        "items": [
            {"id": "item", "name": "项", "clause": "一", "measure": {"imported": "得分"}, "score": {"share": 100}, "when_no_data": "zero"}
        ],
    }
    edition = {
        "title": "办法",
        "source": "sources/a.md",
        "basis": "assumed",
        "calendar": {"month_starts_on": 1, "workdays": "none"},
        "rounding": {"line": 1, "total": 1, "money": "0.01", "mode": "half_up"},
        "sheets": [sheet],
        "grades": [{"grade": "合格", "at_least": 60}, {"grade": "不合格", "at_least": 0}],
        "pay": [{"name": line["id"], "clause": "一", **line} for line in (pay or PAY)],
    }
    return Rulebook.from_edition(Edition.model_validate(edition), starts_on=dt.date(2020, 1, 1))


def records(**tables: list[dict[str, Any]]) -> Records:
    roster = [{"worker_id": "01", "starts_on": dt.date(2020, 1, 1), "name": "某", "role": "网格员"}]
    rows = {"roster": roster, "totals": [], "grids": [], **tables}
    return Records({name: pl.DataFrame(held, schema=RECORDS[name].schema).lazy() for name, held in rows.items()})


def score(period: str, numerator: int) -> dict[str, Any]:
    return {"worker_id": "01", "period": period, "measure": "得分", "numerator": Decimal(numerator), "denominator": Decimal(100)}


def three_months() -> list[Assessment]:
    made: list[Assessment] = []
    for code in ("2026-10", "2026-11", "2026-12"):
        made.append(assess(records(totals=[score(code, 90)]), rulebook(), code, history=made[-1:]))
    return made


def test_three_months_hold_carry_and_release() -> None:
    """40% is held each month and paid in December; a pool of 100 with a cap of 60 carries the rest on; budgets bear thirds."""
    made = three_months()
    assert [one.pay.select("held", "pool", "released", "gross").row(0) for one in made] == [
        (Decimal("-400.00"), Decimal("60.00"), Decimal("0.00"), Decimal("660.00")),
        (Decimal("-400.00"), Decimal("60.00"), Decimal("0.00"), Decimal("660.00")),
        (Decimal("-400.00"), Decimal("60.00"), Decimal("1200.00"), Decimal("1860.00")),
    ]
    last = made[-1].pools.filter(pl.col("period") == "2026-12").row(0, named=True)
    assert (last["carried_in"], last["carried_out"], last["people"]) == (Decimal("80.00"), Decimal("120.00"), 1)
    assert made[0].parties.select("party", "amount").rows() == [("乡镇", Decimal("666.67")), ("县", Decimal("333.33"))]
    yuan = made[-1].entries.filter(pl.col("ledger") == "yuan")
    assert yuan["amount"].sum() == made[-1].pay["gross"].sum()


def test_a_saved_month_carries_its_past_along(tmp_path: Path) -> None:
    """From files, December pays the same; and it verifies with its records alone, because it holds what it was paid from."""
    made = three_months()
    november = load_assessment(made[1].save(tmp_path / "november"))
    december = assess(records(totals=[score("2026-12", 90)]), rulebook(), "2026-12", history=[november])
    assert december.digest == made[2].digest
    assert december.verify(records(totals=[score("2026-12", 90)])) == ()


DECIDED = {"id": "deed", "line": {"decided": {"least": 50, "most": 200}, "needed": "any"}}


def decision(line: str, day: dt.date) -> dict[str, Any]:
    return {
        "decision_id": f"{line}{day}",
        "worker_id": "01",
        "line": line,
        "decided_on": day,
        "amount": Decimal("120.50"),
        "decided_by": "街道主任",
        "reason": "救助走失老人",
    }


def test_who_decided_and_why_stands_on_the_card() -> None:
    """The entry of a decided amount says who decided it, and why; other months' decisions are not this month's."""
    rows = [decision("deed", dt.date(2026, 10, 31)), decision("deed", dt.date(2026, 11, 1))]
    made = assess(records(decisions=rows), rulebook(DECIDED), "2026-10")
    entry = made.entries.filter(pl.col("item") == "deed").row(0, named=True)
    assert (entry["amount"], entry["numerator"]) == (Decimal("120.500000"), 1)
    assert entry["note"] == "120.50 元，街道主任：救助走失老人"


def test_a_decision_for_no_line_stops_the_run() -> None:
    """An amount that would be paid nowhere is not dropped."""
    with pytest.raises(RecordsError) as caught:
        assess(records(decisions=[decision("dead", dt.date(2026, 10, 3))]), rulebook(DECIDED), "2026-10")
    assert [(one.code, one.values["line"]) for one in caught.value.problems] == [("A156", "dead")]


def test_a_question_about_a_grade_is_about_the_sheet_that_has_it() -> None:
    """Of two sheets the first of the rulebook is meant, whatever their identifiers, or the first that knows the grade asked about."""
    first = rulebook().edition.sheets[0]
    second = first.model_copy(
        update={"id": "alone", "grades": (Band(grade="先进", at_least=Fraction(90)), Band(grade="一般", at_least=Fraction(0)))}
    )
    rules = Rulebook.from_edition(
        rulebook().edition.model_copy(update={"sheets": (first, second), "pay": ()}), starts_on=dt.date(2020, 1, 1)
    )
    month = assess(records(totals=[score("2026-10", 50)]), rules, "2026-10")
    assert month.grades["sheet"].to_list() == ["alone", "month"]
    assert [(why.sheet, why.grade) for why in (month.why_not("01"), month.why_not("01", "先进"))] == [("month", "合格"), ("alone", "先进")]
    with pytest.raises(RulesError, match="合格"):
        month.why_not("01", "没有的等次")
    assert month.why_not("01", sheet="alone").grade == "先进"
    with pytest.raises(RulesError) as caught:
        month.why_not("01", sheet="quarter")
    assert [(one.code, one.values["known"]) for one in caught.value.problems] == [("A198", "month（表）、alone（表）")]
