"""What happens again to the same object costs another value, object by object, and the card says how often each way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import gridperf as gp
from gridperf.report.views.rulebook import printed_rules
from gridperf.rulebook import check_rules
from gridperf.tables import RECORDS
from tests.unit.rulebook.packs import changed, write_pack

REPEATED = "score: {each: -3, repeated: {from: 2, each: -6, of: event_id}, down_to: -40}"
COUNT = changed(
    (
        "measure: verified_complaints\n        score: {each: -5, down_to: -20}",
        'measure: {count: disposals, where: "reworks > 0"}\n        ' + REPEATED,
    )
)
SUM = COUNT.replace('{count: disposals, where: "reworks > 0"}', "{sum: disposals.reworks}")


def assessed(tmp_path: Any, edition: str, rows: list[tuple[str | None, int]]) -> gp.Assessment:
    """Return January of one person with *rows* of cases and how often each was returned."""
    at = {"worker_id": "甲", "dispatched_at": "2026-01-05 09:00", "due_at": "2026-01-06 18:00", "category": "其他"}
    given: dict[str, Any] = {name: RECORDS[name].empty() for name in ("patrols", "incidents", "discoveries", "attendance")}
    given["roster"] = pl.DataFrame(
        [{"worker_id": "甲", "name": "甲", "starts_on": "2025-01-01", "role": "网格员", "area": "城镇", "pay_base": "3000"}]
    )
    given["disposals"] = pl.DataFrame(
        [{**at, "disposal_id": f"{number}", "event_id": case, "reworks": str(times)} for number, (case, times) in enumerate(rows)],
        schema_overrides={"event_id": pl.String},
    )
    return gp.assess(gp.read_records(given), gp.load_rules(write_pack(tmp_path, edition), period="2026-01"), "2026-01")


@pytest.mark.parametrize(
    ("edition", "rows", "first", "again"),
    [
        (COUNT, [("A", 1), ("A", 2), ("B", 1), ("A", 0)], 2, 1),
        (COUNT, [("A", 1), ("A", 1), ("A", 1)], 1, 2),
        (COUNT, [(None, 1), (None, 1), ("A", 1)], 3, 0),
        (COUNT.replace("from: 2", "from: 3"), [("A", 1), ("A", 1), ("A", 1), ("B", 1)], 3, 1),
        (SUM, [("A", 1), ("A", 2), ("B", 1), ("C", 0)], 2, 2),
        (SUM, [(None, 3), (None, 1), ("A", 2)], 3, 3),
        (SUM.replace("from: 2", "from: 3"), [("A", 5), ("B", 1)], 3, 3),
    ],
)
def test_the_first_of_each_object_costs_less_than_the_rest(tmp_path, edition, rows, first, again):
    """Three returns of two cases are two first ones and one again; cases without a number are cases of their own."""
    done = assessed(tmp_path, edition, rows)
    lines = done.entries.filter((pl.col("item") == "complaint") & (pl.col("kind") == "item"))
    last = 2 if "from: 3" in edition else 1
    names = ("同一事件编号第 1 次" if last == 1 else f"同一事件编号第 1 至 {last} 次", f"同一事件编号第 {last + 1} 次起")
    assert lines.select("numerator", "amount", "note").rows() == [
        (first, Decimal(-3 * first), names[0]),
        (again, Decimal(-6 * again), names[1]),
    ]
    assert done.verify() == ()
    loaded = gp.load_assessment(done.save(tmp_path / "saved"))
    assert loaded.verify() == ()


def test_a_daily_measure_of_the_same_table_changes_nothing(tmp_path):
    """The table is then grouped by day, and the cases are still counted over the period."""
    daily = changed(("measure: honours", "measure: {count: disposals, at_most: {times: 1, per: day}}"), edition=COUNT)
    done = assessed(tmp_path, daily, [("A", 1), ("A", 1), ("B", 1)])
    amounts = done.entries.filter((pl.col("item") == "complaint") & (pl.col("kind") == "item"))["amount"].to_list()
    assert amounts == [Decimal(-6), Decimal(-6)]


def test_it_reads_in_both_languages(tmp_path):
    """The printed rulebook says what is counted apart."""
    rules = gp.load_rules(write_pack(tmp_path, COUNT))
    said = {
        lang: next(line.text for group in printed_rules(rules, lang).sheets[0].groups for line in group.lines if line.name == "有责投诉")
        for lang in ("zh", "en")
    }
    assert "事件编号相同的，从第 2 次起每次 −6 分" in said["zh"]
    assert "−6 points each from occurrence 2 of the same event id on" in said["en"]


@pytest.mark.parametrize(
    ("measure", "column", "code"),
    [
        ("{count: disposals}", "case", "R963"),
        ("{sum: patrols.distance_m}", "event_id", "R963"),
        ("{sum: marks.mark}", "item", "R962"),
        ("{days: patrols}", "grid_code", "R962"),
        ("{distinct: patrols.grid_code}", "grid_code", "R962"),
    ],
)
def test_only_what_has_objects_is_counted_by_them(tmp_path, measure, column, code):
    """The table must have the column, and the measure must be of records or of whole numbers."""
    edition = COUNT.replace('{count: disposals, where: "reworks > 0"}', measure).replace("of: event_id", f"of: {column}")
    found = [problem for problem in check_rules(write_pack(tmp_path, edition)) if problem.code in ("R962", "R963")]
    assert [(problem.code, problem.where.path) for problem in found] == [(code, "sheets[0].items[2].score.repeated.of")]
