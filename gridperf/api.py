"""The public names: what people import from `gridperf`, and nothing else.

Records → rules → assessment → paper: `read_records`, `load_rules`, `assess`, `render`.
"""

from __future__ import annotations

from gridperf.assessment import Assessment, assess, load_assessment, roll_up
from gridperf.errors import GridperfError, Problem, RecordsError, ReportError, RulesError
from gridperf.period import Period
from gridperf.records import Records, read_records
from gridperf.report import render
from gridperf.rulebook import Rulebook, check_rules, load_rules

__all__ = [
    "Assessment",
    "GridperfError",
    "Period",
    "Problem",
    "Records",
    "RecordsError",
    "ReportError",
    "Rulebook",
    "RulesError",
    "assess",
    "check_rules",
    "load_assessment",
    "load_rules",
    "read_records",
    "render",
    "roll_up",
]
