"""A run leaves the Book byte for byte as it came in; its rows for queries hold nothing that its files do not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection, select

from gridperf.amounts import texts
from gridperf.assessment import Assessment
from gridperf.assessment.adjusted import adjustments_of
from gridperf.assessment.store import RULEBOOK, assessment_of, contents_of, read_contents
from gridperf.book.chain import canonical
from gridperf.book.parts import Run
from gridperf.book.schema import CONTENTS, STANDINGS
from gridperf.engine.corrections import corrections_in
from gridperf.errors import BookError, Problem
from gridperf.rulebook import Rulebook
from gridperf.tables import RESULTS

__all__ = [
    "PERIODS",
    "RECORDS",
    "Prepared",
    "RunReader",
    "contents",
    "files_of",
    "indexed",
    "keep",
    "keep_contents",
    "prepared",
    "rulebook_of",
    "table_of",
    "told_apart",
    "whole",
]

RECORDS, PERIODS = "records", "periods"
"""What a result is made from: records, or the results of shorter periods."""

_CHUNK = 200
"""Rows or keys per statement, below what either database allows."""


@dataclass(frozen=True)
class Prepared:
    """A result ready to be kept: everything slow is done before the Book is locked.

    Attributes:
        assessment: the result.
        files: its files by name.
        body: what an event says of it.
        rows: its rows for queries, without the number of the run.
    """

    assessment: Assessment
    files: Mapping[str, bytes]
    body: Mapping[str, Any]
    rows: tuple[Mapping[str, object], ...]

    @property
    def adjusted(self) -> list[tuple[str, str, str, Decimal]]:
        """Return what decisions on appeals add in it: subject, sheet, item, points."""
        return [(subject, sheet, item, Decimal(points)) for subject, sheet, item, points in self.body["adjusted"]]

    @property
    def key(self) -> tuple[str, str]:
        """Return the period and what it was made from."""
        return self.assessment.period.code, PERIODS if self.assessment.provenance.runs else RECORDS


def prepared(result: Assessment | str | Path) -> Prepared:
    """Return *result*, an assessment or the folder it was saved in, ready to be kept.

    Raises:
        RecordsError: A113, A114 if the folder holds none, or a changed one.
        BookError: B046, with what is wrong, if the result does not hold by itself.
    """
    if isinstance(result, Assessment):
        assessment, files = result, contents_of(result)
    else:
        files = read_contents(result)
        assessment = assessment_of(files, result)
    wrong = assessment.verify()
    if wrong:
        raise BookError([Problem("B046", values={"period": assessment.period.code}), *wrong])
    period, made = assessment.period, assessment.provenance
    body = {
        "digest": assessment.digest,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "every": period.every,
        "pack": made.pack,
        "people": assessment.people.height,
        "gross": str(sum((gross for gross in assessment.pay["gross"] if gross is not None), Decimal("0.00"))),
        "runs": list(made.runs),
        "adjusted": [[row["subject"], row["sheet"], row["item"], f"{row['points']:f}"] for row in _adjusted(assessment)],
        "carried": told_apart(corrections_in(assessment.entries).select("subject", "of", "line", "amount").iter_rows()),
    }
    return Prepared(assessment, files, body, tuple(indexed(assessment)))


def _adjusted(assessment: Assessment) -> list[dict[str, Any]]:
    return adjustments_of(assessment).sort("subject", "sheet", "item").to_dicts()


def indexed(assessment: Assessment) -> Iterator[dict[str, object]]:
    """Yield a row per subject and sheet: total, grade, rank and what decided it, and the gross pay of the person."""
    names = ("subject", "sheet", "name", "total", "grade", "rank", "of", "decided_by", "gross")
    grades = assessment.grades.join(assessment.people.select("subject", "name"), on="subject", how="left", maintain_order="left")
    rows = grades.join(assessment.pay.select("subject", "gross"), on="subject", how="left", maintain_order="left").select(names)
    for row in rows.with_columns(pl.col("name").fill_null("")).iter_rows(named=True):
        yield texts(row)


def told_apart(corrections: Iterable[tuple[str, str, str, Decimal]]) -> str:
    """Return the SHA-256 of who gets how much for which period and pay line; empty for nobody."""
    rows = sorted([subject, of, line, f"{yuan:f}"] for subject, of, line, yuan in corrections)
    return hashlib.sha256(canonical(rows).encode()).hexdigest() if rows else ""


def keep(connection: Connection, run: int, new: Prepared) -> None:
    """Add the files and rows of the run that event number *run* brings; a file that is there already is kept once."""
    keep_contents(connection, {hashlib.sha256(content).hexdigest(): content for content in new.files.values()})
    for start in range(0, len(new.rows), _CHUNK):
        connection.execute(STANDINGS.insert(), [{**row, "run": run} for row in new.rows[start : start + _CHUNK]])


def keep_contents(connection: Connection, digests: Mapping[str, bytes]) -> None:
    """Add contents by their SHA-256, as far as they are not there already."""
    have = set(connection.execute(select(CONTENTS.c.sha256).where(CONTENTS.c.sha256.in_(sorted(digests)))).scalars())
    for sha256, content in digests.items():
        if sha256 not in have:
            connection.execute(CONTENTS.insert().values(sha256=sha256, content=content))


def files_of(connection: Connection, run: Run) -> dict[str, bytes]:
    """Return the files of *run* by name, each compared with its SHA-256.

    Raises:
        BookError: B052 if one is missing or was changed.
    """
    return whole(connection, run.files, run.seq)


def rulebook_of(connection: Connection, run: Run) -> Rulebook:
    """Return the rulebook *run* was made by, which needs none of its tables.

    Raises:
        BookError: B052 if it is missing or was changed.
    """
    return Rulebook.from_dict(json.loads(whole(connection, {RULEBOOK: run.files[RULEBOOK]}, run.seq)[RULEBOOK]))


def table_of(connection: Connection, run: Run, name: str) -> pl.DataFrame:
    """Return the result table *name* of *run*; empty if the result has no rows of it.

    Raises:
        BookError: B052 if it is missing or was changed.
    """
    file = f"{name}.parquet"
    if file not in run.files:
        return RESULTS[name].empty()
    return pl.read_parquet(BytesIO(whole(connection, {file: run.files[file]}, run.seq)[file]))


@dataclass
class RunReader:
    """Reads what runs are made of, each table and rulebook once.

    Attributes:
        connection: the Book.
    """

    connection: Connection
    _tables: MutableMapping[tuple[int, str], pl.DataFrame] = field(default_factory=dict)
    _rules: MutableMapping[int, Rulebook] = field(default_factory=dict)

    def table(self, run: Run, name: str) -> pl.DataFrame:
        """Return the result table *name* of *run*."""
        if (run.seq, name) not in self._tables:
            self._tables[run.seq, name] = table_of(self.connection, run, name)
        return self._tables[run.seq, name]

    def rules(self, run: Run) -> Rulebook:
        """Return the rulebook of *run*."""
        if run.seq not in self._rules:
            self._rules[run.seq] = rulebook_of(self.connection, run)
        return self._rules[run.seq]


def whole(connection: Connection, files: Mapping[str, str], seq: int) -> dict[str, bytes]:
    """Return *files*, which event number *seq* brought, by name; *files* has the SHA-256 of each, with which it is compared.

    Raises:
        BookError: B052 for every one that is missing or was changed.
    """
    held = contents(connection, sorted(set(files.values())))
    wrong = [name for name, sha256 in files.items() if sha256 not in held or hashlib.sha256(held[sha256]).hexdigest() != sha256]
    if wrong:
        raise BookError([Problem("B052", values={"file": name, "seq": seq}) for name in wrong])
    return {name: held[sha256] for name, sha256 in files.items()}


def contents(connection: Connection, wanted: list[str]) -> dict[str, bytes]:
    """Return the contents with the SHA-256 sums *wanted*, as far as they are there."""
    rows = connection.execute(select(CONTENTS.c.sha256, CONTENTS.c.content).where(CONTENTS.c.sha256.in_(wanted)))
    return {sha256: bytes(content) for sha256, content in rows}
