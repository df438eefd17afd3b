"""What has to hold within a report by itself: nothing here looks at anything but the rows the report prints.

A law is given the lists of a report and yields what does not follow: the place, what stands there, and what the rows give.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gridperf.capitals import to_capitals
from gridperf.errors import Problem
from gridperf.report.listing import Listed, lists_of
from gridperf.report.views import figures

__all__ = ["CHECKED", "unfounded"]

Wrong = Iterator[tuple[str, str, str]]
_NUMBER = re.compile(rf"{figures.MINUS}?\d[\d,]*(?:\.\d+)?")
_ZERO = Decimal(0)


def unfounded(name: str, evidence: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield P126 for whatever of the *evidence* of the file *name* does not follow from its rows."""
    lists, facts = lists_of(evidence), dict(evidence["facts"])
    for law in (_columns, *_LAWS.get(evidence["report"], ())):
        for place, stated, found in law(lists, facts):
            if stated != found:
                yield Problem("P126", values={"file": name, "place": place, "stated": stated or "—", "found": found or "—"})


# --- of every report -------------------------------------------------------------------------------------------------


def _columns(lists: Sequence[Listed], _facts: Mapping[str, str]) -> Wrong:
    """Every amount in a row of sums is the sum of what stands above it."""
    for one in lists:
        for head, stated in zip(one.columns, one.sums, strict=False):
            if head.kind == "yuan" and one.rows:
                yield _place(one, head.name), stated, figures.money(_sum(one.of(head.id)))


# --- the pay sheet ---------------------------------------------------------------------------------------------------


def _pay(lists: Sequence[Listed], facts: Mapping[str, str]) -> Wrong:
    """Rows add up across, streets to the whole, the whole is what stands in figures and capitals, and nobody is left out or twice."""
    streets = [one for one in lists if one.id == "people"]
    (together,) = (one for one in lists if one.id == "together")
    lines = [head.id for head in together.columns if head.kind == "yuan" and head.id != "gross"]
    people = [dict(zip((head.id for head in one.columns), row, strict=True)) for one in streets for row in one.rows]
    for row in people:
        yield f"{row['subject']} gross", row["gross"], figures.money(_sum(row[line] for line in lines))
    for at, head in enumerate(together.columns):
        if head.kind == "yuan":
            yield f"together {head.name}", together.sums[at], figures.money(_sum(one.sums[at] for one in streets))
    yield "no", " ".join(row["no"] for row in people), " ".join(str(at + 1) for at in range(len(people)))
    yield "subject", str(len(people)), str(len({row["subject"] for row in people}))
    gross, count = together.sums[-1], str(len(people))
    for one in (*streets, together):
        yield one.said, _last(one.said), str(len(one.rows)) if one in streets else count
    yield "control", " ".join(_NUMBER.findall(facts["control"])), f"{count} {gross}"
    yield "capitals", facts["capitals"].rpartition("¥")[2], gross
    spelled = to_capitals(_amount(gross))
    if spelled not in facts["capitals"]:
        yield "capitals", facts["capitals"], spelled


def _pools(lists: Sequence[Listed], _facts: Mapping[str, str]) -> Wrong:
    """What a pool had is what became of it, and what it paid is what the people of the sheet have of it."""
    (together,) = (one for one in lists if one.id == "together")
    for one in lists:
        if one.id == "pool":
            ids = [head.id for head in one.columns]
            for row in (*one.rows, one.sums):
                cells = dict(zip(ids, row, strict=True))
                had = _sum(cells[each] for each in ("fund", "carried_in"))
                gave = _sum(cells[each] for each in ("reserved", "paid", "carried_out", "returned"))
                yield _place(one, cells["scope"]), figures.money(gave), figures.money(had)
            yield _place(one, "people"), one.sums[ids.index("people")], str(sum(int(cell) for cell in one.of("people")))
            total = one.sums[ids.index("paid")]
            yield one.said, _last(one.said), total
            for stated in _column_of(together, one.title):
                yield _place(one, "paid"), total, stated


def _payers(lists: Sequence[Listed], _facts: Mapping[str, str]) -> Wrong:
    """Whoever bears the pay bears all of it, line by line."""
    bears = [one for one in lists if one.id == "bears"]
    if not bears:
        return
    (together,) = (one for one in lists if one.id == "together")
    yield "bears", figures.money(_sum(one.sums[-1] for one in bears)), together.sums[-1]
    for line in dict.fromkeys(line for one in bears for line in one.of("line")):
        found = figures.money(_sum(row[-1] for one in bears for row in one.rows if row[-2] == line))
        for stated in _column_of(together, line):
            yield f"bears {line}", found, stated


_LAWS: Mapping[str, Sequence[Callable[[Sequence[Listed], Mapping[str, str]], Wrong]]] = {"pay-sheet": (_pay, _pools, _payers)}

CHECKED = frozenset(_LAWS)
"""Reports whose rows have to add up."""


def _column_of(together: Listed, line: str) -> list[str]:
    """Return the total of the pay line called *line*; nothing if several are called so."""
    found = [total for head, total in zip(together.columns, together.sums, strict=True) if head.name == line]
    return found if len(found) == 1 else []


# --- parts -----------------------------------------------------------------------------------------------------------


def _place(one: Listed, what: str) -> str:
    return " ".join(part for part in (one.id, one.title, what) if part)


def _sum(cells: Iterable[str]) -> Decimal:
    return sum((_amount(cell) for cell in cells if cell), _ZERO)


def _amount(cell: str) -> Decimal:
    return Decimal(cell.replace(",", "").replace(figures.MINUS, "-"))


def _last(text: str) -> str:
    *_, last = "", *_NUMBER.findall(text)
    return str(last)
