"""Blends, targets and half-years from records to paper: explained, verified, saved, and with the way to the next grade."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gridperf import language
from gridperf.assessment import Assessment, assess, load_assessment
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.edition import Edition
from gridperf.tables import RECORDS


def sheet(name: str, items: list[dict[str, Any]], every: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": name,
        "assess": {"subject": "worker", "roles": "all", "placed": "last"},
        "every": every,
        "full_score": 100,
        "total": {"floor": 0, "cap": 100, "clause": "第一条"},
        "items": [{"name": item["id"], "clause": "第一条", **item} for item in items],
        **more,
    }


def assessed(every: str, period: str) -> Assessment:
    """Return a blend of a review and of work against targets, of two workers, for *period*."""
    review = {"id": "review", "measure": {"imported": "评议"}, "score": {"share": 100}, "when_no_data": "zero"}
    work = [
        {"id": "visits", "measure": {"count": "visits"}, "score": {"share": 60, "target": {"by": "role", "of": {"组员": 10, "组长": 5}}}},
        {
            "id": "short",
            "measure": {"count": "visits"},
            "score": {"short_of": 8, "each": -2, "part": "linear", "starts_at": 20, "down_to": 0},
        },
        {"id": "blend", "measure": {"result": {"sheet": "review", "of": "self"}}, "score": {"share": 20}, "when_no_data": "zero"},
    ]
    edition = Edition.model_validate(
        {
            "title": "示例",
            "source": "sources/2026-01-01.md",
            "basis": "assumed",
            "calendar": {"month_starts_on": 1, "workdays": "none"},
            "rounding": {"line": "0.01", "total": "0.01", "money": "0.01", "mode": "half_up"},
            "sheets": [sheet("work", work, every), sheet("review", [review], every)],
            "grades": [{"grade": "优秀", "at_least": 90}, {"grade": "合格", "at_least": 60}, {"grade": "不合格", "at_least": 0}],
        }
    )

    def table(name: str, rows: list[dict[str, Any]]) -> pl.LazyFrame:
        names = RECORDS[name].names
        return pl.DataFrame([{key: row.get(key) for key in names} for row in rows], schema=RECORDS[name].schema, orient="row").lazy()

    people = [
        {"worker_id": who, "starts_on": dt.date(2026, 1, 1), "name": who, "role": role} for who, role in (("01", "组员"), ("02", "组长"))
    ]
    visits = [
        {"visit_id": f"{who}-{at}", "worker_id": who, "visited_at": dt.datetime(2026, 10, 1 + at, 9)}
        for who in ("01", "02")
        for at in range(7)
    ]
    totals = [
        {"worker_id": who, "period": period, "measure": "评议", "numerator": Decimal("87.5"), "denominator": Decimal(100)}
        for who in ("01", "02")
    ]
    rows = {"roster": people, "visits": visits, "totals": totals}
    return assess(
        Records({name: table(name, found) for name, found in rows.items()}),
        Rulebook.from_edition(edition, starts_on=dt.date(2026, 1, 1)),
        period,
    )


@pytest.mark.parametrize(("every", "period"), [("month", "2026-10"), ("half", "2026H2"), ("year", "2026")])
def test_a_period_of_any_kind_is_blended_from_its_own_sheets(every: str, period: str) -> None:
    """Seven of ten visits are 42 of 60 and one short of eight costs 2; of five they are all; 87.5 of 100 are 17.50 of 20."""
    found = assessed(every, period)
    work = found.scores.filter(pl.col("sheet") == "work")
    assert work.select("subject", "total").rows() == [("01", Decimal("77.500000")), ("02", Decimal("95.500000"))]
    assert found.verify() == ()


def test_each_line_of_the_card_can_be_done_again_by_hand() -> None:
    """Quantity, rate, amount and where the quantity comes from."""
    with language.use("zh"):
        lines = str(assessed("month", "2026-10").explain("01", "points")).splitlines()
    assert [line.strip() for line in lines if line.startswith("  ") and "第一条" in line] == [
        "review  第一条  87.5/100 × 100 = 87.5",
        "visits  第一条  7/10 × 60 = 42  目标 10，至多满分",
        "short（起始分）  第一条  20",
        "short  第一条  1 × -2 = -2  目标 8，实绩 7",
        "blend  第一条  87.5/100 × 20 = 17.5  取自“review”",
    ]


def test_the_way_to_the_next_grade_is_in_units_of_what_one_can_do() -> None:
    """Three more visits would do; a better review is nothing to be advised."""
    found = assessed("month", "2026-10").distances(["01"]).filter(pl.col("sheet") == "work")
    assert found.select("next_grade", "points_short", "item", "more").rows() == [("优秀", Decimal("12.500000"), "visits", 3)]


def test_a_saved_blend_is_verified_without_its_records(tmp_path: Path) -> None:
    """Targets and other sheets' results stand among the measures."""
    saved = load_assessment(assessed("half", "2026H2").save(tmp_path / "run"))
    assert saved.verify() == ()
    assert saved.measures.filter(pl.col("level") == "target").select("subject", "numerator").rows() == [("01", 10), ("02", 5)]
