"""Every record of the period counts for exactly one person or is listed as left out; measuring reads each table once.

People are numbered, and a person's day is one integer (`Service.slot`), so that records are grouped by integers.
The answer is a wide table: one row per person, for every request a numerator column named by its key, and a
denominator column `<key>|den` where the measure is a ratio.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from gridperf.engine.due import DueUnits, due_units
from gridperf.engine.plan import DEN, Ask, Filters, Plan, Request, TablePlan, TableUse, plan
from gridperf.engine.service import Service
from gridperf.rulebook.measures import Frequency, Imported
from gridperf.tables import RECORDS

__all__ = ["Measured", "measure"]

_ROWS = "\0rows"
_OUT = "\0out"


@dataclass(frozen=True)
class Measured:
    """What measuring gives.

    Attributes:
        wide: one row per person (`subject`), sorted, a column per request; counts of 0 are 0, never empty.
        left_out: `table`, `reason`, `records`: what this stage could not count.
    """

    wide: pl.DataFrame
    left_out: pl.DataFrame


def measure(
    requests: Sequence[Request],
    *,
    records: Mapping[str, pl.LazyFrame],
    uses: Mapping[str, TableUse],
    service: Service,
    filters: Filters,
) -> Measured:
    """Return every request measured for every person in service.

    Args:
        requests: what to measure; keys are unique.
        records: the record tables by name, with the columns and types of `gridperf.tables.RECORDS`.
        uses: how each table is read.
        service: who served when.
        filters: how filters become expressions.
    """
    return _Measuring(plan(requests, uses, filters), records, uses, service, filters).run()


class _Measuring:
    def __init__(
        self, asked: Plan, records: Mapping[str, pl.LazyFrame], uses: Mapping[str, TableUse], service: Service, filters: Filters
    ) -> None:
        self.asked, self.records, self.uses, self.service, self.filters = asked, records, uses, service, filters
        self.wide = service.spans.select("code", "subject")
        self.left_out: list[tuple[str, str, int]] = []
        self.due: dict[tuple[str, str, int | None], DueUnits] = {}

    def run(self) -> Measured:
        for at in self.asked.tables.values():
            self._table(at)
        for key, amount in self.asked.imported.items():
            self._add(self._imported(key, amount))
        wide = self.wide.with_columns(pl.exclude("code", "subject").fill_null(0)).with_columns(self.asked.finish)
        left_out = pl.DataFrame(self.left_out, schema={"table": pl.String, "reason": pl.String, "records": pl.Int64}, orient="row")
        return Measured(wide.drop("code"), left_out.filter(pl.col("records") > 0))

    def _add(self, answer: pl.DataFrame) -> None:
        self.wide = self.wide.join(answer, on="code", how="left", maintain_order="left")

    def _table(self, at: TablePlan) -> None:
        rows = self._numbered(at)
        every, dated = self.records[at.use.table.name], _in_period(at.use, self.records[at.use.table.name], self.service)
        # how many rows there are, and, where repeated ones count once, how many lie in the period before that
        counts = [frame.select(pl.len().cast(pl.Int64)) for frame in ((every, dated) if at.use.distinct_by else (every,))]
        sums = [ask for ask in at.asks if ask.kind in ("rows", "sum")]
        others = [ask for ask in at.asks if ask.kind not in ("rows", "sum")]
        if at.frequent:
            asks = [*sums, *(ask for ask, _ in at.frequent.values())]
            grouped = rows.group_by("slot").agg(*(ask.over(ask.holds) for ask in asks), pl.len().cast(pl.Int64).alias(_ROWS))
            by_day, *totals = pl.collect_all([grouped, *counts], engine="streaming")
            self._count(at, totals, by_day, self._absent_rows(by_day))
            self._by_day(at, by_day, sums)
            if others:
                self._add(self._direct(rows, others).collect(engine="streaming").drop(_ROWS, _OUT).drop_nulls("code"))
            return
        by_person, *totals = pl.collect_all([self._direct(rows, at.asks), *counts], engine="streaming")
        self._count(at, totals, by_person, int(by_person[_OUT].sum()))
        self._add(by_person.drop(_ROWS, _OUT).drop_nulls("code"))

    def _numbered(self, at: TablePlan) -> pl.LazyFrame:
        """Return the rows of the period with the person's number and day: `code`, `day`, `slot`, and what is asked for."""
        use = at.use
        chosen = _in_period(use, self.records[use.table.name], self.service)
        if use.distinct_by:
            chosen = chosen.sort(use.dated_by, *use.table.key).unique(list(use.distinct_by), keep="first", maintain_order=True)
        wanted = sorted({use.table.worker, "day", *at.columns})
        return self._slotted(chosen.select(wanted), use.table.worker)

    def _slotted(self, rows: pl.LazyFrame, worker: str) -> pl.LazyFrame:
        """Return *rows* with `code` and `slot`, both empty for people who are not on the roster."""
        codes = self.service.spans.select("code", pl.col("subject").alias(worker)).lazy()
        numbered = rows.join(codes, on=worker, how="left")
        return numbered.with_columns(self.service.slot(pl.col("code"), pl.col("day")).alias("slot"))

    def _direct(self, rows: pl.LazyFrame, asks: Sequence[Ask]) -> pl.LazyFrame:
        """Return *asks* per person; rows on days out of service are counted apart."""
        absent = self.service.absent
        present: pl.Expr = pl.lit(True)  # noqa: FBT003 (polars takes the value positionally)
        out: pl.Expr = pl.lit(0, dtype=pl.Int64)
        if absent.height:
            rows = rows.join(absent.lazy().with_columns(pl.lit(True).alias(_OUT)), on="slot", how="left")  # noqa: FBT003
            present = pl.col(_OUT).is_null()
            out = pl.col(_OUT).sum().cast(pl.Int64)
        return rows.group_by("code").agg(
            *(ask.over(ask.holds & present) for ask in asks), pl.len().cast(pl.Int64).alias(_ROWS), out.alias(_OUT)
        )

    def _absent_rows(self, by_day: pl.DataFrame) -> int:
        return int(by_day.join(self.service.absent, on="slot", how="semi")[_ROWS].sum())

    def _count(self, at: TablePlan, totals: Sequence[pl.DataFrame], grouped: pl.DataFrame, outside: int) -> None:
        """Note which rows were not counted; *totals* are all rows and, where repeated ones count once, those of the period."""
        name = at.use.table.name
        kept = int(grouped[_ROWS].sum())
        total, in_period = int(totals[0].item()), int(totals[1].item()) if at.use.distinct_by else kept
        key = "slot" if "slot" in grouped.columns else "code"
        unknown = int(grouped.filter(pl.col(key).is_null())[_ROWS].sum())
        reasons = {"other_period": total - in_period, "repeated": in_period - kept, "not_on_roster": unknown, "outside_service": outside}
        self.left_out += [(name, reason, count) for reason, count in reasons.items()]

    def _by_day(self, at: TablePlan, by_day: pl.DataFrame, sums: Sequence[Ask]) -> None:
        """Add what is known per person and day: the sums, and how much of each frequency was met."""
        service = self.service
        known = by_day.lazy().drop_nulls("slot")
        if service.absent.height:
            known = known.join(service.absent.lazy(), on="slot", how="anti")
        daily = known.with_columns(service.code_of(pl.col("slot")).alias("code"), service.day_of(pl.col("slot")).alias("day"))
        if sums:
            self._add(daily.group_by("code").agg(pl.col(ask.key).sum() for ask in sums).collect())
        for key, (_, amount) in at.frequent.items():
            due = self._due(amount)
            self._add(due.met(daily, key, amount.times))
            self._add(due.owed.select("code", (pl.col("owed") * pl.lit(amount.times, dtype=pl.Int64)).alias(key + DEN)))

    def _due(self, amount: Frequency) -> DueUnits:
        kind = (amount.per, amount.excused_by, amount.week_needs)
        if kind not in self.due:
            self.due[kind] = due_units(self.service, per=amount.per, week_needs=amount.week_needs, excused=self._excused(amount.excused_by))
        return self.due[kind]

    def _excused(self, excused_by: str) -> pl.DataFrame:
        """Return the slots on which attendance excuses people."""
        if excused_by == "none":
            return pl.DataFrame(schema={"slot": pl.Int64})
        use = self.uses["attendance"]
        rows = _in_period(use, self.records["attendance"], self.service).filter(self.filters.compile(excused_by, use.table))
        return self._slotted(rows, use.table.worker).select("slot").drop_nulls().unique().collect()

    def _imported(self, key: str, amount: Imported) -> pl.DataFrame:
        worker = RECORDS["totals"].worker
        rows = self.records["totals"].filter((pl.col("period") == self.service.period.code) & (pl.col("measure") == amount.imported))
        sums = rows.group_by(pl.col(worker).alias("subject")).agg(
            pl.col("numerator").to_physical().sum().cast(pl.Int64).alias(key),
            pl.col("denominator").to_physical().sum().cast(pl.Int64).alias(key + DEN),
        )
        return self.wide.select("code", "subject").join(sums.collect(), on="subject").drop("subject")


def _in_period(use: TableUse, rows: pl.LazyFrame, service: Service) -> pl.LazyFrame:
    """Return the rows of the period with the day they fall on in `day` (empty for tables dated by a period code)."""
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
