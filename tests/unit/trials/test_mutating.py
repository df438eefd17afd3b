"""Changes are made where points or money move, are noticed by examples or listed, and nothing on disk changes."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from gridperf.errors import RulesError
from gridperf.rulebook import check_rules
from gridperf.rulebook.folder import PackFolder
from gridperf.trials.mutants import _filters, _numbers, _times, mutants
from gridperf.trials.mutating import mutate

ROOT = Path(__file__).resolve().parents[3]
DAY = dt.date(2026, 1, 1)


def made(pack, prefix):
    read = PackFolder(pack).read(DAY)
    edition, placed = read.edition, read.placed
    return [
        (one.line, one.name.removeprefix(prefix), one.old, one.new) for one in mutants(edition, placed, DAY) if one.name.startswith(prefix)
    ]


def test_an_item_is_changed_where_it_moves_points(pack):
    """Numbers go one unit up and down, comparisons become their neighbours, bands change places, words become other words."""
    bands = "score.bands"
    assert made(pack, "sheets.worker-month.items.on-time.")[:9] == [
        (42, "when_no_data", "exempt", "full"),
        (42, "when_no_data", "exempt", "zero"),
        (38, f"{bands}.0", "1, 2", "2, 1"),
        (39, f"{bands}.1", "2, 3", "3, 2"),
        (38, f"{bands}.0.at_least", "at_least", "above"),
        (38, f"{bands}.0.at_least", "100%", "101%"),
        (38, f"{bands}.0.at_least", "100%", "99%"),
        (38, f"{bands}.0.points", "50", "51"),
        (38, f"{bands}.0.points", "50", "49"),
    ]


def test_names_and_clauses_are_left_alone(pack):
    """Nothing is changed that moves neither points nor money."""
    found = {name.rpartition(".")[2] for _, name, _, _ in made(pack, "")}
    assert found & {"title", "name", "clause", "basis", "id", "source", "measure"} == set()


def test_what_can_make_no_difference_is_left_alone(pack):
    """Nothing is rounded to fen where nothing is paid, nobody is below the last grade, and a total of nothing has that grade anyway."""
    path = pack / "editions" / "2026-01-01.yaml"
    text = path.read_text(encoding="utf-8")
    paid = {(name, old, new) for _, name, old, new in made(pack, "")}
    assert {name for name, _, _ in paid} >= {"rounding.money", "sheets.worker-month.vetoes.accident.effect.grade"}
    assert "grades.不合格.at_least" not in {name for name, _, _ in paid}
    path.write_text(text[: text.index("pay: ")].replace("score: keeps", "score: zero"), encoding="utf-8")
    assert {name for _, name, _, _ in made(pack, "")} & {"rounding.money", "sheets.worker-month.vetoes.accident.effect.grade"} == set()


def test_what_lower_levels_may_write_is_left_alone():
    """Limits for layers below move nobody's points in the pack that sets them."""
    names = {name for _, name, _, _ in made(ROOT / "rules" / "370522-lijin", "")}
    assert names
    assert {name for name in names if name.startswith("below.")} == set()


def test_a_change_touches_nothing_else(pack):
    """The changed edition differs at its path alone, and what was read stays as it was."""
    read = PackFolder(pack).read(DAY)
    edition, placed = read.edition, read.placed
    one = next(one for one in mutants(edition, placed, DAY) if one.name.endswith("complaint.score.down_to"))
    before = repr(placed.value)
    changed = one.applied(placed.value)
    assert changed["sheets"][0]["items"][2]["score"] == {"each": -5, "by_level": {"县级": -10}, "down_to": -19}
    assert repr(placed.value) == before
    changed["sheets"][0]["items"][2]["score"]["down_to"] = -20
    assert repr(changed) == before


@pytest.mark.parametrize(
    ("raw", "others"),
    [(5, [6, 4]), ("95%", ["96%", "94%"]), ("0.50%", ["0.51%", "0.49%"]), ("1/3", ["2/3", "0/3"]), ("48600/12", ["48601/12", "48599/12"])],
)
def test_a_number_changes_by_one_unit_of_its_last_digit(raw, others):
    """However a number is written, the change is the smallest somebody could have typed."""
    assert list(_numbers(raw)) == others


def test_a_filter_changes_in_every_comparison():
    """Operators, connectives, numbers, literals and tests for nothing are each changed once."""
    assert list(_filters("kind = '投诉' AND quantity >= 2 OR level IS NOT NULL")) == [
        "kind <> '投诉' AND quantity >= 2 OR level IS NOT NULL",
        "kind = '投诉?' AND quantity >= 2 OR level IS NOT NULL",
        "kind = '投诉' OR quantity >= 2 OR level IS NOT NULL",
        "kind = '投诉' AND quantity > 2 OR level IS NOT NULL",
        "kind = '投诉' AND quantity >= 3 OR level IS NOT NULL",
        "kind = '投诉' AND quantity >= 1 OR level IS NOT NULL",
        "kind = '投诉' AND quantity >= 2 AND level IS NOT NULL",
        "kind = '投诉' AND quantity >= 2 OR level IS NULL",
    ]


def test_a_filter_that_asks_for_none_changes_upwards_only():
    """There is no number below none, and what is written as before is no change."""
    assert list(_filters("reworks = 0")) == ["reworks <> 0", "reworks = 1"]


def test_working_hours_change_by_a_minute():
    """Both ends of a stretch of working hours are moved."""
    assert list(_times("08:00-12:00")) == ["08:01-12:00", "08:00-12:01"]


def test_survivors_are_what_no_example_notices(pack):
    """A change that no example notices is listed with its place; what the checks refuse counts as noticed."""
    report = mutate(pack, only="items.complaint")
    assert [(one.mutant.line, one.mutant.name.rpartition("score.")[2], one.mutant.old, one.mutant.new) for one in report.survivors] == [
        (49, "each", "-5", "-4"),
        (49, "each", "-5", "-6"),
        (49, "by_level.县级", "-10", "-9"),
        (49, "by_level.县级", "-10", "-11"),
    ]
    assert (report.counted("failed"), report.counted("refused"), report.killed) == (2, 0, Fraction(1, 3))


def test_processes_come_to_the_same(pack):
    """Two processes find what one finds, in the same order."""
    assert mutate(pack, only="items.on-time", jobs=2) == mutate(pack, only="items.on-time")


def test_a_reason_takes_a_survivor_off_the_list(pack):
    """What is said to make no difference is neither noticed nor open; the share is of the others."""
    (pack / "equivalents.yaml").write_text(
        "equivalents:\n"
        "  - {edition: 2026-01-01, at: sheets.worker-month.items.complaint.score.by_level.县级, why: 限额先到。}\n"
        "  - {edition: 2026-01-01, at: sheets.worker-month.items.complaint.score.each, to: '-4', why: 限额先到。}\n",
        encoding="utf-8",
    )
    report = mutate(pack, only="items.complaint")
    assert [one.mutant.new for one in report.survivors] == ["-6"]
    assert [(one.mutant.new, one.by) for one in report.verdicts if one.outcome == "acknowledged"] == [
        (new, "限额先到。") for new in ("-4", "-9", "-11")
    ]
    assert report.killed == Fraction(2, 3)


def test_a_reason_for_nothing_is_said(pack):
    """A note on a change that does not exist, or that an example notices, is named with its place."""
    (pack / "equivalents.yaml").write_text(
        "equivalents:\n"
        "  - {edition: 2026-01-01, at: grades.优秀.at_least, to: '99', why: 无。}\n"
        "  - {edition: 2026-01-01, at: sheets.worker-month.items.complaint.score.down_to, why: 无。}\n",
        encoding="utf-8",
    )
    problems = mutate(pack).problems
    assert [(problem.code, str(problem.where), problem.severity, problem.message) for problem in problems] == [
        (
            "R319",
            "_template/equivalents.yaml:2:5   equivalents[0]",
            "warning",
            (
                'equivalents.yaml says that changing "grades.优秀.at_least" to "99" makes no difference, and there is no such change of this edition, '
                "so the note does nothing."
            ),
        ),
        (
            "R320",
            "_template/equivalents.yaml:3:5   equivalents[1]",
            "warning",
            (
                'equivalents.yaml says that changing "sheets.worker-month.items.complaint.score.down_to" to "…" makes no difference, '
                "and an example notices it, so the note is no longer true."
            ),
        ),
    ]


def test_notes_must_say_why(pack):
    """A note without a reason is refused."""
    (pack / "equivalents.yaml").write_text("equivalents:\n  - {edition: 2026-01-01, at: grades.优秀.at_least}\n", encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        mutate(pack)
    assert [problem.code for problem in caught.value.problems] == ["R102"]


def test_nothing_is_changed_while_an_example_fails(pack):
    """An example that does not hold would notice every change, so it is named instead."""
    path = pack / "examples" / "pay.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("performance: 500", "performance: 501"), encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        mutate(pack)
    assert [problem.code for problem in caught.value.problems] == ["R310"]


def test_a_frequency_by_workdays_that_speaks_of_weeks_is_refused(pack):
    """A key that belongs to weeks is a problem with its kind in words, and never a traceback, when the kind is a workday."""
    path = pack / "editions" / "2026-01-01.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "measure: patrol_arrival  ", "measure: {frequency: patrols, times: 2, per: workday, week_needs: 3, excused_by: none}  "
    )
    path.write_text(text, encoding="utf-8")
    [problem] = [problem for problem in check_rules(pack) if problem.code == "R277"]
    assert "workday" in problem.message
