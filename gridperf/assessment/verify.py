"""To verify is to do the sums again, from what the result itself says; with the records, to do everything again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from gridperf.assessment.adjusted import adjustments_of, exchanges_of
from gridperf.assessment.compared import differences, problems_of
from gridperf.assessment.remade import formula_items, is_placed_alike, remade
from gridperf.assessment.remade_pay import unsure_lines
from gridperf.engine.act import event_requests
from gridperf.engine.corrections import corrections_in
from gridperf.errors import Problem, RecordsError, Where
from gridperf.ratios import TooLarge
from gridperf.records import Records
from gridperf.tables import RESULTS

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment

__all__ = ["unchecked", "verify"]

_AT_MOST = 20
"""Differences named one by one; the rest is counted."""
_DATED = ("people", "measures", "entries", "scores", "grades", "ranks", "pay", "actions", "schedule", "accounts", "parties", "members")
"""Tables whose rows are all of the assessment's own period."""
_PLACING = ("name", "role", "area", "grid_code", "community", "street", "county", "served_days", "paid_days", "intervals")


def verify(assessment: Assessment, records: Records | None = None, *, history: Sequence[Assessment] = ()) -> tuple[Problem, ...]:
    """Return every way in which *assessment* does not hold; see `Assessment.verify`."""
    problems = [*_totals(assessment), *_gross(assessment), *_left(assessment), *_made_again(assessment)]
    if assessment.is_rolled_up:
        if records is not None:
            problems.append(Problem("A142", values={"period": assessment.period.code}))
        elif history:
            problems += _rolled_again(assessment, history)
    elif records is not None:
        problems += _computed_again(assessment, records, history)
    return tuple(problems)


def unchecked(assessment: Assessment) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what `verify` cannot confirm of *assessment* without records: tables, with their columns or rows; none means all of it."""
    edition = assessment.rulebook.edition
    found: list[tuple[str, tuple[str, ...]]] = [("people", _PLACING)]
    if assessment.is_rolled_up:
        found.append(("entries", ("rate",)))
    else:
        found.append(("measures", ("numerator", "denominator")))
    if assessment.pay_lines:
        found.append(("entries", ("numerator", "rate", *unsure_lines(assessment))))
    formulas = tuple(item.name for _, item in formula_items(assessment))
    if formulas:
        found.append(("entries", ("note", *formulas)))
    given = [sheet.name for sheet in edition.sheets if sheet.supplied is not None or not is_placed_alike(assessment, sheet)]
    if given:
        found.append(("grades", tuple(given)))
    counting = [action.name for action in edition.actions if event_requests([action], assessment.period.every)]
    if counting:
        found.append(("actions", tuple(counting)))
    held = {
        "history",
        "left_out",
        *(name for name in ("accounts", "parties", "pools", "reserves", "members") if assessment.table(name).height),
    }
    return (*found, *((name, ()) for name in RESULTS if name in held))


def _totals(assessment: Assessment) -> list[Problem]:
    points = assessment.entries.filter(pl.col("ledger") == "points")
    sums = points.group_by("subject", "sheet").agg(pl.col("amount").sum().alias("found"))
    both = assessment.scores.filter(pl.col("total").is_not_null()).join(sums, on=["subject", "sheet"], how="left")
    return _different(both, "scores", "total", "A115")


def _gross(assessment: Assessment) -> list[Problem]:
    yuan = assessment.entries.filter(pl.col("ledger") == "yuan")
    sums = yuan.group_by("subject").agg(pl.col("amount").sum().alias("found"))
    nothing = pl.lit(Decimal(0), dtype=pl.Decimal(38, 6))  # who has no pay line is paid nothing
    both = assessment.pay.join(sums, on="subject", how="left").with_columns(pl.lit("").alias("sheet"), pl.col("found").fill_null(nothing))
    return _different(both, "pay", "gross", "A116")


def _left(assessment: Assessment) -> list[Problem]:
    """Compare what is left in each account with what went in and out of it; below nothing is never right."""
    went = pl.col("opening") + pl.col("earned") - pl.col("spent") - pl.col("expired") - pl.col("reset")
    nothing = pl.lit(Decimal(0), dtype=pl.Decimal(38, 6))
    both = assessment.accounts.with_columns(pl.max_horizontal(went, nothing).alias("found"), pl.col("account").alias("sheet"))
    return _different(both, "accounts", "closing", "A163")


def _made_again(assessment: Assessment) -> list[Problem]:
    """Compare every table with what follows from the others."""
    wrong = _of_another_period(assessment)
    if wrong:
        return wrong
    problems: list[Problem] = []
    try:
        for one in remade(assessment):
            problems += problems_of(differences(one.table, one.stated, one.found, one.columns), "A140")
    except (RecordsError, TooLarge, pl.exceptions.PolarsError, KeyError, ValueError, ArithmeticError):
        # a table was changed so far that nothing follows from it any more
        problems.append(Problem("A144", values={"period": assessment.period.code}))
    return problems


def _of_another_period(assessment: Assessment) -> list[Problem]:
    """Return a problem for every table of this period that has rows of another."""
    code = assessment.period.code
    found = []
    for name in _DATED:
        rows = assessment.table(name).filter(pl.col("period").ne_missing(pl.lit(code)))
        if rows.height:
            first = rows.row(0, named=True)
            values = {"worker": first.get("subject", "—"), "what": name, "stated": first["period"], "found": code}
            found.append(Problem("A140", Where(table=name, field="period"), values))
    return found


def _computed_again(assessment: Assessment, records: Records, history: Sequence[Assessment]) -> list[Problem]:
    from gridperf.assessment.run import assess  # noqa: PLC0415 (running makes the value; verifying runs it again)

    earlier, decided = history or [_before(assessment)], adjustments_of(assessment)
    owed = corrections_in(assessment.entries)
    again = assess(
        records,
        assessment.rulebook,
        assessment.period,
        history=earlier,
        adjustments=decided,
        corrections=owed,
        exchanges=exchanges_of(assessment, records),
    )
    problems = _everything(assessment, again)
    return [*_other_files(assessment, records), *problems] if problems else []


def _rolled_again(assessment: Assessment, history: Sequence[Assessment]) -> list[Problem]:
    from gridperf.assessment.rolling import roll_up  # noqa: PLC0415

    again = roll_up(history, assessment.rulebook, assessment.period)
    other = set(again.provenance.runs) - set(assessment.provenance.runs)
    changed = [one.period.code for one in history if one.digest in other]
    problems = [Problem("A143", values={"period": code, "whole": assessment.period.code}) for code in changed]
    return [*problems, *_everything(assessment, again)]


def _everything(assessment: Assessment, again: Assessment) -> list[Problem]:
    """Compare every row and column of every table."""
    problems: list[Problem] = []
    for name in RESULTS:
        problems += problems_of(differences(name, assessment.table(name), again.table(name)), "A119")
    return problems


def _other_files(assessment: Assessment, records: Records) -> list[Problem]:
    """Return a problem for every source that is not one that was assessed, and for every one that is not given."""
    stated = {(source.table, source.sha256) for source in assessment.provenance.sources}
    given = {(source.table, source.sha256) for source in records.sources}
    new = [source for source in records.sources if (source.table, source.sha256) not in stated]
    gone = [
        source
        for source in assessment.provenance.sources
        if (source.table, source.sha256) not in given and source.table not in {one.table for one in new}
    ]
    return [
        Problem(code, Where(table=source.table, file=source.file), {"table": source.table, "file": source.file or source.table})
        for code, sources in (("A141", new), ("A145", gone))
        for source in sources
    ]


def _before(assessment: Assessment) -> Assessment:
    """Return what *assessment* itself says of earlier periods, as an assessment of one of them."""
    from gridperf.assessment.value import Assessment as Held  # noqa: PLC0415 (the value offers to verify; verifying makes one)

    earlier = pl.col("period") != assessment.period.code
    before = assessment.period.before()
    nothing = [pl.lit(Decimal(0), dtype=pl.Decimal(38, 6)).alias(name) for name in ("opening", "spent", "expired", "reset")]
    kept = assessment.accounts.with_columns(pl.col("opening").alias("earned"), pl.col("opening").alias("closing"))
    tables = {
        "accounts": lambda: kept.with_columns(*nothing, pl.lit(before.code).alias("period")),
        "grades": RESULTS["grades"].empty,
        "history": lambda: assessment.history,
        "reserves": lambda: assessment.reserves.filter(earlier),
        "pools": lambda: assessment.pools.filter(earlier),
    }
    return Held(before, assessment.rulebook, assessment.provenance, tables)


def _different(both: pl.DataFrame, table: str, stated: str, code: str) -> list[Problem]:
    """Return a problem per row in which *stated* is not what was found."""
    wrong = both.filter(pl.col(stated).ne_missing(pl.col("found")))
    where = Where(table=table, field=stated)
    problems = [
        Problem(code, where, {"worker": row["subject"], "sheet": row["sheet"], "stated": row[stated], "found": row["found"]})
        for row in wrong.sort("subject").head(_AT_MOST).iter_rows(named=True)
    ]
    more = wrong.height - _AT_MOST
    return [*problems, Problem("A120", where, {"count": more})] if more > 0 else problems
