"""Paper: what an assessment or a payment says, set as PDF pages and as a workbook, without a single figure of its own.

Importing this package loads no layout engine; that happens when something is printed.
"""

from __future__ import annotations

from gridperf.report.audits import print_audit
from gridperf.report.batch import Report, render
from gridperf.report.corrections import print_correction
from gridperf.report.excel import write_excel
from gridperf.report.notices import Notice, print_notice
from gridperf.report.rankings import print_ranking
from gridperf.report.rulebook import print_rules
from gridperf.report.slips import render_payslips
from gridperf.report.summaries import print_summary
from gridperf.report.whatif import write_what_if

__all__ = [
    "Notice",
    "Report",
    "print_audit",
    "print_correction",
    "print_notice",
    "print_ranking",
    "print_rules",
    "print_summary",
    "render",
    "render_payslips",
    "write_excel",
    "write_what_if",
]
