"""One page of every report, of a made-up county of forty people, whose months are kept in a Book as an office would."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import gridperf as gp
from gridperf.report import views
from gridperf.report.html import Page
from gridperf.report.notices import Notice, notice_page
from gridperf.report.pages import scorecard_pages
from gridperf.report.views.rulebook import printed_rules
from gridperf.testing import synthetic_county

__all__ = ["MAKERS", "NOTICE", "County", "county"]

PACK = "370522-lijin"
MONTH = "2026-10"
NOTICE = Notice(object_to="示例县网格化服务管理中心，电话 0546-0000000", issuer="示例县网格化服务管理中心")


@dataclass(frozen=True)
class County:
    """What the pages are made from: three months, and a Book in which the last one is public."""

    months: tuple[gp.Assessment, ...]
    book: gp.Book

    @property
    def month(self) -> gp.Assessment:
        """Return the last month."""
        return self.months[-1]


@cache
def county() -> County:
    """Return the county; made once per process."""
    rules = gp.load_rules(PACK, period=MONTH)
    months: list[gp.Assessment] = []
    for code in ("2026-08", "2026-09", MONTH):
        records = gp.read_records(synthetic_county(code, scale=0.05), on_problem="quarantine")
        months.append(gp.assess(records, rules, code, history=months))
    now = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
    book = gp.open_book(Path(tempfile.mkdtemp()) / "county.book", create=True, clock=lambda: now)
    book.publish(months[-1], window="5 workdays", by="王芳", why="十月考核")
    return County(tuple(months), book)


def _scorecard(one: County) -> Page:
    held = one.month.grades.filter(one.month.grades["decided_by"] == "quota")["subject"]
    (page, *_) = scorecard_pages(one.month, [held[0]])
    if not isinstance(page, Page):
        raise TypeError(page)
    return page


def _notice(one: County) -> Page:
    return notice_page(one.month, NOTICE, one.book.standing(MONTH))


MAKERS: Mapping[str, Callable[[County], Page]] = {
    "county-summary": lambda one: Page("county-summary", views.county_summary(one.month), "county-summary"),
    "pay-sheet": lambda one: Page("pay-sheet", views.pay_sheet(one.month), "pay-sheet"),
    "public-notice": _notice,
    "rulebook": lambda one: Page("rulebook", printed_rules(one.month.rulebook, "zh"), PACK),
    "scorecard": _scorecard,
}
"""What makes the page of each report."""
