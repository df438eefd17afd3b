"""Sheets that take one another's results are filled in one after another; two that need each other cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gridperf.rulebook.elsewhere import Result
from gridperf.rulebook.measures import Amount, Formula, Measure
from gridperf.rulebook.scoring import Sheet

__all__ = ["circle_of", "needed_by", "sheets_in_order"]


def needed_by(sheet: Sheet, amount: Callable[[Measure], Amount | None]) -> list[str]:
    """Return the ids of the sheets whose results of the same period *sheet* takes, in the order of its items."""
    amounts = (amount(item.measure) for item in sheet.items)
    taken = (part for one in amounts for part in (one.using.values() if isinstance(one, Formula) else (one,)))
    return [one.result.sheet for one in taken if isinstance(one, Result) and not one.result.is_earlier]


def circle_of(sheets: Sequence[Sheet], amount: Callable[[Measure], Amount | None]) -> list[str]:
    """Return the ids of sheets that need one another, the first one again at the end; empty if there are none."""
    needs = {sheet.id: needed_by(sheet, amount) for sheet in sheets}

    def walk(path: list[str]) -> list[str]:
        for name in needs.get(path[-1], ()):
            if name in path:
                return [*path[path.index(name) :], name]
            if found := walk([*path, name]):
                return found
        return []

    return next((found for name in needs if (found := walk([name]))), [])


def sheets_in_order(sheets: Sequence[Sheet], amount: Callable[[Measure], Amount | None]) -> list[Sheet]:
    """Return *sheets* so that each stands after those whose results it takes; `check` has found that there is such an order."""
    by_id = {sheet.id: sheet for sheet in sheets}
    ordered: dict[str, Sheet] = {}

    def add(sheet: Sheet) -> None:
        for name in needed_by(sheet, amount):
            if name in by_id and name not in ordered:
                add(by_id[name])
        ordered.setdefault(sheet.id, sheet)

    for sheet in sheets:
        add(sheet)
    return list(ordered.values())
