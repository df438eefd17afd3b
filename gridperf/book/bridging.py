"""What changes between two results of a Book is split by what each of them was made from, as the Book stood then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridperf.assessment.whatif import WhatIf
from gridperf.assessment.whatif.bridge import Side, bridge
from gridperf.book.correcting import Read
from gridperf.book.ledger import taken_in
from gridperf.book.runs import RECORDS
from gridperf.book.state import Standing
from gridperf.errors import BookError, Problem
from gridperf.records import Records

if TYPE_CHECKING:
    from gridperf.book.store import Store

__all__ = ["Bridges"]


@dataclass(frozen=True)
class _End:
    """One end of a bridge.

    Attributes:
        period: code of the period.
        records: the records of it; None if they were not given.
        run: number of the event that brought the result; None for the one that stands.
    """

    period: str
    records: Records | None
    run: int | None


class Bridges:
    """What a Book can say about the way from one result to another."""

    _store: Store
    _clock: Callable[[], dt.datetime]

    def bridge(
        self,
        before: str,
        after: str,
        records_before: Records | None,
        records_after: Records | None,
        *,
        run_before: int | None = None,
        run_after: int | None = None,
    ) -> WhatIf:
        """Return what changes from one result to another, month over month or version over version, and why, to the fen.

        The causes are rules, roster, attendance, other records (with the calendar), what earlier periods held back (`history`), decisions on
        appeals, corrections of earlier periods, ranks and quotas, and pools; they add up to the change for everybody.

        Args:
            before: code of the period before; it must have been assessed from records.
            after: code of the period after, of the same kind, or the same.
            records_before: the records the result before was made from.
            records_after: the records the result after was made from.
            run_before: number of the event that brought the result before; by default the one that stands.
            run_after: number of the event that brought the result after; by default the one that stands.

        Raises:
            BookError: B033 if the Book has nothing of a period, B140 if records are missing, B141 if both results are one, B142 if
                the two cannot be compared, B143 if there is no such run.
            RecordsError: A183 if records do not come to their result; and as `gridperf.assess`.
            RulesError: as `gridperf.assess`.
        """
        ends = _End(before, records_before, run_before), _End(after, records_after, run_after)
        with self._store.reading() as connection:
            book = Read.of(connection)
            found = [_standing(book, end) for end in ends]
            runs = [end.run or one.run.seq for end, one in zip(ends, found, strict=True)]
            _comparable(ends, found, runs)
            sides = [_side(book, end, one, run) for end, one, run in zip(ends, found, runs, strict=True)]
        return bridge(*sides)


def _standing(book: Read, end: _End) -> Standing:
    """Return where the period of *end* stands.

    Raises:
        BookError: B033, B142 if it was rolled up, B143.
    """
    one = book.held.get((end.period, RECORDS))
    if one is None:
        rolled = any(code == end.period for code, _ in book.held)
        known = "、".join(each.period for each in book.held.values()) or "—"
        raise BookError(Problem("B142" if rolled else "B033", values={"period": end.period, "known": known, "other": "—"}))
    if end.run is not None and end.run not in {run.seq for run in one.runs}:
        known = "、".join(str(run.seq) for run in one.runs)
        raise BookError(Problem("B143", values={"period": end.period, "run": end.run, "known": known}))
    return one


def _comparable(ends: tuple[_End, _End], found: list[Standing], runs: list[int]) -> None:
    """Refuse two results between which there is no way.

    Raises:
        BookError: B141, B142, and B140 naming all records that are missing.
    """
    if runs[0] == runs[1]:
        raise BookError(Problem("B141", values={"period": ends[0].period, "run": runs[0]}))
    if found[0].every != found[1].every:
        raise BookError(Problem("B142", values={"period": ends[0].period, "other": ends[1].period}))
    missing = dict.fromkeys(end.period for end in ends if end.records is None)
    if missing:
        raise BookError(Problem("B140", values={"before": ends[0].period, "after": ends[1].period, "missing": "、".join(missing)}))


def _side(book: Read, end: _End, one: Standing, run: int) -> Side:
    assert end.records is not None  # noqa: S101 (asked for before)
    return Side(book.load(one, run), end.records, book.earlier(one, book.held_by(run)), taken_in(book.chain, end.period))
