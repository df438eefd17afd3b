"""The ranking: everybody once per sheet, with what decided their grade, masked where it leaves the office."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import fastexcel
import pytest

from gridperf.report import print_ranking
from gridperf.report.documents.rankings import ranking_page
from gridperf.report.paper.html import page_html, words_of
from gridperf.report.views.ranking import ranking
from gridperf.tables import RESULTS
from tests.unit.report.fake import Case, Fake


@pytest.fixture
def ranked(case: Case) -> Fake:
    """Four people in two streets: one held back by the quota, one not assessed."""
    cases = [
        replace(case, subject="05220003", name="李小明", rank=2, of=2, by_band="优秀", decided_by="quota"),
        replace(case, subject="05220001", name="张三", rank=1, of=2, grade="优秀", by_band="优秀"),
        replace(
            case, subject="05220009", name="李四", grade=None, by_band=None, total=None, lines=(), rank=None, decided_by="not_assessed"
        ),
        replace(case, subject="05220004", name="王五", street="凤凰城街道", rank=1, of=1),
    ]
    row = {"subject": "05220001", "period": "2026-10", "sheet": "worker-month", "ranking": "county", "name": "全县排名", "scope": ""}
    return Fake(cases, further={"ranks": [row | {"rank": 7, "of": 600}]})


def test_everybody_is_listed_once_with_what_decided_their_grade(ranked: Fake) -> None:
    """The first of each scope stands first; the grade by the bands is told only where another was given."""
    (sheet,) = ranking(ranked).sheets
    assert [
        (group.scope, [(row.rank, row.of, row.subject, row.grade.name, row.decided_by, row.by_band) for row in group.rows])
        for group in sheet.groups
    ] == [
        ("凤凰城街道", [("1", "1", "05220004", "合格", "band", "")]),
        (
            "利津街道",
            [
                ("1", "2", "05220001", "优秀", "band", ""),
                ("2", "2", "05220003", "合格", "quota", "优秀"),
                ("", "", "05220009", "", "not_assessed", ""),
            ],
        ),
    ]
    assert sheet.further == ("全县排名",)
    assert [(one.low, one.high, one.count) for one in sheet.summary.bins] == [("88", "89", 3)]
    assert [(one.grade.name, one.before, one.after) for one in sheet.summary.held if one.before or one.after] == [
        ("优秀", 2, 1),
        ("合格", 1, 2),
        ("", 1, 1),
    ]


def test_a_masked_ranking_names_nobody(ranked: Fake) -> None:
    """No name and no identifier is in it anywhere; without masking all of them are."""
    people = [value for column in ("subject", "name") for value in ranked.people[column]]
    masked, whole = (page_html(ranking_page(ranked, masked=masked)).text for masked in (True, False))
    assert [value for value in people if value in masked] == []
    assert [value for value in people if value not in whole] == []
    assert "*****003" in masked
    assert "姓名、编号已作去标识化处理" in masked


def test_the_page_says_why_in_words(ranked: Fake) -> None:
    """A quota is told with the grade it kept somebody from, in either language."""
    assert "比例控制，按总分为优秀" in page_html(ranking_page(ranked)).text
    assert "quota; by total 优秀" in page_html(ranking_page(ranked, language="en")).text


def test_the_workbook_can_be_filtered(ranked: Fake, tmp_path: Path) -> None:
    """Numbers are numbers, further rankings are columns, and the same result gives the same bytes."""
    path = print_ranking(ranked, tmp_path / "ranking.xlsx")
    sheet = fastexcel.read_excel(path).load_sheet(0)
    rows = sheet.to_polars()
    assert rows.columns == [
        "排名范围",
        "名次",
        "人数",
        "编号",
        "姓名",
        "街道（乡镇）",
        "得分",
        "等次",
        "按总分等次",
        "等次依据",
        "条款",
        "全县排名",
    ]
    assert rows["全县排名"].to_list() == [None, 7, None, None]
    assert rows["得分"].to_list() == [88.83, 88.83, 88.83, None]
    assert rows["按总分等次"].to_list() == ["合格", "优秀", "优秀", ""]
    assert path.read_bytes() == print_ranking(ranked, tmp_path / "again.xlsx").read_bytes()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_can_decide_a_grade_has_words(language: str) -> None:
    """The page never fails over a grade that was decided in a rarer way."""
    words = words_of("ranking", language)  # type: ignore[arg-type]
    assert set(words["decided_by"]) == set(RESULTS["grades"].column("decided_by").allowed)
