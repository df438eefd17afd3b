"""An edition is named on a command line by its pack, or by its pack and a day: `370522-lijin@2026-01-01`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridperf import Rulebook

__all__ = ["joined", "load_edition"]


def load_edition(text: str, day: str | None = None) -> Rulebook:
    """Return the rules named by *text*: in force on *day* or on the day after `@`, else the newest edition."""
    from gridperf import load_rules  # noqa: PLC0415

    pack, _, written = text.rpartition("@")
    if pack and re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII):
        text, day = pack, day or written
    try:
        on = dt.date.fromisoformat(day) if day else None
    except ValueError:
        on = None
    return load_rules(text, on=on)


def joined(a: Rulebook, b: Rulebook) -> Rulebook:
    """Return *a* with every table and column *b*'s pack adds as well, to read records that both can count."""
    tables = dict(a.pack.tables)
    for name, table in b.pack.tables.items():
        held = tables.get(name)
        tables[name] = table if held is None else held.model_copy(update={"columns": {**table.columns, **held.columns}})
    return replace(a, pack=a.pack.model_copy(update={"tables": tables}))
