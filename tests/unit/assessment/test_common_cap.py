"""A common cap is an entry of its own that says what it holds, and can be checked with a pocket calculator."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gridperf.assessment.working import workings
from gridperf.period import Period
from gridperf.testing.strategies import frames
from tests.oracle.compare import assess_frames, differences
from tests.properties.test_found import edition_of, rows_of, visit

ITEM = {"id": "visits", "measure": {"count": "visits"}, "score": {"each": 10, "up_to": 100}}
OCTOBER = Period.parse("2026-10")
PIECE = {"clause": "一", "line": {"each": 50, "measure": {"count": "visits"}, "cap": "unlimited"}}
PAY = [
    {"id": "reports", "name": "上报奖励", **PIECE},
    {"id": "repairs", "name": "处置奖励", **PIECE},
    {"id": "most", "name": "合计限额", "clause": "二", "line": {"cap_at": 300, "counting": ["reports", "repairs"]}, "part_month": "whole"},
]


@pytest.mark.parametrize(
    ("visits", "amount", "text", "said"),
    [
        (4, Decimal(-100), "300 − 400", "上报奖励、处置奖励合计 400 元"),
        (3, Decimal(0), "300 − 300 ≥ 0", "上报奖励、处置奖励合计 300 元"),
    ],
)
def test_a_common_cap_says_whose_sum_it_cut(visits: int, amount: Decimal, text: str, said: str) -> None:
    """What is above the cap is a negative entry under the cap's own clause, with the lines and their sum."""
    rows, rules = rows_of(visits=[visit(at) for at in range(visits)]), edition_of([ITEM], 100, pay=PAY)
    result = assess_frames(frames(rows), rules, OCTOBER)
    assert differences(result, rows, rules, OCTOBER) == []
    entries = [row for row in result.entries.rows(named=True) if row["ledger"] == "yuan"]
    row, working = entries[-1], workings(entries, result.rulebook)[-1]
    assert (row["kind"], row["clause"], row["amount"]) == ("cap", "二", amount)
    assert (working.text, working.said) == (text, said)
    assert result.verify() == ()
