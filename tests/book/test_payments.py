"""A payment is kept once, in its order and byte for byte; the next one goes on from it, and what it pays is paid."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from sqlalchemy import event, update
from sqlalchemy.engine import Engine

import gridperf as gp
from gridperf import payroll
from gridperf.book.chain import PAYMENT, append, events, said
from gridperf.book.schema import CONTENTS
from gridperf.payroll.store import contents_of
from tests.book.test_cli import invoke
from tests.unit.payroll.making import earned, looked_at, payee, payees_of, plain

SIGNED = {"by": "陈会计", "why": "批次"}
PEOPLE = ("A1", "A2")
OPENING = [
    {"worker_id": worker, "through": "2026-10", "income": 50000, "withheld": 0}
    | dict.fromkeys(("exempt", "special", "other", "pension", "relief", "bonus"), 0)
    for worker in PEOPLE
]


def seal(book, clock, result, at="2026-11-03T09:00"):
    """Seal *result* at once."""
    clock.set(at)
    book.publish(result, by="王芳", why="考核", window="none")
    book.seal(result.period.code, by="李强", why="无异议")


@pytest.fixture
def settle(tmp_path, month):
    """Return what settles a payment of a day that pays results, by their codes, and goes on from a payment."""
    rules, people = plain(tmp_path), payees_of(*(payee(worker) for worker in PEOPLE), opening=OPENING)

    def settled(day: str, *periods: str, before=None, pay: int = 9000) -> payroll.Payroll:
        parts = [replace(earned({worker: {"base": pay} for worker in PEOPLE}, code), digest=month(code).digest) for code in periods]
        return looked_at(payroll.settle(parts, people, rules, paid_on=dt.date.fromisoformat(day), before=before))

    return settled


def test_months_are_kept_one_after_the_other_and_each_goes_on_from_the_last(book, clock, month, settle, tmp_path):
    """Balances come from the Book, the bytes are those that were saved, and the results are noted as paid."""
    assert payroll.last_payment(book, dt.date(2026, 11, 10)) is None
    seal(book, clock, month("2026-10"))
    november = settle("2026-11-10", "2026-10")
    clock.set("2026-11-10T16:00")
    kept = payroll.keep_payment(november, book, by="陈会计", why="批次 11-01")
    assert (kept.month, kept.people, kept.net, kept.by, kept.number) == ("2026-11", 2, november.totals["net"], "陈会计", 4)
    assert [(event.kind, event.period, event.made) for event in book.events()[2:]] == [
        ("pay", "2026-10", "records"),
        (PAYMENT, "2026-11", "payments"),
    ]
    assert book.standing("2026-10").state == "paid"
    before = payroll.last_payment(book, dt.date(2026, 12, 10))
    assert before.digest == november.digest
    assert book.payments.files("2026-11") == contents_of(november)
    seal(book, clock, month("2026-11"), "2026-12-03T09:00")
    december = settle("2026-12-10", "2026-11", before=before)
    payroll.keep_payment(december, book, **SIGNED)
    balances = payroll.kept_payment(book, "2026-12").balances
    assert balances["income"].to_list() == [Decimal(68000)] * 2
    assert balances["through"].unique().to_list() == ["2026-12"]
    assert [one.month for one in book.payments.kept()] == ["2026-11", "2026-12"]
    assert [one.month for one in book.payments.kept(as_of=dt.datetime(2026, 12, 1))] == ["2026-11"]
    assert book.verify() == ()
    folder = book.export(tmp_path / "whole")
    assert payroll.load_payroll(folder / "payments/2026-12").digest == december.digest


def test_a_new_tax_year_begins_with_nothing(book, clock, month, settle):
    """In January a payment may go on from none: balances begin at 0."""
    seal(book, clock, month("2026-10"))
    payroll.keep_payment(settle("2026-12-10", "2026-10", before=payroll_of_november(settle)), book, **SIGNED)
    seal(book, clock, month("2026-11"), "2027-01-03T09:00")
    payroll.keep_payment(settle("2027-01-10", "2026-11"), book, **SIGNED)
    assert payroll.kept_payment(book, "2027-01").balances["income"].to_list() == [Decimal(9000)] * 2
    assert book.verify() == ()


def payroll_of_november(settle) -> payroll.Payroll:
    return settle("2026-11-10", "2026-09")


def test_no_month_is_paid_twice_out_of_order_or_from_elsewhere(book, clock, month, settle, codes):
    """Each refusal says why, and nothing is in the Book afterwards that was not there before."""
    seal(book, clock, month("2026-10"))
    seal(book, clock, month("2026-11"))
    payroll.keep_payment(settle("2026-12-10", "2026-10", before=payroll_of_november(settle)), book, **SIGNED)
    at = len(book.events())
    keep, kept = payroll.keep_payment, payroll.kept_payment(book, "2026-12")
    assert codes(keep, settle("2026-12-20", "2026-11", before=payroll_of_november(settle)), book, **SIGNED) == ["B131"]
    assert codes(keep, settle("2026-11-20", "2026-11"), book, **SIGNED) == ["B132"]
    assert codes(payroll.last_payment, book, dt.date(2026, 12, 31)) == ["Y064"]
    assert codes(payroll.last_payment, book, dt.date(2026, 11, 30)) == ["Y065"]
    assert codes(payroll.refuse_unsealed, [month("2026-10"), month("2026-11")], book) == ["Y063"]
    january = settle("2027-01-10", "2026-10", "2026-12", before=kept)
    assert codes(keep, january, book, **SIGNED) == ["B031", "B134"]
    assert codes(keep, settle("2027-01-10", "2026-11", "2026-12", before=kept), book, **SIGNED) == ["B134"]
    waiting = settle("2027-01-10", "2026-11", before=kept)
    waiting = replace(waiting, tables={**waiting.tables, "exceptions": waiting.exceptions.clear().vstack(one_exception(waiting))})
    assert codes(keep, waiting, book, **SIGNED) == ["Y042"]
    assert codes(keep, settle("2027-01-10", "2026-11", before=kept), book, by="", why="x") == ["B040"]
    assert codes(book.payments.files, "2026-11") == ["B135"]
    assert len(book.events()) == at
    assert book.standing("2026-11").state == "sealed"
    payroll.keep_payment(settle("2027-01-10", "2026-11", before=kept), book, **SIGNED)
    seal(book, clock, month("2026-12"))
    elsewhere = settle("2027-02-10", "2026-12", before=settle("2027-01-10", "2026-11", pay=8000))
    assert codes(keep, elsewhere, book, **SIGNED) == ["B133"]


def one_exception(paid: payroll.Payroll) -> pl.DataFrame:
    row = dict.fromkeys(paid.exceptions.columns) | {"exception": "zero", "worker_id": "A1", "name": "王A1", "amount": Decimal("0.00")}
    return pl.DataFrame([row], schema=paid.exceptions.schema)


def test_refusals_in_words(book, clock, month, settle):
    """Who paid when, which month is the last, and what to do instead."""
    seal(book, clock, month("2026-10"))
    payroll.keep_payment(settle("2026-11-10", "2026-10"), book, **SIGNED)
    with pytest.raises(gp.BookError) as caught:
        payroll.keep_payment(settle("2026-11-20", "2026-10"), book, **SIGNED)
    with gp.language.use("zh"):
        assert [problem.code for problem in caught.value.problems] == ["B131", "B031"]
        assert caught.value.problems[0].message == "2026-11 已经发放过，陈会计 记在台账第 4 步；同一个月不能发放两次，因此没有记入。"
    with pytest.raises(gp.GridperfError) as caught:
        payroll.last_payment(book, dt.date(2026, 11, 20))
    (problem,) = caught.value.problems
    assert problem.message == (
        f"2026-11 was paid already: 陈会计 noted it in step 4 of the Book {book.name}. A month is not paid twice, and nobody was paid."
    )
    assert problem.hint == "Check the day of payment; what is paid later or claimed back goes into the adjustments of the next month."


def test_looking_whether_it_could_be_kept_keeps_nothing(book, clock, month, settle, codes):
    """A dry run says the same as keeping would, and leaves no trace."""
    payment = settle("2026-11-10", "2026-10")
    assert codes(payroll.keep_payment, payment, book, **SIGNED, dry_run=True) == ["B134"]
    seal(book, clock, month("2026-10"))
    found = payroll.keep_payment(payment, book, **SIGNED, dry_run=True)
    assert (found.number, found.month, found.digest) == (0, "2026-11", payment.digest)
    assert (book.payments.kept(), book.standing("2026-10").state) == ((), "sealed")


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_payment_that_fails_while_it_is_kept_is_not_there_at_all(book, clock, month, settle):
    """At every statement, and at the commit: neither is the payment in the Book nor are its results paid, and then both are."""
    seal(book, clock, month("2026-10"))
    payment, left, failed = settle("2026-11-10", "2026-10"), [0], 0

    def fail(connection, *_):
        if connection.get_execution_options().get("book_writes"):
            left[0] -= 1
            if left[0] == 0:
                raise RuntimeError

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, fail)
    try:
        for point in range(1, 100):
            left[0] = point
            try:
                payroll.keep_payment(payment, book, **SIGNED)
            except RuntimeError:
                failed += 1
                assert (len(book.events()), book.payments.kept(), book.standing("2026-10").state) == (2, (), "sealed")
                assert book.verify() == ()
            else:
                break
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(Engine, name, fail)
    assert failed >= len(contents_of(payment)) + 3
    assert (len(book.events()), book.standing("2026-10").state, book.verify()) == (4, "paid", ())


def test_any_changed_byte_of_a_payment_is_found(book, clock, month, settle, codes):
    """By verifying the Book, and by whoever would go on from it."""
    seal(book, clock, month("2026-10"))
    payment = settle("2026-11-10", "2026-10")
    payroll.keep_payment(payment, book, **SIGNED)
    sha256 = book.payments.kept()[0].files["slips.parquet"]
    with book._store.writing() as connection:
        connection.execute(update(CONTENTS).where(CONTENTS.c.sha256 == sha256).values(content=b"PAR1"))
    assert [(problem.code, problem.values["file"]) for problem in book.verify()] == [("B052", "slips.parquet")]
    assert codes(payroll.last_payment, book, dt.date(2026, 12, 10)) == ["B052"]


def test_a_payment_that_cannot_have_followed_is_found(book, clock, month, settle):
    """Of a chain that was written by other means: a month again, or results that were not paid with it."""
    seal(book, clock, month("2026-10"))
    payroll.keep_payment(settle("2026-11-10", "2026-10"), book, **SIGNED)
    body = dict(book.events()[-1].body)
    with book._store.writing() as connection:
        for period, results in (("2026-11", body["results"]), ("2026-12", ["0" * 64])):
            step = said(clock(), "某人", "某事")
            append(
                connection, events(connection), step, PAYMENT, (period, "payments"), {**body, "before": body["digest"], "results": results}
            )
    assert [(problem.code, problem.values["month"]) for problem in book.verify()] == [("B136", "2026-11"), ("B136", "2026-12")]


def test_at_a_shell(month, settle, tmp_path):
    """Shown first, kept with --apply, listed by status; then the month is paid and nothing is kept twice."""
    place = tmp_path / "county.book"
    book = gp.open_book(place, create=True)
    book.publish(month("2026-10"), window="none", by="王芳", why="考核")
    book.seal("2026-10", by="李强", why="无异议")
    folder = settle("2026-11-10", "2026-10").save(tmp_path / "paid/2026-11")
    line = ["book", "pay", place, folder, "--by", "陈会计", "--why", "批次"]
    shown = invoke(*line)
    assert shown.exit_code == 0
    assert shown.stdout.startswith("Would keep the payment of 2026-11: 2 people, 17,760.00 yuan net, digest ")
    assert "add --apply" in shown.stderr
    done = invoke(*line, "--apply")
    assert done.stdout.startswith("Kept the payment of 2026-11: 2 people, 17,760.00 yuan net, step 4")
    assert "B131" in invoke(*line, "--apply").stderr
    assert "Payments" in invoke("book", "status", place).stdout
    (known,) = json.loads(invoke("book", "status", place, "--json").stdout)["payments"]
    assert (known["month"], known["net"], known["people"], known["by"]) == ("2026-11", "17760.00", 2, "陈会计")
    assert invoke("book", "verify", place).exit_code == 0
