"""A rule may rest on several clauses: each is found, each is indexed, and all of them are printed beside what follows from it."""

from __future__ import annotations

import json
import pickle

import polars as pl
import pytest

from gridperf import assess, compare_rules, language, load_rules, read_records
from gridperf.report.views.rulebook import printed_rules
from gridperf.rulebook import check_rules
from gridperf.rulebook.clauses import Clauses, clauses_of
from gridperf.rulebook.resolved import Rulebook
from gridperf.tables import RECORDS as TABLES
from tests.unit.rulebook.layered import BELOW, CODE, HEAD, write_layer
from tests.unit.rulebook.packs import SOURCE, changed, write_pack

TWICE = changed(
    ("name: 巡查到位率\n        clause: 第三条", "name: 巡查到位率\n        clause: [第三条, 第二条]"),
    ("name: 有责投诉\n        clause: 第四条", "name: 有责投诉\n        clause: [第四条, 第三条]"),
    ("cap: 105, clause: 第二条}", "cap: 105, clause: [第二条, 第三条]}"),
    ("{id: bonus, name: 加分, clause: 第五条,", "{id: bonus, name: 加分, clause: [第五条, 第六条],"),
    ("clause: 第六条\n        when", "clause: [第六条, 第七条]\n        when"),
    ("ties: exclude, clause: 第七条}", "ties: exclude, clause: [第七条, 第八条]}"),
    ("name: 以奖代补, clause: 第九条", "name: 以奖代补, clause: [第九条, 第八条]"),
    ("name: 解聘, clause: 第八条", "name: 解聘, clause: [第八条]"),
    ("basis: assumed, clause: 第九条}", "basis: assumed, clause: [第九条, 第八条]}"),
)
RECORDS = {
    "roster": pl.DataFrame(
        {
            "worker_id": ["甲"], "name": ["甲"], "role": ["网格员"], "street": ["一街"], "starts_on": ["2026-01-01"], "pay_base": ["3000"],
            "area": ["城镇"], "county": ["县"],
        }
    ),
    "incidents": pl.DataFrame(
        {"incident_id": ["1"], "worker_id": ["甲"], "kind": ["责任事故"], "occurred_on": ["2026-10-08"], "verified": ["true"]}
    ),
    **{name: pl.DataFrame(schema=TABLES[name].schema) for name in ("attendance", "discoveries", "disposals", "patrols")},
}  # fmt: skip


def found(folder):
    """Return what a check finds, but that these packs have no examples."""
    return tuple(problem for problem in check_rules(folder) if problem.code != "R318")


@pytest.fixture(scope="module")
def rules(tmp_path_factory) -> Rulebook:
    return load_rules(write_pack(tmp_path_factory.mktemp("pack"), TWICE))


def test_several_clauses_stay_apart_in_one_text():
    """A clause may hold the mark that separates clauses; the clauses of a list are known all the same, in another process too."""
    both = Clauses(("一、总则", "二、巡查"))
    assert (both, clauses_of(both), clauses_of("一、总则")) == ("一、总则、二、巡查", ("一、总则", "二、巡查"), ("一、总则",))
    assert clauses_of(pickle.loads(pickle.dumps(both))) == ("一、总则", "二、巡查")


def test_every_clause_of_a_list_has_its_rules(tmp_path, rules):
    """What only a list cites has a rule: with the list there is no warning, with its first clause alone there is one."""
    assert found(rules.folder) == ()
    source = SOURCE + "\n## 第十条\n\n正文。\n"
    once = write_pack(
        tmp_path / "once",
        changed(("name: 巡查到位率\n        clause: 第三条", "name: 巡查到位率\n        clause: [第三条]")),
        source=source,
    )
    twice = write_pack(
        tmp_path / "twice", changed(("clause: 第三条\n        section", "clause: [第三条, 第十条]\n        section")), source=source
    )
    assert [(problem.code, problem.values["what"]) for problem in found(once)] == [("R305", "第十条")]
    assert found(twice) == ()


def test_a_clause_that_is_not_there_is_named_with_its_place(tmp_path):
    """The second of two is refused at its own column."""
    folder = write_pack(tmp_path, changed(("clause: 第三条\n        section", "clause: [第三条, 第三十条]\n        section")))
    (problem,) = found(folder)
    assert (problem.code, problem.where.path, problem.where.line, problem.where.column) == ("R304", "sheets[0].items[0].clause[1]", 23, 23)


@pytest.mark.parametrize("written", ["5", "[第三条, 5]", "[第三条, 第三条]", "[[第三条]]", "{一: 第三条}"])
def test_what_is_no_clause_is_refused(tmp_path, written):
    """A number, a list with anything but text, and the same clause twice are one problem of shape each."""
    (problem,) = check_rules(write_pack(tmp_path, changed(("clause: 第三条\n        section", f"clause: {written}\n        section"))))
    assert (problem.code, str(problem.values["example"])) == ("R103", "第三条, [第三条, 第四条]")


@pytest.mark.parametrize("written", ['""', "[]"])
def test_an_empty_clause_is_refused(tmp_path, written):
    """Neither empty text nor a list of nothing cites anything."""
    (problem,) = check_rules(write_pack(tmp_path, changed(("clause: 第三条\n        section", f"clause: {written}\n        section"))))
    assert problem.code == "R107"


def test_results_carry_all_clauses_of_their_rule(rules):
    """Entries, grades and the account of a card name every clause."""
    done = assess(read_records(RECORDS), rules, "2026-10")
    entries = {row["line"]: row["clause"] for row in done.entries.iter_rows(named=True)}
    assert {one for one in entries.values() if "、" in one} == {"第四条、第三条", "第九条、第八条"}
    assert done.grades["clause"].to_list() == ["第二条、第三条"]
    assert "有责投诉  第四条、第三条  " in str(done.explain("甲"))


def test_a_rulebook_with_several_clauses_is_kept_whole(rules):
    """Saved and read again it is the same, to the digest; one clause in a list is the clause alone."""
    again = Rulebook.from_dict(json.loads(json.dumps(rules.as_dict(), ensure_ascii=False)))
    assert again.edition == rules.edition
    assert clauses_of(again.edition.sheets[0].items[0].clause) == ("第三条", "第二条")
    assert clauses_of(again.edition.actions[0].clause) == ("第八条",)


def test_the_printed_index_has_the_rule_under_each_clause(rules):
    """A rule from two clauses stands under both."""
    shown = printed_rules(rules)
    entries = {line.clause: line.rules for line in shown.clauses}
    assert entries["第六条"] == "加分、责任事故"
    assert entries["第八条"] == "托底标准、优秀、汇总、解聘、以奖代补"
    assert "第五条、第六条" in {group.clause for sheet in shown.sheets for group in sheet.groups}


def test_a_change_names_the_clauses_before_and_after(tmp_path, rules):
    """A comparison has the clauses as they are printed."""
    other = load_rules(write_pack(tmp_path, changed(("cap: 300", "cap: 400"), edition=TWICE)))
    with language.use("zh"):
        (change,) = compare_rules(rules, other).changes
    assert (change.what, change.clause) == ("工资项“以奖代补”", "第九条、第八条")
    plain = load_rules(write_pack(tmp_path / "plain", changed(("[第三条, 第二条]", "第三条"), edition=TWICE)))
    with language.use("zh"):
        (change,) = compare_rules(rules, plain).changes
    assert (change.key, change.old, change.new) == ("条款", "第三条、第二条", "第三条")


def test_the_clauses_of_an_upper_rulebook_have_its_name_each(tmp_path):
    """A layer sees each of several clauses under the short name of its document, and may cite several of its own."""
    write_pack(tmp_path, TWICE + BELOW)
    text = f"{HEAD}override:\n  - {{at: pay.cash, set: {{line.cap: 450}}, clause: [第二条, 第三条]}}\n"
    town = load_rules(write_layer(tmp_path, text))
    assert clauses_of(town.edition.sheets[0].items[0].clause) == ("县办法第三条", "县办法第二条")
    assert clauses_of(next(line.clause for line in town.edition.pay if line.id == "cash")) == ("第二条", "第三条")
    with language.use("zh"):
        compared = compare_rules(load_rules(tmp_path / CODE), town).changes
    changed_clauses = [(one.what, one.old, one.new) for one in compared if one.key == "条款"]
    assert changed_clauses == [("工资项“以奖代补”", "第九条、第八条", "第二条、第三条")]  # not that each has its document's name
