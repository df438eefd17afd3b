"""Accounts in a Book: what can be spent, what is refused and why, and what a correction leaves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import create_engine, update

import gridperf as gp
from gridperf.book.chain import canonical, digest_of, written
from gridperf.book.schema import EVENTS
from gridperf.book.store import _url
from gridperf.language import use
from tests.book.conftest import Clock
from tests.book.purses import RESET, close, month, records, rulebook

HANDED = {"by": "刘库管", "why": "领取单1"}


@pytest.fixture
def clock() -> Clock:
    return Clock("2024-02-01T09:00")


@pytest.fixture
def station(tmp_path, clock) -> gp.Book:
    """Return a Book with January sealed: 30 points, 10, and none."""
    book = gp.open_book(tmp_path / "station.book", create=True, clock=clock)
    close(book, rulebook(), "2024-01", {"01": 3, "02": 1})
    return book


def left(book: gp.Book, column: str = "balance") -> dict[str, Decimal]:
    return dict(book.accounts.balances().select("subject", column).rows())


def test_goods_are_taken_brought_back_and_counted_in_the_month(station, clock):
    """Taken in February, one brought back in March: each month's sealed result says what went out in it."""
    accounts = station.accounts
    taken = accounts.redeem("赵一", "肥皂", 4, **HANDED)
    assert (taken.number, taken.subject, taken.period, taken.points) == (3, "01", "2024-02", 10)
    assert left(station) == {"01": 20, "02": 10, "03": 0}
    clock.set("2024-03-02T09:00")
    february = close(station, rulebook(), "2024-02", {"01": 1})
    assert february.accounts.select("opening", "earned", "spent", "closing").row(0) == (30, 10, 10, 30)
    assert february.accounts["note"][0] == "表扬 1，得 10；台账兑换 肥皂 × 4（2024-02-01，10）"
    back = accounts.refund(taken.number, 1, by="刘库管", why="包装破损")
    assert (back.quantity, back.points, back.of) == (-1, Decimal("-2.5"), taken.number)
    assert left(station)["01"] == Decimal("32.5")
    clock.set("2024-04-02T09:00")
    march = close(station, rulebook(), "2024-03", {})
    assert march.accounts.select("opening", "spent", "closing").row(0) == (30, Decimal("-2.5"), Decimal("32.5"))
    assert left(station)["01"] == Decimal("32.5")
    assert station.verify() == ()
    assert march.verify() == february.verify() == ()
    moved = accounts.movements("01")
    assert moved.select("event", "by", "kind", "period", "points").rows() == [
        (2, "李强", "earned", "2024-01", 30),
        (3, "刘库管", "redeem", "2024-02", -10),
        (5, "李强", "earned", "2024-02", 10),
        (6, "刘库管", "refund", "2024-03", Decimal("2.5")),
    ]
    assert dict(accounts.balances(as_of=dt.datetime(2024, 2, 1, 12)).select("subject", "balance").rows())["01"] == 20


def test_a_result_is_recomputed_from_records_without_the_book(station, clock):
    """A sealed result whose exchanges came from a Book holds against its records and the months before."""
    station.accounts.redeem("01", "大米", **HANDED)
    clock.set("2024-03-02T09:00")
    close(station, rulebook(), "2024-02", {"01": 1})
    loaded = station.assessment("2024-02")
    assert loaded.accounts["spent"].to_list() == [20, 0, 0]
    exchanges = station.accounts.exchanges("2024-02")
    assert exchanges.rows() == [("01", "points", dt.date(2024, 2, 1), 20, "台账兑换 大米 × 1（2024-02-01，20）")]
    assert station.accounts.exchanges("2024-01") is None


@pytest.mark.parametrize(
    ("worker", "goods", "quantity", "codes_"),
    [
        ("02", "肥皂", 4, []),
        ("02", "肥皂", 5, ["B103", "B104"]),
        ("01", "肥皂", 5, ["B104"]),
        ("02", "大米", 1, ["B103"]),
        ("01", "大米", 3, ["B103", "B105"]),
        ("03", "肥皂", 1, ["B103"]),
        ("04", "肥皂", 1, ["B037"]),
        ("01", "香皂", 1, ["B102"]),
    ],
)
def test_goods_are_refused_with_every_reason(station, codes, worker, goods, quantity, codes_):
    """Not enough points, beyond the limit, beyond the stock, nobody, nothing: all that apply at once, and nothing is noted."""
    if codes_:
        assert codes(station.accounts.redeem, worker, goods, quantity, **HANDED) == codes_
    else:
        assert station.accounts.redeem(worker, goods, quantity, **HANDED).number == 3
    assert len(station.events()) == (2 if codes_ else 3)


def test_a_dry_run_notes_nothing(station, codes):
    """What would be noted is what is noted, but for its number; and it is refused alike."""
    shown = station.accounts.redeem("01", "大米", dry_run=True, **HANDED)
    assert len(station.events()) == 2
    assert replace(station.accounts.redeem("01", "大米", **HANDED), number=0) == shown
    assert station.accounts.refund(3, dry_run=True, **HANDED).points == -20
    assert codes(station.accounts.redeem, "01", "大米", dry_run=True, **HANDED) == ["B103"]
    assert len(station.events()) == 3


def test_stock_and_limit_are_those_of_the_period(station, clock, codes):
    """What was brought back is on the shelf again; in the next month there is another stock and another limit."""
    accounts = station.accounts
    first = accounts.redeem("01", "肥皂", 4, **HANDED)
    assert codes(accounts.redeem, "01", "肥皂", **HANDED) == ["B104"]
    accounts.refund(first.number, 2, **HANDED)
    accounts.redeem("01", "肥皂", 2, **HANDED)
    clock.set("2024-03-01T09:00")
    assert accounts.redeem("01", "肥皂", 4, **HANDED).period == "2024-03"


def test_what_an_open_month_may_wipe_out_cannot_be_spent(tmp_path, clock, codes):
    """With a reset that clears the balance, March is for spending only once February is sealed; within February all of January is."""
    rules = rulebook(reset=RESET)
    book = gp.open_book(tmp_path / "reset.book", create=True, clock=clock)
    close(book, rules, "2024-01", {"01": 3})
    assert left(book, "free")["01"] == 30
    clock.set("2024-03-01T09:00")
    assert (left(book)["01"], left(book, "free")["01"]) == (30, 0)
    assert codes(book.accounts.redeem, "01", "肥皂", **HANDED) == ["B103"]
    close(book, rules, "2024-02", {}, cheats=["02"], redemptions=[])
    assert book.accounts.redeem("01", "肥皂", **HANDED).points == Decimal("2.5")


def test_what_expires_in_an_open_month_cannot_be_spent_after_it(tmp_path, clock, codes):
    """Points of January that live one more month are gone in March, sealed or not; what came back late expires at the end of its month."""
    rules = rulebook(expires={"periods": 1})
    book = gp.open_book(tmp_path / "age.book", create=True, clock=clock)
    close(book, rules, "2024-01", {"01": 3})
    taken = book.accounts.redeem("01", "大米", **HANDED)
    clock.set("2024-03-01T09:00")
    assert left(book, "free")["01"] == 0
    close(book, rules, "2024-02", {})
    assert left(book)["01"] == 0
    book.accounts.refund(taken.number, **HANDED)
    assert left(book)["01"] == 20
    clock.set("2024-04-01T09:00")
    assert left(book, "free")["01"] == 0
    march = close(book, rules, "2024-03", {})
    assert march.accounts.select("opening", "spent", "expired", "closing").row(0) == (0, -20, 20, 0)
    assert book.verify() == ()


def test_points_that_last_so_many_days_are_spent_in_time(tmp_path, clock, codes):
    """January's points last ten days of February: taken on the tenth they pay, on the eleventh they are gone, sealed or not."""
    rules = rulebook(expires={"days": 10})
    book = gp.open_book(tmp_path / "days.book", create=True, clock=clock)
    close(book, rules, "2024-01", {"01": 3, "02": 3})
    clock.set("2024-02-10T20:00")
    book.accounts.redeem("01", "大米", **HANDED)
    clock.set("2024-02-11T09:00")
    assert (left(book, "free")["01"], left(book)["01"]) == (0, 10)
    assert codes(book.accounts.redeem, "01", "肥皂", **HANDED) == ["B103"]
    clock.set("2024-03-01T09:00")
    february = close(book, rules, "2024-02", {"02": 1})
    assert february.accounts.select("opening", "earned", "spent", "expired", "closing").rows()[:2] == [
        (30, 0, 20, 10, 0),
        (30, 10, 0, 30, 10),
    ]
    assert book.verify() == ()


def test_a_month_that_is_public_takes_no_more_exchanges(station, clock, codes):
    """A result says what was spent in its month; an exchange after it waits for the next."""
    clock.set("2024-02-29T18:00")
    made = month(rulebook(), "2024-02", {}, station.sealed(before="2024-02"), redemptions=[])
    station.publish(made, window="none", by="王芳", why="二月")
    assert codes(station.accounts.redeem, "01", "肥皂", **HANDED) == ["B106"]
    clock.set("2024-03-01T09:00")
    assert station.accounts.redeem("01", "肥皂", **HANDED).period == "2024-03"


def test_a_result_without_the_exchanges_of_the_book_is_not_made_public(station, clock, codes):
    """Neither a result that leaves them out, nor a draft made before them; and records must not say them again."""
    draft = month(rulebook(), "2024-02", {}, station.sealed(before="2024-02"), redemptions=[])
    station.draft(draft, by="王芳", why="初算")
    station.accounts.redeem("01", "大米", **HANDED)
    clock.set("2024-03-01T09:00")
    assert codes(station.publish, "2024-02", window="none", **HANDED) == ["B111"]
    assert codes(station.publish, draft, window="none", **HANDED) == ["B111"]
    twice = {"redemptions": [("01", "大米", 1)], "exchanges": station.accounts.exchanges("2024-02")}
    assert codes(month, rulebook(), "2024-02", {}, station.sealed(before="2024-02"), **twice) == ["A164"]


def test_whoever_left_spends_what_is_there(station, clock):
    """Somebody who is not on the roster any more keeps the points, and what is taken for them stands in the month's result."""
    station.accounts.redeem("01", "大米", **HANDED)
    clock.set("2024-03-01T09:00")
    february = close(station, rulebook(), "2024-02", {}, people=["02", "03"])
    assert february.accounts.select("subject", "spent", "closing").rows() == [("01", 20, 10), ("02", 0, 10), ("03", 0, 0)]
    assert left(station)["01"] == 10


def test_a_bad_return_is_refused(station, clock, codes):
    """No such exchange, more than was taken, or what was settled."""
    accounts = station.accounts
    taken = accounts.redeem("01", "肥皂", 3, **HANDED)
    accounts.refund(taken.number, 1, **HANDED)
    for number, quantity in ((1, None), (99, None), (taken.number, 3), (taken.number + 1, 1)):
        assert codes(accounts.refund, number, quantity, **HANDED) == ["B107"]
    with pytest.raises(ValueError, match="at least 1"):
        accounts.refund(taken.number, 0, **HANDED)
    with pytest.raises(ValueError, match="at least 1"):
        accounts.redeem("01", "肥皂", 0, **HANDED)
    for code in ("2024-02", "2024-03"):
        clock.set(f"{gp.Period.parse(code).ends_on}T20:00")
        close(station, rulebook(), code, {})
    clock.set("2024-04-01T09:00")
    accounts.settle("2024Q1", **HANDED)
    assert codes(accounts.refund, taken.number, **HANDED) == ["B108"]


def test_a_quarter_is_settled_once_and_adds_up(station, clock, codes):
    """Opening, earned, spent and closing of everybody; again, too early, or for no longer period it is refused."""
    accounts = station.accounts
    accounts.redeem("01", "大米", **HANDED)
    assert codes(accounts.settle, "2024Q1", **HANDED) == ["B109"]
    for code, praised in (("2024-02", {"02": 1}), ("2024-03", {"03": 2})):
        clock.set(f"{gp.Period.parse(code).ends_on}T20:00")
        close(station, rulebook(), code, praised)
    assert accounts.settle("2024Q1", dry_run=True, **HANDED).number == 0
    done = accounts.settle("2024Q1", **HANDED)
    assert {name: int(points) for name, points in done.totals.items() if points} == {"earned": 70, "spent": 20, "closing": 50}
    assert done.table.select("subject", "closing").rows() == [("01", 10), ("02", 20), ("03", 20)]
    assert codes(accounts.settle, "2024Q1", **HANDED) == ["B110"]
    for code in ("2024-01", "春季"):
        assert codes(accounts.settle, code, **HANDED) == ["B113"]
    assert station.verify() == ()


def test_after_a_correction_to_less_the_account_stands_at_nothing(station, clock, monkeypatch):
    """Goods that are gone stay gone: what January no longer covers is written off, and what is earned later stays whole."""
    station.accounts.redeem("01", "大米", **HANDED)
    corrected = month(rulebook(), "2024-01", {"01": 1}, redemptions=[])
    exchanges = station.accounts.exchanges("2024-02")
    february = month(rulebook(), "2024-02", {"01": 1}, [corrected], exchanges=exchanges)
    row = february.accounts.row(0, named=True)
    assert (row["opening"], row["spent"], row["closing"]) == (10, 10, 10)
    assert row["note"] == "表扬 1，得 10；台账兑换 大米 × 1（2024-02-01，20）；更正后不足，核销 10"
    assert february.verify() == ()
    # a February sealed before January was corrected: its own figures stay, the next month opens by what is true
    before = month(rulebook(), "2024-02", {"01": 1}, [month(rulebook(), "2024-01", {"01": 3}, redemptions=[])], exchanges=exchanges)
    march = month(rulebook(), "2024-03", {}, [corrected, before], redemptions=[])
    assert march.accounts["opening"][0] == 10
    clock.set("2024-03-01T09:00")
    station.publish(february, window="none", **HANDED)
    station.seal("2024-02", **HANDED)
    assert left(station, "written_off")["01"] == 10


def test_a_correction_goes_through_the_months_after_it(station, clock):
    """January corrected to less takes February along, which pays what it can; corrected back, nothing is written off any more."""
    accounts = station.accounts
    accounts.redeem("01", "大米", **HANDED)
    clock.set("2024-03-01T09:00")
    close(station, rulebook(), "2024-02", {"01": 1})
    for praised, opening, spent, off in ((1, 10, 10, 10), (3, 30, 20, 0)):
        given = {"2024-01": records("2024-01", {"01": praised, "02": 1}, redemptions=[]), "2024-02": records("2024-02", {"01": 1})}
        station.correct(station.correction(given), policy="reopen", into="2024-03", by="王芳", why="更正表扬")
        row = station.assessment("2024-02").accounts.row(0, named=True)
        assert (row["opening"], row["spent"], row["closing"]) == (opening, spent, opening - spent + 10)
        assert (left(station)["01"], left(station, "written_off")["01"]) == (row["closing"], off)
        assert station.verify() == ()
    clock.set("2024-04-01T09:00")
    assert close(station, rulebook(), "2024-03", {}).accounts["opening"][0] == 20


def test_a_correction_while_the_month_is_open_leaves_nothing_below_nothing(station):
    """A bag of rice for 20 of 30 points, which turn out to be 10: nothing is left, ten are written off, and come back with the bag."""
    taken = station.accounts.redeem("01", "大米", **HANDED)
    given = {"2024-01": records("2024-01", {"01": 1, "02": 1}, redemptions=[])}
    station.correct(station.correction(given), policy="reopen", into="2024-02", by="王芳", why="更正表扬")
    assert [left(station, name)["01"] for name in ("balance", "free", "written_off")] == [0, 0, 10]
    station.accounts.refund(taken.number, **HANDED)
    assert [left(station, name)["01"] for name in ("balance", "free", "written_off")] == [10, 10, 0]
    assert station.verify() == ()


def test_movements_written_behind_the_book_are_found(station, tmp_path):
    """An exchange whose points were raised beyond what was there, with a chain made to fit, is named by verify."""
    station.accounts.redeem("01", "大米", **HANDED)
    event = station.events()[-1]
    body = {**event.body, "quantity": 2, "points": "40"}
    forged = digest_of({**event.as_dict(), "at": written(event.at), "body": body})
    engine = create_engine(_url(tmp_path / "station.book"))
    with engine.begin() as connection:
        connection.execute(update(EVENTS).where(EVENTS.c.seq == 3).values(body=canonical(body), digest=forged))
    engine.dispose()
    assert [problem.code for problem in station.verify()] == ["B112"]


def test_a_book_without_accounts_says_so(book, codes):
    """Nothing can be taken before a sealed result brings an account."""
    assert codes(book.accounts.redeem, "01", "肥皂", **HANDED) == ["B101"]
    assert book.accounts.balances().height == book.accounts.movements().height == 0
    assert book.accounts.exchanges("2024-01") is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "钱二 兑换“大米”× 1 需要 20分，现在可用的只有 10分（账面 10，定稿到 2024-01），因此没有兑换。"),
        ("en", "大米 × 1 costs 20 分, and 钱二 can spend 10 now (on the books 10, sealed to 2024-01), so nothing was handed out."),
    ],
)
def test_the_words_of_a_refusal(station, language, said):
    """What it costs, what there is, and why not all of it can be spent."""
    with use(language), pytest.raises(gp.BookError) as caught:
        station.accounts.redeem("02", "大米", **HANDED)
    with use(language):
        assert [problem.message for problem in caught.value.problems] == [said]
