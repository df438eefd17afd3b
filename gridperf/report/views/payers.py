"""Who bears the pay, and who besides the people receives it: every yuan of a line that names its payers is with exactly one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from gridperf.exact import round_fraction
from gridperf.report.views import figures

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.report.views.pay_sheet import Payroll

__all__ = ["PartyRow", "parties"]


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party: whether it `bears` or `receives`, its total, the people concerned, and what of each line; a bar in tenths of a percent.

    The party without a name bears the lines for which the rulebook names nobody.
    """

    kind: str
    name: str
    total: str
    people: int
    lines: tuple[tuple[str, str], ...]
    width: int


def parties(assessment: Assessment, roll: Payroll) -> tuple[PartyRow, ...]:
    """Return who bears and receives the pay of *assessment*; empty if no line says so."""
    table = assessment.table("parties").filter(pl.col("period") == assessment.period.code)
    if not table.height:
        return ()
    names = {column.id: column.name for column in roll.columns}
    found: dict[tuple[str, str], dict[str, Decimal]] = {}
    concerned: dict[tuple[str, str], set[str]] = {}
    for subject, line, kind, party, amount in table.select("subject", "line", "kind", "party", "amount").iter_rows():
        own = found.setdefault((kind, party), {})
        own[line] = own.get(line, Decimal(0)) + amount
        concerned.setdefault((kind, party), set()).update([subject] if amount else [])
    said = set(table.filter(pl.col("kind") == "bears")["line"])
    rest = {column.id: total for column, total in zip(roll.columns, roll.totals, strict=True) if column.id not in said and total}
    if rest:
        at = [index for index, column in enumerate(roll.columns) if column.id in rest]
        found["bears", ""] = rest
        concerned["bears", ""] = {row.subject for row in roll.people if any(row.amounts[index] for index in at)}
    top = max(abs(sum(own.values(), Decimal(0))) for own in found.values())
    order = sorted(found, key=lambda key: (key[0], key[1] == "", -sum(found[key].values(), Decimal(0)), key[1]))
    return tuple(_row(*key, found[key], names, len(concerned[key]), top, list(names)) for key in order)


def _row(
    kind: str, party: str, amounts: dict[str, Decimal], names: dict[str, str], people: int, top: Decimal, order: Sequence[str]
) -> PartyRow:
    total = sum(amounts.values(), Decimal(0))
    width = int(round_fraction(Fraction(abs(total)) * 1000 / Fraction(top), Fraction(1), "down")) if top else 0
    lines = sorted(amounts, key=lambda line: order.index(line) if line in order else len(order))
    shown = tuple((figures.clean(names.get(line, line)), figures.money(amounts[line])) for line in lines)
    return PartyRow(kind, figures.clean(party), figures.money(total), people, shown, width)
