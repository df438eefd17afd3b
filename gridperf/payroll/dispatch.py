"""What an agency is paid for the people it employs is their cost, its fee and its tax: a statement that adds up to the fen with the slips."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from gridperf.capitals import to_capitals
from gridperf.errors import PayrollError, Problem
from gridperf.exact import as_decimal
from gridperf.payroll.columns import FEN, in_fen, in_yuan, rounded_one, whole_fen

if TYPE_CHECKING:
    from gridperf.payroll.value import Payroll

__all__ = ["Statement", "statement_of"]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a labour-dispatch agency bills for one payment.

    Attributes:
        agency: its name.
        month: of payment, as `2026-11`.
        people: one row per person: `worker_id`, `name`, `gross`, `employer`, `fee`, `total` in yuan.
        gross: the people's gross pay.
        employer: the employer's contributions.
        fee: the agency's fee.
        tax: the tax it bills, at the rate of `payroll.yaml`.
        total: everything.
    """

    agency: str
    month: str
    people: pl.DataFrame
    gross: Decimal
    employer: Decimal
    fee: Decimal
    tax: Decimal
    total: Decimal

    @property
    def capitals(self) -> str:
        """Return the total in capitals."""
        return to_capitals(self.total)


def statement_of(payroll: Payroll) -> Statement:
    """Return the agency's statement of *payroll*.

    Tax is taken of the fee or of everything, as `payroll.yaml` says, once, on the sum; it is the rate times that, added on top.

    Raises:
        PayrollError: Y056 if `payroll.yaml` knows of no agency.
    """
    rules = payroll.employer.dispatch
    if rules is None:
        raise PayrollError(Problem("Y056"))
    fee = pl.lit(whole_fen(rules.fee), dtype=pl.Int64)
    billed = pl.lit(value=True) if rules.of == "everybody" else pl.col("gross") > 0
    fen = payroll.slips.select(
        "worker_id",
        "name",
        in_fen(pl.col("gross")).alias("gross"),
        in_fen(pl.col("employer")).alias("employer"),
        pl.when(billed).then(fee).otherwise(pl.lit(0, dtype=pl.Int64)).alias("fee"),
    ).with_columns((pl.col("gross") + pl.col("employer") + pl.col("fee")).alias("total"))
    sums = {name: int(fen.get_column(name).sum() or 0) for name in ("gross", "employer", "fee", "total")}
    base = sums["fee"] if rules.tax.on == "fee" else sums["total"]
    tax = rounded_one(base * FEN * rules.tax.rate, rules.tax.rounding)
    yuan = {name: as_decimal(fen_ * FEN, 2) for name, fen_ in sums.items()}
    people = fen.with_columns(in_yuan(pl.col(name)).alias(name) for name in sums)
    return Statement(
        rules.agency,
        str(payroll.month),
        people,
        yuan["gross"],
        yuan["employer"],
        yuan["fee"],
        as_decimal(Fraction(tax), 2),
        as_decimal(sums["total"] * FEN + tax, 2),
    )
