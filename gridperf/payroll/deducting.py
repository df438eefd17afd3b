"""Special additional deductions are counted by month, or once a year, from what was claimed, within the limits of the law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from gridperf.errors import Problem
from gridperf.payroll.columns import in_fen, whole_fen, yuan
from gridperf.payroll.months import Month, number_of
from gridperf.payroll.payees import problem_of
from gridperf.rulebook.numbers import number

if TYPE_CHECKING:
    from gridperf.payroll.figures import Additional, Kind, Other
    from gridperf.payroll.payees import Payees

__all__ = ["additional_of", "other_problems"]

_MOST_CHILDREN = 30
"""More children than this raise nobody's limit: a number typed into the wrong column is none."""

_ABOVE = {"month": "Y029", "year": "Y038"}
"""The code of a claim above its limit, by what the limit is for."""


def additional_of(people: pl.DataFrame, payees: Payees, law: Additional, month: Month) -> tuple[pl.DataFrame, list[Problem]]:
    """Return what everybody may deduct so far this year, and what is wrong with the claims.

    Args:
        people: with `from_month` and `to_month`, the months of employment here that count, as numbers.
        payees: with `additional`.
        law: the kinds and their limits.
        month: of payment.

    Returns:
        `worker_id` and one column of fen per kind of the tax client, `additional.<kind>`; and Y028 an unknown kind, Y029 and Y038
        more than the limit of a month or a year, Y030 kinds that exclude each other, Y039 a standard that is missing or unknown.
    """
    file = payees.file_of("additional")
    kinds = [kind.kind for kind in law.kinds]
    claims = payees.additional.join(people.select("worker_id", "name", "from_month", "to_month"), on="worker_id", how="inner")
    problems = [
        problem_of("Y028", file, row, row["kind"], known=", ".join(kinds))
        for row in claims.filter(~pl.col("kind").is_in(kinds)).iter_rows(named=True)
    ]
    last = pl.when(pl.col("ends_on").is_null()).then(pl.col("to_month")).otherwise(number_of(pl.col("ends_on")))
    first = number_of(pl.col("starts_on"))
    months = (pl.min_horizontal(last, "to_month") - pl.max_horizontal(first, "from_month") + 1).clip(lower_bound=0)
    this_year = (first >= month.number - month.month + 1) & (first <= month.number)
    yearly = [kind.kind for kind in law.kinds if kind.per == "year"]
    claims = claims.with_columns(
        in_fen(pl.col("amount")).alias("fen"),
        pl.when(pl.col("kind").is_in(yearly)).then(this_year.cast(pl.Int64)).otherwise(months).alias("times"),
        ((first <= month.number) & (last >= month.number)).alias("now"),
        pl.col("children").fill_null(1).clip(upper_bound=_MOST_CHILDREN).alias("children"),
    )
    claimed = set(claims.get_column("kind"))
    for kind in law.kinds:
        if kind.kind not in claimed:
            continue
        mine = claims.filter((pl.col("kind") == kind.kind) & (pl.col("times") > 0))
        standards, wrong = _standards(mine, kind, file)
        problems += [*wrong, *_too_much(standards, kind, law.source, file)]
    problems += _together(claims, law, file)
    shown = {kind.kind: kind.as_ or kind.kind for kind in law.kinds}
    sums = [
        (pl.col("fen") * pl.col("times")).filter(pl.col("kind").is_in([kind for kind in kinds if shown[kind] == name])).sum()
        for name in dict.fromkeys(shown.values())
    ]
    named = [each.alias(f"additional.{name}") for each, name in zip(sums, dict.fromkeys(shown.values()), strict=True)]
    return claims.group_by("worker_id").agg(named), problems


def _standards(claims: pl.DataFrame, kind: Kind, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Return *claims* with the limit of their standard as `most`, and Y039 for those whose standard is not known."""
    only = next(iter(kind.most)) if len(kind.most) == 1 else None
    named = claims.with_columns(pl.col("standard").fill_null(only) if only else pl.col("standard"))
    known = pl.col("standard").is_in(list(kind.most)).fill_null(value=False)
    problems = [
        problem_of("Y039", file, row, row["standard"] or "", kind=kind.kind, known=", ".join(kind.most))
        for row in named.filter(~known).iter_rows(named=True)
    ]
    most = pl.col("standard").replace_strict(list(kind.most), [whole_fen(each) for each in kind.most.values()], return_dtype=pl.Int64)
    return named.filter(known).with_columns(most.alias("most")), problems


def _too_much(claims: pl.DataFrame, kind: Kind, source: str, file: str) -> Iterator[Problem]:
    """Yield a problem for every claim above its limit, and for those of this month or year that are above it together."""
    children = pl.col("children") if kind.each else pl.lit(1, dtype=pl.Int64)
    alone = claims.filter(pl.col("fen") > pl.col("most") * children)
    held = claims if kind.per == "year" else claims.filter(pl.col("now"))
    sums = held.group_by("worker_id").agg(
        pl.col("name").first(),
        pl.col("fen").sum(),
        pl.col("most").max(),
        (pl.col("children").sum() if kind.each else pl.lit(1, dtype=pl.Int64)).alias("times"),
    )
    together = sums.filter(
        (pl.col("fen") > pl.col("most") * pl.col("times")) & ~pl.col("worker_id").is_in(alone.get_column("worker_id").implode())
    )
    columns = ("worker_id", "name", "fen", "most")
    for row in pl.concat([alone.select(columns), together.select(columns)]).sort("worker_id").iter_rows(named=True):
        yield problem_of(_ABOVE[kind.per], file, row, yuan(row["fen"]), kind=kind.kind, most=yuan(row["most"]), source=source)


def _together(claims: pl.DataFrame, law: Additional, file: str) -> Iterator[Problem]:
    now = claims.filter(pl.col("now") & pl.col("kind").is_in(list(law.apart)))
    both = now.group_by("worker_id").agg(pl.col("name").first(), pl.col("kind").n_unique()).filter(pl.col("kind") > 1).sort("worker_id")
    for row in both.iter_rows(named=True):
        yield problem_of("Y030", file, row, ", ".join(law.apart), source=law.source)


def other_problems(people: pl.DataFrame, payees: Payees, law: Other | None) -> Iterator[Problem]:
    """Yield Y029 and Y038 for everybody whose other deductions of this payment, or of the year, are above their limit.

    Args:
        people: with `adjust.<kind>` and `so_far.pension`, in fen.
        payees: for the name of the file.
        law: the limits; None if there are none in this month.
    """
    if law is None:
        return
    limits = (
        ("month", "商业健康保险", "adjust.商业健康保险", law.health_insurance_month),
        ("year", "个人养老金", "so_far.pension", law.personal_pension_year),
    )
    for per, kind, column, most in limits:
        above = people.select("worker_id", "name", pl.col(column).alias("fen")).filter(pl.col("fen") > whole_fen(most))
        for row in above.iter_rows(named=True):
            yield problem_of(
                _ABOVE[per], payees.file_of("adjustments"), row, yuan(row["fen"]), kind=kind, most=number(most), source=law.source
            )
