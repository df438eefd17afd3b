"""From gross to net: contributions, tax, deductions; payslips, pay sheet, and the files for banks and the tax client.

    from gridperf import payroll

    rules = payroll.load_employer("payroll.yaml")
    payees = payroll.read_payees("hr/")
    payment = payroll.settle(october, payees, rules, paid_on=date(2026, 11, 10), before=payroll.load_payroll("paid/2026-10"))

All of it is optional: a county that pays gross stops at `Assessment.pay`.
"""

from __future__ import annotations

from gridperf.errors import PayrollError
from gridperf.payroll.booked import keep_payment, kept_payment, last_payment, refuse_unsealed
from gridperf.payroll.comparing import compare_payments, compare_tax, totals_of
from gridperf.payroll.dispatch import Statement, statement_of
from gridperf.payroll.employer import Rules, load_employer
from gridperf.payroll.files import load_layout, write_confirmations, write_files
from gridperf.payroll.gathering import Earned
from gridperf.payroll.law import Law, load_law
from gridperf.payroll.past import Past
from gridperf.payroll.payees import Payees, read_payees
from gridperf.payroll.settle import settle
from gridperf.payroll.store import is_saved, load_payroll
from gridperf.payroll.value import Payroll

__all__ = [
    "Earned",
    "Law",
    "Past",
    "Payees",
    "Payroll",
    "PayrollError",
    "Rules",
    "Statement",
    "compare_payments",
    "compare_tax",
    "is_saved",
    "keep_payment",
    "kept_payment",
    "last_payment",
    "load_employer",
    "load_law",
    "load_layout",
    "load_payroll",
    "read_payees",
    "refuse_unsealed",
    "settle",
    "statement_of",
    "totals_of",
    "write_confirmations",
    "write_files",
]
