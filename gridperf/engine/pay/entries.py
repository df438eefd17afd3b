"""The yuan ledger in long form: one row per person and line, with the quantity, the rate and the reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

import polars as pl

from gridperf.engine.formulas import SAID
from gridperf.engine.pay.lines import monthly
from gridperf.engine.pay.marks import (
    CLAIM,
    CLAIMS,
    COUNT,
    DUE,
    FACTOR,
    FEN,
    FUND,
    PARTS,
    RATE,
    SCORE,
    SHORT,
    TOLD,
    WHOLE,
    WHY,
    column_of,
)
from gridperf.engine.pay.part_month import BY_PLACE, DAYS_A_MONTH
from gridperf.engine.plan import DEN
from gridperf.engine.rows import NO_NOTE, NO_RATE, SHOWN, entry_rows, plain, shown
from gridperf.exact import decimals, units_as_text, units_to_decimal
from gridperf.rulebook.cash import DecidedLine, EachLine, EachOfLine, LadderLine, YuanBandLine
from gridperf.rulebook.paying import (
    ByGradeLine,
    ByScoreLine,
    CapLine,
    DaysLine,
    HoldLine,
    PayLine,
    PointLine,
    RankLine,
    ReleaseLine,
    TopUpLine,
    counts,
)
from gridperf.rulebook.pooling import PoolLine

__all__ = ["BY_INTERVAL", "NO_GRADE", "kind_of", "pay_entries"]

NO_GRADE = "未考核"
"""What stands in place of a grade or a score in the note of a line paid without one."""

BY_INTERVAL = "分段计："
"""Before the part of a note that spells out an amount that differs from interval to interval."""

NOT_SHARED = "本期不分配"
"""The note of a share that is not divided: it is not the period of the pool yet, or the person lacks the earlier results."""

_ONE = pl.lit(1, dtype=pl.Int64)
_NONE = pl.lit(None, dtype=pl.Int64)


def pay_entries(
    paid: pl.DataFrame, table: pl.DataFrame, lines: Sequence[PayLine], period: str, teams: Collection[str] = ()
) -> pl.DataFrame:
    """Return the yuan entries as the result table `entries`.

    Args:
        paid: what `gridperf.engine.pay.pay` returned.
        table: what it was given, same rows.
        lines: the pay lines.
        period: the period's code.
        teams: sheets of teams; their results are used only by lines that name them.
    """
    wide = pl.concat([table, paid.drop("subject")], how="horizontal")
    own = wide.drop([name for name in wide.columns for sheet in teams if name.startswith((f"{sheet}:", f"{sheet}/"))])
    rows = [
        {
            "period": period,
            "sheet": "",
            "ledger": "yuan",
            "kind": kind_of(line),
            "item": line.id,
            "name": line.name,
            "clause": line.clause,
            "amount": units_to_decimal(pl.col(line.id), decimals(FEN), shown=SHOWN),
            **_explained(line, own if line.sheet is None else wide, lines),
            "kept": pl.col(line.id).is_not_null(),
        }
        for line in lines
    ]
    return entry_rows(wide, rows).sort("subject", "line")


def kind_of(line: PayLine) -> str:
    """Return the kind of entry that *line* gives."""
    return "top_up" if isinstance(line.line, TopUpLine) else "cap" if isinstance(line.line, CapLine) else "pay"


def _explained(line: PayLine, wide: pl.DataFrame, lines: Sequence[PayLine]) -> dict[str, pl.Expr]:
    """Return quantity, rate and note, with the factors, the part received and the earlier results a line rests on."""
    parts = _quantity(line, wide)
    if isinstance(line.line, CapLine):
        held = [one for one in lines[: lines.index(line)] if counts(line.line.counting, one.id)]
        together = pl.sum_horizontal([pl.col(one.id).fill_null(0) for one in held])
        summed = pl.format("{}合计 {} 元", pl.lit("、".join(one.name for one in held)), units_as_text(together, decimals(FEN)))
        parts["note"] = pl.concat_str([summed, parts["note"]], separator="；", ignore_nulls=True)
    said = COUNT + line.id + SAID
    notes = [*([pl.col(said)] if said in wide.columns else []), parts["note"]]
    if line.times:
        notes.append(pl.format("系数 {}", units_as_text(pl.col(line.id + FACTOR), SHOWN)))
    if line.split is not None:
        notes.append(pl.format("全额 {} 元", units_as_text(pl.col(line.id + WHOLE), decimals(FEN))))
    if line.after is not None:
        notes.append(pl.lit(f"前 {line.after.out_of} 个周期须有 {line.after.times} 个{line.after.grade}"))
    if len(notes) > 1:
        joined = pl.concat_str(notes, separator="；", ignore_nulls=True)
        parts["note"] = pl.when(joined != "").then(joined)
    return parts


def _quantity(line: PayLine, wide: pl.DataFrame) -> dict[str, pl.Expr]:
    """Return quantity, rate and note of a pay line: the share of the month served × the amount for a whole one."""
    formula, key = line.line, COUNT + line.id
    nothing = {"numerator": _NONE, "denominator": _NONE, "rate": NO_RATE, "note": NO_NOTE}
    if isinstance(formula, EachLine):
        return _pieces(line, formula, wide)
    if isinstance(formula, (LadderLine, YuanBandLine)):
        return {**_counted(key, wide), "rate": NO_RATE, "note": pl.lit("按数量分段计价" if isinstance(formula, LadderLine) else "按档计发")}
    if isinstance(formula, EachOfLine):
        kinds = [f"{key}|{kind}" for kind in formula.each_of]
        seen = [pl.when(pl.col(name) != 0).then(pl.format(f"{name.rpartition('|')[2]} {{}}", pl.col(name))) for name in kinds]
        note = pl.concat_str(seen, separator="、", ignore_nulls=True)
        return {"numerator": pl.sum_horizontal(kinds), "denominator": _ONE, "rate": NO_RATE, "note": pl.when(note != "").then(note)}
    if isinstance(formula, DaysLine):
        days = [_plain_count(f"{key}|{name}", wide) for name in ("due", "attended", "leave", "done")]
        return {**nothing, "note": pl.format("应出勤 {} 天，出勤 {} 天，请假 {} 天，完成 {}", *days)}
    if isinstance(formula, DecidedLine):
        why = pl.col(key + WHY) if key + WHY in wide.columns else NO_NOTE
        return {**nothing, "numerator": pl.col(f"{key}|rows"), "denominator": _ONE, "note": why}
    if isinstance(formula, RankLine):
        return {**nothing, "note": _rank_reached(line, formula, wide)}
    if isinstance(formula, PoolLine):
        return {
            "numerator": pl.col(line.id + CLAIM),
            "denominator": pl.col(line.id + CLAIMS),
            "rate": units_to_decimal(pl.col(line.id + FUND), decimals(FEN), shown=SHOWN),
            "note": pl.coalesce(line.id + TOLD, pl.lit(NOT_SHARED)),
        }
    if isinstance(formula, HoldLine):
        return {**nothing, "note": pl.lit(f"预留 {plain(formula.hold * 100)}%")}
    if isinstance(formula, ReleaseLine):
        return {**nothing, "note": pl.lit("发放预留")}
    over, under = _share_of_month(line)
    note = NO_NOTE
    if isinstance(formula, ByGradeLine):
        note = _grade_reached(line, formula, wide)
    elif isinstance(formula, PointLine):
        slopes = f"自 {plain(formula.from_)} 分起，每高一分 {plain(formula.per_point)} 元，每低一分 −{plain(formula.per_lost_point)} 元"
        note = pl.format("{}；{}", pl.col(line.id + SCORE), pl.lit(slopes))
    elif isinstance(formula, ByScoreLine):
        note = pl.col(line.id + SCORE)
    rate = units_to_decimal(pl.col(line.id + RATE), SHOWN)
    parts = _by_interval(line, wide)
    if parts is None:
        return {"numerator": over, "denominator": under, "rate": rate, "note": note}
    # one rate would be that of the placing interval alone
    return {
        "numerator": over,
        "denominator": under,
        "rate": pl.when(parts.is_null()).then(rate),
        "note": pl.concat_str([note, parts], separator="；", ignore_nulls=True).replace("", None),
    }


def _by_interval(line: PayLine, wide: pl.DataFrame) -> pl.Expr | None:
    """Return the amounts of the intervals × their days ÷ the days of a month as text, for whom they differ; None if they cannot."""
    days = "days" if line.part_month == "by_calendar_days" else "paid_days"
    (of,) = monthly(line)
    parts = f"{column_of(of)}|{days}{PARTS}" if isinstance(of, str) and of.startswith("roster.") else ""
    if line.part_month in BY_PLACE or parts not in wide.columns:
        return None
    month = pl.col("period_days" if days == "days" else "period_paid_days")
    under = month.cast(pl.String)
    if line.part_month == "add_paid_days":
        under = pl.when(pl.col("paid_days") == month).then(under).otherwise(pl.lit(plain(DAYS_A_MONTH)))
    return pl.format(BY_INTERVAL + "({})/{}", pl.col(parts), under)


def _pieces(line: PayLine, formula: EachLine, wide: pl.DataFrame) -> dict[str, pl.Expr]:
    """Return quantity, rate and note of a line paid by the piece; of what is missing to a number, that is the quantity."""
    key, counted = COUNT + line.id, _counted(COUNT + line.id, wide)
    notes = [pl.lit(f"每 {formula.lot} 件计一次")] if formula.lot > 1 else []
    if formula.short_of is not None:
        notes.insert(0, pl.format("应 {}，实 {}", units_as_text(pl.col(line.id + DUE), SHOWN), _plain_count(key, wide)))
        counted = {"numerator": pl.col(line.id + SHORT), "denominator": _ONE}
    rate = shown(formula.each) if isinstance(formula.each, Fraction) else NO_RATE
    return {**counted, "rate": rate, "note": pl.concat_str(notes, separator="；") if notes else NO_NOTE}


def _counted(key: str, wide: pl.DataFrame) -> dict[str, pl.Expr]:
    return {"numerator": pl.col(key), "denominator": pl.col(key + DEN) if key + DEN in wide.columns else _ONE}


def _plain_count(key: str, wide: pl.DataFrame) -> pl.Expr:
    """Return a count as a whole number, or as a quotient where it is counted in parts."""
    return pl.format("{}/{}", pl.col(key), pl.col(key + DEN)) if key + DEN in wide.columns else pl.col(key).cast(pl.String)


def _share_of_month(line: PayLine) -> tuple[pl.Expr, pl.Expr]:
    if line.part_month in (None, "whole"):
        return _ONE, _ONE
    if line.part_month == "by_calendar_days":
        return pl.col("served_days"), pl.col("period_days")
    return pl.col("paid_days"), pl.col("period_paid_days")


def _of_sheets(line: PayLine, wide: pl.DataFrame, what: str, dtype: pl.DataType) -> pl.Expr:
    """Return what stands for the line's sheet, or for the first sheet that has it."""
    names = [name for name in wide.columns if name.endswith(f":{what}") and (line.sheet is None or name == f"{line.sheet}:{what}")]
    return pl.coalesce([pl.col(name) for name in names]) if names else pl.lit(None, dtype=dtype)


def _rank_reached(line: PayLine, formula: RankLine, wide: pl.DataFrame) -> pl.Expr:
    sheets = [
        name.removesuffix(":grade")
        for name in wide.columns
        if name.endswith(":grade") and line.sheet in (None, name.removesuffix(":grade"))
    ]
    known = [formula.on(sheet) for sheet in sheets if f"{formula.on(sheet)}:rank" in wide.columns]
    rank, of = (pl.coalesce([pl.col(f"{name}:{what}") for name in known]) for what in ("rank", "of"))
    return pl.when(rank.is_null()).then(pl.lit("未参加排名")).otherwise(pl.format("第 {} 名，共 {} 人", rank, of))


def _grade_reached(line: PayLine, formula: ByGradeLine, wide: pl.DataFrame) -> pl.Expr:
    grade = _of_sheets(line, wide, "grade", pl.String())
    note = pl.lit(f"{NO_GRADE} × " + plain(formula.by_grade.get("not_assessed", Fraction(0))))
    for name, coefficient in formula.by_grade.items():
        if name != "not_assessed":
            note = pl.when((grade == name).fill_null(value=False)).then(pl.lit(f"{name} × {plain(coefficient)}")).otherwise(note)
    return note
