"""The yuan ledger in long form: one row per person and line, with the quantity, the rate and the reason."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from gridperf.engine.pay.marks import COUNT, FEN, RATE
from gridperf.engine.plan import DEN
from gridperf.engine.rows import NO_NOTE, SHOWN, entry_rows, plain, shown
from gridperf.exact import decimals, units_to_decimal
from gridperf.rulebook.paying import ByGradeLine, EachLine, PayLine, TopUpLine
from gridperf.tables import RESULTS

__all__ = ["pay_entries"]

_ONE = pl.lit(1, dtype=pl.Int64)


def pay_entries(paid: pl.DataFrame, table: pl.DataFrame, lines: Sequence[PayLine], period: str) -> pl.DataFrame:
    """Return the yuan entries as the result table `entries`.

    Args:
        paid: what `gridperf.engine.pay.pay` returned.
        table: what it was given, same rows.
        lines: the pay lines.
        period: the period's code.
    """
    wide = pl.concat([table, paid.drop("subject")], how="horizontal")
    frames = [
        entry_rows(
            wide.filter(pl.col(line.id).is_not_null()),
            at,
            period=period,
            sheet="",
            ledger="yuan",
            kind="top_up" if isinstance(line.line, TopUpLine) else "pay",
            item=line.id,
            name=line.name,
            clause=line.clause,
            amount=units_to_decimal(pl.col(line.id), decimals(FEN), shown=SHOWN),
            **_quantity(line, wide),
        )
        for at, line in enumerate(lines, start=1)
    ]
    return pl.concat([RESULTS["entries"].empty(), *frames]).sort("subject", "line")


def _quantity(line: PayLine, wide: pl.DataFrame) -> dict[str, pl.Expr]:
    """Return quantity, rate and note of a pay line: the share of the month served × the amount for a whole one."""
    formula = line.line
    if isinstance(formula, EachLine):
        key = COUNT + line.id
        under = pl.col(key + DEN) if key + DEN in wide.columns else _ONE
        note = pl.lit(f"每 {formula.lot} 件计一次") if formula.lot > 1 else NO_NOTE
        return {"numerator": pl.col(key), "denominator": under, "rate": shown(formula.each), "note": note}
    rate = units_to_decimal(pl.col(line.id + RATE), SHOWN)
    over, under = _share_of_month(line)
    note = NO_NOTE
    if isinstance(formula, ByGradeLine):
        note = _grade_reached(line, formula, wide)
    return {"numerator": over, "denominator": under, "rate": rate, "note": note}


def _share_of_month(line: PayLine) -> tuple[pl.Expr, pl.Expr]:
    if line.part_month in (None, "whole"):
        return _ONE, _ONE
    if line.part_month == "by_calendar_days":
        return pl.col("served_days"), pl.col("period_days")
    return pl.col("paid_days"), pl.col("period_paid_days")


def _grade_reached(line: PayLine, formula: ByGradeLine, wide: pl.DataFrame) -> pl.Expr:
    grades = [name for name in wide.columns if name.endswith(":grade") and (line.sheet is None or name == f"{line.sheet}:grade")]
    grade = pl.coalesce([pl.col(name) for name in grades]) if grades else pl.lit(None, dtype=pl.String)
    note = pl.lit("不考核 × " + plain(formula.by_grade.get("not_assessed", Fraction(0))))
    for name, coefficient in formula.by_grade.items():
        if name != "not_assessed":
            note = pl.when((grade == name).fill_null(value=False)).then(pl.lit(f"{name} × {plain(coefficient)}")).otherwise(note)
    return note
