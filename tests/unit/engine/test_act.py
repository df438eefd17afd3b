"""What follows from a street's month: from grades over time, from places, from events, and from these together."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from gridperf.engine.act import Results, act, event_requests
from gridperf.period import Period
from gridperf.rulebook.acting import Action
from gridperf.tables import RESULTS

OCTOBER = Period.parse("2026-10")
FAILED = {"grade": "不合格", "of": "month"}


def action(when: dict[str, Any], **more: object) -> Action:
    return Action.model_validate({"id": "talk", "name": "约谈", "clause": "第五条", "when": when, **more})


def results(
    grades: dict[str, str], *, totals: list[int | None] | None = None, past: dict[str, dict[str, str]] | None = None, **counts: Any
):
    people = list(grades)
    held = {
        "grades": pl.DataFrame({"subject": people, "period": "2026-10", "sheet": "month", "grade": list(grades.values())}),
        "past": pl.DataFrame(
            [(who, code, "month", grade) for who, own in (past or {}).items() for code, grade in own.items()],
            schema={"subject": pl.String, "period": pl.String, "sheet": pl.String, "grade": pl.String},
            orient="row",
        ),
        "placed": pl.DataFrame(
            {"subject": people, "total": totals or [None] * len(people), "street": "津苑", "sheet": "month"},
            schema_overrides={"total": pl.Int64},
        ),
        "counts": pl.DataFrame({"subject": people, **counts}),
    }
    return Results(**held)


def who(when: dict[str, Any], given: Results) -> list[str]:
    return act(given, [action(when)], OCTOBER)["subject"].to_list()


def test_the_last_two_are_chosen_and_a_tie_is_treated_as_declared() -> None:
    """Of 50, 60, 60 and 90, the second from the end are two people."""
    given = results(dict.fromkeys("甲乙丙丁", "合格"), totals=[5000, 6000, 6000, 9000])
    assert who({"rank": {"bottom": 2, "within": "street", "ties": "exclude"}, "of": "month"}, given) == ["甲"]
    assert who({"rank": {"bottom": 2, "within": "street", "ties": "include"}, "of": "month"}, given) == ["丙", "乙", "甲"]
    assert who({"rank": {"top": 1, "within": "all", "ties": "exclude"}, "of": "month"}, given) == ["丁"]


def test_who_is_not_assessed_is_neither_first_nor_last() -> None:
    """A missing total is no place."""
    given = results({"甲": "合格", "乙": "合格"}, totals=[None, 7000])
    assert who({"rank": {"bottom": 1, "within": "all", "ties": "include"}, "of": "month"}, given) == ["乙"]


def test_an_event_is_enough_whatever_the_grade() -> None:
    """The count is taken from the records of the period, by the key the request was made with."""
    drunk = {"happens": {"count": "incidents", "where": "kind = '酒驾'", "at_least": 2}, "of": "month"}
    (key,) = event_requests([action(drunk)], "month")
    assert event_requests([action(drunk)], "year") == {}
    found = act(results({"甲": "优秀", "乙": "合格"}, **{key: [2, 1]}), [action(drunk, kind="解聘")], OCTOBER)
    assert found.rows() == [("甲", "2026-10", "talk", "约谈", "解聘", "2026-10：发生 2 次", "第五条")]


def test_conditions_hold_together_or_one_of_them_is_enough() -> None:
    """The last who also failed; the last or the failed."""
    given = results({"甲": "不合格", "乙": "不合格", "丙": "合格"}, totals=[3000, 4000, 9000])
    last = {"rank": {"bottom": 1, "within": "street", "ties": "exclude"}, "of": "month"}
    assert who({"all_of": [last, FAILED]}, given) == ["甲"]
    assert who({"any_of": [last, FAILED]}, given) == ["乙", "甲"]
    reason = act(given, [action({"all_of": [FAILED, last]})], OCTOBER)["because"].to_list()
    assert reason == ["2026-10：不合格；2026-10：第 3 名，共 3 人"]


@pytest.mark.parametrize(("within", "expected"), [("year", []), ("2 years", ["甲"])])
def test_a_span_of_years_ends_with_the_period(within: str, expected: list[str]) -> None:
    """November two years ago is inside the two years that end this October; October two years ago is not."""
    past = {"甲": {"2024-11": "不合格"}, "乙": {"2024-10": "不合格"}}
    given = results({"甲": "不合格", "乙": "不合格"}, past=past)
    assert who({"grade": "不合格", "times": 2, "of": "month", "within": within}, given) == expected


def test_nothing_follows_in_a_period_of_another_kind() -> None:
    """A rule for years waits for the year."""
    assert act(results({"甲": "不合格"}), [action({"grade": "不合格", "of": "year"})], OCTOBER).equals(RESULTS["actions"].empty())


@pytest.mark.parametrize(
    "when", [{"grade": "不合格", "times": 2, "in_a_row": "month"}, {"grade": "不合格", "times": 2, "of": "month", "within": "year"}]
)
@pytest.mark.parametrize(("sheet", "expected"), [(None, ["甲", "乙"]), ("month", ["甲"]), ("patrol", [])])
def test_months_in_a_row_may_be_those_of_one_sheet(when: dict[str, Any], sheet: str | None, expected: list[str]) -> None:
    """甲 failed the same sheet twice; 乙 one sheet in September and the other in October, which only counts if every sheet does."""
    past = [("甲", "2026-09", "month", "不合格"), ("乙", "2026-09", "patrol", "不合格"), ("乙", "2026-09", "month", "合格")]
    given = results({"甲": "不合格", "乙": "不合格"})
    given = Results(
        given.grades, pl.DataFrame(past, schema=["subject", "period", "sheet", "grade"], orient="row"), given.placed, given.counts
    )
    assert who(when if sheet is None else {**when, "sheet": sheet}, given) == sorted(expected)
