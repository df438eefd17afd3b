"""Schedules of workdays in the packs are compared day by day: a day moved in one of them moves required patrols and paid days."""

from __future__ import annotations

from pathlib import Path

import gridperf as gp
from gridperf import language
from tests.unit.rulebook.packs import write_pack

YEAR = "source: 通知\nstatutory_days: 2\nholidays: [{}]\nin_lieu: [2031-01-03]\nworking_days: [2031-01-11]\n"


def pack(folder: Path, **years: str) -> gp.Rulebook:
    """Return the rulebook of a pack with files of *years*, such as `y2031`."""
    written = write_pack(folder)
    (written / "calendar").mkdir()
    for name, text in years.items():
        (written / "calendar" / f"{name[1:]}.yaml").write_text(text, encoding="utf-8")
    return gp.load_rules(written)


def test_days_that_moved_are_named(tmp_path: Path) -> None:
    """Only the days that differ, with both files; as data, whole lists."""
    old = pack(tmp_path / "a", y2031=YEAR.format("2031-01-01, 2031-01-02"))
    new = pack(tmp_path / "b", y2031=YEAR.format("2031-01-01, 2031-05-01"))
    with language.use("zh"):
        (change,) = gp.compare_rules(old, new).changes
    assert (change.kind, change.what, change.key, change.old, change.new) == (
        "changed",
        "2031 年工作日安排",
        "节假日",
        "2031-01-02",
        "2031-05-01",
    )
    assert (str(change.old_where), str(change.new_where)) == ("990001-test/calendar/2031.yaml",) * 2
    assert change.values == (("holidays", ["2031-01-01", "2031-01-02"], ["2031-01-01", "2031-05-01"]),)


def test_a_year_that_came_or_went_is_said(tmp_path: Path) -> None:
    """With how many days of each kind it has."""
    old, new = pack(tmp_path / "a"), pack(tmp_path / "b", y2031=YEAR.format("2031-01-01, 2031-01-02"))
    with language.use("zh"):
        assert str(gp.compare_rules(old, new)).splitlines()[1] == "+ 2031 年工作日安排：节假日 2 天，调休放假 1 天，周末上班 1 天"
    with language.use("en"):
        (change,) = gp.compare_rules(new, old).changes
        assert (change.kind, change.what, change.old) == (
            "removed",
            "workdays of 2031",
            "holidays 2, days off in lieu 1, working weekends 1",
        )


def test_the_same_days_are_no_change(tmp_path: Path) -> None:
    """In another order, from another notice, nothing has changed."""
    old = pack(tmp_path / "a", y2031=YEAR.format("2031-01-01, 2031-01-02"))
    new = pack(tmp_path / "b", y2031=YEAR.format("2031-01-02, 2031-01-01").replace("通知", "另一份通知"))
    assert gp.compare_rules(old, new).changes == ()
