"""Whatever went out of an account was in it then, and every sealed result says the same of it as the events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import polars as pl
from sqlalchemy import Connection

from gridperf.amounts import plain
from gridperf.book.chain import Event
from gridperf.book.closing import settled, settlement
from gridperf.book.ledger import Ledger, Reader
from gridperf.book.movements import MOVING, Movement, movements, net, returned
from gridperf.book.runs import RECORDS
from gridperf.book.schema import EVENTS
from gridperf.engine.purse import is_written_off
from gridperf.errors import BookError, Problem, RecordsError, Where

__all__ = ["agrees", "audited"]


def agrees(accounts: pl.DataFrame, key: tuple[str, str], chain: Sequence[Event]) -> None:
    """Refuse a result that is to be public and whose exchanges are not those this Book took in.

    Args:
        accounts: its result table `accounts`.
        key: its period, and what it was made from.
        chain: the events of the Book.

    Raises:
        BookError: B111.
    """
    moves = movements(chain)
    if key[1] == RECORDS and moves:
        kept = {name: net(moves, name, key[0]) for name in {one.account for one in moves}}
        found = [problem for name in sorted(kept) for problem in _differing(accounts, key[0], name, kept[name])]
        if found:
            raise BookError(found)


def audited(connection: Connection, chain: Sequence[Event]) -> Iterator[Problem]:
    """Yield a problem for every movement, settlement and sealed result that does not follow from the others."""
    moves = movements(chain)
    if not any(event.kind in MOVING for event in chain):
        return
    reader = Reader(connection)
    before: list[Event] = []
    ledgers: Mapping[str, Ledger] | None = None
    for event in chain:
        if event.kind in MOVING:
            ledgers = reader.ledgers(before) if ledgers is None else ledgers
            known = [one for one in moves if one.number < event.seq]
            own = ledgers.get(event.body["account"])
            if own is None or not _follows(event, replace(own, moves=known), before, moves):
                yield Problem("B112", Where(table=EVENTS.name, row=event.seq), {"seq": event.seq})
        else:
            ledgers = None
        before.append(event)
    for name, ledger in reader.ledgers(chain).items():
        for code, kept in ledger.kept_here.items():
            yield from _differing(ledger.past, code, name, kept)


def _follows(event: Event, ledger: Ledger, before: Sequence[Event], moves: Sequence[Movement]) -> bool:
    """Return whether *event* could be taken, as the Book was."""
    if event.kind == "settle":
        try:
            return settlement(ledger, event.period).as_body() == event.body
        except (BookError, RecordsError):
            return False
    move = next(one for one in moves if one.number == event.seq)
    if move.period != ledger.period_of(event.at).code:
        return False
    if move.kind == "redeem":
        free = ledger.free(event.at, move.subject).get(move.subject, Decimal(0))
        return 0 < move.points <= free and move.quantity > 0 and move.points == Decimal(event.body["price"]) * move.quantity
    taken = next((one for one in ledger.moves if one.number == move.of and one.kind == "redeem"), None)
    if taken is None or settled(before, taken) is not None:
        return False
    same = (taken.account, taken.subject, taken.goods) == (move.account, move.subject, move.goods)
    left = taken.quantity - returned(ledger.moves).get(taken.number, 0)
    return same and 0 < -move.quantity <= left and move.points * taken.quantity == taken.points * move.quantity


def _differing(accounts: pl.DataFrame, period: str, account: str, kept: Mapping[str, Decimal]) -> Iterator[Problem]:
    """Yield a problem per person of whom a result says something else was spent than *kept*, the Book.

    Where an earlier period was corrected to less, a result says no more than the account had.
    """
    rows = accounts.filter((pl.col("account") == account) & (pl.col("period") == period))
    stated = {row["subject"]: (row["spent"], is_written_off(row["note"])) for row in rows.iter_rows(named=True)}
    for who in sorted({*kept, *stated}):
        spent, less = stated.get(who, (Decimal(0), False))
        went = kept.get(who, Decimal(0))
        if spent != went and not (less and spent < went):
            values = {
                "worker": who,
                "period": period,
                "account": account,
                "stated": plain(spent),
                "found": plain(went),
            }
            yield Problem("B111", Where(table="accounts", field="spent"), values)
