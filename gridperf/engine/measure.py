"""Every record of the period counts for exactly one worker or is listed as left out; measuring reads each table once.

What is asked of a table is gathered first, then answered by one grouping of it, by worker and day and then by worker.
The answer is a wide table: one row per person, for every request a numerator column named by its key, and a
denominator column `<key>|den` where the measure is a ratio.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from gridperf.engine.due import DueUnits, due_units
from gridperf.engine.service import Service
from gridperf.rulebook.measures import ActiveDays, Amount, Count, Counted, Distinct, Frequency, Imported, Ratio, Sum
from gridperf.tables import RECORDS, Table

__all__ = ["DEN", "Measured", "Request", "TableUse", "measure"]

DEN = "|den"
"""Suffix of a denominator column."""

Compile = Callable[[str, Table], pl.Expr]
"""Turns a filter's text into an expression over a table."""


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to measure.

    Attributes:
        key: name of the resulting column.
        amount: the measure, written out.
        where: narrows it further.
        levels: count these values of the table's `level` column apart (`<key>|<level>`), besides the rest (`<key>`).
    """

    key: str
    amount: Amount
    where: str | None = None
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableUse:
    """How a table of records is read: its declaration, the column that dates a record, what makes records the same."""

    table: Table
    dated_by: str
    distinct_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """What measuring gives.

    Attributes:
        wide: one row per person (`subject`), sorted, a column per request; counts of 0 are 0, never empty.
        left_out: result table `left_out` for what this stage could not count.
    """

    wide: pl.DataFrame
    left_out: pl.DataFrame


@dataclass
class _Plan:
    """What one table is asked for: expressions per worker and day, then per worker."""

    use: TableUse
    daily: list[pl.Expr] = field(default_factory=list)
    total: list[pl.Expr] = field(default_factory=list)
    distinct: list[pl.Expr] = field(default_factory=list)
    frequent: list[tuple[str, Frequency]] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)


def measure(
    requests: Sequence[Request],
    *,
    records: Mapping[str, pl.LazyFrame],
    uses: Mapping[str, TableUse],
    service: Service,
    compile_filter: Compile,
    columns_of: Callable[[str], Iterable[str]],
) -> Measured:
    """Return every request measured for every person in service.

    Args:
        requests: what to measure; keys are unique.
        records: the record tables by name, with the columns and types of `gridperf.tables.RECORDS`.
        uses: how each table is read.
        service: who served when.
        compile_filter: turns a filter's text into an expression.
        columns_of: names the columns a filter uses.
    """
    plans: dict[str, _Plan] = {}
    absent = service.absent_days()
    wide = service.spans.select("subject")
    finish: list[pl.Expr] = []
    imported: list[Request] = []

    def plan(name: str) -> _Plan:
        return plans.setdefault(name, _Plan(uses[name]))

    def condition(table: Table, texts: Iterable[str | None], used: set[str]) -> pl.Expr:
        """Return which rows count: those for which every filter is true; unknown is not true."""
        result = pl.col(table.worker).is_not_null()
        for text in texts:
            if text is not None:
                used.update(columns_of(text))
                result = result & compile_filter(text, table)
        return result

    def ask(key: str, amount: Counted, wheres: tuple[str | None, ...], levels: tuple[str, ...] = ()) -> int:
        """Plan one plain number under *key*; return the digits after the point its units carry."""
        name = _table_of(amount)
        at = plan(name)
        rows = condition(at.use.table, (*wheres, amount.where), at.columns)
        if isinstance(amount, Count):
            at.daily.append(rows.sum().cast(pl.Int64).alias(key))
            at.total.append(pl.col(key).sum())
            if levels:
                at.columns.add("level")
            for level in levels:
                here = rows & (pl.col("level") == level)
                at.daily.append(here.sum().cast(pl.Int64).alias(f"{key}|{level}"))
                at.total.append(pl.col(f"{key}|{level}").sum())
            return 0
        if isinstance(amount, ActiveDays):
            at.daily.append(rows.any().cast(pl.Int64).alias(key))
            at.total.append(pl.col(key).sum())
            return 0
        column = (amount.sum if isinstance(amount, Sum) else amount.distinct).partition(".")[2]
        at.columns.add(column)
        if isinstance(amount, Distinct):
            at.distinct.append(pl.col(column).filter(rows).drop_nulls().n_unique().cast(pl.Int64).alias(key))
            return 0
        declared = at.use.table.column(column)
        value = pl.col(column).to_physical() if declared.kind == "decimal" else pl.col(column).cast(pl.Int64)
        at.daily.append(value.filter(rows).sum().cast(pl.Int64).alias(key))
        at.total.append(pl.col(key).sum())
        return declared.digits if declared.kind == "decimal" else 0

    for request in requests:
        key, amount = request.key, request.amount
        if isinstance(amount, Imported):
            imported.append(request)
        elif isinstance(amount, Frequency):
            at = plan(amount.frequency)
            rows = condition(at.use.table, (request.where, amount.where), at.columns)
            at.daily.append(rows.sum().cast(pl.Int64).alias(key))
            at.frequent.append((key, amount))
        elif isinstance(amount, Ratio):
            wheres = (request.where, amount.where)
            over = ask(key, amount.ratio.of, wheres)
            under = ask(key + DEN, amount.ratio.to, wheres)
            finish += _aligned(key, over, under)
        else:
            digits = ask(key, amount, (request.where,), request.levels)
            if digits:
                finish.append(pl.lit(10**digits, dtype=pl.Int64).alias(key + DEN))

    left_out: list[pl.DataFrame] = []
    due: dict[tuple[str, str, int | None], DueUnits] = {}
    for name, at in plans.items():
        answered, counts = _answer(at, records[name], service, absent)
        for key, amount in at.frequent:
            kind = (amount.per, amount.excused_by, amount.week_needs)
            if kind not in due:
                due[kind] = due_units(
                    service, per=amount.per, week_needs=amount.week_needs, excused=_excused(amount, records, uses, service, compile_filter)
                )
            wide = wide.join(_met(answered, key, amount, due[kind]), on="subject", how="left", maintain_order="left")
        wide = wide.join(_by_worker(answered, at), on="subject", how="left", maintain_order="left")
        if at.distinct:
            wide = wide.join(_distinct(at, records[name], service, absent), on="subject", how="left", maintain_order="left")
        left_out.append(counts)
    for request in imported:
        wide = wide.join(_imported(request, records["totals"], service), on="subject", how="left", maintain_order="left")
    wide = wide.with_columns(pl.exclude("subject").fill_null(0)).with_columns(finish)
    schema = {"table": pl.String, "reason": pl.String, "records": pl.Int64}
    return Measured(wide, pl.concat([pl.DataFrame(schema=schema), *left_out]).filter(pl.col("records") > 0))


def _table_of(amount: Counted) -> str:
    if isinstance(amount, Count):
        return amount.count
    if isinstance(amount, ActiveDays):
        return amount.days
    return (amount.sum if isinstance(amount, Sum) else amount.distinct).partition(".")[0]


def _aligned(key: str, over: int, under: int) -> list[pl.Expr]:
    """Return what brings numerator and denominator of *key* to the same number of digits after the point."""
    digits = max(over, under)
    return [
        (pl.col(name) * pl.lit(10 ** (digits - has), dtype=pl.Int64)).alias(name)
        for name, has in ((key, over), (key + DEN, under))
        if has < digits
    ]


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


def _counted(at: _Plan, rows: pl.LazyFrame, service: Service) -> pl.LazyFrame:
    use = at.use
    chosen = _in_period(use, rows, service)
    keep = {use.table.worker, "day", *at.columns}
    if use.distinct_by:
        chosen = chosen.sort(use.dated_by, *use.table.key).unique(list(use.distinct_by), keep="first", maintain_order=True)
    return chosen.select(*sorted(keep))


def _answer(at: _Plan, rows: pl.LazyFrame, service: Service, absent: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the table grouped by worker and day (`subject`, `day`, a column per request), and what was left out."""
    worker = at.use.table.worker
    grouped = (
        _counted(at, rows, service)
        .group_by(pl.col(worker).alias("subject"), "day")
        .agg(*at.daily, pl.len().cast(pl.Int64).alias("\0rows"))
    )
    everything, per_day = pl.collect_all([rows.select(pl.len().cast(pl.Int64)), grouped], engine="streaming")
    in_period = int(per_day["\0rows"].sum())
    known = per_day.join(service.spans.select("subject"), on="subject", how="semi")
    known_rows = int(known["\0rows"].sum())
    if absent.height:
        known = known.join(absent.rename({"worker_id": "subject"}), on=["subject", "day"], how="anti")
    kept = int(known["\0rows"].sum())
    name = at.use.table.name
    counts = pl.DataFrame(
        {
            "table": [name] * 3,
            "reason": ["other_period", "not_on_roster", "outside_service"],
            "records": [int(everything.item()) - in_period, in_period - known_rows, known_rows - kept],
        },
        schema={"table": pl.String, "reason": pl.String, "records": pl.Int64},
    )
    return known, counts


def _by_worker(answered: pl.DataFrame, at: _Plan) -> pl.DataFrame:
    return answered.group_by("subject").agg(at.total)


def _distinct(at: _Plan, rows: pl.LazyFrame, service: Service, absent: pl.DataFrame) -> pl.DataFrame:
    chosen = _counted(at, rows, service)
    if absent.height:
        chosen = chosen.join(absent.lazy().rename({"worker_id": at.use.table.worker}), on=[at.use.table.worker, "day"], how="anti")
    return chosen.group_by(pl.col(at.use.table.worker).alias("subject")).agg(at.distinct).collect(engine="streaming")


def _excused(
    amount: Frequency, records: Mapping[str, pl.LazyFrame], uses: Mapping[str, TableUse], service: Service, compile_filter: Compile
) -> pl.DataFrame:
    """Return the days on which attendance excuses people (`worker_id`, `day`)."""
    if amount.excused_by == "none":
        return pl.DataFrame(schema={"worker_id": pl.String, "day": pl.Date})
    use = uses["attendance"]
    rows = _in_period(use, records["attendance"], service).filter(compile_filter(amount.excused_by, use.table))
    return rows.select("worker_id", "day").unique().collect()


def _met(answered: pl.DataFrame, key: str, amount: Frequency, due: DueUnits) -> pl.DataFrame:
    """Return how much of the required frequency each person met (`subject`, *key*, `<key>|den`)."""
    times = pl.lit(amount.times, dtype=pl.Int64)
    units = answered.select("subject", due.unit_of("day").alias("unit"), key).filter(pl.col("unit").is_in(due.units))
    if not due.unit_is_day:
        units = units.group_by("subject", "unit").agg(pl.col(key).sum())
    if due.excepted.height:
        units = units.join(due.excepted, on=["subject", "unit"], how="anti")
    met = units.group_by("subject").agg(pl.min_horizontal(pl.col(key), times).sum().alias(key))
    return due.owed.select("subject", (pl.col("owed") * times).alias(key + DEN)).join(met, on="subject", how="left")


def _imported(request: Request, totals: pl.LazyFrame, service: Service) -> pl.DataFrame:
    amount = request.amount
    assert isinstance(amount, Imported)  # noqa: S101 (narrows the type for mypy; the caller has just tested it)
    name = RECORDS["totals"].worker
    return (
        totals.filter((pl.col("period") == service.period.code) & (pl.col("measure") == amount.imported))
        .group_by(pl.col(name).alias("subject"))
        .agg(
            pl.col("numerator").to_physical().sum().cast(pl.Int64).alias(request.key),
            pl.col("denominator").to_physical().sum().cast(pl.Int64).alias(request.key + DEN),
        )
        .collect()
    )


