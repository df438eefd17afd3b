"""Yuan off for what is missing to a number: paid, explained, and verified from the entry alone."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

import gridperf as gp
from gridperf import language
from gridperf.tables import RECORDS
from tests.unit.rulebook.packs import changed, write_pack

PERSON = {"starts_on": "2025-01-01", "role": "网格员", "area": "城镇", "street": "城关镇", "county": "测试县", "pay_base": "3000"}


@pytest.mark.parametrize(
    ("lot", "yuan", "note"),
    [
        ("", (Decimal("-220.00"), Decimal("0.00")), "应 90，实 79"),
        (", lot: 5", (Decimal("-40.00"), Decimal("0.00")), "应 90，实 79；每 5 件计一次"),
    ],
)
def test_what_is_missing_is_deducted_and_explained(tmp_path, lot, yuan, note):
    """79 of 90 reports cost 11 × 20 yuan, or two full lots of five; 90 and more cost nothing, and no other column is paid."""
    line = f"line: {{each: -20, short_of: 90, measure: adopted_reports{lot}, cap: unlimited}}"
    rules = gp.load_rules(write_pack(tmp_path, changed(("line: {each: 5, measure: adopted_reports, cap: 300}", line))), period="2026-01")
    report = {"reported_at": "2026-01-05 09:00", "filed_at": "2026-01-05 10:00", "valid": "true", "found_by_others": "false"}
    reports = [{"event_id": f"{who}-{at}", "worker_id": who, **report} for who, count in (("01", 79), ("02", 91)) for at in range(count)]
    records = gp.read_records(
        {
            **{name: RECORDS[name].empty() for name in ("patrols", "disposals", "incidents", "attendance")},
            "roster": pl.DataFrame([{"worker_id": who, "name": name, **PERSON} for who, name in (("01", "甲"), ("02", "乙"))]),
            "discoveries": pl.DataFrame(reports),
        }
    )
    result = gp.assess(records, rules, "2026-01")
    assert result.pay.columns == ["subject", "period", "base", "performance", "cash", "top-up", "gross"]
    assert tuple(result.pay["cash"]) == yuan
    entry = result.entries.filter((pl.col("item") == "cash") & (pl.col("subject") == "01")).row(0, named=True)
    assert (entry["numerator"], entry["denominator"], entry["rate"], entry["note"]) == (11, 1, Decimal("-20.000000"), note)
    assert result.verify() == ()
    with language.use("zh"):
        (said,) = [text for text in str(result.explain("01", ledger="yuan")).splitlines() if "以奖代补" in text]
    assert ("11 × -20 = -220" in said or "11 × −20 = −220" in said) if not lot else ("2 × " in said), said
