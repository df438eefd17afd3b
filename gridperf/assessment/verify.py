"""To verify is to do the sums again, from what the result itself says; with the records, to do everything again."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from gridperf.assessment.wide import wide_measures
from gridperf.engine.score import TOTAL, point_digits, score
from gridperf.errors import Problem, Where
from gridperf.exact import units_to_decimal
from gridperf.records import Records
from gridperf.tables import RESULTS

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment

__all__ = ["verify"]

_STATED_IN = {"total": "scores", "closing": "accounts", "earned": "accounts"}
_AT_MOST = 20
"""Differences named one by one; the rest is counted."""


def verify(assessment: Assessment, records: Records | None = None) -> tuple[Problem, ...]:
    """Return every way in which *assessment* does not hold; see `Assessment.verify`."""
    problems = [*_totals(assessment), *_gross(assessment), *_scored_again(assessment), *_graded_by_total(assessment), *_left(assessment)]
    if records is not None:
        problems += _computed_again(assessment, records)
    return tuple(problems)


def _totals(assessment: Assessment) -> list[Problem]:
    points = assessment.entries.filter(pl.col("ledger") == "points")
    sums = points.group_by("subject", "sheet").agg(pl.col("amount").sum().alias("found"))
    both = assessment.scores.filter(pl.col("total").is_not_null()).join(sums, on=["subject", "sheet"], how="left")
    return _different(both, "total", "A115")


def _gross(assessment: Assessment) -> list[Problem]:
    yuan = assessment.entries.filter(pl.col("ledger") == "yuan")
    sums = yuan.group_by("subject").agg(pl.col("amount").sum().alias("found"))
    nothing = pl.lit(Decimal(0), dtype=pl.Decimal(38, 6))  # who has no pay line is paid nothing
    both = assessment.pay.join(sums, on="subject", how="left").with_columns(pl.lit("").alias("sheet"), pl.col("found").fill_null(nothing))
    return _different(both, "gross", "A116")


def _scored_again(assessment: Assessment) -> list[Problem]:
    problems: list[Problem] = []
    rules = assessment.rulebook
    for sheet in rules.edition.sheets:
        own = assessment.measures.filter(pl.col("sheet") == sheet.id)
        if sheet.every != assessment.period.every or not own.height:
            continue
        again = score(wide_measures(own, sheet, rules), sheet, rules.edition.rounding)
        digits = point_digits(sheet, rules.edition.rounding)
        found = again.select("subject", units_to_decimal(pl.col(TOTAL), digits, shown=6).alias("found"))
        both = assessment.scores.filter(pl.col("sheet") == sheet.id).join(found, on="subject", how="full", coalesce=True)
        problems += _different(both.with_columns(pl.col("sheet").fill_null(sheet.id)), "total", "A117")
    return problems


def _graded_by_total(assessment: Assessment) -> list[Problem]:
    both = assessment.grades.join(
        assessment.scores.select("subject", "sheet", pl.col("total").alias("found")), on=["subject", "sheet"], how="full", coalesce=True
    )
    return _different(both, "total", "A118")


def _left(assessment: Assessment) -> list[Problem]:
    """Compare what is left in each account with what went in and out of it; below nothing is never right."""
    went = pl.col("opening") + pl.col("earned") - pl.col("spent") - pl.col("expired") - pl.col("reset")
    nothing = pl.lit(Decimal(0), dtype=pl.Decimal(38, 6))
    both = assessment.accounts.with_columns(pl.max_horizontal(went, nothing).alias("found"), pl.col("account").alias("sheet"))
    return _different(both, "closing", "A163")


def _computed_again(assessment: Assessment, records: Records) -> list[Problem]:
    from gridperf.assessment.run import assess  # noqa: PLC0415 (running makes the value; verifying runs it again)

    again = assess(records, assessment.rulebook, assessment.period, history=[_before(assessment)])
    problems: list[Problem] = []
    for name, on in (
        ("measures", ["subject", "sheet", "item", "level"]),
        ("scores", ["subject", "sheet"]),
        ("grades", ["subject", "sheet"]),
    ):
        value = {"measures": "numerator", "scores": "total", "grades": "grade"}[name]
        there = again.table(name).select(*on, pl.col(value).alias("found"))
        both = assessment.table(name).join(there, on=on, how="full", coalesce=True)
        problems += _different(both, value, "A119")
    accounts = again.accounts.select("subject", "account", pl.col("earned").alias("found"))
    both = assessment.accounts.join(accounts, on=["subject", "account"], how="full", coalesce=True)
    problems += _different(both.with_columns(pl.col("account").alias("sheet"), pl.col("name").alias("item")), "earned", "A119")
    there = again.pay.select("subject", pl.col("gross").alias("found"))
    both = assessment.pay.join(there, on="subject", how="full", coalesce=True).with_columns(pl.lit("").alias("sheet"))
    return problems + _different(both, "gross", "A119")


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


def _different(both: pl.DataFrame, stated: str, code: str) -> list[Problem]:
    """Return a problem per row in which *stated* is not what was found."""
    wrong = both.filter(pl.col(stated).ne_missing(pl.col("found")))
    more = wrong.height - _AT_MOST
    problems = [
        Problem(
            code,
            Where(table=_STATED_IN.get(stated, "pay"), field=stated),
            {
                "worker": row["subject"],
                "sheet": row["sheet"],
                "stated": row[stated],
                "found": row["found"],
                "what": row.get("item") or stated,
            },
        )
        for row in wrong.sort("subject").head(_AT_MOST).iter_rows(named=True)
    ]
    if more > 0:
        problems.append(Problem("A120", values={"count": more}))
    return problems
