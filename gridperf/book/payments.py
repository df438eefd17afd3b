"""A month is paid once and in its order; a payment leaves the Book byte for byte as it came in, and what it pays is sealed and then paid.

The Book keeps the bytes of a payment and what is said at its head; what stands in them is for whoever settled it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from gridperf.book import steps
from gridperf.book.chain import PAYMENT, Event, Said, append, events, said
from gridperf.book.runs import keep_contents, whole
from gridperf.book.schema import EVENTS
from gridperf.book.state import Standing, standings
from gridperf.book.store import Store
from gridperf.errors import BookError, Problem, Where

__all__ = ["Payment", "Payments", "payment_files", "payments_in", "unfollowed"]

_MADE = "payments"
"""What an event of a payment is made from, where one of a period says `records` or `periods`."""


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment: what is said at its head.

    Attributes:
        month: calendar month of payment, such as `2026-11`.
        digest: identifies it, and covers its files.
        before: digest of the payment it went on from; empty if it went on from none.
        results: digests of the results it pays.
        people: how many people it pays.
        net: what is paid out, in yuan.
        files: SHA-256 of each file.
        number: number of its event; 0 while it is not kept.
        at: when it was kept.
        by: who paid.
        why: why.
    """

    month: str
    digest: str
    before: str
    results: tuple[str, ...]
    people: int
    net: Decimal
    files: Mapping[str, str]
    number: int = 0
    at: dt.datetime | None = None
    by: str = ""
    why: str = ""

    def as_body(self) -> dict[str, Any]:
        """Return what the event says of it."""
        own = {name: getattr(self, name) for name in ("digest", "before", "people")}
        return {**own, "results": list(self.results), "net": str(self.net), "files": dict(self.files)}


class Payments:
    """The payments in a Book, as `Book.payments` gives them."""

    def __init__(self, store: Store, clock: Callable[[], dt.datetime]) -> None:
        self._store = store
        self._clock = clock

    def keep(self, payment: Payment, files: Mapping[str, bytes], *, by: str, why: str, dry_run: bool = False) -> Payment:
        """Keep *payment*, and note the results it pays as paid: both, or neither.

        Args:
            payment: what is said at its head; its `files` are told from *files*.
            files: its files by name.
            by: who paid.
            why: why.
            dry_run: only look whether it could be kept.

        Returns:
            The payment as it was kept; with *dry_run* as it was given.

        Raises:
            BookError: B131 if the month was paid, B132 if a later one was, B133 if it does not go on from the last one of its tax year,
                B134 for every result that is not sealed here, B031 for every one that is paid, B032 for every one that pays nobody,
                B040 to B042 for the signature and the clock.
        """
        step = said(self._clock(), by, why)
        held = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        new = replace(payment, files=held)
        if dry_run:
            with self._store.reading() as connection:
                _followed(connection, new)
            return new
        with self._store.writing() as connection:
            number = _keep(connection, new, {held[name]: content for name, content in files.items()}, step)
        return next(one for one in self.kept() if one.number == number)

    def kept(self, *, as_of: dt.datetime | None = None) -> tuple[Payment, ...]:
        """Return every payment, the first first; those kept after *as_of* left out."""
        with self._store.reading() as connection:
            return tuple(payments_in(events(connection, until=as_of)))

    def files(self, month: str) -> dict[str, bytes]:
        """Return the files of the payment of *month* by name, as they came in.

        Raises:
            BookError: B135 if the month was not paid, B052 if a file was changed.
        """
        with self._store.reading() as connection:
            found = list(payments_in(events(connection)))
            one = next((each for each in found if each.month == month), None)
            if one is None:
                known = "、".join(each.month for each in found) or "—"
                raise BookError(Problem("B135", values={"month": month, "known": known}))
            return payment_files(connection, one)


def payments_in(chain: Iterable[Event]) -> Iterator[Payment]:
    """Yield the payments that *chain* keeps, the first first.

    Raises:
        BookError: B051 if an event says something that cannot be read.
    """
    for event in chain:
        if event.kind == PAYMENT:
            body = event.body
            try:
                head = (body["digest"], body["before"], tuple(body["results"]), body["people"], Decimal(body["net"]), dict(body["files"]))
            except (KeyError, TypeError, ValueError, ArithmeticError):
                raise BookError(Problem("B051", values={"seq": event.seq})) from None
            yield Payment(event.period, *head, number=event.seq, at=event.at, by=event.by, why=event.why)


def payment_files(connection: Connection, payment: Payment) -> dict[str, bytes]:
    """Return the files of *payment* by name, each compared with its SHA-256.

    Raises:
        BookError: B052 if one is missing or was changed.
    """
    return whole(connection, payment.files, payment.number)


def unfollowed(chain: Iterable[Event]) -> Iterator[Problem]:
    """Yield B136 for every payment in *chain* that could not be kept after those before it."""
    before: list[Event] = []
    for event in chain:
        for new in payments_in([event]):
            stood = standings(before).values()
            paid = {each.period for each in stood if each.state == "paid" and _digest(each) in new.results}
            known = {_digest(each) for each in stood}
            if _out_of_order(new, list(payments_in(before))) or not known.issuperset(new.results) or len(paid) != len(set(new.results)):
                yield Problem("B136", Where(table=EVENTS.name, row=event.seq), {"seq": event.seq, "month": new.month})
        before.append(event)


def _keep(connection: Connection, new: Payment, files: Mapping[str, bytes], step: Said) -> int:
    """Keep *new* with its *files* by SHA-256, and return the number of its event."""
    for each in _followed(connection, new):
        steps.pay(connection, each.period, each.made, step)
    chain = events(connection)
    event = append(connection, chain, step, PAYMENT, (new.month, _MADE), new.as_body())
    keep_contents(connection, files)
    return event.seq


def _followed(connection: Connection, new: Payment) -> list[Standing]:
    """Return the results *new* pays.

    Raises:
        BookError: as `Payments.keep`.
    """
    chain = events(connection)
    problems = _out_of_order(new, list(payments_in(chain)))
    sealed = {_digest(each): each for each in standings(chain).values() if each.is_sealed}
    for digest in new.results:
        if digest not in sealed:
            problems.append(Problem("B134", values={"month": new.month, "result": digest[:16]}))
        else:
            problems += steps.unpayable(sealed[digest])
    if problems:
        raise BookError(problems)
    return [sealed[digest] for digest in new.results]


def _digest(of: Standing) -> str:
    """Return the digest of the run of a period that is paid."""
    return (of.as_sealed or of.run).digest


def _out_of_order(new: Payment, kept: list[Payment]) -> list[Problem]:
    """Return why *new* cannot come after those *kept*."""
    last = max(kept, key=lambda one: one.month, default=None)
    same = next((one for one in kept if one.month == new.month), None)
    if same is not None:
        return [Problem("B131", values={"month": new.month, "seq": same.number, "by": same.by})]
    if last is not None and last.month > new.month:
        return [Problem("B132", values={"month": new.month, "last": last.month})]
    if last is not None and last.month[:4] == new.month[:4] and new.before != last.digest:
        return [Problem("B133", values={"month": new.month, "last": last.month})]
    return []
