"""A total is the sum of its printed lines, and equals the exact sum of exact items rounded once.

Items are scored as exact ratios.
If the rulebook rounds lines, each item is rounded first and everything after is whole units; if it keeps them exact,
the sum is rounded, and a rounding entry makes the printed lines add up to it.
Caps, floors, scaling for exempt items and vetoes are lines too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import polars as pl

from gridperf.engine.measure import DEN
from gridperf.exact import Ratio, bound, decimals, rounded_sum
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.marks import full_marks
from gridperf.rulebook.scoring import BandScore, EachScore, Item, PointBand, Section, ShareScore, Sheet

__all__ = ["EXEMPT", "TOTAL", "VETO", "PointLine", "holds", "point_digits", "point_lines", "score"]

TOTAL = "total"
"""Column of the total, in units of 10^-digits; empty for a subject that is not assessed."""
EXEMPT = "exempt:"
"""Prefix of the columns that say whether an item is exempt."""
VETO = "veto:"
"""Prefix of the columns that say how often a veto's event happened."""
ZEROED = "zeroed:"
"""Prefix of the columns of what a veto takes from the total."""


@dataclass(frozen=True, slots=True)
class PointLine:
    """One printed line of a sheet and the column that holds its amount.

    Attributes:
        column: column of the scored table, in units.
        kind: kind of entry.
        item: id of the item, section or veto.
        name: name on paper.
        clause: clause it rests on.
        level: the level it counts, if the item counts levels apart.
        source: the item behind it, if it is one.
    """

    column: str
    kind: str
    item: str
    name: str
    clause: str
    level: str | None = None
    source: Item | None = None


def point_digits(sheet: Sheet, rounding: Rounding) -> int:
    """Return how many digits after the point the sheet's points are kept with."""
    steps = [rounding.total, sheet.full_score, *(section.max for section in sheet.sections)]
    steps += [end for end in (sheet.total.floor, sheet.total.cap) if isinstance(end, Fraction)]
    if isinstance(rounding.line, Fraction):
        steps.append(rounding.line)
    return max(decimals(step) for step in steps)


def point_lines(sheet: Sheet) -> list[PointLine]:
    """Return the lines of *sheet* in the order of paper: sections with their items and caps, then what moves the total."""
    lines: list[PointLine] = []
    for section, items in _by_section(sheet):
        for item in items:
            lines += _item_lines(item)
        if section is not None:
            lines.append(PointLine(f"cap:{section.id}", "cap", section.id, f"{section.name}封顶", section.clause))
    clause = sheet.total.clause
    lines.append(PointLine("rescale", "rescale", "rescale", "免考项折算", clause))
    lines.append(PointLine("cap", "cap", "total", "总分封顶", clause))
    lines.append(PointLine("floor", "floor", "total", "总分托底", clause))
    lines.append(PointLine("rounding", "rounding", "total", "尾差", clause))
    lines += [PointLine(f"{ZEROED}{veto.id}", "veto", veto.id, veto.name, veto.clause) for veto in sheet.vetoes if veto.effect.score == "zero"]
    return lines


def _item_lines(item: Item) -> list[PointLine]:
    if not isinstance(item.score, EachScore):
        return [PointLine(f"item:{item.id}", "item", item.id, item.name, item.clause, None, item)]
    points = item.score
    lines: list[PointLine] = []
    if points.starts_at:
        lines.append(PointLine(f"start:{item.id}", "item", item.id, f"{item.name}（起始分）", item.clause))
    lines += [PointLine(f"item:{item.id}|{level}", "item", item.id, item.name, item.clause, level, item) for level in points.by_level or {}]
    if points.each is not None:
        lines.append(PointLine(f"item:{item.id}", "item", item.id, item.name, item.clause, None, item))
    return [*lines, PointLine(f"cap:item:{item.id}", "cap", item.id, f"{item.name}限额", item.clause)]


def _by_section(sheet: Sheet) -> list[tuple[Section | None, list[Item]]]:
    groups: list[tuple[Section | None, list[Item]]] = [
        (section, [item for item in sheet.items if item.section == section.id]) for section in sheet.sections
    ]
    loose = [item for item in sheet.items if item.section is None]
    return [*groups, (None, loose)] if loose else groups


@dataclass(frozen=True, slots=True)
class _Scorer:
    """Writes the expressions of one sheet."""

    sheet: Sheet
    rounding: Rounding
    digits: int
    bounds: dict[str, int]

    @property
    def unit(self) -> Fraction:
        return Fraction(1, 10**self.digits)

    def lit(self, value: Fraction) -> pl.Expr:
        """Return *value*, which the digits are chosen to hold, in units."""
        return pl.lit(int(value / self.unit), dtype=pl.Int64)

    def rounded(self, ratio: Ratio) -> pl.Expr:
        """Return *ratio* as printed units: rounded to the line step, or, if lines stay exact, to the total's."""
        step = self.rounding.total if self.rounding.line == "exact" else self.rounding.line
        assert isinstance(step, Fraction)  # noqa: S101 (narrows the type)
        factor = int(step / self.unit)
        units = ratio.rounded(step, self.rounding.mode)
        return units if factor == 1 else units * pl.lit(factor, dtype=pl.Int64)

    def terms(self, item: Item) -> list[tuple[str, Ratio]]:
        """Return the exact amounts of an item's lines, by column, before the item's own ends."""
        points = item.score
        if isinstance(points, EachScore):
            return self._occurrences(item, points)
        den = item.id + DEN
        has_den = den in self.bounds
        ratio = Ratio.of(item.id, den if has_den else None, self.bounds)
        # share × min(ratio, 1) is share × ratio, held at the share
        amount = ratio.times(points.share).clip(Fraction(0), points.share) if isinstance(points, ShareScore) else _banded(ratio, points.bands)
        if has_den and item.when_no_data is not None:
            amount = amount.where(pl.col(den) == 0, full_marks(item) if item.when_no_data == "full" else Fraction(0))
        return [(f"item:{item.id}", amount)]

    def _occurrences(self, item: Item, points: EachScore) -> list[tuple[str, Ratio]]:
        levels = points.by_level or {}
        parts: list[tuple[str, Ratio]] = []
        if points.starts_at:
            parts.append((f"start:{item.id}", Ratio.fixed(points.starts_at)))
        parts += [
            (f"item:{item.id}|{level}", Ratio.of(f"{item.id}|{level}", None, self.bounds).times(rate)) for level, rate in levels.items()
        ]
        if points.each is not None:
            den = item.id + DEN
            counted = Ratio.of(item.id, den if den in self.bounds else None, self.bounds)
            if levels:
                rest = pl.col(item.id) - pl.sum_horizontal([pl.col(f"{item.id}|{level}") for level in levels])
                counted = Ratio.units(rest, Fraction(1), self.bounds[item.id])
            parts.append((f"item:{item.id}", counted.times(points.each)))
        return parts


def _end(value: Fraction | str | None) -> Fraction | None:
    return value if isinstance(value, Fraction) else None


def _banded(ratio: Ratio, bands: tuple[PointBand, ...]) -> Ratio:
    """Return the points of the first band that holds."""
    last = bands[-1].otherwise
    assert last is not None  # noqa: S101 (checked when the rulebook was loaded)
    points = Ratio.fixed(last)
    for band in reversed(bands[:-1]):
        assert band.points is not None  # noqa: S101 (checked when the rulebook was loaded)
        points = points.where(holds(ratio, band), band.points)
    return points


def holds(ratio: Ratio, band: PointBand) -> pl.Expr:
    """Return whether *ratio* lies in *band*, by its one bound."""
    if band.at_least is not None:
        return ratio.at_least(band.at_least)
    if band.above is not None:
        return ratio.above(band.above)
    if band.at_most is not None:
        return ~ratio.above(band.at_most)
    assert band.below is not None  # noqa: S101 (checked when the rulebook was loaded)
    return ~ratio.at_least(band.below)


def score(measured: pl.DataFrame, sheet: Sheet, rounding: Rounding) -> pl.DataFrame:
    """Return the points of every subject on one sheet.

    Args:
        measured: one row per subject: `subject`, for each item its numerator under the item's id, its denominator under
            `<id>|den` if it is a ratio, its counts by level under `<id>|<level>`, and `veto:<id>` counts.
        sheet: the sheet.
        rounding: the rulebook's rounding.

    Returns:
        *measured*'s rows in their order: `subject`, a column per `point_lines(sheet)`, `exempt:<item>` for items that can
        be exempt, and `total`; all points in units of 10^-`point_digits`. The lines sum to the total exactly.

    Raises:
        TooLarge: if a value cannot be computed exactly.
    """
    columns = [name for name, dtype in measured.schema.items() if dtype == pl.Int64]
    writer = _Scorer(sheet, rounding, point_digits(sheet, rounding), bound(measured, columns))
    unit, exact = writer.unit, rounding.line == "exact"
    exemptible = [item for item in sheet.items if item.when_no_data == "exempt" and item.id + DEN in columns]

    terms = {item.id: writer.terms(item) for item in sheet.items}
    rounded = {column: writer.rounded(ratio).alias(column) for parts in terms.values() for column, ratio in parts}
    exempt = {item.id: (pl.col(item.id + DEN) == 0).alias(EXEMPT + item.id) for item in exemptible}
    table = measured.with_columns(*rounded.values(), *exempt.values())
    tops = bound(table, rounded)

    def value(column: str, ratio: Ratio) -> Ratio:
        return ratio if exact else Ratio.units(pl.col(column), unit, tops[column])

    caps: list[pl.Expr] = []
    base: list[Ratio] = []
    bonus: list[Ratio] = []
    for section, items in _by_section(sheet):
        parts: list[Ratio] = []
        printed: list[pl.Expr] = []
        for item in items:
            amounts = [value(column, ratio) for column, ratio in terms[item.id]]
            shown = pl.sum_horizontal([pl.col(column) for column, _ in terms[item.id]])
            if isinstance(item.score, EachScore):
                total, entry = _capped(amounts, shown, _end(item.score.down_to), _end(item.score.up_to), writer)
                caps.append(entry.alias(f"cap:item:{item.id}"))
                parts.append(total)
                printed.append(shown + entry)
            else:
                parts += amounts
                printed.append(shown)
        if section is None:
            base += parts
            continue
        if parts:
            total, entry = _capped(parts, pl.sum_horizontal(printed), None, section.max, writer)
        else:
            total, entry = Ratio.fixed(Fraction(0)), pl.lit(0, dtype=pl.Int64)
        caps.append(entry.alias(f"cap:{section.id}"))
        (bonus if section.beyond_full else base).append(total)
    table = table.with_columns(caps)

    full = sheet.full_score
    adjusted = _summed(base)
    any_exempt = pl.lit(False)  # noqa: FBT003 (polars takes the value positionally)
    none_left = any_exempt
    if exemptible:
        gone = pl.sum_horizontal([pl.col(EXEMPT + item.id).cast(pl.Int64) * writer.lit(full_marks(item)) for item in exemptible])
        left = writer.lit(full) - gone
        any_exempt = pl.any_horizontal([pl.col(EXEMPT + item.id) for item in exemptible])
        none_left = left <= 0
        full_units = int(full / unit)
        safe = pl.when(none_left).then(writer.lit(full)).otherwise(left)
        adjusted = adjusted.times_ratio(Ratio(writer.lit(full), safe, full_units, full_units))
        if sheet.all_exempt == "full":
            adjusted = adjusted.where(none_left, full)
    whole = rounded_sum(table, [adjusted, *bonus], rounding.total, rounding.mode) * int(rounding.total / unit)
    printed_sum = pl.sum_horizontal([pl.col(name) for name in (*rounded, *(entry.meta.output_name() for entry in caps))])
    zero = pl.lit(0, dtype=pl.Int64)
    table = table.with_columns(whole.alias(TOTAL), printed_sum.alias("\0printed"))
    table = table.with_columns(pl.when(any_exempt).then(pl.col(TOTAL) - pl.col("\0printed")).otherwise(zero).alias("rescale"))
    # the ends are multiples of the total's step, so holding the rounded total between them is rounding the held total
    over = _past(sheet.total.cap, writer, lambda end: pl.col(TOTAL) > end)
    under = _past(sheet.total.floor, writer, lambda end: pl.col(TOTAL) < end)
    so_far = pl.col("\0printed") + pl.col("rescale")
    table = table.with_columns(over(so_far).alias("cap"), under(so_far).alias("floor"))
    ended = pl.col(TOTAL).clip(_units(sheet.total.floor, writer), _units(sheet.total.cap, writer))
    table = table.with_columns(ended.alias(TOTAL)).with_columns(
        (pl.col(TOTAL) - so_far - pl.col("cap") - pl.col("floor")).alias("rounding")
    )
    for veto in sheet.vetoes:
        if veto.effect.score == "zero":
            hit = pl.col(f"{VETO}{veto.id}") >= veto.when.at_least
            table = table.with_columns(
                pl.when(hit).then(-pl.col(TOTAL)).otherwise(zero).alias(f"{ZEROED}{veto.id}"),
                pl.when(hit).then(zero).otherwise(pl.col(TOTAL)).alias(TOTAL),
            )
    if exemptible and sheet.all_exempt == "not_assessed":
        table = table.with_columns(pl.when(none_left).then(None).otherwise(pl.col(TOTAL)).alias(TOTAL))
    return table.select("subject", *(line.column for line in point_lines(sheet)), *(EXEMPT + item.id for item in exemptible), TOTAL)


def _capped(
    parts: list[Ratio], printed: pl.Expr, low: Fraction | None, high: Fraction | None, writer: _Scorer
) -> tuple[Ratio, pl.Expr]:
    """Return the sum of *parts* held between *low* and *high*, and the entry that brings the *printed* lines there."""
    total = _summed(parts)
    entry = pl.lit(0, dtype=pl.Int64)
    if high is not None:
        entry = pl.when(total.above(high)).then(writer.rounded(Ratio.fixed(high)) - printed).otherwise(entry)
    if low is not None:
        entry = pl.when(~total.at_least(low)).then(writer.rounded(Ratio.fixed(low)) - printed).otherwise(entry)
    return total.clip(low, high), entry


def _summed(parts: list[Ratio]) -> Ratio:
    ordered = sorted(parts, key=lambda part: not part.constant)
    return reduce(Ratio.plus, ordered) if ordered else Ratio.fixed(Fraction(0))


def _units(end: Fraction | str, writer: _Scorer) -> pl.Expr | None:
    return writer.lit(end) if isinstance(end, Fraction) else None


def _past(end: Fraction | str, writer: _Scorer, beyond: Callable[[pl.Expr], pl.Expr]) -> Callable[[pl.Expr], pl.Expr]:
    """Return what gives the entry that brings the printed lines to *end* where the total lies *beyond* it."""
    zero = pl.lit(0, dtype=pl.Int64)
    units = _units(end, writer)
    if units is None:
        return lambda _printed: zero
    return lambda printed: pl.when(beyond(units)).then(units - printed).otherwise(zero)
