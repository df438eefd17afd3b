"""A total is the sum of its printed lines, and equals the exact sum of exact items rounded once.

Items are scored as exact ratios.
If the rulebook rounds lines, each item is rounded first and everything after is whole units; if it keeps them exact,
the sum is rounded, and a rounding entry makes the printed lines add up to it.
Caps, floors, scaling for exempt items and vetoes are lines too.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import polars as pl

from gridperf.engine.plan import DEN
from gridperf.exact import Ratio, bound, decimals, rounded_sum
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.marks import full_marks
from gridperf.rulebook.scoring import EachScore, Item, PointBand, Section, ShareScore, Sheet

__all__ = ["EXEMPT", "TOTAL", "VETO", "PointLine", "holds", "point_digits", "point_lines", "score"]

TOTAL = "total"
"""Column of the total, in units of 10^-digits; empty for a subject that is not assessed."""
EXEMPT = "exempt:"
"""Prefix of the columns that say whether an item is exempt."""
VETO = "veto:"
"""Prefix of the columns that say how often a veto's event happened."""
ZEROED = "zeroed:"
"""Prefix of the columns of what a veto takes from the total."""

_PRINTED = "\0printed"
_ZERO = pl.lit(0, dtype=pl.Int64)


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
    lines += [
        PointLine(f"{ZEROED}{veto.id}", "veto", veto.id, veto.name, veto.clause) for veto in sheet.vetoes if veto.effect.score == "zero"
    ]
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
        amount = (
            ratio.times(points.share).clip(Fraction(0), points.share) if isinstance(points, ShareScore) else _banded(ratio, points.bands)
        )
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
        if item.when_no_data is not None and item.id + DEN in self.bounds:
            # what the rulebook gives when nothing is known replaces the line that counts; the start stands as it is
            given = full_marks(item) if item.when_no_data == "full" else Fraction(0)
            unknown = pl.col(item.id + DEN) == 0
            parts[-1] = (parts[-1][0], parts[-1][1].where(unknown, given - points.starts_at))
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
    exemptible = [item for item in sheet.items if item.when_no_data == "exempt" and item.id + DEN in columns]
    terms = {item.id: writer.terms(item) for item in sheet.items}
    printed = [writer.rounded(ratio).alias(column) for parts in terms.values() for column, ratio in parts]
    table = measured.with_columns(*printed, *((pl.col(item.id + DEN) == 0).alias(EXEMPT + item.id) for item in exemptible))

    sums = _sections(table, terms, writer)
    table = table.with_columns(sums.entries)
    lines = [expression.meta.output_name() for expression in (*printed, *sums.entries)]
    table = table.with_columns(pl.sum_horizontal([pl.col(name) for name in lines]).alias(_PRINTED))
    # bonus groups are no part of the full score: what is exempt there scales nothing
    bonus = [section.id for section in sheet.sections if section.beyond_full]
    in_base = [item for item in exemptible if item.section not in bonus]
    table = _ended(_totalled(table, sums, in_base, writer), writer)
    table = _zeroed(table, sheet)
    if in_base and sheet.all_exempt == "not_assessed":
        table = table.with_columns(pl.when(_none_left(in_base, sheet)).then(None).otherwise(pl.col(TOTAL)).alias(TOTAL))
    return table.select("subject", *(line.column for line in point_lines(sheet)), *(EXEMPT + item.id for item in exemptible), TOTAL)


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the sections come to.

    Attributes:
        base: exact sums of what the full score is made of; exempt items scale it up.
        beside: exact sums of what stands beside the full score: bonus groups, and items and sections that only add or
            deduct. A deduction of 5 stays one of 5 for somebody who is exempt from other items.
        entries: the entries of item and section caps.
    """

    base: list[Ratio]
    beside: list[Ratio]
    entries: list[pl.Expr]


def _sections(table: pl.DataFrame, terms: dict[str, list[tuple[str, Ratio]]], writer: _Scorer) -> _Sums:
    """Return the sum of each section, held at its maximum, from items held at their own ends."""
    columns = [column for parts in terms.values() for column, _ in parts]
    tops = bound(table, columns)
    exact = writer.rounding.line == "exact"
    sums = _Sums([], [], [])
    for section, items in _by_section(writer.sheet):
        parts: list[Ratio] = []
        printed: list[pl.Expr] = []
        for item in items:
            amounts = [ratio if exact else Ratio.units(pl.col(column), writer.unit, tops[column]) for column, ratio in terms[item.id]]
            shown = pl.sum_horizontal([pl.col(column) for column, _ in terms[item.id]])
            if isinstance(item.score, EachScore):
                total, entry = _capped(amounts, shown, _end(item.score.down_to), _end(item.score.up_to), writer)
                sums.entries.append(entry.alias(f"cap:item:{item.id}"))
                amounts, shown = [total], shown + entry
            parts += amounts
            printed.append(shown)
            if section is None:
                (sums.base if full_marks(item) else sums.beside).extend(amounts)
        if section is None:
            continue
        total, entry = _capped(parts, pl.sum_horizontal(printed) if printed else _ZERO, None, section.max, writer)
        sums.entries.append(entry.alias(f"cap:{section.id}"))
        weighs = not section.beyond_full and any(full_marks(item) for item in items)
        (sums.base if weighs else sums.beside).append(total)
    return sums


def _left(exemptible: list[Item], sheet: Sheet) -> Ratio:
    """Return the full marks that remain when exempt items have left the sheet."""
    gone = [Ratio.units(pl.col(EXEMPT + item.id).cast(pl.Int64), full_marks(item), 1).times(Fraction(-1)) for item in exemptible]
    return _summed([Ratio.fixed(sheet.full_score), *gone])


def _none_left(exemptible: list[Item], sheet: Sheet) -> pl.Expr:
    return _left(exemptible, sheet).num <= 0


def _totalled(table: pl.DataFrame, sums: _Sums, exemptible: list[Item], writer: _Scorer) -> pl.DataFrame:
    """Add the rounded total, and the entry that scales up what exempt items leave."""
    sheet, rounding = writer.sheet, writer.rounding
    # terms over one constant denominator add up cheaply; the others stay apart, lest their common one outgrow 127 bits
    constant = [term for term in sums.base if term.constant]
    base = [_summed(constant), *(term for term in sums.base if not term.constant)]
    scaled = _ZERO
    if exemptible:
        left, none_left = _left(exemptible, sheet), _none_left(exemptible, sheet)
        most = int(sheet.full_score * left.den_most)
        full = pl.lit(most, dtype=pl.Int64)
        factor = Ratio(full, pl.when(none_left).then(full).otherwise(left.num), most, most)
        base = [term.times_ratio(factor) for term in base]
        if sheet.all_exempt == "full":
            base = [base[0].where(none_left, sheet.full_score), *(term.where(none_left, Fraction(0)) for term in base[1:])]
        any_exempt = pl.any_horizontal([pl.col(EXEMPT + item.id) for item in exemptible])
        scaled = pl.when(any_exempt).then(pl.col(TOTAL) - pl.col(_PRINTED)).otherwise(_ZERO)
    total = rounded_sum(table, [*base, *sums.beside] or [Ratio.fixed(Fraction(0))], rounding.total, rounding.mode) * int(
        rounding.total / writer.unit
    )
    return table.with_columns(total.alias(TOTAL)).with_columns(scaled.alias("rescale"))


def _ended(table: pl.DataFrame, writer: _Scorer) -> pl.DataFrame:
    """Hold the total between floor and cap, and close the printed lines.

    Both ends are multiples of the total's rounding step (checked when the rulebook is loaded), so holding the rounded
    total between them is the same as rounding the held one.
    """
    ends = writer.sheet.total
    floor, cap = (writer.lit(end) if isinstance(end, Fraction) else None for end in (ends.floor, ends.cap))
    total, so_far = pl.col(TOTAL), pl.col(_PRINTED) + pl.col("rescale")
    over = _ZERO if cap is None else pl.when(total > cap).then(cap - so_far).otherwise(_ZERO)
    under = _ZERO if floor is None else pl.when(total < floor).then(floor - so_far).otherwise(_ZERO)
    table = table.with_columns(over.alias("cap"), under.alias("floor"), total.clip(floor, cap).alias(TOTAL))
    return table.with_columns((total - so_far - pl.col("cap") - pl.col("floor")).alias("rounding"))


def _zeroed(table: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """Take the whole total from those a veto leaves nothing."""
    for veto in sheet.vetoes:
        if veto.effect.score == "zero":
            hit = pl.col(f"{VETO}{veto.id}") >= veto.when.at_least
            table = table.with_columns(
                pl.when(hit).then(-pl.col(TOTAL)).otherwise(_ZERO).alias(f"{ZEROED}{veto.id}"),
                pl.when(hit).then(_ZERO).otherwise(pl.col(TOTAL)).alias(TOTAL),
            )
    return table


def _capped(parts: list[Ratio], printed: pl.Expr, low: Fraction | None, high: Fraction | None, writer: _Scorer) -> tuple[Ratio, pl.Expr]:
    """Return the sum of *parts* held between *low* and *high*, and the entry that brings the *printed* lines there."""
    total = _summed(parts)
    entry = _ZERO
    if high is not None:
        entry = pl.when(total.above(high)).then(writer.rounded(Ratio.fixed(high)) - printed).otherwise(entry)
    if low is not None:
        entry = pl.when(~total.at_least(low)).then(writer.rounded(Ratio.fixed(low)) - printed).otherwise(entry)
    return total.clip(low, high), entry


def _summed(parts: list[Ratio]) -> Ratio:
    ordered = sorted(parts, key=lambda part: not part.constant)
    return reduce(Ratio.plus, ordered) if ordered else Ratio.fixed(Fraction(0))
