"""A payslip's page is what its evidence gives, row for row, and the evidence adds up from gross to net and through the tax year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gridperf.capitals import to_capitals
from gridperf.errors import Problem
from gridperf.report.views import figures
from gridperf.report.views.payslip import YEAR, rows_of, unequal

__all__ = ["CHECKED", "problems"]

CHECKED = ("data", "sums")
"""What is checked."""

_OFF = ("exempt", "basic", "special", "additional", "other")


def problems(name: str, lines: Sequence[str], evidence: Mapping[str, Any]) -> list[Problem]:
    """Return what of the *evidence* of the slip *name* the *lines* of its page do not say (P125), and what does not add up (P126)."""
    tables = {table: [_exact(row) for row in rows] for table, rows in evidence["tables"].items()}
    (slip,) = tables["slips"]
    year = next(iter(tables["balances"]), None)
    found = []
    for place, said in _wanted(evidence, slip, tables["lines"], year):
        if not any("".join(said.split()) in line for line in lines):
            found.append(Problem("P125", values={"file": name, "place": place, "stated": said}))
    sums = [*unequal(slip, tables["lines"]), *(_unequal_year(year, tables["lines"]) if year else ())]
    return found + [
        Problem("P126", values={"file": name, "place": what, "stated": figures.money(stated), "found": figures.money(amount)})
        for what, amount, stated in sums
    ]


def _wanted(
    evidence: Mapping[str, Any], slip: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], year: Mapping[str, Any] | None
) -> Iterator[tuple[str, str]]:
    """Yield what the page has to say: who, each row as it is printed, the sums, net in figures and capitals, and the year."""
    yield "slips.worker_id", figures.clean(slip["worker_id"])
    yield "slips.name", figures.clean(slip["name"])
    for row in rows_of(lines):
        yield f"lines {row.paid} {row.taken}".rstrip(), row.text
    yield "slips.gross", figures.money(slip["gross"])
    yield "slips.deductions", figures.money(slip["gross"] - slip["net"])
    yield "slips.net", f"{figures.money(slip['net'])}{to_capitals(slip['net'])}"
    yield "slips.employer", figures.money(slip["employer"])
    if year is not None:
        yield "balances", "".join(figures.money(year[name]) for name in YEAR)
    yield "payroll", evidence["payroll"]


def _unequal_year(year: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Yield what of the tax year does not follow: what is taxable, and what was withheld after this payment."""
    taxable = max(year["income"] - sum(year[name] for name in _OFF), Decimal(0))
    if taxable != year["taxable"]:
        yield "balances.taxable", taxable, year["taxable"]
    due = max(year["due"] - year["relief"], Decimal(0))
    taken = any(line["kind"] == "tax" and line["line"] == "wage" for line in lines)
    if year["withheld"] < due or (taken and year["withheld"] != due):
        yield "balances.withheld", due, year["withheld"]


def _exact(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of evidence with its amounts as decimals, which stand there as text."""
    amounts = {"base", "amount", "gross", "contributions", "tax", "deductions", "net", "employer", "cost", "bonus", *YEAR}
    return {name: Decimal(value) if name in amounts and value is not None else value for name, value in row.items()}
