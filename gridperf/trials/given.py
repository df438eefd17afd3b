"""What an example gives is read, assessed and rolled up as a county's month is; nothing is computed here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from gridperf.assessment import Assessment, assess, roll_up
from gridperf.engine.service import serve
from gridperf.period import Period
from gridperf.records import Records, read_records
from gridperf.rulebook.examples import Case
from gridperf.rulebook.resolved import Rulebook
from gridperf.tables import RESULTS

__all__ = ["assessed", "records_of", "rolled_up"]


def records_of(case: Case, rules: Rulebook) -> Records:
    """Return the records *case* gives, read and checked as those of a county."""
    given = {name: frame for name, frame in case.tables.items() if frame.height or name != "roster"}
    read = read_records(given, rules=rules)
    return replace(read, tables={name: frame.collect().lazy() for name, frame in read.tables.items()})


def rolled_up(case: Case, rules: Rulebook) -> bool:
    """Return whether *case* is about a period that is rolled up from the results it gives, not filled in from records.

    Where a sheet is filled in for such a period too, it is if it gives what that sheet came to where it counts, or results of the
    shorter periods and no record.
    """
    when = rules.period(case.period)
    rule, codes = rules.edition.rollup.get(when.every), set(case.history["period"])
    if rule is None:
        return False
    filled = any(sheet.every == when.every for sheet in rules.edition.sheets)
    beside = bool(rule.also) and case.period in codes
    given = any(table.height for name, table in case.tables.items() if name != "roster")
    return not filled or beside or (not given and not codes.isdisjoint(part.code for part in when.parts(rule.of)))


def assessed(case: Case, rules: Rulebook, records: Callable[[], Records]) -> Assessment:
    """Return the assessment of *case*: of its *records*, or rolled up from the results it gives."""
    past: Any = _past(case, rules)
    if rolled_up(case, rules):
        return roll_up(past, rules, case.period)
    return assess(records(), rules, case.period, history=past)


@dataclass(frozen=True, slots=True)
class _NoSources:
    """The provenance of results that were given, not computed."""

    sources: tuple[object, ...] = ()


@dataclass(frozen=True)
class _Past:
    """An earlier period as an example gives it: totals and grades, and nothing they were made from."""

    period: Any
    people: pl.DataFrame
    scores: pl.DataFrame
    grades: pl.DataFrame
    history: pl.DataFrame
    reserves: pl.DataFrame
    pools: pl.DataFrame
    accounts: pl.DataFrame
    left_out: pl.DataFrame
    provenance: _NoSources = _NoSources()
    digest: str = ""


def _past(case: Case, rules: Rulebook) -> list[_Past]:
    """Return one earlier assessment per period of the given history."""
    only = rules.edition.sheets[0].id
    roster = case.tables["roster"].sort("starts_on").unique("worker_id", keep="last")
    pays = bool(rules.edition.pay_for(rules.period(case.period).every, rolled=True))
    done = []
    for (code,), rows in case.history.sort("period").group_by("period", maintain_order=True):
        results = rows.select(pl.col("worker_id").alias("subject"), "period", pl.col("sheet").fill_null(only), "total", "grade")
        names = results.select("subject", "period").unique(maintain_order=True)
        people = names.join(roster.rename({"worker_id": "subject"}), on="subject", how="left", maintain_order="left")
        kinds = results.unique("subject", keep="first", maintain_order=True).select("subject", _kind(rules))
        people = people.join(kinds, on="subject", how="left", maintain_order="left")
        if pays:
            people = _with_days(people, case, rules, rules.period(str(code)))
        full = pl.lit(None, dtype=RESULTS["scores"].schema["full_score"]).alias("full_score")
        done.append(
            _Past(
                period=rules.period(str(code)),
                people=_as("people", people),
                scores=results.with_columns(full).select(RESULTS["scores"].names),
                grades=_as("grades", results.with_columns(pl.lit("band").alias("decided_by"))),
                history=RESULTS["history"].empty(),
                reserves=RESULTS["reserves"].empty(),
                pools=RESULTS["pools"].empty(),
                accounts=RESULTS["accounts"].empty(),
                left_out=RESULTS["left_out"].empty(),
            )
        )
    if any(frame.height for frame in case.past.values()):
        reserves = _as("reserves", case.past["reserves"].rename({"worker_id": "subject"}))
        zero = pl.lit(0).cast(pl.Decimal(38, 2))
        amounts = [pl.col(name).fill_null(zero) for name, dtype in RESULTS["pools"].schema.items() if dtype == pl.Decimal(38, 2)]
        pools = _as("pools", case.past["pools"].with_columns(amounts))
        done.append(
            _Past(
                period=rules.period(case.period).before(),
                people=RESULTS["people"].empty(),
                scores=RESULTS["scores"].empty(),
                grades=RESULTS["grades"].empty(),
                history=RESULTS["history"].empty(),
                reserves=reserves,
                pools=pools,
                accounts=_as("accounts", case.past["accounts"].rename({"worker_id": "subject"})),
                left_out=RESULTS["left_out"].empty(),
            )
        )
    return done


def _kind(rules: Rulebook) -> pl.Expr:
    """Return what is assessed on the sheet of a row: a person or a kind of team."""
    kinds = {sheet.id: sheet.assess.subject for sheet in rules.edition.sheets}
    return pl.col("sheet").replace_strict(kinds, default="worker", return_dtype=pl.String).alias("kind")


def _with_days(people: pl.DataFrame, case: Case, rules: Rulebook, when: Period) -> pl.DataFrame:
    """Return *people* with how long the roster has them serve in *when*; who is not on it then served no day."""
    service = serve(case.tables["roster"].lazy(), when, rules.calendar)
    days = service.spans.select("subject", "served_days", "paid_days")
    return people.join(days, on="subject", how="left", maintain_order="left").with_columns(
        pl.col("served_days", "paid_days").fill_null(0),
        pl.lit(when.days, dtype=pl.Int64).alias("period_days"),
        pl.lit(service.period_paid_days, dtype=pl.Int64).alias("period_paid_days"),
    )


def _as(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return *frame* with exactly the columns of a result table, absent ones empty."""
    schema = RESULTS[table].schema
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns]
    return frame.with_columns(absent).select(pl.col(name).cast(dtype) for name, dtype in schema.items())
