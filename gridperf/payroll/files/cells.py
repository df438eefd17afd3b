"""What stands in a cell of a file: text as HR typed it, or an amount to the fen; the cells of one column are all of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from gridperf.payroll.files.layout import Fixed, OfAdditional, OfAdjustment, OfContribution, OfPerson

if TYPE_CHECKING:
    from gridperf.payroll.files.layout import Column, Layout
    from gridperf.payroll.value import Payroll

__all__ = ["Cell", "Row", "rows_of"]

Cell = str | Decimal | None
Row = tuple[str, str, list[Cell]]
"""`worker_id`, name, and the cells."""

_CARDS = pl.col("id_number").str.contains(r"^\d{17}[\dX]$")
_AMOUNTS = {"net": "net", "gross": "gross", "tax": "tax", "income": "taxed.income", "exempt": "taxed.exempt"}


def people_of(payroll: Payroll, layout: Layout) -> pl.DataFrame:
    """Return the people a file is about, with their facts and sums."""
    so_far = payroll.balances.select("worker_id", pl.col("pension").alias("pension_so_far"))
    people = payroll.payees.join(payroll.slips.drop("name"), on="worker_id", how="inner")
    people = people.join(so_far, on="worker_id", how="left").sort("worker_id")
    if layout.people == "paid":
        people = people.filter(pl.col("net") > 0)
    if layout.people == "bonus":
        people = people.filter(pl.col("taxed.alone") > 0)
    return people


def rows_of(payroll: Payroll, layout: Layout) -> list[Row]:
    """Return the rows of a file, in the order of the people's identifiers."""
    people = people_of(payroll, layout)
    if not people.height:
        return []
    people = people.join(_additional(payroll), on="worker_id", how="left").join(_adjusted(payroll), on="worker_id", how="left")
    cells = people.with_row_index("\0number", offset=1).select(
        "worker_id",
        pl.col("name").alias("\0name"),
        *(_cell(column, payroll, people.columns).alias(f"\0{at}") for at, column in enumerate(layout.columns)),
    )
    return [(worker, name, list(values)) for worker, name, *values in cells.iter_rows()]


def _additional(payroll: Payroll) -> pl.DataFrame:
    return payroll.tables["additional"]


def _adjusted(payroll: Payroll) -> pl.DataFrame:
    rows = payroll.tables["adjustments"]
    kinds = rows.get_column("kind").unique().sort().to_list()
    return rows.group_by("worker_id").agg(pl.col("amount").filter(pl.col("kind") == kind).sum().alias(f"adjust.{kind}") for kind in kinds)


def _sum(columns: Sequence[str]) -> pl.Expr:
    """Return the sum of columns of yuan; nothing, where there are none."""
    if not columns:
        return pl.lit(None, dtype=pl.Decimal(38, 2))
    return pl.sum_horizontal(pl.col(name) for name in columns).cast(pl.Decimal(38, 2))


def _cell(column: Column, payroll: Payroll, known: Sequence[str]) -> pl.Expr:
    if isinstance(column, Fixed):
        return pl.lit(column.text)
    if isinstance(column, OfContribution):
        return _sum([line.column for line in payroll.lines if line.side == "worker" and line.tax_column == column.contribution])
    if isinstance(column, (OfAdditional, OfAdjustment)):
        name = f"additional.{column.additional}" if isinstance(column, OfAdditional) else f"adjust.{column.adjustment}"
        return _blank_if_nothing(pl.col(name)) if name in known else pl.lit(None, dtype=pl.Decimal(38, 2))
    return _of_person(column, payroll)


def _blank_if_nothing(amount: pl.Expr) -> pl.Expr:
    return pl.when(amount != 0).then(amount).otherwise(pl.lit(None, dtype=pl.Decimal(38, 2)))


def _of_person(column: OfPerson, payroll: Payroll) -> pl.Expr:
    value = column.value
    if value in _DERIVED:
        return _DERIVED[value]
    if value == "number":
        return pl.col("\0number").cast(pl.String)
    if value == "month":
        return pl.lit(str(payroll.month))
    if value in _AMOUNTS:
        joined = pl.col("taxed.income") + pl.col("taxed.bonus") - pl.col("taxed.alone")
        return joined.cast(pl.Decimal(38, 2)) if value == "income" else pl.col(_AMOUNTS[value])
    if value == "bonus":
        return pl.col("taxed.alone")
    if value == "pension_so_far":
        return _blank_if_nothing(pl.col(value))
    return pl.col(value).cast(pl.String)


def _sex() -> pl.Expr:
    """Return the sex an identity card says, or the one that is stated."""
    odd = pl.col("id_number").str.slice(16, 1).cast(pl.Int64, strict=False) % pl.lit(2, dtype=pl.Int64) == 1
    return pl.coalesce(pl.when(_CARDS).then(pl.when(odd).then(pl.lit("男")).otherwise(pl.lit("女"))), "sex")


def _birthday() -> pl.Expr:
    """Return the day of birth an identity card says, or the one that is stated."""
    digits = pl.col("id_number")
    of_card = pl.concat_str(digits.str.slice(6, 4), pl.lit("-"), digits.str.slice(10, 2), pl.lit("-"), digits.str.slice(12, 2))
    return pl.coalesce(pl.when(_CARDS).then(of_card), pl.col("born_on").cast(pl.String))


def _yes(column: pl.Expr) -> pl.Expr:
    return pl.when(column).then(pl.lit("是")).otherwise(pl.lit("否"))


_DERIVED = {
    "account_name": pl.coalesce("account_name", "name"),
    "other_bank": pl.when(pl.col("bank").is_null() & pl.col("bank_number").is_null()).then(pl.lit("0")).otherwise(pl.lit("1")),
    "sex": _sex(),
    "birthday": _birthday(),
    "first_job": pl.when(pl.col("basic").str.starts_with("首次")).then(pl.concat_str(pl.lit("当年"), "basic")),
    "nationality": pl.coalesce("nationality", pl.when(pl.col("id_kind") == "居民身份证").then(pl.lit("中国"))),
    "disabled": _yes(pl.col("disability_number").is_not_null()),
    "martyr": _yes(pl.col("martyr_number").is_not_null()),
    "lone_elder": _yes(pl.col("lone_elder").fill_null(value=False)),
}
"""What a cell holds that is no column by itself."""
