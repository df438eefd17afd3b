"""What pay is computed from, gathered: people as placed, days served, results of the sheets, counts, the grid, the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from gridperf.engine.pay import COUNT, FEN, GROSS, RATE, pay, roster_days
from gridperf.engine.plan import Request
from gridperf.engine.score import TOTAL
from gridperf.engine.service import Service
from gridperf.exact import decimals, units_to_decimal
from gridperf.period import Period
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.paying import EachLine
from gridperf.rulebook.scoring import Sheet
from gridperf.tables import RECORDS

__all__ = ["Filled", "Paid", "paid", "pay_requests"]


class Filled(Protocol):
    """A sheet that was filled in."""

    @property
    def sheet(self) -> Sheet:
        """Return the sheet."""

    @property
    def digits(self) -> int:
        """Return the digits after the point of its totals."""

    @property
    def graded(self) -> pl.DataFrame:
        """Return totals and grades."""


@dataclass(frozen=True)
class Paid:
    """The pay of a period, and the table it was computed from; all frames have the same rows.

    Attributes:
        paid: what `gridperf.engine.pay.pay` returned.
        table: what it was given.
    """

    paid: pl.DataFrame
    table: pl.DataFrame

    def pay(self, when: Period) -> pl.DataFrame:
        """Return the result table `pay`."""
        money = [name for name in self.paid.columns if name != "subject" and not name.endswith(RATE) and name != GROSS]
        digits = decimals(FEN)
        return self.paid.select(
            "subject",
            pl.lit(when.code).alias("period"),
            *(units_to_decimal(pl.col(name), digits).alias(name) for name in (*money, GROSS)),
        )


def pay_requests(rules: Rulebook) -> dict[str, Request]:
    """Return what must be measured for the pay lines of *rules*, by key."""
    requests: dict[str, Request] = {}
    for line in rules.edition.pay:
        if isinstance(line.line, EachLine):
            key = COUNT + line.id
            requests[key] = Request(key, rules.measure(line.line.measure), line.line.where)
    return requests


def paid(
    rules: Rulebook, records: Records, service: Service, *, people: pl.DataFrame, done: Sequence[Filled], wide: pl.DataFrame, when: Period
) -> Paid:
    """Return the pay of *people*."""
    lines = rules.edition.pay
    table = people.join(roster_days(service, lines), on="subject", how="left", maintain_order="left")
    counts = [name for name in wide.columns if name.startswith(COUNT)]
    table = table.join(wide.select("subject", *counts), on="subject", how="left", maintain_order="left")
    for one in done:
        columns = {"total": TOTAL, "grade": "grade"}
        result = one.graded.select("subject", *(pl.col(name).alias(f"{one.sheet.id}:{key}") for key, name in columns.items()))
        table = table.join(result, on="subject", how="left", maintain_order="left")
    table = _with_grid(table, records)
    done_pay = pay(
        table,
        lines,
        values=rules.edition.values,
        step=rules.edition.rounding.money,
        mode=rules.edition.rounding.mode,
        full_scores={one.sheet.id: one.sheet.full_score for one in done},
        digits={one.sheet.id: one.digits for one in done},
        period=when.code,
        when=when,
    )
    return Paid(done_pay, table)


def _with_grid(table: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Return *table* with the numbers of each person's grid under `grids.<column>`."""
    numbers = [column.name for column in RECORDS["grids"].columns if column.kind in ("integer", "decimal")]
    grids = records.table("grids").select("grid_code", *(pl.col(name).alias(f"grids.{name}") for name in numbers)).collect()
    return table.join(grids.unique("grid_code", keep="first"), on="grid_code", how="left", maintain_order="left")
