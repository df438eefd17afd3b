"""What happened to somebody in an example is read off its results, and nowhere computed a second way but for bands.

A band is found by comparing the exact ratio with the bands in their order, which is how the rulebook says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from gridperf.engine.score import MEAN, PEOPLE
from gridperf.rulebook.examples import Case
from gridperf.rulebook.expectations import Found, Row
from gridperf.rulebook.no_data import AverageOf
from gridperf.rulebook.paying import ByGradeLine
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.scoring import BandScore, EachScore, Item, PointBand, Sheet

__all__ = ["Key", "band_of", "reached"]

Key = tuple[str, ...]
"""A kind of element and what tells it from others of its kind."""

_NOT_ASSESSED = "not_assessed"


def reached(case: Case, found: Found, rules: Rulebook) -> set[Key]:
    """Return everything that happened to somebody in *case*."""
    every = rules.period(case.period).every
    sheets = {sheet.id: sheet for sheet in rules.edition.sheets}
    seen: set[Key] = set()
    for sheet in sheets.values():
        if sheet.every == every:
            seen |= set(_measured(sheet, found))
    seen |= set(_noted(found.rows("entries"), sheets))
    for row in found.rows("grades"):
        scale = row["sheet"] if row["sheet"] in sheets and sheets[row["sheet"]].every == every else every
        if row["grade"] is not None:
            seen.add(("grade", scale, row["grade"]))
        if row["decided_by"] == "steps":
            order = [band.grade for band in rules.edition.scale(sheets[row["sheet"]], every)]
            up = order.index(row["uncapped_grade"]) < order.index(row["grade"])
            seen.add(("steps", scale, "up" if up else "down"))
        if row["decided_by"] == "quota":
            seen.add(("quota", scale, row["uncapped_grade"]))
        if row["decided_by"] in ("last", "tie"):
            seen.add(("quota", scale, row["grade"]))
        if row["decided_by"] == "tie":
            seen.add(("ties", scale, row["grade"]))  # one of those with equal totals holds the grade that is limited
        if row["decided_by"] == "veto" and row["sheet"] in sheets:
            seen |= {("veto", row["sheet"], veto.id) for veto in sheets[row["sheet"]].vetoes if veto.clause == row["clause"]}
    seen |= {("action", row["action"]) for row in found.rows("actions")}
    seen |= {("step", row["step"]) for row in found.rows("schedule")}
    for row in found.rows("accounts"):
        if row["earned"]:
            seen.add(("account", row["account"]))
        if row["spent"]:
            goods = case.tables["redemptions"]["goods"].to_list()
            seen |= {("goods", row["account"], name) for name in goods if name is not None}
    return seen | set(_values(case, rules)) | set(_paid(found, rules))


def band_of(bands: Sequence[Any], value: Fraction) -> int | None:
    """Return the position of the first of *bands* that holds *value*; None if none does."""
    for position, band in enumerate(bands):
        if band.otherwise is not None:
            return position
        if (
            (band.at_least is None or value >= band.at_least)
            and (band.above is None or value > band.above)
            and (band.at_most is None or value <= band.at_most)
            and (band.below is None or value < band.below)
        ):
            return position
    return None


def _measured(sheet: Sheet, found: Found) -> Iterator[Key]:
    items = {item.id: item for item in sheet.items}
    for row in found.rows("measures"):
        if row["sheet"] != sheet.id or row["item"] not in items:
            continue
        item = items[row["item"]]
        if isinstance(item.when_no_data, AverageOf) and row["level"] in (MEAN, PEOPLE):
            if row["level"] == PEOPLE:
                yield "no-data", sheet.id, item.id, "average_of" if row["numerator"] else "otherwise"
            continue
        if not row["denominator"]:
            yield "no-data", sheet.id, item.id
            continue
        if row["numerator"]:
            yield "item", sheet.id, item.id
            if row["level"]:
                yield "level", sheet.id, item.id, row["level"]
        position = _band(item, row)
        if position is not None:
            yield "item", sheet.id, item.id
            yield "band", sheet.id, item.id, str(position)


def _band(item: Item, row: Row) -> int | None:
    if not isinstance(item.score, BandScore):
        return None
    bands: Sequence[PointBand] = item.score.bands
    return band_of(bands, Fraction(row["numerator"], row["denominator"]))


def _noted(rows: Sequence[Row], sheets: dict[str, Sheet]) -> Iterator[Key]:
    """Yield what the point entries tell: limits that were met, caps and floors that bit, vetoes that took points."""
    for row in rows:
        sheet = sheets.get(row["sheet"])
        if sheet is None:
            continue
        if row["kind"] in ("cap", "floor"):
            if any(section.id == row["item"] for section in sheet.sections):
                yield "section", sheet.id, row["item"], "max" if row["kind"] == "cap" else "min"
            else:
                yield "total", sheet.id, row["kind"]
        if row["kind"] == "veto":
            yield "veto", sheet.id, row["item"]
        for item in sheet.items:
            if row["kind"] == "item" and item.id == row["item"] and isinstance(item.score, EachScore):
                for end in ("up_to", "down_to"):
                    limit = getattr(item.score, end)
                    if isinstance(limit, Fraction) and Fraction(row["amount"]) == limit:
                        yield "limit", sheet.id, item.id, end


def _values(case: Case, rules: Rulebook) -> Iterator[Key]:
    """Yield the named numbers that somebody on the roster stands under."""
    for name, value in rules.edition.values.items():
        if value.columns:
            for row in case.tables["roster"].iter_rows(named=True):
                yield "value", name, *(str(row.get(column)) for column in value.columns)


def _paid(found: Found, rules: Rulebook) -> Iterator[Key]:
    rows = found.rows("pay")
    grades: dict[str, list[str]] = {}
    for row in found.rows("grades"):
        grades.setdefault(row["subject"], []).append(row["grade"] or _NOT_ASSESSED)
    for line in rules.edition.pay:
        for row in rows:
            amount = row.get(line.id)
            if amount is None:
                continue
            if amount:
                yield "pay", line.id
            if isinstance(line.line, ByGradeLine):
                yield from (("pay-grade", line.id, grade) for grade in grades.get(row["subject"], []))
            cap = getattr(line.line, "cap", None)
            if isinstance(cap, Fraction) and abs(Fraction(amount)) == cap:
                yield "pay-cap", line.id
