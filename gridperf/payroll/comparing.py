"""Between two payments every yuan of difference has a line and a cause: somebody's differences sum to the difference of their net."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.errors import RecordsError
from gridperf.payroll.tables import OUTPUTS, TAX_RESULT
from gridperf.records import read_records

if TYPE_CHECKING:
    from gridperf.payroll.value import Payroll, SlipLine
    from gridperf.places import Level
    from gridperf.tables import Table

__all__ = ["compare_payments", "compare_tax", "totals_of"]

_YUAN = pl.Decimal(38, 2)
_FIGURES = ("income", "income_so_far", "taxable", "due", "withheld", "payable")
_OF_BONUS = ("income", "payable")
_BONUS = "全年一次性奖金"


def compare_payments(before: Payroll, now: Payroll) -> pl.DataFrame:
    """Return what differs between two payments, as `OUTPUTS["changes"]`: by person, line and cause, sorted by person and line."""
    lines = {line.column: line for payment in (before, now) for line in payment.lines if line.side == "worker"}
    both = before.slips.join(now.slips, on="worker_id", how="full", coalesce=True, suffix="\0now")
    was, is_ = set(before.slips.columns), set(now.slips.columns)
    people = both.select(
        "worker_id",
        pl.coalesce("name\0now", "name").alias("name"),
        pl.col("name").is_null().alias("joined"),
        pl.col("name\0now").is_null().alias("left"),
        _taxed("").alias("taxed_before"),
        _taxed("\0now").alias("taxed_now"),
        *(_side(column, was, is_, later=False).alias(f"{column}\0before") for column in (*lines, *_bases(lines))),
        *(_side(column, was, is_, later=True).alias(f"{column}\0after") for column in (*lines, *_bases(lines))),
    )
    parts = [_changed(people, line, position) for position, line in enumerate(lines.values())]
    table = OUTPUTS["changes"]
    found = pl.concat([table.empty().with_columns(pl.lit(0, dtype=pl.Int64).alias("\0at")), *parts])
    return found.sort("worker_id", "\0at").select(table.names)


def _bases(lines: Mapping[str, SlipLine]) -> list[str]:
    return sorted({line.base for line in lines.values() if line.base})


def _side(column: str, was: set[str], is_: set[str], *, later: bool) -> pl.Expr:
    """Return *column* of one of the two payments, 0 where it has none; the later one's stands under its own name if only it has it."""
    if column not in (is_ if later else was):
        return pl.lit(Decimal("0.00"), dtype=_YUAN)
    name = f"{column}\0now" if later and column in was else column
    return pl.col(name).fill_null(Decimal("0.00")).cast(_YUAN)


def _taxed(suffix: str) -> pl.Expr:
    """Return what of this payment alone is taxed: income less what is exempt, own contributions and other deductions."""
    names = [f"{name}{suffix}" for name in ("taxed.income", "taxed.exempt", "contributions", "taxed.other")]
    first, *rest = (pl.col(name).fill_null(Decimal("0.00")) for name in names)
    result = first
    for each in rest:
        result = result - each
    return result.cast(_YUAN)


def _changed(people: pl.DataFrame, line: SlipLine, position: int) -> pl.DataFrame:
    sign = pl.lit(line.sign, dtype=pl.Int64)
    before, after = pl.col(f"{line.column}\0before"), pl.col(f"{line.column}\0after")
    signed = people.filter(before != after).with_columns(
        (before * sign).cast(_YUAN).alias("before"), (after * sign).cast(_YUAN).alias("now")
    )
    return signed.select(
        "worker_id",
        "name",
        pl.lit(line.column).alias("line"),
        pl.lit(line.label).alias("label"),
        "before",
        "now",
        (pl.col("now") - pl.col("before")).cast(_YUAN).alias("difference"),
        pl.when(pl.col("joined")).then(pl.lit("joined")).when(pl.col("left")).then(pl.lit("left")).otherwise(_cause(line)).alias("cause"),
        pl.lit(position, dtype=pl.Int64).alias("\0at"),
    )


def _cause(line: SlipLine) -> pl.Expr:
    """Return why a line differs for somebody who is in both payments."""
    if line.kind in ("scheme", "fund"):
        none = (pl.col(f"{line.base}\0before") == 0) | (pl.col(f"{line.base}\0after") == 0)
        moved = pl.col(f"{line.base}\0before") != pl.col(f"{line.base}\0after")
        return pl.when(none).then(pl.lit("insurance")).when(moved).then(pl.lit("base")).otherwise(pl.lit("share"))
    if line.column == "tax.wage":
        return pl.when(pl.col("taxed_before") == pl.col("taxed_now")).then(pl.lit("year_so_far")).otherwise(pl.lit("income"))
    return pl.lit({"pay": "earned", "correction": "correction", "tax": "income", "deduction": "deduction"}[line.kind])


def totals_of(before: Payroll | None, now: Payroll) -> pl.DataFrame:
    """Return the sums of gross, contributions, tax, deductions, net, employer and cost: `figure`, `label`, `before`, `now`, `difference`."""
    names = ("gross", "contributions", "tax", "deductions", "net", "employer", "cost")
    zero = Decimal("0.00")
    rows = []
    for name in names:
        was, is_ = (zero if payment is None else Decimal(payment.totals.get(name) or zero) for payment in (before, now))
        rows.append((name, OUTPUTS["slips"].column(name).label, was, is_, is_ - was))
    schema: dict[str, Any] = {"figure": pl.String, "label": pl.String, "before": _YUAN, "now": _YUAN, "difference": _YUAN}
    return pl.DataFrame(rows, schema=schema, orient="row")


class _Tables:
    """Declares the tax client's sheet to the reader of records."""

    tables: Mapping[str, Table] = {TAX_RESULT.name: TAX_RESULT}
    teams: Collection[Level] = ()


def compare_tax(payroll: Payroll, source: str | Path | pl.DataFrame) -> pl.DataFrame:
    """Return every figure in which the tax client's own result differs from *payroll*, as `OUTPUTS["differences"]`.

    Args:
        payroll: the payment.
        source: the sheet 税款计算 as the tax client exports it, of wages or of yearly bonuses (by its column 所得项目), or a frame with
            its columns; columns it has besides are passed over.

    Raises:
        RecordsError: D1…, D2… if the sheet cannot be read.
    """
    theirs = _read(source)
    bonus = pl.col("item").fill_null("").str.contains(_BONUS, literal=True)
    sides = [(_wages(payroll), theirs.filter(~bonus), _FIGURES), (_bonuses(payroll), theirs.filter(bonus), _OF_BONUS)]
    if theirs.height:
        sides = [side for side in sides if side[1].height]
    found = [part for ours, rows, figures in sides for part in _differing(ours, rows, figures)]
    return pl.concat([OUTPUTS["differences"].empty(), *found]).sort("worker_id", "id_number", "figure")


def _wages(payroll: Payroll) -> pl.DataFrame:
    """Return what the tax client should have computed of everybody's wages."""
    slips = payroll.payees.select("worker_id", "name", "id_number").join(
        payroll.slips.select(
            "worker_id",
            (pl.col("taxed.income") + pl.col("taxed.bonus") - pl.col("taxed.alone")).alias("income"),
            pl.col("tax.wage").alias("payable"),
        ),
        on="worker_id",
    )
    so_far = payroll.balances.select("worker_id", pl.col("income").alias("income_so_far"), "taxable", "due", "relief", "withheld")
    return slips.join(so_far, on="worker_id").with_columns(
        pl.max_horizontal(pl.col("due") - pl.col("relief"), pl.lit(Decimal("0.00"), dtype=_YUAN)).alias("due"),
        (pl.col("withheld") - pl.col("payable")).alias("withheld"),
    )


def _bonuses(payroll: Payroll) -> pl.DataFrame:
    """Return what it should have computed of the yearly bonuses that are taxed by themselves."""
    slips = payroll.slips.filter(pl.col("taxed.alone") != 0)
    return payroll.payees.select("worker_id", "name", "id_number").join(
        slips.select("worker_id", pl.col("taxed.alone").alias("income"), pl.col("tax.bonus").alias("payable")), on="worker_id"
    )


def _differing(ours: pl.DataFrame, theirs: pl.DataFrame, figures: Sequence[str]) -> list[pl.DataFrame]:
    """Return whom only one side has, and what differs of the others."""
    both = ours.join(theirs, on="id_number", how="full", coalesce=True, suffix="\0theirs")
    alone = both.filter(pl.col("worker_id").is_null() | pl.col("name\0theirs").is_null()).select(
        "id_number",
        pl.col("worker_id").fill_null(""),
        pl.coalesce("name", "name\0theirs").alias("name"),
        pl.lit("人员").alias("figure"),
        pl.col("payable").cast(_YUAN).alias("ours"),
        pl.col("payable\0theirs").cast(_YUAN).alias("theirs"),
    )
    matched = both.filter(pl.col("worker_id").is_not_null() & pl.col("name\0theirs").is_not_null())
    return [
        alone,
        *(
            matched.filter(pl.col(f"{figure}\0theirs").is_not_null() & (pl.col(figure) != pl.col(f"{figure}\0theirs"))).select(
                "id_number",
                "worker_id",
                "name",
                pl.lit(TAX_RESULT.column(figure).label).alias("figure"),
                pl.col(figure).cast(_YUAN).alias("ours"),
                pl.col(f"{figure}\0theirs").cast(_YUAN).alias("theirs"),
            )
            for figure in figures
        ),
    ]


def _read(source: str | Path | pl.DataFrame) -> pl.DataFrame:
    """Return the tax client's sheet; headings it has besides those of `TAX_RESULT` are passed over."""
    given: dict[str, Any] = {TAX_RESULT.name: source}
    try:
        read = read_records(given, rules=_Tables())
    except RecordsError as error:
        others = [str(problem.values["heading"]) for problem in error.problems if problem.code == "D112"]
        if len(others) < len(error.problems):
            raise
        read = read_records(given, rules=_Tables(), ignore=others)
    return read.table(TAX_RESULT.name).collect().with_columns(pl.col("name").fill_null(""))
