"""Beside every amount stands what it is made of, so that quantity × rate can be done again on a pocket calculator.

Where a scorer counts something other than what was measured (whole lots, percentage points short of a target), the
quantity is what it counts and the note says what was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import polars as pl

from gridperf.engine.bands import in_band
from gridperf.engine.formulas import SAID
from gridperf.engine.plan import DEN
from gridperf.engine.rows import NO_NOTE, NO_RATE, plain, shown
from gridperf.engine.score import EXEMPT, MEAN, MEAN_UNIT, PEOPLE, TARGET, PointLine, counted
from gridperf.exact import decimals, units_as_text
from gridperf.places import LABELS
from gridperf.ratios import Ratio
from gridperf.rulebook.elsewhere import Result, ResultOf
from gridperf.rulebook.marks import full_marks
from gridperf.rulebook.measures import Amount, Frequency, Measure
from gridperf.rulebook.no_data import AverageOf
from gridperf.rulebook.scoring import BandScore, EachScore, GradeScore, Item, PointBand, ShareScore, Sheet, ShortScore
from gridperf.rulebook.targets import Target, target_scale, targets_of
from gridperf.tables import RECORDS

__all__ = ["LEFT_OUT", "Names", "point_quantity", "rescale_note"]

LEFT_OUT = "免考"
"""How the note ends of an item that left somebody's sheet."""
_NO_DATA = {"full": "按满分计", "zero": "按零分计", "exempt": LEFT_OUT}
_ONE = pl.lit(1, dtype=pl.Int64)


_AMONG = {
    "all": "本表",
    "county": "同县",
    "street": "同街道（镇）",
    "community": "同社区（村）",
    "role": "同岗位",
    "area": "同类地区",
}
"""Among whom a mean is taken."""
_PER = {"day": "每日", "workday": "每个工作日", "week": "每周", "month": "每月"}
"""How often an amount is due."""
_TOGETHER = {"mean": "平均", "lowest": "最低", "highest": "最高", "sum": "合计"}
"""How several results become one."""


def _without_data(item: Item, measured: pl.DataFrame, unit: str) -> pl.Expr:
    """Return what the note says of an item nothing was measured for, with the people whose mean it gives."""
    given = item.fallback
    stated = f"按满分的 {plain(given * 100)}% 计" if isinstance(given, Fraction) else _NO_DATA.get(given or "", "")
    if not isinstance(item.when_no_data, AverageOf):
        return pl.lit(f"无数据，{stated}" if stated else "")
    among, people = _AMONG[item.when_no_data.average_of], f"{item.id}|{PEOPLE}"
    nobody = pl.lit(f"无数据，{among}也无人有数据，{stated}")
    if people not in measured.columns:
        return nobody
    together = units_as_text(pl.col(f"{item.id}|{MEAN}"), decimals(MEAN_UNIT))
    mean = pl.format(f"无数据，按{among}有数据的 {{}} {unit}的平均分计：{{}} ÷ {{}}", people, together, people)
    return pl.when(pl.col(people) > 0).then(mean).otherwise(nobody)


@dataclass(frozen=True, slots=True)
class Names:
    """What notes call things.

    Attributes:
        unit: what subjects are counted in.
        sheets: the names of sheets, by id.
        measure: returns a measure written out.
    """

    unit: str
    sheets: Mapping[str, str]
    measure: Callable[[Measure], Amount]


def point_quantity(line: PointLine, measured: pl.DataFrame, bounds: dict[str, int], names: Names) -> dict[str, pl.Expr]:
    """Return `numerator`, `denominator`, `rate` and `note` of a point line; nothing for a line without an item.

    Args:
        line: the line.
        measured: what was measured for its sheet.
        bounds: the largest magnitude of every measured column.
        names: what its note calls things.
    """
    item = line.source
    if item is None:
        return {}
    found = _quantity(line, item, measured, bounds, names)
    said = pl.col(item.id + SAID) if item.id + SAID in measured.columns else _amount_due(names.measure(item.measure))
    if said is not None:
        found["note"] = pl.concat_str([said, found["note"]], separator="；", ignore_nulls=True)
    return found


def _amount_due(amount: Amount) -> pl.Expr | None:
    """Return what a day, week or month asks for, if it asks for a sum; where times are asked for, the quantity says it."""
    if not isinstance(amount, Frequency) or amount.sum is None or amount.at_least is None:
        return None
    counts = "不足的不计" if amount.part == "whole_down" else "超出的不计"
    return pl.lit(f"{_PER[amount.per]}“{_column(amount.sum)}”合计不少于 {plain(amount.at_least)}，{counts}")


def _quantity(line: PointLine, item: Item, measured: pl.DataFrame, bounds: dict[str, int], names: Names) -> dict[str, pl.Expr]:
    points = item.score
    den = item.id + DEN
    under = pl.col(den) if den in measured.columns else _ONE
    nothing = pl.col(den) == 0 if den in measured.columns else pl.lit(False)  # noqa: FBT003
    silent = _without_data(item, measured, names.unit)
    if isinstance(points, (EachScore, ShortScore)):
        return _counted(line, item, points, nothing=nothing, silent=silent, bounds=bounds)
    if isinstance(points, ShareScore):
        return {
            **_shared(item, points, under),
            "rate": shown(points.share),
            "note": pl.when(nothing).then(silent).otherwise(_target_note(item, points, names)),
        }
    if isinstance(points, GradeScore):
        return _of_grade(item, points, nothing=nothing, silent=silent)
    ratio = Ratio.of(item.id, den if den in measured.columns else None, bounds)
    banded, note = _band_reached(ratio, points, percent=item.when_no_data is not None)
    return {
        "numerator": pl.col(item.id),
        "denominator": under,
        "rate": pl.when(nothing).then(NO_RATE).otherwise(banded),
        "note": pl.when(nothing).then(silent).otherwise(note),
    }


def rescale_note(sheet: Sheet, scored: pl.DataFrame) -> pl.Expr:
    """Return what the points are multiplied by for items that left the sheet: `按 100/65 折算`.

    Args:
        sheet: the sheet.
        scored: what `gridperf.engine.score.score` returned for it.
    """
    bonus = [section.id for section in sheet.sections if section.beyond_full]
    gone = {item.id: full_marks(item) for item in sheet.items if EXEMPT + item.id in scored.columns and item.section not in bonus}
    scale = lcm(sheet.full_score.denominator, *(marks.denominator for marks in gone.values()))
    full = int(sheet.full_score * scale)
    left = pl.lit(full, dtype=pl.Int64)
    for name, marks in gone.items():
        left = left - pl.col(EXEMPT + name).cast(pl.Int64) * pl.lit(int(marks * scale), dtype=pl.Int64)
    nothing_left = pl.lit("全部免考，按满分计") if sheet.all_exempt == "full" else NO_NOTE
    return pl.when(left > 0).then(pl.format(f"按 {full}/{{}} 折算", left)).otherwise(nothing_left)


# --- counted ---------------------------------------------------------------------------------------------------------


def _counted(
    line: PointLine, item: Item, points: EachScore | ShortScore, *, nothing: pl.Expr, silent: pl.Expr, bounds: dict[str, int]
) -> dict[str, pl.Expr]:
    own = next(one for one in counted(item, bounds) if one.column == line.column)
    number = own.quantity.num.cast(pl.Int64)
    if isinstance(points, ShortScore) or points.lot or points.beyond or points.repeated:
        # what is counted of nothing is nothing
        number = pl.when(nothing).then(pl.lit(0, dtype=pl.Int64)).otherwise(number)
    # none of something is 0/1, whatever other people's numbers were brought to
    under = pl.when((number == 0) & ~nothing).then(_ONE).otherwise(own.quantity.den.cast(pl.Int64))
    note = pl.when(nothing).then(silent).otherwise(_note(line, item, points, bounds))
    return {"numerator": number, "denominator": under, "rate": shown(own.rate), "note": note}


def _note(line: PointLine, item: Item, points: EachScore | ShortScore, bounds: dict[str, int]) -> pl.Expr:
    """Return what the quantity of a line was made from."""
    if isinstance(points, ShortScore):
        unit = "个百分点" if item.when_no_data is not None else "个"
        part = {"whole_down": f"，不足 1 {unit}不计", "whole_up": f"，不足 1 {unit}按 1 {unit}计", "linear": ""}[points.part]
        return pl.format("目标 {}，实绩 {}" + part, _target_text(item, points.short_of), _measured_text(item, bounds))
    if points.by_level and line.level in points.by_level:
        return pl.lit(f"{line.level}，只计最高一级" if points.counted == "highest" else line.level)
    if points.repeated is not None:
        last = points.repeated.from_ - 1
        same = "" if points.repeated.of is None else f"同一{_column(points.repeated.of)}"
        return pl.lit(same + (f"第 {last + 1} 次起" if line.level is not None else "第 1 次" if last == 1 else f"第 1 至 {last} 次"))
    said = [f"超过 {plain(points.beyond)} 的部分"] if points.beyond is not None else []
    said += [f"每 {points.lot} 计一次"] if points.lot is not None else []
    if said:
        return pl.format("实有 {}，" + "，".join(said), _measured_text(item, bounds))
    return pl.lit("其余，只计最高一级") if points.counted == "highest" else NO_NOTE


def _column(name: str) -> str:
    """Return what a column of records is called; a column that a pack adds is called by its name."""
    return next((table.column(name).label for table in RECORDS.values() if name in table.names), name)


def _measured_text(item: Item, bounds: dict[str, int]) -> pl.Expr:
    """Return what was measured, as `36`, `92/100`, or `13/4` of a number that need not be whole."""
    over = pl.col(item.id).cast(pl.String)
    if item.id + DEN not in bounds:
        return over
    parts = pl.format("{}/{}", item.id, item.id + DEN)
    # whether a column of denominators is there depends on everybody's numbers: one person's text must not
    return parts if item.when_no_data is not None else pl.when(pl.col(item.id + DEN) == 1).then(over).otherwise(parts)


# --- shares ----------------------------------------------------------------------------------------------------------


def _shared(item: Item, points: ShareScore, under: pl.Expr) -> dict[str, pl.Expr]:
    """Return the quantity of a share: a ratio as it was measured, a number over its target."""
    over = pl.col(item.id)
    if points.target is None or item.when_no_data is not None:
        return {"numerator": over, "denominator": under}
    scale = target_scale(points.target)
    target = pl.lit(points.target.numerator, dtype=pl.Int64) if isinstance(points.target, Fraction) else pl.col(f"{item.id}|{TARGET}")
    return {"numerator": over * pl.lit(scale, dtype=pl.Int64), "denominator": under * target}


def _target_note(item: Item, points: ShareScore, names: Names) -> pl.Expr:
    if points.target is None:
        return pl.lit(_taken_from(item.measure.result, names)) if isinstance(item.measure, Result) else NO_NOTE
    sign = "÷ 目标" if item.when_no_data is not None else "目标"
    return pl.format(sign + " {}，至多满分", _target_text(item, points.target))


def _taken_from(result: ResultOf, names: Names) -> str:
    """Return whose result, on which sheet, of which periods."""
    sheet = names.sheets.get(result.sheet, result.sheet)
    if result.over is not None:
        over, whose = result.over, "" if result.of == "self" else f"所在{LABELS[result.of]}的"
        return f"取自“{sheet}”，{whose}最近 {over.last} 期得分的{_TOGETHER[over.by]}（{'含' if over.present == 'counts' else '不含'}本期）"
    if result.of == "self":
        return f"取自“{sheet}”"
    if result.of == "members":
        return f"取自“{sheet}”，成员得分的{_TOGETHER[result.by or 'sum']}"
    return f"取自“{sheet}”，所在{LABELS[result.of]}的得分"


def _target_text(item: Item, target: Target) -> pl.Expr:
    """Return the target as it is read: of a ratio as a percentage."""

    def text(value: Fraction) -> str:
        percent = plain(value * 100)
        return f"{percent}%" if item.when_no_data is not None and "/" not in percent else plain(value)

    if isinstance(target, Fraction):
        return pl.lit(text(target))
    scale = target_scale(target)
    shown_target = pl.lit(None, dtype=pl.String)
    for value in dict.fromkeys(targets_of(target)):
        here = pl.col(f"{item.id}|{TARGET}") == pl.lit(int(value * scale), dtype=pl.Int64)
        shown_target = pl.when(here).then(pl.lit(text(value))).otherwise(shown_target)
    return shown_target


def _of_grade(item: Item, points: GradeScore, *, nothing: pl.Expr, silent: pl.Expr) -> dict[str, pl.Expr]:
    """Return the part of the marks the grade gives, and the grade."""
    scale = lcm(*(part.denominator for part in points.by_grade.values()))
    over, note = pl.lit(0, dtype=pl.Int64), pl.lit(None, dtype=pl.String)
    for grade, part in points.by_grade.items():
        here = pl.col(f"{item.id}|{grade}") == 1
        over = pl.when(here).then(pl.lit(int(part * scale), dtype=pl.Int64)).otherwise(over)
        note = pl.when(here).then(pl.lit(f"{grade}，按 {plain(part * 100)}% 计")).otherwise(note)
    under = pl.when(nothing).then(pl.lit(0, dtype=pl.Int64)).otherwise(pl.lit(scale, dtype=pl.Int64))
    return {"numerator": over, "denominator": under, "rate": shown(points.share), "note": pl.when(nothing).then(silent).otherwise(note)}


# --- bands -----------------------------------------------------------------------------------------------------------


def _band_reached(ratio: Ratio, points: BandScore, *, percent: bool) -> tuple[pl.Expr, pl.Expr]:
    assert points.bands[-1].otherwise is not None  # noqa: S101 (checked when the rulebook was loaded)
    rate, note = shown(points.bands[-1].otherwise), pl.lit("不在以上各档")
    for band in reversed(points.bands[:-1]):
        assert band.points is not None  # noqa: S101 (checked when the rulebook was loaded)
        here = in_band(ratio, band)
        rate = pl.when(here).then(shown(band.points)).otherwise(rate)
        note = pl.when(here).then(pl.lit(_bound_text(band, percent=percent))).otherwise(note)
    return rate, note


def _bound_text(band: PointBand, *, percent: bool) -> str:
    for sign, value in (("≥", band.at_least), (">", band.above), ("≤", band.at_most), ("<", band.below)):
        if value is not None:
            return f"{sign}{plain(value * 100)}%" if percent else f"{sign}{plain(value)}"
    return "不在以上各档"
