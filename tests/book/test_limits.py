"""Goods are handed out within limits and stocks over a month, a quarter, a half-year or a year, whoever hands them out at once."""

from __future__ import annotations

import json
import os
from decimal import Decimal

import pytest

import gridperf as gp
from gridperf.language import use
from gridperf.rulebook.accounts import Goods
from gridperf.rulebook.words import Words
from tests.book.conftest import Clock
from tests.book.purses import close, month, records, rulebook
from tests.book.test_cli import invoke
from tests.book.test_faults import run

HANDED = {"by": "刘库管", "why": "领取单1"}
SOAP = {"肥皂": {"price": "2.5", "each_person": 4, "each_person_in": {"half": 5, "year": 6}, "stock_in": {"quarter": 7}}}


@pytest.fixture
def clock() -> Clock:
    return Clock("2024-02-01T09:00")


@pytest.fixture
def station(memory, clock) -> gp.Book:
    """Return a Book with January sealed: two people who can pay for much soap."""
    book = gp.open_book(memory / "station.book", create=True, clock=clock)
    close(book, rulebook(goods=SOAP), "2024-01", {"01": 9, "02": 9})
    return book


def test_a_limit_over_a_half_year_counts_its_months(station, clock, codes):
    """Four in February, one in March, none more before July, when one is left of the year; what is brought back can be had again."""
    accounts = station.accounts
    first = accounts.redeem("01", "肥皂", 4, **HANDED)
    clock.set("2024-03-01T09:00")
    assert codes(accounts.redeem, "01", "肥皂", 2, dry_run=True, **HANDED) == ["B104"]
    accounts.redeem("01", "肥皂", 1, **HANDED)
    clock.set("2024-06-30T23:59")
    assert codes(accounts.redeem, "01", "肥皂", **HANDED) == ["B104"]
    accounts.refund(first.number, 2, **HANDED)
    accounts.redeem("01", "肥皂", 2, **HANDED)
    clock.set("2024-07-01T09:00")
    assert codes(accounts.redeem, "01", "肥皂", 2, **HANDED) == ["B104"]
    accounts.redeem("01", "肥皂", 1, **HANDED)
    assert codes(accounts.redeem, "01", "肥皂", **HANDED) == ["B104"]
    clock.set("2025-01-01T09:00")
    accounts.redeem("01", "肥皂", 4, **HANDED)
    assert station.verify() == ()


def test_every_span_that_is_full_is_told(station, clock):
    """Of the month, of the half-year and of the year, each with what was had in it; a stock over the quarter besides."""
    accounts = station.accounts
    accounts.redeem("01", "肥皂", 3, **HANDED)
    accounts.redeem("02", "肥皂", 3, **HANDED)
    with pytest.raises(gp.BookError) as caught:
        accounts.redeem("02", "肥皂", 4, **HANDED)
    told = [
        (problem.code, problem.values["period"], problem.values.get("had", problem.values.get("left"))) for problem in caught.value.problems
    ]
    assert told == [("B104", "2024-02", 3), ("B104", "2024H1", 3), ("B104", "2024", 3), ("B105", "2024Q1", 1)]
    clock.set("2024-04-01T09:00")
    assert accounts.redeem("02", "肥皂", 2, **HANDED).period == "2024-04"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_of_two_who_hand_out_the_last_of_a_half_year_one_does(book, place, clock):
    """Four times two processes hand out a bag of rice to somebody who may have one more, and has points for many."""
    people = [f"{number:03d}" for number in range(4)]
    clock.set("2026-02-03T09:00")
    rice = {"大米": {"price": 20, "each_person_in": {"half": 1}}}
    close(book, rulebook(opens="2026-01", goods=rice), "2026-01", dict.fromkeys(people, 9), people=people)
    found = run("takes", place, *people)
    assert [line for line in found if line["ended"] != [0, 104]] == []
    assert book.accounts.balances()["balance"].to_list() == [Decimal(70)] * 4
    assert book.verify() == ()


def test_records_cannot_hold_exchanges_that_only_a_book_can_limit(codes):
    """Without a Book nobody knows what was had since the half-year began, so nothing is assessed; with other goods it is."""
    rules = rulebook(goods={**SOAP, "毛巾": {"price": 1}})
    assert codes(month, rules, "2024-01", {"01": 3}, redemptions=[("01", "肥皂", 1), ("02", "毛巾", 1)]) == ["A165"]
    assert month(rules, "2024-01", {"01": 3}, redemptions=[("01", "毛巾", 1)]).left_out["reason"].to_list() == ["refused"]


@pytest.mark.parametrize("name", ["皂；大块", "台账兑换；肥皂 × 2", "肥皂（2024-01-01，5）"])
def test_goods_may_have_any_name(memory, clock, name):
    """A name that holds what a note is separated by is read back from the result: it can be made again from its records."""
    rules = rulebook(goods={name: {"price": "2.5"}})
    book = gp.open_book(memory / "station.book", create=True, clock=clock)
    close(book, rules, "2024-01", {"01": 3})
    taken = book.accounts.redeem("01", name, 2, **HANDED)
    book.accounts.refund(taken.number, 1, **HANDED)
    clock.set("2024-03-01T09:00")
    february = close(book, rules, "2024-02", {"01": 1})
    assert february.accounts.row(0, named=True)["spent"] == Decimal("2.5")
    assert february.verify(records("2024-02", {"01": 1}), history=book.sealed(before="2024-02")) == ()
    again = book.correction({"2024-02": records("2024-02", {"01": 2})})
    assert again.touched[0].change.after.accounts["spent"].to_list() == february.accounts["spent"].to_list()
    assert book.verify() == ()


def test_a_half_year_is_settled_with_its_goods(memory, clock):
    """What was taken and brought back of each, for how many points, and what is left of a stock for the half-year."""
    place = memory / "station.book"
    goods = {"肥皂": {"price": "2.5", "stock_in": {"half": 5, "year": 50}}, "大米": {"price": 20}, "毛巾": {"price": 1}}
    rules = rulebook(goods=goods)
    book = gp.open_book(place, create=True, clock=clock)
    close(book, rules, "2024-01", {"01": 5, "02": 2})
    soap = book.accounts.redeem("01", "肥皂", 3, **HANDED)
    book.accounts.redeem("01", "大米", 1, **HANDED)
    for code in [f"2024-{number:02d}" for number in range(2, 7)]:
        clock.set(f"{gp.Period.parse(code).ends_on}T20:00")
        if code == "2024-03":
            book.accounts.refund(soap.number, 1, **HANDED)
        close(book, rules, code, {})
    shown = invoke("book", "settle", place, "2024H1", "--by", "周会计", "--why", "上半年", lang="zh").stdout
    rows = [line.split() for line in shown.splitlines()]
    assert ["肥皂", "3", "1", "5", "3", "/", "5"] in rows
    assert ["大米", "1", "20"] in rows
    assert "毛巾" not in shown
    plain = json.loads(invoke("book", "settle", place, "2024H1", "--by", "周会计", "--why", "上半年", "--json").stdout)
    assert plain["goods"][0] == {"goods": "肥皂", "taken": 3, "back": 1, "points": "5", "stock": 5, "left": 3}
    done = book.accounts.settle("2024H1", **HANDED)
    assert done.goods["points"].sum() == done.totals["spent"] == 25
    assert book.verify() == ()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "每份 2.5，每人每期至多 4 份，每季度 7 份，每人每半年至多 5 份，每人每年至多 6 份"),
        ("en", "2.5 each, at most 4 a person in a period, 7 in a quarter, at most 5 a person in a half-year, at most 6 a person in a year"),
    ],
)
def test_limits_over_other_spans_are_printed(language, said):
    """Every span with its number, for people and for the shelf."""
    with use(language):
        assert Words(rulebook()).say(Goods.model_validate(SOAP["肥皂"])) == said
