"""What went out of accounts for goods, and what came back, is what the events say, read in order; nothing else remembers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from gridperf.book.chain import Event
from gridperf.engine.purse import EXCHANGES, taken
from gridperf.errors import BookError, Problem

__all__ = ["ACCOUNTS", "MOVING", "Movement", "exchanges", "movements", "net", "returned"]

ACCOUNTS = "accounts"
"""What an event of an account is made from, where one of a period says `records` or `periods`."""

MOVING = ("redeem", "refund", "settle")
"""The kinds of events that are about accounts, and no step of a period."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Goods that were taken for points, or brought back.

    Attributes:
        number: number of its event; 0 while it is only shown.
        kind: `redeem` or `refund`.
        at: when.
        by: who handed out the goods, or took them back.
        why: why.
        period: code of the account's period it belongs to.
        account: the account.
        subject: whose account.
        name: the name.
        goods: what.
        quantity: how many; what is brought back is below 0.
        points: what it takes out of the account; what is brought back is below 0.
        of: number of the exchange something is brought back from; 0 if goods are taken.
    """

    number: int
    kind: str
    at: dt.datetime
    by: str
    why: str
    period: str
    account: str
    subject: str
    name: str
    goods: str
    quantity: int
    points: Decimal
    of: int = 0


def movements(chain: Iterable[Event]) -> list[Movement]:
    """Return what *chain* says was taken and brought back, the first first.

    Raises:
        BookError: B051 if an event says something that cannot be read.
    """
    return [_movement(event) for event in chain if event.kind in ("redeem", "refund")]


def net(moves: Iterable[Movement], account: str, period: str | None = None) -> dict[str, Decimal]:
    """Return what *moves* took out of *account*, less what came back, by subject; in one period or in all."""
    found: dict[str, Decimal] = {}
    for one in moves:
        if one.account == account and period in (None, one.period):
            found[one.subject] = found.get(one.subject, Decimal(0)) + one.points
    return found


def returned(moves: Iterable[Movement]) -> dict[int, int]:
    """Return how many came back of each exchange, by its number."""
    found: dict[int, int] = {}
    for one in moves:
        if one.of:
            found[one.of] = found.get(one.of, 0) - one.quantity
    return found


def exchanges(moves: Sequence[Movement], period: str) -> pl.DataFrame:
    """Return the movements of *period* as `gridperf.assess` takes them."""
    return pl.DataFrame(list(_printed(moves, period)), schema=EXCHANGES, orient="row")


def _printed(moves: Iterable[Movement], period: str) -> Iterator[tuple[str, str, dt.date, Decimal, str]]:
    for one in moves:
        if one.period == period:
            day = one.at.date()
            yield one.subject, one.account, day, one.points, taken(one.goods, one.quantity, day, one.points)


def _movement(event: Event) -> Movement:
    said = event.body
    try:
        return Movement(
            number=event.seq,
            kind=event.kind,
            at=event.at,
            by=event.by,
            why=event.why,
            period=event.period,
            account=said["account"],
            subject=said["subject"],
            name=said["name"],
            goods=said["goods"],
            quantity=said["quantity"],
            points=Decimal(said["points"]),
            of=said.get("of", 0),
        )
    except (KeyError, TypeError, ArithmeticError):
        raise BookError(Problem("B051", values={"seq": event.seq})) from None
