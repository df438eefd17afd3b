"""A real case becomes an example that holds at once and from which nobody can be told."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

import gridperf as gp
from gridperf.errors import RecordsError
from gridperf.testing import synthetic_county
from gridperf.trials import run_examples
from gridperf.trials.living import example_from

RULES = Path(__file__).resolve().parents[3] / "rules"
CODE = "370522-lijin"


@pytest.fixture(scope="module")
def month():
    """Return a small county's records and its assessment."""
    rules = gp.load_rules(CODE, period="2026-10")
    records = gp.read_records(synthetic_county("2026-10", scale=0.03, seed=5), on_problem="quarantine", rules=rules)
    return records, gp.assess(records, rules, "2026-10")


def test_it_holds_at_once(month, tmp_path):
    """Examples of several people, written into a pack, pass with everything else in it."""
    import shutil

    records, assessment = month
    pack = Path(shutil.copytree(RULES / CODE, tmp_path / CODE))
    people = assessment.people["subject"].to_list()
    texts = [example_from(assessment, worker, records, name=f"第 {at} 人").text for at, worker in enumerate(people[:3] + people[-2:])]
    (pack / "examples" / "living.yaml").write_text("\n".join(texts), encoding="utf-8")
    found = [one for one in run_examples(pack) if one.file.endswith("living.yaml")]
    assert [(one.name, one.problems) for one in found] == [(f"第 {at} 人", ()) for at in range(5)]


def test_nobody_can_be_told_from_it(month):
    """No name, identifier, place or document of the records stands in the example; the same grid is always the same."""
    records, assessment = month
    row = assessment.people.row(0, named=True)
    text = example_from(assessment, row["subject"], records).text
    roster = records.table("roster").collect()
    own = roster.filter(pl.col("worker_id") == row["subject"])
    hidden = {own[name][0] for name in ("worker_id", "name", "grid_code", "community", "street", "county") if own[name][0]}
    for table in ("patrols", "discoveries", "disposals", "incidents"):
        key = {"patrols": "patrol_id", "discoveries": "event_id", "disposals": "disposal_id", "incidents": "incident_id"}[table]
        hidden |= set(records.table(table).filter(pl.col("worker_id") == row["subject"]).collect()[key])
    assert [value for value in hidden if f'"{value}"' in text or f": {value}," in text] == []
    assert set(re.findall(r'grid_code: ("[^"]*"|\w+)', text)) == {'"1"'}
    assert f"pay_base: {int(own['pay_base'][0])}" in text


def test_words_of_the_rules_stay(month):
    """What filters look for is written as it is: without it nothing would count."""
    records, assessment = month
    text = example_from(assessment, assessment.people["subject"][0], records).text
    assert "role: 专职网格员" in text
    assert "kind: 日常巡查" in text


def test_what_hangs_on_others_is_left_out(month):
    """Who was held back by a quota is expected with points and pay, and without what the others decided."""
    records, assessment = month
    held = assessment.grades.filter(pl.col("decided_by") == "quota")
    free = assessment.grades.filter((pl.col("decided_by") == "band") & (pl.col("grade") == "优秀"))
    chosen = [*held["subject"], *free["subject"]]
    assert chosen
    for worker in chosen[:3]:
        made = example_from(assessment, worker, records)
        assert "scores:" in made.text
        assert all(what.startswith(("grades", "pay", "actions")) for what in made.left_out)


def test_other_records_are_refused(month):
    """Records that do not give the points of the assessment give no example."""
    records, assessment = month
    worker = assessment.entries.filter((pl.col("item") == "arrival") & (pl.col("amount") > 0))["subject"][0]
    fewer = gp.read_records(
        {name: frame for name, frame in records.tables.items() if name != "patrols"} | {"patrols": records.table("patrols").head(0)}
    )
    with pytest.raises(RecordsError) as caught:
        example_from(assessment, worker, fewer)
    [problem] = caught.value.problems
    assert problem.code == "A172"
    assert problem.message.startswith("Computed again from the records given, entries 0001 arrival, ")
    assert problem.message.endswith(f"of {worker} is not what the assessment says, so the example would not hold.")


def test_a_roll_up_has_no_records(month):
    """A quarter is made of months, and says so."""
    records, assessment = month
    quarter = gp.roll_up([assessment], assessment.rulebook, "2026Q4")
    with pytest.raises(RecordsError) as caught:
        example_from(quarter, quarter.people["subject"][0], records)
    [problem] = caught.value.problems
    assert (problem.code, problem.message) == (
        "A171",
        "The result of 2026Q4 was rolled up from shorter periods, so there are no records to put into an example.",
    )


def test_somebody_unknown_is_named(month):
    """A wrong identifier is the problem it always is."""
    records, assessment = month
    with pytest.raises(RecordsError) as caught:
        example_from(assessment, "nobody", records)
    assert [problem.code for problem in caught.value.problems] == ["A104"]
