"""The pay sheet as one document: money is paid by it, so every row, sum and amount in capitals on it is in its evidence, to the fen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gridperf.language import Language
from gridperf.report.evidence.listing import Fact, Head, Listed, listing
from gridperf.report.paper.html import Page, words_of
from gridperf.report.views.pay_sheet import PaySheet, Street, pay_sheet
from gridperf.report.views.payers import PartyRow
from gridperf.report.views.pools import FIGURES, PoolAccount

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["pay_sheet_lists", "pay_sheet_page"]

_LEADING = ("no", "subject", "name", "role", "paid_days", "grade")
_BLANK = ("",) * len(_LEADING)


def pay_sheet_page(assessment: Assessment, language: Language = "zh") -> Page:
    """Return the pay sheet as a page with its evidence.

    Raises:
        ReportError: P108, P113, P137 as `gridperf.report.views.pay_sheet.pay_sheet`.
    """
    view, t = pay_sheet(assessment), words_of("pay-sheet", language)
    facts = (
        Fact("control", t["control"].format(count=view.count, gross=view.gross)),
        Fact("capitals", f"{t['capitals']} {view.capitals}{t['separator']}¥{view.gross}"),
    )
    evidence = listing(assessment, "pay-sheet", _lists(view, t), facts=facts, language=language)
    return Page("pay-sheet", view, "pay-sheet", language, evidence)


def pay_sheet_lists(assessment: Assessment, language: Language = "zh") -> list[Listed]:
    """Return the lists of the pay sheet of *assessment* as it is printed."""
    return _lists(pay_sheet(assessment), words_of("pay-sheet", language))


def _lists(view: PaySheet, t: Mapping[str, Any]) -> list[Listed]:
    heads = (
        *(Head(name, t[name]) for name in _LEADING),
        *(Head(column.id, column.name, "yuan") for column in view.columns),
        Head("gross", t["gross"], "yuan"),
    )
    sums = (*_BLANK, *view.totals, view.gross)
    return [
        *(_street(street, heads, t) for street in view.streets),
        Listed("together", "", heads, (), t["total"].format(count=view.count), sums),
        *(_pool(pool, t) for pool in view.pools),
        *_parties(view.parties, t),
    ]


def _street(street: Street, heads: tuple[Head, ...], t: Mapping[str, Any]) -> Listed:
    name = street.name or t["no_street"]
    rows = tuple(
        (row.no, row.subject, row.name, row.role, row.paid_days, row.grades or t["no_grade"], *row.amounts, row.gross)
        for row in street.rows
    )
    said = t["street_total"].format(street=name, count=len(rows))
    return Listed("people", name, heads, rows, said, (*_BLANK, *street.totals, street.gross))


def _pool(pool: PoolAccount, t: Mapping[str, Any]) -> Listed:
    named = t["pool_columns"]
    heads = (Head("name", named["name"]), Head("scope", named["scope"]), Head("people", named["people"]))
    rows = tuple((f"{pool.name} {pool.clause}".strip(), row.scope or t["whole"], row.people, *row.amounts) for row in pool.rows)
    said = t["pool_sum"].format(name=pool.name, slips=pool.slips)
    sums = ("", "", pool.people, *pool.totals)
    return Listed("pool", pool.name, (*heads, *(Head(each, named[each], "yuan") for each in FIGURES)), rows, said, sums)


def _parties(parties: tuple[PartyRow, ...], t: Mapping[str, Any]) -> Iterator[Listed]:
    heads = (Head("party", t["party"]), Head("kind", ""), Head("line", t["line"]), Head("yuan", t["yuan"], "yuan"))
    for row in parties:
        name = row.name or t["no_party"]
        rows = tuple((name, t["party_kinds"][row.kind], line, amount) for line, amount in row.lines)
        yield Listed(row.kind, name, heads, rows, t["party_total"].format(party=name, count=row.people), ("", "", "", row.total))
