"""A figure from elsewhere is measured like any other: numerator and denominator, or nothing to measure against.

Other sheets' results are exact, in the units of their totals, those of several periods in common ones; numbers of the roster are those of the placing interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from gridperf.engine.looking_back import over_periods
from gridperf.engine.plan import DEN
from gridperf.engine.service import column_at
from gridperf.engine.teams import chosen, membership
from gridperf.errors import Problem, RecordsError, Where
from gridperf.exact import digits_of
from gridperf.period import Period
from gridperf.places import path_of
from gridperf.rulebook.elsewhere import Placed, Result, ResultOf
from gridperf.rulebook.scoring import GradeScore, Item, Sheet

__all__ = ["Before", "Elsewhere", "with_elsewhere"]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The results of a sheet that is filled in.

    Attributes:
        results: `subject`, `total` in units of 10^-digits (empty if not assessed), `grade`.
        full: the full score in the same units.
        kind: the kind of its subjects.
        people: where each of them is placed.
        digits: the digits after the point of their totals.
    """

    results: pl.DataFrame
    full: int
    kind: str = "worker"
    people: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"subject": pl.String}))
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Before:
    """What items that look back to earlier periods take their figures from.

    Attributes:
        history: earlier periods, as the result table `history`.
        period: the period assessed.
        sheets: every sheet, by id.
    """

    history: pl.DataFrame
    period: Period
    sheets: Mapping[str, Sheet]


def with_elsewhere(
    measured: pl.DataFrame,
    items: Sequence[tuple[Item, Result | Placed]],
    people: pl.DataFrame,
    *,
    sheet: Sheet,
    done: Mapping[str, Elsewhere],
    grids: pl.DataFrame,
    before: Before,
) -> pl.DataFrame:
    """Return *measured* with the columns of *items*.

    Args:
        measured: one row per subject.
        items: the items that take a figure from elsewhere, each with what it takes.
        people: where each subject is placed, same rows.
        sheet: the sheet they stand on.
        done: the results of the sheets filled in before.
        grids: the record table `grids`.
        before: earlier periods.

    Raises:
        RecordsError: A123 if a number of the roster or the grid list is empty, A168 if results of an earlier period were not given.
    """
    problems: list[Problem] = []
    for item, amount in items:
        if isinstance(amount, Result):
            if amount.result.over is None:
                measured = measured.with_columns(_result(item, amount, people, sheet, done[amount.result.sheet]))
            else:
                measured = measured.with_columns(_over(item, amount.result, people, done.get(amount.result.sheet), before))
            continue
        values = _placed(amount, people, grids)
        if values.null_count():
            table, _, column = amount.placed.partition(".")
            found = {
                "item": item.name,
                "worker": people["subject"].filter(values.is_null())[0],
                "field": amount.placed,
                "count": values.null_count(),
            }
            problems.append(Problem("A123", Where(table=table, field=column), found))
            continue
        digits = digits_of(values.dtype)
        measured = measured.with_columns(values.to_physical().cast(pl.Int64).alias(item.id))
        if digits:
            measured = measured.with_columns(pl.lit(10**digits, dtype=pl.Int64).alias(item.id + DEN))
    if problems:
        raise RecordsError(problems)
    return measured


def _result(item: Item, amount: Result, people: pl.DataFrame, sheet: Sheet, other: Elsewhere) -> list[pl.Series]:
    """Return the columns of an item that takes another sheet's result."""
    of = amount.result.of
    if of == "members":
        return _of_members(item, amount, people, sheet, other)
    found = _whose(amount.result, people).join(other.results, left_on="\0whose", right_on="subject", how="left", maintain_order="left")
    nothing = pl.lit(0, dtype=pl.Int64)
    if amount.result.grade:
        one = pl.col("grade").is_not_null().cast(pl.Int64)
        grades = item.score.by_grade if isinstance(item.score, GradeScore) else {}
        parts = [(pl.col("grade") == grade).fill_null(value=False).cast(pl.Int64).alias(f"{item.id}|{grade}") for grade in grades]
        return found.select(one.alias(item.id), one.alias(item.id + DEN), *parts).get_columns()
    total = pl.col("total")
    full = pl.when(total.is_null()).then(nothing).otherwise(pl.lit(other.full, dtype=pl.Int64))
    return found.select(total.fill_null(nothing).alias(item.id), full.alias(item.id + DEN)).get_columns()


def _over(item: Item, result: ResultOf, people: pl.DataFrame, other: Elsewhere | None, before: Before) -> list[pl.Series]:
    """Return the columns of an item that takes the results of several periods; *other* are the present ones, if they are there yet."""
    assert result.over is not None  # noqa: S101 (asked for only where there is one)
    made = over_periods(
        result.over,
        sheet=result.sheet,
        full_score=before.sheets[result.sheet].full_score,
        now=other.results if other is not None else pl.DataFrame(schema={"subject": pl.String, "total": pl.Int64}),
        digits=other.digits if other is not None else 0,
        history=before.history,
        period=before.period,
        item=item.name,
    )
    found = _whose(result, people).join(made, left_on="\0whose", right_on="subject", how="left", maintain_order="left")
    return found.select(pl.col("over").fill_null(0).alias(item.id), pl.col("under").fill_null(0).alias(item.id + DEN)).get_columns()


def _whose(result: ResultOf, people: pl.DataFrame) -> pl.DataFrame:
    """Return *people* with whose result each of them takes: one's own, or that of the team one lies in."""
    assert result.of != "members"  # noqa: S101 (theirs are made one elsewhere)
    whose = pl.col("subject") if result.of == "self" else path_of(result.of, people.columns)
    return people.select("subject", whose.alias("\0whose"))


def _of_members(item: Item, amount: Result, people: pl.DataFrame, sheet: Sheet, other: Elsewhere) -> list[pl.Series]:
    """Return the columns of an item that takes the results of a team's members; those without a total have none to give."""
    assert sheet.assess.subject != "worker"  # noqa: S101 (checked when the rulebook was loaded)
    inside = other.people if other.kind != "worker" else other.people.filter(chosen(sheet.assess))
    totals = membership(inside, sheet.assess.subject).join(other.results.drop_nulls("total"), on="subject")
    total = pl.col("total")
    over = {"mean": total.sum(), "sum": total.sum(), "lowest": total.min(), "highest": total.max()}[amount.result.by or "sum"]
    times = total.len().cast(pl.Int64) if amount.result.by == "mean" else pl.lit(1, dtype=pl.Int64)
    both = totals.group_by("team").agg(over.alias(item.id), (times * pl.lit(other.full, dtype=pl.Int64)).alias(item.id + DEN))
    found = people.select("subject").join(both, left_on="subject", right_on="team", how="left", maintain_order="left")
    return found.select(pl.col(item.id).fill_null(0), pl.col(item.id + DEN).fill_null(0)).get_columns()


def _placed(amount: Placed, people: pl.DataFrame, grids: pl.DataFrame) -> pl.Series:
    table, _, column = amount.placed.partition(".")
    if table == "roster":
        return people[column_at(people.columns, column)]
    return people.select("grid_code").join(grids.select("grid_code", column), on="grid_code", how="left", maintain_order="left")[column]
