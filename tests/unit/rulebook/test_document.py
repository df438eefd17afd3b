"""Every clause a rule cites is found in the county's text, and every clause of the text is accounted for."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridperf.rulebook import check_rules
from gridperf.rulebook.document import read_document
from tests.unit.rulebook.packs import CODE, SOURCE, changed, write_pack

HEAD = "---\ntitle: 办法\nissuer: 某县\n---\n"


def document(tmp_path, text):
    path = tmp_path / "source.md"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_document(path, file="pack/source.md")


def clauses(tmp_path, body):
    found, problems = document(tmp_path, HEAD + body)
    assert problems == ()
    return dict(found.clauses)


def test_the_head_names_the_authority(tmp_path):
    """Title, issuer, number, date and link are read; what is not known may be left out."""
    found, _ = document(
        tmp_path, "---\ntitle: 办法\nissuer: 某县\nnumber: 某政发〔2026〕1号\nissued_on: 2026-01-01\nlink: https://example.org\n---\n"
    )
    assert (found.title, found.issuer, found.number, found.issued_on, found.link) == (
        "办法",
        "某县",
        "某政发〔2026〕1号",
        dt.date(2026, 1, 1),
        "https://example.org",
    )
    found, _ = document(tmp_path, HEAD)
    assert (found.number, found.issued_on, found.link) == (None, None, None)


@pytest.mark.parametrize(
    ("heading", "clause"),
    [
        ("第三条", "第三条"),
        ("第三条（按期办结，70 分）", "第三条"),
        ("第三条 按期办结", "第三条"),
        ("第三条　按期办结", "第三条"),
        ("第十二条（三）", "第十二条（三）"),
        ("第十二条(三)", "第十二条（三）"),
        ("第十二条（三） 说明", "第十二条（三）"),
        ("第 3 条", "第 3 条"),
        ("第3条", "第3条"),
        ("5.2 巡查", "5.2"),
        ("5.2、巡查", "5.2"),
        ("附件1 评分表", "附件1"),
        ("附表 评分", "附表"),
        ("评分细则", "评分细则"),
        ("一、巡查", "一、巡查"),
        ("Clause 4", "Clause 4"),
    ],
)
def test_a_heading_is_cited_by_its_number(tmp_path, heading, clause):
    """A number is enough to cite a clause; a heading without one is cited whole."""
    found, _ = document(tmp_path, f"{HEAD}## {heading}\n\n正文\n")
    assert dict(found.clauses) == {clause: "正文"}
    assert dict(found.headings) == {clause: heading}
    assert dict(found.lines) == {clause: 5}


def test_paragraphs_with_numbers_are_clauses_too(tmp_path):
    """（一） below 第六条 is 第六条（一）, as people cite it; the article holds the whole text."""
    found = clauses(
        tmp_path, "# 办法\n前言\n## 第六条（巡查）\n\n总述。\n\n（一）到位率，\n25 分。\n\n- （二）梳理。\n\n## 第七条\n\n（一）发现。\n"
    )
    assert list(found) == ["第六条", "第六条（一）", "第六条（二）", "第七条", "第七条（一）"]
    assert found["第六条（一）"] == "（一）到位率，\n25 分。"
    assert found["第六条"].startswith("总述。")
    assert found["第六条"].endswith("- （二）梳理。")


def test_a_paragraph_gives_way_to_a_heading_of_its_number(tmp_path):
    """The heading is the clause; two paragraphs of one number cannot be cited at all."""
    found = clauses(tmp_path, "## 第六条\n（一）总述\n（二）甲\n（二）乙\n### 第六条（一）\n细则\n")
    assert found == {"第六条": "（一）总述\n（二）甲\n（二）乙", "第六条（一）": "细则"}


def test_code_and_titles_are_no_clauses(tmp_path):
    """First-level headings and lines inside a code fence are text."""
    assert clauses(tmp_path, "# 标题\n（一）前言\n## 第一条\n```\n## 第二条\n（一）x\n```\n##\n") == {
        "第一条": "```\n## 第二条\n（一）x\n```\n##"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("R302", 1)]),
        ("# 办法\n", [("R302", 1)]),
        ("---\ntitle: 办法\n", [("R302", 1)]),
        ("---\ntitle: 办法\n---\n", [("R102", 2)]),
        ("---\ntitle: 办法\nissuer: 某县\nissued_on: 2026-02-30\nurl: x\n---\n", [("R103", 4), ("R101", 5)]),
        ("---\ntitle: a\ntitle: b\n---\n", [("R115", 3)]),
        (HEAD + "## 第一条\n## 第一条（又）\n", [("R303", 6)]),
        (b"---\ntitle: a\nissuer: \xff\n---\n", [("R111", 3)]),
    ],
)
def test_a_text_without_a_sound_head_is_refused(tmp_path, text, expected):
    """A missing or broken head, and two headings of one number, are problems at their lines."""
    found, problems = document(tmp_path, text)
    assert found is None
    assert [(problem.code, problem.where.line) for problem in problems] == expected
    assert {problem.where.file for problem in problems} == {"pack/source.md"}


def test_a_missing_text_is_a_problem_of_the_edition(tmp_path):
    """The line that names the file is shown."""
    [problem] = check_rules(write_pack(tmp_path, source=None), period="2026-01")
    assert (problem.code, str(problem.where)) == ("R301", f"{CODE}/editions/2026-01-01.yaml:2:9   source")
    assert document(tmp_path, HEAD)[1] == ()
    assert [one.code for one in read_document(tmp_path / "none.md", file="x")[1]] == ["R301"]


def test_clauses_without_rules_are_listed(tmp_path):
    """A clause nobody implements is a warning at its heading, once per article; an excused one is none."""
    source = SOURCE + "\n## 第十条\n\n（一）甲\n\n（二）乙\n\n## 第十一条\n\n（一）甲\n\n（二）乙\n"
    text = changed(("clause: 第八条}\nactions", "clause: 第十一条（二）}\nactions"))
    problems = check_rules(write_pack(tmp_path, text, source=source), period="2026-01")
    assert [(problem.code, problem.severity, problem.values["what"]) for problem in problems] == [
        ("R305", "warning", "第十条"),
        ("R305", "warning", "第十一条（一）"),
    ]
    assert {problem.where.file for problem in problems} == {f"{CODE}/sources/2026-01-01.md"}
    excused = source.replace("第一条: 目的", "第一条: 目的, 第十条: 定义, 第十一条（一）: 程序")
    assert check_rules(write_pack(tmp_path / "excused", text, source=excused), period="2026-01") == ()


def test_an_excuse_for_a_clause_that_is_not_there_is_a_problem(tmp_path):
    """`without_rules` names clauses of the text."""
    source = SOURCE.replace("第一条: 目的", "第一条: 目的, 第九十条: 程序")
    [problem] = check_rules(write_pack(tmp_path, source=source), period="2026-01")
    assert (problem.code, problem.severity, problem.values["what"]) == ("R306", "error", "第九十条")


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: (HEAD + text).encode("utf-8", "surrogatepass"))))
def test_any_bytes_give_a_document_or_problems(tmp_path_factory, data):
    """Nothing else is raised, and a document's clauses all have a heading and a line."""
    found, problems = document(tmp_path_factory.mktemp("source"), data)
    assert (found is None) == bool(problems)
    if found is not None:
        assert list(found.clauses) == list(found.headings) == list(found.lines)
