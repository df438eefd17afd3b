"""Every record of the period counts for exactly one person or is listed as left out; measuring reads each table once.

People are numbered, and a person's day is one integer (`Service.slot`), so that records are grouped by integers.
The answer is a wide table: one row per person, for every request a numerator column named by its key, and a
denominator column `<key>|den` where the measure is a ratio.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import polars as pl

from gridperf.engine.clocks import Clocks
from gridperf.engine.cover import covered, targets_due
from gridperf.engine.due import DueUnits, Norm, due_units, norm_of
from gridperf.engine.plan import DEN, SECONDS, Ask, Daily, Filters, Plan, Request, TablePlan, TableUse, plan
from gridperf.engine.reading import Reading
from gridperf.engine.service import Service
from gridperf.engine.units import held, runs
from gridperf.engine.unmatched import MATCHED_NOTHING, Passing, listed, passing
from gridperf.rulebook.measures import ActiveDays, Count, Coverage, Frequency, Imported, Online
from gridperf.tables import RESULTS

__all__ = ["Measured", "measure"]

_ROWS = "\0rows"
_OUT = "\0out"
_MISSED = "\0missed"
_FEW = 4
"""How many sums are cheaper to keep by day, where rows are grouped by day anyhow, than to group by person as well."""


@dataclass(frozen=True)
class Measured:
    """What measuring gives.

    Attributes:
        wide: one row per person (`subject`), sorted, a column per request; counts of 0 are 0, never empty.
        left_out: `table`, `reason`, `records`: what this stage could not count.
        unmatched: the values of records that passed no filter, as the result table `unmatched`.
    """

    wide: pl.DataFrame
    left_out: pl.DataFrame
    unmatched: pl.DataFrame


def measure(
    requests: Sequence[Request],
    *,
    records: Mapping[str, pl.LazyFrame],
    uses: Mapping[str, TableUse],
    service: Service,
    filters: Filters,
    clocks: Clocks | None = None,
    naming: bool = True,
) -> Measured:
    """Return every request measured for every person in service.

    Args:
        requests: what to measure; keys are unique.
        records: the record tables by name, with the columns and types they are declared with.
        uses: how each table is read.
        service: who served when.
        filters: how filters become expressions.
        clocks: how time is counted, where a table derives columns.
        naming: whether records that pass no filter are looked for; `unmatched` stays empty otherwise.

    Raises:
        RulesError: A105 if time falls in a year whose workdays are not published.
    """
    reading = Reading(records, uses, service, filters, clocks or Clocks())
    return _Measuring(plan(requests, uses, filters), reading, naming=naming).run()


class _Measuring:
    def __init__(self, asked: Plan, reading: Reading, *, naming: bool) -> None:
        self.asked, self.reading, self.service, self.naming = asked, reading, reading.service, naming
        self.wide = self.service.subjects
        self.left_out: list[tuple[str, str, int]] = []
        self.unmatched = RESULTS["unmatched"].empty()
        self.due: dict[tuple[str, str, int | None], DueUnits] = {}
        self.excused: dict[str, pl.DataFrame] = {"none": pl.DataFrame(schema={"slot": pl.Int64})}
        self.lists: set[str] = set()

    def run(self) -> Measured:
        for at in self.asked.tables.values():
            self._table(at)
        for key, amount in self.asked.imported.items():
            self._add(self._imported(key, amount))
        wide = self.wide.with_columns(pl.exclude("code", "subject").fill_null(0)).with_columns(self.asked.finish)
        left_out = pl.DataFrame(self.left_out, schema={"table": pl.String, "reason": pl.String, "records": pl.Int64}, orient="row")
        return Measured(wide.drop("code"), left_out.filter(pl.col("records") > 0), self.unmatched.sort("table", "values"))

    def _add(self, answer: pl.DataFrame) -> None:
        self.wide = self.wide.join(answer, on="code", how="left", maintain_order="left")

    def _table(self, at: TablePlan) -> None:
        """Answer everything asked of one table; what needs days is grouped by day, and nothing is grouped twice."""
        excusing = self.asked.excusing if at.use.table.name == "attendance" else frozenset()
        columns = at.columns.union(*(self.reading.filters.columns(text) for text in excusing))
        rows = self.reading.numbered(at.use, columns)
        passes = passing(at, filters=self.reading.filters, excusing=excusing) if self.naming else None
        sizes = self._sizes(at.use)
        if not (at.daily or at.covering):
            counts, by_person = pl.collect_all([*sizes, self._direct(rows, at.asks, passes)], engine="streaming")
            self._count(at, counts, by_person, int(by_person[_OUT].sum()))
            known = by_person.drop_nulls("code")
            self._pass(at, rows, passes, known)
            self._add(known.drop(_ROWS, _OUT, _MISSED))
            return
        # with a row per person and day at hand, days are counted by it as well
        plain = [ask for ask in at.asks if ask.kind in ("rows", "sum")]
        others = [ask for ask in at.asks if ask.kind in ("distinct", "firsts")] + (plain if len(plain) > _FEW else [])
        direct = {ask.key for ask in others}
        sums = [replace(ask, kind="rows") if ask.kind == "days" else ask for ask in at.asks if ask.key not in direct]
        asks = [*sums, *(ask for ask, _ in at.daily.values())]
        by_day = rows.group_by("slot").agg(*(ask.over(ask.holds) for ask in asks), *_numbers(passes))
        targets = sorted({amount.target for _, amount in at.covering.values()})
        by_target = [
            rows.group_by("slot", target).agg(ask.over(ask.holds) for ask, amount in at.covering.values() if amount.target == target)
            for target in targets
        ]
        wanted = [*sizes, by_day, *by_target, *([self._direct(rows, others, None)] if others else [])]
        counts, daily, *more = pl.collect_all(wanted, engine="streaming")
        self._count(at, counts, daily, int(daily.join(self.service.absent, on="slot", how="semi")[_ROWS].sum()))
        days = {ask.key for ask in at.asks if ask.kind == "days"}
        self._pass(at, rows, passes, self._served(daily.select("slot", _MISSED)).collect())
        self._by_day(at, self._served(daily), [(ask.key, ask.key in days) for ask in sums])
        for target, frame in zip(targets, more, strict=False):
            self._by_target(at, target, self._served(frame))
        if others:
            self._add(more[-1].drop(_ROWS, _OUT, _MISSED).drop_nulls("code"))

    def _direct(self, rows: pl.LazyFrame, asks: Sequence[Ask], passes: Passing | None) -> pl.LazyFrame:
        """Return *asks* per person; rows on days out of service are counted apart."""
        absent = self.service.absent
        present: pl.Expr = pl.lit(True)  # noqa: FBT003 (polars takes the value positionally)
        out: pl.Expr = pl.lit(0, dtype=pl.Int64)
        if absent.height:
            rows = rows.join(absent.lazy().with_columns(pl.lit(True).alias(_OUT)), on="slot", how="left")  # noqa: FBT003
            present = pl.col(_OUT).is_null()
            out = pl.col(_OUT).sum().cast(pl.Int64)
        grouped = self.service.grouped(rows).group_by("code")
        return grouped.agg(*(ask.over(ask.holds & present) for ask in asks), *_numbers(passes, present), out.alias(_OUT))

    def _served(self, by_slot: pl.DataFrame) -> pl.LazyFrame:
        """Return what is known of days in service, by person (`code`) and `day`."""
        service = self.service
        known = by_slot.lazy().drop_nulls("slot")
        if service.absent.height:
            known = known.join(service.absent.lazy(), on="slot", how="anti")
        return known.with_columns(service.code_of(pl.col("slot")).alias("code"), service.day_of(pl.col("slot")).alias("day"))

    # --- what counts nowhere ------------------------------------------------------------------------------------------

    def _sizes(self, use: TableUse) -> list[pl.LazyFrame]:
        """Return how many rows a table has, how many of them in the period, and how many of those the rulebook does not let count.

        Where nothing is left out or counted once, the number in the period is known from the grouping, and is not asked for.
        """
        total = pl.len().cast(pl.Int64).alias("total")
        everything = self.reading.records[use.table.name].select(total)
        if use.counts is None and not use.distinct_by:
            unknown = pl.lit(None, dtype=pl.Int64)
            return [everything.with_columns(unknown.alias("inside"), pl.lit(0, dtype=pl.Int64).alias("not_valid"))]
        holds = pl.lit(True) if use.counts is None else self.reading.filters.compile(use.counts, use.table)  # noqa: FBT003 (positional in polars)
        inside = self.reading.inside(use).with_columns(holds.fill_null(value=False).alias(_OUT))
        sizes = inside.select(pl.len().cast(pl.Int64).alias("inside"), (~pl.col(_OUT)).sum().cast(pl.Int64).alias("not_valid"))
        return [pl.concat([everything, sizes], how="horizontal")]

    def _count(self, at: TablePlan, sizes: pl.DataFrame, grouped: pl.DataFrame, outside: int) -> None:
        """Note which rows were not counted."""
        name = at.use.table.name
        total, inside, not_valid = sizes.row(0)
        counted = int(grouped[_ROWS].sum())
        inside = counted if inside is None else inside
        key = "slot" if "slot" in grouped.columns else "code"
        unknown = int(grouped.filter(pl.col(key).is_null())[_ROWS].sum())
        self.left_out += [
            (name, "other_period", total - inside),
            (name, "not_valid", not_valid),
            (name, "repeated", inside - not_valid - counted),
            (name, "not_on_roster", unknown),
            (name, "outside_service", outside),
        ]

    def _pass(self, at: TablePlan, rows: pl.LazyFrame, passes: Passing | None, grouped: pl.DataFrame) -> None:
        """Note the records that passed no filter; the table is read for their values only where there are any."""
        missed = int(grouped[_MISSED].sum())
        if passes is not None and missed:
            name = at.use.table.name
            found = passes.values(rows, self.service.absent).collect(engine="streaming")
            self.unmatched = pl.concat([self.unmatched, listed(name, found, self.service.named)])
            self.left_out.append((name, MATCHED_NOTHING, missed))

    # --- what is made of days -----------------------------------------------------------------------------------------

    def _by_day(self, at: TablePlan, daily: pl.LazyFrame, sums: Sequence[tuple[str, bool]]) -> None:
        """Add what is known per person and day: sums, numbers of days, and what is made of single days."""
        if len(at.daily) > _FEW:
            daily = daily.collect().lazy()  # else the days in service would be picked out once per measure
        if sums:
            counted = (
                self.service.together(daily, [key for key, _ in sums])
                .group_by("code")
                .agg((pl.col(key) > 0).sum().cast(pl.Int64).alias(key) if days else pl.col(key).sum() for key, days in sums)
            )
            self._add(counted.collect())
        for key, (_, amount) in at.daily.items():
            # filtering a frame copies all of its columns: one column at a time, or many measures cost their square
            self._add(self._of_days(at, key, amount, daily.select("code", "day", key)))
            if isinstance(amount, Frequency):
                owed = self._due(amount).owed
                due = owed.select("code", (pl.col("owed") * pl.lit(_norm(at, amount).due, dtype=pl.Int64)).alias(key + DEN))
                self._add(self.service.summed(due, duty=True))

    def _of_days(self, at: TablePlan, key: str, amount: Daily, daily: pl.LazyFrame) -> pl.DataFrame:
        """Return what *amount* makes of the days (`code`, *key*)."""
        if isinstance(amount, Frequency):
            return self.service.summed(self._due(amount).met(daily, key, _norm(at, amount)), duty=True)
        if isinstance(amount, Count):
            assert amount.at_most is not None  # noqa: S101 (else it is not planned by days)
            return self.service.summed(held(daily.collect(), key, amount.at_most, self.service))
        if isinstance(amount, ActiveDays):
            by_subject = self.service.together(daily, [key]).group_by("code")
            return by_subject.agg((pl.col(key) >= _least(at, amount)).sum().cast(pl.Int64)).collect()
        by_person = daily.group_by("code")
        if isinstance(amount, Online):
            unit = SECONDS[amount.unit]
            if amount.day_reaches is None:
                return self.service.summed(by_person.agg(pl.col(key).sum() // pl.lit(unit, dtype=pl.Int64)).collect())
            return self.service.summed(by_person.agg((pl.col(key) >= amount.day_reaches * unit).sum().cast(pl.Int64)).collect())
        return runs(daily.collect(), key, amount, self.service, self._excused(amount.excused_by))

    def _due(self, amount: Frequency) -> DueUnits:
        kind = (amount.per, amount.excused_by, amount.week_needs)
        if kind not in self.due:
            self.due[kind] = due_units(self.service, per=amount.per, week_needs=amount.week_needs, excused=self._excused(amount.excused_by))
        return self.due[kind]

    def _excused(self, excused_by: str) -> pl.DataFrame:
        """Return the slots on which attendance excuses people."""
        if excused_by not in self.excused:
            self.excused[excused_by] = self.reading.slots("attendance", excused_by)
        return self.excused[excused_by]

    # --- what is made of targets --------------------------------------------------------------------------------------

    def _by_target(self, at: TablePlan, target: str, daily: pl.LazyFrame) -> None:
        for key, (_, amount) in at.covering.items():
            if amount.target == target:
                due = targets_due(self._listed(amount), amount, self.service, self._excused(amount.excused_by))
                met, owed = covered(daily.select("code", "day", target, key).collect(), key, amount, due, self.service)
                self._add(self.service.summed(met))
                self._add(self.service.summed(owed.rename({key: key + DEN})))

    def _listed(self, amount: Coverage) -> pl.LazyFrame:
        """Return the rows of a list that count, with the person's number; those of nobody on the roster are noted once."""
        use = self.reading.uses[amount.of]
        columns = self.reading.filters.columns(amount.target_where) if amount.target_where else ()
        rows = self.reading.inside(replace(use, dated_by=""), columns)
        listed = self.reading.valid(use, rows).join(self.reading.codes(use), on=use.table.worker, how="left")
        if amount.of not in self.lists:
            self.lists.add(amount.of)
            known, unknown = (
                listed.select(pl.col("code").count().alias("known"), pl.col("code").null_count().alias("unknown")).collect().row(0)
            )
            total = int(rows.select(pl.len()).collect().item())
            self.left_out += [(amount.of, "not_valid", total - known - unknown), (amount.of, "not_on_roster", unknown)]
        due = listed.drop_nulls("code")
        return due if amount.target_where is None else due.filter(self.reading.filters.compile(amount.target_where, use.table))

    # --- what is taken as given ---------------------------------------------------------------------------------------

    def _imported(self, key: str, amount: Imported) -> pl.DataFrame:
        use = self.reading.uses["totals"]
        rows = self.reading.valid(use, self.reading.inside(use)).filter(pl.col("measure") == amount.imported)
        sums = self.service.grouped(rows.join(self.reading.codes(use), on=use.table.worker)).group_by("code")
        return sums.agg(
            pl.col("numerator").to_physical().sum().cast(pl.Int64).alias(key),
            pl.col("denominator").to_physical().sum().cast(pl.Int64).alias(key + DEN),
        ).collect()


def _numbers(passes: Passing | None, present: pl.Expr | None = None) -> tuple[pl.Expr, pl.Expr]:
    """Return how many rows there are, and how many of those *present* pass no filter."""
    missed: pl.Expr = pl.lit(0) if passes is None else ~passes.some if present is None else present & ~passes.some
    return pl.len().cast(pl.Int64).alias(_ROWS), missed.sum().cast(pl.Int64).alias(_MISSED)


def _least(at: TablePlan, amount: ActiveDays) -> int:
    """Return the least whole number of units of the column that makes a day count."""
    assert amount.sum is not None  # noqa: S101 (else it is not planned by days)
    assert amount.at_least is not None  # noqa: S101 (checked when the rulebook was loaded)
    units: Fraction = amount.at_least * 10 ** _digits(at, amount.sum)
    return math.ceil(units)


def _norm(at: TablePlan, amount: Frequency) -> Norm:
    """Return what one unit asks for."""
    return norm_of(amount, 0 if amount.sum is None else _digits(at, amount.sum))


def _digits(at: TablePlan, column: str) -> int:
    """Return the digits after the point that whole units of a numeric column carry."""
    declared = at.use.table.column(column)
    return declared.digits if declared.kind == "decimal" else 0
