"""What deserves a second look comes first and by name: nobody is paid on an exception that nobody has looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from gridperf.errors import PayrollError, Problem, Where
from gridperf.payroll.columns import in_fen, in_yuan, whole_fen
from gridperf.payroll.tables import EXCEPTIONS, OUTPUTS

if TYPE_CHECKING:
    from gridperf.payroll.employer import Employer
    from gridperf.payroll.months import Month
    from gridperf.payroll.value import Payroll

__all__ = ["exceptions_of", "refuse_unconfirmed"]


def exceptions_of(
    people: pl.DataFrame, employer: Employer, month: Month, confirmations: pl.DataFrame, *, before: pl.DataFrame | None
) -> pl.DataFrame:
    """Return the exceptions of a payment, as `OUTPUTS["exceptions"]`.

    Args:
        people: in fen: `gross`, `kept` (what counts for the minimum wage), `minimum`, `claimed` and `damages`, `retro` (what is paid later or claimed back, by HR or by corrections in the Book); and `whole`, `assessed`.
        employer: what is worth a look.
        month: of payment.
        confirmations: who has looked at what; a row confirms the amount it names, and no other.
        before: `slips` of the payment before, or None.
    """
    low = pl.col("assessed") & (pl.col("kept") < pl.col("minimum"))
    least = pl.col("minimum")
    most = whole_fen(employer.look_at.retro_above)
    parts = [
        _found("below_minimum", people.filter(low & pl.col("whole")), pl.col("kept"), least),
        _found("capped", people.filter(pl.col("claimed") > pl.col("damages")), pl.col("claimed"), pl.col("damages")),
        _found("zero", people.filter(pl.col("gross") == 0), pl.col("gross"), pl.lit(None, dtype=pl.Int64)),
        _found("retro", people.filter(pl.col("retro").abs() > most), pl.col("retro"), pl.lit(most, dtype=pl.Int64)),
        _found("part_month", people.filter(low & ~pl.col("whole")), pl.col("kept"), least),
    ]
    if before is not None and before.height:
        times = employer.look_at.times_last
        last = before.select("worker_id", in_fen(pl.col("gross")).alias("last"))
        grown = people.join(last, on="worker_id").filter(
            (pl.col("last") > 0) & (pl.col("gross").cast(pl.Int128) * times.denominator >= pl.col("last").cast(pl.Int128) * times.numerator)
        )
        parts.append(_found("doubled", grown, pl.col("gross"), pl.col("last")))
    found = pl.concat(parts)
    mine = confirmations.filter(pl.col("paid_in") == str(month)).select("worker_id", "exception", "amount", "by", "reason")
    mine = mine.unique(["worker_id", "exception", "amount"], keep="first", maintain_order=True)
    rank = pl.col("exception").replace_strict(list(EXCEPTIONS), list(range(len(EXCEPTIONS))), return_dtype=pl.Int64)
    return (
        found.join(mine, on=["worker_id", "exception", "amount"], how="left")
        .with_columns(rank.alias("\0rank"))
        .sort("\0rank", "worker_id")
        .select(OUTPUTS["exceptions"].names)
    )


def refuse_unconfirmed(payroll: Payroll) -> None:
    """Do nothing if every exception was looked at.

    Raises:
        PayrollError: Y042 for each that was not.
    """
    problems = [
        Problem(
            "Y042",
            Where(table="confirmations", path=f"{row['name']} {row['worker_id']}"),
            {
                "whose": f"{row['name']} {row['worker_id']}",
                "exception": EXCEPTIONS[row["exception"]],
                "amount": row["amount"],
                "against": "–" if row["against"] is None else row["against"],
                "month": payroll.month,
            },
        )
        for row in payroll.unconfirmed.iter_rows(named=True)
    ]
    if problems:
        raise PayrollError(problems)


def _found(exception: str, people: pl.DataFrame, amount: pl.Expr, against: pl.Expr) -> pl.DataFrame:
    return people.select(
        pl.lit(exception).alias("exception"), "worker_id", "name", in_yuan(amount).alias("amount"), in_yuan(against).alias("against")
    )
