"""A year's schedule in the pack holds for its year, is refused where it does not add up, and travels with the rulebook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import chinese_calendar
import pytest

import gridperf as gp
from gridperf import language
from gridperf.calendar import Calendar
from gridperf.errors import RulesError
from gridperf.period import Period
from gridperf.rulebook.resolved import Rulebook
from tests.unit.rulebook.layered import HEAD, write_layer
from tests.unit.rulebook.packs import write_pack

DAYS = [dt.date(2026, 1, 1) + dt.timedelta(days=offset) for offset in range(365)]
CN = Calendar()


def schedule(days: list[dt.date], *, year: int = 2026, statutory_days: int = 13) -> str:
    """Return the file that says of each of *days*, of 2026, what the published schedule says."""
    off = [day for day in days if day.weekday() < 5 and not CN.is_workday(day)]
    lists = {
        "holidays": [day for day in off if not chinese_calendar.is_in_lieu(day)],
        "in_lieu": [day for day in off if chinese_calendar.is_in_lieu(day)],
        "working_days": [day for day in days if day.weekday() >= 5 and CN.is_workday(day)],
    }
    text = "".join(f"{name}: [{', '.join(day.isoformat() for day in held)}]\n" for name, held in lists.items())
    return f"source: 国办发明电〔2025〕7号\nstatutory_days: {statutory_days}\n{text}".replace("2026-", f"{year}-")


def pack(tmp_path: Path, **years: str) -> Path:
    """Return a pack with files of *years*, such as `y2027`."""
    folder = write_pack(tmp_path)
    (folder / "calendar").mkdir()
    for name, text in years.items():
        (folder / "calendar" / f"{name[1:]}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_written_down_year_is_the_published_one_day_by_day(tmp_path: Path) -> None:
    """The notice for 2026 in a file gives the workdays and paid days the published schedule gives."""
    calendar = gp.load_rules(pack(tmp_path, y2026=schedule(DAYS))).calendar
    assert calendar.years != ()
    for day in DAYS:
        assert (calendar.is_workday(day), calendar.is_paid_day(day)) == (CN.is_workday(day), CN.is_paid_day(day)), day


def test_a_year_nobody_has_published_can_be_written_down(tmp_path: Path) -> None:
    """2031 is counted by its file, and 2032 still stops the run; other rulebooks know nothing of it."""
    text = "source: 通知\nstatutory_days: 2\nholidays: [2031-01-01, 2031-01-02]\nin_lieu: [2031-01-03]\nworking_days: [2031-01-11]\n"
    rules = gp.load_rules(pack(tmp_path, y2031=text))
    january = Period.parse("2031-01")
    assert len(rules.calendar.workdays(january)) == 23 - 3 + 1
    assert len(rules.calendar.paid_days(january)) == 23
    for calendar, month in ((rules.calendar, "2032-01"), (CN, "2031-01")):
        with pytest.raises(RulesError) as caught:
            calendar.workdays(Period.parse(month))
        assert [problem.code for problem in caught.value.problems] == ["A105"]


def test_it_is_part_of_the_rulebook(tmp_path: Path) -> None:
    """Its days are in the digest and in what is saved, and a pack without the folder is what it was."""
    (tmp_path / "without").mkdir()
    without = gp.load_rules(write_pack(tmp_path / "without"))
    rules = gp.load_rules(pack(tmp_path, y2026=schedule(DAYS)))
    assert rules.digest != without.digest
    assert "years" not in without.as_dict()
    again = Rulebook.from_dict(rules.as_dict())
    assert (again.digest, again.calendar) == (rules.digest, rules.calendar)


def test_a_layer_has_the_years_of_the_pack_above(tmp_path: Path) -> None:
    """A township counts by its county's file, and its own file holds instead."""
    pack(tmp_path, y2026=schedule(DAYS))
    town = write_layer(tmp_path, HEAD)
    assert [year.year for year in gp.load_rules(town).years] == [2026]
    (town / "calendar").mkdir()
    own = schedule(DAYS, statutory_days=14).replace("holidays: [", "holidays: [2026-04-20, ")
    (town / "calendar/2026.yaml").write_text(own, encoding="utf-8")
    assert not gp.load_rules(town).calendar.is_workday(dt.date(2026, 4, 20))


SOUND = schedule(DAYS)


@pytest.mark.parametrize(
    ("name", "text", "problems"),
    [
        ("y27", SOUND, [("R150", "", None)]),
        ("y2027", SOUND.replace("2026-01-01", "2027-01-01"), None),
        ("y2026", SOUND.replace("in_lieu: [", "in_lieu: [2026-03-07, "), [("R152", "in_lieu[0]", 4), ("R154", "in_lieu", 4)]),
        (
            "y2026",
            SOUND.replace("working_days: [", "working_days: [2026-03-09, "),
            [("R152", "working_days[0]", 5), ("R154", "in_lieu", 4)],
        ),
        ("y2026", SOUND.replace("in_lieu: [", "in_lieu: [2026-01-01, "), [("R153", "in_lieu[0]", 4), ("R154", "in_lieu", 4)]),
        ("y2026", SOUND.replace("holidays: [2026-01-01, ", "holidays: ["), [("R155", "holidays", 3)]),
        ("y2026", SOUND + "note: x\n", [("R101", "note", 6)]),
        ("y2026", "holidays: [", [("R113", "", 1)]),
    ],
    ids=["name", "year", "weekend off", "weekday worked", "twice", "a holiday short", "unknown key", "no YAML"],
)
def test_a_schedule_that_does_not_add_up_is_refused(
    name: str, text: str, problems: list[tuple[str, str, int]] | None, tmp_path: Path
) -> None:
    """Each mistake is named with its file and place, and nobody is assessed by half a calendar."""
    folder = pack(tmp_path, **{name: text})
    with pytest.raises(RulesError) as caught:
        gp.load_rules(folder)
    found = [(each.code, each.where.path, each.where.line) for each in caught.value.problems]
    if problems is None:
        assert {code for code, _, _ in found} == {"R151"}
        assert len(found) == SOUND.count("2026-") - 1
    else:
        assert found == problems
    assert all(each.where.file == f"990001-test/calendar/{name[1:]}.yaml" for each in caught.value.problems)
    assert {each.code for each in gp.check_rules(folder)} >= {code for code, _, _ in found}


BROKEN = """source: 通知
statutory_days: 2
holidays: [2031-01-01, 2032-01-01]
in_lieu: [2031-01-04, 2031-01-01]
working_days: [2031-01-11]
"""


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            [
                "2032-01-01 is not in 2031, and this file holds for 2031 alone, so the day would count for nothing.",
                (
                    "2031-01-04 cannot stand under in_lieu: holidays and in_lieu name days off from Monday to Friday, working_days Saturdays and "
                    "Sundays that are worked; paid days would be wrong."
                ),
                "2031-01-01 is named twice, and whether it is worked, a holiday or in lieu is not said.",
                "Weekdays off in lieu: 2; weekend days worked: 1. One makes up for the other, so the year would have too many or too few workdays.",
            ],
        ),
        (
            "zh",
            [
                "2032-01-01 不在 2031 年，而这个文件只管 2031 年，这一天不会起作用。",
                "2031-01-04 不能写在 in_lieu 里：holidays 和 in_lieu 只写周一至周五的休息日，working_days 只写要上班的周六周日；照此计薪天数会错。",
                "2031-01-01 写了两次，是上班、放假还是调休，不知以哪个为准。",
                "调休的休息日有 2 天，要补上班的周末有 1 天，两者应当相等；照此一年的工作日会多算或少算。",
            ],
        ),
    ],
)
def test_what_is_wrong_is_said(lang: language.Language, said: list[str], tmp_path: Path) -> None:
    """What was found and what follows, in both languages."""
    with language.use(lang), pytest.raises(RulesError) as caught:
        gp.load_rules(pack(tmp_path, y2031=BROKEN))
    with language.use(lang):
        assert [problem.message for problem in caught.value.problems] == said
