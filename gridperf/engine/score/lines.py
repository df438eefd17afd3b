"""Every amount of a sheet has one printed line, and the lines stand in the order of paper."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from fractions import Fraction

from gridperf.exact import decimals
from gridperf.rulebook.edition import Rounding
from gridperf.rulebook.scoring import EachScore, Item, Section, Sheet, ShortScore

__all__ = [
    "ADJUSTED",
    "ADJUSTED_UNITS",
    "ELIGIBLE",
    "EXEMPT",
    "FULL_IF",
    "LIFTED",
    "MEAN",
    "MEAN_UNIT",
    "NOTE",
    "OPENS_AT",
    "PEOPLE",
    "REPEATED",
    "TARGET",
    "TOTAL",
    "VETO",
    "ZEROED",
    "PointLine",
    "by_section",
    "point_digits",
    "point_lines",
]

TOTAL = "total"
"""Column of the total, in units of 10^-digits; empty for a subject that is not assessed."""
EXEMPT = "exempt:"
"""Prefix of the columns that say whether an item is exempt."""
VETO = "veto:"
"""Prefix of the columns that say how often a veto's event happened."""
ZEROED = "zeroed:"
"""Prefix of the columns of what a veto takes from the total."""
OPENS_AT = "opens_at"
"""Column and item of the points everybody opens with."""
FULL_IF = "full_if"
"""Column of how often happened what full marks hang on, and item of the line that lifts a total to them."""
LIFTED = "lifted"
"""Column of what lifts a total to full marks."""
ELIGIBLE = "eligible"
"""Column of the days or months somebody served."""
TARGET = "target"
"""Level under which an item's target stands, where it differs from subject to subject or from period to period."""
MEAN = "mean"
"""Level under which stands what others' points of an item come to, in `MEAN_UNIT`, for whoever gets their mean."""
MEAN_UNIT = Fraction(1, 10**6)
"""What they are counted in."""
PEOPLE = "people"
"""Level under which stands how many others those are: 0 where nobody in the scope has data, empty for whoever has."""
ADJUSTED = "adjusted"
"""Level under which stands what decisions on appeals add to an item, in millionths of a point."""
ADJUSTED_UNITS = 10**6
"""How many of them make a point."""
NOTE = "\0note:"
"""Prefix of the columns that say by which decision an item was adjusted."""
REPEATED = "repeated"
"""Level of the line of occurrences from the one on that counts otherwise."""


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
    steps += [section.min for section in sheet.sections if isinstance(section.min, Fraction)]
    steps += [sheet.opens_at] if sheet.opens_at is not None else []
    steps += [end for end in (sheet.total.floor, sheet.total.cap) if isinstance(end, Fraction)]
    if isinstance(rounding.line, Fraction):
        steps.append(rounding.line)
    return max(decimals(step) for step in steps)


def point_lines(sheet: Sheet, columns: Container[str] = ()) -> list[PointLine]:
    """Return the lines of *sheet* in the order of paper: sections with their items and caps, then what moves the total.

    Args:
        sheet: the sheet.
        columns: what was measured: an item that decisions on appeals adjust has a line for it.
    """
    lines: list[PointLine] = []
    if sheet.opens_at is not None:
        lines.append(PointLine(OPENS_AT, "item", OPENS_AT, "期初分", sheet.total.clause))
    for section, items in by_section(sheet):
        for item in items:
            lines += _item_lines(item, adjusted=f"{item.id}|{ADJUSTED}" in columns)
        if section is not None:
            lines.append(PointLine(f"cap:{section.id}", "cap", section.id, f"{section.name}封顶", section.clause))
            if isinstance(section.min, Fraction):
                lines.append(PointLine(f"floor:{section.id}", "floor", section.id, f"{section.name}托底", section.clause))
    clause = sheet.total.clause
    lines.append(PointLine("rescale", "rescale", "rescale", "免考项折算", clause))
    lines.append(PointLine("cap", "cap", "total", "总分封顶", clause))
    lines.append(PointLine("floor", "floor", "total", "总分托底", clause))
    lines.append(PointLine("rounding", "rounding", "total", "尾差", clause))
    if sheet.full_if is not None:
        lines.append(PointLine(LIFTED, "full", FULL_IF, sheet.full_if.name, sheet.full_if.clause))
    lines += [
        PointLine(f"{ZEROED}{veto.id}", "veto", veto.id, veto.name, veto.clause) for veto in sheet.vetoes if veto.effect.score == "zero"
    ]
    return lines


def _item_lines(item: Item, *, adjusted: bool) -> list[PointLine]:
    points = item.score
    beside = [PointLine(f"adjust:{item.id}", "adjustment", item.id, f"{item.name}（申诉调整）", item.clause)] if adjusted else []
    plain = PointLine(f"item:{item.id}", "item", item.id, item.name, item.clause, None, item)
    if not isinstance(points, (EachScore, ShortScore)):
        return [plain, *beside]
    lines: list[PointLine] = []
    if points.starts_at:
        lines.append(PointLine(f"start:{item.id}", "item", item.id, f"{item.name}（起始分）", item.clause))
    if isinstance(points, EachScore):
        lines += [replace(plain, column=f"item:{item.id}|{level}", level=level) for level in points.by_level or {}]
    if points.each is not None:
        lines.append(plain)
    if isinstance(points, EachScore) and points.repeated is not None:
        lines.append(replace(plain, column=f"item:{item.id}|{REPEATED}", level=REPEATED))
    return [*lines, *beside, PointLine(f"cap:item:{item.id}", "cap", item.id, f"{item.name}限额", item.clause)]


def by_section(sheet: Sheet) -> list[tuple[Section | None, list[Item]]]:
    """Return the sections with their items, and last, under None, the items outside sections."""
    groups: list[tuple[Section | None, list[Item]]] = [
        (section, [item for item in sheet.items if item.section == section.id]) for section in sheet.sections
    ]
    loose = [item for item in sheet.items if item.section is None]
    return [*groups, (None, loose)] if loose else groups
