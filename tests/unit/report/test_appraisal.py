"""The annual appraisal form: a year's result of one person, and nothing for other periods or for teams."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridperf.errors import Problem, ReportError
from gridperf.report.batches.tasks import Task, tasks_of
from gridperf.report.paper.html import page_html
from tests.unit.report.fake import Case, Fake

YEAR = Case(
    total="68.56",
    lines=(
        ("period", "2026Q2", "2026Q2 得分", "第十七条", 1, 2, None, "25.32", ""),
        ("period", "2026Q3", "2026Q3 得分", "第十七条", 1, 2, None, "43.24", ""),
    ),
    pay={},
    actions=(("表彰奖励", "2026 优秀", "第四条"),),
)


def forms(fake: Fake, workers: list[str] | None = None) -> list[Task]:
    """Return the forms, all of which can be made."""
    tasks, count = tasks_of(fake, "appraisal", workers, "zh")  # type: ignore[arg-type]
    made = [task for task in tasks if not isinstance(task, Problem)]
    assert len(made) == count
    return made


def test_a_form_has_what_the_year_came_to() -> None:
    """Its parts, total, grade and what follows are on it, with evidence as in a scorecard; rooms to write in are empty."""
    (task,) = forms(Fake([YEAR], period="2026"))
    assert task.file == "W0001-王小明-2026-appraisal.pdf"
    assert [file.name for file in task.page.evidence] == ["evidence.json", "entries.csv"]
    text = page_html(task.page).text
    for said in (
        "网格员年度考核登记表",
        "（2026年度）",
        "2026Q2 得分",
        "43.24",
        "68.56",
        "合格",
        "表彰奖励·2026 优秀 第四条",
        "街道（乡镇）评鉴意见",
    ):
        assert said in text


def test_a_month_has_no_appraisal_form() -> None:
    """It is refused before anything is made, with what to do instead."""
    with pytest.raises(ReportError) as refused:
        tasks_of(Fake([YEAR]), "appraisal", None, "zh")  # type: ignore[arg-type]
    assert str(refused.value).splitlines()[3].strip() == (
        "2026-10 is no year, and an annual appraisal form is filled in from the result of a whole year; nothing was made."
    )


def test_a_team_has_no_appraisal_form() -> None:
    """A form is signed by a person."""
    team = replace(YEAR, subject="S1", name="文昌社区", kind="community")
    assert [task.page.subject for task in forms(Fake([YEAR, team], period="2026"))] == ["W0001"]
    assert forms(Fake([YEAR, team], period="2026"), ["S1"]) == []
