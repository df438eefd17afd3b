"""Rows of an example are typed as records are, and a value that is not of its column's kind is a problem at its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.errors import Problem, nearest
from gridperf.messages.wording import Phrase
from gridperf.tables import Table

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed, Steps

__all__ = ["KINDS", "MOST", "REPEAT", "numbered", "read_rows"]

REPEAT = "repeat"
"""In a row that is given: how many such records there are."""

MOST = 10_000
"""How many records one row may stand for."""

KINDS = {
    "text": Phrase("文字，加引号", "text, in quotes"),
    "integer": Phrase("整数", "a whole number"),
    "decimal": Phrase("数，如 12.5", "a number such as 12.5"),
    "date": Phrase("日期，如 2026-10-01", "a date such as 2026-10-01"),
    "datetime": Phrase("时刻，如 2026-10-01 08:30", "a time such as 2026-10-01 08:30"),
    "boolean": Phrase("true 或 false", "true or false"),
}


def numbered(table: Table) -> str | None:
    """Return the column of *table* whose values nobody needs to write, because they only tell rows apart."""
    return table.key[0] if len(table.key) == 1 and table.key[0] not in ("worker_id", "grid_code") else None


def read_rows(placed: Placed, table: Table, rows: list[dict[str, Any]], at: Steps) -> tuple[pl.DataFrame, list[Problem]]:
    """Return *rows* of *table*, which stand at *at* in the file, as a frame; empty with what is wrong with them."""
    problems: list[Problem] = []
    own = numbered(table)
    read: list[dict[str, Any]] = []
    for position, row in enumerate(rows):
        values: dict[str, Any] = {}
        wrong: set[str] = set()
        for name, value in row.items():
            path = (*at, position, name)
            if name == REPEAT and REPEAT not in table.names:
                continue
            if name not in table.names:
                near = ", ".join(nearest(name, table.names) or table.names)
                problems.append(Problem("R308", placed.where(path, key=True), {"table": table.name, "what": name, "near": near}))
                continue
            column = table.column(name)
            try:
                values[name] = _CONVERT[column.kind](value) if value is not None else None
                if isinstance(values[name], Decimal):
                    _fits(values[name], column.digits)
            except (ValueError, ArithmeticError):
                found = f'"{value[:40]}"' if isinstance(value, str) else str(value)[:40]
                wrong.add(name)
                problems.append(Problem("R309", placed.where(path), {"column": name, "expected": KINDS[column.kind], "found": found}))
        missing = [
            column.name
            for column in table.columns
            if column.required and column.name != own and values.get(column.name) is None and column.name not in wrong
        ]
        problems += [Problem("R102", placed.where((*at, position, name)), {"key": name, "example": "…"}) for name in missing]
        whole = {column.name: values.get(column.name) for column in table.columns}
        times, found_wrong = _times(placed, row, table, own, (*at, position, REPEAT))
        problems += found_wrong
        for _ in range(times):
            read.append(whole | ({own: str(len(read) + 1)} if own and own not in row else {}))
    if problems:
        return table.empty(), problems
    return pl.DataFrame(read, schema=table.schema, orient="row") if read else table.empty(), []


def _times(placed: Placed, row: dict[str, Any], table: Table, own: str | None, at: Steps) -> tuple[int, list[Problem]]:
    """Return how many records *row* stands for; several are the same but for their identifiers, which nobody wrote."""
    if REPEAT not in row or REPEAT in table.names:
        return 1, []
    value = row[REPEAT]
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST:
        expected = Phrase(f"1 到 {MOST} 的整数", f"a whole number from 1 to {MOST}")
        return 1, [Problem("R309", placed.where(at), {"column": REPEAT, "expected": expected, "found": f'"{str(value)[:40]}"'})]
    if own is None or own in row:
        key = Phrase("、".join(table.key), ", ".join(table.key))
        return 1, [Problem("R321", placed.where(at, key=True), {"table": table.name, "key": key})]
    return value, []


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError


def _integer(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return value
    raise ValueError


def _decimal(value: object) -> Decimal:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Decimal(value)
    raise ValueError


def _fits(value: Decimal, digits: int) -> None:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > digits:
        raise ValueError


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError


def _date(value: object) -> dt.date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", _text(value)):
        return dt.date.fromisoformat(_text(value))
    raise ValueError


def _datetime(value: object) -> dt.datetime:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?", _text(value)):
        return dt.datetime.fromisoformat(_text(value))
    raise ValueError


_CONVERT: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
}
"""How a YAML value becomes a value of a column, by the column's kind; `ValueError` if it does not."""
