"""Which rows count: those of the period, with derived columns, that the rulebook lets count, each kind once, with the person's number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from gridperf.engine.clocks import Clocks, derived
from gridperf.engine.plan import Filters, TableUse
from gridperf.engine.service import Service
from gridperf.rulebook.deriving import Deadline, Elapsed, LimitByColumn, LimitInColumn

__all__ = ["Reading"]


_OWN = "\0own"


@dataclass(frozen=True)
class Reading:
    """The records of a period, read as the rulebook says.

    Attributes:
        records: the record tables by name.
        uses: how each is read.
        service: who served when.
        filters: how filters become expressions.
        clocks: how time is counted.
    """

    records: Mapping[str, pl.LazyFrame]
    uses: Mapping[str, TableUse]
    service: Service
    filters: Filters
    clocks: Clocks = field(default_factory=Clocks)

    def inside(self, use: TableUse, columns: Collection[str] = ()) -> pl.LazyFrame:
        """Return the rows of the period with their `day` (empty for tables dated by a period code) and derived *columns*."""
        rows = self.records[use.table.name]
        return self._derived(use, _in_period(use, rows, self.service) if use.dated_by else rows, columns)

    def valid(self, use: TableUse, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Return those of *rows* that the rulebook lets count."""
        return rows if use.counts is None else rows.filter(self.filters.compile(use.counts, use.table))

    def numbered(self, use: TableUse, columns: Collection[str]) -> pl.LazyFrame:
        """Return the rows that count with the person's number and day: `code`, `day`, `slot`, and *columns*."""
        chosen = self.valid(use, self.inside(use, columns))
        if use.distinct_by:
            # rows of which nothing is known are not alike: each is one of its own
            nothing = pl.all_horizontal([pl.col(name).is_null() for name in use.distinct_by])
            chosen = chosen.sort(use.dated_by, *use.table.key).with_columns(
                pl.when(nothing).then(pl.int_range(pl.len())).otherwise(-1).alias(_OWN)
            )
            chosen = chosen.unique([*use.distinct_by, _OWN], keep="first", maintain_order=True)
        wanted = sorted({use.table.worker, "day", *columns})
        numbered = chosen.select(wanted).join(self.codes(use), on=use.table.worker, how="left")
        return numbered.with_columns(self.service.slot(pl.col("code"), pl.col("day")).alias("slot"))

    def codes(self, use: TableUse) -> pl.LazyFrame:
        """Return the number of every person, under the name of the table's column of workers."""
        return self.service.spans.select("code", pl.col("subject").alias(use.table.worker)).lazy()

    def slots(self, table: str, where: str) -> pl.DataFrame:
        """Return the slots on which *table* has a row that counts and for which *where* is true (`slot`)."""
        use = self.uses[table]
        rows = self.valid(use, self.inside(use, self.filters.columns(where))).filter(self.filters.compile(where, use.table))
        numbered = rows.join(self.codes(use), on=use.table.worker).select(self.service.slot(pl.col("code"), pl.col("day")).alias("slot"))
        return numbered.unique().collect()

    def _derived(self, use: TableUse, rows: pl.LazyFrame, columns: Collection[str]) -> pl.LazyFrame:
        """Add those derived columns that are asked for, and those they are made of."""
        wanted = {*columns, *use.distinct_by, *(self.filters.columns(use.counts) if use.counts else ())}
        needed: dict[str, Elapsed | Deadline] = {}
        for name in reversed(list(use.derive)):
            if name in wanted:
                needed = {name: use.derive[name], **needed}
                wanted |= _made_of(use.derive[name])
        return derived(rows, needed, self.clocks) if needed else rows


def _made_of(rule: Elapsed | Deadline) -> set[str]:
    if isinstance(rule, Elapsed):
        return {rule.from_, rule.to}
    if isinstance(rule.limit, LimitByColumn):
        return {rule.from_, rule.limit.by}
    return {rule.from_, rule.limit.column} if isinstance(rule.limit, LimitInColumn) else {rule.from_}


def _in_period(use: TableUse, rows: pl.LazyFrame, service: Service) -> pl.LazyFrame:
    kind = use.table.column(use.dated_by).kind
    period = service.period
    dated = pl.col(use.dated_by)
    if kind == "text":
        return rows.filter(dated == period.code).with_columns(pl.lit(None, dtype=pl.Date).alias("day"))
    if kind == "datetime":
        start = dt.datetime.combine(period.starts_on, dt.time())
        end = dt.datetime.combine(period.ends_on + dt.timedelta(days=1), dt.time())
        return rows.filter((dated >= start) & (dated < end)).with_columns(dated.dt.date().alias("day"))
    return rows.filter((dated >= period.starts_on) & (dated <= period.ends_on)).with_columns(dated.alias("day"))
