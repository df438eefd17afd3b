"""A section is the sum of its items, each held at its own ends, held between the section's minimum and maximum."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import polars as pl

from gridperf.engine.score.items import Scorer
from gridperf.engine.score.lines import OPENS_AT, by_section
from gridperf.ratios import Ratio, bound
from gridperf.rulebook.marks import full_marks
from gridperf.rulebook.scoring import EachScore, Item, ShortScore

__all__ = ["Sums", "ends_of", "summed", "summed_sections"]

_ZERO = pl.lit(0, dtype=pl.Int64)


@dataclass(frozen=True, slots=True)
class Sums:
    """What the sections come to.

    Attributes:
        base: exact sums of what the full score is made of; exempt items scale it up.
        beside: exact sums of what stands beside the full score: bonus groups, and items and sections that only add or
            deduct. A deduction of 5 stays one of 5 for somebody who is exempt from other items.
        entries: the entries of item and section caps, and of section floors.
    """

    base: list[Ratio]
    beside: list[Ratio]
    entries: list[pl.Expr]


def summed_sections(table: pl.DataFrame, terms: dict[str, list[tuple[str, Ratio]]], writer: Scorer) -> Sums:
    """Return the sum of each section, held at its maximum and minimum, from items held at their own ends."""
    columns = [column for parts in terms.values() for column, _ in parts]
    tops = bound(table, columns)
    exact = writer.rounding.line == "exact"
    sums = Sums([], [], [])
    if writer.sheet.opens_at is not None:
        opens_at = writer.printed(writer.sheet.opens_at)
        sums.base.append(Ratio.fixed(opens_at))
        sums.entries.append(writer.lit(opens_at).alias(OPENS_AT))
    for section, items in by_section(writer.sheet):
        parts: list[Ratio] = []
        printed: list[pl.Expr] = []
        for item in items:
            amounts = [ratio if exact else Ratio.units(pl.col(column), writer.unit, tops[column]) for column, ratio in terms[item.id]]
            shown = pl.sum_horizontal([pl.col(column) for column, _ in terms[item.id]])
            if isinstance(item.score, (EachScore, ShortScore)):
                total, over, under = _capped(amounts, shown, *ends_of(item), writer)
                sums.entries.append((over + under).alias(f"cap:item:{item.id}"))
                amounts, shown = [total], shown + over + under
            parts += amounts
            printed.append(shown)
            if section is None:
                (sums.base if full_marks(item) else sums.beside).extend(amounts)
        if section is None:
            continue
        least = section.min if isinstance(section.min, Fraction) else None
        total, over, under = _capped(parts, pl.sum_horizontal(printed) if printed else _ZERO, least, section.max, writer)
        sums.entries.append(over.alias(f"cap:{section.id}"))
        if least is not None:
            sums.entries.append(under.alias(f"floor:{section.id}"))
        weighs = not section.beyond_full and any(full_marks(item) for item in items)
        (sums.base if weighs else sums.beside).append(total)
    return sums


def ends_of(item: Item) -> tuple[Fraction | None, Fraction | None]:
    """Return where the points of an item that counts end below and above; nothing holds the points of the others."""
    if not isinstance(item.score, (EachScore, ShortScore)):
        return None, None
    high = item.score.up_to if isinstance(item.score, EachScore) else None
    low = item.score.down_to
    return (low if isinstance(low, Fraction) else None), (high if isinstance(high, Fraction) else None)


def _capped(
    parts: list[Ratio], printed: pl.Expr, low: Fraction | None, high: Fraction | None, writer: Scorer
) -> tuple[Ratio, pl.Expr, pl.Expr]:
    """Return the sum of *parts* held between *low* and *high*, and what brings the *printed* lines down, or up, to there."""
    total = summed(parts)
    over = under = _ZERO
    if high is not None:
        over = pl.when(total.above(high)).then(writer.rounded(Ratio.fixed(high)) - printed).otherwise(_ZERO)
    if low is not None:
        under = pl.when(~total.at_least(low)).then(writer.rounded(Ratio.fixed(low)) - printed).otherwise(_ZERO)
    return total.clip(low, high), over, under


def summed(parts: list[Ratio]) -> Ratio:
    """Return the sum of *parts*; those over one constant denominator are added first."""
    ordered = sorted(parts, key=lambda part: not part.constant)
    return reduce(Ratio.plus, ordered) if ordered else Ratio.fixed(Fraction(0))
