"""Takes the steps of a Book in processes that are killed one after another, each a little later than the one before.

Run as `python -m tests.book.crash HOW URL ASSESSMENT ASSESSMENT`, where HOW is `kills`, `few` or `torn`, or as
`python -m tests.book.crash races URL PERIOD…`. A child is killed at the n-th point of a step: before each statement, and
before and after the commit (between two statements nothing is said to the database); n grows until the step is in the
Book. After every kill the Book is opened and read here, row by row, and verified wherever a row differs from all that was
verified before. Prints one line of JSON per kill, or per race. Everything slow is prepared before the children are forked.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

import gridperf as gp
from gridperf.book import book as module
from gridperf.book import schema
from gridperf.book.runs import prepared
from tests.book.steps import STEPS

AT = dt.datetime(2026, 11, 3, 9)
MOST = 120
PAGE = 4096


def killed_at(point: int) -> None:
    """Kill this process at the *point*-th point at which something has been said to the database, or is about to be."""
    left = [point]

    def count(*_: object, **__: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("begin", "before_cursor_execute", "commit"):
        event.listen(Engine, name, count)
    event.listen(Pool, "reset", count)  # a connection goes back after the commit


def killed_beyond(size: int) -> None:
    """Kill this process when it makes a file larger than *size*, in the middle of writing."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def forked(
    prepare: Callable[[int], None], at: int, step: Callable[[gp.Book], object], place: str, clock: Callable[[], dt.datetime]
) -> bool:
    """Take *step* in a child that *prepare* makes mortal; return whether it was killed."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            prepare(at)
            step(gp.open_book(place, create=True, clock=clock))
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "a step failed by itself"
    return False


_VERIFIED: dict[str, list[str]] = {}
"""What is wrong with a Book, by the digest of all its rows: verifying the same rows again would find the same."""


def seen(place: str, clock: Callable[[], dt.datetime]) -> tuple[int, list[str]]:
    """Return how many events the Book has, and what is wrong with it."""
    try:
        book = gp.open_book(place, clock=clock)
    except gp.BookError as error:
        codes = [problem.code for problem in error.problems]
        return -1, [] if codes == ["B001"] else codes
    rows, count = hashlib.sha256(), 0
    with book._store.reading() as connection:
        for table in (schema.FORMATS, schema.EVENTS, schema.CONTENTS, schema.STANDINGS):
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
                count += table is schema.EVENTS
                for cell in row:
                    rows.update(cell if isinstance(cell, bytes) else repr(cell).encode())
                    rows.update(b"\0")
            rows.update(b"\1")
    key = rows.hexdigest()
    if key not in _VERIFIED:
        _VERIFIED[key] = [problem.code for problem in book.verify()]
    return count, [*_VERIFIED[key], *filter(None, [book._store.damage()])]


def kills(place: str, at: Callable[[], dt.datetime], every: int) -> Iterator[dict[str, object]]:
    """Take every step, killed at every point; yield what was found after each kill."""
    for name, step in STEPS:
        before, _ = seen(place, at)
        for point in range(1, MOST, every):
            dead = forked(killed_at, point, step, place, at)
            after, wrong = seen(place, at)
            if dead:
                yield {"step": name, "point": point, "before": before, "after": after, "wrong": wrong}
            if after != before:
                break
            assert dead, f"{name} left nothing behind"


def torn(place: str, at: Callable[[], dt.datetime]) -> Iterator[dict[str, object]]:
    """Take every step, killed in the middle of making the file larger; yield what was found after each kill."""
    for name, step in STEPS:
        before, _ = seen(place, at)
        size = Path(place).stat().st_size if Path(place).exists() else 0
        # one byte into every second page that the step adds
        for point in range(size + 1, size + PAGE * MOST, PAGE * 2):
            dead = forked(killed_beyond, point, step, place, at)
            after, wrong = seen(place, at)
            if dead:
                yield {"step": name, "point": point, "before": before, "after": after, "wrong": wrong}
            if after != before:
                break
            assert dead, f"{name} left nothing behind"


def races(place: str, periods: Sequence[str], at: Callable[[], dt.datetime]) -> Iterator[dict[str, object]]:
    """Let two processes seal the same month at the same moment, for each of *periods*; yield how they ended."""
    racers = [_Racer(place, periods, at) for _ in range(2)]
    ended = []
    for _ in periods:
        for racer in racers:
            racer.start()
        ended.append(sorted(racer.end() for racer in racers))
    for racer in racers:
        assert racer.is_done()
    held = gp.open_book(place, clock=at).status()
    for period, codes in zip(periods, ended, strict=True):
        yield {"period": period, "ended": codes, "kinds": [event.kind for event in held[period, "records"].steps]}


class _Racer:
    """A process that seals one period after another, each when it is told to."""

    def __init__(self, place: str, periods: Sequence[str], at: Callable[[], dt.datetime]) -> None:
        gate, self._gate = os.pipe()
        self._results, results = os.pipe()
        self._child = os.fork()
        if self._child:
            os.close(gate)
            os.close(results)
            return
        code = 1
        try:
            book = gp.open_book(place, clock=at)
            for period in periods:
                os.read(gate, 1)
                os.write(results, bytes([_sealed(book, period)]))
            code = 0
        finally:
            os._exit(code)

    def start(self) -> None:
        """Let it seal the next period."""
        os.write(self._gate, b"x")

    def end(self) -> int:
        """Return 0 if it sealed the period, otherwise the number of the problem: 29 if it was sealed already."""
        return os.read(self._results, 1)[0]

    def is_done(self) -> bool:
        """Wait for its end, and return whether all went well."""
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1]) == 0


def _sealed(book: gp.Book, period: str) -> int:
    try:
        book.seal(period, by=f"第 {os.getpid()} 号", why="公示无异议")
    except gp.BookError as error:
        return int(error.problems[0].code[1:])
    return 0


def main(how: str, place: str, *folders: str) -> None:
    """Print what was found after each kill, or after each race."""
    if how == "races":
        for line in races(place, folders, lambda: AT):
            sys.stdout.write(f"{json.dumps(line)}\n")
        return
    ready = {path: prepared(path) for path in folders}
    module.prepared = lambda path: ready[str(path)]
    STEPS.months(folders)
    gc.freeze()  # children share what is there already
    found = torn(place, lambda: AT) if how == "torn" else kills(place, lambda: AT, every=8 if how == "few" else 1)
    for line in found:
        sys.stdout.write(f"{json.dumps(line)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
