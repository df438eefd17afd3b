"""An account is settled for a longer period once, over sealed results only; what was settled is the same whenever it is worked out again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import Connection

from gridperf.amounts import plain
from gridperf.book.chain import Event, Said, append, canonical, events
from gridperf.book.ledger import Ledger, Reader
from gridperf.book.movements import ACCOUNTS, Movement
from gridperf.book.runs import RECORDS
from gridperf.engine.purse import left_before
from gridperf.errors import BookError, Problem
from gridperf.period import Period

__all__ = ["FIGURES", "Settlement", "settle", "settled", "settlement", "settlements"]

FIGURES = ("opening", "earned", "spent", "expired", "reset", "written_off", "closing")
"""What a settlement says of each account: `opening + earned - spent - expired - reset + written_off = closing`."""

_POINTS = pl.Decimal(38, 6)
_GOODS: dict[str, pl.DataType | type[pl.DataType]] = {
    "goods": pl.String,
    "taken": pl.Int64,
    "back": pl.Int64,
    "points": _POINTS,
    "stock": pl.Int64,
    "left": pl.Int64,
}


@dataclass(frozen=True)
class Settlement:
    """What went in and out of everybody's account in a longer period.

    Attributes:
        number: number of its event; 0 while it is only shown.
        period: code of the longer period.
        account: the account.
        name: its name.
        unit: what it counts.
        runs: number of the run each of its periods was taken from, by code.
        table: `subject` and one column per figure of `FIGURES`, in points.
        goods: what was taken, by goods: `goods`, `taken` and `back` (how many), `points`; and where the price list has a stock for such a
            longer period, `stock` and how many are `left`.
    """

    number: int
    period: str
    account: str
    name: str
    unit: str
    runs: dict[str, int]
    table: pl.DataFrame
    goods: pl.DataFrame

    @property
    def totals(self) -> dict[str, Decimal]:
        """Return each figure of all people together."""
        return {name: sum(self.table[name], Decimal(0)) for name in FIGURES}

    def as_body(self) -> dict[str, Any]:
        """Return what the event says of it."""
        rows = [[who, *(plain(points) for points in figures)] for who, *figures in self.table.iter_rows()]
        totals = {name: plain(points) for name, points in self.totals.items()}
        digest = hashlib.sha256(canonical(rows).encode()).hexdigest()
        return {"account": self.account, "runs": self.runs, "people": self.table.height, "totals": totals, "digest": digest}


def settle(connection: Connection, period: str, account: str | None, step: Said, *, dry_run: bool) -> Settlement:
    """Note the settlement of *period*; with *dry_run* only return what would be noted.

    Raises:
        BookError: B101 for the account, B109, B113 as `settlement`, B110 if it is settled already.
    """
    chain = events(connection)
    ledger = Reader(connection).ledger(chain, account)
    before = next((one for one in settlements(chain) if (one.period, one.body["account"]) == (period, ledger.account.id)), None)
    if before is not None:
        raise BookError(Problem("B110", values={"period": period, "seq": before.seq, "by": before.by}))
    found = settlement(ledger, period)
    if dry_run:
        return found
    event = append(connection, chain, step, "settle", (period, ACCOUNTS), found.as_body())
    return replace(found, number=event.seq)


def settlement(ledger: Ledger, code: str) -> Settlement:
    """Return what went in and out of *ledger* in the longer period *code*.

    Raises:
        BookError: B113 if it is not made of whole periods of the account, B109 if one of them is not sealed.
    """
    account = ledger.account
    try:
        period = Period.parse(code, month_starts_on=ledger.last.month_starts_on, year_starts_in=ledger.last.year_starts_in)
        parts = period.parts(account.of)
    except ValueError:
        parts = []
    if len(parts) < 2:  # noqa: PLR2004 (longer than one)
        raise BookError(Problem("B113", values={"period": code, "account": account.name}))
    opens = Period.parse(account.opens, month_starts_on=ledger.last.month_starts_on, year_starts_in=ledger.last.year_starts_in)
    parts = [part for part in parts if part.starts_on >= opens.starts_on]
    known = set(ledger.past["period"])
    loose = [part.code for part in parts if part.code not in known]
    if loose or not parts:
        raise BookError(Problem("B109", values={"period": code, "account": account.name, "loose": "、".join(loose) or account.opens}))
    opening = {who: one.points for who, one in left_before(account, ledger.past, parts[0]).items()}
    closing = {who: one.points for who, one in left_before(account, ledger.past, parts[-1].before(-1)).items()}
    within = ledger.past.filter(pl.col("period").is_in([part.code for part in parts]))
    sums = within.group_by("subject").agg(pl.col("earned", "spent", "expired", "reset").sum())
    moved = {row["subject"]: row for row in sums.iter_rows(named=True)}
    rows = []
    for who in sorted(closing):
        first, last = opening.get(who, Decimal(0)), closing[who]
        earned, spent, expired, reset = (
            moved[who][name] if who in moved else Decimal(0) for name in ("earned", "spent", "expired", "reset")
        )
        rows.append((who, first, earned, spent, expired, reset, last - (first + earned - spent - expired - reset), last))
    table = pl.DataFrame(rows, schema={"subject": pl.String, **dict.fromkeys(FIGURES, _POINTS)}, orient="row")
    runs = {part.code: ledger.held[part.code, RECORDS].run.seq for part in parts}
    return Settlement(0, code, account.id, account.name, account.unit, runs, table, _goods(ledger, period))


def _goods(ledger: Ledger, period: Period) -> pl.DataFrame:
    """Return what was taken and brought back in *period*, by goods in the order of the price list."""
    codes = {part.code for part in period.parts(ledger.account.of)}
    moves = [one for one in ledger.moves if one.account == ledger.account.id and one.period in codes]
    rows = []
    for name in dict.fromkeys([*ledger.account.goods, *(one.goods for one in moves)]):
        own = [one for one in moves if one.goods == name]
        taken, back = (sum(one.quantity for one in own if one.kind == kind) for kind in ("redeem", "refund"))
        listed = ledger.account.goods.get(name)
        stock = None if listed is None else listed.stock_in.get(period.every)
        left = None if stock is None else stock - taken - back
        if own or stock is not None:
            rows.append((name, taken, -back, sum((one.points for one in own), Decimal(0)), stock, left))
    return pl.DataFrame(rows, schema=_GOODS, orient="row")


def settlements(chain: Sequence[Event]) -> list[Event]:
    """Return the events that settle something, the first first."""
    return [event for event in chain if event.kind == "settle"]


def settled(chain: Sequence[Event], move: Movement) -> Event | None:
    """Return the settlement that *move* is part of; None if there is none yet."""
    return next((one for one in settlements(chain) if one.body["account"] == move.account and move.period in one.body["runs"]), None)
