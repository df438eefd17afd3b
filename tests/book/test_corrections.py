"""What was sealed is put right by adding to it: shown first, with causes and costs, and settled once, in the next open period."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import cache

import polars as pl
import pytest

import gridperf as gp
from gridperf.book import Correction
from gridperf.payroll.gathering import Earned
from gridperf.testing import synthetic_county
from tests.book.conftest import with_rules

PACK = "370522-lijin"
MONTHS = ("2026-08", "2026-09")
SIGNED = {"by": "李强", "why": "公示无异议"}
CORRECTED = {"by": "王芳", "why": "补录轨迹"}
NONE = Decimal(0)
CLAIMANT, RIVAL = "05220020", "05220019"
"""The best of her street, whose patrols were lost, and who took her place in the quota."""


@cache
def right(period: str) -> gp.Records:
    """Return the records of a month as they should have been."""
    return gp.read_records(synthetic_county(period, scale=0.05, messy=False))


@cache
def lost() -> gp.Records:
    """Return August without the patrols of the best of a street: what was sealed by mistake."""
    records = right("2026-08")
    kept = records.table("patrols").filter(pl.col("worker_id") != CLAIMANT)
    return replace(records, tables={**records.tables, "patrols": kept})


@cache
def sealed_months() -> tuple[gp.Assessment, gp.Assessment]:
    """Return August as it was sealed by mistake, and September after it."""
    august = gp.assess(lost(), gp.load_rules(PACK, period="2026-08"), "2026-08")
    return august, gp.assess(right("2026-09"), gp.load_rules(PACK, period="2026-09"), "2026-09", history=[august])


def records() -> dict[str, gp.Records]:
    return {code: right(code) for code in MONTHS}


@pytest.fixture
def place(memory) -> str:
    """Return a file; what a correction comes to does not depend on the database, and one test compares them."""
    return str(memory / "county.book")


@pytest.fixture
def sealed(book, clock) -> gp.Book:
    """Return a Book in which the mistake of August is sealed and paid, and September sealed."""
    return keep_months(book, clock)


def keep_months(book, clock) -> gp.Book:
    """Publish, seal and pay the months."""
    for at, result in zip(("2026-09-05T09:00", "2026-10-05T09:00"), sealed_months(), strict=True):
        clock.set(at)
        book.publish(result, window="none", **SIGNED)
        book.seal(result.period.code, **SIGNED)
    book.pay("2026-08", **SIGNED)
    clock.set("2026-11-03T09:00")
    return book


def october(book: gp.Book) -> gp.Assessment:
    """Return October, which settles what the Book carries into it."""
    rules = gp.load_rules(PACK, period="2026-10")
    found = gp.read_records(synthetic_county("2026-10", scale=0.05, messy=False))
    return gp.assess(found, rules, "2026-10", history=book.sealed(before=rules.period("2026-10")), corrections=book.carried("2026-10"))


def gross(result: gp.Assessment) -> dict[str, Decimal]:
    return dict(result.pay.select("subject", "gross").iter_rows())


def owed(correction: Correction) -> dict[str, Decimal]:
    return dict(correction.deltas.group_by("subject").agg(pl.col("yuan").sum()).iter_rows())


def test_a_preview_says_who_gets_what_and_why_and_writes_nothing(sealed):
    """Every fen has a cause and a clause, the causes add up to what changed, and whoever is untouched is not named."""
    before = sealed.events()
    found = sealed.correction(records(), original={"2026-08": lost()})
    assert sealed.events() == before
    august, true = sealed_months()[0], gp.assess(right("2026-08"), gp.load_rules(PACK, period="2026-08"), "2026-08")
    was, now = gross(august), gross(true)
    assert owed(found) == {who: now[who] - was[who] for who in now if now[who] != was[who]} == {CLAIMANT: 200, RIVAL: -120}
    assert found.deltas.select("period", "subject", "name", "line", "line_name", "clause", "cause", "yuan").rows() == [
        ("2026-08", RIVAL, "曹海波", "performance", "绩效工资", "第二十条", "rank_quota", Decimal("-120.00")),
        ("2026-08", CLAIMANT, "高曦立", "performance", "绩效工资", "第二十条", "records", Decimal("240.00")),
        ("2026-08", CLAIMANT, "高曦立", "top-up", "托底补差", "第二十二条", "records", Decimal("-40.00")),
    ]
    assert found.claimants == {CLAIMANT}
    arrival = found.touched[0].items().filter(subject=CLAIMANT, item="arrival").row(0, named=True)
    assert (arrival["before"], arrival["after"] > 0, arrival["clause"]) == (NONE, True, "第六条（一）")
    moved = found.people.select("period", "subject", "grade_before", "grade_after", "owed", "claims").rows()
    assert ("2026-08", CLAIMANT, "合格", "优秀", Decimal(200), True) in moved
    assert ("2026-08", RIVAL, "优秀", "良好", Decimal(-120), False) in moved
    streets = dict(august.people.select("subject", "street").iter_rows())
    assert {streets[row[1]] for row in moved} == {"双河镇"}


def test_what_the_roster_changes_is_told_apart_where_the_old_records_are_there(sealed):
    """A post that was wrong on the roster is a cause of its own; without the old records it counts among them."""
    roster = right("2026-08").table("roster")
    base = pl.when(pl.col("worker_id") == RIVAL).then(pl.col("pay_base") + 100).otherwise(pl.col("pay_base"))
    raised = replace(
        right("2026-08"), tables={**right("2026-08").tables, "roster": roster.with_columns(base.cast(roster.collect_schema()["pay_base"]))}
    )
    given = {**records(), "2026-08": raised}
    rows = {
        told: sealed.correction(given, original=original).deltas.select("subject", "line", "cause", "yuan").rows()
        for told, original in (("apart", {"2026-08": lost()}), ("together", {}))
    }
    assert (RIVAL, "base", "roster", Decimal(100)) in rows["apart"]
    assert (RIVAL, "base", "records", Decimal(100)) in rows["together"]
    assert (RIVAL, "performance", "rank_quota", Decimal(-120)) in rows["apart"]


def test_three_policies_cost_what_they_settle(sealed):
    """Everybody, everybody but others who would lose, or those concerned only: the costs are the sums of what is settled."""

    def told(found):
        return {policy: (cost.people, cost.more, cost.less, cost.yuan) for policy, cost in found.costs.items()}

    assert told(sealed.correction(records())) == {"reopen": (2, 200, -120, 80), "harmless": (1, 200, 0, 200), "claimants": (1, 200, 0, 200)}
    claimed = sealed.correction(records(), claimants=["曹海波"])
    assert told(claimed) == {"reopen": (2, 200, -120, 80), "harmless": (2, 200, -120, 80), "claimants": (1, 0, -120, -120)}


def test_a_correction_is_a_new_run_and_entries_of_the_next_period(sealed, clock, codes):
    """The sealed run stays as it was on every day before; the next period pays the difference, entry by entry, and must do so."""
    found = sealed.correction(records())
    (now, *_) = sealed.correct(found, policy="reopen", into="2026-10", **CORRECTED)
    assert (now.state, len(now.runs), now.as_sealed, now.run.seq) == ("paid", 2, now.runs[0], now.corrections[0].number)
    assert now.corrections[0].yuan == sum(owed(found).values())
    was, then = sealed_months()[0], sealed.assessment("2026-08")
    assert sealed.assessment("2026-08", as_of=dt.datetime(2026, 11, 1)).digest == was.digest
    assert gross(then) == gross(gp.assess(right("2026-08"), then.rulebook, "2026-08"))
    assert sealed.verify() == ()

    result = october(sealed)
    entries = result.entries.filter(kind="correction")
    assert dict(entries.group_by("subject").agg(pl.col("amount").sum()).iter_rows()) == owed(found)
    assert set(entries["note"]) == {f"台账第 {now.run.seq} 号：补录轨迹"}
    assert set(entries["name"].str.slice(0, 11)) == {"2026-08 更正："}
    assert {who: yuan for who, yuan in result.pay.select("subject", "earlier-periods").iter_rows() if yuan} == owed(found)
    assert result.verify() == ()
    earned = Earned.of(result)
    assert sum(earned.pay.select(pl.sum_horizontal(pl.col(name).fill_null(0) for name in earned.names)).to_series()) == sum(
        gross(result).values()
    )

    plain = gp.assess(
        gp.read_records(synthetic_county("2026-10", scale=0.05, messy=False)), result.rulebook, "2026-10", history=sealed.sealed()
    )
    assert codes(sealed.publish, plain, window="none", **SIGNED) == ["B086"]
    sealed.publish(result, window="none", **SIGNED)
    assert sealed.seal("2026-10", **SIGNED).run.gross == sum(gross(plain).values()) + sum(owed(found).values())
    assert codes(sealed.correction, records()) == ["B081"]


def test_what_is_corrected_after_publication_has_to_be_published_again(sealed, codes):
    """A result that became public before a correction is settled in it is not sealed without it."""
    sealed.publish(october(sealed), window="none", **SIGNED)
    sealed.correct(sealed.correction(records()), policy="reopen", into="2026-10", **CORRECTED)
    assert codes(sealed.seal, "2026-10", override="x", **SIGNED) == ["B086"]
    sealed.publish(october(sealed), window="none", **SIGNED)
    assert sealed.seal("2026-10", **SIGNED).state == "sealed"


@pytest.mark.parametrize("policy", ["reopen", "harmless", "claimants"])
def test_a_second_correction_differs_against_the_first(sealed, codes, policy):
    """Whoever was settled once is settled again only by what is new; undone, both corrections come to nothing, for everybody."""
    first = sealed.correction(records())
    sealed.correct(first, policy=policy, into="2026-10", **CORRECTED)
    nothing_new = sealed.correction(records())
    assert nothing_new.costs[policy].people == 0
    assert set(nothing_new.deltas["cause"]) <= {"earlier"}
    assert codes(sealed.correct, nothing_new, policy=policy, into="2026-10", **CORRECTED) == ["B083"]

    undone = sealed.correction({**records(), "2026-08": lost()})
    sealed.correct(undone, policy=policy, into="2026-10", **CORRECTED)
    rows = sealed.carried("2026-10").group_by("subject").agg(pl.col("amount").sum())
    assert set(rows["amount"]) == {NONE}
    assert gross(sealed.assessment("2026-08")) == gross(sealed_months()[0])
    assert sealed.verify() == ()


def test_an_appeal_upheld_after_sealing_is_carried_out_by_a_correction(sealed):
    """A late appeal is noted as late; what it grants is an entry in the new run, with its own cause."""
    appeal = sealed.appeal("2026-08", CLAIMANT, item="arrival", by="本人", why="轨迹缺失")
    assert appeal.in_time is False
    sealed.decide(appeal.number, "upheld", by="孙主任", why="照片属实", points="25")
    found = sealed.correction({"2026-08": lost(), "2026-09": right("2026-09")})
    (august,) = found.touched
    assert august.change.after.entries.filter(kind="adjustment").select("subject", "amount").rows() == [(CLAIMANT, Decimal(25))]
    assert found.claimants == {CLAIMANT}
    assert found.deltas.select("subject", "line", "cause", "yuan").rows() == [
        (CLAIMANT, "performance", "appeals", Decimal(120)),
        (CLAIMANT, "top-up", "appeals", Decimal(-40)),
    ]
    sealed.correct(found, policy="claimants", into="2026-10", **CORRECTED)
    assert sealed.verify() == ()


def test_a_back_dated_edition_reaches_everybody_it_concerns(sealed):
    """Rules that hold from a day before sealed months are compared with those the months were paid by, and nothing else counts."""
    rules = gp.load_rules(PACK, period="2026-08")
    floor = rules.edition.values["income-floor"]
    raised = floor.model_copy(update={"of": {area: amount + 100 for area, amount in floor.of.items()}})
    later = with_rules(rules, values={**rules.edition.values, "income-floor": raised})
    given = {"2026-08": lost(), "2026-09": right("2026-09")}
    found = sealed.correction(given, rules=dict.fromkeys(MONTHS, later))
    assert [one.standing.period for one in found.touched] == list(MONTHS)
    assert set(found.deltas["cause"]) == {"rules"}
    assert set(found.deltas["line"]) == {"top-up"}
    assert set(found.deltas["clause"]) == {"第二十二条"}
    for one in found.touched:
        topped = one.change.after.entries.filter((pl.col("item") == "top-up") & (pl.col("amount") > 0))["subject"]
        assert set(found.deltas.filter(period=one.standing.period)["subject"]) <= set(topped)
        assert (one.change.comparison.changes) != ()
    assert found.costs["reopen"] == replace(found.costs["claimants"], policy="reopen")
    sealed.correct(found, policy="harmless", into="2026-10", **CORRECTED)
    assert sealed.carried("2026-10")["amount"].sum() == found.deltas["yuan"].sum()
    assert sealed.verify() == ()


def test_nobody_loses_by_an_edition_made_afterwards_where_others_are_held_harmless(sealed):
    """A lower floor takes from those it topped up; held harmless, they keep what they were paid, unless they are named."""
    rules = gp.load_rules(PACK, period="2026-08")
    floor = rules.edition.values["income-floor"]
    lowered = floor.model_copy(update={"of": {area: amount - 100 for area, amount in floor.of.items()}})
    later = with_rules(rules, values={**rules.edition.values, "income-floor": lowered})
    given = {"2026-08": lost(), "2026-09": right("2026-09")}
    found = sealed.correction(given, rules=dict.fromkeys(MONTHS, later))
    losers = set(found.deltas["subject"])
    assert (found.claimants, found.answerable) == (losers, frozenset())
    assert found.costs["reopen"].less == found.deltas["yuan"].sum() < 0
    assert (found.costs["harmless"].people, found.costs["harmless"].yuan) == (0, 0)
    one = min(losers)
    named = sealed.correction(given, rules=dict.fromkeys(MONTHS, later), claimants=[one])
    assert set(named.settled("harmless")["subject"]) == {one}


def test_what_was_rolled_up_from_a_corrected_month_is_corrected(book, clock):
    """A quarter follows its months; its run says from which it was made."""
    keep_months(book, clock)
    rules = gp.load_rules(PACK, period="2026Q3")
    book.publish(book.roll_up(rules, "2026Q3"), window="none", **SIGNED)
    book.seal("2026Q3", **SIGNED)
    found = book.correction(records())
    assert [one.standing.key for one in found.touched] == [("2026-08", "records"), ("2026Q3", "periods")]
    quarter = book.correct(found, policy="reopen", into="2026-10", **CORRECTED)[-1]
    assert quarter.run.made_from == tuple(book.assessment(code).digest for code in MONTHS)
    assert book.verify() == ()


def test_corrections_leave_the_same_bytes_on_both_databases(memory, server, clock, tmp_path):
    """The same steps export the same bytes, what was settled among them."""
    for name, place in (("sqlite", str(memory / "county.book")), ("postgresql", server.database())):
        book = keep_months(gp.open_book(place, create=True, clock=clock), clock)
        book.correct(book.correction(records()), policy="harmless", into="2026-10", **CORRECTED)
        book.export(tmp_path / name)
        clock.set("2026-09-05T09:00")
    found = [
        {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "sqlite", tmp_path / "postgresql")
    ]
    assert found[0] == found[1]
    assert "2026-08/6-settled.json" in found[0]


def test_who_has_left_is_paid_what_is_owed(sealed):
    """Somebody who is on no roster of the period that settles has a row of pay all the same, and the result holds."""
    sealed.correct(sealed.correction(records()), policy="claimants", into="2026-10", **CORRECTED)
    who = CLAIMANT
    rules = gp.load_rules(PACK, period="2026-10")
    found = gp.read_records(synthetic_county("2026-10", scale=0.05, messy=False))
    gone = replace(found, tables={**found.tables, "roster": found.table("roster").filter(pl.col("worker_id") != who)})
    result = gp.assess(gone, rules, "2026-10", history=sealed.sealed(), corrections=sealed.carried("2026-10"))
    row = result.pay.filter(subject=who).row(0, named=True)
    assert row["gross"] == row["earlier-periods"] == sealed.carried("2026-10")["amount"].sum()
    assert result.verify() == ()
    sealed.publish(result, window="none", **SIGNED)
    assert sealed.seal("2026-10", **SIGNED).run.gross == sum(gross(result).values())


def test_what_cannot_be_corrected_is_refused(sealed, book, codes):
    """Only what is sealed is corrected, with the records of all that follows, into what is open, once, by what was seen."""
    assert codes(sealed.correction, {}) == ["B082"]
    assert codes(sealed.correction, {"2026-07": right("2026-08")}) == ["B033"]
    assert codes(sealed.correction, {"2026-08": right("2026-08")}) == ["B081"]
    assert codes(sealed.correction, records(), claimants=["某人"]) == ["B037"]
    assert codes(sealed.correction, records(), original={"2026-08": right("2026-08")}) == ["A182"]
    same = sealed.correction({"2026-08": lost(), "2026-09": right("2026-09")})
    assert same.touched == ()
    assert codes(sealed.correct, same, policy="reopen", into="2026-10", **CORRECTED) == ["B083"]
    found = sealed.correction(records())
    assert codes(sealed.correct, found, policy="reopen", into="2026-09", **CORRECTED) == ["B085"]
    assert codes(sealed.correct, found, policy="reopen", into="2026-07", **CORRECTED) == ["B085"]
    assert codes(sealed.correct, found, policy="reopen", into="2026Q4", **CORRECTED) == ["B087"]
    sealed.pay("2026-09", **SIGNED)
    assert codes(sealed.correct, found, policy="reopen", into="2026-10", **CORRECTED) == ["B084"]
    sealed.publish(october(sealed), window="none", **SIGNED)
    assert codes(sealed.correction, {"2026-10": right("2026-09")}) == ["B080"]


def test_a_correction_is_stated_person_by_person(sealed, tmp_path):
    """Everybody it touches with old and new, each amount with clause and cause; the sums are the correction's, and what is written is said."""
    from gridperf.report import print_correction
    from gridperf.report.views.correction import correction_statement

    found = sealed.correction(records())
    draft = correction_statement(found, policy="harmless", into="2026-10")
    assert draft.written is None
    assert len(draft.people) == found.people.height
    assert sum(Decimal(one.settled.replace("−", "-").replace(",", "")) for one in draft.people) == found.costs["harmless"].yuan
    for one in draft.people:
        assert sum((Decimal(each.yuan.replace("−", "-").replace(",", "")) for each in one.changes), NONE) == Decimal(
            one.owed.replace("−", "-").replace(",", "")
        )
    (own, *_) = [one for one in draft.people if one.subject == CLAIMANT and one.period == "2026-08"]
    assert own.claims
    assert {change.cause for change in own.changes} == {"records"}
    assert all(change.clause.startswith("第") for change in own.changes)
    assert "每月隐患研判" in {item.item for item in own.items}
    (rival,) = [one for one in draft.people if one.subject == RIVAL and one.period == "2026-08"]
    assert ({change.cause for change in rival.changes}, rival.settled, rival.owed) == ({"rank_quota"}, "0.00", "−120.00")

    page = print_correction(found, tmp_path / "draft.html", policy="harmless").read_text(encoding="utf-8")
    assert "本说明只是试算，台账里什么也没有写入。" in page
    done = sealed.correct(found, policy="harmless", into="2026-10", **CORRECTED)
    page = print_correction(found, tmp_path / "done.html", policy="harmless", into="2026-10", written=done).read_text(encoding="utf-8")
    assert "王芳于 2026-11-03 09:00 写入台账（2026-08 第 " in page
    assert "补录轨迹" in page
    assert print_correction(found, tmp_path / "done.xlsx", policy="harmless").stat().st_size > 5_000


def test_a_correction_that_changes_nothing_is_not_stated(sealed, tmp_path, codes):
    """There is nothing to say, so no paper is made."""
    from gridperf.report import print_correction

    found = Correction.of("", (), ())
    assert codes(print_correction, found, tmp_path / "x.pdf", policy="reopen") == ["P117"]
