"""gridperf turns records of grid workers into scores, grades and pay, under rules a county writes in YAML.

    import gridperf as gp

    records = gp.read_records("exports/")
    rules = gp.load_rules("370522-lijin", period="2026-10")
    month = gp.assess(records, rules, "2026-10")
    gp.render(month, "scorecard", to="cards/")

Names are loaded when first used: importing gridperf costs next to nothing, and computing pay needs no Pango.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gridperf.assessment import Assessment, assess, load_assessment, roll_up
    from gridperf.assessment.whatif import WhatIf, what_if
    from gridperf.book import Book, open_book
    from gridperf.errors import BookError, GridperfError, Problem, RecordsError, ReportError, RulesError
    from gridperf.period import Period
    from gridperf.records import Records, read_records
    from gridperf.report import print_rules, render, write_what_if
    from gridperf.rulebook import Rulebook, check_rules, load_rules
    from gridperf.rulebook.comparing import Change, Comparison, compare_rules

__all__ = [
    "Assessment",
    "Book",
    "BookError",
    "Change",
    "Comparison",
    "GridperfError",
    "Period",
    "Problem",
    "Records",
    "RecordsError",
    "ReportError",
    "Rulebook",
    "RulesError",
    "WhatIf",
    "__version__",
    "assess",
    "check_rules",
    "compare_rules",
    "load_assessment",
    "load_rules",
    "open_book",
    "print_rules",
    "read_records",
    "render",
    "roll_up",
    "what_if",
    "write_what_if",
]


_HOMES = {
    "gridperf.assessment": ("Assessment", "assess", "load_assessment", "roll_up"),
    "gridperf.assessment.whatif": ("WhatIf", "what_if"),
    "gridperf.book": ("Book", "open_book"),
    "gridperf.errors": ("BookError", "GridperfError", "Problem", "RecordsError", "ReportError", "RulesError"),
    "gridperf.period": ("Period",),
    "gridperf.records": ("Records", "read_records"),
    "gridperf.report": ("print_rules", "render", "write_what_if"),
    "gridperf.rulebook": ("Rulebook", "check_rules", "load_rules"),
    "gridperf.rulebook.comparing": ("Change", "Comparison", "compare_rules"),
}
"""Where each public name lives, so that using one does not load the others."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 (a module's attributes have no common type)
    from importlib import import_module, metadata  # noqa: PLC0415

    if name == "__version__":
        return metadata.version("gridperf")
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(home), name)
            globals()[name] = value
            return value
    message = f"module 'gridperf' has no attribute '{name}'"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return __all__
