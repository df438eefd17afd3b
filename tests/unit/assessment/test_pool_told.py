"""A share of a pool can be redone from its entry alone, and an entry that was changed does not work out any more."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import gridperf as gp
from gridperf.assessment import Assessment
from gridperf.assessment.working import workings
from gridperf.period import Period
from gridperf.report.views.pay_lines import pay_lines
from gridperf.testing.strategies import frames
from tests.oracle.compare import assess_frames, differences
from tests.properties.test_found import edition_of, rows_of

OCTOBER = Period.parse("2026-10")
ITEM = {"id": "result", "measure": {"imported": "得分"}, "score": {"share": 100}, "when_no_data": "zero"}
POOL = {
    "fund": {"amount": 2000},
    "within": "all",
    "by": [{"of": "total"}],
    "floor": 0,
    "cap": 900,
    "short": "equal",
    "remainder": "largest",
    "reserve": "10%",
    "nobody": "carry",
    "left": "return",
}


@pytest.fixture(scope="module")
def october() -> Assessment:
    """Return a month in which 1800 yuan are divided by 95.5, 40 and 33.25 points, one share held at 900, and one of nothing."""
    people = {"A": "95.5", "B": "40", "C": "33.25", "D": "0"}
    (worker,) = rows_of()["roster"]
    rows = rows_of(
        roster=[{**worker, "worker_id": name, "name": name} for name in people],
        totals=[
            {"worker_id": name, "period": "2026-10", "measure": "得分", "numerator": Decimal(score), "denominator": Decimal(100)}
            for name, score in people.items()
        ],
    )
    pay = [{"id": "pool", "name": "奖励池", "clause": "一", "line": {"pool": POOL}}]
    rules = edition_of([ITEM], 100, pay=pay)
    result = assess_frames(frames(rows), rules, OCTOBER)
    assert differences(result, rows, rules, OCTOBER) == []
    return result


def yuan(result: Assessment) -> list[dict[str, Any]]:
    return [row for row in result.entries.rows(named=True) if row["ledger"] == "yuan"]


def test_a_share_is_fund_times_weight_over_weights(october: Assessment) -> None:
    """Quantity × rate works out to the amount where nothing held it; where something did, the note says what."""
    before = "总额 2000 元，预留 200 元；奖励池 1800 元，其中 1 人按限额共 900 元"
    shown = [(one.text, one.said, one.holds) for one in workings(yuan(october), october.rulebook)]
    assert shown == [
        ("", f"{before}；奖励池余 900 元 × 95.5 ÷ 73.25；以上限 900 元为限", False),
        ("900 × 40/73.25", f"{before}；零头进 0.01 元", True),
        ("900 × 33.25/73.25", f"{before}；零头舍去", True),
        ("", "份额权数为 0", False),
    ]
    assert [(row["numerator"], row["denominator"], row["rate"], row["amount"]) for row in yuan(october)] == [
        (9550, 7325, Decimal(900), Decimal(900)),
        (4000, 7325, Decimal(900), Decimal("491.47")),
        (3325, 7325, Decimal(900), Decimal("408.53")),
        (None, None, None, Decimal(0)),
    ]
    assert [line.below for line in pay_lines(yuan(october), october)] == [True, True, True, False]
    assert october.verify() == ()


@pytest.mark.parametrize(("subject", "stated"), [("A", "900"), ("B", "491.47"), ("C", "408.53"), ("D", "0")])
def test_an_amount_its_working_does_not_come_to_is_found_without_the_records(
    october: Assessment, tmp_path: Path, subject: str, stated: str
) -> None:
    """A fen more in the entry, in the pay and in the gross: every sum is right, the working is not."""
    own, fen = pl.col("subject") == subject, pl.lit(Decimal("0.01"))
    more = pl.when(own).then(fen).otherwise(pl.lit(Decimal(0)))
    item = pl.when(own & (pl.col("ledger") == "yuan")).then(fen).otherwise(pl.lit(Decimal(0)))
    wrong = {
        "entries": october.entries.with_columns((pl.col("amount") + item).cast(pl.Decimal(38, 6))),
        "pay": october.pay.with_columns((pl.col(name) + more).cast(pl.Decimal(38, 2)).alias(name) for name in ("pool", "gross")),
    }
    tables = {**october.tables, **{name: (lambda made=made: made) for name, made in wrong.items()}}
    Assessment(october.period, october.rulebook, october.provenance, tables).save(tmp_path)
    (problem,) = gp.load_assessment(tmp_path).verify()
    assert (problem.code, problem.values["worker"], str(problem.values["found"])) == ("A140", subject, stated)
