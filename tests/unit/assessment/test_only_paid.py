"""People on a sheet without items are paid; they have no score, no grade and no rank, and nothing fails for it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gridperf import language, load_assessment
from gridperf.assessment import Assessment
from gridperf.period import Period
from gridperf.rulebook.edition import Edition
from gridperf.testing.strategies import frames
from tests.oracle.compare import assess_frames, differences

OCTOBER = Period.parse("2026-10")
ROWS: dict[str, Any] = {
    name: [] for name in ("patrols", "discoveries", "disposals", "visits", "incidents", "marks", "attendance", "totals")
} | {
    "roster": [
        {
            "worker_id": worker,
            "starts_on": dt.date(2026, 1, 1),
            "name": worker,
            "role": role,
            "grid_code": "g",
            "pay_base": Decimal("2000.00"),
        }
        for worker, role in (("A", "网格员"), ("B", "协管员"), ("C", "别的"))
    ],
    "visits": [{"visit_id": f"v{at}", "worker_id": "B", "visited_at": dt.datetime(2026, 10, 9, 8, at)} for at in range(3)],
}
SCORED = {
    "id": "month",
    "name": "月度考核",
    "assess": {"subject": "worker", "roles": ["网格员"], "placed": "last"},
    "every": "month",
    "full_score": 100,
    "total": {"floor": 0, "cap": 100, "clause": "一"},
    "items": [
        {
            "id": "visits",
            "name": "走访",
            "clause": "一",
            "measure": {"count": "visits"},
            "score": {"each": -1, "starts_at": 100, "down_to": 0},
        }
    ],
}
PAID = {
    "id": "helpers",
    "name": "协管员",
    "assess": {"subject": "worker", "roles": ["协管员"], "placed": "last"},
    "every": "month",
    "items": [],
}
PAY = [
    {"id": "base", "name": "基本工资", "clause": "一", "line": {"amount": "roster.pay_base"}, "part_month": "whole"},
    {"id": "cash", "name": "以奖代补", "clause": "一", "line": {"each": 5, "measure": {"count": "visits"}, "cap": 100}},
]
GRADES = [{"grade": "合格", "at_least": 60}, {"grade": "不合格", "at_least": 0}]


def edition(sheets: list[dict[str, Any]], **more: Any) -> Edition:
    base = {
        "title": "办法",
        "source": "sources/2026-01-01.md",
        "basis": "assumed",
        "calendar": {"month_starts_on": 1, "workdays": "none"},
        "rounding": {"line": "0.01", "total": "0.01", "money": "0.01", "mode": "half_up"},
        "pay": PAY,
    }
    return Edition.model_validate({**base, "sheets": sheets, **more})


def assessed(rules: Edition) -> Assessment:
    result = assess_frames(frames(ROWS), rules, OCTOBER)
    assert differences(result, ROWS, rules, OCTOBER) == []
    return result


@pytest.mark.parametrize("order", [[SCORED, PAID], [PAID, SCORED]])
def test_beside_a_sheet_with_items(order: list[dict[str, Any]]) -> None:
    """One role is scored and paid, another only paid, and whoever is on no sheet is neither."""
    result = assessed(edition(order, grades=GRADES))
    assert result.scores.select("subject", "sheet").rows() == [("A", "month")]
    assert result.grades["subject"].to_list() == ["A"]
    assert result.pay.select("subject", "base", "cash", "gross").rows() == [
        ("A", Decimal(2000), Decimal(0), Decimal(2000)),
        ("B", Decimal(2000), Decimal(15), Decimal(2015)),
    ]
    assert result.left_out.filter(pl.col("reason") == "no_sheet")["records"].to_list() == [1]


def test_alone() -> None:
    """A rulebook that only pays needs no full score, no total and no grades."""
    result = assessed(edition([PAID]))
    assert result.pay.select("subject", "gross").rows() == [("B", Decimal(2015))]
    assert [result.table(name).height for name in ("scores", "grades", "ranks", "measures", "actions")] == [0] * 5
    assert result.verify() == ()
    assert result.distances().height == 0


def test_saved_and_loaded(tmp_path: Path) -> None:
    """What was only paid reads back as it was."""
    result = assessed(edition([PAID]))
    loaded = load_assessment(result.save(tmp_path / "out"))
    assert loaded.digest == result.digest
    assert loaded.verify() == ()


def test_explained() -> None:
    """The explanation holds the pay lines alone, and asking for a grade says that there is none."""
    result = assessed(edition([PAID, SCORED], grades=GRADES))
    assert result.explain("B").entries["item"].to_list() == ["base", "cash"]
    with language.use("en"):
        assert "only paid" in str(result.why_not("B"))
    with language.use("zh"):
        assert "只发工资" in str(result.why_not("B"))


def test_on_paper() -> None:
    """The card of somebody who is only paid shows pay; the summary does not list them as missing from every sheet."""
    from gridperf.report.views.county import county_summary
    from gridperf.report.views.scorecard import scorecards

    result = assessed(edition([PAID, SCORED], grades=GRADES))
    cards = {card.person.subject: card for card in scorecards(result)}
    assert (cards["B"].sheet, cards["B"].total, cards["B"].lines, cards["B"].gross) == ("", "", (), "2,015.00")
    assert not any(exceptions.count for exceptions in county_summary(result).exceptions if exceptions.reason == "no_sheet")
