"""A change that no records could tell apart is not made: a limit nothing can reach, moved further away.

What is left out is proved from the marks a sheet can give, never from the examples; whatever cannot be proved is made, and needs an
example or a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gridperf.rulebook.edition import Edition
from gridperf.rulebook.marks import lows_of, range_of, sum_of_ends
from gridperf.rulebook.numbers import parse_exact
from gridperf.rulebook.paying import ByScoreLine
from gridperf.rulebook.scoring import Sheet
from gridperf.trials.mutants import Mutant

__all__ = ["limits_without_effect", "makes_no_difference"]

Limits = dict[tuple[str | int, ...], tuple[str, Fraction]]
"""Path of a limit → on which side of it nothing lies (`above` or `below`), and where it stands."""


def limits_without_effect(edition: Edition) -> Limits:
    """Return the limits of *edition* that nothing gets beyond."""
    return dict(_of(edition))


def makes_no_difference(mutant: Mutant, limits: Limits) -> bool:
    """Return whether *mutant* moves one of *limits* to where nothing lies."""
    if mutant.at not in limits or mutant.kind != "set":
        return False
    side, now = limits[mutant.at]
    new = parse_exact(mutant.value)
    return new > now if side == "above" else new < now


def _of(edition: Edition) -> Iterator[tuple[tuple[str | int, ...], tuple[str, Fraction]]]:
    for at, sheet in enumerate(edition.sheets):
        if not sheet.scored:
            continue
        least, most = _totals(sheet)
        if isinstance(sheet.total.cap, Fraction) and most is not None and most <= sheet.total.cap:
            yield ("sheets", at, "total", "cap"), ("above", sheet.total.cap)
        if isinstance(sheet.total.floor, Fraction) and least is not None and least >= sheet.total.floor:
            yield ("sheets", at, "total", "floor"), ("below", sheet.total.floor)
        for place, section in enumerate(sheet.sections):
            low, high = sum_of_ends(sheet, section, 0), sum_of_ends(sheet, section, 1)
            if high is not None and high <= section.max:
                yield ("sheets", at, "sections", place, "max"), ("above", section.max)
            if isinstance(section.min, Fraction) and low is not None and low >= section.min:
                yield ("sheets", at, "sections", place, "min"), ("below", section.min)
    sheets = {sheet.id: sheet for sheet in edition.sheets if sheet.scored}
    for at, line in enumerate(edition.pay):
        formula = line.line
        paid = sheets.get(line.sheet) if line.sheet else next(iter(sheets.values())) if len(sheets) == 1 else None
        if not isinstance(formula, ByScoreLine) or not isinstance(formula.at_most, Fraction) or paid is None or line.every is not None:
            continue
        cap = paid.total.cap
        if isinstance(cap, Fraction) and max(cap / paid.full_score, formula.not_assessed) <= formula.at_most:
            yield ("pay", at, "line", "at_most"), ("above", formula.at_most)


def _totals(sheet: Sheet) -> tuple[Fraction | None, Fraction | None]:
    """Return totals of *sheet* that none lies below or above; None if there may be any.

    Scaling for exempt items brings the rest to the full score at most; a veto or `full_if` brings a total to 0 or the full score.
    """
    ranges = [range_of(item) for item in sheet.items]
    lows = [low for low in lows_of(sheet) if low is not None]
    highs = [high for _, high in ranges if high is not None]
    opens_at = sheet.opens_at or Fraction(0)
    scaled = any(item.fallback == "exempt" for item in sheet.items)
    # what only deducts is not scaled, but marks that can be negative and are scaled have no bound here
    least = min(opens_at + sum(lows, Fraction(0)), Fraction(0)) if len(lows) == len(lows_of(sheet)) else None
    bonus = {section.id for section in sheet.sections if section.beyond_full}
    beyond = sum((range_of(item)[1] or Fraction(0) for item in sheet.items if item.section in bonus), Fraction(0))
    most = max(opens_at + sum(highs, Fraction(0)), sheet.full_score + beyond) if len(highs) == len(ranges) else None
    return (None if scaled and least else least), most
