"""Columns and tables of a pack's own are read, filtered, counted, proved by examples, and refused where they would mislead."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import gridperf as gp
from gridperf.rulebook import Rulebook, check_rules, load_rules
from gridperf.trials import run_examples
from tests.unit.rulebook.packs import INFO, changed, write_pack

TABLES = """tables:
  visits:
    columns:
      colour: {kind: text, label: 颜色, meaning: 走访对象的颜色。, allowed: [红, 黄, 绿]}
  entries:
    label: 入户登记
    meaning: 每次入户登记一行。
    key: [entry_id]
    worker: who
    dated_by: entered_on
    columns:
      entry_id: {kind: text, label: 登记编号, meaning: 编号。}
      who: {kind: text, label: 登记人, meaning: 谁登记。, required: true}
      entered_on: {kind: date, label: 登记日期, meaning: 哪一天。, required: true}
      persons: {kind: integer, label: 登记人数, meaning: 几人。, at_least: 0}
      fee: {kind: decimal, label: 费用, meaning: 元。, digits: 1}
"""
RULES = changed(
    ("measure: verified_complaints", "measure: {count: visits, where: \"colour = '红'\"}"),
    ("measure: honours", 'measure: {sum: entries.persons, where: "fee >= 0.5"}'),
)
EXAMPLE = """- name: 红色对象和登记人数
  period: 2026-10
  given:
    roster: [{worker_id: "01", name: 甲, role: 网格员, area: 城镇, starts_on: 2026-01-01, pay_base: 2000}]
    visits:
      - {worker_id: "01", visited_at: 2026-10-08 09:00, colour: 红}
      - {worker_id: "01", visited_at: 2026-10-08 10:00, colour: 绿}
    entries:
      - {who: "01", entered_on: 2026-10-31, persons: 3, fee: 0.5}
      - {who: "01", entered_on: 2026-10-31, persons: 9, fee: 0.4}
  expect:
    measures: {"01": {complaint: 1, honour: 3}}
"""


def pack(folder: Path, tables: str = TABLES, edition: str = RULES, **more: str) -> Path:
    return write_pack(folder, edition, info=INFO + tables, examples={f"{name}.yaml": text for name, text in more.items()})


@pytest.fixture
def rules(tmp_path: Path) -> Rulebook:
    return load_rules(pack(tmp_path))


def test_an_example_may_use_them(tmp_path: Path) -> None:
    """Filters and sums see the pack's columns, and a worked example proves it."""
    results = run_examples(pack(tmp_path, case=EXAMPLE))
    assert [(result.passed, result.problems) for result in results] == [(True, ())]


def test_they_are_read_by_name_or_label(tmp_path: Path, rules: Rulebook) -> None:
    """A new table is found by its Chinese name, its columns by theirs, and its rows are checked like any others."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "roster.csv").write_text("worker_id,starts_on,name,role\n01,2026-01-01,甲,网格员\n", encoding="utf-8")
    (folder / "入户登记.csv").write_text("登记编号,登记人,登记日期,登记人数,费用\na,01,2026-10-31,3,0.5\n", encoding="utf-8")
    records = gp.read_records(folder, rules=rules)
    assert records.table("entries").collect().rows(named=True)[0]["persons"] == 3
    assert records.table("visits").collect_schema().names()[-1] == "colour"
    records.write(folder / "again")
    assert (folder / "again" / "entries.csv").is_file()
    (folder / "入户登记.csv").write_text("登记编号,登记人,登记日期,登记人数\na,02,2026-10-31,-1\n", encoding="utf-8")
    with pytest.raises(gp.RecordsError) as caught:
        gp.read_records(folder, rules=rules)
    assert [(problem.code, problem.where.table) for problem in caught.value.problems] == [("D214", "entries"), ("D219", "entries")]
    with pytest.raises(gp.RecordsError):
        gp.read_records(folder)


def test_records_read_without_the_rules_are_refused(tmp_path: Path) -> None:
    """Nothing is measured as zero because a column was never read."""
    rules = load_rules(
        pack(
            tmp_path,
            TABLES[: TABLES.index("  entries:")],
            RULES.replace("sum: entries.persons", "count: visits").replace("fee >= 0.5", "complete"),
        )
    )
    empty = {name: rules.tables[name].empty() for name in ("disposals", "patrols", "incidents", "discoveries", "attendance")}
    roster = pl.DataFrame({"worker_id": ["01"], "starts_on": ["2026-01-01"], "name": ["甲"], "role": ["网格员"], "pay_base": ["1"]})
    visits = pl.DataFrame({"visit_id": ["a"], "worker_id": ["01"], "visited_at": ["2026-10-08 09:00"]})
    records = gp.read_records({"roster": roster, "visits": visits, **empty})
    with pytest.raises(gp.RecordsError) as caught:
        gp.assess(records, rules, "2026-10")
    assert [(problem.code, problem.values) for problem in caught.value.problems] == [("A130", {"table": "visits", "columns": "colour"})]


def test_they_are_part_of_the_digest(tmp_path: Path, rules: Rulebook) -> None:
    """Other values allowed in a column are other rules; saved and restored they are the same."""
    other = load_rules(pack(tmp_path / "other", TABLES.replace("[红, 黄, 绿]", "[红, 黄]")))
    assert other.digest != rules.digest
    restored = Rulebook.from_dict(rules.as_dict())
    assert restored.tables == rules.tables
    assert restored.digest == rules.digest


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "  visits:\n",
            "  visits:\n    label: 访\n",
            "R411 visits is a table everybody has, and its label is the same everywhere; a pack can only add columns.",
        ),
        (
            "    key: [entry_id]\n",
            "",
            "R412 The new table entries does not say its key, so its file could not be recognised or its rows told apart.",
        ),
        (
            "digits: 1",
            "digits: 1, allowed: [a]",
            "R413 allowed does not apply to a column that holds decimal, so it would never take effect.",
        ),
        (
            "label: 颜色",
            "label: 走访时间",
            'R414 "走访时间" already names another column or table, so a heading would point to two and records could be misread.',
        ),
        (
            "label: 入户登记",
            "label: 走访",
            'R414 "走访" already names another column or table, so a heading would point to two and records could be misread.',
        ),
        (
            "colour: {kind",
            "complete: {kind",
            'R404 The table visits has a column "complete" already; a filter that names it would point to two things.',
        ),
        (
            "  visits:\n    columns:\n      colour: {kind: text, label: 颜色, meaning: 走访对象的颜色。, allowed: [红, 黄, 绿]}",
            "  roster:\n    columns:\n      days: {kind: integer, label: 天数, meaning: 天数。}",
            'R418 "days" of the roster is computed from the days of each interval; a rule that names such a column would read the computed number.',
        ),
        ("worker: who", "worker: whom", 'R214 The table entries has no column "whom", so the rule cannot be applied.'),
        (
            "dated_by: entered_on",
            "dated_by: persons",
            "R221 entries.persons holds integer, which cannot be used here, so nothing can be computed.",
        ),
    ],
)
def test_what_would_mislead_is_refused(tmp_path: Path, old: str, new: str, expected: str) -> None:
    """Each mistake of a declaration gives its problem, in `pack.yaml`."""
    assert old in TABLES
    with gp.language.use("en"):
        problems = [
            problem for problem in check_rules(pack(tmp_path, TABLES.replace(old, new, 1))) if problem.where.file.endswith("pack.yaml")
        ]
        assert [f"{problem.code} {problem.message}" for problem in problems] == [expected]
