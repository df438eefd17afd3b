"""The measures of region, department and post evaluation count what they say, on one month of records counted by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import polars as pl
import pytest

import gridperf
from gridperf._bundled import bundled
from gridperf.period import Period
from gridperf.rulebook import Rulebook
from gridperf.rulebook.catalogue import read_catalogue, standard_measures
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.measures import Ratio
from gridperf.tables import RECORDS

DUE = dt.datetime(2026, 10, 13, 10)
ON_TIME, LATE = {"handled_at": DUE}, {"handled_at": DUE + dt.timedelta(minutes=1)}
CLOSED = {"closed_at": DUE + dt.timedelta(days=1)}
FILED = {"filed_at": DUE}

DISCOVERIES = [
    {"source": "自主发现", **FILED, "valid": True},
    {"source": "自主发现", **FILED, "valid": True},
    {"source": "自主发现", **FILED, "valid": False},
    {"source": "自主发现", "valid": False},
    {"source": "公众举报", **FILED, "valid": True},
    {"source": "热线投诉"},
    {**FILED},
    {"source": "媒体曝光", "valid": False},
    {"source": "网络举报", **FILED, "valid": True},
]
DISPOSALS = [
    {**ON_TIME, **CLOSED, "reworks": 0, "postponed": False, "supervised": False},
    {**LATE, **CLOSED, "reworks": 1, "postponed": True, "supervised": True, "void": False},
    {**ON_TIME, "reworks": 2},
    {},
    {**LATE, "reworks": 0, "supervised": False},
    {**LATE, **CLOSED, "reworks": 3, "postponed": True, "supervised": True, "void": True},
    {"category": "立案前核实", **ON_TIME},
    {"category": "立案前核实", **LATE},
    {"category": "立案前核实"},
    {"category": "立案前核实", **ON_TIME, "void": True},
    {"category": "结案前核查", **ON_TIME},
    {"category": "结案前核查"},
]
EXPECTED = {
    "all_reports": (9, 1),
    "public_reports": (4, 1),
    "verified_public_reports": (2, 1),
    "public_report_rate": (2, 6),
    "filed_cases": (6, 1),
    "not_filed_reports": (2, 1),
    "accurate_filings": (4, 1),
    "accurate_filing_rate": (4, 5),
    "accurate_dispatches": (2, 1),
    "accurate_dispatch_rate": (2, 4),
    "due_tasks": (10, 1),
    "on_time_tasks": (4, 1),
    "late_tasks": (3, 1),
    "due_closings": (10, 1),
    "closed_tasks": (2, 1),
    "on_time_closed_tasks": (1, 1),
    "late_closing_rate": (1, 10),
    "on_time_closing_of_filed": (1, 6),
    "unclosed_tasks": (8, 1),
    "unclosed_rate": (8, 9),
    "reworked_tasks": (2, 1),
    "rework_rate_of_due": (2, 4),
    "postponed_tasks": (1, 1),
    "supervised_rate": (1, 3),
    "void_tasks": (2, 1),
    "due_verifications": (3, 1),
    "done_verifications": (2, 1),
    "verification_rate": (2, 3),
    "on_time_verification_rate": (1, 3),
    "due_checks": (2, 1),
    "done_checks": (1, 1),
    "check_rate": (1, 2),
    "on_time_check_rate": (1, 2),
}


@pytest.fixture(scope="module")
def measured() -> dict[str, tuple[Fraction, Fraction]]:
    """Return numerator and denominator of every measure under test, by its name."""
    items = []
    for name in EXPECTED:
        ratio = isinstance(standard_measures()[name].measure, Ratio)
        score = {"share": 1} if ratio else {"each": 1, "up_to": 1}
        item = {"id": name.replace("_", "-"), "name": name, "clause": "第一条", "measure": name, "score": score}
        items.append({**item, "when_no_data": "zero"} if ratio else item)
    sheet = {
        "id": "month",
        "name": "月度",
        "assess": {"subject": "worker", "roles": "all", "placed": "longest"},
        "every": "month",
        "full_score": len(items),
        "total": {"floor": 0, "cap": "unlimited", "clause": "第一条"},
        "items": items,
    }
    edition = Edition.model_validate(
        {
            "title": "测试",
            "source": "sources/x.md",
            "basis": "assumed",
            "calendar": {"month_starts_on": 1, "workdays": "cn"},
            "rounding": {"line": "0.01", "total": "0.01", "money": "0.01", "mode": "half_up"},
            "sheets": [sheet],
            "grades": [{"grade": "合格", "at_least": 0}],
        }
    )
    records = gridperf.read_records(
        {
            "roster": _frame("roster", [{"worker_id": "0001", "starts_on": dt.date(2026, 1, 1), "name": "某人", "role": "网格员"}]),
            "discoveries": _frame("discoveries", DISCOVERIES, reported_at=DUE),
            "disposals": _frame("disposals", DISPOSALS, dispatched_at=DUE - dt.timedelta(hours=2), due_at=DUE),
        }
    )
    rules = Rulebook.from_edition(edition, starts_on=dt.date(2026, 1, 1))
    found = gridperf.assess(records, rules, Period.parse("2026-10")).measures
    return {row["item"].replace("-", "_"): (row["numerator"], row["denominator"]) for row in found.iter_rows(named=True)}


def _frame(name, rows, **same):
    table = RECORDS[name]
    key = [column for column in table.key if column not in ("worker_id", "starts_on")]
    full = [{"worker_id": "0001", **dict.fromkeys(key, str(at)), **same, **row} for at, row in enumerate(rows)]
    return pl.DataFrame([{column: row.get(column) for column in table.names} for row in full], schema=table.schema)


@pytest.mark.parametrize("name", EXPECTED)
def test_value(measured, name):
    """A voided or unknown record stands on neither side; what lies exactly on the limit is in time."""
    assert measured[name] == EXPECTED[name]


def test_every_measure_of_the_file_is_counted_here():
    """A measure added to the file of cases needs its value counted by hand."""
    names, _ = read_catalogue(bundled("rules") / "catalogue")
    text = (bundled("rules") / "catalogue" / "cases.yaml").read_text(encoding="utf-8")
    assert {name for name in names if f"\n  {name}:\n" in text} == set(EXPECTED)
