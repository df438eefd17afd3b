"""An account of points never holds less than nothing, however many hand out goods at once; what is in it is worked out, never stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

import polars as pl
from sqlalchemy import select

from gridperf.book import closing, redeeming
from gridperf.book.chain import Event, events, local, said, written
from gridperf.book.closing import Settlement
from gridperf.book.history import person
from gridperf.book.ledger import Ledger, Reader, taken_in
from gridperf.book.movements import Movement
from gridperf.book.runs import RECORDS
from gridperf.book.schema import STANDINGS
from gridperf.book.store import Store
from gridperf.rulebook import Rulebook

__all__ = ["Accounts"]

_POINTS = pl.Decimal(38, 6)
_BALANCES: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(("account", "account_name", "unit", "subject", "name", "sealed_to", "period"), pl.String),
    **dict.fromkeys(("balance", "free", "written_off"), _POINTS),
}
_MOVEMENTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "event": pl.Int64,
    **dict.fromkeys(("at", "by", "why", "kind", "period", "account", "subject", "name", "goods"), pl.String),
    "quantity": pl.Int64,
    "points": _POINTS,
    "of": pl.Int64,
}


class Accounts:
    """The accounts of points in a Book, as `Book.accounts` gives them.

    What a period earns, and what expires or is wiped out at its end, comes in with its sealed result. Goods are taken and
    brought back at any time; those of a period go into its result when it is assessed. Of a period that is not sealed nothing is
    counted that it may still earn, and everything that it may still wipe out.
    """

    def __init__(self, store: Store, clock: Callable[[], dt.datetime]) -> None:
        self._store = store
        self._clock = clock

    def redeem(
        self,
        worker: str,
        goods: str,
        quantity: int = 1,
        *,
        by: str,
        why: str,
        account: str | None = None,
        rules: Rulebook | None = None,
        dry_run: bool = False,
    ) -> Movement:
        """Note that *worker* takes goods for points, and return what was noted.

        Args:
            worker: identifier, or a name only one person in the Book has.
            goods: the name in the price list.
            quantity: how many.
            by: who hands them out.
            why: why, such as the slip it was signed on.
            account: id or name of the account, if there are several.
            rules: the rulebook whose prices, stock and limits hold; without it that of the last sealed period.
            dry_run: only return what would be noted.

        Raises:
            ValueError: if *quantity* is below 1.
            BookError: B037, B038 for the person, B101, B102 for the account and the goods, B103 if there are not enough points,
                B104 and B105 for limit and stock, B106 if results of the period are public; B040 to B042 for the signature
                and the clock.
            RecordsError: A162 if the Book lacks a period of the account.
        """
        _whole(quantity)
        wanted = redeeming.Wanted(worker, goods, quantity, account, rules)
        step = said(self._clock(), by, why)
        with self._store.reading() if dry_run else self._store.writing() as connection:
            return redeeming.redeem(connection, wanted, step, dry_run=dry_run)

    def refund(self, number: int, quantity: int | None = None, *, by: str, why: str, dry_run: bool = False) -> Movement:
        """Note that goods of exchange *number* were brought back; the points can be spent again at once.

        Points that would have expired by now had they not been spent expire at the end of the period.

        Args:
            number: number of the exchange.
            quantity: how many came back; None for all that are left.
            by: who takes them back.
            why: why.
            dry_run: only return what would be noted.

        Raises:
            ValueError: if *quantity* is below 1.
            BookError: B107 if there is no such exchange or less was taken, B108 if it was settled, B106 if results of the period
                are public.
        """
        if quantity is not None:
            _whole(quantity)
        step = said(self._clock(), by, why)
        with self._store.reading() if dry_run else self._store.writing() as connection:
            return redeeming.refund(connection, number, quantity, step, dry_run=dry_run)

    def settle(self, period: str, *, by: str, why: str, account: str | None = None, dry_run: bool = False) -> Settlement:
        """Note what went in and out of everybody's account in a longer *period*; its exchanges cannot be undone from then on.

        Args:
            period: code of a quarter, half-year or year.
            by: who settles it.
            why: why.
            account: id or name of the account, if there are several.
            dry_run: only return what would be noted.

        Raises:
            BookError: B101 for the account, B109 if one of the account's periods is not sealed, B110 if it is settled already,
                B113 if it is no longer period of the account.
        """
        step = said(self._clock(), by, why)
        with self._store.reading() if dry_run else self._store.writing() as connection:
            return closing.settle(connection, period, account, step, dry_run=dry_run)

    def balances(self, worker: str | None = None, *, account: str | None = None, as_of: dt.datetime | None = None) -> pl.DataFrame:
        """Return what is in the accounts, or was at *as_of*: worked out from sealed results and movements.

        Args:
            worker: identifier or name of one person; None for everybody.
            account: id or name of one account; None for all.
            as_of: as the Book stood then.

        Returns:
            `account`, `account_name`, `unit`, `subject`, `name`; `sealed_to`, the last period counted; `period`, the one the
            moment is in; `balance`, what is left of sealed periods less what went out since; `free`, what of it can be spent
            now, whatever comes of periods that are not sealed; `written_off`, what was spent and is no longer covered since
            a sealed period was corrected to less.

        Raises:
            BookError: B037, B038 for the person, B101 for the account.
        """
        at = self._clock() if as_of is None else as_of
        with self._store.reading() as connection:
            chain = events(connection, until=as_of)
            reader = Reader(connection)
            chosen = [reader.ledger(chain, account)] if account else list(reader.ledgers(chain).values())
            one = None if worker is None else person(connection, worker)[0]
            names = {row.subject: row.name for row in connection.execute(select(STANDINGS.c.subject, STANDINGS.c.name).distinct())}
            rows = [row for ledger in chosen for row in _balances(ledger, at, one, names)]
        return pl.DataFrame(rows, schema=_BALANCES, orient="row")

    def movements(self, worker: str | None = None, *, account: str | None = None, as_of: dt.datetime | None = None) -> pl.DataFrame:
        """Return everything that went in and out, the first first: who did it, when and why.

        What a period earned, lost by age and had wiped out is dated by the sealing of its result.

        Args:
            worker: identifier or name of one person; None for everybody.
            account: id or name of one account; None for all.
            as_of: as the Book stood then.

        Returns:
            `event`, `at`, `by`, `why`, `kind` (earned, expired, reset, redeem, refund), `period`, `account`, `subject`, `name`,
            `goods`, `quantity`, `points` (what goes out is below 0), `of` (the exchange something is brought back from).

        Raises:
            BookError: B037, B038 for the person, B101 for the account.
        """
        with self._store.reading() as connection:
            chain = events(connection, until=as_of)
            reader = Reader(connection)
            chosen = [reader.ledger(chain, account)] if account else list(reader.ledgers(chain).values())
            one = None if worker is None else person(connection, worker)[0]
            rows = [row for ledger in chosen for row in _moved(ledger) if one in (None, row["subject"])]
        return pl.DataFrame(rows, schema=_MOVEMENTS, orient="row").sort("event", "account", "subject", maintain_order=True)

    def exchanges(self, period: str) -> pl.DataFrame | None:
        """Return what was taken for points in *period*, for `gridperf.assess(…, exchanges=…)`.

        Returns:
            `subject`, `account`, `points`, `note`; None if the period was sealed before this Book took in its first exchange, or it
            has taken in none, so that those of the period stand in the records.
        """
        with self._store.reading() as connection:
            return taken_in(events(connection), period)


def _balances(ledger: Ledger, at: dt.datetime, subject: str | None, names: dict[str, str]) -> Iterator[tuple[object, ...]]:
    account, period = ledger.account, ledger.period_of(at)
    free, short = ledger.free(at, subject), ledger.written_off(subject)
    for who, left in sorted(ledger.left(subject).items()):
        head = (account.id, account.name, account.unit, who, names.get(who, ""), ledger.last.code, period.code)
        yield (*head, left.points, free.get(who, Decimal(0)), short.get(who, Decimal(0)))


def _moved(ledger: Ledger) -> Iterator[dict[str, object]]:
    """Yield every movement of *ledger*; what its sealed periods spent otherwise than through the Book is in none."""
    sealed = {one.period: _sealing(one.steps) for one in ledger.held.values() if one.is_sealed and one.made == RECORDS}
    for row in ledger.past.iter_rows(named=True):
        event = sealed[row["period"]]
        head = {"event": event.seq, "at": written(event.at), "by": event.by, "why": event.why, "period": row["period"]}
        whose = {"account": ledger.account.id, "subject": row["subject"], "name": "", "goods": "", "quantity": None, "of": None}
        spent = Decimal(0) if row["period"] in ledger.kept_here else row["spent"]
        for kind, points in (("earned", row["earned"]), ("redeem", -spent), ("expired", -row["expired"]), ("reset", -row["reset"])):
            if points:
                yield {**head, "kind": kind, **whose, "points": points}
    for one in ledger.moves:
        if one.account == ledger.account.id:
            head = {"event": one.number, "at": written(local(one.at)), "by": one.by, "why": one.why, "period": one.period, "kind": one.kind}
            whose = {"account": one.account, "subject": one.subject, "name": one.name, "goods": one.goods, "quantity": one.quantity}
            yield {**head, **whose, "points": -one.points, "of": one.of or None}


def _sealing(steps: Sequence[Event]) -> Event:
    return next(step for step in reversed(steps) if step.kind == "seal")


def _whole(quantity: int) -> None:
    if quantity < 1:
        message = f"the quantity is {quantity}; it is a whole number of at least 1"
        raise ValueError(message)
