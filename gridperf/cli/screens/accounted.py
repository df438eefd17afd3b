"""Accounts of a Book on a screen: what is left, what went in and out, and what was settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.amounts import plain
from gridperf.book.chain import written
from gridperf.cli.screens.screen import table
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gridperf.book import Movement, Settlement

__all__ = ["balance", "balance_data", "movement_data", "settlement", "settlement_data"]


def balance(found: pl.DataFrame, moved: pl.DataFrame | None) -> Iterator[RenderableType]:
    """Yield what is in the accounts *found*, and everything that *moved* in them."""
    if not found.height:
        yield say("accounts-none")
        return
    for (_, name, unit), own in found.group_by("account", "account_name", "unit", maintain_order=True):
        sealed, period = own.row(0, named=True)["sealed_to"], own.row(0, named=True)["period"]
        free = say("account-free", period=period)
        heads: list[str | tuple[str, str]] = [
            say("worker"),
            *((words, "right") for words in (say("account-balance"), free, say("written-off"))),
        ]
        yield table(say("accounts-sealed", name=name, unit=unit, sealed=sealed), heads, [_left(row) for row in own.iter_rows(named=True)])
    if moved is not None and moved.height:
        texts = [say(f"book-{name}") for name in ("when", "who", "why", "period", "step")]
        columns: list[str | tuple[str, str]] = [(say("book-number"), "right"), *texts, (say("account-points"), "right")]
        yield table(say("movements-title"), columns, [_moved(row) for row in moved.iter_rows(named=True)])


def settlement(found: Settlement) -> Iterator[RenderableType]:
    """Yield the totals of *found*."""
    key = "book-settled" if found.number else "book-would-settle"
    yield say(key, period=found.period, name=found.name, people=f"{found.table.height:,}", number=found.number)
    rows = [[say(f"figure-{name}"), plain(points)] for name, points in found.totals.items() if points or name in ("opening", "closing")]
    yield table("", [say("settled"), (found.unit, "right")], rows)
    if found.goods.height:
        heads: list[str | tuple[str, str]] = [
            say("goods"),
            *((say(f"goods-{name}"), "right") for name in ("taken", "back")),
            (found.unit, "right"),
        ]
        heads += [(say("goods-left"), "right")]
        yield table(say("goods-title"), heads, [_of_goods(row) for row in found.goods.iter_rows(named=True)])


def movement_data(move: Movement) -> dict[str, object]:
    """Return *move* as plain data, for `--json`."""
    names = ("number", "kind", "by", "why", "period", "account", "subject", "name", "goods", "quantity", "of")
    applied = {"points": plain(move.points), "at": written(move.at), "applied": bool(move.number)}
    return {**{name: getattr(move, name) for name in names}, **applied}


def balance_data(found: pl.DataFrame, moved: pl.DataFrame | None) -> dict[str, object]:
    """Return balances, and movements if they were asked for, as plain data, for `--json`."""
    movements = {} if moved is None else {"movements": _exact(moved)}
    return {"balances": _exact(found), **movements}


def settlement_data(found: Settlement) -> dict[str, object]:
    """Return *found* as plain data, for `--json`: totals, and every person's figures."""
    return {
        "number": found.number,
        "period": found.period,
        "applied": bool(found.number),
        **found.as_body(),
        "rows": _exact(found.table),
        "goods": _exact(found.goods),
    }


def _left(row: Mapping[str, Any]) -> list[object]:
    off = plain(row["written_off"]) if row["written_off"] else ""
    return [f"{row['name']} {row['subject']}".strip(), plain(row["balance"]), plain(row["free"]), off]


def _of_goods(row: Mapping[str, Any]) -> list[object]:
    left = "" if row["stock"] is None else f"{row['left']} / {row['stock']}"
    return [row["goods"], row["taken"], row["back"] or "", plain(row["points"]), left]


def _moved(row: Mapping[str, Any]) -> list[object]:
    words = [say(f"kind-{row['kind']}")]
    if row["goods"]:
        words.append(f"{row['goods']} × {abs(row['quantity'])}")
    if row["of"]:
        words.append(say("back-from", number=row["of"]))
    when = row["at"][:16].replace("T", " ")
    return [row["event"], when, row["by"], row["why"], row["period"], " ".join(words), f"{row['points'].normalize():+f}"]


def _exact(frame: pl.DataFrame) -> list[dict[str, object]]:
    return [
        {name: plain(value) if isinstance(value, Decimal) else value for name, value in row.items()} for row in frame.iter_rows(named=True)
    ]
