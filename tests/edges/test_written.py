"""What `gridperf test --edges` writes holds as it stands, and its people really stand on their thresholds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gridperf.trials import run_examples
from gridperf.trials.edges.trying import edges_of
from gridperf.trials.writing import case_text

RULES = Path(__file__).resolve().parents[2] / "rules"
QUICK = ("_template", "example-permit-desk", "510108-shanbanqiao", "330102-shangcheng", "example-three-parties", "371327-junan")
"""Packs whose thresholds take a second each; the others are as well tried by hand as by these."""


@pytest.mark.parametrize("pack", QUICK)
def test_written_examples_hold(pack, tmp_path):
    """Every example that was made is one of the pack's, with its whole form, and comes out as it expects."""
    (report,) = edges_of(pack)
    folder = Path(shutil.copytree(RULES / pack, tmp_path / pack))
    for file in (folder / "examples").glob("*.yaml"):
        file.unlink()
    names = {one["name"] for one in report.written}
    assert len(names) == len(report.written)
    if names:
        (folder / "examples" / "edges.yaml").write_text("\n".join(map(case_text, report.written)), encoding="utf-8")
    assert {result.name for result in run_examples(folder) if result.passed} == names


@pytest.mark.parametrize("pack", QUICK)
def test_nobody_is_told_to_stand_where_they_do_not(pack):
    """Sides come in order, nobody is on a side twice, and only pay by a total nobody comes near has nobody at all."""
    (report,) = edges_of(pack)
    order = ["under", "on", "over"]
    for edge in report.edges:
        sides = [met.side for met in edge.met]
        assert sides == [side for side in order if side in sides]
        assert sides, edge.threshold.name


def test_the_thresholds_of_the_template():
    """Share, bands, the end of deductions by level too, the veto, grades: every number of the template that can be stood on."""
    (report,) = edges_of("_template")
    found = {
        (one.threshold.name, one.threshold.says): [(met.side, met.given, met.points, met.grade, met.yuan) for met in one.met]
        for one in report.edges
    }
    sheet = "sheets.worker-month"
    assert found[f"{sheet}.items.on-time.score.bands.1.at_least", "75%"] == [
        ("under", "2/4", "20", None, None),
        ("on", "3/4", "40", None, None),
        ("over", "4/4", "50", None, None),
    ]
    assert found[f"{sheet}.items.complaint.score.down_to", "-20 (4)"] == [
        ("under", "3", "-15", None, None),
        ("on", "4", "-20", None, None),
        ("over", "5", "-20", None, None),
    ]
    assert found["grades.优秀.at_least", "90"] == [
        ("under", "89.99", "89.99", "合格", "6000"),
        ("on", "90", "90", "优秀", "6200"),
        ("over", "90.01", "90.01", "优秀", "6200"),
    ]
    assert [(one.threshold.name, one.threshold.line) for one in report.edges] == [
        (f"{sheet}.items.arrival.score.share", 28),
        (f"{sheet}.items.on-time.score.bands.0.at_least", 38),
        (f"{sheet}.items.on-time.score.bands.1.at_least", 39),
        (f"{sheet}.items.on-time.score.bands.2.at_least", 40),
        (f"{sheet}.items.complaint.score.down_to", 49),
        (f"{sheet}.items.complaint.score.down_to", 49),
        (f"{sheet}.vetoes.accident.when.at_least", 55),
        ("grades.优秀.at_least", 59),
        ("grades.合格.at_least", 60),
    ]
