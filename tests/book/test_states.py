"""A month goes from draft to paid, one signed and dated step after another, and no step is taken out of turn."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

import gridperf as gp
from gridperf.book.windows import counted
from gridperf.rulebook.scheduling import AfterDays, AfterWorkdays, Appointment
from gridperf.testing import synthetic_county

PUBLISHED = {"by": "王芳", "why": "十月考核", "window": "5 workdays"}
SIGNED = {"by": "李强", "why": "公示无异议"}


def test_a_month_is_drafted_published_sealed_and_paid(book, clock, month):
    """Each step leads to the next state, and says who took it, when and why."""
    october = month("2026-10")
    assert book.draft(october, by="赵敏", why="初算").state == "draft"
    clock.set("2026-11-03T10:00")
    now = book.publish("2026-10", **PUBLISHED)
    assert (now.state, now.window.opens_on, now.window.closes_on) == ("published", dt.date(2026, 11, 4), dt.date(2026, 11, 10))
    clock.set("2026-11-11T08:30")
    assert book.seal("2026-10", **SIGNED).state == "sealed"
    clock.set("2026-11-12T16:00")
    now = book.pay("2026-10", by="陈会计", why="批次 11-01")
    assert now.state == "paid"
    assert [(step.kind, step.by, step.why, step.at.isoformat()) for step in now.steps] == [
        ("draft", "赵敏", "初算", "2026-11-03T09:00:00+08:00"),
        ("publish", "王芳", "十月考核", "2026-11-03T10:00:00+08:00"),
        ("seal", "李强", "公示无异议", "2026-11-11T08:30:00+08:00"),
        ("pay", "陈会计", "批次 11-01", "2026-11-12T16:00:00+08:00"),
    ]
    assert now.run.gross == sum(october.pay["gross"], Decimal(0))
    assert now.run.people == october.people.height
    assert book.assessment("2026-10").digest == october.digest
    assert book.verify() == ()


def test_steps_out_of_turn_are_refused(book, clock, month, codes):
    """Nothing is sealed before it is public, paid before it is sealed, or done twice."""
    assert codes(book.seal, "2026-10", **SIGNED) == ["B033"]
    assert codes(book.publish, "2026-10", **PUBLISHED) == ["B033"]
    book.draft(month("2026-10"), **SIGNED)
    assert codes(book.appeal, "2026-10", month("2026-10").people["subject"][0], **SIGNED) == ["B062"]
    assert codes(book.seal, "2026-10", **SIGNED) == ["B024"]
    assert codes(book.pay, "2026-10", **SIGNED) == ["B030"]
    book.publish("2026-10", **PUBLISHED)
    assert codes(book.publish, "2026-10", **PUBLISHED) == ["B023"]
    assert codes(book.publish, month("2026-10"), **PUBLISHED) == ["B022"]
    assert codes(book.draft, month("2026-10", 2), **SIGNED) == ["B020"]
    clock.set("2026-11-11T09:00")
    book.seal("2026-10", **SIGNED)
    assert codes(book.seal, "2026-10", **SIGNED) == ["B029"]
    assert codes(book.publish, month("2026-10", 2), **PUBLISHED) == ["B021"]
    book.pay("2026-10", **SIGNED)
    assert codes(book.pay, "2026-10", **SIGNED) == ["B031"]
    assert codes(book.seal, "2026-10", **SIGNED) == ["B029"]
    assert len(book.events()) == 4


@pytest.mark.parametrize(("at", "found"), [("2026-11-10T23:59:59", ["B026"]), ("2026-11-11T00:00", [])])
def test_the_window_is_open_to_the_end_of_its_last_day(book, clock, month, codes, at, found):
    """A minute before midnight of the last day it is too early to seal, and at midnight it is not."""
    book.publish(month("2026-10"), **PUBLISHED)
    clock.set(at)
    assert [problem.code for problem in book.hindrances("2026-10")] == found
    if found:
        assert codes(book.seal, "2026-10", **SIGNED) == found
    else:
        assert book.seal("2026-10", **SIGNED).state == "sealed"


def test_sealing_early_needs_a_reason_that_stays(book, month, codes):
    """What is overridden stands in the Book with the reason; what is only blank is no reason."""
    book.publish(month("2026-10"), **PUBLISHED)
    assert codes(book.seal, "2026-10", override="  ", **SIGNED) == ["B026"]
    now = book.seal("2026-10", override="县委要求当日发放", **SIGNED)
    assert now.steps[-1].body["override"] == "县委要求当日发放"
    assert now.steps[-1].body["overridden"] == [{"code": "B026"}]


def test_a_second_publication_takes_the_place_of_the_first_and_leaves_it_there(book, clock, month):
    """Until it is sealed a result can be published anew; what was known on a day can still be asked."""
    first, second = month("2026-10"), month("2026-10", 2)
    book.publish(first, **PUBLISHED)
    clock.set("2026-11-05T09:00")
    now = book.publish(second, by="王芳", why="更正名册", window="none")
    assert (now.window, now.run.digest, [run.digest for run in now.runs]) == (None, second.digest, [first.digest, second.digest])
    assert book.assessment("2026-10", as_of=dt.datetime(2026, 11, 4)).digest == first.digest
    assert book.assessment("2026-10").digest == second.digest
    assert book.seal("2026-10", **SIGNED).run.digest == second.digest
    assert book.verify() == ()


def test_the_clock_never_goes_back(book, clock, month, codes):
    """A step dated before the last one is refused, and the Book stays as it was; the same moment will do."""
    book.draft(month("2026-10"), **SIGNED)
    clock.set("2026-11-03T08:59:59.999999")
    assert codes(book.publish, "2026-10", **PUBLISHED) == ["B042"]
    clock.set("2026-11-03T09:00")
    assert book.publish("2026-10", **PUBLISHED).state == "published"
    clock.now = dt.datetime(2026, 11, 3, 0, 59, tzinfo=dt.UTC)
    assert codes(book.seal, "2026-10", override="x", **SIGNED) == ["B042"]
    assert len(book.events()) == 2


@pytest.mark.parametrize(
    ("by", "why", "found"),
    [("", " ", ["B040", "B040"]), ("王芳", "a\x00b", ["B041"]), ("\ud800", "十月", ["B041"])],
    ids=["empty", "nul", "surrogate"],
)
def test_every_step_is_signed(book, month, codes, by, why, found):
    """A step without a name or a reason, or with one that is no text, is not taken."""
    assert codes(book.draft, month("2026-10"), by=by, why=why) == found
    assert book.events() == ()


def test_a_book_is_of_one_county(book, month, codes):
    """A result by another pack is refused, and so is a result that does not hold by itself."""
    october = month("2026-10")
    book.draft(october, **SIGNED)
    other = replace(october, provenance=replace(october.provenance, pack="370523-guangrao"), _made={})
    assert codes(book.draft, other, **SIGNED) == ["B034"]
    forged = replace(october, tables={**october.tables, "pay": lambda: october.pay.with_columns(gross=october.pay["gross"] + 1)}, _made={})
    assert codes(book.draft, forged, **SIGNED)[:2] == ["B046", "A116"]


def test_periods_of_one_kind_do_not_overlap(book, month, codes):
    """A month that starts on another day than those in the Book is refused: days would count twice."""
    book.draft(month("2026-10"), **SIGNED)
    rules = gp.load_rules("370522-lijin", period="2026-11")
    shifted = rules.edition.calendar.model_copy(update={"month_starts_on": 26})
    rules = replace(rules, edition=rules.edition.model_copy(update={"calendar": shifted}))
    november = gp.assess(gp.read_records(synthetic_county("2026-11", scale=0.01, messy=False)), rules, "2026-11")
    assert november.period.starts_on == dt.date(2026, 10, 26)
    assert codes(book.draft, november, **SIGNED) == ["B035"]


def test_a_folder_is_as_good_as_an_assessment(book, month, tmp_path):
    """A saved assessment is published from its folder, and leaves the Book byte for byte."""
    october = month("2026-10")
    saved = october.save(tmp_path / "saved")
    book.publish(saved, **PUBLISHED)
    out = book.export(tmp_path / "out", period="2026-10")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {path.name: path.read_bytes() for path in saved.iterdir()}
    assert gp.load_assessment(out).digest == october.digest


# --- windows ----------------------------------------------------------------------------------------------------------------

NOON = dt.datetime(2026, 9, 29, 12)


@pytest.mark.parametrize(
    ("rule", "closes_on"),
    [
        ("1 workday", "2026-09-30"),
        ("2 workdays", "2026-10-08"),
        ("2个工作日", "2026-10-08"),
        ("7 days", "2026-10-06"),
        ("7日", "2026-10-06"),
        ("7个自然日", "2026-10-06"),
        ("publicity", "2026-10-09"),
        ("objections", "2026-10-08"),
    ],
)
def test_windows_count_workdays_days_or_a_step_of_the_rulebook(rule, closes_on):
    """The day of publication is not counted; the National Day holiday holds no workday."""
    rules = gp.load_rules("370522-lijin", period="2026-09")
    steps = [
        Appointment(id="publicity", name="公示", clause="第一条", of="month", due=AfterWorkdays(after="period_end", workdays=3)),
        Appointment(
            id="objections", name="异议", clause="第一条", of="month", due=AfterDays(after="period_end", days=3, off_day="next_workday")
        ),
    ]
    rules = replace(rules, edition=rules.edition.model_copy(update={"schedule": tuple(steps)}))
    assert counted(rule, NOON, rules).closes_on.isoformat() == closes_on


def test_no_window_is_said_not_assumed(codes):
    """`none` is no window; anything else that is none of the words is refused with the nearest step."""
    rules = gp.load_rules("370522-lijin", period="2026-09")
    assert counted("none", NOON, rules) is None
    for rule in ("", "5", "five days", "0 days", "-1 days", "publicity"):
        assert codes(counted, rule, NOON, rules) == ["B044"]
    without = replace(
        rules, edition=rules.edition.model_copy(update={"calendar": rules.edition.calendar.model_copy(update={"workdays": "none"})})
    )
    assert codes(counted, "5 workdays", NOON, without) == ["B045"]
    assert counted("5 days", NOON, without).closes_on == dt.date(2026, 10, 4)
    assert codes(counted, "5 workdays", dt.datetime(2049, 12, 30), rules) == ["A105"]
