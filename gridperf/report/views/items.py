"""The lines of a sheet as paper shows them: which item is a ratio, its full marks, and which entries are one line.

Nothing is scored here; amounts come from the entries and are only written out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gridperf.assessment.working import parts_of
from gridperf.exact import decimals
from gridperf.report.views import figures
from gridperf.report.views.common import assumed, takes_totals
from gridperf.rulebook.marks import full_marks
from gridperf.rulebook.measures import can_lack_data
from gridperf.rulebook.scoring import BandScore, EachScore, ShareScore, ShortScore

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.rulebook.scoring import Item, Sheet

__all__ = ["Line", "SheetItems", "sheet_items"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the points ledger.

    Attributes:
        no: number of an item; empty for an adjustment and for further lines of an item.
        kind: kind of entry, as in the result table `entries`.
        name: name in the county's words.
        clause: clause it rests on.
        quantity: `41/42` for a ratio, `3` for a count; empty where nothing is counted.
        rate: points for one; empty where there is none.
        percent: the ratio as a percentage, for reading.
        full: full marks; `+6` where they come on top of the full score; empty where the item has none.
        points: what it gave.
        note: band, level or policy.
        assumed: the document does not publish its numbers.
        imported: its figure was typed in.
    """

    no: str
    kind: str
    name: str
    clause: str
    quantity: str
    rate: str
    percent: str
    full: str
    points: str
    note: str
    assumed: bool = False
    imported: bool = False


@dataclass(frozen=True)
class SheetItems:
    """A sheet's items by id, for writing out its entries.

    Attributes:
        name: name of the sheet; empty if the rulebook has no such sheet.
        sheet: the sheet.
        parts: how many parts of one the quantity of an item is counted in, by its id and lower side.
        counted: ids of items that count things, and are no ratios.
        made: ids of items whose quantity is made from what was measured: whole lots, what is missing to a target.
        digits: the fewest digits points are written with.
        assumed: ids of items whose numbers the document does not publish.
        typed: ids of items that take figures that were typed in, alone or among others.
    """

    name: str
    sheet: Sheet | None
    parts: Callable[[str, int], int]
    counted: frozenset[str]
    made: frozenset[str]
    digits: int
    assumed: frozenset[str] = frozenset()
    typed: frozenset[str] = frozenset()

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Return the items by id."""
        return {item.id: item for item in self.sheet.items} if self.sheet else {}

    @cached_property
    def beyond(self) -> frozenset[str]:
        """Return the sections whose points come on top of the full score."""
        return frozenset(section.id for section in self.sheet.sections if section.beyond_full) if self.sheet else frozenset()

    @cached_property
    def veto_by_clause(self) -> Mapping[str, str]:
        """Return the names of the vetoes by clause."""
        return {figures.clean(veto.clause): veto.name for veto in self.sheet.vetoes} if self.sheet else {}

    def lines(self, rows: Sequence[Mapping[str, Any]], digits: int, scaled: Mapping[int, str] | None = None) -> Iterator[Line]:
        """Yield the lines of *rows*, entries of one subject on this sheet in order of paper; together they are the same amount.

        Left out are adjustments of nothing, and the levels of an item at which nothing happened; an item at which nothing
        happened at all keeps one line.

        Args:
            rows: the entries.
            digits: digits after the point of points.
            scaled: the working of entries that scale up what exempt items leave, by line.
        """
        no, scaled = 0, scaled or {}
        for (is_item, name), group in groupby(rows, key=lambda row: (row["kind"] == "item", row["item"])):
            found = list(group)
            moved = [row for row in found if row["amount"] or (is_item and row["numerator"])]
            if not is_item:
                yield from (self._line(row, digits, working=scaled.get(row["line"], "")) for row in moved)
                continue
            no += 1
            idle = not moved and len(found) > 1
            for at, row in enumerate(moved or found[-1:]):
                yield self._line(row, digits, no="" if at else str(no), full="" if at else self.full.get(name, ""), idle=idle)

    def _line(self, row: Mapping[str, Any], digits: int, *, no: str = "", full: str = "", idle: bool = False, working: str = "") -> Line:
        quantity, rate, percent = (figures.clean(working), "", "") if working else self._quantity(row)
        return Line(
            no=no,
            kind=row["kind"],
            name=figures.clean(row["name"]),
            clause=figures.clean(row["clause"]),
            quantity=quantity,
            rate="" if idle else rate,
            percent=percent,
            full=full,
            points=figures.points(row["amount"], digits),
            note="" if idle else figures.clean(row["note"]),
            assumed=bool(no) and row["item"] in self.assumed,
            imported=row["kind"] == "item" and row["item"] in self.typed,
        )

    @cached_property
    def full(self) -> Mapping[str, str]:
        """Return the full marks of the items that have any; `+6` where they come on top of the full score."""
        marks = {name: (full_marks(item), item.section) for name, item in self.items.items()}
        return {name: ("+" if section in self.beyond else "") + figures.number(most) for name, (most, section) in marks.items() if most}

    def _quantity(self, row: Mapping[str, Any]) -> tuple[str, str, str]:
        """Return quantity, rate and percentage of an entry."""
        num, den, rate = row["numerator"], row["denominator"], row["rate"]
        if num is None:
            return "", "", ""
        if row["kind"] == "period":
            return figures.number(rate), "", ""
        if row["item"] in self.made and row["kind"] == "item" and den:
            return figures.number(Fraction(num, den)), figures.number(rate), ""
        parts = self.parts(row["item"], den) if row["kind"] == "item" and den else 1
        count, over = Fraction(num, parts), None if den is None else Fraction(den, parts)
        is_ratio = row["kind"] == "item" and row["item"] not in self.counted and over is not None and not (parts > 1 and over == 1)
        if not is_ratio:
            # a band gives its points once, however many there are
            banded = row["kind"] == "item" and row["item"] in self.items and isinstance(self.items[row["item"]].score, BandScore)
            return figures.number(count), "" if banded else figures.number(rate), ""
        return f"{figures.number(count)}/{figures.number(over)}", "", figures.percent(num, den)


def sheet_items(assessment: Assessment, sheet_id: str) -> SheetItems:
    """Return the items of sheet *sheet_id* of the assessment's rulebook."""
    rulebook = assessment.rulebook
    rounding = rulebook.edition.rounding
    steps = [rounding.total] if rounding.line == "exact" else [rounding.total, rounding.line]
    digits = max(decimals(step) for step in steps)
    sheet = next((sheet for sheet in rulebook.edition.sheets if sheet.id == sheet_id), None)
    if sheet is None:
        return SheetItems("", None, lambda _item, _under: 1, frozenset(), frozenset(), digits)
    amounts = {item.id: rulebook.measure(item.measure) for item in sheet.items}
    items = {item.id: item for item in sheet.items}
    # a share of a number is the number over its target
    shared = frozenset(item.id for item in sheet.items if isinstance(item.score, ShareScore))
    counted = frozenset(name for name, amount in amounts.items() if not can_lack_data(amount)) - shared
    made = frozenset(item.id for item in sheet.items if _made(item))
    unpublished = frozenset(item.id for item in sheet.items if assumed(item, rulebook.edition))
    typed = frozenset(name for name, amount in amounts.items() if takes_totals(amount))

    def parts(name: str, under: int) -> int:
        return parts_of(items[name], under, rulebook) if name in items else 1

    return SheetItems(sheet.name, sheet, parts, counted, made, digits, unpublished, typed)


def _made(item: Item) -> bool:
    """Return whether the quantity of *item*'s lines is not what was measured, but made from it."""
    points = item.score
    return isinstance(points, ShortScore) or (isinstance(points, EachScore) and bool(points.lot or points.beyond or points.repeated))
