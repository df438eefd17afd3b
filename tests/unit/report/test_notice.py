"""The public notice: what it says, whom it names, and what it refuses to be silent about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import fastexcel
import pytest

from gridperf.errors import ReportError
from gridperf.report import Notice, print_notice
from gridperf.report.documents.notices import notice_page
from gridperf.report.paper.html import page_html
from gridperf.report.views.notice import Day, public_notice
from tests.unit.report.fake import Case, Fake

FIRST, LAST = dt.date(2026, 11, 3), dt.date(2026, 11, 9)
NOTICE = Notice(object_to="示例县网格中心，电话 0546-0000000", opens_on=FIRST, closes_on=LAST)
STANDING = SimpleNamespace(
    window=SimpleNamespace(opens_on=FIRST, closes_on=LAST),
    published=SimpleNamespace(at=dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)),
    run=SimpleNamespace(digest="0123456789abcdef" * 4),
)


@pytest.fixture
def ranked(case: Case) -> Fake:
    """Four people in two streets, one of them not assessed."""
    return Fake(
        [
            replace(case, subject="05220003", name="欧阳小明", rank=2),
            replace(case, subject="05220001", name="张三", rank=1, grade="优秀"),
            replace(case, subject="05220009", name="李四", grade=None, total=None, lines=(), rank=None, decided_by="not_assessed"),
            replace(case, subject="370522199001011234", name="王五", street="凤凰城街道", rank=1),
        ]
    )


def test_people_are_listed_by_rank_and_masked(ranked: Fake) -> None:
    """Inside each scope the first stands first, who has no rank last; nobody's name or identifier is whole."""
    (sheet,) = public_notice(ranked, NOTICE).sheets
    assert [(group.scope, group.of, [row.cells for row in group.rows]) for group in sheet.groups] == [
        ("凤凰城街道", "1", [("1", "370***********1234", "王*", "凤凰城街道", "88.83", "合格")]),
        (
            "利津街道",
            "3",
            [
                ("1", "*****001", "张*", "利津街道", "88.83", "优秀"),
                ("2", "*****003", "欧阳*明", "利津街道", "88.83", "合格"),
                ("—", "*****009", "李*", "利津街道", "—", "—"),
            ],
        ),
    ]
    assert [(grade.name, count) for grade, count in sheet.grades] == [("优秀", "1"), ("合格", "2"), ("", "1")]


def test_names_can_be_given_in_full_identifiers_cannot(ranked: Fake) -> None:
    """A county that publishes names says so; identifiers stay masked all the same."""
    (sheet,) = public_notice(ranked, replace(NOTICE, full_names=True)).sheets
    assert {(row.subject, row.name) for row in sheet.groups[1].rows} == {
        ("*****001", "张三"),
        ("*****003", "欧阳小明"),
        ("*****009", "李四"),
    }


def test_a_team_is_no_person(case: Case) -> None:
    """The name of a community is public as it is."""
    (sheet,) = public_notice(Fake([replace(case, subject="S1", name="文昌社区", kind="community")]), NOTICE).sheets
    assert sheet.groups[0].rows[0].cells[1:3] == ("S1", "文昌社区")


def test_the_book_says_how_long_it_can_be_objected_to(ranked: Fake) -> None:
    """The window and the day of publication are the Book's."""
    view = public_notice(ranked, Notice(object_to="x"), STANDING)  # type: ignore[arg-type]
    assert (view.opens_on, view.closes_on, view.issued_on) == (Day("2026", "11", "3"), Day("2026", "11", "9"), Day("2026", "11", "2"))
    assert view.issuer == "示例县网格化服务管理中心"


def test_without_a_book_the_notice_is_dated_the_day_before(ranked: Fake) -> None:
    """A date can be given; otherwise it is the last day before the window."""
    assert public_notice(ranked, NOTICE).issued_on == Day("2026", "11", "2")
    assert public_notice(ranked, replace(NOTICE, issued_on=dt.date(2026, 10, 31))).issued_on == Day("2026", "10", "31")


@pytest.mark.parametrize(
    ("notice", "standing", "code"),
    [
        (Notice(object_to="x"), None, "P114"),
        (Notice(object_to="x", opens_on=FIRST), None, "P114"),
        (Notice(object_to="x", opens_on=LAST, closes_on=FIRST), None, "P114"),
        (NOTICE, STANDING, "P114"),
        (Notice(object_to="x"), SimpleNamespace(window=None, published=None), "P114"),
        (replace(NOTICE, object_to=" "), None, "P115"),
    ],
)
def test_what_a_notice_cannot_do_without(ranked: Fake, notice: Notice, standing: object, code: str) -> None:
    """A notice that says no window, two windows, or nobody to object to is not made."""
    with pytest.raises(ReportError) as caught:
        public_notice(ranked, notice, standing)  # type: ignore[arg-type]
    assert [problem.code for problem in caught.value.problems] == [code]


def test_another_result_than_the_books_is_not_published(ranked: Fake, tmp_path: Path) -> None:
    """The digests are compared before anything is written."""
    book = SimpleNamespace(name="county.book", standing=lambda *_: SimpleNamespace(run=SimpleNamespace(digest="f" * 64)))
    with pytest.raises(ReportError) as caught:
        print_notice(ranked, tmp_path / "notice.pdf", notice=Notice(object_to="x"), book=book)  # type: ignore[arg-type]
    assert str(caught.value).splitlines()[3].strip() == (
        "This result of 2026-10 (digest 0123456789abcdef) is not the one that stands in the Book county.book (digest ffffffffffffffff), "
        "so nothing was made: the two may differ."
    )
    assert not list(tmp_path.iterdir())


def test_the_workbook_has_the_lines_of_the_paper(ranked: Fake, tmp_path: Path) -> None:
    """Totals and ranks are numbers to filter by; who has none keeps a dash; the same notice gives the same bytes."""
    path = print_notice(ranked, tmp_path / "notice.xlsx", notice=NOTICE)
    rows = fastexcel.read_excel(path).load_sheet(0, dtypes="string").to_polars().rows()
    assert rows == [
        ("凤凰城街道", "1", "370***********1234", "王*", "凤凰城街道", "88.83", "合格"),
        ("利津街道", "1", "*****001", "张*", "利津街道", "88.83", "优秀"),
        ("利津街道", "2", "*****003", "欧阳*明", "利津街道", "88.83", "合格"),
        ("利津街道", "—", "*****009", "李*", "利津街道", "—", "—"),
    ]
    again = print_notice(ranked, tmp_path / "again.xlsx", notice=NOTICE)
    assert path.read_bytes() == again.read_bytes()


def test_any_other_file_name_is_refused(ranked: Fake, tmp_path: Path) -> None:
    """The endings that can be written are said."""
    with pytest.raises(ReportError, match=r"notice\.doc ends in none of \.pdf, \.html, \.xlsx, so nothing was made"):
        print_notice(ranked, tmp_path / "notice.doc", notice=NOTICE)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_names_are_escaped_once(case: Case, language: str) -> None:
    """A grade, a street or an office with markup in it is letters on paper, not escaped twice."""
    fake = Fake([replace(case, street="<b>&一街</b>", grade="A&B", by_band="A&B")])
    page = notice_page(fake, replace(NOTICE, object_to="<i>中心</i>"), language=language)  # type: ignore[arg-type]
    text = page_html(page).text
    assert "&lt;b&gt;&amp;一街&lt;/b&gt;" in text
    assert "&lt;i&gt;中心&lt;/i&gt;" in text
    assert "&amp;amp;" not in text
