"""The pay sheet's columns add up down and across, to the fen, or there is no pay sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gridperf.capitals import to_capitals
from gridperf.engine.corrections import COLUMN, COLUMN_NAME
from gridperf.errors import Problem, ReportError
from gridperf.report.views import figures
from gridperf.report.views.common import Origin, Proof, Span, assumed, origin, proof, span, takes_totals
from gridperf.report.views.payers import PartyRow, parties
from gridperf.report.views.pools import PoolAccount, pool_accounts

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.rulebook.paying import PayLine

__all__ = ["Paid", "PayColumn", "PaySheet", "Payroll", "Street", "pay_sheet", "payroll"]


@dataclass(frozen=True, slots=True)
class PayColumn:
    """One pay line as a column; `assumed` where the document does not publish its numbers, `imported` where it takes typed figures."""

    id: str
    name: str
    clause: str
    assumed: bool = False
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Paid:
    """What one person is paid; `amounts` are by column, None where a line is not theirs.

    `served` are calendar days in service of those of the period, `paid_days` the paid ones, by which pay is cut.
    """

    subject: str
    name: str
    role: str
    street: str
    served: str
    paid_days: str
    grades: str
    amounts: tuple[Decimal | None, ...]
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Payroll:
    """Everyone's pay, exact, sorted by street and id; what the pay sheet and the workbook are written from."""

    columns: tuple[PayColumn, ...]
    people: tuple[Paid, ...]
    totals: tuple[Decimal, ...]
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: number, id, name, role, paid days, grade, amounts by column, gross."""

    no: str
    subject: str
    name: str
    role: str
    paid_days: str
    grades: str
    amounts: tuple[str, ...]
    gross: str


@dataclass(frozen=True, slots=True)
class Street:
    """The rows of one street and their sums."""

    name: str
    rows: tuple[Row, ...]
    totals: tuple[str, ...]
    gross: str


@dataclass(frozen=True, slots=True)
class PaySheet:
    """The pay sheet of one period.

    Attributes:
        columns: the pay lines.
        streets: the rows by street.
        count: how many people.
        totals: sum of every column.
        gross: sum of all.
        capitals: that sum in capitals.
        pools: the accounts of the pools, if there are any.
        parties: who bears and receives the pay, if the document says so.
    """

    origin: Origin
    period: Span
    columns: tuple[PayColumn, ...]
    streets: tuple[Street, ...]
    count: str
    totals: tuple[str, ...]
    gross: str
    capitals: str
    pools: tuple[PoolAccount, ...]
    parties: tuple[PartyRow, ...]
    proof: Proof


def payroll(assessment: Assessment) -> Payroll:
    """Return everyone's pay.

    Raises:
        ReportError: P108 for every person whose lines do not add up to their gross pay.
    """
    columns = (
        tuple(_column(line, assessment) for line in assessment.pay_lines) if assessment.pay.height or not assessment.people.height else ()
    )
    if COLUMN in assessment.pay.columns:
        columns = (*columns, PayColumn(COLUMN, COLUMN_NAME, ""))
    people = {row["subject"]: row for row in assessment.people.iter_rows(named=True)}
    grades: dict[str, list[str]] = {}
    for row in assessment.grades.sort("subject", "sheet").iter_rows(named=True):
        grades.setdefault(row["subject"], []).append(figures.clean(row["grade"]))
    rows = [
        _paid(row, people.get(row["subject"], {}), grades.get(row["subject"], []), columns) for row in assessment.pay.iter_rows(named=True)
    ]
    problems = [_off(row) for row in rows if sum((amount or Decimal(0) for amount in row.amounts), Decimal(0)) != row.gross]
    if problems:
        raise ReportError(problems)
    rows.sort(key=lambda row: (row.street, row.subject))
    totals = tuple(sum((row.amounts[at] or Decimal(0) for row in rows), Decimal(0)) for at in range(len(columns)))
    return Payroll(columns, tuple(rows), totals, sum((row.gross for row in rows), Decimal(0)))


def _column(line: PayLine, assessment: Assessment) -> PayColumn:
    measure = getattr(line.line, "measure", None)
    imported = measure is not None and takes_totals(assessment.rulebook.measure(measure))
    return PayColumn(
        line.id, figures.clean(line.name), figures.clean(line.clause), assumed(line, assessment.rulebook.edition), imported=imported
    )


def _paid(row: Mapping[str, Any], person: Mapping[str, Any], grades: Sequence[str], columns: Sequence[PayColumn]) -> Paid:
    served, days = person.get("served_days"), person.get("period_days")
    paid, whole = person.get("paid_days"), person.get("period_paid_days")
    return Paid(
        subject=figures.clean(row["subject"]),
        name=figures.clean(person.get("name")),
        role=figures.clean(person.get("role")),
        street=figures.clean(person.get("street")),
        served="" if served is None else f"{served}/{days}",
        paid_days="" if paid is None or whole is None else f"{paid}/{whole}",
        grades="、".join(grade for grade in grades if grade),
        amounts=tuple(row[column.id] for column in columns),
        gross=row["gross"],
    )


def _off(row: Paid) -> Problem:
    found = sum((amount or Decimal(0) for amount in row.amounts), Decimal(0))
    values = {"whose": f"{row.subject} {row.name}", "what": "gross", "sum": figures.money(found), "total": figures.money(row.gross)}
    return Problem("P108", values=values)


def pay_sheet(assessment: Assessment) -> PaySheet:
    """Return the pay sheet of *assessment*.

    Raises:
        ReportError: P108 as in `payroll`; P113 if nobody is paid anything in this period; P137 if a pool does not balance.
    """
    roll = payroll(assessment)
    if not roll.columns:
        raise ReportError(Problem("P113", values={"period": assessment.period.code}))
    numbers = iter(range(1, len(roll.people) + 1))
    streets = []
    for name, group in groupby(roll.people, key=lambda row: row.street):
        people = list(group)
        rows = tuple(
            Row(
                str(next(numbers)),
                row.subject,
                row.name,
                row.role,
                row.paid_days,
                row.grades,
                tuple(map(figures.money, row.amounts)),
                figures.money(row.gross),
            )
            for row in people
        )
        sums = tuple(figures.money(sum((row.amounts[at] or Decimal(0) for row in people), Decimal(0))) for at in range(len(roll.columns)))
        streets.append(Street(name, rows, sums, figures.money(sum((row.gross for row in people), Decimal(0)))))
    return PaySheet(
        origin=origin(assessment),
        period=span(assessment.period),
        columns=roll.columns,
        streets=tuple(streets),
        count=str(len(roll.people)),
        totals=tuple(map(figures.money, roll.totals)),
        gross=figures.money(roll.gross),
        capitals=to_capitals(roll.gross),
        pools=pool_accounts(assessment),
        parties=parties(assessment, roll),
        proof=proof(assessment),
    )
