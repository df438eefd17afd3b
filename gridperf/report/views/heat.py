"""Item means by street: of those to whom an item applied, its points with its own caps, rounded for reading only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from gridperf.engine.quantity import LEFT_OUT
from gridperf.exact import as_decimal, round_fraction
from gridperf.report.views import figures
from gridperf.rulebook.marks import full_marks

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.rulebook.scoring import Item

__all__ = ["Cell", "Heat", "HeatRow", "heat_of"]

_ACROSS = 10
"""Streets beside each other on one block; more make further blocks."""
_LOW = (Fraction(19, 20), Fraction(17, 20), Fraction(7, 10))
"""Shares of full marks below which a mean is shaded light, middle and dark."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One mean; `level` 0–3 says how far it is below full marks, empty text where the item applied to nobody."""

    mean: str
    level: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One item: its full marks, its mean over all, and by street."""

    name: str
    full: str
    together: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Item means in blocks of streets: the streets of each block, and the items' rows for them."""

    blocks: tuple[tuple[tuple[str, ...], tuple[HeatRow, ...]], ...]


def heat_of(assessment: Assessment, sheet_id: str, where: pl.DataFrame) -> Heat:
    """Return the item means of one sheet.

    Args:
        assessment: the assessment.
        sheet_id: the sheet.
        where: `subject` and `street`.
    """
    sheet = next((sheet for sheet in assessment.rulebook.edition.sheets if sheet.id == sheet_id), None)
    entries = assessment.entries.filter((pl.col("sheet") == sheet_id) & (pl.col("ledger") == "points"))
    if sheet is None or not entries.filter(pl.col("kind") == "item").height:
        return Heat(())
    exempt = [item.id for item in sheet.items if item.fallback == "exempt"]  # unless the mean of others stood in
    assessed = assessment.scores.filter((pl.col("sheet") == sheet_id) & pl.col("total").is_not_null()).select("subject")
    found = entries.filter(pl.col("item").is_in([item.id for item in sheet.items]) & pl.col("kind").is_in(["item", "cap"]))
    found = found.filter(
        ~((pl.col("denominator") == 0) & pl.col("item").is_in(exempt) & pl.col("note").str.ends_with(LEFT_OUT)).fill_null(value=False)
    )
    found = found.join(assessed, on="subject", how="semi").join(where, on="subject", how="left")
    summed = found.group_by("item", "street").agg(pl.col("amount").sum(), pl.col("subject").n_unique().alias("people"))
    sums = {(row[0], row[1]): (Fraction(row[2]), row[3]) for row in summed.iter_rows()}
    streets = sorted({street for _, street in sums})
    blocks = [streets[at : at + _ACROSS] for at in range(0, len(streets), _ACROSS)]
    beyond = frozenset(section.id for section in sheet.sections if section.beyond_full)
    return Heat(
        tuple(
            (tuple(map(figures.clean, block)), tuple(_row(item, block, streets, sums, beyond) for item in sheet.items)) for block in blocks
        )
    )


def _row(
    item: Item, block: Sequence[str], streets: Sequence[str], sums: dict[tuple[str, str], tuple[Fraction, int]], beyond: frozenset[str]
) -> HeatRow:
    full = Fraction(0) if item.section in beyond else full_marks(item)
    every = [sums[item.id, street] for street in streets if (item.id, street) in sums]
    return HeatRow(
        figures.clean(item.name),
        figures.number(full) if full else "",
        _cell(every, full),
        tuple(_cell([sums[item.id, street]] if (item.id, street) in sums else [], full) for street in block),
    )


def _cell(parts: Sequence[tuple[Fraction, int]], full: Fraction) -> Cell:
    people = sum(count for _, count in parts)
    if not people:
        return Cell("", 0)
    mean = sum((amount for amount, _ in parts), Fraction(0)) / people
    level = sum(mean < full * share for share in _LOW) if full else 0
    return Cell(figures.points(as_decimal(round_fraction(mean, Fraction(1, 100), "half_up")), 2), level)
