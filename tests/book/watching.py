"""Looks at a Book after every step: what it says is put beside what it said before, and every invariant is asked."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Connection, select

import gridperf as gp
from gridperf.assessment.store import HEAD, assessment_of
from gridperf.book.chain import BEGINNING, Event
from gridperf.book.ledger import Ledger, Reader
from gridperf.book.parts import Run as BookRun
from gridperf.book.runs import files_of, indexed
from gridperf.book.schema import CONTENTS, STANDINGS
from gridperf.book.state import Standing
from tests.book.invariants import OF_BOOKS, OF_RUNS, Moment, Run

__all__ = ["Watch"]

SIGNED = {"by": "某人", "why": "不该做的事"}


@contextmanager
def reading_once() -> Iterator[None]:
    """Let every kept result be read once while this lasts, and every account worked out once for a state of the chain.

    The same is asked for again and again; that it is the same is known by the digests that cover it, which are checked first.
    """
    read: dict[bytes, gp.Assessment] = {}
    rows: dict[str, list[dict[str, object]]] = {}

    def result(contents: Mapping[str, bytes], place: str | Path) -> gp.Assessment:
        if contents[HEAD] not in read:
            read[contents[HEAD]] = assessment_of(contents, place)
        return read[contents[HEAD]]

    def indexed_once(made: gp.Assessment) -> list[dict[str, object]]:
        if made.digest not in rows:
            rows[made.digest] = list(indexed(made))
        return rows[made.digest]

    known: dict[str, dict[str, bytes]] = {}

    def files(connection: Connection, run: BookRun) -> dict[str, bytes]:
        if run.files[HEAD] not in known:
            known[run.files[HEAD]] = files_of(connection, run)
        return known[run.files[HEAD]]

    def table(connection: Connection, run: BookRun, name: str) -> pl.DataFrame:
        return result(files(connection, run), "book").table(name)

    def rules(connection: Connection, run: BookRun) -> gp.Rulebook:
        return result(files(connection, run), "book").rulebook

    ledgers: dict[str, dict[str, Ledger]] = {}
    worked_out = Reader.ledgers

    def ledgers_once(reader: Reader, chain: Sequence[Event]) -> dict[str, Ledger]:
        digest = chain[-1].digest if chain else BEGINNING
        if digest not in ledgers:
            ledgers[digest] = worked_out(reader, chain)
        return ledgers[digest]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "ledgers", ledgers_once)
        for module in ("book", "correcting", "verifying"):
            patch.setattr(f"gridperf.book.{module}.assessment_of", result)
            patch.setattr(f"gridperf.book.{module}.files_of", files)
        patch.setattr("gridperf.book.verifying.indexed", indexed_once)
        patch.setattr("gridperf.book.runs.table_of", table)
        patch.setattr("gridperf.book.runs.rulebook_of", rules)
        yield


@dataclass
class Watch:
    """Whoever stands beside the Book.

    Attributes:
        before: what the Book said after the step before.
        looked: how often each invariant was asked.
        wrong: what was found, each with the time of the step.
    """

    before: Moment | None = None
    looked: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    _results: dict[int, gp.Assessment] = field(default_factory=dict)

    def look(self, books: Sequence[gp.Book], coming: Mapping[str, Run]) -> Moment:
        """Ask every invariant of *books*, which are kept alike; *coming* are the runs that may have come in, by digest."""
        now = self.moment(books)
        known = set(self.before.files) if self.before else set()
        for number in sorted(set(now.files) - known):
            made = now.results[number]
            self._ask(OF_RUNS, coming.get(made.digest) or Run(made))
        self._ask(OF_BOOKS, now, self.before or now)
        self.before = now
        return now

    def _ask(self, checks: Sequence[Callable[..., Iterator[str]]], *of: Run | Moment) -> None:
        for check in checks:
            self.looked[check.__name__] = self.looked.get(check.__name__, 0) + 1
            self.wrong += [f"{check.__name__}: {each}" for each in check(*of)]

    def moment(self, books: Sequence[gp.Book]) -> Moment:
        """Return what *books* say now."""
        book = books[0]
        chain, held = book.events(), book.status()
        runs = [run for one in held.values() for run in one.runs]
        with book._store.reading() as connection:
            kept = {sha256: hashlib.sha256(content).hexdigest() for sha256, content in connection.execute(select(CONTENTS)).all()}
            files = {run.seq: {name: kept.get(sha256, "") for name, sha256 in run.files.items()} for run in runs}
            for run in runs:
                if run.seq not in self._results:
                    self._results[run.seq] = assessment_of(files_of(connection, run), "book")
            names = frozenset(connection.execute(select(STANDINGS.c.name).distinct()).scalars())
        settled = self.before.settled if self.before else {}
        if chain[-1].kind == "correct":
            into = sorted({each.into for one in held.values() for each in one.corrections})
            settled = {(code, of, who, line): yuan for code in into for of, who, line, yuan in _settled(book, code)}
        return Moment(
            chain[-1].at,
            chain,
            held,
            dict(self._results),
            files,
            book.accounts.balances(),
            settled,
            book.verify(),
            [each.head for each in books],
            book.status(as_of=self.before.at) if self.before else held,
            dict(_refused(book, held, len(chain))),
            _changed(book, len(chain)) if chain[-1].kind == "seal" else None,
            names,
        )


def _settled(book: gp.Book, code: str) -> Iterator[tuple[str, str, str, Decimal]]:
    """Yield what corrections settle in the pay of a period: for which period, of whom, of which line, how much."""
    yield from book.carried(code).group_by("of", "subject", "line").agg(pl.col("amount").sum()).iter_rows()


def _refused(book: gp.Book, held: Mapping[tuple[str, str], Standing], turn: int) -> Iterator[tuple[str, list[str]]]:
    """Yield a step that must not be taken, another each *turn*, with the codes it was refused with."""
    sealed = [one for one in held.values() if one.is_sealed]
    steps: list[Callable[[], object]] = [
        lambda: book.seal("2031-01", **SIGNED),
        lambda: book.accounts.redeem("01", "金条", **SIGNED),
        lambda: book.decide(10**6, "upheld", **SIGNED),
    ]
    if sealed:
        last = sealed[-1]
        steps += [
            lambda: book.seal(last.period, made=last.made, **SIGNED),
            lambda: book.accounts.redeem("01", "肥皂", 1000, **SIGNED),
            lambda: book.appeal(last.period, "无此人", made=last.made, **SIGNED),
            lambda: book.accounts.settle("2031H1", **SIGNED),
        ]
    at = turn % len(steps)
    try:
        steps[at]()
    except gp.GridperfError as error:
        yield f"wrong step {at}", [problem.code for problem in error.problems]
    else:
        yield f"wrong step {at}", []


PLACES = (("book_events", "why"), ("book_contents", "content"), ("book_standings", "name"), ("book_events", "body"))
"""Where a byte is changed, in turn."""


def _changed(book: gp.Book, turn: int) -> tuple[gp.Problem, ...]:
    """Return what verifying finds in a copy of *book* of which one cell was changed."""
    table, column = PLACES[turn % len(PLACES)]
    place = f"{book.name}.changed"
    shutil.copyfile(book.name, place)
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        row = connection.execute(f"SELECT rowid, {column} FROM {table} ORDER BY rowid LIMIT 1 OFFSET {turn * 7 % count}").fetchone()
        spoilt = bytes([row[1][0] ^ 1]) + row[1][1:] if isinstance(row[1], bytes) else f"{row[1]}."
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (spoilt, row[0]))
    found = gp.open_book(place).verify()
    Path(place).unlink()
    return found
