"""A payslip's printed lines add up to gross, to what is taken off, and to net, digit for digit, or there is no payslip.

What is printed is made from the rows that travel inside the slip and from nothing else, so whoever has the rows can make it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from gridperf.capitals import to_capitals
from gridperf.errors import Problem, ReportError
from gridperf.masking import STAR
from gridperf.period import Period
from gridperf.report.views import figures
from gridperf.report.views.common import Span, span

if TYPE_CHECKING:
    from gridperf.payroll import Payroll

__all__ = ["SUMS", "YEAR", "Origin", "Payslip", "Row", "origin", "payslip", "rows_of", "unequal"]

YEAR = ("income", "exempt", "basic", "special", "additional", "other", "taxable", "due", "relief", "withheld")
"""What a slip says of the tax year so far, in the order in which tax is worked out."""

SUMS: Mapping[str, tuple[str, ...]] = {
    "gross": ("pay", "correction"),
    "contributions": ("scheme", "fund"),
    "tax": ("tax",),
    "deductions": ("deduction",),
}
"""The sums of a slip, and the kinds of lines of the worker's side that come to them; net is the first less the others."""

_ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Origin:
    """What the slips of one payment have in common.

    Attributes:
        payer: who pays.
        title: title of the payer's decisions.
        month: of payment, to which tax belongs.
        paid_on: the day of payment, ISO.
        insured_month: whose contributions are taken off.
        periods: what was earned, such as `2026-10`.
        engine: version of gridperf.
        rules: digest of `payroll.yaml`, shortened to 16 digits like those of `law` and `assessments`.
        law: the statutory tables and their digests.
        assessments: the periods and the digests of their assessments.
        payroll: digest of the payment.
    """

    payer: str
    title: str
    month: Span
    paid_on: str
    insured_month: str
    periods: tuple[str, ...]
    engine: str
    rules: str
    law: tuple[tuple[str, str], ...]
    assessments: tuple[tuple[str, str], ...]
    payroll: str


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: what is paid on the left; what is taken off, of which base, and the employer's share on the right."""

    paid: str = ""
    yuan: str = ""
    taken: str = ""
    base: str = ""
    own: str = ""
    employer: str = ""

    @property
    def text(self) -> str:
        """Return the row as one text."""
        return f"{self.paid}{self.yuan}{self.taken}{self.base}{self.own}{self.employer}"


@dataclass(frozen=True, slots=True)
class Payslip:
    """One person's payslip.

    Attributes:
        origin: what it has in common with the others of the payment.
        subject: whose.
        name: the name.
        unit: the unit that pays, and the class of insurance.
        account: the account, but for its last digits.
        rows: the lines, side by side.
        gross: sum of what is paid.
        taken: sum of what is taken off.
        net: what is paid out.
        capitals: that in capitals.
        employer: sum of the employer's side.
        cost: gross and the employer's side.
        year: the tax year so far, in the order of `YEAR`.
        bonus: yearly bonus taxed by itself in this year; empty if there is none.
    """

    origin: Origin
    subject: str
    name: str
    unit: tuple[str, ...]
    account: str
    rows: tuple[Row, ...]
    gross: str
    taken: str
    net: str
    capitals: str
    employer: str
    cost: str
    year: tuple[str, ...]
    bonus: str

    @property
    def whose(self) -> str:
        """Return whose slip it is."""
        return f"{self.subject} {self.name}".strip()


def origin(payroll: Payroll) -> Origin:
    """Return what the slips of *payroll* have in common."""
    made = payroll.provenance
    return Origin(
        payer=figures.clean(payroll.employer.payer),
        title=figures.clean(payroll.employer.title),
        month=span(Period.parse(str(payroll.month))),
        paid_on=payroll.paid_on.isoformat(),
        insured_month=str(payroll.insured_month),
        periods=payroll.periods,
        engine=made["engine"],
        rules=made["payroll.yaml"][:16],
        law=tuple((figures.clean(name), digest[:16]) for name, digest in sorted(made["law"].items())),
        assessments=tuple((period, digest[:16]) for period, digest in sorted(made["assessments"].items())),
        payroll=payroll.digest,
    )


def payslip(
    of: Origin, slip: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], year: Mapping[str, Any] | None, payee: Mapping[str, Any]
) -> Payslip:
    """Return the payslip of one person.

    Args:
        of: what it has in common with the others.
        slip: the person's row of `slips`.
        lines: the person's rows of the ledger.
        year: the person's row of `balances`; None if there is none.
        payee: the person's row of `payees`.

    Raises:
        ReportError: P133 if the lines do not add up to the sums of the slip.
    """
    subject, name = figures.clean(slip["worker_id"]), figures.clean(slip["name"])
    problems = [
        Problem("P133", values={"whose": f"{subject} {name}", "what": what, "sum": figures.money(found), "total": figures.money(stated)})
        for what, found, stated in unequal(slip, lines)
    ]
    if problems:
        raise ReportError(problems)
    held = year or dict.fromkeys((*YEAR, "bonus"), _ZERO)
    return Payslip(
        origin=of,
        subject=subject,
        name=name,
        unit=tuple(figures.clean(text) for text in (payee["unit"], payee["insured_as"]) if text),
        account=_tail(figures.clean(payee["account_number"])),
        rows=rows_of(lines),
        gross=figures.money(slip["gross"]),
        taken=figures.money(slip["gross"] - slip["net"]),
        net=figures.money(slip["net"]),
        capitals=to_capitals(slip["net"]),
        employer=figures.money(slip["employer"]),
        cost=figures.money(slip["cost"]),
        year=tuple(figures.money(held[name]) for name in YEAR),
        bonus=figures.money(held["bonus"]) if held["bonus"] else "",
    )


def rows_of(lines: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Return the rows that *lines*, somebody's rows of the ledger, are printed as.

    A scheme stands in one row with the worker's and the employer's share; what is taken off has no sign there.
    """
    paid: list[Row] = []
    shared: dict[str, Row] = {}
    taken: list[Row] = []
    for line in lines:
        label, amount = figures.clean(line["label"]), line["amount"]
        if line["kind"] in SUMS["contributions"]:
            known = shared.get(line["line"], Row(taken=label, base=figures.money(line["base"])))
            own = line["side"] == "worker"
            shared[line["line"]] = replace(known, own=figures.money(-amount)) if own else replace(known, employer=figures.money(amount))
        elif line["kind"] in SUMS["gross"]:
            paid.append(Row(paid=label, yuan=figures.money(amount)))
        else:
            taken.append(Row(taken=label, own=figures.money(-amount)))
    nothing = Row()
    return tuple(
        Row(left.paid, left.yuan, right.taken, right.base, right.own, right.employer)
        for left, right in zip_longest(paid, [*shared.values(), *taken], fillvalue=nothing)
    )


def _tail(account: str) -> str:
    """Return an account by its last four digits alone; empty if there is none."""
    return f"{STAR * 4}{account[-4:]}" if account else ""


def unequal(slip: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Yield what of the sums of *slip* does not follow from *lines*: which sum, what the lines come to, and what is stated."""
    own = [line for line in lines if line["side"] == "worker"]
    found = {
        name: sum((line["amount"] for line in own if line["kind"] in kinds), _ZERO) * (1 if name == "gross" else -1)
        for name, kinds in SUMS.items()
    }
    found["net"] = sum((line["amount"] for line in own), _ZERO)
    found["employer"] = sum((line["amount"] for line in lines if line["side"] == "employer"), _ZERO)
    found["cost"] = found["gross"] + found["employer"]
    for name, amount in found.items():
        if amount != slip[name]:
            yield name, amount, slip[name]
