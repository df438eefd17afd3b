"""The work list of a month says what is left to do, for whom, on what grounds, and by when; done, it says so no more."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

import gridperf as gp
from gridperf.rulebook.scheduling import AfterWorkdays, Appointment
from tests.book.conftest import with_rules
from tests.book.test_corrections import CLAIMANT, CORRECTED, MONTHS, SIGNED, keep_months, lost, records, right, sealed_months


@pytest.fixture
def place(memory) -> str:
    """Return a file: what is left to do does not depend on the database."""
    return str(memory / "county.book")


def tasks(book: gp.Book, period: str, **asked) -> list[tuple]:
    """Return the list without what follows for people."""
    found = book.todo(period, **asked).filter(~pl.col("task").is_in(["action", "withdraw"]))
    return found.select("due_on", "task", "subject", "what").rows()


def test_each_step_leads_to_the_next(book, clock):
    """Published, sealed, paid: the step that is next is on the list, with its day, and the last leaves none."""
    august = sealed_months()[0]
    clock.set("2026-09-03T09:00")
    book.draft(august, **SIGNED)
    assert tasks(book, "2026-08") == [(None, "publish", "", "")]
    book.publish("2026-08", window="7 days", **SIGNED)
    assert tasks(book, "2026-08") == [(dt.date(2026, 9, 11), "seal", "", "")]
    clock.set("2026-09-11T09:00")
    book.seal("2026-08", **SIGNED)
    assert tasks(book, "2026-08") == [(None, "pay", "", str(sum(august.pay["gross"], Decimal(0))))]
    book.pay("2026-08", **SIGNED)
    assert tasks(book, "2026-08") == []
    assert tasks(book, "2026-08", as_of=dt.datetime(2026, 9, 4)) == [(dt.date(2026, 9, 11), "seal", "", "")]
    assert book.todo("2026-07").rows() == []


def test_appeals_wait_for_a_decision_and_decisions_to_be_carried_out(book, clock):
    """An appeal is due with the window; what is granted has to be assessed again, or corrected once it is sealed."""
    clock.set("2026-09-03T09:00")
    book.publish(sealed_months()[0], window="7 days", **{**SIGNED, "by": "王芳"})
    number = book.appeal("2026-08", CLAIMANT, item="arrival", by="本人", why="轨迹缺失").number
    assert (dt.date(2026, 9, 10), "decide", CLAIMANT, f"#{number} 巡查到位率") in tasks(book, "2026-08")
    book.decide(number, "upheld", by="孙主任", why="照片属实", points="25")
    assert (None, "reassess", CLAIMANT, f"#{number} 巡查到位率") in tasks(book, "2026-08")
    book.seal("2026-08", override="当日发放", **SIGNED)
    assert (None, "correct", CLAIMANT, f"#{number} 巡查到位率") in tasks(book, "2026-08")
    book.correct(book.correction({"2026-08": lost()}), policy="claimants", into="2026-09", **CORRECTED)
    assert [task for _, task, *_ in tasks(book, "2026-08")] == ["pay"]
    assert [(task, what) for _, task, _, what in tasks(book, "2026-09")] == [("settle", f"#{number + 3} 80.00")]


def test_what_follows_for_people_is_listed_with_grounds_and_clause(book, clock):
    """Actions of the month's results are on the list; those a correction takes back are to be withdrawn."""
    keep_months(book, clock)
    found = book.todo("2026-09").filter(task="action")
    september = sealed_months()[1]
    names = dict(september.people.select("subject", "name").iter_rows())
    assert sorted(found.select("subject", "name", "what", "because", "clause").rows()) == sorted(
        (row["subject"], names[row["subject"]], row["name"], row["because"], row["clause"])
        for row in september.actions.iter_rows(named=True)
    )


def test_a_quarter_that_ends_in_the_month_is_part_of_its_list(book, clock):
    """Retraining after a failed quarter stands on September's list, and on the list of what is withdrawn once August is put right."""
    keep_months(book, clock)
    book.publish(book.roll_up(gp.load_rules("370522-lijin", period="2026Q3"), "2026Q3"), window="none", **SIGNED)
    book.seal("2026Q3", **SIGNED)
    before = book.todo("2026-09").filter(period="2026Q3", task="action")
    assert before.height == book.assessment("2026Q3").actions.height
    book.correct(book.correction(records()), policy="reopen", into="2026-10", **CORRECTED)
    after = book.todo("2026-09").filter(period="2026Q3")
    kept, gone = (set(after.filter(task=task)["subject"]) for task in ("action", "withdraw"))
    assert kept | gone >= set(before["subject"])
    assert kept.isdisjoint(gone)
    assert kept == set(book.assessment("2026Q3").actions["subject"])


def test_appointments_of_the_rules_are_due(book, clock):
    """A step of the rulebook's schedule is on the list with its last day and who does it."""
    rules = gp.load_rules("370522-lijin", period="2026-08")
    step = Appointment(
        id="report", name="上报考核表", clause="第二十五条", of="month", by="镇街", due=AfterWorkdays(after="period_end", workdays=3)
    )
    book.publish(gp.assess(right("2026-08"), with_rules(rules, schedule=(step,)), "2026-08"), window="none", **SIGNED)
    row = book.todo("2026-08").filter(task="appointment").row(0, named=True)
    assert (row["due_on"], row["what"], row["because"], row["clause"]) == (dt.date(2026, 9, 3), "上报考核表", "镇街", "第二十五条")
    assert MONTHS[0] == row["period"]
