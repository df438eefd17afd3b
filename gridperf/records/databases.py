"""A database is read through its URL, one table or view per table of records; its password is in no message and no provenance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from gridperf.errors import Where
from gridperf.records.grid import ROW, Grid, names_of, stop
from gridperf.records.typed import frame_digest

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

__all__ = ["Database", "open_database"]


@dataclass(frozen=True, slots=True)
class Database:
    """An open database.

    Attributes:
        name: its URL without the password.
        tables: tables and views it has.
    """

    name: str
    tables: tuple[str, ...]
    engine: Engine = field(repr=False)

    def read(self, query: str) -> Grid:
        """Return what *query* (the name of a table or view, or a SELECT) gives, in the order of its own columns.

        Raises:
            RecordsError: D118.
        """
        from sqlalchemy import select, table, text  # noqa: PLC0415

        named = query in self.tables
        file = f"{self.name} {query}" if named else self.name
        statement = select(text("*")).select_from(table(query)) if named else text(query)
        with _guarded(file), self.engine.connect() as connection:
            frame = pl.read_database(statement, connection, infer_schema_length=None)
        if frame.width:
            # a database gives its rows in any order; the digest must not depend on it
            frame = frame.sort(pl.all().exclude(pl.List, pl.Struct, pl.Object, pl.Array)) if frame.height else frame
        names = names_of(frame.width)
        headers = tuple(frame.columns)
        sha256, rows = frame_digest(frame.lazy())
        frame.columns = names
        return Grid(file, sha256, "typed", headers, frame.with_row_index(ROW, offset=1).lazy(), rows)

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Return the database at *url*, such as `sqlite:///records.db` or `postgresql+psycopg://user:password@host/name`.

    Raises:
        RecordsError: D117 if its driver is missing, D118 if the database cannot be reached.
    """
    import sqlalchemy  # noqa: PLC0415  (loaded when a database is read)

    scheme = url.partition("://")[0]
    with _guarded(f"{scheme}://…"):
        address = sqlalchemy.make_url(url)
    name = address.render_as_string(hide_password=True)
    file = address.database if address.get_backend_name() == "sqlite" else None
    if file and file != ":memory:" and not file.startswith("file:") and not Path(file).is_file():
        raise stop("D101", Where(file=name), path=file)  # connecting would make an empty one
    try:
        engine = sqlalchemy.create_engine(address)
    except ModuleNotFoundError as error:
        driver = error.name or scheme
        raise stop("D117", Where(file=name), package=driver, install=driver) from None
    except (sqlalchemy.exc.SQLAlchemyError, ValueError) as error:
        raise stop("D118", Where(file=name), reason=type(error).__name__) from None
    with _guarded(name):
        inspector = sqlalchemy.inspect(engine)
        tables = (*inspector.get_table_names(), *inspector.get_view_names())
    return Database(name, tables, engine)


@contextmanager
def _guarded(file: str) -> Iterator[None]:
    """Turn whatever the database, its driver or polars says about a query into a problem without secrets."""
    import sqlalchemy  # noqa: PLC0415

    try:
        yield
    except (sqlalchemy.exc.SQLAlchemyError, pl.exceptions.PolarsError, TypeError, ValueError, OSError, OverflowError) as error:
        cause = getattr(error, "orig", None) or error
        reason = str(cause).splitlines()[0][:160] if isinstance(error, sqlalchemy.exc.DBAPIError) and str(cause) else type(cause).__name__
        raise stop("D118", Where(file=file), reason=reason) from None
