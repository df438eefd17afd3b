"""Money held back: released from what sealed months really held back, passed on, forfeited by a rule, or still there; to the fen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

import gridperf as gp
from gridperf.amounts import plain
from gridperf.language import use
from gridperf.tables import RESULTS
from tests.book.conftest import Clock
from tests.book.held import NAMES, SIGNED, close, made, records, rulebook

Q1 = ("2024-01", "2024-02", "2024-03")


@pytest.fixture
def clock() -> Clock:
    return Clock("2024-02-01T09:00")


@pytest.fixture
def station(memory, clock) -> gp.Book:
    """Return a Book on a file: what is held back does not depend on the database, and one test compares them."""
    return gp.open_book(memory / "station.book", create=True, clock=clock)


def told(book: gp.Book, line: str = "held", **more: object) -> dict[str, tuple[str, ...]]:
    """Return held, released, passed on, forfeited and standing by person."""
    rows = book.reserves(**more).people.filter(pl.col("line") == line)
    names = ("held", "released", "passed_on", "forfeited", "standing")
    return {row["subject"]: tuple(plain(row[name]) for name in names) for row in rows.iter_rows(named=True)}


def paid(result: gp.Assessment, line: str) -> dict[str, Decimal]:
    return dict(result.pay.select("subject", line).iter_rows())


def test_a_quarter_is_held_back_and_released_to_the_fen(book, clock):
    """Forty percent of three months come back in the third, to whoever leaves in the month of leaving; on either database."""
    rules = rulebook()
    clock.set("2024-04-05T09:00")
    close(book, rules, "2024-01", {"01": 3, "02": 1})
    clock.set("2024-04-06T09:00")
    close(book, rules, "2024-02", {"01": 3, "02": 2, "03": 1}, ends={"02": "2024-02-20"})
    assert told(book) == {
        "01": ("80", "0", "0", "0", "80"),
        "02": ("39.99", "39.99", "0", "0", "0"),
        "03": ("13.33", "0", "0", "0", "13.33"),
    }
    march = close(book, rules, "2024-03", {"01": 3, "03": 1})
    assert paid(march, "released") == {"01": Decimal("120.00"), "03": Decimal("26.66")}
    assert told(book) == {
        "01": ("120", "120", "0", "0", "0"),
        "02": ("39.99", "39.99", "0", "0", "0"),
        "03": ("26.66", "26.66", "0", "0", "0"),
    }
    assert told(book, as_of=dt.datetime(2024, 4, 5, 12)) == {"01": ("40", "0", "0", "0", "40"), "02": ("13.33", "0", "0", "0", "13.33")}
    assert book.reserves("赵一").people["span"].to_list() == [*Q1, "2024Q1"]
    assert march.verify(records("2024-03", {"01": 3, "03": 1}), history=book.sealed(before="2024-03")) == ()
    assert book.verify() == ()


def test_what_is_passed_on_goes_through_the_pool_to_the_best(station, clock):
    """Ten percent and the fines go to everybody by score; a tenth is kept back in the pool and divided when the quarter ends."""
    rules = rulebook()
    for code, seen, missed in zip(Q1, ({"01": 3, "02": 1}, {"01": 3}, {"01": 1, "02": 1}), ({"02": 3}, {}, {}), strict=True):
        clock.set(f"{gp.Period.parse(code).ends_on}T20:00")
        close(station, rules, code, seen, missed=missed)
        found = station.reserves()
        pool = station.assessment(code).pools.filter(pl.col("period") == code, pl.col("line") == "best").row(0, named=True)
        own = found.people.filter(pl.col("line") == "aside", pl.col("span") == code)
        assert pool["fund"] == own["passed_on"].sum() + 5 * sum(missed.values())
        assert pool["fund"] + pool["carried_in"] == pool["reserved"] + pool["paid"] + pool["carried_out"] + pool["returned"]
    assert found.pools.select("line", "kind", "span", "held", "released", "standing").rows() == [
        ("best", "reserve", "2024Q1", Decimal("4.49"), Decimal("4.49"), Decimal(0))
    ]
    assert told(station, "aside") == {"01": ("3.33", "0", "3.33", "0", "0"), "02": ("3.33", "0", "3.33", "0", "0")}
    assert found.broken == station.verify() == ()


def test_whoever_has_left_forfeits_what_is_released_at_the_end(station, clock):
    """Under at_end nothing is released to somebody who does not serve then; it is forfeited, with the reason."""
    rules = rulebook(released={"line": {"release": ["held"], "at": "quarter", "leavers": "at_end"}})
    for code, seen in zip(Q1, ({"01": 3, "02": 1}, {"01": 3}, {"01": 3}), strict=True):
        clock.set(f"{gp.Period.parse(code).ends_on}T20:00")
        close(station, rules, code, seen, ends={"02": "2024-01-31"} if "02" in seen else None)
    row = station.reserves("02").people.filter(pl.col("line") == "held").row(0, named=True)
    assert (row["held"], row["released"], row["forfeited"], row["because"]) == (Decimal("13.33"), 0, Decimal("13.33"), "left")
    assert station.verify() == ()


@pytest.mark.parametrize(("factor", "forfeited"), [("0.8", "24"), ("1.2", "-24")])
def test_a_release_by_a_factor_forfeits_the_rest_or_adds_to_it(station, clock, factor, forfeited):
    """Eighty percent of 120 are released and 24 forfeited; a hundred and twenty percent are 24 more than was held back."""
    rules = rulebook(released={"times": [{"by_grade": {"合格": factor, "not_assessed": 1}}]})
    for code in Q1:
        clock.set(f"{gp.Period.parse(code).ends_on}T20:00")
        close(station, rules, code, {"01": 3})
    row = station.reserves("01").people.filter(pl.col("line") == "held").row(0, named=True)
    assert (row["held"], row["released"] + row["forfeited"], row["because"]) == (120, 120, "rule")
    assert row["forfeited"] == Decimal(forfeited)
    assert station.verify() == ()


def test_a_result_that_rests_on_something_else_is_refused(station, clock, codes):
    """Without the months before, with others, or before a month of the quarter that was put right: it is neither public nor sealed."""
    rules = rulebook()
    close(station, rules, "2024-01", {"01": 3, "02": 1})
    clock.set("2024-03-01T09:00")
    found = records("2024-02", {"01": 3, "02": 1})
    alone = gp.assess(found, rules, "2024-02")
    assert codes(station.publish, alone, window="none", **SIGNED) == ["B120", "B120"]
    other = gp.assess(records("2024-01", {"01": 1, "02": 1}), rules, "2024-01")
    assert codes(station.publish, gp.assess(found, rules, "2024-02", history=[other]), window="none", **SIGNED) == ["B120"]
    station.draft(alone, **SIGNED)
    assert codes(station.publish, "2024-02", window="none", **SIGNED) == ["B120", "B120"]
    station.publish(made(station, rules, "2024-02", found), window="none", **SIGNED)
    right = station.correction({"2024-01": records("2024-01", {"01": 2, "02": 1})})
    station.correct(right, policy="reopen", into="2024-02", **SIGNED)
    assert [problem.code for problem in station.hindrances("2024-02")] == ["B086", "B120"]
    assert codes(station.seal, "2024-02", override="x", **SIGNED) == ["B086", "B120"]
    station.publish(made(station, rules, "2024-02", found), window="none", **SIGNED)
    station.seal("2024-02", **SIGNED)
    assert told(station)["01"] == ("66.66", "0", "0", "0", "66.66")
    assert station.verify() == ()


def test_a_month_sealed_after_the_release_holds_nothing_back(station, clock, codes):
    """What February would hold back after March was sealed, nobody would ever release."""
    rules = rulebook()
    close(station, rules, "2024-01", {"01": 3})
    clock.set("2024-04-01T09:00")
    close(station, rules, "2024-03", {"01": 3})
    late = made(station, rules, "2024-02", records("2024-02", {"01": 3}))
    assert codes(station.publish, late, window="none", **SIGNED) == ["B121"]


@pytest.mark.parametrize(
    "rules",
    [
        rulebook(without=("released", "held")),
        rulebook(released={"line": {"release": ["held"], "at": "half", "leavers": "at_end"}}),
    ],
    ids=["no release", "another day"],
)
def test_terms_of_what_is_held_back_stay_until_it_is_released(station, clock, codes, rules):
    """An edition that would not release in the quarter what was held back in it is refused in its first month; after the quarter it is not."""
    close(station, rulebook(), "2024-01", {"01": 3})
    clock.set("2024-03-01T09:00")
    changed = made(station, rules, "2024-02", records("2024-02", {"01": 3}))
    assert codes(station.publish, changed, window="none", **SIGNED) == ["B122"]
    for code in Q1[1:]:
        close(station, rulebook(), code, {"01": 3})
    clock.set("2024-05-01T09:00")
    close(station, rules, "2024-04", {"01": 3})
    assert station.verify() == ()


@pytest.mark.parametrize("policy", ["reopen", "harmless", "claimants"])
def test_a_corrected_month_changes_what_was_held_back(station, clock, policy):
    """What is released is what was really held back: of whoever was settled as corrected, of others as it was sealed."""
    rules = rulebook()
    close(station, rules, "2024-01", {"01": 3, "02": 3, "03": 3})
    clock.set("2024-03-01T09:00")
    right = {"2024-01": records("2024-01", {"01": 6, "02": 1, "03": 3})}
    found = station.correction(right, claimants=["01"])
    station.correct(found, policy=policy, into="2024-02", **SIGNED)
    held = {"reopen": {"01": "79.99", "02": "13.33", "03": "40"}, "harmless": {"01": "79.99", "02": "40", "03": "40"}}
    held["claimants"] = held["harmless"]
    assert {who: figures[0] for who, figures in told(station).items()} == held[policy]
    for code in Q1[1:]:
        clock.set(f"{gp.Period.parse(code).before(-1).ends_on}T20:00")
        close(station, rules, code, {"01": 3, "02": 3, "03": 3})
    assert {who: figures[1:] for who, figures in told(station).items()} == {
        who: (plain(Decimal(first) + 80), "0", "0", "0") for who, first in held[policy].items()
    }
    assert station.verify() == ()


def test_a_correction_after_the_release_corrects_both(station, clock):
    """The month holds back more, the one that releases gives more back: together nothing but what was earned is settled."""
    rules = rulebook()
    for code in Q1:
        clock.set(f"{gp.Period.parse(code).ends_on}T20:00")
        close(station, rules, code, {"01": 3, "02": 1})
    right = {"2024-01": records("2024-01", {"01": 4, "02": 1})} | {code: records(code, {"01": 3, "02": 1}) for code in Q1[1:]}
    found = station.correction(right)
    changes = found.deltas.filter(pl.col("subject") == "01").group_by("period", "line").agg(pl.col("yuan").sum())
    assert {(period, line): yuan for period, line, yuan in changes.iter_rows() if line in ("held", "released")} == {
        ("2024-01", "held"): Decimal("-13.33"),
        ("2024-03", "released"): Decimal("13.33"),
    }
    station.correct(found, policy="reopen", into="2024-04", **SIGNED)
    assert told(station) == {"01": ("133.33", "133.33", "0", "0", "0"), "02": ("39.99", "39.99", "0", "0", "0")}
    assert station.verify() == ()


def test_a_corrected_month_is_told_by_its_own_result(station, clock):
    """A month made before the one before it was corrected still tells of that as it was; whoever reads both goes by the corrected one."""
    rules = rulebook()
    was, now = (gp.assess(records("2024-01", {"01": times}), rules, "2024-01") for times in (3, 6))
    february = gp.assess(records("2024-02", {"01": 3}), rules, "2024-02", history=[was])
    march = gp.assess(records("2024-03", {"01": 3}), rules, "2024-03", history=[now, february])
    assert paid(march, "released") == {"01": Decimal("159.99")}
    assert march.history.filter(period="2024-01")["total"].to_list() == [6]


def test_what_was_sealed_wrongly_is_named_by_verify(station, clock, monkeypatch):
    """A release of nothing, sealed by a program that did not look: the person, the line and the sum are told."""
    rules = rulebook()
    for code in Q1[:2]:
        clock.set(f"{gp.Period.parse(code).ends_on}T20:00")
        close(station, rules, code, {"01": 3})
    monkeypatch.setattr("gridperf.book.steps.releases", lambda *_: None)
    monkeypatch.setattr("gridperf.book.steps.unheld_run", lambda *_: [])
    alone = gp.assess(records("2024-03", {"01": 3}), rules, "2024-03")
    station.publish(alone, window="none", **SIGNED)
    station.seal("2024-03", **SIGNED)
    problems = station.verify()
    assert [problem.code for problem in problems] == ["B120", "B120", "B123", "B123", "B124", "B125"]
    with use("en"):
        assert problems[4].message == (
            "The line 预留 of 赵一 01 held back 120.00 yuan in 2024Q1, and what was released, passed on, forfeited and still stands comes to 40.00: "
            "80.00 yuan are unaccounted for."
        )
    assert station.reserves().broken == problems[4:]


@pytest.mark.parametrize(("held", "sums"), [(True, ("40.00", "90.00")), (False, ("0.00", "50.00"))])
def test_a_release_of_what_was_never_held_back_is_named(station, clock, monkeypatch, held, sums):
    """Fifty yuan more than was held back, to somebody from whom something was, or nothing: none of it is accounted for."""
    rules = rulebook() if held else rulebook(held={"roles": ["队长"]})
    clock.set("2024-03-31T20:00")
    monkeypatch.setattr("gridperf.book.steps.releases", lambda *_: None)
    monkeypatch.setattr("gridperf.book.steps.unheld_run", lambda *_: [])
    invented = pl.DataFrame([("01", "2024-02", "held", Decimal(-50))], schema=RESULTS["reserves"].schema, orient="row")
    station.publish(gp.assess(records("2024-03", {"01": 3}), rules, "2024-03", reserves=invented), window="none", **SIGNED)
    station.seal("2024-03", **SIGNED)
    (wrong,) = [problem for problem in station.verify() if problem.code == "B124"]
    assert (wrong.values["held"], wrong.values["missing"]) == (sums[0], "-50.00")
    assert station.reserves("01").people.filter(pl.col("released") > 0)["released"].to_list() == [Decimal(sums[1])]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh",
            "2024-02 的结果说 01 在 2024-01 的“预留”是 0.00 元，而台账里定稿的各期是 -40.00 元：发放的预留就不对了，因此没有记入。",
        ),
        (
            "en",
            "The result of 2024-02 says the line 预留 of 01 was 0.00 yuan in 2024-01, and the sealed periods of the Book say -40.00: what it releases would be wrong, so it was not taken in.",
        ),
    ],
)
def test_the_words_of_a_refusal(station, clock, language, said):
    """Who, which line of which month, and both amounts."""
    close(station, rulebook(), "2024-01", {"01": 3})
    alone = gp.assess(records("2024-02", {"01": 3}), rulebook(), "2024-02")
    with use(language), pytest.raises(gp.BookError) as caught:
        station.publish(alone, window="none", **SIGNED)
    with use(language):
        assert caught.value.problems[0].message == said


def test_a_book_that_holds_nothing_back_says_so(book, month):
    """Nothing is held back by the rules of most counties, and nothing is asked of their results."""
    book.publish(month("2026-10"), window="none", **SIGNED)
    found = book.reserves()
    assert (found.people.height, found.pools.height, found.totals.height, found.broken) == (0, 0, 0, ())
    assert book.held_back().height == 0


def test_somebody_unknown_is_refused(station, codes):
    """A name nobody has, or several people have."""
    close(station, rulebook(), "2024-01", {"01": 3})
    assert codes(station.reserves, "某人") == ["B037"]
    assert set(NAMES) >= set(station.reserves().people["subject"])
