"""What a year pays is sealed, paid and corrected like a month's, and rests on the sealed months alone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

import gridperf as gp
from gridperf.book import Book
from gridperf.testing.strategies import frames
from tests.oracle.compare import records_of, rulebook_of
from tests.properties.test_found import edition_of, rows_of

SIGNED = {"by": "李强", "why": "公示无异议"}
GRADES = [{"grade": "合格", "at_least": 60}, {"grade": "不合格", "at_least": -100}]
PAY = [
    {"id": "base", "name": "基本工资", "clause": "一", "line": {"by_score": 1000, "at_most": 1, "not_assessed": 0}, "part_month": "whole"},
    {
        "id": "award",
        "name": "季度奖",
        "clause": "三",
        "every": "quarter",
        "line": {"by_grade": {"合格": 1, "不合格": 0, "not_assessed": 0}, "of": 2000},
        "part_month": "whole",
    },
]
ITEM = {"id": "vote", "measure": {"imported": "评议"}, "score": {"share": 100}, "when_no_data": "zero"}
QUARTER = {"of": "month", "by": "mean", "missing": "skip", "needs": 1, "clause": "二", "grades": GRADES}
RULES = rulebook_of(edition_of([ITEM], 100, pay=PAY, rollup={"quarter": QUARTER}))
MONTHS = ("2026-07", "2026-08", "2026-09")


def given(code: str, marks: tuple[int, int]) -> gp.Records:
    """Return records of two people and one month."""
    base = rows_of()["roster"][0]
    people = [{**base, "worker_id": who, "name": who, "starts_on": dt.date(2026, 1, 1)} for who in "AB"]
    share = {"period": code, "measure": "评议", "denominator": Decimal(100)}
    totals = [{**share, "worker_id": who, "numerator": Decimal(mark)} for who, mark in zip("AB", marks, strict=True)]
    return records_of(frames({**rows_of(), "roster": people, "totals": totals}))


@pytest.fixture
def place(memory) -> str:
    """Return a file: what is paid does not depend on the database."""
    return str(memory / "county.book")


@pytest.fixture
def sealed(book, clock) -> Book:
    """Return a Book with three sealed months and the quarter sealed and paid; A has just enough for the award, B too little."""
    for at, code in enumerate(MONTHS):
        clock.set(f"2026-{8 + at:02d}-05T09:00")
        book.publish(gp.assess(given(code, (60, 55)), RULES, code, history=book.sealed()), window="none", **SIGNED)
        book.seal(code, **SIGNED)
    book.publish(book.roll_up(RULES, "2026Q3"), window="none", **SIGNED)
    book.seal("2026Q3", **SIGNED)
    book.pay("2026Q3", **SIGNED)
    return book


def test_a_quarter_is_sealed_with_what_it_pays(sealed):
    """Its run says what it came to, and the Book holds against its months."""
    now = sealed.standing("2026Q3")
    assert (now.made, now.state, now.run.gross) == ("periods", "paid", Decimal("2000.00"))
    assert sealed.verify() == ()
    assert dict(sealed.assessment("2026Q3").pay.select("subject", "gross").iter_rows()) == {"A": 2000, "B": 0}


def test_a_correction_of_a_month_settles_what_the_quarter_paid(sealed):
    """A loses the award by a mark that was typed wrong, and pays it back in the month that pays back the rest."""
    records = {code: given(code, (57 if code == "2026-08" else 60, 55)) for code in MONTHS[1:]}
    found = sealed.correction(records)
    assert [one.standing.key for one in found.touched] == [("2026-08", "records"), ("2026Q3", "periods")]
    assert found.deltas.select("period", "subject", "line", "cause", "yuan", "made").rows() == [
        ("2026-08", "A", "base", "records", Decimal("-30.00"), "records"),
        ("2026Q3", "A", "award", "history", Decimal("-2000.00"), "periods"),
    ]
    sealed.correct(found, policy="reopen", into="2026-10", by="李强", why="更正")
    assert sealed.carried("2026-10").select("subject", "of", "line", "amount").rows() == [
        ("A", "2026-08", "base", Decimal("-30.00")),
        ("A", "2026Q3", "award", Decimal("-2000.00")),
    ]
    october = gp.assess(given("2026-10", (60, 55)), RULES, "2026-10", history=sealed.sealed(), corrections=sealed.carried("2026-10"))
    assert october.pay["gross"].to_list() == [Decimal("-1430.00"), Decimal("550.00")]
    sealed.publish(october, window="none", **SIGNED)
    sealed.seal("2026-10", **SIGNED)
    assert dict(sealed.assessment("2026Q3").pay.select("subject", "gross").iter_rows()) == {"A": 0, "B": 0}
    assert sealed.verify() == ()


def test_what_a_quarter_alone_owes_is_settled_in_a_month(sealed):
    """A grade of the quarter by other rules changes no month; the money is paid in a month all the same."""
    grades = [{**GRADES[0], "at_least": 50}, GRADES[1]]
    later = rulebook_of(edition_of([ITEM], 100, pay=PAY, rollup={"quarter": {**QUARTER, "grades": grades}}))
    records = {code: given(code, (60, 55)) for code in MONTHS[2:]}
    found = sealed.correction(records, rules={"2026Q3": later})
    assert found.deltas.select("period", "subject", "line", "cause", "yuan").rows() == [
        ("2026Q3", "B", "award", "rules", Decimal("2000.00"))
    ]
    sealed.correct(found, policy="reopen", into="2026-10", by="李强", why="等次标准有误")
    assert sealed.carried("2026-10").select("subject", "of", "amount").rows() == [("B", "2026Q3", Decimal("2000.00"))]
    assert sealed.verify() == ()
