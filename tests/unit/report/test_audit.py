"""The audit report: what was read and did not count, whether the result holds, and who answered for which step."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import polars as pl
import pytest

from gridperf.errors import Problem
from gridperf.report.documents.audits import _lists
from gridperf.report.paper.html import Page, page_html, words_of
from gridperf.report.views.audit import AuditReport, audit_report
from tests.unit.report.fake import Fake

AT = dt.datetime(2026, 11, 10, 9, 30)


def event(seq: int, kind: str, by: str, **body: object) -> SimpleNamespace:
    return SimpleNamespace(seq=seq, kind=kind, at=AT, by=by, why=f"{kind} 的理由", body=body, digest=f"{seq}" * 64)


STANDING = SimpleNamespace(
    state="paid",
    steps=(
        event(1, "publish", "王芳"),
        event(2, "appeal", "张三"),
        event(3, "decide", "孙主任"),
        event(4, "seal", "李强", override="十五日前须发放", overridden=[{"code": "B026"}, {"code": "B027", "appeal": 2}]),
        event(5, "pay", "赵会计"),
    ),
    appeals=(
        SimpleNamespace(
            number=2,
            subject="W0001",
            name="张三",
            item="arrival",
            facts=({"name": "巡查到位率"},),
            by="张三",
            at=AT,
            in_time=False,
            why="轨迹中断",
            outcome="partly",
            points=Decimal("1.50"),
            decided_by="孙主任",
            reason="照片属实",
        ),
    ),
    corrections=(SimpleNamespace(number=6, into="2026-11", policy="harmless", yuan=Decimal("-200.00"), why="补录"),),
)
RECORDS = SimpleNamespace(
    rejects=pl.DataFrame(
        {
            "table": ["patrols", "patrols", "incidents"],
            "file": ["巡查.csv", "巡查.csv", "加减分.xlsx"],
            "row": [9, 3, 2],
            "column": ["started_at", "started_at", ""],
            "code": ["D203", "D203", "D217"],
        }
    )
)


@pytest.fixture
def report(fake: Fake) -> AuditReport:
    """Everything an audit report can be given."""
    return audit_report(fake, records=RECORDS, standing=STANDING, book=("county.book", "f" * 64))  # type: ignore[arg-type]


def test_what_was_set_aside_is_counted_by_reason_with_its_first_place(report: AuditReport) -> None:
    """Rows of one table, code and column together; the first place is the first row."""
    assert [(one.table, one.code, one.column, one.records, one.first) for one in report.rejected] == [
        ("incidents", "D217", "", "1", "加减分.xlsx:2"),
        ("patrols", "D203", "started_at", "2", "巡查.csv:3"),
    ]
    assert [(one.table, one.reason, one.records) for one in report.left_out] == [
        ("patrols", "rejected", 3),
        ("patrols", "other_period", 12),
    ]
    assert (report.read, [one.rows for one in report.sources]) == ("2,001", ["1,000", "1,001"])


def test_who_answered_for_what_is_from_the_book(report: AuditReport) -> None:
    """Who sealed, what was overridden with the reason given, and what was decided on each appeal."""
    assert (report.state, report.sealed_by) == ("paid", "李强")
    (override,) = report.overrides
    assert (override.codes, override.by, override.reason) == ((("B026", ""), ("B027", "2")), "李强", "十五日前须发放")
    (appeal,) = report.appeals
    assert (appeal.item, appeal.outcome, appeal.points, appeal.in_time, appeal.decided_by) == (
        "巡查到位率",
        "partly",
        "1.5",
        False,
        "孙主任",
    )
    (settled,) = report.corrections
    assert (settled.into, settled.yuan) == ("2026-11", "−200.00")
    text = page_html(Page("audit", report, "x")).text
    assert "B026 公示期未满" in text
    assert "B027 申诉未处理 #2" in text
    assert "部分支持 1.5" in text


def test_without_a_book_the_report_says_what_it_cannot(fake: Fake) -> None:
    """Nothing is invented: no seal, no steps, and a sentence that says so."""
    report = audit_report(fake)
    assert (report.sealed_by, report.steps, report.overrides, report.book) == ("", (), (), ("", ""))
    assert "没有给出台账：由谁公示、定稿和发放，本报告不能证明。" in page_html(Page("audit", report, "x")).text


def test_what_does_not_hold_stands_at_the_top(fake: Fake) -> None:
    """A result that does not verify is not called right."""
    text = page_html(Page("audit", audit_report(fake, faults=[Problem("P112", values={"period": "2026-10"})]), "x")).text
    assert "由本结果自身重新核对，有 1 处不符：" in text
    assert "逐项一致" not in text
    assert "P112" in text


def test_acknowledged_warnings_and_assumed_numbers_are_told(fake: Fake) -> None:
    """What the rules' author let stand, and how much of the rules nobody published."""
    edition = fake.rulebook.edition.model_copy(update={"acknowledged": {"R815": "原文如此"}})
    fake.rulebook.edition = edition
    report = audit_report(fake)
    assert [(one.code, one.why) for one in report.acknowledged] == [("R815", "原文如此")]
    assert (report.items, report.lines) == ((4, 4), (4, 4))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_has_every_list_that_is_not_empty(report: AuditReport, fake: Fake, language: str) -> None:
    """Each list is a sheet whose rows fit its columns."""
    words = words_of("audit", language)  # type: ignore[arg-type]
    tables = _lists(report, words)
    assert len(tables) == 6
    assert all(len(row) == len(table.columns) for table in tables for row in table.rows)
    assert len(_lists(audit_report(fake), words)) == 2
