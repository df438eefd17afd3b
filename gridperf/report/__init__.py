"""Paper: what an assessment or a payment says, set as PDF pages and as a workbook, without a single figure of its own.

Importing this package loads no layout engine; that happens when something is printed.
"""

from __future__ import annotations

from gridperf.report.batches.batch import Report, render
from gridperf.report.batches.slips import render_payslips
from gridperf.report.documents.audits import print_audit
from gridperf.report.documents.corrections import print_correction
from gridperf.report.documents.excel import write_excel
from gridperf.report.documents.notices import Notice, print_notice
from gridperf.report.documents.rankings import print_ranking
from gridperf.report.documents.rulebook import print_rules
from gridperf.report.documents.summaries import print_summary
from gridperf.report.documents.whatif import write_what_if

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
