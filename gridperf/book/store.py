"""A step is one transaction: all of it is in the Book afterwards, or nothing; whatever the database says becomes a problem.

SQLite keeps its rollback journal, so that a Book is one file, and writes through to the disk before a step ends.
The right to write is taken before anything is read, so whoever decides by what the Book says is alone in doing so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from gridperf.book import schema
from gridperf.errors import BookError, Problem, Where

__all__ = ["Store"]

_WAIT = 30
"""Seconds to wait for another step to end."""
_LOCK = 0x67726964_626F6F6B
"""The number under which steps take turns on PostgreSQL; it spells "gridbook"."""
_WRITES = "book_writes"


@dataclass(frozen=True)
class Store:
    """An open Book's database.

    Attributes:
        name: its path, or its URL without the password.
    """

    name: str
    engine: Engine = field(repr=False)

    @classmethod
    def open(cls, place: str | Path, *, create: bool = False) -> Store:
        """Return the database of the Book at *place*, its tables brought up to date.

        Args:
            place: path of a SQLite file, or a URL.
            create: begin a Book where there is none.

        Raises:
            BookError: B001 if there is no Book, B002 if it is newer, B003 if something else is there, B004 for a URL
                that names no database a Book can be kept in, and what `reading` raises.
        """
        url = _url(place)
        name = url.render_as_string(hide_password=True) if "://" in str(place) else str(place)
        path = _file(url)
        if path is not None and not create and (not path.is_file() or not path.stat().st_size):
            raise _stop("B001", name, path=name)
        try:
            patient = {"timeout": _WAIT} if path is not None and "timeout" not in url.query else {}
            engine = create_engine(url, poolclass=NullPool, connect_args=patient)
        except ModuleNotFoundError as error:
            raise _stop("B005", name, package=error.name or url.drivername) from None
        except SQLAlchemyError:
            raise _stop("B004", name, url=name) from None
        if path is not None:
            event.listen(engine, "connect", _prepared)
        event.listen(engine, "begin", _begun)
        store = cls(name, engine)
        store._brought_up_to_date(create=create)
        return store

    @property
    def is_file(self) -> bool:
        """Return whether the Book is a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees the Book as it is now, whatever others do meanwhile.

        Raises:
            BookError: B010 if the disk is full, B011 if the Book may only be read, B012 if others keep it busy, B013 if
                it is damaged, B014 for whatever else the database says.
        """
        options: dict[str, Any] = {} if self.is_file else {"isolation_level": "REPEATABLE READ"}
        with self._guarded(), self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield the one connection that may write; what was written stands when the block ends, and not before.

        Raises:
            BookError: as `reading`.
        """
        options = {_WRITES: True} if self.is_file else {_WRITES: True, "isolation_level": "READ COMMITTED"}
        with self._guarded(), self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    def damage(self) -> str:
        """Return what the database itself finds wrong with its file; empty if nothing."""
        if not self.is_file:
            return ""
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        return "" if found == "ok" else str(found)

    def _brought_up_to_date(self, *, create: bool) -> None:
        with self.reading() as connection:
            have = schema.format_of(connection)
            foreign = not have and bool(inspect(connection).get_table_names()) and self.is_file
        if have > schema.FORMAT:
            raise _stop("B002", self.name, path=self.name, format=have, known=schema.FORMAT)
        if foreign:
            raise _stop("B003", self.name, path=self.name)
        if not have and not create:
            raise _stop("B001", self.name, path=self.name)
        if have < schema.FORMAT:
            with self.writing() as connection:
                schema.migrate(connection)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turn whatever the database says into a problem without secrets."""
        try:
            yield
        except DBAPIError as error:
            code, reason = _meaning(error.orig)
            raise _stop(code, self.name, path=self.name, reason=reason) from error


def _stop(code: str, place: str, **values: object) -> BookError:
    return BookError(Problem(code, Where(file=place), values))


def _url(place: str | Path) -> URL:
    if "://" not in str(place):
        return URL.create("sqlite", database=str(place))
    scheme = str(place).partition("://")[0]
    try:
        url = make_url(str(place))
    except ArgumentError:
        raise _stop("B004", f"{scheme}://…", url=f"{scheme}://…") from None
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    named = url.render_as_string(hide_password=True)
    if url.get_backend_name() not in ("sqlite", "postgresql") or not url.database or url.database == ":memory:":
        raise _stop("B004", named, url=named)
    return url


def _file(url: URL) -> Path | None:
    """Return the file a SQLite URL names, written either way; None for another database."""
    if url.get_backend_name() != "sqlite":
        return None
    return Path((url.database or "").removeprefix("file:").partition("?")[0])


def _prepared(connection: sqlite3.Connection, _record: object) -> None:
    """Make a SQLite connection leave transactions to us, and wait for the disk."""
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous=EXTRA")
    connection.execute("PRAGMA trusted_schema=OFF")


def _begun(connection: Connection) -> None:
    """Begin a transaction; one that writes takes the right to do so at once."""
    writes = connection.get_execution_options().get(_WRITES, False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_WAIT}s'")
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})


_SAID = (
    ("B010", ("disk is full", "disk I/O error", "no space left", "could not extend")),
    ("B011", ("readonly database", "read-only transaction", "permission denied")),
    ("B012", ("is locked", "lock timeout", "could not obtain lock", "duplicate key", "UNIQUE constraint failed")),
    ("B013", ("malformed", "not a database", "file is encrypted")),
)


def _meaning(error: BaseException | None) -> tuple[str, str]:
    """Return the code for what a driver says, and the first line of it."""
    said = (str(error).splitlines() or [type(error).__name__])[0][:160]
    return next((code for code, words in _SAID if any(word in said for word in words)), "B014"), said
