"""The tables of a Book only ever grow, and every format they have had is written down here as it was.

A migration describes the tables it makes by itself: what the code calls them today must not change what was made then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import CheckConstraint, Column, Connection, Index, Integer, LargeBinary, MetaData, Table, Text, func, inspect, select

__all__ = ["CONTENTS", "EVENTS", "FORMAT", "FORMATS", "MIGRATIONS", "STANDINGS", "format_of", "migrate"]

_NOW = MetaData()

FORMATS = Table("book_format", _NOW, Column("format", Integer, primary_key=True, autoincrement=False))
"""How far the tables were brought: one row per migration."""

EVENTS = Table(
    "book_events",
    _NOW,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("done_at", Text),
    Column("done_by", Text),
    Column("why", Text),
    Column("kind", Text),
    Column("period", Text),
    Column("made", Text),
    Column("body", Text),
    Column("before", Text),
    Column("digest", Text),
)
"""The chain: who did what, when and why; `body` is JSON, `before` the digest of the row before, `digest` that of the row."""

CONTENTS = Table("book_contents", _NOW, Column("sha256", Text, primary_key=True), Column("content", LargeBinary))
"""The files of runs, each under the SHA-256 of its bytes."""

STANDINGS = Table(
    "book_standings",
    _NOW,
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("subject", Text, primary_key=True),
    Column("sheet", Text, primary_key=True),
    Column("name", Text),
    Column("total", Text),
    Column("grade", Text),
    Column("rank", Integer),
    Column("of", Integer),
    Column("decided_by", Text),
    Column("gross", Text),
)
"""Totals, grades and pay of every run; `run` is the number of the event that brought it."""


def _first(connection: Connection) -> None:
    """Make the tables of format 1."""
    then = MetaData()
    Table("book_format", then, Column("format", Integer, primary_key=True, autoincrement=False))
    texts = ("done_at", "done_by", "why", "kind", "period", "made", "body", "before")
    Table(
        "book_events",
        then,
        Column("seq", Integer, primary_key=True, autoincrement=False),
        *(Column(name, Text, nullable=False) for name in texts),
        Column("digest", Text, nullable=False, unique=True),
        CheckConstraint("seq > 0", name="book_events_from_one"),
    )
    Table("book_contents", then, Column("sha256", Text, primary_key=True), Column("content", LargeBinary, nullable=False))
    standings = Table(
        "book_standings",
        then,
        Column("run", Integer, primary_key=True, autoincrement=False),
        Column("subject", Text, primary_key=True),
        Column("sheet", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("total", Text),
        Column("grade", Text),
        Column("rank", Integer),
        Column("of", Integer),
        Column("decided_by", Text),
        Column("gross", Text),
    )
    Index("book_standings_by_subject", standings.c.subject)
    then.create_all(connection)


MIGRATIONS: Mapping[int, Callable[[Connection], None]] = {1: _first}
"""What brings the tables from one format to the next, by the format it leads to; they run in order and are never changed."""

FORMAT = max(MIGRATIONS)
"""The format this gridperf reads and writes."""


def format_of(connection: Connection) -> int:
    """Return the format of the Book behind *connection*; 0 if there is none."""
    if not inspect(connection).has_table(FORMATS.name):
        return 0
    return connection.execute(select(func.max(FORMATS.c.format))).scalar() or 0


def migrate(connection: Connection, migrations: Mapping[int, Callable[[Connection], None]] | None = None) -> None:
    """Bring the tables behind *connection* to the newest format, inside the transaction it is in."""
    steps = MIGRATIONS if migrations is None else migrations
    have = format_of(connection)
    for number in sorted(steps):
        if number > have:
            steps[number](connection)
            connection.execute(FORMATS.insert().values(format=number))
