"""What if other rules held: two rulebooks on the same people and records, or on those of another day, one exchange after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from gridperf.assessment.adjusted import adjustments_of, exchanges_of
from gridperf.assessment.paying import reserves_of
from gridperf.assessment.run import assess
from gridperf.assessment.value import Assessment
from gridperf.assessment.whatif.causes import CORRECTING, Cause, Exchange, attributed, changed_places
from gridperf.assessment.whatif.value import WhatIf
from gridperf.engine.corrections import corrections_in
from gridperf.errors import GridperfError, Problem, RecordsError, Where
from gridperf.period import Period
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.comparing import compare_rules

__all__ = ["as_if_in_force", "corrected", "fitted", "repaid", "what_if", "with_places"]


def what_if(
    a: Rulebook,
    b: Rulebook,
    records: Records,
    period: str | Period,
    *,
    records_b: Records | None = None,
    history: Sequence[Assessment] = (),
) -> WhatIf:
    """Return who would gain and lose what if *b* held instead of *a*, and why, to the fen.

    Rules (pay lines before all else), roster and records are exchanged in this order; each difference is split into what was exchanged and what only
    follows from others (ranks and quotas, pools). A rulebook that is not in force yet is applied all the same.

    Args:
        a: the rulebook before.
        b: the rulebook after.
        records: the records, read with the columns both rulebooks need.
        period: the period assessed, such as `2026-10`.
        records_b: the records after, if they differ too: the roster and the grids count as roster, the rest as records.
        history: assessments of earlier periods, for both.

    Raises:
        RulesError: as `assess`.
        RecordsError: as `assess`; A181 if a table lacks a column that the pack of *b* requires.
    """
    later = records if records_b is None else records_b
    mixed = with_places(records, later)
    first = as_if_in_force(a, records, period, history)
    second = first if a.digest == b.digest else as_if_in_force(b, records, period, history)
    paid = repaid(a, b, records, period, history)
    exchanges = [Exchange("rules", first, second)] if paid is None else [Exchange("rules", first, paid), Exchange("rules", paid, second)]
    if records_b is not None:
        third = as_if_in_force(b, mixed, period, history)
        fourth = as_if_in_force(b, later, period, history)
        exchanges += [
            Exchange("roster", second, third, changed_places(fitted(records, b), fitted(mixed, b))),
            Exchange("records", third, fourth),
        ]
    last = exchanges[-1].after
    return WhatIf.of(first, last, compare_rules(a, b), exchanges, pl.concat([attributed(one) for one in exchanges]))


def corrected(
    first: Assessment,
    records: Records,
    rules: Rulebook,
    *,
    original: Records | None = None,
    before: Sequence[Assessment] = (),
    history: Sequence[Assessment] = (),
    adjustments: pl.DataFrame | None = None,
    exchanges: pl.DataFrame | None = None,
) -> WhatIf:
    """Return what *first*, a result that was fixed, changes by when what it rests on is put right, and why, to the fen.

    Exchanged are, one after another: the roster and the grids, the records, earlier results, decisions on appeals, rules.

    Args:
        first: the result that stands.
        records: the records as they should have been.
        rules: the rulebook that should have held.
        original: the records *first* was made from; without them what the roster changes is not told apart from the records.
        before: results of earlier periods as they stood when *first* was made.
        history: results of earlier periods as they stand now.
        adjustments: what decisions on appeals add now.
        exchanges: what a Book says was taken for points in the period; without it what *first* says, if the records do not.

    Raises:
        RulesError: as `assess`.
        RecordsError: as `assess`; A182 if *original* does not come to *first*.
    """
    own, given = first.rulebook, adjustments_of(first)
    held = first.reserves.filter(pl.col("period") != first.period.code)
    carried = corrections_in(first.entries)
    exchanged = exchanges_of(first, records) if exchanges is None else exchanges
    run = partial(as_if_in_force, period=first.period, corrections=carried, exchanges=exchanged)
    steps: list[Exchange] = []

    def exchange(cause: Cause, after: Assessment, moved: frozenset[str] = frozenset()) -> None:
        steps.append(Exchange(cause, steps[-1].after if steps else first, after, moved))

    if original is not None:
        again = run(own, original, history=before, adjustments=given, reserves=held)
        if not (again.pay.equals(first.pay) and again.grades.equals(first.grades)):
            raise RecordsError(Problem("A182", values={"period": first.period.code}))
        mixed = with_places(original, records)
        moved = changed_places(fitted(original, own), fitted(mixed, own))
        exchange("roster", run(own, mixed, history=before, adjustments=given, reserves=held), moved)
    exchange("records", run(own, records, history=before, adjustments=given, reserves=held))
    # what was held back from somebody whom an earlier correction did not settle is not what the result that stands says
    if [one.digest for one in before] != [one.digest for one in history] or not held.equals(reserves_of(history)):
        exchange("history", run(own, records, history=history, adjustments=given))
    if adjustments is not None and not _points_of(adjustments).equals(_points_of(given)):
        exchange("appeals", run(own, records, history=history, adjustments=adjustments))
    if own.digest != rules.digest:
        more = {"adjustments": adjustments, "corrections": carried, "exchanges": exchanged}
        paid = repaid(own, rules, records, first.period, history, **more)
        if paid is not None:
            exchange("rules", paid)
        exchange("rules", run(rules, records, history=history, adjustments=adjustments))
    parts = pl.concat([attributed(one) for one in steps])
    return WhatIf.of(first, steps[-1].after, compare_rules(own, rules), steps, parts, causes=CORRECTING)


def _points_of(adjustments: pl.DataFrame) -> pl.DataFrame:
    """Return how many points *adjustments* add to each item of everybody."""
    keys = ["subject", "sheet", "item"]
    return adjustments.group_by(keys).agg(pl.col("points").sum()).sort(keys)


def with_places(records: Records, later: Records) -> Records:
    """Return *records* with the roster and the grids of *later*."""
    return replace(records, tables={**records.tables, **{name: later.tables[name] for name in ("roster", "grids") if name in later.tables}})


def as_if_in_force(
    rules: Rulebook,
    records: Records,
    period: str | Period,
    history: Sequence[Assessment],
    *,
    adjustments: pl.DataFrame | None = None,
    corrections: pl.DataFrame | None = None,
    exchanges: pl.DataFrame | None = None,
    reserves: pl.DataFrame | None = None,
) -> Assessment:
    """Return the assessment by *rules* as if they were in force."""
    first = rules.period(period).starts_on
    in_force = replace(rules, starts_on=min(rules.starts_on, first))
    return assess(
        fitted(records, rules),
        in_force,
        period,
        history=history,
        adjustments=adjustments,
        corrections=corrections,
        exchanges=exchanges,
        reserves=reserves,
    )


def repaid(
    a: Rulebook, b: Rulebook, records: Records, period: str | Period, history: Sequence[Assessment], **more: pl.DataFrame | None
) -> Assessment | None:
    """Return the assessment by *a* with the pay of *b*; None if pay is the same, or is by sheets or grades that *a* does not have."""
    if (a.edition.pay, a.edition.values) == (b.edition.pay, b.edition.values) or _scales(a) != _scales(b):
        return None
    update = {"pay": b.edition.pay, "values": b.edition.values, "measures": {**b.edition.measures, **a.edition.measures}}
    edition = a.edition.model_copy(update=update)
    try:
        return as_if_in_force(replace(a, edition=edition, catalogue={**b.catalogue, **a.catalogue}), records, period, history, **more)
    except GridperfError:
        # pay of b counts by columns or tables only b has
        return None


def _scales(rules: Rulebook) -> dict[str, object]:
    """Return what pay lines can refer to: sheets, their grades, and their rankings."""
    edition = rules.edition
    return {
        sheet.id: (
            sheet.every,
            frozenset(band.grade for band in edition.scale(sheet)),
            frozenset(one.id for one in sheet.rankings),
        )
        for sheet in edition.sheets
    }


def fitted(records: Records, rules: Rulebook) -> Records:
    """Return *records* with the columns the pack of *rules* adds; what was never read is empty.

    Raises:
        RecordsError: A181 if a column that must have a value was never read.
    """
    tables, problems = dict(records.tables), []
    for name, frame in records.tables.items():
        declared = rules.tables.get(name)
        held = frame.collect_schema().names() if declared is not None else []
        missing = [column for column in declared.columns if column.name not in held] if declared is not None else []
        problems += [
            Problem("A181", Where(table=name, field=column.name), {"table": name, "column": column.name, "pack": rules.pack.code})
            for column in missing
            if column.required
        ]
        if missing:
            tables[name] = frame.with_columns(pl.lit(None, dtype=column.dtype).alias(column.name) for column in missing)
    if problems:
        raise RecordsError(problems)
    return replace(records, tables=tables, declared=rules.tables)
