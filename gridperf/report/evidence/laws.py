"""What has to hold within a report by itself: nothing here looks at anything but the rows the report prints.

A law is given the lists of a report and yields what does not follow: the place, what stands there, and what the rows give.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gridperf.capitals import to_capitals
from gridperf.errors import Problem
from gridperf.exact import as_decimal, round_fraction
from gridperf.report.evidence.listing import Listed, lists_of
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
            if head.kind != "text" and one.rows and _NUMBER.fullmatch(stated):
                total = _sum(cell for cell in one.of(head.id) if _NUMBER.fullmatch(cell))
                yield _place(one, head.name), stated, figures.money(total) if head.kind == "yuan" else str(total)


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
    """Of every line the payers bear what the people have of it; if a part of it goes to others, perhaps that too."""
    borne: dict[str, Decimal] = {}
    passed: dict[str, Decimal] = {}
    for one in lists:
        for line, yuan in zip(one.of("line"), one.of("yuan"), strict=True) if one.id in ("bears", "receives") else ():
            into = borne if one.id == "bears" else passed
            into[line] = into.get(line, _ZERO) + _amount(yuan)
    (together,) = (one for one in lists if one.id == "together")
    for head in together.columns if borne else ():
        for total in _column_of(together, head.name) if head.kind == "yuan" and head.id != "gross" else ():
            stated, own = borne.get(head.name, _ZERO), _amount(total)
            if stated != own + passed.get(head.name, _ZERO):
                yield f"bears {head.name}", figures.money(stated), figures.money(own)


# --- how totals are spread -------------------------------------------------------------------------------------------


def _spread(lists: Sequence[Listed], facts: Mapping[str, str]) -> Wrong:
    """Everybody is in one grade of one street, in one bar, and once before and after the quotas; what changed is the difference."""
    for one in lists:
        rows = [dict(zip((head.id for head in one.columns), row, strict=True)) for row in one.rows]
        grades = [head.id for head in one.columns if head.kind == "count" and head.id != "count"]
        if one.id in ("streets", "trend"):
            for row in rows:
                yield _place(one, row[one.columns[0].id]), row["count"], str(_sum(row[grade] for grade in grades))
        if one.id == "bars":
            yield _place(one, "bars"), str(_sum(one.rows[0])), next(iter(_NUMBER.findall(facts[f"assessed {one.title}"])), "")
        if one.id == "held":
            for row in rows:
                yield _place(one, row["grade"]), row["change"], figures.signed(int(row["after"]) - int(row["before"]))
            (streets,) = (each for each in lists if (each.id, each.title) == ("streets", one.title))
            for row, head, total in zip(rows, streets.columns[3:], streets.sums[3:], strict=True):
                yield _place(one, head.name), f"{row['grade']} {row['after']}", f"{head.name} {total}"
            yield _place(one, "before"), str(_sum(one.of("before"))), streets.sums[1]


def _ranked(lists: Sequence[Listed], facts: Mapping[str, str]) -> Wrong:
    """Everybody the figures count is listed once, with the grades and totals they count."""
    for streets in (one for one in lists if one.id == "streets"):
        ranked = [one for one in lists if one.id == "ranked" and one.title.startswith(f"{streets.title}·")]
        rows = [dict(zip((head.id for head in one.columns), row, strict=True)) for one in ranked for row in one.rows]
        for head, stated in zip(streets.columns[3:], streets.sums[3:], strict=True):
            yield _place(streets, head.name), stated, str(sum(row["grade"] == head.name for row in rows))
        for street, count, mean, *_ in (*streets.rows, ("", *streets.sums[1:])):
            own = [row["total"] for row in rows if street in ("", row["street"])]
            yield _place(streets, street), f"{count} {mean}", f"{len(own)} {_mean(own)}"
        totals = [_amount(row["total"]) for row in rows if _NUMBER.fullmatch(row["total"])]
        if totals:
            said = [_amount(number) for number in _NUMBER.findall(facts[f"assessed {streets.title}"])]
            found = [Decimal(len(totals)), _amount(figures.mean(totals)), min(totals), max(totals)]
            yield _place(streets, "assessed"), " ".join(map(str, said)), " ".join(map(str, found))


def _money(lists: Sequence[Listed], facts: Mapping[str, str]) -> Wrong:
    """Areas come to each line, lines and streets to the whole, whoever bears it bears all of it, and means are total by people."""
    gross = "".join(figures.amounts(facts.get("gross", "")))
    for one in lists:
        heads = [head.id for head in one.columns]
        if one.id in ("lines", "paid_streets"):
            areas = [at for at, head in enumerate(one.columns) if head.kind == "yuan" and head.id != "total"]
            for row in one.rows:
                if areas:
                    yield _place(one, row[0]), row[1], figures.money(_sum(row[at] for at in areas))
                people, mean = row[heads.index("people")], row[heads.index("mean")]
                exact = (
                    as_decimal(round_fraction(Fraction(_amount(row[1])) / int(people), Fraction(1, 100), "half_up"))
                    if int(people)
                    else None
                )
                yield _place(one, f"{row[0]} mean"), mean, figures.money(exact)
            yield _place(one, "total"), figures.money(_sum(one.of("total"))), gross
        if one.id in ("bears", "receives"):
            for row in one.rows:
                yield _place(one, row[0]), row[2], figures.money(_sum(figures.amounts(row[-1])))
    borne = [one for one in lists if one.id == "bears"]
    if borne and not any(one.id == "receives" for one in lists):  # a line of which others have a part is borne with that part
        yield "bears", figures.money(_sum(borne[0].of("total"))), gross


# --- corrections, audits ---------------------------------------------------------------------------------------------


def _correction(lists: Sequence[Listed], facts: Mapping[str, str]) -> Wrong:
    """Causes come to what each person is owed, people to the period and to what is settled, and each policy to what it costs."""
    people = [one for one in lists if one.id == "person"]
    owed: dict[str, Decimal] = {}
    for one in people:
        amounts = _sum(row[-1] for row in one.rows[1:] if row[-1])
        yield f"{one.id} {one.title}", _last(one.said), figures.money(amounts)
        period = one.rows[0][1]
        owed[period] = owed.get(period, _ZERO) + amounts
    for one in lists:
        if one.id == "periods":
            for period, _, count, before, after, change in one.rows:
                yield f"periods {period}", change, figures.money(_amount(after) - _amount(before))
                yield f"periods {period}", count, str(sum(each.rows[0][1] == period for each in people))
        if one.id == "effects":
            for period, amount in owed.items():
                found = _sum(row[-1] for row in one.rows if row[0] == period)
                yield f"effects {period}", figures.money(found), figures.money(amount)
        if one.id == "policies":
            for policy, _, more, less, yuan in one.rows:
                yield f"policies {policy}", yuan, figures.money(_amount(more) + _amount(less))
    settled = figures.money(_sum(_last(one.sums[-1]) for one in people))
    yield "settled", "".join(figures.amounts(facts["settled"])), settled


def _audit(lists: Sequence[Listed], facts: Mapping[str, str]) -> Wrong:
    """What was read is the sum of the sources, and every step of the Book is there once."""
    read = _sum(cell for one in lists if one.id == "sources" for cell in one.of("rows"))
    yield "read", _last(facts["read"]), f"{read:,}"
    for one in lists:
        if one.id == "steps":
            numbers = [int(cell) for cell in one.of("number")]
            yield "steps", " ".join(map(str, numbers)), " ".join(map(str, sorted(set(numbers))))


_LAWS: Mapping[str, Sequence[Callable[[Sequence[Listed], Mapping[str, str]], Wrong]]] = {
    "pay-sheet": (_pay, _pools, _payers),
    "ranking": (_spread, _ranked),
    "county-summary": (_spread, _money),
    "correction": (_correction,),
    "audit": (_audit,),
}

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


def _mean(cells: Iterable[str]) -> str:
    return figures.mean([_amount(cell) for cell in cells if _NUMBER.fullmatch(cell)])


def _last(text: str) -> str:
    *_, last = "", *_NUMBER.findall(text)
    return str(last)
