"""Standard measures are sound, named in Chinese, and point the right way."""

from __future__ import annotations

import re

import pytest

from gridperf._bundled import bundled
from gridperf.errors import RulesError
from gridperf.placed_yaml import parse_yaml
from gridperf.rulebook import catalogue, check_rules
from gridperf.rulebook.catalogue import read_catalogue, standard_measures
from gridperf.rulebook.checks.context import Context
from gridperf.rulebook.checks.measures import check_measures
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.measures import Frequency, Imported, Ratio
from tests.unit.rulebook.packs import EDITION, changed, write_pack

NAMES = list(standard_measures())


@pytest.mark.parametrize("name", NAMES)
def test_a_standard_measure_says_what_it_counts(name):
    """Name and meaning are Chinese sentences, and the unit fits the kind of measure."""
    measure = standard_measures()[name]
    assert re.search(r"[\u4e00-\u9fff]", measure.name)
    assert measure.meaning.endswith("。")
    assert (measure.unit == "%") == isinstance(measure.measure, (Ratio, Frequency, Imported))
    assert measure.source


def test_chinese_names_are_unique():
    """Two measures of one name would be printed alike."""
    names = [measure.name for measure in standard_measures().values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", NAMES)
def test_every_table_column_and_filter_of_it_exists(name):
    """Each measure passes the checks a county's own measure must pass."""
    placed, _ = parse_yaml(EDITION, file="f")
    edition = Edition.model_validate(placed.value | {"measures": {"probe": standard_measures()[name]}})
    context = Context(edition, placed, standard_measures(), None, "")
    check_measures(context)
    assert [problem for problem in context.problems if problem.code != "R283"] == []


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("patrol_arrival", "higher"),
        ("discovery_rate", "higher"),
        ("valid_report_rate", "higher"),
        ("disposal_rate", "higher"),
        ("on_time_disposal", "higher"),
        ("missed_rate", "lower"),
        ("rework_rate", "lower"),
        ("postponed_rate", "lower"),
        ("verified_complaints", "lower"),
        ("absences", "lower"),
        ("public_report_rate", "lower"),
        ("late_closing_rate", "lower"),
        ("rework_rate_of_due", "lower"),
        ("unclosed_rate", "lower"),
        ("accurate_filing_rate", "higher"),
        ("accurate_dispatch_rate", "higher"),
        ("on_time_verification_rate", "higher"),
        ("on_time_check_rate", "higher"),
    ],
)
def test_directions(name, direction):
    """What is bad when high is marked so."""
    assert standard_measures()[name].direction == direction


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("_rate")])
def test_a_rate_used_the_wrong_way_is_noticed(tmp_path, name):
    """A share of full marks suits a rate of which more is better, and warns for the others."""
    text = changed(("measure: patrol_arrival", f"measure: {name}"))
    codes = [problem.code for problem in check_rules(write_pack(tmp_path, text), period="2026-01")]
    assert codes == ([] if standard_measures()[name].direction == "higher" else ["R236"])


def test_voided_tasks_count_nowhere():
    """Every measure of disposals leaves out what was voided, on both sides of a ratio."""
    for name, measure in standard_measures().items():
        text = measure.measure.model_dump_json()
        if "disposals" in text and name != "void_tasks":  # which counts them
            assert "void IS NULL OR NOT void" in text, name


def test_a_name_used_twice_is_a_problem(tmp_path):
    """Two files of a catalogue may not define one name."""
    text = (bundled("rules") / "catalogue" / "patrol.yaml").read_text(encoding="utf-8")
    for file in ("a.yaml", "b.yaml"):
        (tmp_path / file).write_text(text, encoding="utf-8")
    measures, problems = read_catalogue(tmp_path)
    assert {problem.code for problem in problems} == {"R211"}
    assert {problem.where.file for problem in problems} == {"catalogue/b.yaml"}
    assert len(measures) == len(problems)


def test_a_broken_catalogue_is_the_reason_given(tmp_path, monkeypatch):
    """A mistake in the catalogue is reported with its own file, by loading as by checking."""
    (tmp_path / "rules" / "catalogue").mkdir(parents=True)
    (tmp_path / "rules" / "catalogue" / "bad.yaml").write_text("title: x\nmeasures: {A: 1}\n", encoding="utf-8")
    (tmp_path / "rules" / "catalogue" / "worse.yaml").write_text("a: *b\n", encoding="utf-8")
    monkeypatch.setattr(catalogue, "bundled", lambda kind: tmp_path / kind)
    with pytest.raises(RulesError) as caught:
        standard_measures()
    assert [problem.code for problem in caught.value.problems] == ["R106", "R103", "R116"]
    monkeypatch.setattr("gridperf.rulebook.catalogue.bundled", lambda kind: tmp_path / kind)
    found = [problem.code for problem in check_rules(write_pack(tmp_path), period="2026-01")]
    assert found[:3] == ["R106", "R103", "R116"]
    assert "R215" in found
