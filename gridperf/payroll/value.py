"""A payment is a value: from gross to net for everybody, the employer's side, and the year after it; nothing in it changes.

What is shown is one table, `slips`, with a column per line; the ledger of lines is that table turned, so the two cannot differ.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from gridperf.payroll.months import Month
from gridperf.payroll.tables import OUTPUTS

if TYPE_CHECKING:
    from gridperf.payroll.employer import Employer

__all__ = ["TABLES", "Payroll", "SlipLine"]

TABLES = ("slips", "balances", "exceptions", "payees", "parties", "pools", "additional", "adjustments")
"""The tables of a payment, in the order they are saved and digested."""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A line of the slip: a column of `slips`.

    Attributes:
        column: the column, such as `pay.base` or `own.pension`.
        line: id of the pay line, scheme or deduction.
        label: its name on paper.
        kind: what it is.
        side: whose side it stands on.
        sign: 1 where the person gets it, -1 where it is taken off; 1 on the employer's side.
        base: the column a share was taken of; empty where nothing was.
        tax_column: where the tax client wants it; empty if nowhere by itself.
    """

    column: str
    line: str
    label: str
    kind: Literal["pay", "correction", "scheme", "fund", "tax", "deduction"]
    side: Literal["worker", "employer"]
    sign: int
    base: str = ""
    tax_column: str = ""


@dataclass(frozen=True, eq=False)
class Payroll:
    """One payment.

    Attributes:
        month: of payment, to which its tax belongs.
        paid_on: the day.
        insured_month: whose contributions are withheld.
        periods: what was earned, such as `2026-10`.
        employer: the decisions of `payroll.yaml`.
        lines: the columns between `name` and `net`, in the order of a slip.
        tables: see `TABLES`; yuan are decimals with two digits.
        provenance: engine, digests of the assessments, of `payroll.yaml`, of the statutory tables and of what HR keeps.
    """

    month: Month
    paid_on: dt.date
    insured_month: Month
    periods: tuple[str, ...]
    employer: Employer
    lines: tuple[SlipLine, ...]
    tables: Mapping[str, pl.DataFrame] = field(repr=False)
    provenance: Mapping[str, Any] = field(repr=False)

    @property
    def slips(self) -> pl.DataFrame:
        """Return one row per person: `worker_id`, `name`, a column per line, the bases, and the sums of `OUTPUTS["slips"]`."""
        return self.tables["slips"]

    @property
    def balances(self) -> pl.DataFrame:
        """Return the tax year after this payment, for everybody who was paid in it."""
        return self.tables["balances"]

    @property
    def exceptions(self) -> pl.DataFrame:
        """Return what deserves a second look, and who has taken it."""
        return self.tables["exceptions"]

    @property
    def payees(self) -> pl.DataFrame:
        """Return who was paid, as HR's table has them."""
        return self.tables["payees"]

    @cached_property
    def entries(self) -> pl.DataFrame:
        """Return the ledger, as `OUTPUTS["lines"]`: every line that is not 0; a worker's side sums to net."""
        parts = []
        for position, line in enumerate(self.lines, start=1):
            base = pl.col(line.base) if line.base else pl.lit(None, dtype=pl.Decimal(38, 2))
            amount = pl.col(line.column) if line.sign > 0 else -pl.col(line.column)
            parts.append(
                self.slips.filter(pl.col(line.column) != 0).select(
                    "worker_id",
                    pl.lit(line.side).alias("side"),
                    pl.lit(position, dtype=pl.Int64).alias("position"),
                    pl.lit(line.kind).alias("kind"),
                    pl.lit(line.line).alias("line"),
                    pl.lit(line.label).alias("label"),
                    base.alias("base"),
                    amount.cast(pl.Decimal(38, 2)).alias("amount"),
                )
            )
        table = OUTPUTS["lines"]
        return pl.concat([table.empty(), *parts]).sort("worker_id", "side", "position", descending=[False, True, False])

    @cached_property
    def unconfirmed(self) -> pl.DataFrame:
        """Return the exceptions nobody has looked at yet."""
        return self.exceptions.filter(pl.col("by").is_null())

    @cached_property
    def totals(self) -> dict[str, Any]:
        """Return how many people are paid, and the sum of each column of yuan."""
        sums = self.slips.select(pl.col(pl.Decimal).sum()).row(0, named=True) if self.slips.height else {}
        return {"people": self.slips.height, "paid": self.slips.filter(pl.col("net") > 0).height, **sums}

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the tables and of what they were made from."""
        total = hashlib.sha256(json.dumps(self.head(), ensure_ascii=False, sort_keys=True).encode())
        for name in TABLES:
            total.update(f"\n{name}\n".encode())
            total.update(self.tables[name].write_csv().encode())
        return total.hexdigest()

    def head(self) -> dict[str, Any]:
        """Return everything but the tables, as plain data."""
        return {
            "month": str(self.month),
            "paid_on": self.paid_on.isoformat(),
            "insured_month": str(self.insured_month),
            "periods": list(self.periods),
            "employer": self.employer.model_dump(mode="json"),
            "lines": [asdict(line) for line in self.lines],
            "provenance": dict(self.provenance),
        }

    def save(self, folder: str | Path) -> Path:
        """Write the payment to *folder*, from which `load_payroll` reads it; each file is written whole or not at all."""
        from gridperf.payroll.store import save  # noqa: PLC0415 (storing reads the value; the value offers it)

        return save(self, folder)
