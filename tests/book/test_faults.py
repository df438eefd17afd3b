"""Whatever goes wrong while a step is taken, the Book has the whole step or none of it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, inspect

import gridperf as gp
from gridperf.book import schema, steps
from gridperf.book.chain import said
from gridperf.book.runs import prepared
from gridperf.book.store import _url
from tests.book.steps import STEPS

ROOT = Path(__file__).resolve().parents[2]
SIGNED = {"by": "李强", "why": "公示无异议"}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked to be killed")


@pytest.fixture(scope="module")
def folders(month, tmp_path_factory) -> list[str]:
    """Return two saved results of one month."""
    folder = tmp_path_factory.mktemp("months")
    return [str(month("2026-10", seed).save(folder / str(seed))) for seed in (1, 2)]


def run(*words: object) -> list[dict]:
    """Run the killing program, and return what it found after each kill."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.book.crash", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def every_point_was_driven(found: list[dict]) -> list[dict]:
    """Return the kills among *found*: of every step there was one at every point up to the end of what it writes.

    So whoever writes anything new into a Book is killed there as well, before it and after it.
    """
    kills = [line for line in found if "points" not in line]
    for line in found:
        if "points" not in line:
            continue
        own = [kill["point"] for kill in kills if kill["step"] == line["step"]]
        written = [at for at, name in enumerate(line["points"], start=1) if name.startswith("*")]
        assert own == list(range(1, max(written) + 1)), line
        writes = [name for name in line["points"] if name.startswith(("*INSERT", "*UPDATE", "*DELETE", "*CREATE", "*COMMIT"))]
        assert len(writes) >= 2, line
        assert writes[-1] == "*COMMIT", line
    return kills


def inserted(found: list[dict], step: str) -> list[str]:
    """Return the tables that *step* writes to, in this order."""
    points = next(line["points"] for line in found if line["step"] == step and "points" in line)
    return [name.removeprefix("*INSERT ") for name in points if name.startswith("*INSERT")]


def whole_or_nothing(found: list[dict]) -> None:
    """Every kill left a Book that opens and verifies, with as many events as before, or one more."""
    assert [line for line in found if line["wrong"]] == []
    assert [line for line in found if line["after"] not in (line["before"], line["before"] + 1)] == []


def test_a_killed_step_is_there_whole_or_not_at_all(folders, memory):
    """Every step is killed before every statement, and before and after every commit, at more than two hundred points."""
    STEPS.months(folders)
    told = run("kills", memory / "county.book", *folders)
    found = every_point_was_driven(told)
    whole_or_nothing(found)
    assert len(found) >= 200
    assert {line["step"] for line in found} == {name for name, _ in STEPS}
    assert {line["step"] for line in found if line["after"] > line["before"]} >= {"publish again", "seal", "pay", "correct"}
    assert set(inserted(told, "publish again")) == {"book_events", "book_contents", "book_standings"}
    assert set(inserted(told, "correct")) == {"book_events", "book_contents", "book_standings"}
    assert inserted(told, "seal") == inserted(told, "pay") == inserted(told, "decide") == ["book_events"]


def test_a_step_killed_while_the_file_is_written_is_undone(folders, memory):
    """A commit that dies half way, with some of its pages in the file, leaves the Book as it was."""
    found = run("torn", memory / "county.book", *folders)
    whole_or_nothing(found)
    assert len(found) >= 15
    assert all(line["after"] == line["before"] for line in found)


def test_a_killed_step_leaves_nothing_on_postgresql(folders, server):
    """A client that dies in the middle of a step has done nothing, or all of it."""
    found = run("few", server.database(), *folders)
    whole_or_nothing(found)
    assert len(found) >= 25


def test_of_two_who_seal_at_once_one_does(book, place, month):
    """Fifty times two processes seal the same month at the same moment: one seals it, the other is told so."""
    october = prepared(month("2026-10"))
    periods = [f"20{year}-{number:02d}" for year in range(30, 35) for number in range(1, 11)]
    with book._store.writing() as connection:
        for code in periods:
            period = gp.Period.parse(code)
            new = replace(october, assessment=replace(october.assessment, period=period), rows=())
            new = replace(new, body={**new.body, "starts_on": str(period.starts_on), "ends_on": str(period.ends_on)})
            steps.publish(connection, new, said(book._clock(), "李强", "十月"), None)
    found = run("races", place, *periods)
    assert [line for line in found if line["ended"] != [0, 29] or line["kinds"] != ["publish", "seal"]] == []
    assert [line["period"] for line in found] == periods
    assert len(book.events()) == 2 * len(periods)


# --- disks ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def published(tmp_path, clock, month) -> gp.Book:
    """Return a Book in a file, with one month that is public."""
    book = gp.open_book(tmp_path / "county.book", create=True, clock=clock)
    book.publish(month("2026-10"), window="none", **SIGNED)
    return book


def test_a_full_disk_leaves_the_book_as_it_was(published, month, codes):
    """Where no further page can be had the step is refused, and the Book reads back identical; with room it goes through."""

    def full(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0]}")

    before = Path(published.name).read_bytes()
    engine = published._store.engine
    event.listen(engine, "connect", full)
    assert codes(published.publish, month("2026-10", 2), window="none", **SIGNED) == ["B010"]
    event.remove(engine, "connect", full)
    assert Path(published.name).read_bytes() == before
    assert published.verify() == ()
    assert published.publish(month("2026-10", 2), window="none", **SIGNED).state == "published"


def test_a_file_that_may_only_be_read_is_read(published, clock, codes):
    """A Book on a read-only medium answers every question, and refuses every step."""
    url = f"sqlite:///file:{published.name}?mode=ro&uri=true"
    book = gp.open_book(url, clock=clock)
    assert book.standing("2026-10").state == "published"
    assert book.verify() == ()
    assert codes(book.seal, "2026-10", **SIGNED) == ["B011"]


def test_a_book_that_is_written_by_somebody_else_is_waited_for(published, codes, monkeypatch):
    """A step that cannot get its turn is refused as busy, and can be taken when the other has ended."""
    other = sqlite3.connect(published.name, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    impatient = gp.open_book(f"sqlite:///{published.name}?timeout=0.05", clock=published._clock)
    assert codes(impatient.seal, "2026-10", **SIGNED) == ["B012"]
    assert impatient.standing("2026-10").state == "published"
    other.execute("ROLLBACK")
    other.close()
    assert impatient.seal("2026-10", **SIGNED).state == "sealed"


# --- other files, other versions --------------------------------------------------------------------------------------------


def test_a_book_from_a_newer_gridperf_is_refused(book, place, codes, monkeypatch):
    """A Book whose tables have been brought further than this gridperf knows is not opened, nor changed."""
    monkeypatch.setattr(schema, "MIGRATIONS", {**schema.MIGRATIONS, 2: lambda _connection: None})
    monkeypatch.setattr(schema, "FORMAT", 2)
    gp.open_book(place)
    monkeypatch.undo()
    assert codes(gp.open_book, place) == ["B002"]
    assert codes(gp.open_book, place, create=True) == ["B002"]


def test_an_old_book_opens_in_a_newer_gridperf_and_reads_back_identical(book, place, clock, month, monkeypatch, tmp_path):
    """Opening brings the tables up to date once; what the Book says is the same to the byte before and after."""
    book.publish(month("2026-10"), window="none", **SIGNED)
    book.export(tmp_path / "before")
    done = []

    def second(connection):
        done.append(1)
        connection.exec_driver_sql("CREATE INDEX book_later ON book_standings (grade)")

    monkeypatch.setattr(schema, "MIGRATIONS", {**schema.MIGRATIONS, 2: second})
    monkeypatch.setattr(schema, "FORMAT", 2)
    monkeypatch.setattr("gridperf.book.verifying.FORMAT", 2)
    newer = gp.open_book(place, clock=clock)
    gp.open_book(place, clock=clock)
    assert done == [1]
    assert newer.verify() == ()
    newer.export(tmp_path / "after")
    assert _bytes(tmp_path / "before") == _bytes(tmp_path / "after")
    assert newer.seal("2026-10", **SIGNED).state == "sealed"


def test_a_migration_that_fails_is_undone(book, place, monkeypatch):
    """Tables are brought up to date whole or not at all."""

    def broken(connection):
        connection.exec_driver_sql("CREATE TABLE book_later (x INTEGER)")
        raise RuntimeError

    monkeypatch.setattr(schema, "MIGRATIONS", {**schema.MIGRATIONS, 2: broken})
    monkeypatch.setattr(schema, "FORMAT", 2)
    with pytest.raises(RuntimeError):
        gp.open_book(place)
    monkeypatch.undo()
    assert gp.open_book(place).verify() == ()
    engine = create_engine(_url(place))
    assert not inspect(engine).has_table("book_later")
    engine.dispose()


def test_what_is_no_book_is_left_alone(tmp_path, codes):
    """A missing file is not made, a database of something else not added to, and a damaged file not read."""
    assert codes(gp.open_book, tmp_path / "none.book") == ["B001"]
    assert list(tmp_path.iterdir()) == []
    assert codes(gp.open_book, tmp_path / "no" / "such" / "folder.book", create=True) == ["B014"]
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE t (x)")
    before = (tmp_path / "other.db").read_bytes()
    assert codes(gp.open_book, tmp_path / "other.db", create=True) == ["B003"]
    assert codes(gp.open_book, tmp_path / "other.db") == ["B003"]
    assert (tmp_path / "other.db").read_bytes() == before
    (tmp_path / "damaged.book").write_bytes(b"no database at all" * 100)
    assert codes(gp.open_book, tmp_path / "damaged.book") == ["B013"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://user:secret@host/name", "B004"),
        ("sqlite://", "B004"),
        ("sqlite:///:memory:", "B004"),
        ("://", "B004"),
        ("postgresql://user:secret@127.0.0.1:1/name?connect_timeout=2", "B014"),
        ("postgresql+nosuchdriver://user:secret@host/name", "B004"),
    ],
)
def test_addresses_that_lead_nowhere_are_problems_without_secrets(url, code):
    """An address of another kind of database, or of none that answers, is a problem, and its password is not in it."""
    with pytest.raises(gp.BookError) as caught:
        gp.open_book(url, create=True)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert "secret" not in str(caught.value)


def test_a_missing_driver_is_named(monkeypatch, codes):
    """A PostgreSQL address without the driver says what to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert codes(gp.open_book, "postgresql://host/name") == ["B005"]


def test_both_databases_export_the_same_bytes(tmp_path, server, clock, month):
    """The same steps at the same times leave the same bytes, whichever database keeps them."""
    for name, place in (("sqlite", str(tmp_path / "county.book")), ("postgresql", server.database())):
        clock.set("2026-11-03T09:00")
        book = gp.open_book(place, create=True, clock=clock)
        book.draft(month("2026-10"), by="王芳", why="初算：𬎆㛃喆祎")
        book.publish(month("2026-10", 2), window="5 workdays", by="王芳", why="十月")
        clock.set("2026-11-11T09:00")
        book.seal("2026-10", **SIGNED)
        book.pay("2026-10", **SIGNED)
        book.export(tmp_path / name)
    assert _bytes(tmp_path / "sqlite") == _bytes(tmp_path / "postgresql")
    assert len(_bytes(tmp_path / "sqlite")) > 20


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
