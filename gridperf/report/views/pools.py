"""The account of a pool is printed only if it balances, and if the sum of its slips is what it paid, to the fen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.errors import Problem, ReportError
from gridperf.report.views import figures
from gridperf.rulebook.pooling import Pool, PoolLine

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["FIGURES", "PoolAccount", "PoolRow", "pool_accounts"]

FIGURES = ("fund", "carried_in", "reserved", "paid", "carried_out", "returned")
"""What stands in an account, in the order of paper: the first two are what the others come to."""

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PoolRow:
    """The account of one scope; amounts in the order of `FIGURES`."""

    scope: str
    people: str
    amounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PoolAccount:
    """A pool of one period.

    Attributes:
        name: of its pay line.
        clause: of its pay line.
        rows: a row per scope.
        people: how many had a claim.
        totals: the sums of the rows.
        slips: what everybody's slips have of it.
        capped: shares have an upper limit, so that something may be left.
        left: what becomes of what the limit leaves: `carry` or `return`.
        nobody: what becomes of a fund nobody qualifies for: `carry` or `return`.
    """

    name: str
    clause: str
    rows: tuple[PoolRow, ...]
    people: str
    totals: tuple[str, ...]
    slips: str
    capped: bool
    left: str
    nobody: str


def pool_accounts(assessment: Assessment) -> tuple[PoolAccount, ...]:
    """Return the accounts of the pools of the period, in the order of the rulebook.

    Raises:
        ReportError: P137 for every pool that does not balance, or whose slips do not come to what it paid.
    """
    found = assessment.pools.filter(pl.col("period") == assessment.period.code)
    accounts, problems = [], []
    for line in assessment.pay_lines:
        mine = found.filter(pl.col("line") == line.id).sort("scope").to_dicts()
        if not isinstance(line.line, PoolLine) or not mine:
            continue
        name = figures.clean(line.name)
        slips = sum((amount for amount in assessment.pay[line.id] if amount is not None), _ZERO)
        problems += _wrong(name, mine, slips)
        accounts.append(_account(name, figures.clean(line.clause), line.line.pool, mine, slips))
    if problems:
        raise ReportError(problems)
    return tuple(accounts)


def _account(name: str, clause: str, pool: Pool, rows: Sequence[Mapping[str, Any]], slips: Decimal) -> PoolAccount:
    return PoolAccount(
        name=name,
        clause=clause,
        rows=tuple(
            PoolRow(figures.clean(row["scope"]), str(row["people"]), tuple(figures.money(row[each]) for each in FIGURES)) for row in rows
        ),
        people=str(sum(row["people"] for row in rows)),
        totals=tuple(figures.money(_sum(rows, each)) for each in FIGURES),
        slips=figures.money(slips),
        capped=pool.cap != "unlimited",
        left=pool.left,
        nobody=pool.nobody,
    )


def _wrong(name: str, rows: Sequence[Mapping[str, Any]], slips: Decimal) -> list[Problem]:
    """Return a problem for every scope that does not balance, and one if the slips come to something else."""
    pairs = [
        (row["scope"] or "—", row["fund"] + row["carried_in"], row["reserved"] + row["paid"] + row["carried_out"] + row["returned"])
        for row in rows
    ]
    pairs.append(("paid", _sum(rows, "paid"), slips))
    return [
        Problem("P137", values={"pool": name, "what": what, "has": figures.money(has), "gives": figures.money(gives)})
        for what, has, gives in pairs
        if has != gives
    ]


def _sum(rows: Sequence[Mapping[str, Any]], name: str) -> Decimal:
    return sum((row[name] for row in rows), _ZERO)
