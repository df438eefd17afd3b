"""Goods leave the store only for points that are there whatever comes, at the listed price, within stock and limit: decided and noted at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from gridperf.amounts import plain
from gridperf.book.chain import Event, Said, append, events, local
from gridperf.book.closing import settled
from gridperf.book.history import person
from gridperf.book.ledger import Ledger, Reader
from gridperf.book.movements import ACCOUNTS, Movement, movements, returned
from gridperf.book.runs import RECORDS
from gridperf.errors import BookError, Problem, nearest
from gridperf.exact import as_decimal
from gridperf.period import Period
from gridperf.rulebook import Rulebook
from gridperf.rulebook.accounts import Account, Goods

__all__ = ["Wanted", "redeem", "refund"]


@dataclass(frozen=True)
class Wanted:
    """What somebody wants for points.

    Attributes:
        worker: identifier, or a name only one person has.
        goods: the name of it in the price list.
        quantity: how many.
        account: id or name of the account; None if there is only one.
        rules: the rulebook whose price list holds; None for that of the last sealed period.
    """

    worker: str
    goods: str
    quantity: int
    account: str | None
    rules: Rulebook | None


def redeem(connection: Connection, wanted: Wanted, step: Said, *, dry_run: bool) -> Movement:
    """Note that goods were taken for points; with *dry_run* only return what would be noted.

    Raises:
        BookError: B037, B038 for the person, B101 for the account, B102 if it has no such goods, B106 if results of the period
            are public already; and, all that apply, B103 if there are not enough points, B104 if the person has had the most
            one can have, B105 if the stock is out.
    """
    chain = events(connection)
    ledger = Reader(connection).ledger(chain, wanted.account)
    rules = wanted.rules or ledger.rules
    account = _account(rules, ledger)
    goods = account.goods.get(wanted.goods)
    if goods is None:
        near = "、".join(nearest(wanted.goods, account.goods) or account.goods) or "—"
        raise BookError(Problem("B102", values={"goods": wanted.goods, "account": account.name, "near": near}))
    subject, name = person(connection, wanted.worker)
    period = ledger.period_of(step.at)
    _open(ledger, period)
    price = as_decimal(goods.price)
    points = price * wanted.quantity
    move = Movement(0, "redeem", step.at, step.by, step.why, period.code, account.id, subject, name, wanted.goods, wanted.quantity, points)
    found = _refused(ledger, move, goods, period)
    if found:
        raise BookError(found)
    body = {**_said(move), "price": f"{price:f}", "clause": account.clause, "rulebook": rules.digest}
    return _noted(connection, chain, step, move, body, dry_run=dry_run)


def refund(connection: Connection, number: int, quantity: int | None, step: Said, *, dry_run: bool) -> Movement:
    """Note that goods were brought back, all of exchange *number* that is left or *quantity* of it; the points are there again at once.

    Raises:
        BookError: B106 if results of the period are public already, B107 if there is no such exchange, or not as many were
            taken in it, B108 if its period was settled.
    """
    chain = events(connection)
    moves = movements(chain)
    taken = next((one for one in moves if one.number == number and one.kind == "redeem"), None)
    there = 0 if taken is None else taken.quantity - returned(moves).get(number, 0)
    back = there if quantity is None else quantity
    if taken is None or not 0 < back <= there:
        raise BookError(Problem("B107", values={"number": number, "left": there}))
    over = settled(chain, taken)
    if over is not None:
        raise BookError(Problem("B108", values={"number": number, "period": over.period, "seq": over.seq}))
    ledger = Reader(connection).ledger(chain, taken.account)
    period = ledger.period_of(step.at)
    _open(ledger, period)
    points = -(taken.points / taken.quantity * back)
    move = replace(taken, number=0, kind="refund", period=period.code, quantity=-back, points=points, of=number)
    move = replace(move, at=step.at, by=step.by, why=step.why)
    return _noted(connection, chain, step, move, {**_said(move), "of": number}, dry_run=dry_run)


def _refused(ledger: Ledger, move: Movement, goods: Goods, period: Period) -> list[Problem]:
    """Return everything that keeps goods from being handed out."""
    found = []
    who = {"name": move.name or move.subject, "goods": move.goods, "quantity": move.quantity, "period": period.code}
    free = ledger.free(move.at, move.subject).get(move.subject, Decimal(0))
    if move.points > free:
        left = ledger.left(move.subject).get(move.subject)
        there = Decimal(0) if left is None else left.points
        values = {"needed": plain(move.points), "free": plain(free), "there": plain(there), "unit": ledger.account.unit}
        found.append(Problem("B103", values={**who, **values, "last": ledger.last.code}))
    return [*found, *_beyond(ledger, move, goods, period)]


def _beyond(ledger: Ledger, move: Movement, goods: Goods, period: Period) -> Iterator[Problem]:
    """Yield a problem for every limit and stock, of the period and of other spans, that *move* would go beyond."""
    others = dict.fromkeys([*goods.each_person_in, *goods.stock_in])
    spans = [(period, goods.each_person, goods.stock)]
    spans += [(ledger.span_of(every, move.at), goods.each_person_in.get(every), goods.stock_in.get(every)) for every in others]
    back = returned(ledger.moves)
    for span, most, stock in spans:
        had = [one for one in ledger.moves if (one.kind, one.account, one.goods) == ("redeem", move.account, move.goods)]
        had = [one for one in had if span.starts_on <= local(one.at).date() <= span.ends_on]
        kept = {one.number: one.quantity - back.get(one.number, 0) for one in had}
        own = sum(kept[one.number] for one in had if one.subject == move.subject)
        about = {"name": move.name or move.subject, "goods": move.goods, "quantity": move.quantity, "period": span.code}
        if most is not None and own + move.quantity > most:
            yield Problem("B104", values={**about, "had": own, "most": most})
        if stock is not None and sum(kept.values()) + move.quantity > stock:
            yield Problem("B105", values={**about, "left": max(stock - sum(kept.values()), 0), "stock": stock})


def _account(rules: Rulebook, ledger: Ledger) -> Account:
    """Return the account of *ledger* as *rules* have it.

    Raises:
        BookError: B101 if they have none.
    """
    found = next((one for one in rules.edition.accounts if one.id == ledger.account.id), None)
    if found is None:
        known = "、".join(one.id for one in rules.edition.accounts) or "—"
        raise BookError(Problem("B101", values={"account": ledger.account.id, "known": known}))
    return found


def _open(ledger: Ledger, period: Period) -> None:
    """Refuse a movement in a period whose results are public: they say already what was spent.

    Raises:
        BookError: B106.
    """
    now = ledger.held.get((period.code, RECORDS))
    if now is not None and now.state != "draft":
        raise BookError(Problem("B106", values={"period": period.code, "next": period.before(-1).starts_on}))


def _said(move: Movement) -> dict[str, Any]:
    names = ("account", "subject", "name", "goods", "quantity")
    return {**{name: getattr(move, name) for name in names}, "points": plain(move.points)}


def _noted(connection: Connection, chain: list[Event], step: Said, move: Movement, body: Mapping[str, Any], *, dry_run: bool) -> Movement:
    if dry_run:
        return move
    return replace(move, number=append(connection, chain, step, move.kind, (move.period, ACCOUNTS), body).seq)
