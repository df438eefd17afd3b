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
    from gridperf.api import (
        Assessment,
        GridperfError,
        Period,
        Problem,
        Records,
        RecordsError,
        ReportError,
        Rulebook,
        RulesError,
        assess,
        check_rules,
        load_assessment,
        load_rules,
        read_records,
        render,
        roll_up,
    )

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
    "__version__",
    "assess",
    "check_rules",
    "load_assessment",
    "load_rules",
    "read_records",
    "render",
    "roll_up",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 (a module's attributes have no common type)
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415

        return version("gridperf")
    if name in __all__:
        from gridperf import api  # noqa: PLC0415

        value = getattr(api, name)
        globals()[name] = value
        return value
    message = f"module 'gridperf' has no attribute '{name}'"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return __all__
