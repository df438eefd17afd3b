"""The work list of a month says what is left to do, for whom, on what grounds, and by when; done, it says so no more."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

import gridperf as gp
from gridperf.rulebook.acting import Action, OnGrade
from gridperf.rulebook.scheduling import AfterWorkdays, Appointment
from tests.book.conftest import with_rules
from tests.book.test_corrections import CLAIMANT, CORRECTED, MONTHS, SIGNED, keep_months, lost, right, sealed_months


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


def test_what_follows_for_people_is_listed_until_a_correction_takes_it_back(book, clock):
    """An action stands on the list with its grounds and clause; once the grade is put right, it is to be withdrawn."""
    rules = gp.load_rules("370522-lijin", period="2026-08")
    talk = Action(id="talk", name="约谈", clause="第十八条（一）", when=OnGrade(grade="合格", of="month"))
    clock.set("2026-09-03T09:00")
    book.publish(gp.assess(lost(), with_rules(rules, actions=(talk,)), "2026-08"), window="none", **SIGNED)
    assert actions(book)["action"] >= {CLAIMANT}
    row = book.todo("2026-08").filter(task="action", subject=CLAIMANT).row(0, named=True)
    assert (row["name"], row["what"], row["clause"], "2026-08" in row["because"]) == ("高曦立", "约谈", "第十八条（一）", True)
    book.seal("2026-08", **SIGNED)
    before = actions(book)
    book.correct(book.correction({"2026-08": right("2026-08")}), policy="reopen", into="2026-09", **CORRECTED)
    assert actions(book) == {"action": before["action"] - {CLAIMANT}, "withdraw": {CLAIMANT}}


def actions(book: gp.Book) -> dict[str, set[str]]:
    """Return for whom something follows from August, and for whom it does no more."""
    found = book.todo("2026-08")
    return {task: set(found.filter(task=task)["subject"]) for task in ("action", "withdraw")}


def test_a_quarter_that_ends_in_the_month_is_part_of_its_list(book, clock):
    """The next step of a quarter stands on the list of its last month, and of no other."""
    keep_months(book, clock)
    book.publish(book.roll_up(gp.load_rules("370522-lijin", period="2026Q3"), "2026Q3"), window="none", **SIGNED)
    assert [row["period"] for row in book.todo("2026-09").filter(task="seal").iter_rows(named=True)] == ["2026Q3"]
    book.seal("2026Q3", **SIGNED)
    left = book.todo("2026-09").filter(period="2026Q3").select("task", "subject", "what").rows()
    assert left == [("action", who, "离岗培训") for who in book.assessment("2026Q3").actions["subject"]] != []


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
