"""Views: what each report shows, as plain data with every number already written out."""

from __future__ import annotations

from gridperf.report.views.county import CountySummary, county_summary
from gridperf.report.views.pay_sheet import Payroll, PaySheet, pay_sheet, payroll
from gridperf.report.views.scorecard import Scorecard, scorecards

__all__ = ["CountySummary", "PaySheet", "Payroll", "Scorecard", "county_summary", "pay_sheet", "payroll", "scorecards"]
