"""One person's years are one query over rows that hold nothing their runs do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import polars as pl
from sqlalchemy import Connection, select

from gridperf.book.schema import STANDINGS
from gridperf.book.state import Standing
from gridperf.errors import BookError, Problem

__all__ = ["history", "one_of", "person"]

_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "period": pl.String,
    "made": pl.String,
    "state": pl.String,
    "sheet": pl.String,
    "subject": pl.String,
    "name": pl.String,
    "total": pl.Decimal(38, 6),
    "grade": pl.String,
    "rank": pl.Int64,
    "of": pl.Int64,
    "decided_by": pl.String,
    "gross": pl.Decimal(38, 2),
    "run": pl.Int64,
}


def person(connection: Connection, worker: str) -> tuple[str, str]:
    """Return identifier and name of *worker*, given by the identifier, or by a name only one person has.

    Raises:
        BookError: B037 if there is no such person, B038 if several have the name.
    """
    columns = (STANDINGS.c.subject, STANDINGS.c.name)
    rows = connection.execute(select(*columns).where((columns[0] == worker) | (columns[1] == worker)).distinct()).all()
    return one_of({row.subject: row.name for row in rows}, worker)


def one_of(people: Mapping[str, str], worker: str) -> tuple[str, str]:
    """Return identifier and name of the one of *people*, names by identifier, that *worker* names.

    Raises:
        BookError: B037 if there is no such person, B038 if several have the name.
    """
    chosen = [worker] if worker in people else sorted(who for who, name in people.items() if name == worker)
    if len(chosen) != 1:
        raise BookError(Problem("B038" if chosen else "B037", values={"worker": worker, "known": "、".join(chosen)}))
    return chosen[0], people[chosen[0]]


def history(connection: Connection, worker: str, held: Iterable[Standing]) -> pl.DataFrame:
    """Return the results of *worker*; see `Book.history`."""
    subject, _ = person(connection, worker)
    rows = [dict(row) for row in connection.execute(select(STANDINGS).where(STANDINGS.c.subject == subject)).mappings()]
    found = []
    for one in held:
        own = sorted((row for row in rows if row["run"] == one.run.seq), key=lambda row: str(row["sheet"]))
        found += [{**row, "period": one.period, "made": one.made, "state": one.state, **_exact(row)} for row in own]
    return pl.DataFrame([{name: row[name] for name in _SCHEMA} for row in found], schema=_SCHEMA, orient="row")


def _exact(row: dict[str, str | None]) -> dict[str, Decimal | None]:
    return {name: None if (text := row[name]) is None else Decimal(text) for name in ("total", "gross")}
