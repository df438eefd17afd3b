"""A layer that was just started is sound, states what it may change, and carries examples that hold."""

from __future__ import annotations

import pytest

from gridperf.errors import RulesError
from gridperf.rulebook import check_rules, load_rules, new_layer
from gridperf.trials import run_examples
from tests.unit.rulebook.packs import CODE, EDITION, write_pack

ARRIVAL = "sheets.month.items.arrival.score.share"
EXAMPLE = """# 一个月。

- name: 到位一半
  period: 2026-03
  given:
    roster: [{worker_id: "1", name: 王芳, role: 网格员, area: 农村, starts_on: 2026-01-01, pay_base: 2000}]
    patrols: [{worker_id: "1", started_at: 2026-03-02 08:10, valid: true}]
  expect:
    entries: {"1": {arrival: 1.36}}

# 下一个。
- name: 引用条款
  period: 2026-03
  given: {roster: [{worker_id: "1", name: 王芳, role: 网格员, area: 农村, starts_on: 2026-01-01, pay_base: 2000}]}
  expect: {grades: {"1": {grade: 不合格, clause: 第四条}}}
"""


def refused(*arguments, **named):
    with pytest.raises(RulesError) as caught:
        new_layer(*arguments, **named)
    return [(problem.code, dict(problem.values)) for problem in caught.value.problems]


def county(tmp_path, below=""):
    return write_pack(tmp_path, EDITION + below, examples={"a.yaml": EXAMPLE})


def test_a_layer_of_a_shipped_county_is_sound_at_once(tmp_path):
    """It states one value it may change, adds the item the county asks for, and both are checked by examples that hold."""
    folder = new_layer("370522102-chenzhuang", "陈庄镇", tmp_path, upper="370522-lijin", edition="2026-01-01")
    assert check_rules(folder) == ()
    rules = load_rules(folder)
    assert (rules.pack.name, rules.edition.title) == ("陈庄镇", "陈庄镇网格员考核实施细则")
    assert [(upper.pack, str(upper.edition), upper.called) for upper in rules.layers] == [("370522-lijin", "2026-01-01", "县办法")]
    own = {path: origin.value for path, origin in rules.origins.items() if origin.layer == folder.name and origin.was is not None}
    assert own == {"sheets.worker-month.items.arrival.score.share": "25", "sheets.worker-month.items.arrival.clause": "第二条"}
    assert rules.origins["sheets.worker-month.items.own.score.up_to"].value == "1"
    assert [one.passed for one in run_examples(folder)] == [True, True]
    text = (folder / "editions" / "2026-01-01.yaml").read_text(encoding="utf-8")
    assert "#   change sheets.worker-month.items.sort-through.score.share 5 – 15（第二十五条（一））\n" in text
    assert "巡查到位率（sheets.worker-month.items.arrival.score.share）：25" in (folder / "sources/2026-01-01.md").read_text(
        encoding="utf-8"
    )


def test_a_layer_over_a_layer_that_allows_nothing_changes_nothing(tmp_path):
    """Its document has a short name of its own, and the newest edition is taken where none is named."""
    folder = new_layer("370522101-lianghe", "两河村", tmp_path, upper="370522-liudi")
    assert check_rules(folder) == ()
    rules = load_rules(folder)
    assert [upper.called for upper in rules.layers] == ["县办法", "上级办法"]
    text = (folder / "editions" / "2026-01-01.yaml").read_text(encoding="utf-8")
    assert text.endswith("\n# 上级办法没有允许下级改动任何一处。\n")
    assert [one.passed for one in run_examples(folder)] == [True]


def test_values_the_upper_rules_ask_for_are_stated(tmp_path):
    """A layer that must state a value states it as it is; examples that cite clauses, which are called otherwise below, stay above."""
    below = (
        "below:\n  allow: [{change: pay.performance.line.of, clause: 第二条}]\n"
        "  require: [{change: pay.performance.line.of, clause: 第二条}]\n"
    )
    write_pack(tmp_path, EDITION + below, examples={"a.yaml": EXAMPLE})
    folder = new_layer("990002-town", "测试镇", tmp_path, upper=tmp_path / CODE)
    assert [(problem.code, problem.values["what"]) for problem in check_rules(folder)] == [("R318", "performance")]
    of = load_rules(tmp_path / CODE).origins["pay.performance.line.of"].value
    assert load_rules(folder).origins["pay.performance.line.of"].was.value == of
    names = [line for line in (folder / "examples" / "start.yaml").read_text(encoding="utf-8").splitlines() if line.startswith("- name")]
    assert names == ["- name: 到位一半"]


def test_a_layer_over_rules_without_examples_has_none(tmp_path):
    """Nothing is made up; the check says what no example checks."""
    write_pack(tmp_path, EDITION)
    folder = new_layer("990002-town", "测试镇", tmp_path, upper=tmp_path / CODE)
    assert not (folder / "examples").exists()
    assert check_rules(folder) == ()


def test_the_example_is_the_one_that_checks_the_value(tmp_path):
    """It is copied as it is written, without the comments of the next."""
    county(tmp_path, f"below: {{allow: [{{change: {ARRIVAL}, clause: 第二条}}]}}\n")
    folder = new_layer("990002-town", "测试镇", tmp_path, upper=tmp_path / CODE, edition="2026-01-01")
    text = (folder / "examples" / "start.yaml").read_text(encoding="utf-8")
    assert text.partition("\n\n")[2] == EXAMPLE.partition("\n\n")[2].partition("\n\n")[0] + "\n"
    assert check_rules(folder) == ()
    assert [one.passed for one in run_examples(folder)] == [one.passed for one in run_examples(tmp_path / CODE)][:1]


def test_what_cannot_be_started_is_refused(tmp_path):
    """An edition that is not there, a pack the layer would not find, a code that is none and a folder that exists; nothing is written."""
    county(tmp_path / "up")
    upper = tmp_path / "up" / CODE
    assert refused("990002-town", "测试镇", tmp_path / "up", upper=upper, edition="2027-01-01") == [
        ("R904", {"upper": CODE, "edition": "2027-01-01", "near": "2026-01-01"})
    ]
    elsewhere = tmp_path / "elsewhere"
    assert refused("990002-town", "测试镇", elsewhere, upper=upper) == [
        ("R929", {"upper": CODE, "folder": elsewhere.as_posix(), "there": (tmp_path / "up").as_posix()})
    ]
    assert [code for code, _ in refused("town", "测试镇", elsewhere, upper=upper)] == ["R128"]
    assert [code for code, _ in refused(CODE, "测试镇", tmp_path / "up", upper=upper)] == ["R129"]
    (upper / "editions" / "2026-01-01.yaml").write_text("title: x\n", encoding="utf-8")
    assert "R102" in [code for code, _ in refused("990002-town", "测试镇", tmp_path / "up", upper=upper)]
    assert sorted(path.name for path in tmp_path.glob("*/*")) == [CODE]
