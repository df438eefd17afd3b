"""Special additional deductions are counted month by month from what was claimed, within the limits of the law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from gridperf.errors import Problem, Where
from gridperf.payroll.columns import in_fen, whole_fen
from gridperf.payroll.months import Month, number_of
from gridperf.rulebook.base import number

if TYPE_CHECKING:
    from gridperf.payroll.figures import Additional
    from gridperf.payroll.payees import Payees

__all__ = ["additional_of"]

_MOST_CHILDREN = 30
"""More children than this raise nobody's limit: a number typed into the wrong column is none."""


def additional_of(people: pl.DataFrame, payees: Payees, law: Additional, month: Month) -> tuple[pl.DataFrame, list[Problem]]:
    """Return what everybody may deduct so far this year, and what is wrong with the claims.

    Args:
        people: with `from_month` and `to_month`, the months of employment here that count, as numbers.
        payees: with `additional`.
        law: the kinds and their limits.
        month: of payment.

    Returns:
        `worker_id` and one column of fen per kind, `additional.<kind>`; and Y028 an unknown kind, Y029 more than the limit of a
        month, Y030 kinds that exclude each other.
    """
    file = next((each.file for each in payees.sources if each.table == "additional"), "additional")
    kinds = [kind.kind for kind in law.kinds]
    claims = payees.additional.join(people.select("worker_id", "name", "from_month", "to_month"), on="worker_id", how="inner")
    problems = [
        _problem("Y028", file, row, row["kind"], known=", ".join(kinds))
        for row in claims.filter(~pl.col("kind").is_in(kinds)).iter_rows(named=True)
    ]
    last = pl.when(pl.col("ends_on").is_null()).then(pl.col("to_month")).otherwise(number_of(pl.col("ends_on")))
    first = number_of(pl.col("starts_on"))
    months = (pl.min_horizontal(last, "to_month") - pl.max_horizontal(first, "from_month") + 1).clip(lower_bound=0)
    claims = claims.with_columns(
        in_fen(pl.col("amount")).alias("fen"),
        months.alias("months"),
        ((first <= month.number) & (last >= month.number)).alias("now"),
        pl.col("children").fill_null(1).clip(upper_bound=_MOST_CHILDREN).alias("children"),
    )
    problems += [*_too_much(claims, law, file), *_together(claims, law, file)]
    sums = [(pl.col("fen") * pl.col("months")).filter(pl.col("kind") == kind).sum().alias(f"additional.{kind}") for kind in kinds]
    return claims.group_by("worker_id").agg(sums), problems


def _too_much(claims: pl.DataFrame, law: Additional, file: str) -> Iterator[Problem]:
    """Yield a problem for every claim above the limit, and for claims of this month that are above it together."""
    for kind in law.kinds:
        most = pl.lit(whole_fen(kind.most), dtype=pl.Int64)
        mine = claims.filter((pl.col("kind") == kind.kind) & (pl.col("months") > 0))
        times = pl.col("children") if kind.each else pl.lit(1, dtype=pl.Int64)
        alone = mine.filter(pl.col("fen") > most * times)
        over = pl.col("children").sum() if kind.each else pl.lit(1, dtype=pl.Int64)
        now = mine.filter(pl.col("now")).group_by("worker_id").agg(pl.col("name").first(), pl.col("fen").sum(), over.alias("times"))
        together = now.filter(
            (pl.col("fen") > most * pl.col("times")) & ~pl.col("worker_id").is_in(alone.get_column("worker_id").implode())
        )
        for row in (
            pl.concat([alone.select("worker_id", "name", "fen"), together.select("worker_id", "name", "fen")])
            .sort("worker_id")
            .iter_rows(named=True)
        ):
            yield _problem(
                "Y029", file, row, f"{row['fen'] // 100}.{row['fen'] % 100:02d}", kind=kind.kind, most=number(kind.most), source=law.source
            )


def _together(claims: pl.DataFrame, law: Additional, file: str) -> Iterator[Problem]:
    now = claims.filter(pl.col("now") & pl.col("kind").is_in(list(law.apart)))
    both = now.group_by("worker_id").agg(pl.col("name").first(), pl.col("kind").n_unique()).filter(pl.col("kind") > 1).sort("worker_id")
    for row in both.iter_rows(named=True):
        yield _problem("Y030", file, row, ", ".join(law.apart), source=law.source)


def _problem(code: str, file: str, row: dict[str, object], value: str, **values: object) -> Problem:
    whose = f"{row['name']} {row['worker_id']}"
    return Problem(code, Where(file=file, table="additional", value=value, path=whose), {"whose": whose, "value": value, **values})
