"""Whatever is changed in a Book behind its back is found, and named with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, delete, insert, select, update

import gridperf as gp
from gridperf.book.schema import CONTENTS, EVENTS, FORMATS, STANDINGS
from gridperf.book.store import _url

SIGNED = {"by": "李强", "why": "核对"}


@pytest.fixture
def kept(book, clock, month) -> gp.Book:
    """Return a Book of one month that was drafted, published, sealed and paid."""
    book.draft(month("2026-10"), **SIGNED)
    book.publish("2026-10", window="none", **SIGNED)
    clock.set("2026-11-04T09:00")
    book.seal("2026-10", **SIGNED)
    book.pay("2026-10", **SIGNED)
    return book


def _changed(value: Any) -> Any:
    """Return *value* with one of its bytes changed."""
    if isinstance(value, bytes):
        return bytes([value[0]]) + value[1 : len(value) // 2] + bytes([value[len(value) // 2] ^ 1]) + value[len(value) // 2 + 1 :]
    if isinstance(value, int):
        return value + 1000
    return "x" if not value else value[:-1] + ("1" if value[-1] == "0" else "0")


def _flips(connection: Connection) -> Iterator[tuple[str, Any, Any]]:
    """Yield every way of changing one value of one row: its name, and the statements that do it and undo it."""
    for table in (EVENTS, CONTENTS, STANDINGS, FORMATS):
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
        for row in rows[:3] if table is STANDINGS else rows:
            for column in table.columns:
                after = {**row, column.name: _changed(row[column.name])}
                same, other = ([table.c[key.name] == one[key.name] for key in table.primary_key.columns] for one in (row, after))
                name = f"{table.name} {column.name}"
                yield name, update(table).where(*same).values(after), update(table).where(*other).values(row)


def test_every_changed_byte_is_found(kept, place):
    """Each value of each row of each table is changed alone; verifying names the table, or the event, and nothing raises."""
    assert kept.verify() == ()
    tried: dict[str, int] = {}
    engine = create_engine(_url(place))
    with engine.connect() as connection:
        flips = list(_flips(connection))
    for name, change, undo in flips:
        with engine.begin() as connection:
            connection.execute(change)
        problems = kept.verify()
        assert problems, name
        assert all(problem.code.startswith(("B05", "B060")) for problem in problems), problems
        assert str(problems[0])
        with engine.begin() as connection:
            connection.execute(undo)
        tried[name] = tried.get(name, 0) + 1
    assert kept.verify() == ()
    assert set(tried) == {f"{table.name} {column.name}" for table in (EVENTS, CONTENTS, STANDINGS, FORMATS) for column in table.columns}
    engine.dispose()


@pytest.mark.parametrize(
    ("statement", "code", "said"),
    [
        (delete(EVENTS).where(EVENTS.c.seq == 4), None, ""),
        (delete(EVENTS).where(EVENTS.c.seq == 2), "B055", "Where event 2 should stand is event 3"),
        (delete(CONTENTS).where(CONTENTS.c.sha256.in_(select(CONTENTS.c.sha256).limit(1))), "B052", "which event 1 brought, is missing"),
        (insert(CONTENTS).values(sha256="f" * 64, content=b"x"), "B059", "belongs to no step"),
        (delete(STANDINGS).where(STANDINGS.c.sheet == "worker-month"), "B060", "rows for queries of 2026-10"),
        (insert(STANDINGS).values(run=1, subject="x", sheet="y", name="z"), "B060", "rows for queries of 2026-10"),
        (insert(STANDINGS).values(run=9, subject="x", sheet="y", name="z"), "B060", "(event 9)"),
        (delete(FORMATS), None, ""),
        (insert(FORMATS).values(format=7), "B054", "should say 1 to 1"),
    ],
)
def test_rows_that_come_or_go_are_found(kept, place, statement, code, said):
    """A row taken out or put in is named; a chain cut at its end is found by a digest noted before."""
    head = kept.head
    engine = create_engine(_url(place))
    with engine.begin() as connection:
        connection.execute(statement)
    engine.dispose()
    found = kept.verify(head=head)
    if "book_events" in str(statement) and code is None:
        assert kept.verify() == ()
        assert [problem.code for problem in found] == ["B058"]
    elif code is None:
        assert [problem.code for problem in found] == ["B054"]
    else:
        assert code in [problem.code for problem in found]
        assert any(said in problem.message for problem in found), found


def test_a_head_noted_earlier_is_still_there(kept):
    """The digest of any step proves the Book up to it; that of another Book does not."""
    assert [kept.verify(head=event.digest) for event in kept.events()] == [()] * 4
    assert [problem.code for problem in kept.verify(head="0" * 63 + "1")] == ["B058"]


def test_an_event_written_anew_breaks_the_chain(kept, place):
    """Whoever changes an event and its digest too is found by the event after it."""
    from gridperf.book.chain import digest_of, written

    first = kept.events()[0]
    forged = digest_of({**first.as_dict(), "at": written(first.at), "by": "某人"})
    engine = create_engine(_url(place))
    with engine.begin() as connection:
        connection.execute(update(EVENTS).where(EVENTS.c.seq == 1).values(done_by="某人", digest=forged))
    engine.dispose()
    assert [problem.code for problem in kept.verify()] == ["B056"]


def test_a_changed_file_is_not_read(kept, place, codes, tmp_path):
    """A result whose files were changed is neither returned nor exported, and the file is named."""
    engine = create_engine(_url(place))
    with engine.begin() as connection:
        connection.execute(update(CONTENTS).values(content=b"x"))
    engine.dispose()
    assert set(codes(kept.assessment, "2026-10")) == {"B052"}
    assert set(codes(kept.export, tmp_path / "out")) == {"B052"}
