"""What was held back is released to the fen: never twice, never more than was held, and only from what was really paid."""

from __future__ import annotations

import polars as pl

from gridperf.engine.pay.marks import LEAVES
from gridperf.engine.pay.spans import so_far
from gridperf.period import Period
from gridperf.rulebook.paying import ReleaseLine

__all__ = ["released"]


def released(table: pl.DataFrame, formula: ReleaseLine, line: str, held: pl.DataFrame, when: Period) -> pl.Expr:
    """Return the fen released by *formula* as a column of *table*.

    Args:
        table: the pay table so far: the lines that hold money back stand in it, in fen.
        formula: the rule.
        line: its id.
        held: earlier payments of the lines that hold back and release: `subject`, `period`, `line`, `fen`.
        when: the period paid.
    """
    codes, last = so_far(when, formula.at)
    past = held.filter(pl.col("period").is_in(codes[:-1]) & pl.col("line").is_in([*formula.release, line]))
    sums = dict(past.group_by("subject").agg(-pl.col("fen").sum()).iter_rows())
    owed = pl.Series("owed", [sums.get(subject, 0) for subject in table["subject"]], dtype=pl.Int64)
    now = pl.lit(owed) - pl.sum_horizontal([pl.col(name).fill_null(0) for name in formula.release])
    if last:
        return now
    if formula.leavers == "at_leaving" and LEAVES in table.columns:
        return pl.when(pl.col(LEAVES)).then(now).otherwise(pl.lit(0, dtype=pl.Int64))
    return pl.lit(0, dtype=pl.Int64)
