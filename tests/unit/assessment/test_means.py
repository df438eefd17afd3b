"""Whoever has no data for an item gets the mean of those who have, and the card says whose, how many and of what."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import gridperf as gp
from gridperf.report.views.rulebook import printed_rules
from gridperf.rulebook import check_rules
from gridperf.tables import RECORDS
from gridperf.trials.coverage import cover
from tests.unit.rulebook.packs import changed, write_pack

SOUND = changed(
    (
        "score: {share: 60}\n        when_no_data: exempt",
        "score: {share: 60}\n        when_no_data: {average_of: community, otherwise: 80%}",
    )
)
VOTES = changed(
    ("measure: patrol_arrival", 'measure: {ratio: {of: {count: marks, where: "mark >= 4"}, to: {count: marks}}}'), edition=SOUND
)
PLACES = {"甲": "一村", "乙": "一村", "丙": "一村", "丁": "二村", "戊": "二村"}
MARKS = {"甲": [5, 5, 5], "乙": [5, 1, 1], "丁": []}


def records(marks: dict[str, list[int]] = MARKS, places: dict[str, str] = PLACES) -> gp.Records:
    """Return people with the marks each got, by village."""
    rows = [(who, mark) for who, each in marks.items() for mark in each]
    roster = [
        {"worker_id": who, "name": who, "starts_on": "2025-01-01", "role": "网格员", "area": "城镇", "county": "县", "street": "镇", "community": place, "pay_base": "3000"}
        for who, place in places.items()
    ]  # fmt: skip
    given: dict[str, Any] = {name: RECORDS[name].empty() for name in ("disposals", "incidents", "discoveries", "attendance", "patrols")}
    given["roster"] = pl.DataFrame(roster)
    given["marks"] = pl.DataFrame(
        [
            {
                "worker_id": who,
                "period": "2026-10",
                "item": "满意度",
                "party": "居民",
                "assessor": f"{at}",
                "mark": f"{mark}",
                "out_of": "5",
            }
            for at, (who, mark) in enumerate(rows)
        ]
    )
    return gp.read_records(given)


def assessed(folder: Path, edition: str = VOTES, **further: Any) -> gp.Assessment:
    """Return October under *edition*."""
    return gp.assess(records(**further), gp.load_rules(write_pack(folder, edition)), "2026-10")


def arrivals(done: gp.Assessment) -> dict[str, tuple[Decimal, str]]:
    """Return everybody's points of the first item, with the note."""
    rows = done.entries.filter(pl.col("item") == "arrival")
    return {who: (amount.normalize(), note or "") for who, amount, note in rows.select("subject", "amount", "note").iter_rows()}


def test_who_has_no_data_gets_the_mean_of_those_of_the_same_place_who_have(tmp_path):
    """60 and 20 points make 40 for the third of a village; where nobody has any, what is stated is given."""
    done = assessed(tmp_path)
    nobody = "无数据，同社区（村）也无人有数据，按满分的 80% 计"
    assert arrivals(done) == {
        "甲": (Decimal(60), ""),
        "乙": (Decimal(20), ""),
        "丙": (Decimal(40), "无数据，按同社区（村）有数据的 2 人的平均分计：80 ÷ 2"),
        "丁": (Decimal(48), nobody),
        "戊": (Decimal(48), nobody),
    }
    assert "巡查到位率  第三条  无数据，按同社区（村）有数据的 2 人的平均分计：80 ÷ 2 → 40" in str(done.explain("丙"))


@pytest.mark.parametrize(
    ("line", "points"),
    [("0.01", Decimal("43.33")), ("0.1", Decimal("43.3")), ("exact", Decimal("43.33"))],
)
def test_the_mean_is_rounded_once_like_a_line(tmp_path, line, points):
    """60, 60 and 10 points come to 130; a third of it is rounded as the rulebook rounds."""
    edition = changed(("line: 0.01", f"line: {line}"), edition=VOTES)
    done = assessed(
        tmp_path,
        edition,
        marks={"甲": [5], "乙": [5], "丁": [5, 1, 1, 1, 1, 1]},
        places={"甲": "一村", "乙": "一村", "丙": "一村", "丁": "一村"},
    )
    assert arrivals(done)["丙"] == (points, "无数据，按同社区（村）有数据的 3 人的平均分计：130 ÷ 3")
    assert done.verify() == ()


@pytest.mark.parametrize(("scope", "mean"), [("all", 30), ("county", 30), ("street", 30), ("role", 30), ("area", 30), ("community", 40)])
def test_a_mean_is_taken_in_the_scope_it_names(tmp_path, scope, mean):
    """Of the village it is 40; with the 10 points from another village it is 30."""
    edition = VOTES.replace("average_of: community", f"average_of: {scope}")
    done = assessed(tmp_path, edition, marks={**MARKS, "丁": [5, 1, 1, 1, 1, 1]})
    assert arrivals(done)["丙"][0] == mean


def test_somebody_else_without_data_changes_no_mean(tmp_path):
    """Two without data get what one gets."""
    done = assessed(tmp_path, places={**PLACES, "己": "一村"})
    assert arrivals(done)["己"] == arrivals(done)["丙"] == (Decimal(40), "无数据，按同社区（村）有数据的 2 人的平均分计：80 ÷ 2")


def test_what_is_exempt_where_nobody_has_data_leaves_the_sheet_there_alone(tmp_path):
    """With `otherwise: exempt` the second village is scaled up, the first is not."""
    done = assessed(tmp_path, VOTES.replace("otherwise: 80%", "otherwise: exempt"))
    assert arrivals(done)["丁"] == (Decimal(0), "无数据，同社区（村）也无人有数据，免考")
    assert arrivals(done)["丙"][0] == 40
    totals = dict(done.scores.select("subject", "total").iter_rows())
    assert (totals["丙"], totals["丁"]) == (Decimal("66.670000"), None)  # 40 × 100/60, as the other item is exempt for all
    assert done.verify() == ()


def test_sum_and_people_are_measures_and_are_verified(tmp_path):
    """Both stand in the result; a changed one is found, from the file alone."""
    done = assessed(tmp_path)
    rows = done.measures.filter(pl.col("level").is_in(["mean", "people"]) & (pl.col("item") == "arrival"))
    found = {(row["subject"], row["level"]): Fraction(row["numerator"], row["denominator"]) for row in rows.iter_rows(named=True)}
    assert found == {
        ("丙", "mean"): 80, ("丙", "people"): 2, ("丁", "mean"): 0, ("丁", "people"): 0, ("戊", "mean"): 0, ("戊", "people"): 0,
    }  # fmt: skip
    done.save(tmp_path / "saved")
    again = gp.load_assessment(tmp_path / "saved")
    assert again.verify() == ()
    assert again.verify(records()) == ()
    measures = done.measures
    raised = pl.when((pl.col("subject") == "丙") & (pl.col("level") == "mean")).then(pl.col("numerator") + 2_000_000)
    wrong = measures.with_columns(raised.otherwise(pl.col("numerator")).alias("numerator"))
    gp.Assessment(done.period, done.rulebook, done.provenance, {**done.tables, "measures": lambda: wrong}).save(tmp_path / "wrong")
    assert gp.load_assessment(tmp_path / "wrong").verify() != ()


def test_a_mean_reads_in_both_languages(tmp_path):
    """The printed rulebook says whose mean, and what otherwise."""
    rules = gp.load_rules(write_pack(tmp_path, VOTES))
    said = {}
    for lang in ("zh", "en"):
        lines = [line for group in printed_rules(rules, lang).sheets[0].groups for line in group.lines]
        said[lang] = next(line.text for line in lines if line.name == "巡查到位率")
    assert said["zh"].endswith("；无数据时得同社区（村）有数据者的平均分；同社区（村）无人有数据的，得满分的 80%")
    assert said["en"].endswith(
        "; without data the mean of those with data in the same community; where nobody there has any, 80% of full marks"
    )


@pytest.mark.parametrize(
    ("written", "code", "path"),
    [
        ("{average_of: community}", "R102", "otherwise"),
        ("{average_of: village, otherwise: zero}", "R104", "average_of"),
        ("{average_of: community, otherwise: {average_of: all, otherwise: zero}}", "R103", "otherwise"),
        ("{average_of: community, otherwise: half}", "R104", "otherwise"),
    ],
)
def test_a_mean_that_is_not_said_whole_is_refused(tmp_path, written, code, path):
    """What happens where nobody has data must be stated, and is no mean again."""
    (problem,) = check_rules(write_pack(tmp_path, VOTES.replace("{average_of: community, otherwise: 80%}", written)))
    assert (problem.code, problem.where.path) == (code, f"sheets[0].items[0].when_no_data.{path}")


def test_a_mean_and_what_stands_in_for_it_are_covered_apart(tmp_path):
    """An example in which somebody has data reaches the mean alone; one in which nobody has reaches the other."""
    person = "worker_id: {0}, name: {0}, starts_on: 2026-01-01, role: 网格员, area: 城镇, pay_base: 3000, community: {1}"
    example = "- name: 算例\n  period: 2026-10\n  given:\n    roster:\n" + "".join(
        f"      - {{{person.format(who, place)}}}\n" for who, place in (("甲", "一村"), ("乙", "一村"))
    )
    vote = "    marks:\n      - {worker_id: 甲, period: 2026-10, item: 满意度, party: 居民, assessor: 一, mark: 5, out_of: 5}\n"
    expect = "  expect: {scores: {乙: 100}}\n"
    both = {}
    for name, given in (("some", vote), ("none", "")):
        folder = write_pack(tmp_path / name, VOTES, examples={"a.yaml": example + given + expect})
        missing = {one.name for one in cover(folder).missing}
        both[name] = {one for one in missing if "arrival.when_no_data" in one}
    at = "sheets.month.items.arrival.when_no_data"
    assert both == {"some": {f"{at}.otherwise"}, "none": {f"{at}.average_of"}}
