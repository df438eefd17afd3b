"""What corrections settle enters the pay of the period they name, all of it and once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl
from sqlalchemy import Connection

from gridperf.book.chain import canonical
from gridperf.book.parts import Settled
from gridperf.book.runs import RECORDS, contents, told_apart
from gridperf.book.state import Standing
from gridperf.engine.corrections import SCHEMA
from gridperf.errors import BookError, Problem

__all__ = ["NOTHING", "Row", "Rows", "carried", "owed", "rows_in", "rows_of", "written"]


@dataclass(frozen=True, slots=True)
class Row:
    """What a correction settles of one pay line of somebody.

    Attributes:
        subject: who.
        name: the name.
        line: id of the pay line.
        line_name: its name.
        clause: its clause.
        yuan: how much more or less.
    """

    subject: str
    name: str
    line: str
    line_name: str
    clause: str
    yuan: Decimal


Rows = Callable[[str], list[Row]]
"""What returns the rows of a correction, by their SHA-256."""


def written(rows: Iterable[Row]) -> bytes:
    """Return *rows* as they are kept."""
    return canonical([[one.subject, one.name, one.line, one.line_name, one.clause, f"{one.yuan:f}"] for one in rows]).encode()


NOTHING = hashlib.sha256(written(())).hexdigest()
"""The SHA-256 of the rows of a correction that settles nothing."""


def rows_of(content: bytes) -> list[Row]:
    """Return the rows kept as *content*."""
    return [
        Row(subject, name, line, line_name, clause, Decimal(yuan)) for subject, name, line, line_name, clause, yuan in json.loads(content)
    ]


def rows_in(connection: Connection) -> Rows:
    """Return what reads the rows of corrections from the Book.

    The returned function raises BookError: B052 if they are missing or were changed.
    """

    def read(sha256: str) -> list[Row]:
        content = contents(connection, [sha256]).get(sha256, b"")
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BookError(Problem("B052", values={"file": "corrections", "seq": sha256[:16]}))
        return rows_of(content)

    return read


def carried(held: Iterable[Standing], into: str, rows: Rows) -> pl.DataFrame:
    """Return what corrections settle in the pay of the period *into*, as rows of `gridperf.engine.corrections.SCHEMA`."""
    found = [
        (row.subject, of, row.line, row.line_name, row.clause, row.yuan, f"台账第 {each.number} 号：{each.why}")
        for of, each, row in _settled_in(held, into, rows)
    ]
    return pl.DataFrame(found, schema=SCHEMA, orient="row").sort("subject", "of", "line", "note")


def owed(held: Mapping[tuple[str, str], Standing], key: tuple[str, str], rows: Rows) -> str:
    """Return what tells apart what the pay of the period *key* has to carry; empty if it has to carry nothing."""
    if key[1] != RECORDS:
        return ""
    return told_apart((row.subject, of, row.line, row.yuan) for of, _, row in _settled_in(held.values(), key[0], rows))


def _settled_in(held: Iterable[Standing], into: str, rows: Rows) -> Iterator[tuple[str, Settled, Row]]:
    """Yield what is settled in *into*, row by row, with the period it is owed for and the correction."""
    for one in held:
        for each in one.corrections:
            if each.into == into:
                yield from ((one.period, each, row) for row in rows(each.rows))
