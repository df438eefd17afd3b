"""A grade is held against the one before it only where that one is known; a period whose results were not given stops the run.

Looking back never goes beyond the first period the rule holds for.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from gridperf.engine.score import TOTAL
from gridperf.errors import Problem, RecordsError, Where
from gridperf.period import Period
from gridperf.rulebook.scoring import Sheet
from gridperf.rulebook.stepping import CountedFrom, StepLimit

__all__ = ["EARLIER", "earlier_grades", "periods_before", "with_earlier"]

EARLIER = "earlier"
"""Column that holds the grade steps are counted from; empty where nothing limits."""

_SHOWN = 5


def periods_before(period: Period, since: str) -> list[str]:
    """Return the codes of the periods before *period* back to *since*, the latest first; none where *since* is not past."""
    first = Period.parse(since, month_starts_on=period.month_starts_on, year_starts_in=period.year_starts_in)
    return [period.before(back).code for back in range(1, period.steps_from(first) + 1)]


def earlier_grades(history: pl.DataFrame, rule: StepLimit, sheet: str, period: Period) -> pl.DataFrame:
    """Return the grade that steps are counted from: `subject`, `period`, `grade`, one row for everybody who has one.

    Args:
        history: earlier periods, as the result table `history`.
        rule: the limit.
        sheet: the id of the sheet.
        period: the period that is graded.
    """
    codes = _looked_at(rule, period)
    held = history.filter((pl.col("sheet") == sheet) & pl.col("period").is_in(codes) & pl.col("grade").is_not_null())
    # the latest first; codes of one kind of period sort as the periods do
    latest = held.sort("period", descending=True, maintain_order=True).unique("subject", keep="first", maintain_order=True)
    return latest.select("subject", "period", "grade")


def with_earlier(
    to_grade: pl.DataFrame, history: pl.DataFrame, rule: StepLimit, sheet: Sheet, names: Sequence[str], period: Period
) -> pl.DataFrame:
    """Return *to_grade* with the column `earlier`.

    Args:
        to_grade: one row per subject: `subject`, `total` (empty if not assessed).
        history: earlier periods, as the result table `history`.
        rule: the limit.
        sheet: the sheet.
        names: the grades of its scale.
        period: the period that is graded.

    Raises:
        RecordsError: A166 if the results of a period that must be looked at were not given, A167 if an earlier grade is none of the scale.
    """
    found = earlier_grades(history, rule, sheet.id, period)
    table = to_grade.join(found.rename({"period": "\0period", "grade": EARLIER}), on="subject", how="left", maintain_order="left")
    graded = table.filter(pl.col(TOTAL).is_not_null())
    problems = _not_given(graded, history, rule, sheet, period)
    unknown = graded.filter(~pl.col(EARLIER).is_in(list(names))).sort("subject")
    problems += [
        Problem(
            "A167",
            Where(table="history", field="grade"),
            {
                "worker": row["subject"],
                "sheet": sheet.name,
                "grade": row[EARLIER],
                "then": row["\0period"],
                "period": period.code,
                "near": "、".join(names),
            },
        )
        for row in unknown.unique(EARLIER, keep="first", maintain_order=True).iter_rows(named=True)
    ]
    if problems:
        raise RecordsError(problems)
    if isinstance(rule.first, CountedFrom) and period.code >= rule.since:
        table = table.with_columns(pl.col(EARLIER).fill_null(rule.first.from_))
    return table.drop("\0period")


def _looked_at(rule: StepLimit, period: Period) -> list[str]:
    codes = periods_before(period, rule.since)
    return codes if rule.not_graded == "latest" else codes[:1]


def _not_given(graded: pl.DataFrame, history: pl.DataFrame, rule: StepLimit, sheet: Sheet, period: Period) -> list[Problem]:
    """Return a problem if somebody's latest grade lies before a period of which nothing is known."""
    codes = _looked_at(rule, period)
    known = set(history["period"])
    absent = [code for code in codes if code not in known]
    if not absent:
        return []
    since = set(codes[: codes.index(absent[0])])
    lacking = graded.filter(~pl.col("\0period").is_in(list(since)).fill_null(value=False))["subject"].sort()
    if not lacking.len():
        return []
    who = "、".join(lacking.head(_SHOWN))
    values = {"sheet": sheet.name, "missing": absent[0], "period": period.code, "count": lacking.len(), "who": who, "since": rule.since}
    return [Problem("A166", Where(table="history"), values)]
