"""What a period held back and released is what was really paid: what was sealed, and what corrections settled of it since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial

import polars as pl

from gridperf.book.parts import Run
from gridperf.book.runs import RECORDS, RunReader
from gridperf.book.settling import rows_in
from gridperf.book.state import Held, Standing
from gridperf.engine.pay.spans import enclosing
from gridperf.period import Every, Period
from gridperf.rulebook import Rulebook
from gridperf.rulebook.paying import HoldLine, PayLine, ReleaseLine
from gridperf.rulebook.pooling import Pool, PoolLine, WithheldFund
from gridperf.tables import RESULTS

__all__ = ["Keeper", "Kept", "Release", "Terms", "own_rows"]

_NONE = Decimal("0.00")


@dataclass(frozen=True)
class Release:
    """A line that releases what others held back.

    Attributes:
        line: the line.
        formula: its formula.
    """

    line: PayLine
    formula: ReleaseLine

    @property
    def is_conditional(self) -> bool:
        """Return whether it may release more or less than was held back: by a factor, or only after earlier results."""
        return bool(self.line.times) or self.line.after is not None

    def span(self, when: Period) -> Period:
        """Return the longer period whose last part releases what is held back in *when*."""
        return enclosing(when, self.formula.at)


@dataclass(frozen=True)
class Terms:
    """What a rulebook says of money held back in one kind of period.

    Attributes:
        holds: the lines that hold money back, by id.
        releases: the lines that release it, by id.
        pools: the pools, by id of their lines.
        names: names and clauses of all of them, by id.
    """

    holds: frozenset[str]
    releases: Mapping[str, Release]
    pools: Mapping[str, Pool]
    names: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, rules: Rulebook, every: Every) -> Terms:
        """Return what *rules* say of money held back in periods of kind *every*."""
        lines = rules.edition.pay_for(every)
        return cls(
            frozenset(line.id for line in lines if isinstance(line.line, HoldLine)),
            {line.id: Release(line, line.line) for line in lines if isinstance(line.line, ReleaseLine)},
            {line.id: line.line.pool for line in lines if isinstance(line.line, PoolLine)},
            {line.id: (line.name, line.clause) for line in lines},
        )

    def released_by(self, hold: str) -> Release | None:
        """Return what releases the money that the line *hold* holds back; None if nothing does."""
        return next((one for one in self.releases.values() if hold in one.formula.release), None)

    def passed_by(self, hold: str) -> str | None:
        """Return the pool that passes on to others what the line *hold* holds back; None if none does."""
        funds = ((name, pool.fund) for name, pool in self.pools.items())
        return next((name for name, fund in funds if isinstance(fund, WithheldFund) and hold in fund.withheld), None)


@dataclass(frozen=True)
class Kept:
    """What one sealed period held back and released, and the accounts of its pools.

    Attributes:
        standing: where it stands.
        when: the period.
        terms: the rules of the run that stands.
        paid: what was really held back and released, as the result table `reserves`.
        stands: the same as the run that stands says; another where a correction did not settle somebody.
        pools: the accounts of its pools, as the result table `pools`.
        read: returns another result table of the run that stands.
    """

    standing: Standing
    when: Period
    terms: Terms
    paid: pl.DataFrame
    stands: pl.DataFrame
    pools: pl.DataFrame
    read: Callable[[str], pl.DataFrame]

    @cached_property
    def people(self) -> Mapping[str, str]:
        """Return names by subject."""
        return dict(self.read("people").select("subject", "name").iter_rows())

    @cached_property
    def taken(self) -> Mapping[str, Decimal]:
        """Return what lines took from people for the pools that pass it on, by pool, in yuan."""
        funds = {name: pool.fund.withheld for name, pool in self.terms.pools.items() if isinstance(pool.fund, WithheldFund)}
        return {
            name: -sum((amount for line in lines for amount in self.read("pay")[line] if amount), _NONE) for name, lines in funds.items()
        }


class Keeper(RunReader):
    """Reads what sealed periods held back, each table of a run once."""

    def kept(self, held: Held, *, before: dt.date | None = None) -> list[Kept]:
        """Return what the sealed periods of *held* held back, the first first; of those that ended *before* a day, if that is said."""
        sealed = (one for one in held.values() if one.is_sealed and one.made == RECORDS and (before is None or one.ends_on < before))
        return [self._of(one) for one in sealed if any(_keeps(run) for run in (one.run, one.as_sealed) if run is not None)]

    def held_back(self, held: Held, before: dt.date | None) -> pl.DataFrame:
        """Return what sealed periods that ended *before* a day really held back and released, as the result table `reserves`."""
        rows = [RESULTS["reserves"].empty(), *(one.paid for one in self.kept(held, before=before))]
        return pl.concat(rows).sort("subject", "period", "line")

    def _of(self, one: Standing) -> Kept:
        rules = self.rules(one.run)
        when = rules.period(one.period)
        terms = Terms.of(rules, when.every)
        stands = own_rows(self.table(one.run, "reserves"), one.period)
        pools = own_rows(self.table(one.run, "pools"), one.period)
        return Kept(one, when, terms, self._paid(one, stands), stands, pools, partial(self.table, one.run))

    def _paid(self, one: Standing, stands: pl.DataFrame) -> pl.DataFrame:
        """Return what *one* really held back and released: what was sealed, and what corrections settled of it."""
        if one.as_sealed is None or one.as_sealed.seq == one.run.seq:
            return stands
        runs = (one.as_sealed, one.run)
        lines = {name for run in runs for terms in [Terms.of(self.rules(run), one.every)] for name in (*terms.holds, *terms.releases)}  # type: ignore[arg-type]
        sealed = own_rows(self.table(one.as_sealed, "reserves"), one.period)
        read = rows_in(self.connection)
        settled = [
            (row.subject, one.period, row.line, row.yuan) for each in one.corrections for row in read(each.rows) if row.line in lines
        ]
        both = pl.concat([sealed, pl.DataFrame(settled, schema=sealed.schema, orient="row")])
        amount = pl.col("amount").sum().cast(sealed.schema["amount"])
        return both.group_by("subject", "period", "line").agg(amount).select(sealed.columns).sort("subject", "line")


def own_rows(table: pl.DataFrame, code: str) -> pl.DataFrame:
    """Return the rows of a result table that are of the period *code*."""
    return table.filter(pl.col("period") == code)


def _keeps(run: Run) -> bool:
    """Return whether the result of *run* has any money held back, released or divided; tables without rows have no file."""
    return "reserves.parquet" in run.files or "pools.parquet" in run.files
