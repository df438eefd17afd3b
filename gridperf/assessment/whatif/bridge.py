"""What changes from one period to another, or from one version of a period to the next, is split to the fen; the last step leads to the result itself.

The earlier period is worked out again and again, each time with one thing of the later one: its rules, its roster, its attendance.
Then the later period takes its place, with its records. What decisions on appeals add is taken out before and put in after, and
what corrections of still earlier periods pay is told apart by its own line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from gridperf.assessment.adjusted import adjustments_of, exchanges_of
from gridperf.assessment.value import Assessment
from gridperf.assessment.whatif.causes import BRIDGING, Cause, Exchange, attributed, changed_places, settled_before
from gridperf.assessment.whatif.run import as_if_in_force, fitted, repaid, with_places
from gridperf.assessment.whatif.value import WhatIf
from gridperf.engine.corrections import corrections_in
from gridperf.errors import Problem, RecordsError
from gridperf.period import Period
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.comparing import compare_rules
from gridperf.rulebook.paying import ReleaseLine

__all__ = ["Side", "bridge"]

_DAY = dt.timedelta(days=1)
_NONE = Decimal(0)


@dataclass(frozen=True)
class Side:
    """One of the two results, and what it was made from.

    Attributes:
        result: the result.
        records: its records.
        history: results of earlier periods, as they stood when it was made.
        exchanges: what a Book says was taken for points in its period; without it what the result says, if the records do not.
    """

    result: Assessment
    records: Records
    history: Sequence[Assessment] = ()
    exchanges: pl.DataFrame | None = None

    def again(self, **more: pl.DataFrame | None) -> Assessment:
        """Return the result worked out again from what it was made from, with *more*."""
        own = self.result
        return as_if_in_force(own.rulebook, self.records, own.period, self.history, **self.given, **more)

    @property
    def given(self) -> Mapping[str, pl.DataFrame | None]:
        """Return what the result was made with besides its records and decisions: exchanges, and money held back before."""
        own = self.result
        exchanged = exchanges_of(own, self.records) if self.exchanges is None else self.exchanges
        return {"exchanges": exchanged, "reserves": own.reserves.filter(pl.col("period") != own.period.code)}

    def plain(self) -> Assessment:
        """Return the result without what decisions on appeals add, and without corrections of earlier periods.

        Raises:
            RecordsError: A183 if the records do not come to the result.
        """
        given, owed = adjustments_of(self.result), corrections_in(self.result.entries)
        again = self.again(adjustments=given, corrections=owed)
        if not (again.pay.equals(self.result.pay) and again.grades.equals(self.result.grades)):
            raise RecordsError(Problem("A183", values={"period": self.result.period.code}))
        return self.again() if given.height or owed.height else self.result


def bridge(before: Side, after: Side) -> WhatIf:
    """Return what changes from the result of *before* to that of *after*, and why, to the fen.

    Exchanged are, one after another: the rules (pay lines before all else), the roster with the grids, the attendance, and the other records with
    the calendar. Whoever is in one of the results only counts as roster, with everything.

    Raises:
        RecordsError: A183 if records do not come to their result; and as `assess`.
        RulesError: as `assess`.
    """
    old, new = before.result, after.result
    a, b = old.rulebook, new.rulebook
    steps: list[Exchange] = []

    def exchange(cause: Cause, result: Assessment, moved: frozenset[str] = frozenset(), *, by_band: bool = False) -> None:
        last = steps[-1].after if steps else old
        if result is not last:
            steps.append(Exchange(cause, last, result, moved, by_band=by_band))

    first, last = before.plain(), after.plain()
    exchange("appeals", first)

    def run(records: Records) -> Assessment:
        return as_if_in_force(b, records, old.period, before.history, **before.given)

    if a.digest != b.digest:
        paid = repaid(a, b, before.records, old.period, before.history, **before.given)
        if paid is not None:
            exchange("rules", paid)
        exchange("rules", run(before.records))
    placed = with_places(before.records, _roster_in(after.records, new.period, old.period))
    exchange("roster", run(placed), changed_places(fitted(before.records, b), fitted(placed, b)))
    if before.records.has("attendance") or after.records.has("attendance"):
        exchange("attendance", run(_attendance_in(placed, after.records, new.period, old.period)))
    if old.period != new.period:
        exchange("records", last, by_band=True)
    else:
        if [one.digest for one in before.history] != [one.digest for one in after.history]:
            exchange("records", run(after.records))
            exchange("history", last)
        exchange("records", last)
    exchange("appeals", new)
    parts = pl.concat([*(attributed(one) for one in steps), settled_before(old, new)])
    everybody = {*old.people["subject"]} & {*new.people["subject"]}
    parts = _relabelled(parts, everybody, a, b)
    return WhatIf.of(old, new, compare_rules(a, b), steps, parts, causes=BRIDGING, points=_points(steps, everybody))


def _relabelled(parts: pl.DataFrame, everybody: Collection[str], *rulebooks: Rulebook) -> pl.DataFrame:
    """Return *parts* with whoever is not in both results as roster, and what earlier periods held back as history."""
    releases = [line.id for rules in rulebooks for line in rules.edition.pay if isinstance(line.line, ReleaseLine)]
    once = ~pl.col("subject").is_in(list(everybody)) & (pl.col("cause") != "corrections")
    released = pl.col("line").is_in(releases) & (pl.col("cause") == "records")
    cause = pl.when(once).then(pl.lit("roster")).when(released).then(pl.lit("history")).otherwise("cause")
    return parts.with_columns(cause.alias("cause"))


def _points(steps: Sequence[Exchange], everybody: Collection[str]) -> dict[str, Decimal]:
    """Return by cause what the totals of all sheets together change by."""
    found = dict.fromkeys(BRIDGING, _NONE)
    for one in steps:
        for result, sign in ((one.after, 1), (one.before, -1)):
            for subject, total in result.scores.select("subject", "total").iter_rows():
                cause = one.cause if subject in everybody else "roster"
                found[cause] += sign * (total or _NONE)
    return {str(cause): points for cause, points in found.items()}


# --- one period's dates in another ----------------------------------------------------------------------------------------


def _roster_in(records: Records, own: Period, when: Period) -> Records:
    """Return *records* of the period *own* with a roster that has everybody serve in *when* as they do in *own*, day for day.

    Who serves from or to a day within *own* does so to the same day of *when*; a day *when* does not have is left out.
    """
    if (own.starts_on, own.ends_on) == (when.starts_on, when.ends_on):
        return records
    first, last = pl.lit(own.starts_on), pl.lit(own.ends_on)
    start, end = pl.col("starts_on"), pl.col("ends_on")
    before = pl.lit(when.starts_on - _DAY)
    starts = (
        pl.when(start <= first).then(pl.min_horizontal(start, pl.lit(when.starts_on))).otherwise(pl.lit(when.starts_on) + (start - first))
    )
    ends = (
        pl.when(end.is_null())
        .then(end)
        .when(end < first)
        .then(pl.min_horizontal(end, before))
        .when(end >= last)
        .then(pl.max_horizontal(end, pl.lit(when.ends_on)))
        .otherwise(pl.min_horizontal(pl.lit(when.starts_on) + (end - first), pl.lit(when.ends_on)))
    )
    moved = records.table("roster").filter(start <= last).with_columns(starts.alias("starts_on"), ends.alias("ends_on"))
    there = (start <= pl.lit(when.ends_on)) & (end.is_null() | (end >= start))
    return replace(records, tables={**records.tables, "roster": moved.filter(there)})


def _attendance_in(records: Records, attended: Records, own: Period, when: Period) -> Records:
    """Return *records* with what *attended* says of attendance in *own*, on the same days of *when*."""
    tables = {name: frame for name, frame in records.tables.items() if name != "attendance"}
    if not attended.has("attendance"):
        return replace(records, tables=tables)
    day = pl.col("date")
    moved = pl.min_horizontal(pl.lit(when.starts_on) + (day - pl.lit(own.starts_on)), pl.lit(when.ends_on))
    within = attended.table("attendance").filter(day.is_between(own.starts_on, own.ends_on))
    return replace(records, tables={**tables, "attendance": within.with_columns(moved.alias("date"))})
