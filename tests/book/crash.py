"""Takes the steps of a Book in processes that are killed one after another, each a little later than the one before.

Run as `python -m tests.book.crash HOW URL ASSESSMENT ASSESSMENT`, where HOW is `kills`, `few` or `torn`, or as
`python -m tests.book.crash races URL PERIOD…` or `python -m tests.book.crash takes URL WORKER…`, where the Book is there already
and its people have points for one bag of rice each; `python -m tests.book.crash spends URL EVERY` kills whoever hands one out. A child is killed at the n-th point of a step: before each statement, and
before and after the commit (between two statements nothing is said to the database); n grows until the step is in the
Book. After every kill the Book is opened and read here, row by row, and verified wherever a row differs from all that was
verified before. Prints one line of JSON per kill, or per race, and before the kills of a step one with the points it has. Everything slow is prepared before the children are forked.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, event, select
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

import gridperf as gp
from gridperf.book import book as module
from gridperf.book import schema
from gridperf.book.runs import prepared
from tests.book.steps import SPENDING, STEPS

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


def said_in(step: Callable[[gp.Book], object], place: str, clock: Callable[[], dt.datetime]) -> list[str]:
    """Return what is said to the database when *step* is taken unharmed on a copy of the Book, in a child: a name per point.

    The points are those of `killed_at`; one inside the transaction that writes is marked with `*`.
    """
    copy = f"{place}.copy"
    if Path(place).exists():
        shutil.copyfile(place, copy)
    found, told = os.pipe()
    child = os.fork()
    if child == 0:
        points: list[str] = []
        writers: set[int] = set()

        def point(name: str, connection: Connection) -> None:
            points.append(f"*{name}" if connection.get_execution_options().get("book_writes") else name)

        def begun(connection: Connection) -> None:
            if connection.get_execution_options().get("book_writes"):
                writers.add(id(connection.connection.dbapi_connection))
            point("begin", connection)

        def stated(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
            verb, *words = statement.split()
            point(f"{verb} {words[1]}" if verb == "INSERT" else verb, connection)

        def reset(connection: object, *_: object, **__: object) -> None:
            points.append("*end" if id(connection) in writers else "end")
            writers.discard(id(connection))

        try:
            event.listen(Engine, "begin", begun)
            event.listen(Engine, "before_cursor_execute", stated)
            event.listen(Engine, "commit", lambda connection: point("COMMIT", connection))
            event.listen(Pool, "reset", reset)
            step(gp.open_book(copy, create=True, clock=clock))
            os.write(told, json.dumps(points).encode())
        finally:
            os._exit(0)
    os.close(told)
    with os.fdopen(found, "rb") as result:
        points = json.load(result)
    os.waitpid(child, 0)
    Path(copy).unlink()
    return points


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


def wrong_with(book: gp.Book) -> list[str]:
    """Return what verifying *book* finds."""
    return [problem.code for problem in book.verify()]


def seen(place: str, clock: Callable[[], dt.datetime], verify: Callable[[gp.Book], list[str]] = wrong_with) -> tuple[int, list[str]]:
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
        _VERIFIED[key] = verify(book)
    return count, [*_VERIFIED[key], *filter(None, [book._store.damage()])]


def kills(place: str, at: Callable[[], dt.datetime], every: int) -> Iterator[dict[str, object]]:
    """Take every step, killed at every point; yield what was found after each kill, and of a file what there was to be killed at."""
    for name, step in STEPS:
        before, _ = seen(place, at)
        if "://" not in place:
            yield {"step": name, "points": said_in(step, place, at)}
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


def spends(place: str, at: Callable[[], dt.datetime], every: int) -> Iterator[dict[str, object]]:
    """Hand goods out and take them back, killed at every point; yield what was found after each kill.

    Frames do not survive a fork once they were used, so this process uses none: the Book is verified in children too.
    """
    for name, step in SPENDING:
        before, _ = seen(place, at, apart)
        if "://" not in place:
            yield {"step": name, "points": said_in(step, place, at)}
        for point in range(1, MOST, every):
            dead = forked(killed_at, point, step, place, at)
            after, wrong = seen(place, at, apart)
            if dead:
                yield {"step": name, "point": point, "before": before, "after": after, "wrong": wrong}
            if after != before:
                break
            assert dead, f"{name} left nothing behind"


def apart(book: gp.Book) -> list[str]:
    """Return what verifying *book* finds, in a child."""
    found, said = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(said, json.dumps(wrong_with(book)).encode())
        finally:
            os._exit(0)
    os.close(said)
    with os.fdopen(found, "rb") as result:
        wrong: list[str] = json.load(result)
    os.waitpid(child, 0)
    return wrong


def raced(place: str, names: Sequence[str], at: Callable[[], dt.datetime], step: Callable[[gp.Book, str], object]) -> list[list[int]]:
    """Let two processes take *step* for the same name at the same moment, name after name; return how they ended."""
    racers = [_Racer(place, names, at, step) for _ in range(2)]
    ended = []
    for _ in names:
        for racer in racers:
            racer.start()
        ended.append(sorted(racer.end() for racer in racers))
    for racer in racers:
        assert racer.is_done()
    return ended


def takes(place: str, workers: Sequence[str], at: Callable[[], dt.datetime]) -> Iterator[dict[str, object]]:
    """Let two processes hand out what the same person has points for once, for each of *workers*; yield how they ended."""
    for worker, codes in zip(workers, raced(place, workers, at, _taken), strict=True):
        yield {"worker": worker, "ended": codes}


def races(place: str, periods: Sequence[str], at: Callable[[], dt.datetime]) -> Iterator[dict[str, object]]:
    """Let two processes seal the same month at the same moment, for each of *periods*; yield how they ended."""
    ended = raced(place, periods, at, _sealed)
    held = gp.open_book(place, clock=at).status()
    for period, codes in zip(periods, ended, strict=True):
        yield {"period": period, "ended": codes, "kinds": [event.kind for event in held[period, "records"].steps]}


class _Racer:
    """A process that takes a step for one name after another, each when it is told to."""

    def __init__(self, place: str, names: Sequence[str], at: Callable[[], dt.datetime], step: Callable[[gp.Book, str], object]) -> None:
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
            for name in names:
                os.read(gate, 1)
                os.write(results, bytes([_outcome(step, book, name)]))
            code = 0
        finally:
            os._exit(code)

    def start(self) -> None:
        """Let it take the next step."""
        os.write(self._gate, b"x")

    def end(self) -> int:
        """Return 0 if it took the step, otherwise the number of the problem: 29 if a period was sealed already."""
        return os.read(self._results, 1)[0]

    def is_done(self) -> bool:
        """Wait for its end, and return whether all went well."""
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1]) == 0


def _outcome(step: Callable[[gp.Book, str], object], book: gp.Book, name: str) -> int:
    try:
        step(book, name)
    except gp.BookError as error:
        return int(error.problems[0].code[1:])
    return 0


def _sealed(book: gp.Book, period: str) -> object:
    return book.seal(period, by=f"第 {os.getpid()} 号", why="公示无异议")


def _taken(book: gp.Book, worker: str) -> object:
    return book.accounts.redeem(worker, "大米", by=f"第 {os.getpid()} 号", why="领取")


def main(how: str, place: str, *folders: str) -> None:
    """Print what was found after each kill, or after each race."""
    if how in ("races", "takes", "spends"):
        found = (
            spends(place, lambda: AT, int(folders[0]))
            if how == "spends"
            else {"races": races, "takes": takes}[how](place, folders, lambda: AT)
        )
        for line in found:
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
