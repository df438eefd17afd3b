"""Every row of the ledger has the columns of `entries`, in their order; what an entry does not say is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import polars as pl

from gridperf.exact import as_decimal
from gridperf.tables import RESULTS

__all__ = ["NO_NOTE", "NO_RATE", "SHOWN", "entry_rows", "long_rows", "plain", "shown"]

SHOWN = 6
"""Digits after the point of points and yuan in the ledger."""
NO_RATE = pl.lit(None, dtype=pl.Decimal(38, SHOWN))
NO_NOTE = pl.lit(None, dtype=pl.String)
_KEPT = "kept"


def entry_rows(wide: pl.DataFrame, lines: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Return the lines of the ledger of every subject, in the columns of `entries`: subject by subject, line after line.

    Args:
        wide: one row per subject.
        lines: what each line says, by column: a value, or an expression over *wide*. `line` is its number, from 1 on.
            `kept` says of whom the line is printed; of everybody if it is absent.
    """
    numbered = [{"line": at, **line} for at, line in enumerate(lines, start=1)]
    return long_rows(wide, numbered, RESULTS["entries"].schema)


def long_rows(wide: pl.DataFrame, lines: Sequence[Mapping[str, object]], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return one row per subject of *wide* and line, in the columns of *schema*, as `entry_rows`; `subject` is that of *wide*."""
    count, rows = len(lines), wide.height
    own = {f"{name}\0{at}": part for at, line in enumerate(lines) for name, part in line.items() if isinstance(part, pl.Expr)}
    # beside a column, for constants alone have one row, whatever the height of the frame
    table = wide.select("subject", *(part.alias(name) for name, part in own.items()))
    row = pl.int_range(count * rows, eager=True)
    line, subject = row % count, row // count
    stated: dict[str, pl.Series] = {}
    found: dict[str, pl.Series] = {}
    for name, dtype, absent in (*((name, dtype, None) for name, dtype in schema.items() if name != "subject"), (_KEPT, pl.Boolean(), True)):
        given = [one.get(name, absent) for one in lines]
        if any(isinstance(part, pl.Expr) for part in given):
            found[name] = pl.concat(
                table[f"{name}\0{at}"] if isinstance(part, pl.Expr) else pl.Series([part], dtype=dtype).new_from_index(0, rows)
                for at, part in enumerate(given)
            )
        else:
            stated[name] = pl.Series(given, dtype=dtype)
    # rows of one line lie together so far
    parts = [table.select("subject")[subject], pl.DataFrame(stated)[line]]
    if found:
        parts.append(pl.DataFrame(found)[line * rows + subject])
    every = pl.concat(parts, how="horizontal")
    return every.filter(_KEPT).select(schema.keys())


def plain(value: Fraction) -> str:
    """Return *value* as a decimal if it has one, else as a fraction."""
    try:
        return f"{as_decimal(value):f}"
    except ValueError:
        return str(value)


def shown(value: Fraction) -> pl.Expr:
    """Return *value* as a rate of the ledger; none where it has no decimal form: quantity and amount still say all."""
    try:
        return pl.lit(as_decimal(value, SHOWN), dtype=pl.Decimal(38, SHOWN))
    except ValueError:
        return NO_RATE
