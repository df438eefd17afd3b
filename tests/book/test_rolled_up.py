"""What follows from earlier periods follows from what is sealed in the Book, and from nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import polars as pl
import pytest

import gridperf as gp
from gridperf.book.state import find
from gridperf.testing import synthetic_county

SIGNED = {"by": "李强", "why": "公示无异议"}
MONTHS = ("2026-07", "2026-08", "2026-09")
PACK = "370522-lijin"


@pytest.fixture
def place(memory) -> str:
    """Return a file: what is rolled up here does not depend on the database."""
    return str(memory / "county.book")


@cache
def records_of(period: str) -> gp.Records:
    return gp.read_records(synthetic_county(period, scale=0.01, messy=False))


@pytest.fixture
def quarter(book, clock, month) -> gp.Book:
    """Return a Book in which the months of a quarter are sealed, with the next month public."""
    for at, code in enumerate(MONTHS):
        clock.set(f"2026-{8 + at:02d}-05T09:00")
        book.publish(month(code), window="none", **SIGNED)
        book.seal(code, **SIGNED)
    clock.set("2026-11-03T09:00")
    book.publish(month("2026-10"), window="5 workdays", **SIGNED)
    return book


def test_a_quarter_is_rolled_up_from_sealed_months(quarter, month):
    """The quarter is the one rolled up in memory, can be sealed, and stands beside its months."""
    rules = gp.load_rules(PACK, period="2026Q3")
    rolled = quarter.roll_up(rules, "2026Q3")
    assert rolled.digest == gp.roll_up([month(code) for code in MONTHS], rules, "2026Q3").digest
    quarter.publish(rolled, window="none", **SIGNED)
    now = quarter.seal("2026Q3", **SIGNED)
    assert (now.made, now.state, now.run.made_from) == ("periods", "sealed", tuple(month(code).digest for code in MONTHS))
    assert quarter.verify() == ()


def test_a_quarter_of_unsealed_months_is_refused(quarter, month, codes):
    """A month that can still change is not rolled up; a quarter made from other months than those sealed is not sealed."""
    rules = gp.load_rules(PACK, period="2026Q4")
    assert codes(quarter.roll_up, rules, "2026Q4") == ["B036"]
    other = gp.roll_up([month(code, 2) for code in MONTHS], gp.load_rules(PACK, period="2026Q3"), "2026Q3")
    quarter.publish(other, window="none", **SIGNED)
    assert [problem.severity for problem in quarter.hindrances("2026Q3")] == ["error"]
    assert codes(quarter.seal, "2026Q3", override="x", **SIGNED) == ["B025"]
    assert codes(quarter.pay, "2026Q3", **SIGNED) == ["B030"]


def test_what_is_rolled_up_is_not_paid(quarter, codes):
    """A quarter that pays nobody cannot be noted as paid."""
    quarter.publish(quarter.roll_up(gp.load_rules(PACK, period="2026Q3"), "2026Q3"), window="none", **SIGNED)
    quarter.seal("2026Q3", **SIGNED)
    assert codes(quarter.pay, "2026Q3", **SIGNED) == ["B032"]


def test_history_is_what_was_sealed_before(quarter, month):
    """A month is assessed with the sealed months before it, and comes out as with the same assessments in memory."""
    rules = gp.load_rules(PACK, period="2026-10")
    earlier = quarter.sealed(before=rules.period("2026-10"))
    assert [one.digest for one in earlier] == [month(code).digest for code in MONTHS]
    assert quarter.sealed(before="2026-09")[-1].period.code == "2026-08"
    assert [one.period.code for one in quarter.sealed(as_of=dt.datetime(2026, 9, 6))] == list(MONTHS[:2])
    again = gp.assess(records_of("2026-10"), rules, "2026-10", history=earlier)
    assert again.digest == gp.assess(records_of("2026-10"), rules, "2026-10", history=[month(code) for code in MONTHS]).digest
    assert set(again.history["period"]) == set(MONTHS)


def test_one_workers_periods_are_one_table(quarter, month, codes):
    """A row per period and sheet, in order, with what stood in the result; a name that two people share names nobody."""
    who = month("2026-07").people["subject"][0]
    found = quarter.history(who)
    assert found["period"].to_list() == [*MONTHS, "2026-10"]
    assert found["state"].to_list() == ["sealed", "sealed", "sealed", "published"]
    for row in found.iter_rows(named=True):
        result = month(row["period"])
        grade = result.grades.filter(subject=who, sheet=row["sheet"]).row(0, named=True)
        assert {name: row[name] for name in ("total", "grade", "rank", "of")} == {
            name: grade[name] for name in ("total", "grade", "rank", "of")
        }
        assert row["gross"] == result.pay.filter(subject=who)["gross"][0]
    assert quarter.history(who, as_of=dt.datetime(2026, 9, 6))["period"].to_list() == list(MONTHS[:2])
    assert codes(quarter.history, "nobody") == ["B037"]


def test_two_people_of_one_name_are_told_apart(book, month, codes):
    """A name that stands for two people is refused with their identifiers."""
    july = month("2026-07")
    names = july.people.with_columns(name=pl.lit(july.people["name"][0]))
    book.draft(replace(july, tables={**july.tables, "people": lambda: names}, _made={}), **SIGNED)
    assert codes(book.history, july.people["name"][0]) == ["B038"]


def test_a_period_with_two_results_is_named_whole(book, month, codes):
    """Where a period was both assessed and rolled up, it has to be said which result is meant."""
    july = month("2026-07")
    book.draft(july, **SIGNED)
    held = book.status()
    both = {**held, ("2026-07", "periods"): held["2026-07", "records"]}
    assert codes(find, both, "2026-07") == ["B043"]
    assert find(both, "2026-07", made="periods") is held["2026-07", "records"]
    assert find(held, "2026-08") is None
