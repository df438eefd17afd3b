"""The printed rulebook holds every rule, with its clause, and the same rules give the same document."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from docs.generate.primitives import FOLDER, IDS, missing, read_page
from gridperf import ReportError, Rulebook, RulesError, language, load_rules, print_rules
from gridperf._bundled import bundled
from gridperf.report.documents.rulebook import rules_page
from gridperf.report.evidence.listing import unsaid
from gridperf.report.evidence.rules_proof import unresolved
from gridperf.report.paper.html import Page, marked_html, page_html
from gridperf.report.paper.pdf import lines_of
from gridperf.report.views.rulebook import printed_rules
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.walk import cited
from gridperf.trials import Suite
from tests.unit.words.rulebooks import primitive


@pytest.fixture(scope="module")
def lijin() -> Rulebook:
    return load_rules("370522-lijin", period="2026-10")


def plain(text: str) -> str:
    """Return what a page shows, without markup, blanks and line ends."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", text))


def test_every_rule_of_a_pack_is_printed(lijin: Rulebook) -> None:
    """Each item, section, veto, grade, pay line and action has its line, and each clause that is cited its entry."""
    edition, shown = lijin.edition, printed_rules(lijin)
    for sheet, printed in zip(edition.sheets, shown.sheets, strict=True):
        assert [line.name for group in printed.groups for line in group.lines] == [item.name for item in sheet.items]
        assert [group.name for group in printed.groups] == [section.name for section in sheet.sections]
        assert [line.name for line in printed.vetoes] == [veto.name for veto in sheet.vetoes]
    assert [line.name for line in shown.pay] == [line.name for line in edition.pay]
    assert [line.name for line in shown.actions] == [action.name for action in edition.actions]
    assert [line.name for line in shown.grades] == [band.grade for band in edition.grades]
    entries = {line.clause: line.rules for line in shown.clauses}
    assert {clause for _, clause in cited(edition)} <= {clause for clause, rules in entries.items() if rules}
    assert [one.name for one in shown.examples] == [case.name for case in Suite.of("370522-lijin").cases]


def test_marks_add_up_to_the_full_score(lijin: Rulebook) -> None:
    """The full marks beside items outside bonus groups make the full score."""
    first = printed_rules(lijin).sheets[0]
    assert sum(int(line.marks) for group in first.groups if not group.beyond_full for line in group.lines) == 100


def test_what_is_assumed_is_marked(lijin: Rulebook) -> None:
    """Published rules carry no mark, assumed ones do, and both are counted."""
    shown = printed_rules(lijin)
    assert (shown.published, shown.assumed) == (3, 53)
    assert {line.name for line in shown.actions if not line.assumed} == {"淘汰", "表彰奖励"}
    text = page_html(Page("rulebook", shown, "x")).text
    assert "文件公开载明 3 条，编写者设定 53 条" in text
    assert "年度考核为“不合格”</td>" in text
    assert '连续 2 个月为“不合格” <span class="mark">〔设〕</span>' in text


def test_the_page_says_an_item_whole(lijin: Rulebook, tmp_path: Path) -> None:
    """An item's line has its number, name, points, what happens without data, how it is counted, full marks and clause."""
    text = plain(print_rules(lijin, tmp_path / "rules.html").read_text(encoding="utf-8"))
    assert (
        "5有效上报率90%及以上5分；75%及以上3分；其余0分；无数据时免考，其余计满分的项目按比例折算〔设〕"
        "计数口径：“发现（上报）”中有效的记录数÷“发现（上报）”记录数；两边都只计他人先发现为空，或非“他人先发现”的5第七条（二）" in text
    )


def test_the_pdf_has_all_of_it(lijin: Rulebook, tmp_path: Path) -> None:
    """The PDF holds title, rules, worked examples, clauses, digest and boxes to sign."""
    written = print_rules(lijin, tmp_path / "rules.pdf")
    text = plain("".join(page.extract_text() for page in PdfReader(written).pages))
    for wanted in (
        "利津县网格员工作考核办法（编写者试拟本）",
        "自2026-01-01起施行",
        "98%及以上20分；95%及以上17分；90%及以上12分；80%及以上6分；其余0分",
        "人数不超过本街道（乡镇）参评人数的20%（小数舍去）；同分而名额不够的都不评（第十三条（二））",
        "“绩效工资标准”×等次系数（优秀1.3、良好1.1、合格0.9、不合格0.3、未考核0.9）",
        "五人参评，优秀一人；95分正好够，少一分不够",
        "无规定：核对与申诉的程序，不产生分值和金额",
        "拟订审核批准日期",
        lijin.digest,
    ):
        assert plain(wanted) in text, wanted


@pytest.mark.parametrize("name", [name for name in IDS if name not in missing()])
def test_every_primitive_can_be_printed(name: str) -> None:
    """Whatever a rulebook can say has its place on the page, in both languages."""
    rules = primitive(read_page(FOLDER / f"{name}.yaml"))
    for lang in ("zh", "en"):
        shown = printed_rules(rules, lang)
        text = page_html(Page("rulebook", shown, name, lang)).text
        assert not re.search(r"None|built-in|Fraction|&lt;", text)
        for group in (shown.pay, shown.actions, shown.schedule, shown.accounts, shown.values, shown.rollups):
            assert all(line.text in text or "'" in line.text for line in group)


def test_english_words_stand_around_the_countys_own(lijin: Rulebook) -> None:
    """In English everything but the county's own words is English."""
    text = page_html(Page("rulebook", printed_rules(lijin, "en"), "x", "en")).text
    assert "25 points × the ratio, at most 25; without data the item is left out" in text
    assert "Signatures" in text


def test_only_pages_can_be_written(lijin: Rulebook, tmp_path: Path) -> None:
    """Another ending is refused before anything is written, in both languages."""
    path = tmp_path / "rules.docx"
    with pytest.raises(ReportError) as refused:
        print_rules(lijin, path)
    (problem,) = refused.value.problems
    assert problem.code == "P111"
    with language.use("zh"):
        assert problem.message == f"{path} 的扩展名不是 .pdf, .html 之一，因此没有输出。"
        assert problem.hint == f"请写明扩展名，例如 {path}.pdf。"
    with language.use("en"):
        assert problem.message == f"{path} ends in none of .pdf, .html, so nothing was made."
        assert problem.hint == f"Write the ending out, such as {path}.pdf."
    assert list(tmp_path.iterdir()) == []


def test_a_rulebook_without_its_folder_is_printed_without_examples(lijin: Rulebook) -> None:
    """A rulebook that was saved with an assessment prints all its rules; only the examples stay with the pack."""
    saved = Rulebook.from_dict(lijin.as_dict())
    assert dataclasses.replace(printed_rules(lijin), examples=()) == printed_rules(saved)


def test_every_part_of_an_edition_has_its_place() -> None:
    """A new part of an edition is printed, or it is said here why not."""
    printed = {"title", "calendar", "rounding", "tables", "measures", "values", "sheets", "grades", "rollup", "actions"}
    printed |= {"schedule", "accounts", "pay", "below", "basis"}
    of_the_pack = {"source", "acknowledged"}  # where its text lies, and what its author was warned of
    assert set(Edition.model_fields) == printed | of_the_pack


def test_a_township_names_the_county_it_was_laid_over() -> None:
    """A rulebook laid over another says over which edition, and the upper one what may be changed."""
    text = plain(page_html(Page("rulebook", printed_rules(load_rules("370522-liudi")), "x")).text)
    assert "上级办法山东省东营市利津县（370522-lijin@2026-01-01，" in text
    above = plain(page_html(Page("rulebook", printed_rules(load_rules("370522-lijin")), "x")).text)
    assert "对下级的规定可以改动" in above


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("pack", sorted(each.parent.name for each in bundled("rules").glob("*/pack.yaml")))
def test_every_pack_in_print_says_what_its_evidence_says(pack: str, lang: str) -> None:
    """Its lines are the rows inside, and these follow from the resolved rulebook inside; without laying a page out."""
    try:
        rules = load_rules(pack)
    except RulesError:
        pytest.skip("statutory tables, and no rulebook")
    page = rules_page(rules, lang)
    files = {each.name: each.content for each in page.evidence}
    evidence = json.loads(files["evidence.json"])
    seal = {"text": lines_of(marked_html(page).text)}
    assert [*unsaid("x", seal, evidence, files), *unresolved("x", evidence, files)] == []
