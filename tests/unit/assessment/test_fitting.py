"""A rulebook is held against the roster before the first record of a month exists."""

from __future__ import annotations

import polars as pl
import pytest

from gridperf import language, load_rules, read_records
from gridperf.assessment.fitting import fitting
from tests.unit.rulebook.packs import changed, write_pack

PERSON = {
    "worker_id": "0001",
    "starts_on": "2025-01-01",
    "name": "甲",
    "role": "网格员",
    "area": "城镇",
    "street": "城关镇",
    "county": "测试县",
    "pay_base": "3000",
}


def found(tmp_path, people, *edits, lang="en"):
    """Return what is said of *people* under the sound rulebook with *edits*."""
    rules = load_rules(write_pack(tmp_path, changed(*edits)), period="2026-01")
    rows = [{**PERSON, "worker_id": f"{at:04d}", **one} for at, one in enumerate(people, start=1)]
    with language.use(lang):
        return [f"{problem.severity} {problem}" for problem in fitting(read_records({"roster": pl.DataFrame(rows)}), rules, "2026-01")]


def test_people_who_fit_are_not_mentioned(tmp_path):
    """Ten people of one street, 20 % of whom are two, lack nothing."""
    assert found(tmp_path, [{}] * 10) == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            (
                "warning A192     month.优秀\n"
                "      月度考核: '测试县/城关镇' has 4 people, of whom the quota lets 0 be 优秀, however good they are (1 scope is like this).\n"
                "      Count the quota within a wider scope, round it another way, or let the document say what holds for few people."
            ),
        ),
        (
            "zh",
            (
                "warning A192     month.优秀\n"
                "      月度考核：“测试县/城关镇”有 4 人，“优秀”的比例算得 0 个名额，再好的人也评不上（1 处如此）。\n"
                "      请扩大 within 的范围、改变 round 的取整方式，或在办法里写明人少时怎么办。"
            ),
        ),
    ],
)
def test_a_quota_without_a_place_is_named(tmp_path, lang, text):
    """A fifth of four people, rounded down, is nobody."""
    assert found(tmp_path, [{}] * 4, lang=lang) == [text]


def test_a_quota_with_a_place_for_everybody_is_named(tmp_path):
    """A fifth of one person, rounded up, is everybody."""
    assert found(tmp_path, [{}], ("round: down", "round: up")) == [
        (
            "warning A193     month.优秀\n"
            "      月度考核: '测试县/城关镇' has 1 person and 1 place for 优秀, enough for all, so the quota holds nobody back (1 scope is like this).\n"
            "      Check at_most, count and within."
        )
    ]


def test_fixed_places_are_counted_too(tmp_path):
    """Three places in a street of two hold nobody back."""
    quota = "{count: 3, within: street, ties: exclude, clause: 第七条}"
    (only,) = found(tmp_path, [{}] * 2, ("{at_most: 20%, within: street, round: down, ties: exclude, clause: 第七条}", quota))
    assert only.startswith("warning A193")


LAST = "{grade: 不合格, at_least: 0, quota: {last: 5%, within: street, round: down, ties: exclude, clause: 第七条}}"


def test_quotas_of_the_last_that_reach_nobody_or_everybody_are_named(tmp_path):
    """A twentieth of four is nobody if it is cut off, and of one person everybody if it is rounded up; needs answers both."""
    quota = "{at_most: 20%, within: street, round: down, ties: exclude, clause: 第七条}"
    without = (f", quota: {quota}", "")
    assert found(tmp_path / "a", [{}] * 4, without, ("{grade: 不合格, at_least: 0}", LAST)) == [
        (
            "warning A196     month.不合格\n"
            "      月度考核: '测试县/城关镇' has 4 people, of whom the last come to 0, so nobody gets 不合格 for it (1 scope is like this).\n"
            "      Find the last within a wider scope, or round them another way (up makes them at least one)."
        )
    ]
    up = LAST.replace("round: down", "round: up")
    assert found(tmp_path / "b", [{}], without, ("{grade: 不合格, at_least: 0}", up)) == [
        (
            "warning A197     month.不合格\n"
            "      月度考核: '测试县/城关镇' has 1 person only, of whom the last come to 1, so everybody there gets 不合格 (1 scope is like this).\n"
            "      Write needs, such as needs: 8; a scope with fewer people is then left alone."
        )
    ]
    assert found(tmp_path / "c", [{}], without, ("{grade: 不合格, at_least: 0}", up.replace("clause", "needs: 2, clause"))) == []


def test_roles_that_do_not_match_are_named_from_both_sides(tmp_path):
    """Who is on no sheet is named, and so is the role that nobody has."""
    people = [*[{}] * 10, {"role": "网格长"}]
    outside, unused = found(tmp_path, people, ("roles: [网格员]", "roles: [网格员, 组长]"))
    assert outside.startswith("warning A133")
    assert "网格长" in outside
    assert "0011 甲" in outside
    assert unused == (
        "warning A191  roster, column 'role'\n"
        "      The rules name the role '组长', which nobody on the roster of 2026-01 has, so what they say of it would apply to nobody.\n"
        "      Roles on the roster: 网格员、网格长. If the same role is meant, correct one of the names."
    )


def test_amounts_that_somebody_lacks_are_errors(tmp_path):
    """An empty pay base, and an area no amount is stated for, would stop the month."""
    people = [*[{}] * 10, {"pay_base": None, "area": None}]
    assert [text.split()[:2] for text in found(tmp_path, people)] == [["error", "A106"], ["error", "A107"]]


def test_targets_that_somebody_lacks_are_errors(tmp_path):
    """A target by role or area must be stated for everybody on the sheet."""
    people = [*[{}] * 10, {"area": "农村"}]
    target = ("score: {share: 60}", "score: {share: 60, target: {by: area, of: {城镇: 90%}}}")
    assert [text.split()[:2] for text in found(tmp_path, people, target)] == [["error", "A124"]]


def test_a_roster_of_nobody_is_said_once(tmp_path):
    """Without anybody in service there is nothing to hold the rules against."""
    assert [text.split()[:2] for text in found(tmp_path, [{"ends_on": "2025-06-30"}])] == [["error", "A102"]]


def test_every_level_without_an_amount_is_named(tmp_path):
    """Pay by level is held against the levels the roster has: each that has no amount is said once, with how many hold it."""
    levels = "values:\n  step: {name: 级别工资, by: level, of: {一级: 500, 二级: 400}, basis: assumed, clause: 第九条}\n"
    paid = "  - {id: step, name: 级别工资, clause: 第九条, line: {amount: values.step}, part_month: whole}\n  - {id: top-up,"
    people = [{"level": level} for level in ("一级", "三级", "二级", "四级", "三级", None, "一级", "一级", "一级", "一级")]
    assert found(tmp_path, people, ("values:\n", levels), ("  - {id: top-up,", paid)) == [
        f"error A107  roster, column 'level'\n"
        f"      level of {who} is '{level}', for which 级别工资 states no amount, so the pay of {of_them} cannot be computed.\n"
        f"      Stated values: 一级、二级. Correct the roster, or state this value in the rulebook."
        for who, level, of_them in (("0002", "三级", "2 people"), ("0004", "四级", "1 person"), ("0006", "", "1 person"))
    ]
