"""One page of every report, of a made-up county of forty people, whose months are kept in a Book as an office would."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import polars as pl

import gridperf as gp
from gridperf import payroll
from gridperf.book import Correction
from gridperf.report.batches.slips import payslip_pages
from gridperf.report.documents.audits import audit_page
from gridperf.report.documents.corrections import correction_page
from gridperf.report.documents.notices import Notice, notice_page
from gridperf.report.documents.pages import pages_by_worker, scorecard_pages
from gridperf.report.documents.pay_sheets import pay_sheet_page
from gridperf.report.documents.rankings import ranking_page
from gridperf.report.documents.rulebook import rules_page
from gridperf.report.documents.summaries import summary_page
from gridperf.report.paper.html import Page
from gridperf.testing import synthetic_county, synthetic_payees

__all__ = ["MAKERS", "NOTICE", "County", "county"]

PACK = "370522-lijin"
MONTH = "2026-10"
NOTICE = Notice(object_to="示例县网格化服务管理中心，电话 0546-0000000", issuer="示例县网格化服务管理中心")


LOST = "05220020"
"""The best of her street, whose patrols of August were lost when it was sealed."""


@dataclass(frozen=True)
class County:
    """What the pages are made from.

    Attributes:
        months: August, September and October.
        records: what they should have been assessed from.
        book: where August is paid, September sealed and October public.
        correction: what putting August right changes.
    """

    months: tuple[gp.Assessment, ...]
    records: Mapping[str, gp.Records]
    book: gp.Book
    correction: Correction

    @property
    def month(self) -> gp.Assessment:
        """Return the last month."""
        return self.months[-1]


@cache
def county() -> County:
    """Return the county; made once per process."""
    rules = gp.load_rules(PACK, period=MONTH)
    codes = ("2026-08", "2026-09", MONTH)
    records = {code: gp.read_records(synthetic_county(code, scale=0.05, messy=code == MONTH), on_problem="quarantine") for code in codes}
    patrols = records[codes[0]].table("patrols").filter(pl.col("worker_id") != LOST)
    lost = replace(records[codes[0]], tables={**records[codes[0]].tables, "patrols": patrols})
    months: list[gp.Assessment] = []
    for code, given in {**records, codes[0]: lost}.items():
        months.append(gp.assess(given, rules, code, history=months))
    clock = _Clock()
    book = gp.open_book(Path(tempfile.mkdtemp()) / "county.book", create=True, clock=clock)
    for result, day in zip(months[:2], (dt.date(2026, 9, 3), dt.date(2026, 10, 12)), strict=True):
        clock.set(day)
        book.publish(result, window="5 workdays", by="王芳", why=f"{result.period.code} 考核")
        clock.set(day + dt.timedelta(days=2))
        _objected(book, result)
        book.seal(result.period.code, by="李强", why="结果核对无误", override="本月工资须在十五日前发放，全体网格员已签字确认")
    book.pay(codes[0], by="赵会计", why="随当月工资发放")
    clock.set(dt.date(2026, 11, 2))
    correction = book.correction({code: records[code] for code in codes[:2]})
    book.publish(months[-1], window="5 workdays", by="王芳", why="2026-10 考核")
    return County(tuple(months), records, book, correction)


def _objected(book: gp.Book, result: gp.Assessment) -> None:
    """Object to one item of the last of a month, and have it decided."""
    who = result.grades.sort("total", nulls_last=True)["subject"][0]
    number = book.appeal(result.period.code, who, by="本人", why="轨迹中断，实际已巡查", item="arrival").number
    book.decide(number, "rejected", by="孙主任", why="设备记录显示未到位")


class _Clock:
    """A clock that is set by hand, at nine in the morning."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def set(self, day: dt.date) -> None:
        self.now = dt.datetime.combine(day, dt.time(1), dt.UTC)


def _scorecard(one: County) -> Page:
    held = one.month.grades.filter(one.month.grades["decided_by"] == "quota")["subject"]
    (page, *_) = scorecard_pages(one.month, [held[0]])
    if not isinstance(page, Page):
        raise TypeError(page)
    return page


def _notice(one: County) -> Page:
    return notice_page(one.month, NOTICE, one.book.standing(MONTH))


def _appraisal(_one: County) -> Page:
    """Return the form of a year of which two quarters are there, of a smaller county."""
    rules = gp.load_rules(PACK, period=MONTH)
    months: list[gp.Assessment] = []
    for at in range(4, 10):
        records = gp.read_records(synthetic_county(f"2026-{at:02}", scale=0.01, messy=False))
        months.append(gp.assess(records, rules, f"2026-{at:02}", history=months))
    quarters = [gp.roll_up(months[at : at + 3], rules, f"2026Q{at // 3 + 2}") for at in (0, 3)]
    (page, *_) = pages_by_worker(gp.roll_up(quarters, rules, "2026"), "appraisal")
    if not isinstance(page, Page):
        raise TypeError(page)
    return page


def _payslip(one: County) -> Page:
    """Return the slip of somebody who is insured, under the contributions of the sample locality."""
    folder = Path(tempfile.mkdtemp())
    (folder / "payroll.yaml").write_text(_EMPLOYER, encoding="utf-8")
    roster = one.records[MONTH].table("roster").collect()
    payees = synthetic_payees(roster, insured_as={"专职网格员": "职工", "专属网格员": "补贴"}, through=MONTH)
    for name, table in payees.items():
        table.write_csv(folder / f"{name}.csv")
    rules = payroll.load_employer(folder / "payroll.yaml")
    payment = payroll.settle(one.month, payroll.read_payees(folder), rules, paid_on=dt.date(2026, 11, 10))
    (page,) = payslip_pages(payment, [LOST])
    if not isinstance(page, Page):
        raise TypeError(page)
    return page


_EMPLOYER = """
title: 网格员工资发放
payer: 示例县网格化服务管理中心
locality: 530100-kunming
minimum_wage: {class: 二类}
insured_month: payment
without_pay: no_contributions
classes:
  - {name: 职工, schemes: [pension, medical, maternity, unemployment, injury], fund: true, minimum_wage: applies}
  - {name: 补贴, schemes: [], fund: false, minimum_wage: not_tested}
fund: {worker: 5%, employer: 5%}
lines:
  - {lines: [base, performance, top-up, report-cash], as: wage, minimum_wage: counts}
  - {lines: [dedicated-allowance, dedicated-performance], as: wage, minimum_wage: left_out}
look_at: {retro_above: 500, times_last: 2}
"""


MAKERS: Mapping[str, Callable[[County], Page]] = {
    "appraisal": _appraisal,
    "audit": lambda one: audit_page(one.months[1], book=one.book, records=one.records["2026-09"]),
    "correction": lambda one: correction_page(one.correction, policy="harmless", into=MONTH),
    "county-summary": lambda one: summary_page(one.month),
    "pay-sheet": lambda one: pay_sheet_page(one.month),
    "payslip": _payslip,
    "public-notice": _notice,
    "ranking": lambda one: ranking_page(one.month),
    "rulebook": lambda one: rules_page(one.month.rulebook),
    "scorecard": _scorecard,
}
"""What makes the page of each report."""
