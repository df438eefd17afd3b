"""Grades that were given instead of computed."""

from __future__ import annotations

import polars as pl
import pytest

from gridperf.engine.grade import grade
from gridperf.engine.supplied import unused, with_supplied
from gridperf.errors import RecordsError
from gridperf.rulebook.grading import Band
from gridperf.rulebook.scoring import Sheet

NAMES = ["优秀", "合格", "不合格"]
BANDS = [Band.model_validate({"grade": name, "at_least": low}) for name, low in zip(NAMES, (90, 60, 0), strict=True)]
PEOPLE = pl.DataFrame({"subject": ["甲", "乙", "丙"], "total": [9500, 7000, None]}, schema_overrides={"total": pl.Int64})


def sheet(supplied: str) -> Sheet:
    return Sheet.model_construct(id="month", name="月度考核", supplied=supplied)


def table(**grades: str) -> pl.DataFrame:
    rows = [(who, "2026-10", "month", given) for who, given in grades.items()]
    return pl.DataFrame(rows, schema=dict.fromkeys(["worker_id", "period", "sheet", "grade"], pl.String), orient="row")


def test_a_given_grade_stands_in_place_of_the_bands() -> None:
    """Who has none keeps the band's; who is not assessed stays so, whatever was given."""
    given = with_supplied(PEOPLE, table(甲="合格", 丙="优秀"), sheet("allowed"), NAMES, "2026-10")
    result = grade(given, BANDS, digits=2, clause="第八条")
    assert result.select("grade", "uncapped_grade", "decided_by").rows() == [
        ("合格", "优秀", "supplied"),
        ("合格", "合格", "band"),
        (None, None, "not_assessed"),
    ]


def test_everybody_must_have_one_where_the_sheet_says_so() -> None:
    """The message counts those without and names some; who is not assessed needs none."""
    with pytest.raises(RecordsError) as caught:
        with_supplied(PEOPLE, table(甲="合格"), sheet("required"), NAMES, "2026-10")
    assert [(problem.code, problem.values["who"], problem.values["count"]) for problem in caught.value.problems] == [("A161", "乙", 1)]


def test_a_grade_beyond_the_scale_is_refused() -> None:
    """Nobody gets a grade that pays nothing because it was misspelt."""
    with pytest.raises(RecordsError) as caught:
        with_supplied(PEOPLE, table(甲="优"), sheet("allowed"), NAMES, "2026-10")
    assert [(problem.code, problem.values["worker"]) for problem in caught.value.problems] == [("A160", "甲")]


def test_what_was_given_for_nothing_is_listed() -> None:
    """Another period, another sheet, or somebody who is on no sheet."""
    rows = pl.concat([table(甲="合格", 丁="合格"), table(甲="合格").with_columns(period=pl.lit("2026-09"))])
    on_sheets = pl.DataFrame({"subject": ["甲"], "sheet": ["month"]})
    assert unused(rows, on_sheets, "2026-10").rows() == [("supplied", "other_period", 1), ("supplied", "no_sheet", 1)]
