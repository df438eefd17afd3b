"""Two tables are the same when every row and every column is: what differs is named by table, subject, row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from gridperf.errors import Problem, Where
from gridperf.tables import RESULTS

__all__ = ["Difference", "Remade", "differences", "problems_of"]

_AT_MOST = 20
"""Differences of one column named one by one; the rest is counted."""
_THERE = "\0there"
_KEYS = {"left_out": ("table", "reason"), "entries": ("subject", "period", "ledger", "sheet", "line")}
_MISSING = "—"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is stated otherwise than it was found.

    Attributes:
        table: result table.
        subject: whose row it is; empty in tables of no subject.
        what: the rest of the row's key, such as `worker-month/arrival`.
        column: column; empty if the whole row is stated and was not found, or the other way round.
        stated: as the result says.
        found: as it was computed again.
    """

    table: str
    subject: str
    what: str
    column: str
    stated: str
    found: str


@dataclass(frozen=True, slots=True)
class Remade:
    """One result table, as far as it can be made again.

    Attributes:
        table: its name.
        stated: the rows as they are stated, as far as they can be made again.
        found: the rows made again.
        columns: the columns that were made again, besides the key; all if None.
    """

    table: str
    stated: pl.DataFrame
    found: pl.DataFrame
    columns: tuple[str, ...] | None = None


def keys_of(table: str) -> tuple[str, ...]:
    """Return the columns that tell the rows of a result table apart."""
    return _KEYS.get(table) or tuple(column.name for column in RESULTS[table].columns if column.key)


def differences(table: str, stated: pl.DataFrame, found: pl.DataFrame, columns: Sequence[str] | None = None) -> list[Difference]:
    """Return every difference between two versions of a result table.

    Args:
        table: its name.
        stated: the rows as they are stated.
        found: the rows as they were computed again.
        columns: the columns compared besides the key; all by default.
    """
    keys = list(keys_of(table))
    wanted = [name for name in (columns or [*dict.fromkeys([*stated.columns, *found.columns])]) if name not in keys]
    left = stated.with_columns(pl.lit(1, dtype=pl.Int8).alias(_THERE))
    right = found.select(
        *keys, *(pl.col(name).alias(f"\0{name}") for name in wanted if name in found.columns), pl.lit(1, dtype=pl.Int8).alias("\0" + _THERE)
    )
    both = left.join(right, on=keys, how="full", coalesce=True, nulls_equal=True)
    result = [
        _difference(table, keys, row, "", _MISSING if row[_THERE] is None else "1", _MISSING if row["\0" + _THERE] is None else "1")
        for row in both.filter(pl.col(_THERE).is_null() | pl.col("\0" + _THERE).is_null()).sort(keys).iter_rows(named=True)
    ]
    common = both.filter(pl.col(_THERE).is_not_null() & pl.col("\0" + _THERE).is_not_null())
    for name in wanted:
        if name not in stated.columns or name not in found.columns:
            result.append(
                Difference(table, "", "", name, "1" if name in stated.columns else _MISSING, "1" if name in found.columns else _MISSING)
            )
            continue
        wrong = common.filter(pl.col(name).ne_missing(pl.col(f"\0{name}"))).sort(keys)
        result += [_difference(table, keys, row, name, _text(row[name]), _text(row[f"\0{name}"])) for row in wrong.iter_rows(named=True)]
    return result


def _difference(table: str, keys: Sequence[str], row: dict[str, object], column: str, stated: str, found: str) -> Difference:
    rest = "/".join(str(row[name]) for name in keys if name not in ("subject", "period") and row[name] not in (None, ""))
    return Difference(table, str(row.get("subject") or ""), rest, column, stated, found)


def _text(value: object) -> str:
    text = _MISSING if value is None else str(value)
    return text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").lstrip("-").isdigit() else text


def problems_of(found: Sequence[Difference], code: str) -> list[Problem]:
    """Return a problem with *code* per difference, and one that counts the rest of a column."""
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for one in found:
        seen[one.table, one.column] = seen.get((one.table, one.column), 0) + 1
        if seen[one.table, one.column] <= _AT_MOST:
            values = {
                "worker": one.subject or _MISSING,
                "what": one.what or one.column or one.table,
                "stated": one.stated,
                "found": one.found,
            }
            problems.append(Problem(code, Where(table=one.table, field=one.column), values))
    problems += [
        Problem("A120", Where(table=table, field=column), {"count": count - _AT_MOST})
        for (table, column), count in seen.items()
        if count > _AT_MOST
    ]
    return problems
