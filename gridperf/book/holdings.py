"""The part of a Book that remembers money held back: what became of it, and what is still there to be released."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from gridperf.book.chain import events
from gridperf.book.kept import Keeper
from gridperf.book.reserves import Reserves
from gridperf.book.state import standings
from gridperf.period import Period

if TYPE_CHECKING:
    from gridperf.book.store import Store

__all__ = ["Holdings"]


class Holdings:
    """What a Book knows of money held back."""

    _store: Store

    def reserves(self, worker: str | None = None, *, as_of: dt.datetime | None = None) -> Reserves:
        """Return what sealed periods held back, from people and in pools, and what became of it.

        What corrections settled counts as it was settled: it is what people were really paid.

        Args:
            worker: identifier or name of one person; None for everybody, and the pools.
            as_of: as the Book stood then.

        Raises:
            BookError: B037 if nobody of that name was ever paid, B038 if several have it.
        """
        with self._store.reading() as connection:
            found = Reserves.of(Keeper(connection).kept(standings(events(connection, until=as_of))))
        return found if worker is None else found.only(worker)

    def held_back(self, before: str | Period | None = None, *, as_of: dt.datetime | None = None) -> pl.DataFrame:
        """Return what sealed periods really held back and released, for `assess(…, reserves=…)`.

        Args:
            before: a period, best as `rules.period(code)`; only what ended before it begins. None for all.
            as_of: as the Book stood then.

        Returns:
            `subject`, `period`, `line`, `amount`: yuan as paid, below 0 when held back, above 0 when released.
        """
        first = None if before is None else Period.parse(before).starts_on
        with self._store.reading() as connection:
            return Keeper(connection).held_back(standings(events(connection, until=as_of)), first)
