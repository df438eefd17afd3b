"""Pages as HTML: escaped data, complete words in both languages, clear problems."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gridperf.errors import ReportError
from gridperf.placed_yaml import read_yaml
from gridperf.report.paper import html
from gridperf.report.paper.html import Page, page_html, reports_folder
from gridperf.report.views import county_summary, pay_sheet, scorecards
from gridperf.report.views.audit import audit_report
from gridperf.report.views.notice import Notice, public_notice
from gridperf.report.views.ranking import ranking
from tests.unit.report.fake import Case, Fake

NOTICE = Notice(object_to="县网格中心", opens_on=dt.date(2026, 11, 3), closes_on=dt.date(2026, 11, 9), full_names=True)
VIEWS: dict[str, Callable[[Any], object]] = {
    "appraisal": lambda fake: next(iter(scorecards(fake))),
    "audit": audit_report,
    "county-summary": county_summary,
    "pay-sheet": pay_sheet,
    "public-notice": lambda fake: public_notice(fake, NOTICE),
    "ranking": ranking,
    "scorecard": lambda fake: next(iter(scorecards(fake))),
}
REPORTS = sorted(VIEWS)
FOLDERS = sorted(folder.name for folder in reports_folder().iterdir() if folder.is_dir())
HOSTILE = '<script>x</script><img src="http://h.example/x.png"><link rel=stylesheet href=//h.example/a.css>{{ 7*7 }}{% include "x" %}"\'&'


def view_of(report: str, fake: Fake) -> object:
    return VIEWS[report](fake)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the reports folder, in use."""
    folder = tmp_path / "reports"
    shutil.copytree(reports_folder(), folder)
    monkeypatch.setenv("GRIDPERF_REPORTS", str(folder))
    return folder


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_report_is_made_in_both_languages(report: str, language: str, fake: Fake) -> None:
    """No label is missing, no placeholder is left, and the page says which language it is in."""
    text = page_html(Page(report, view_of(report, fake), "W0001", language), fonts="Noto").text
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in text
    assert not re.search(r"[{}]|Undefined|None", text)


@pytest.mark.parametrize("report", FOLDERS)
def test_both_languages_have_the_same_labels_with_the_same_places(report: str) -> None:
    """A label that exists in one language exists in the other, with the same `{names}`."""

    def places(value: object, path: str = "") -> dict[str, list[str]]:
        if isinstance(value, dict):
            return {at: names for key, inner in value.items() for at, names in places(inner, f"{path}.{key}").items()}
        return {path: sorted(re.findall(r"\{(\w+)\}", str(value)))}

    zh, en = (read_yaml(reports_folder() / report / f"labels.{language}.yaml").value for language in ("zh", "en"))
    same = {".period_short.month", ".period_short.quarter", ".period_short.half", ".period_short.year"}
    assert {at: names for at, names in places(zh).items() if at not in same} == {
        at: names for at, names in places(en).items() if at not in same
    }


@pytest.mark.parametrize("report", REPORTS)
def test_hostile_text_is_text(report: str, case: Case) -> None:
    """Markup, template code and addresses in a record are printed, never obeyed."""
    hostile = Case(
        **{name: getattr(case, name) for name in ("history", "distances")},
        subject="<u>1",
        name=HOSTILE,
        street=HOSTILE,
        lines=(("item", "arrival", HOSTILE, HOSTILE, 1, 1, None, "1", HOSTILE),),
        actions=((HOSTILE, HOSTILE, HOSTILE),),
    )
    unmatched = {"table": "patrols", "values": HOSTILE, "records": 1, "who": HOSTILE}
    text = page_html(Page(report, view_of(report, Fake([hostile], further={"unmatched": [unmatched]})), "x"), fonts="Noto").text
    assert not re.search(r"<(script|img|link|u>)", text)
    assert "&lt;script&gt;x&lt;/script&gt;" in text
    assert "{{ 7*7 }}" in text
    assert "49" not in re.sub(r"\d{2,}\.\d+", "", text)


@pytest.mark.parametrize(
    "file", ["scorecard/labels.zh.yaml", "scorecard/style.css", "scorecard/template.html.j2", "shared/style.css", "shared/macros.html.j2"]
)
def test_a_missing_file_is_named(own: Path, fake: Fake, file: str) -> None:
    """An incomplete reports folder gives P109 with the file."""
    (own / file).unlink()
    with pytest.raises(ReportError) as caught:
        page_html(Page("scorecard", view_of("scorecard", fake), "W0001"))
    assert [(problem.code, str(problem.values["path"])) for problem in caught.value.problems] == [("P109", str(own / file))]


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ view.nothing }}", "UndefinedError: 'gridperf.report.views.scorecard.Scorecard object' has no attribute 'nothing'"),
        ("{% if %}", "TemplateSyntaxError: Expected an expression, got 'end of statement block'"),
        ("{{ view.__class__.__mro__ }}", "SecurityError: access to attribute '__class__' of 'Scorecard' object is unsafe"),
        ("{{ t.title | fill() }}", "KeyError: 'sheet'"),
    ],
)
def test_a_broken_template_is_a_problem_with_its_reason(own: Path, fake: Fake, template: str, reason: str) -> None:
    """A name that is not defined, bad syntax, a forbidden step and an unfilled place each stop the page."""
    (own / "scorecard" / "template.html.j2").write_text(template, encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        page_html(Page("scorecard", view_of("scorecard", fake), "W0001 王小明"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["whose"], problem.values["reason"]) == ("P104", "W0001 王小明", reason)


def test_the_reports_folder_can_be_ones_own(own: Path) -> None:
    """`GRIDPERF_REPORTS` names another folder of reports."""
    assert html.reports_folder() == own


def why(text: str) -> str:
    """Return what the box under the grade says, its lines and cells apart by a space."""
    (found,) = re.findall(r'<div class="next" data-strip>(.*?)</div>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", re.sub("</p>|</td>", " ", found)).split())


def test_the_card_says_why_in_words(case: Case) -> None:
    """The sentence under the grade names the way to the next one."""
    text = page_html(Page("scorecard", view_of("scorecard", Fake([case])), "x")).text
    assert why(text) == "依第十三条按总分定等。 距“优秀”还差 1.17 分，做到下列任一项即达“优秀”： 有责投诉减少 1 次 按期处置率多达标 1 件"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"decided_by": "quota", "by_band": "优秀", "distances": ()}, "按总分可评“优秀”，依第十三条的比例控制评为“合格”。"),
        (
            {"decided_by": "veto", "grade": "不合格", "by_band": "优秀", "clause": "第十二条（一）", "distances": ()},
            "按总分可评“优秀”，因“安全责任事故”依第十二条（一）一票否决，评为“不合格”。",
        ),
        (
            {"decided_by": "veto", "grade": "不合格", "by_band": "不合格", "clause": "第十二条（一）", "distances": ()},
            "因“安全责任事故”依第十二条（一）一票否决。",
        ),
        (
            {"grade": None, "decided_by": "not_assessed", "total": None, "lines": (), "distances": ()},
            "本期没有可考核的内容，不评分、不评等次。",
        ),
        ({"grade": "优秀", "distances": ()}, "依第十三条按总分定等。已是最高等次。"),
        (
            {"distances": (("优秀", "30", None, None, None, None),)},
            "依第十三条按总分定等。 距“优秀”还差 30 分。没有哪一项单独增加就能达到。",
        ),
        ({"lines": ()}, "本期不参加考核，只列薪酬。"),
    ],
)
def test_each_reason_has_its_sentence(case: Case, change: dict, sentence: str) -> None:
    """Quota, veto, nothing to assess, the top, out of reach, and no sheet are each said in plain words."""
    text = page_html(Page("scorecard", view_of("scorecard", Fake([replace(case, **change)])), "x")).text
    assert why(text) == sentence


def test_records_left_out_are_the_countys_and_not_ones_own(fake: Fake) -> None:
    """A personal card says that the records it counts are of the whole county."""
    (card, *_) = scorecards(fake)
    zh, en = (page_html(Page("scorecard", card, "", language)).text for language in ("zh", "en"))
    assert "本期全县（不只本人）另有 15 条记录未计入任何人的得分：巡查记录有误 3 条，巡查属于其他周期 12 条。" in zh
    assert (
        "In the whole county, not of this person alone, records that counted for nobody (15): patrols wrong: 3, patrols of another period: 12."
        in en
    )


def test_marks_are_explained_where_they_stand(fake: Fake) -> None:
    """What is marked as typed in, or as on top of the full score, has its sentence; what is not there has none."""
    (card, *_) = scorecards(fake)
    text = page_html(Page("scorecard", card, "")).text
    assert "“填报”的数据取自汇总表，不由记录计算。" in text
    assert "所列各项的数值，办法都没有公布，由规则包假定。" in text
    assert "标“＊”的" not in text
    assert "＊" not in text
    assert "在满分之外另加" not in text


@pytest.mark.parametrize("template", sorted(reports_folder().glob("*/*.j2")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_template_lets_text_through_unescaped(template: Path) -> None:
    """What comes from a record is escaped by the environment; no template takes that back."""
    assert not re.search(r"\|\s*safe|autoescape|Markup", template.read_text(encoding="utf-8"))


def test_a_style_sheet_takes_another_of_the_shared_folder(own: Path, fake: Fake) -> None:
    """It stands in its place as text, in a report of a county's own too; one that is not there is named."""
    style = own / "pay-sheet" / "style.css"
    style.write_text('@import "own.css";\np { color: red }', encoding="utf-8")
    (own / "shared" / "own.css").write_text("p { margin: 7mm }", encoding="utf-8")
    page = Page("pay-sheet", pay_sheet(fake), "x")
    assert page_html(page).style.endswith("p { margin: 7mm }\np { color: red }")
    assert "@import" not in page_html(page).style
    style.write_text('@import "other.css";', encoding="utf-8")
    html._style.cache_clear()
    with pytest.raises(ReportError, match=r"other\.css"):
        page_html(page)
