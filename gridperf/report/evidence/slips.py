"""What a payslip rests on, as files inside it: the person's rows of the payment, exact, and what the payment was made from.

Identity number and account stay out: a slip is passed on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gridperf.payroll.tables import OUTPUTS
from gridperf.report.evidence.cards import ENTRIES, EVIDENCE, table_of
from gridperf.report.paper.html import Attachment
from gridperf.report.paper.seal import canonical

if TYPE_CHECKING:
    from gridperf.payroll import Payroll

__all__ = ["OF_PAYEE", "SlipSources"]

OF_PAYEE: Mapping[str, Sequence[str]] = {name: OUTPUTS[name].names for name in ("slips", "lines", "balances")}
"""The tables a slip's evidence holds the person's rows of, and their columns."""


class SlipSources:
    """What the evidence of all slips of a payment shares."""

    def __init__(self, payroll: Payroll) -> None:
        self._dated = payroll.paid_on
        self._shared = {
            "slip": 1,
            "payroll": payroll.digest,
            "month": str(payroll.month),
            "paid_on": payroll.paid_on.isoformat(),
            "insured_month": str(payroll.insured_month),
            "periods": list(payroll.periods),
            "payer": payroll.employer.payer,
            "provenance": dict(payroll.provenance),
        }
        self._columns = [column for column in OUTPUTS["lines"].columns if column.name != "worker_id"]

    def of(self, subject: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[Attachment, ...]:
        """Return the files of a slip.

        Args:
            subject: whose.
            rows: the person's rows of the tables in `OF_PAYEE`, by table.
        """
        tables = {name: [{column: row[column] for column in columns} for row in rows[name]] for name, columns in OF_PAYEE.items()}
        return (
            Attachment(
                EVIDENCE,
                "application/json",
                "what this slip rests on",
                canonical({**self._shared, "subject": subject, "tables": tables}),
                self._dated,
            ),
            Attachment(ENTRIES, "text/csv", "明细", table_of(self._columns, rows["lines"]), self._dated),
        )
