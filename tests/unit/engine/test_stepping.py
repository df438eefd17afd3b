"""Grades that move by steps: how far they may lie from the one before, and whose grade before is known."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from gridperf import language
from gridperf.engine.grade import grade
from gridperf.engine.score import TOTAL
from gridperf.engine.stepping import EARLIER, with_earlier
from gridperf.errors import Problem, RecordsError
from gridperf.period import Period
from gridperf.rulebook.grading import Band
from gridperf.rulebook.scoring import Eligible, Sheet, Veto
from gridperf.rulebook.stepping import StepLimit
from gridperf.tables import RESULTS

STARS = ["五星", "四星", "三星", "二星"]
BANDS = [{"grade": star, "at_least": at} for star, at in zip(STARS, [90, 80, 70, 0], strict=True)]
SHEET = Sheet.model_construct(id="month", name="月度考核")
MONTH = Period.parse("2026-10")


def limit(**keys: Any) -> StepLimit:
    """Return a limit of one step either way, changed by *keys*."""
    rule = {"up": 1, "down": 1, "since": "2026-08", "first": "free", "not_graded": "latest", "clause": "第十条"}
    return StepLimit.model_validate(rule | keys)


def graded(totals: list[int | None], before: list[str | None], rule: StepLimit, **how: Any) -> pl.DataFrame:
    """Return the grades of people with *totals* (whole points) whose grades before were *before*."""
    table = pl.DataFrame(
        {"subject": [str(at) for at in range(len(totals))], TOTAL: totals, EARLIER: before, **how.pop("columns", {})},
        schema_overrides={TOTAL: pl.Int64, EARLIER: pl.String},
    )
    scale = [Band.model_validate(band) for band in how.pop("bands", BANDS)]
    return grade(table, scale, digits=0, clause="第八条", steps=rule, **how)


def test_a_grade_lies_at_most_a_step_from_the_one_before() -> None:
    """From 三星 nobody rises beyond 四星 or falls below 二星; who has none before, or lies within, is graded by the total."""
    result = graded([95, 10, 75, 10, 95, None], ["三星", "五星", "三星", "三星", None, "五星"], limit())
    assert result["grade"].to_list() == ["四星", "四星", "三星", "二星", "五星", None]
    assert result["decided_by"].to_list() == ["steps", "steps", "band", "band", "band", "not_assessed"]
    assert result["uncapped_grade"].to_list() == ["五星", "二星", "三星", "二星", "五星", None]
    assert result["clause"].to_list()[:3] == ["第十条", "第十条", "第八条"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"up": "unlimited"}, ["五星", "四星"]),
        ({"down": "unlimited"}, ["三星", "二星"]),
        ({"down": 0}, ["三星", "五星"]),
        ({"up": 0}, ["二星", "四星"]),
        ({"up": 2, "down": 2}, ["四星", "三星"]),
    ],
)
def test_each_way_has_its_own_limit(keys: dict[str, Any], expected: list[str]) -> None:
    """Up from 二星 and down from 五星: without limit, not at all, or by two."""
    assert graded([95, 10], ["二星", "五星"], limit(**keys))["grade"].to_list() == expected


def test_what_lowers_a_grade_comes_after_the_steps() -> None:
    """A veto goes to the bottom, too short a time served to its grade, and a quota counts those the steps hold up."""
    veto = {
        "id": "v",
        "name": "否决",
        "clause": "第十一条",
        "when": {"count": "incidents", "at_least": 1},
        "effect": {"grade": "二星", "score": "keeps"},
    }
    hit = graded([95], ["五星"], limit(), vetoes=[Veto.model_validate(veto)], columns={"veto:v": [1]})
    assert hit.select("grade", "decided_by").row(0) == ("二星", "veto")
    rule = Eligible.model_validate({"served_days": 15, "otherwise": {"at_best": "三星"}, "clause": "第九条"})
    short = graded([10], ["五星"], limit(), eligible=rule, columns={"eligible": [3]})
    assert short.select("grade", "decided_by").row(0) == ("三星", "eligibility")
    quota = {"count": 1, "within": "all", "ties": "exclude", "clause": "第九条"}
    limited = [BANDS[0], {**BANDS[1], "quota": quota}, *BANDS[2:]]
    result = graded([95, 85, 10], ["三星", "四星", "五星"], limit(), bands=limited)
    assert result["grade"].to_list() == ["四星", "三星", "三星"]
    assert result["decided_by"].to_list() == ["steps", "quota", "quota"]


def history(*rows: tuple[str, str, str | None]) -> pl.DataFrame:
    """Return results of earlier periods: who, when, which grade."""
    held = [(who, code, "month", None, held) for who, code, held in rows]
    return pl.DataFrame(held, schema=RESULTS["history"].schema, orient="row")


def earlier(rule: StepLimit, past: pl.DataFrame, period: Period = MONTH, who: str = "甲乙丙") -> list[str | None]:
    """Return from which grades steps are counted."""
    table = pl.DataFrame({"subject": list(who), TOTAL: [1] * len(who)})
    return with_earlier(table, past, rule, SHEET, STARS, period)[EARLIER].to_list()


PAST = history(("甲", "2026-09", "四星"), ("甲", "2026-08", "三星"), ("乙", "2026-09", None), ("乙", "2026-08", "五星"))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, ["四星", "五星", None]),
        ({"not_graded": "first"}, ["四星", None, None]),
        ({"first": {"from": "二星"}}, ["四星", "五星", "二星"]),
        ({"not_graded": "first", "first": {"from": "二星"}}, ["四星", "二星", "二星"]),
        ({"since": "2026-09"}, ["四星", None, None]),
        ({"since": "2026-10", "first": {"from": "二星"}}, ["二星"] * 3),
        ({"since": "2026-11", "first": {"from": "二星"}}, [None] * 3),
    ],
)
def test_the_grade_before_is_the_one_the_rule_says(keys: dict[str, Any], expected: list[str | None]) -> None:
    """乙 was not graded last month, 丙 never; the first period the rule holds for has nothing before it, and those before have no rule."""
    assert earlier(limit(**keys), PAST) == expected


def test_a_period_whose_results_were_not_given_stops_the_run() -> None:
    """Nobody is taken for somebody without an earlier grade because a file was not given; whom it does not concern is not named."""
    with pytest.raises(RecordsError) as caught:
        earlier(limit(since="2026-07"), PAST)
    assert [problem.code for problem in caught.value.problems] == ["A166"]
    with language.use("en"):
        assert said(caught.value.problems[0]) == [
            "A166  history",
            (
                "Grades of 月度考核 are held against the ones before, and no result of 2026-07 was given, so the grade before of 1 person (丙) is "
                "not known and 2026-10 was not assessed."
            ),
            (
                "Give the results of every period since 2026-07 as history (--history or --book in a shell); if the rule begins with this "
                "period, write since: 2026-10."
            ),
        ]
    with language.use("zh"):
        assert said(caught.value.problems[0]) == [
            "A166  history",
            "“月度考核”的等次要看上一次的等次，而没有给出 2026-07 的结果，1 人（如 丙）的上一次等次无从知道，因此 2026-10 没有考核。",
            "请把 2026-07 以来各期的考核结果一并作为 history 给出（命令行用 --history 或 --book）；从本期才开始执行的，把 steps 的 since 写成 2026-10。",
        ]
    assert earlier(limit(since="2026-07", not_graded="first"), PAST) == ["四星", None, None]


def test_a_grade_that_is_none_of_the_scale_stops_the_run() -> None:
    """Grades that were renamed have no steps between them; one problem per name."""
    renamed = history(("甲", "2026-09", "优秀"), ("乙", "2026-09", "优秀"), ("丙", "2026-09", "三星"))
    with pytest.raises(RecordsError) as caught:
        earlier(limit(), renamed)
    with language.use("en"):
        assert [said(problem) for problem in caught.value.problems] == [
            [
                "A167  history, column 'grade'",
                (
                    "乙 was graded 优秀 on 月度考核 in 2026-09, which is none of the grades in force, so no steps can be counted from it and 2026-10 "
                    "was not assessed."
                ),
                "Grades in force: 五星、四星、三星、二星. If they were renamed, write the first period of the new rules as since.",
            ]
        ]


def said(problem: Problem) -> list[str]:
    return [line.strip() for line in str(problem).splitlines()]
