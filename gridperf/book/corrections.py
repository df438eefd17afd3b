"""The part of a Book that puts right what was sealed, by adding to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping

import polars as pl

from gridperf.book import correcting
from gridperf.book.chain import events, said
from gridperf.book.correction import Correction, Policy
from gridperf.book.settling import carried, rows_in
from gridperf.book.state import Standing, standings
from gridperf.book.store import Store
from gridperf.records import Records
from gridperf.rulebook import Rulebook

__all__ = ["Corrections"]


class Corrections:
    """What a Book can do about sealed periods."""

    _store: Store
    _clock: Callable[[], dt.datetime]

    def correction(
        self,
        records: Mapping[str, Records],
        *,
        rules: Mapping[str, Rulebook] | None = None,
        original: Mapping[str, Records] | None = None,
        claimants: Collection[str] = (),
    ) -> Correction:
        """Return what putting sealed periods right would change, for whom, why, and what each policy costs; nothing is written.

        Decisions on appeals that were made after sealing are carried out. Periods after the first one that is corrected rest on
        it, so their records are needed too.

        Args:
            records: by period, the records as they should have been.
            rules: by period, the rulebook that should have held, where it is not the one the result was made by.
            original: by period, the records the result that stands was made from: what the roster changes is then told apart.
            claimants: who claims the correction, by identifier or name; by default everybody for whom more changes than others move.

        Raises:
            BookError: B033, B080, B081, B082 for the periods, B037, B038 for the claimants.
            RecordsError: A182 if *original* does not come to what stands; and as `gridperf.assess`.
            RulesError: as `gridperf.assess`.
        """
        given = correcting.Given(records, original or {}, rules or {}, claimants)
        with self._store.reading() as connection:
            return correcting.preview(correcting.Read.of(connection), given)

    def correct(self, correction: Correction, *, policy: Policy, into: str, by: str, why: str) -> tuple[Standing, ...]:
        """Write *correction*: new runs beside those that were sealed, and what *policy* settles, in the pay of the period *into*.

        Args:
            correction: what `correction` returned; the Book must not have changed since.
            policy: `reopen` settles everybody, `harmless` everybody but others who would lose
                (by a rule made afterwards, nobody loses unless named), `claimants` those concerned only.
            into: code of a later period that is not sealed; `carried` has what it has to pay then.
            by: who corrects.
            why: why; printed beside the amounts.

        Returns:
            The periods, as they stand then.

        Raises:
            BookError: B083 to B085, and as `publish`.
        """
        step, new = said(self._clock(), by, why), correcting.ready(correction, policy, into)
        with self._store.writing() as connection:
            correcting.correct(connection, new, step)
        with self._store.reading() as connection:
            held = standings(events(connection))
        return tuple(held[one.standing.key] for one in correction.touched)

    def carried(self, period: str) -> pl.DataFrame:
        """Return what corrections of earlier periods settle in the pay of *period*, for `assess(…, corrections=…)`.

        Returns:
            `subject`, `of`, `line`, `name`, `clause`, `amount`, `note`: one row per person, corrected period and pay line.
        """
        with self._store.reading() as connection:
            return carried(standings(events(connection)).values(), period, rows_in(connection))
