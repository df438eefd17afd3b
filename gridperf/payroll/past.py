"""What was paid before in the tax year is known for everybody, or the run stops: a balance that is missing is not zero.

Balances come from the payment before (which carries everybody's on) or from an opening file; whatever keeps sealed periods
can hand over the same table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

import polars as pl

from gridperf.errors import PayrollError, Problem, Where
from gridperf.payroll.columns import in_fen
from gridperf.payroll.months import Month, number_of

if TYPE_CHECKING:
    from gridperf.payroll.payees import Payees

__all__ = ["BALANCES", "Past", "brought_forward"]

BALANCES = ("income", "exempt", "special", "other", "pension", "relief", "withheld", "bonus")
"""The balances a payment starts from, as in `opening`."""

_JANUARY = 1


class Past(Protocol):
    """What a payment goes on from: a payment that was saved, or a book that keeps sealed ones."""

    @property
    def month(self) -> Month:
        """Return the month of payment it stands at."""
        ...

    @property
    def balances(self) -> pl.DataFrame:
        """Return the tax year so far, as `OUTPUTS["balances"]`, for everybody who was paid in it."""
        ...

    @property
    def slips(self) -> pl.DataFrame:
        """Return at least `worker_id` and `gross` of what was paid in that month."""
        ...

    @property
    def unconfirmed(self) -> pl.DataFrame:
        """Return its exceptions nobody has looked at: with any of them, nobody was paid."""
        ...

    @property
    def digest(self) -> str:
        """Return what identifies it."""
        ...


def brought_forward(
    people: pl.DataFrame, payees: Payees, month: Month, before: pl.DataFrame | None, before_month: Month | None
) -> pl.DataFrame:
    """Return the balances everybody starts from: `worker_id` and `BALANCES` in fen, for *people* and whoever else was paid this year.

    Args:
        people: who is paid, with `employed_on`.
        payees: with `opening`.
        month: of payment.
        before: `balances` of the payment before, or None.
        before_month: its month.

    Raises:
        PayrollError: Y024 the payment before is of the same month; Y025 the payment before is not that of the month before; Y026 somebody's opening balances stand at another
            month; Y027 somebody who was here before has none.
    """
    if before_month == month:
        raise PayrollError(Problem("Y024", values={"month": month}))
    if before is not None and before_month is not None and before_month.year == month.year and before_month != month.before:
        raise PayrollError(Problem("Y025", values={"before": before_month, "month": month, "wanted": month.before}))
    columns = ["worker_id", *(in_fen(pl.col(name)).alias(name) for name in BALANCES)]
    empty = pl.DataFrame(schema={"worker_id": pl.String, **dict.fromkeys(BALANCES, pl.Int64)})
    if month.month == _JANUARY:
        return people.select("worker_id", *(pl.lit(0, dtype=pl.Int64).alias(name) for name in BALANCES))
    this_year = before is not None and before_month is not None and before_month.year == month.year
    carried = before.select(columns) if before is not None and this_year else empty
    held = carried.get_column("worker_id").implode()
    rows = payees.opening.filter(~pl.col("worker_id").is_in(held) & pl.col("through").str.starts_with(f"{month.year:04d}-"))
    opened = rows.filter(pl.col("through") == str(month.before)).select(columns)
    file = payees.file_of("opening")
    problems = [*_elsewhere(rows, opened, people, month, file), *_lacking(people, rows, carried, month, file, this_year=this_year)]
    if problems:
        raise PayrollError(problems)
    known = pl.concat([carried, opened])
    new = people.filter(~pl.col("worker_id").is_in(known.get_column("worker_id").implode()))
    return pl.concat([known, new.select("worker_id", *(pl.lit(0, dtype=pl.Int64).alias(name) for name in BALANCES))])


def _elsewhere(rows: pl.DataFrame, opened: pl.DataFrame, people: pl.DataFrame, month: Month, file: str) -> Iterator[Problem]:
    names = dict(people.select("worker_id", "name").iter_rows())
    rest = (
        rows.filter(~pl.col("worker_id").is_in(opened.get_column("worker_id").implode())).group_by("worker_id").agg(pl.col("through").max())
    )
    for worker, through in rest.sort("worker_id").iter_rows():
        if worker in names:
            where = Where(file=file, table="opening", field="截至月份", value=through, path=f"{names[worker]} {worker}")
            yield Problem("Y026", where, {"whose": f"{names[worker]} {worker}", "found": through, "wanted": month.before})


def _lacking(
    people: pl.DataFrame, rows: pl.DataFrame, carried: pl.DataFrame, month: Month, file: str, *, this_year: bool
) -> Iterator[Problem]:
    """Yield Y027 for everybody without balances who was employed before: before this month, or before the last payment's month."""
    known = pl.concat([rows.select("worker_id"), carried.select("worker_id")]).get_column("worker_id").implode()
    first = month.before.number if this_year else month.number
    lacking = people.filter(~pl.col("worker_id").is_in(known) & (number_of(pl.col("employed_on")) < first))
    for worker, name, since in lacking.select("worker_id", "name", "employed_on").iter_rows():
        where = Where(file=file, table="opening", path=f"{name} {worker}")
        yield Problem("Y027", where, {"whose": f"{name} {worker}", "since": since, "wanted": month.before, "year": month.year})
