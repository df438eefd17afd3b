"""Money held back on a screen: by pay line and longer period with its sum, for one person line by line, and in pools."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
from rich.text import Text

from gridperf.amounts import yuan
from gridperf.book.reserves import FIGURES
from gridperf.cli.screens.screen import table
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gridperf.book import Reserves

__all__ = ["pieces"]

Heads = list[str | tuple[str, str]]


def pieces(found: Reserves, *, one: bool) -> Iterator[RenderableType]:
    """Yield what was held back and what became of it; of *one* person with why something was forfeited."""
    if not found.people.height and not found.pools.height:
        yield Text(say("reserves-none"))
        return
    if found.people.height:
        yield _people(found, one=one)
    if found.pools.height:
        yield _pools(found.pools)


def _people(found: Reserves, *, one: bool) -> RenderableType:
    """Return a row per line and span, and their sum."""
    frame = found.people if one else found.totals
    last = say("because") if one else (say("people"), "right")
    heads: Heads = [say("line"), say("clause"), say("reserves-span"), *((say(f"reserves-{name}"), "right") for name in FIGURES), last]
    rows: list[list[object]] = []
    for row in frame.iter_rows(named=True):
        because = (say(f"forfeited-{row['because']}") if row["because"] else "") if one else f"{row['people']:,}"
        rows.append([row["line_name"], row["clause"], row["span"] or "—", *(yuan(row[name]) for name in FIGURES), because])
    sums = [yuan(sum(frame[name], Decimal(0))) for name in FIGURES]
    rows.append([say("together"), "", "", *sums, "" if one else f"{found.people['subject'].n_unique():,}"])
    name = f"{frame['name'][0]} {frame['subject'][0]}".strip() if one else ""
    return table(say("reserves-of", name=name) if one else say("reserves-title"), heads, rows)


def _pools(pools: pl.DataFrame) -> RenderableType:
    names = ("held", "released", "standing")
    heads: Heads = [say("line"), say("clause"), say("reserves-scope"), say("reserves-kind"), say("reserves-span")]
    heads += [(say(f"reserves-{name}"), "right") for name in names]
    rows: list[list[object]] = []
    for row in pools.iter_rows(named=True):
        words = [row["line_name"], row["clause"], row["scope"], say(f"reserves-{row['kind']}"), row["span"] or "—"]
        rows.append([*words, *(yuan(row[name]) for name in names)])
    return table(say("reserves-pools"), heads, rows)
