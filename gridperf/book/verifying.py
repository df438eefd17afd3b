"""Every byte of a Book is checked against the chain, and the chain against itself; what differs is named with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection, select

from gridperf.assessment.store import assessment_of
from gridperf.book.auditing import audited
from gridperf.book.chain import BEGINNING, Event, canonical, digest_of, events, written
from gridperf.book.parts import Run, Settled
from gridperf.book.payments import Payment, payments_in, unfollowed
from gridperf.book.releasing import audited_reserves
from gridperf.book.runs import contents, files_of, indexed
from gridperf.book.schema import CONTENTS, EVENTS, FORMAT, FORMATS, STANDINGS
from gridperf.book.state import Standing, standings
from gridperf.book.store import Store
from gridperf.errors import BookError, GridperfError, Problem, Where

__all__ = ["verify"]

_AT_MOST = 20
"""Rows of one run that are named one by one."""
_AT_ONCE = 50
"""Files that are held in memory together."""


def verify(store: Store, head: str | None) -> tuple[Problem, ...]:
    """Return every place in which the Book is not what it was; see `Book.verify`."""
    damage = store.damage()
    if damage:
        return (Problem("B053", Where(file=store.name), {"reason": damage}),)
    try:
        with store.reading() as connection:
            found = [*_formats(connection), *_chain(connection)]
            if found:
                return tuple(found)
            chain = events(connection)
            held = standings(chain)
            if head is not None and head not in {BEGINNING, *(event.digest for event in chain)}:
                found.append(Problem("B058", Where(file=store.name), {"head": head}))
            runs = [(one, run) for one in held.values() for run in one.runs]
            settled = [each for one in held.values() for each in one.corrections]
            paid = list(payments_in(chain))
            found += [*_contents(connection, [run for _, run in runs], settled, paid), *_rows(connection, runs), *unfollowed(chain)]
            # accounts and money held back are worked out from files that are as they came in
            return tuple(found or (*audited(connection, chain), *audited_reserves(connection, chain)))
    except BookError as error:
        return error.problems


def _formats(connection: Connection) -> Iterator[Problem]:
    """Compare the list of migrations with those there are."""
    rows = sorted(connection.execute(select(FORMATS.c.format)).scalars())
    if rows != list(range(1, FORMAT + 1)):
        yield Problem("B054", Where(table=FORMATS.name), {"found": "、".join(map(str, rows)) or "—", "known": FORMAT})


def _chain(connection: Connection) -> Iterator[Problem]:
    """Compare every event with its own digest, its number, the one before it, and the text it is written as."""
    stored = {row["seq"]: dict(row) for row in connection.execute(select(EVENTS)).mappings()}
    before: Event | None = None
    for at, event in enumerate(events(connection), start=1):
        place = Where(table=EVENTS.name, row=event.seq)
        if event.seq != at:
            yield Problem("B055", place, {"seq": event.seq, "expected": at})
            return
        again = digest_of({**event.as_dict(), "at": written(event.at)})
        if again != event.digest or event.as_row() != stored[event.seq]:
            yield Problem("B050", place, {"seq": event.seq})
        elif event.before != (before.digest if before else BEGINNING):
            yield Problem("B056", place, {"seq": event.seq})
        elif before is not None and event.at < before.at:
            yield Problem("B057", place, {"seq": event.seq})
        before = event


def _contents(connection: Connection, runs: list[Run], settled: list[Settled], paid: list[Payment]) -> Iterator[Problem]:
    """Compare every file with its SHA-256, and the files there are with those the events name."""
    needed: dict[str, tuple[str, int]] = {}
    for one in settled:
        needed.setdefault(one.rows, ("corrections", one.number))
    for payment in paid:
        for name, sha256 in payment.files.items():
            needed.setdefault(sha256, (name, payment.number))
    for run in runs:
        for name, sha256 in run.files.items():
            needed.setdefault(sha256, (name, run.seq))
    have = sorted(connection.execute(select(CONTENTS.c.sha256)).scalars())
    for sha256 in have:
        if sha256 not in needed:
            yield Problem("B059", Where(table=CONTENTS.name, value=sha256), {"sha256": sha256[:16]})
    names = list(needed)
    for some in (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE)):
        found = contents(connection, some)
        for sha256 in some:
            content = found.get(sha256)
            if content is None or hashlib.sha256(content).hexdigest() != sha256:
                name, seq = needed[sha256]
                yield Problem("B052", Where(table=CONTENTS.name, value=sha256), {"file": name, "seq": seq})


def _rows(connection: Connection, runs: list[tuple[Standing, Run]]) -> Iterator[Problem]:
    """Make the rows for queries again from the files, and compare them with those there are."""
    stored: dict[int, dict[tuple[str, str], str]] = {}
    for row in connection.execute(select(STANDINGS)).mappings():
        stored.setdefault(row["run"], {})[row["subject"], row["sheet"]] = canonical(dict(row))
    for one, run in runs:
        have = stored.pop(run.seq, {})
        try:
            result = assessment_of(files_of(connection, run), f"{one.period}/{run.seq}")
        except BookError:
            continue  # a file that is missing or was changed is told already
        except GridperfError as error:
            yield from error.problems
            continue
        if result.digest != run.digest or (result.period.code, result.provenance.runs) != (one.period, run.made_from):
            yield Problem("B050", Where(table=EVENTS.name, row=run.seq), {"seq": run.seq})
        made = {(str(row["subject"]), str(row["sheet"])): canonical({**row, "run": run.seq}) for row in indexed(result)}
        for subject, sheet in sorted(key for key in {*made, *have} if made.get(key) != have.get(key))[:_AT_MOST]:
            place = Where(table=STANDINGS.name, field="subject", value=f"{subject} {sheet}")
            yield Problem("B060", place, {"seq": run.seq, "period": one.period})
    for number in sorted(stored):
        yield Problem("B060", Where(table=STANDINGS.name, field="run", value=str(number)), {"seq": number, "period": "—"})
