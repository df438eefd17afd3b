"""The ledgers in long form: one row per entry, in the order of paper, that add up to totals and to gross pay.

The engine keeps a column per line, which costs a million workers nothing; the rows are made from it when asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import polars as pl

from gridperf.engine.formulas import parts_of
from gridperf.engine.plan import DEN, USUAL
from gridperf.engine.quantity import Names, point_quantity, rescale_note
from gridperf.engine.rollup import PERIOD
from gridperf.engine.rows import entry_rows, long_rows
from gridperf.engine.score import (
    ADJUSTED,
    ADJUSTED_UNITS,
    ELIGIBLE,
    FULL_IF,
    MEAN,
    MEAN_UNIT,
    NOTE,
    PEOPLE,
    TARGET,
    VETO,
    PointLine,
    point_digits,
    point_lines,
)
from gridperf.exact import units_to_decimal
from gridperf.ratios import bound
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.grading import FIGURE
from gridperf.rulebook.measures import Amount, Measure
from gridperf.rulebook.scoring import EachScore, GradeScore, Sheet
from gridperf.rulebook.targets import moving_target, target_scale
from gridperf.tables import RESULTS

__all__ = ["measure_rows", "point_entries", "roll_up_entries"]

_SHOWN = 6
_YES = pl.lit(True)  # noqa: FBT003 (polars takes the value positionally)
_ONE = pl.lit(1, dtype=pl.Int64)


def point_entries(
    scored: pl.DataFrame,
    measured: pl.DataFrame,
    sheet: Sheet,
    rounding: Rounding,
    period: str,
    *,
    sheets: Iterable[Sheet],
    measure: Callable[[Measure], Amount],
) -> pl.DataFrame:
    """Return the point entries of one sheet as the result table `entries`.

    Args:
        scored: what `gridperf.engine.score.score` returned.
        measured: what it was given, same rows.
        sheet: the sheet.
        rounding: the rulebook's rounding.
        period: the period's code.
        sheets: the sheets whose results it can take.
        measure: returns a measure written out.
    """
    digits = point_digits(sheet, rounding)
    wide = pl.concat([measured, scored.drop("subject")], how="horizontal")
    bounds = bound(measured, [name for name, dtype in measured.schema.items() if dtype == pl.Int64])
    lines = point_lines(sheet, measured.columns)
    names = Names("人" if sheet.assess.subject == "worker" else "个", {one.id: one.name for one in sheets}, measure)
    printed: list[dict[str, object]] = []
    for line in lines:
        quantity = point_quantity(line, measured, bounds, names)
        if line.kind == "rescale":
            quantity = {"note": rescale_note(sheet, scored)}
        if line.kind == "adjustment" and NOTE + line.item in measured.columns:
            quantity = {"note": pl.col(NOTE + line.item)}
        keep = pl.col(line.column) != 0 if line.kind != "item" else _YES
        levels = _levels(line, lines, sheet)
        if levels:
            # of an item that counts levels apart, the levels that did not occur are not printed, but the item always is
            seen = [point_quantity(each, measured, bounds, names).get("numerator", _ONE).fill_null(1) != 0 for each in levels]
            some = pl.any_horizontal(seen)
            keep = seen[levels.index(line)] | ~some if line is levels[0] else seen[levels.index(line)]
            quantity |= {name: pl.when(some).then(quantity[name]) for name in ("rate", "note") if name in quantity}
        amount = units_to_decimal(pl.col(line.column), digits, shown=_SHOWN)
        said = {"kind": line.kind, "item": line.item, "name": line.name, "clause": line.clause, "amount": amount}
        printed.append({"period": period, "sheet": sheet.id, "ledger": "points", **said, **quantity, "kept": keep})
    return entry_rows(wide, printed)


def _levels(line: PointLine, lines: Sequence[PointLine], sheet: Sheet) -> list[PointLine]:
    """Return the lines of the item of *line*, itself among them, if the item counts levels apart; else none."""
    levelled = any(item.id == line.item and isinstance(item.score, EachScore) and item.score.by_level for item in sheet.items)
    return [each for each in lines if each.item == line.item and each.kind == "item"] if levelled and line.kind == "item" else []


def roll_up_entries(
    rolled: pl.DataFrame, totals: pl.DataFrame, periods: Mapping[str, str], *, sheet: str, clause: str, digits: int, out: int, period: str
) -> pl.DataFrame:
    """Return the point entries of a roll-up: one per sub-period, and what rounding adds.

    Args:
        rolled: what `gridperf.engine.rollup.roll_up` returned.
        totals: what it was given, same rows.
        periods: codes of the sub-periods, and ids of other sheets that count, each with the name that is printed.
        sheet: the sheet's id.
        clause: the clause of the roll-up rule.
        digits: digits after the point of *totals*.
        out: digits after the point of *rolled*.
        period: code of the longer period.
    """
    wide = pl.concat([totals, rolled.drop("subject")], how="horizontal")
    said = {"period": period, "sheet": sheet, "ledger": "points", "clause": clause}
    lines: list[dict[str, object]] = []
    for code, name in periods.items():
        known, amount = pl.col(code).is_not_null(), units_to_decimal(pl.col(PERIOD + code), out, shown=_SHOWN)
        lines.append(
            {
                **said,
                "kind": "period",
                "item": code,
                "name": f"{name} 得分",
                "numerator": known.cast(pl.Int64),
                "denominator": 1,
                "rate": units_to_decimal(pl.col(code), digits, shown=_SHOWN),
                "amount": amount,
                "note": pl.when(~known).then(pl.lit("该周期没有结果")),
                "kept": amount.is_not_null(),
            }
        )
    rest = units_to_decimal(pl.col("rounding"), out, shown=_SHOWN)
    lines.append({**said, "kind": "rounding", "item": "total", "name": "尾差", "amount": rest, "kept": rest != 0})
    return entry_rows(wide, lines).sort("subject", "line")


def measure_rows(measured: pl.DataFrame, sheet: Sheet, period: str) -> pl.DataFrame:
    """Return what was measured for one sheet as the result table `measures`, vetoes' counts included."""
    columns = measured.columns
    wanted = [(item.id, "", item.id) for item in sheet.items]
    for item in sheet.items:
        if isinstance(item.score, EachScore) and item.score.by_level:
            wanted += [(item.id, level, f"{item.id}|{level}") for level in item.score.by_level]
        if f"{item.id}|{USUAL}" in columns:
            wanted.append((item.id, USUAL, f"{item.id}|{USUAL}"))
        if isinstance(item.score, GradeScore):
            wanted += [(item.id, grade, f"{item.id}|{grade}") for grade in item.score.by_grade]
        wanted += [(item.id, part.removeprefix(item.id), part) for part in parts_of(columns, item.id)]
    wanted += [(veto.id, "", f"{VETO}{veto.id}") for veto in sheet.vetoes]
    wanted += [(FULL_IF, "", FULL_IF)] if sheet.full_if is not None else []
    wanted += [(ELIGIBLE, "", ELIGIBLE)] if sheet.eligible is not None else []
    wanted += [(name, "", name) for name in columns if name.startswith(FIGURE) and not name.endswith(DEN)]
    scales = {item.id: target_scale(target) for item in sheet.items if (target := moving_target(item.score)) is not None}
    wanted += [(item, TARGET, f"{item}|{TARGET}") for item in scales]
    means = [item.id for item in sheet.items if f"{item.id}|{MEAN}" in columns]
    wanted += [(item, level, f"{item}|{level}") for item in means for level in (MEAN, PEOPLE)]
    wanted += [(item.id, ADJUSTED, f"{item.id}|{ADJUSTED}") for item in sheet.items if f"{item.id}|{ADJUSTED}" in columns]
    wanted.sort()

    def under(item: str, level: str, column: str) -> pl.Expr | int:
        if level == TARGET and item in scales:
            return scales[item]
        if column == f"{item}|{ADJUSTED}":
            return ADJUSTED_UNITS
        if column == f"{item}|{MEAN}" and item in means:
            return MEAN_UNIT.denominator
        return pl.col(column + DEN) if column + DEN in columns else 1

    def kept(item: str, level: str) -> dict[str, pl.Expr]:
        # whoever has data gets nobody's mean
        return {"kept": pl.col(f"{item}|{PEOPLE}").is_not_null()} if item in means and level in (MEAN, PEOPLE) else {}

    said = {"period": period, "sheet": sheet.id}
    lines = [
        {**said, "item": item, "level": level, "numerator": pl.col(column), "denominator": under(item, level, column), **kept(item, level)}
        for item, level, column in wanted
    ]
    return long_rows(measured, lines, RESULTS["measures"].schema)
