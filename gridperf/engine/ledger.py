"""The ledgers in long form: one row per entry, in the order of paper, that add up to totals and to gross pay.

The engine keeps a column per line, which costs a million workers nothing; the rows are made from it when asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from gridperf.engine.pay import FEN, RATE
from gridperf.engine.plan import DEN
from gridperf.engine.rollup import PERIOD
from gridperf.engine.score import VETO, PointLine, holds, point_digits, point_lines
from gridperf.exact import Ratio, as_decimal, bound, decimals, units_to_decimal
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.paying import ByGradeLine, EachLine, PayLine, TopUpLine
from gridperf.rulebook.scoring import BandScore, EachScore, PointBand, ShareScore, Sheet
from gridperf.tables import RESULTS

__all__ = ["measure_rows", "pay_entries", "point_entries", "roll_up_entries"]

_SHOWN = 6
_YES = pl.lit(True)  # noqa: FBT003 (polars takes the value positionally)
_NONE = pl.lit(None, dtype=pl.Int64)
_ONE = pl.lit(1, dtype=pl.Int64)
_NO_RATE = pl.lit(None, dtype=pl.Decimal(38, _SHOWN))
_NO_NOTE = pl.lit(None, dtype=pl.String)
_NO_DATA = {"full": "无数据，按满分计", "zero": "无数据，按零分计", "exempt": "无数据，免考"}


def point_entries(scored: pl.DataFrame, measured: pl.DataFrame, sheet: Sheet, rounding: Rounding, period: str) -> pl.DataFrame:
    """Return the point entries of one sheet as the result table `entries`.

    Args:
        scored: what `gridperf.engine.score.score` returned.
        measured: what it was given, same rows.
        sheet: the sheet.
        rounding: the rulebook's rounding.
        period: the period's code.
    """
    digits = point_digits(sheet, rounding)
    wide = pl.concat([measured, scored.drop("subject")], how="horizontal")
    bounds = bound(measured, [name for name, dtype in measured.schema.items() if dtype == pl.Int64])
    lines = point_lines(sheet)
    frames: list[pl.DataFrame] = []
    kept: list[pl.DataFrame] = []
    for at, line in enumerate(lines, start=1):
        quantity = _quantity(line, measured, bounds)
        keep = pl.col(line.column) != 0 if line.kind != "item" else _YES
        levels = [each for each in lines if each.item == line.item and each.kind == "item"] if line.kind == "item" else []
        if any(each.level is not None for each in levels):
            # of an item that counts levels apart, the levels that did not occur are not printed, but the item always is
            seen = [_quantity(each, measured, bounds).get("numerator", _ONE).fill_null(1) != 0 for each in levels]
            some = pl.any_horizontal(seen)
            keep = seen[levels.index(line)] | ~some if line is levels[0] else seen[levels.index(line)]
            quantity |= {name: pl.when(some).then(quantity[name]) for name in ("rate", "note") if name in quantity}
        kept.append(wide.with_columns(keep.alias("kept")).select("kept"))
        amount = units_to_decimal(pl.col(line.column), digits, shown=_SHOWN)
        said = {"kind": line.kind, "item": line.item, "name": line.name, "clause": line.clause, "amount": amount}
        frames.append(_rows(wide, at, period=period, sheet=sheet.id, ledger="points", **said, **quantity))
    return _interleaved(frames).filter(_interleaved(kept)["kept"])


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
        _rows(
            wide.filter(pl.col(line.id).is_not_null()),
            at,
            period=period,
            sheet="",
            ledger="yuan",
            kind="top_up" if isinstance(line.line, TopUpLine) else "pay",
            item=line.id,
            name=line.name,
            clause=line.clause,
            amount=units_to_decimal(pl.col(line.id), decimals(FEN), shown=_SHOWN),
            **_pay_quantity(line, wide),
        )
        for at, line in enumerate(lines, start=1)
    ]
    return pl.concat([RESULTS["entries"].empty(), *frames]).sort("subject", "line")


def roll_up_entries(
    rolled: pl.DataFrame, totals: pl.DataFrame, periods: Sequence[str], *, sheet: str, clause: str, digits: int, out: int, period: str
) -> pl.DataFrame:
    """Return the point entries of a roll-up: one per sub-period, and what rounding adds.

    Args:
        rolled: what `gridperf.engine.rollup.roll_up` returned.
        totals: what it was given, same rows.
        periods: codes of the sub-periods.
        sheet: the sheet's id.
        clause: the clause of the roll-up rule.
        digits: digits after the point of *totals*.
        out: digits after the point of *rolled*.
        period: code of the longer period.
    """
    wide = pl.concat([totals, rolled.drop("subject")], how="horizontal")
    rounding_entry = units_to_decimal(pl.col("rounding"), out, shown=_SHOWN)
    frames = [
        _rows(
            wide,
            at,
            period=period,
            sheet=sheet,
            ledger="points",
            kind="period",
            item=code,
            name=f"{code} 得分",
            clause=clause,
            numerator=pl.when(pl.col(code).is_not_null()).then(pl.lit(1, dtype=pl.Int64)).otherwise(pl.lit(0, dtype=pl.Int64)),
            denominator=pl.lit(1, dtype=pl.Int64),
            rate=units_to_decimal(pl.col(code), digits, shown=_SHOWN),
            amount=units_to_decimal(pl.col(PERIOD + code), out, shown=_SHOWN),
            note=pl.when(pl.col(code).is_null()).then(pl.lit("该周期没有结果")),
        )
        for at, code in enumerate(periods, start=1)
    ]
    last = _rows(
        wide,
        len(periods) + 1,
        period=period,
        sheet=sheet,
        ledger="points",
        kind="rounding",
        item="total",
        name="尾差",
        clause=clause,
        amount=rounding_entry,
    )
    rows = pl.concat([*frames, last.filter(pl.col("amount") != 0)])
    return rows.filter(pl.col("amount").is_not_null()).sort("subject", "line")


def measure_rows(measured: pl.DataFrame, sheet: Sheet, period: str) -> pl.DataFrame:
    """Return what was measured for one sheet as the result table `measures`, vetoes' counts included."""
    columns = measured.columns
    wanted = [(item.id, "", item.id) for item in sheet.items]
    for item in sheet.items:
        if isinstance(item.score, EachScore) and item.score.by_level:
            wanted += [(item.id, level, f"{item.id}|{level}") for level in item.score.by_level]
    wanted += [(veto.id, "", f"{VETO}{veto.id}") for veto in sheet.vetoes]
    wanted.sort()
    one = pl.lit(1, dtype=pl.Int64)
    frames = [
        measured.select(
            "subject",
            pl.lit(period).alias("period"),
            pl.lit(sheet.id).alias("sheet"),
            pl.lit(item).alias("item"),
            pl.lit(level).alias("level"),
            pl.col(column).alias("numerator"),
            (pl.col(column + DEN) if column + DEN in columns else one).alias("denominator"),
        )
        for item, level, column in wanted
    ]
    return _interleaved(frames)


def _interleaved(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return the first row of every frame, then the second of every frame, …: by subject and line, without sorting texts."""
    count, rows = len(frames), frames[0].height
    at = pl.int_range(count * rows, eager=True)
    return pl.concat(frames)[at % count * rows + at // count]


def _rows(wide: pl.DataFrame, line: int, **parts: object) -> pl.DataFrame:
    """Return one line of the ledger for every subject, in the columns of `entries`."""
    parts = {"numerator": _NONE, "denominator": _NONE, "rate": _NO_RATE, "note": _NO_NOTE, **parts}
    chosen: list[pl.Expr] = []
    for column in RESULTS["entries"].columns:
        if column.name == "subject":
            chosen.append(pl.col("subject"))
        elif column.name == "line":
            chosen.append(pl.lit(line, dtype=pl.Int64).alias("line"))
        else:
            part = parts[column.name]
            chosen.append((part if isinstance(part, pl.Expr) else pl.lit(part, dtype=column.dtype)).alias(column.name))
    return wide.select(chosen)


def _quantity(line: PointLine, measured: pl.DataFrame, bounds: dict[str, int]) -> dict[str, pl.Expr]:
    """Return quantity, rate and note of a point line."""
    item = line.source
    if item is None:
        return {}
    points = item.score
    den = item.id + DEN
    one = pl.lit(1, dtype=pl.Int64)
    under = pl.col(den) if den in measured.columns else one
    nothing = pl.col(den) == 0 if den in measured.columns else pl.lit(False)  # noqa: FBT003
    silent = pl.lit(_NO_DATA.get(item.when_no_data or "", ""))
    if isinstance(points, EachScore):
        if line.level is not None:
            rate = (points.by_level or {})[line.level]
            return {"numerator": pl.col(f"{item.id}|{line.level}"), "denominator": one, "rate": _shown(rate), "note": pl.lit(line.level)}
        rest = pl.col(item.id)
        if points.by_level:
            rest = rest - pl.sum_horizontal([pl.col(f"{item.id}|{level}") for level in points.by_level])
        assert points.each is not None  # noqa: S101 (a line without level exists only with `each`)
        return {"numerator": rest, "denominator": under, "rate": _shown(points.each), "note": pl.when(nothing).then(silent)}
    if isinstance(points, ShareScore):
        return {
            "numerator": pl.col(item.id),
            "denominator": under,
            "rate": _shown(points.share),
            "note": pl.when(nothing).then(silent),
        }
    ratio = Ratio.of(item.id, den if den in measured.columns else None, bounds)
    banded, note = _band_reached(ratio, points, percent=den in measured.columns)
    return {
        "numerator": pl.col(item.id),
        "denominator": under,
        "rate": pl.when(nothing).then(_NO_RATE).otherwise(banded),
        "note": pl.when(nothing).then(silent).otherwise(note),
    }


def _band_reached(ratio: Ratio, points: BandScore, *, percent: bool) -> tuple[pl.Expr, pl.Expr]:
    assert points.bands[-1].otherwise is not None  # noqa: S101 (checked when the rulebook was loaded)
    rate, note = _shown(points.bands[-1].otherwise), pl.lit("不在以上各档")
    for band in reversed(points.bands[:-1]):
        assert band.points is not None  # noqa: S101 (checked when the rulebook was loaded)
        here = holds(ratio, band)
        rate = pl.when(here).then(_shown(band.points)).otherwise(rate)
        note = pl.when(here).then(pl.lit(_bound_text(band, percent=percent))).otherwise(note)
    return rate, note


def _bound_text(band: PointBand, *, percent: bool) -> str:
    for sign, value in (("≥", band.at_least), (">", band.above), ("≤", band.at_most), ("<", band.below)):
        if value is not None:
            return f"{sign}{_plain(value * 100)}%" if percent else f"{sign}{_plain(value)}"
    return "不在以上各档"


def _plain(value: Fraction) -> str:
    try:
        return f"{as_decimal(value):f}"
    except ValueError:
        return str(value)


def _shown(value: Fraction) -> pl.Expr:
    try:
        return pl.lit(as_decimal(value, _SHOWN), dtype=pl.Decimal(38, _SHOWN))
    except ValueError:
        return _NO_RATE  # a rate such as 1/3 has no decimal form; the quantity and the amount still say all


def _pay_quantity(line: PayLine, wide: pl.DataFrame) -> dict[str, pl.Expr]:
    """Return quantity, rate and note of a pay line: the share of the month served × the amount for a whole one."""
    formula = line.line
    if isinstance(formula, EachLine):
        key = f"pay/{line.id}"
        under = pl.col(key + DEN) if key + DEN in wide.columns else pl.lit(1, dtype=pl.Int64)
        note = pl.lit(f"每 {formula.lot} 件计一次") if formula.lot > 1 else _NO_NOTE
        return {"numerator": pl.col(key), "denominator": under, "rate": _shown(formula.each), "note": note}
    rate = units_to_decimal(pl.col(line.id + RATE), _SHOWN)
    if line.part_month in (None, "whole"):
        over, under = pl.lit(1, dtype=pl.Int64), pl.lit(1, dtype=pl.Int64)
    elif line.part_month == "by_calendar_days":
        over, under = pl.col("served_days"), pl.col("period_days")
    else:
        over, under = pl.col("paid_days"), pl.col("period_paid_days")
    note = _NO_NOTE
    if isinstance(formula, ByGradeLine):
        grades = [name for name in wide.columns if name.endswith(":grade") and (line.sheet is None or name == f"{line.sheet}:grade")]
        grade = pl.coalesce([pl.col(name) for name in grades]) if grades else pl.lit(None, dtype=pl.String)
        note = pl.lit("不考核 × " + _plain(formula.by_grade.get("not_assessed", Fraction(0))))
        for name, coefficient in formula.by_grade.items():
            if name != "not_assessed":
                note = pl.when((grade == name).fill_null(value=False)).then(pl.lit(f"{name} × {_plain(coefficient)}")).otherwise(note)
    return {"numerator": over, "denominator": under, "rate": rate, "note": note}
