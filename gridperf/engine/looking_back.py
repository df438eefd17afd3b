"""Results of several periods become one exactly: totals are added in common units, and divided by nothing before they are scored.

Which periods are looked at is said by the calendar and by the rulebook, never by which results happen to be there.
"""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from gridperf.engine.stepping import periods_before
from gridperf.errors import Problem, RecordsError, Where
from gridperf.period import Period
from gridperf.rulebook.elsewhere import Over
from gridperf.tables import POINT_DIGITS

__all__ = ["over_periods"]


def over_periods(
    over: Over, *, sheet: str, full_score: Fraction, now: pl.DataFrame, digits: int, history: pl.DataFrame, period: Period, item: str
) -> pl.DataFrame:
    """Return the results of the last periods as one.

    Args:
        over: which periods, and how.
        sheet: the id of the sheet they stand on.
        full_score: its full score.
        now: the present ones: `subject`, `total` in units of 10^-*digits*; read only where they count.
        digits: the digits after the point of the present totals.
        history: earlier periods, as the result table `history`.
        period: the period assessed.
        item: name of the item that takes them.

    Returns:
        `subject`, `over`, `under` (both whole), one row for everybody with enough totals.

    Raises:
        RecordsError: A168 if the results of one of the periods were not given.
    """
    count = over.last - 1 if over.present == "counts" else over.last
    codes = periods_before(period, over.since)[:count]
    known = set(history["period"])
    absent = [code for code in codes if code not in known]
    if absent:
        values = {"item": item, "last": over.last, "missing": "、".join(reversed(absent)), "period": period.code}
        raise RecordsError(Problem("A168", Where(table="history"), values))
    rows = history.filter((pl.col("sheet") == sheet) & pl.col("period").is_in(codes)).select(
        "subject", pl.col("total").to_physical().cast(pl.Int64)
    )
    periods = len(codes)
    if over.present == "counts" and period.code >= over.since:
        rows = pl.concat([rows, now.select("subject", pl.col("total").cast(pl.Int64) * 10 ** (POINT_DIGITS - digits))])
        periods += 1
    full = int(full_score * 10**POINT_DIGITS)
    unit = _unit(rows["total"].drop_nulls(), full)
    total = pl.col("total") // unit
    zero = pl.lit(0, dtype=pl.Int64)
    # a period that counts as zero is one more total to be the least or the greatest of
    gap = (pl.len() < periods) if over.missing == "zero" else pl.lit(value=False)
    made = {
        "mean": total.sum(),
        "sum": total.sum(),
        "lowest": pl.when(gap).then(pl.min_horizontal(total.min(), zero)).otherwise(total.min()),
        "highest": pl.when(gap).then(pl.max_horizontal(total.max(), zero)).otherwise(total.max()),
    }[over.by]
    times = pl.lit(1, dtype=pl.Int64)
    if over.by == "mean":
        times = pl.lit(periods, dtype=pl.Int64) if over.missing == "zero" else pl.len().cast(pl.Int64)
    return (
        rows.drop_nulls()
        .group_by("subject", maintain_order=True)
        .agg(made.alias("over"), (times * pl.lit(full // unit, dtype=pl.Int64)).alias("under"), pl.len().alias("\0there"))
        .filter(pl.col("\0there") >= over.needs)
        .drop("\0there")
    )


def _unit(totals: pl.Series, full: int) -> int:
    """Return the largest power of ten, up to a whole point, that the totals and *full*, in millionths, are whole multiples of."""
    unit = 1
    while unit < 10**POINT_DIGITS and not full % (unit * 10) and not (totals % (unit * 10) != 0).any():
        unit *= 10
    return unit
