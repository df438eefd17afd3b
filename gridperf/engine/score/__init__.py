"""A total is the sum of its printed lines, and equals the exact sum of exact items rounded once.

Items are scored as exact ratios (`items`), summed by section (`sections`) and brought to a total (`total`); what each is
called on paper stands in `lines`.
If the rulebook rounds lines, each item is rounded first and everything after is whole units; if it keeps them exact,
the sum is rounded, and a rounding entry makes the printed lines add up to it.
Caps, floors, scaling for exempt items and vetoes are lines too.
"""

from __future__ import annotations

from gridperf.engine.score.items import Counted, counted, target_ratio
from gridperf.engine.score.lines import (
    ADJUSTED,
    ADJUSTED_UNITS,
    ELIGIBLE,
    EXEMPT,
    FULL_IF,
    MEAN,
    MEAN_UNIT,
    NOTE,
    PEOPLE,
    TARGET,
    TOTAL,
    VETO,
    PointLine,
    point_digits,
    point_lines,
)
from gridperf.engine.score.total import score

__all__ = [
    "ADJUSTED",
    "ADJUSTED_UNITS",
    "ELIGIBLE",
    "EXEMPT",
    "FULL_IF",
    "MEAN",
    "MEAN_UNIT",
    "NOTE",
    "PEOPLE",
    "TARGET",
    "TOTAL",
    "VETO",
    "Counted",
    "PointLine",
    "counted",
    "point_digits",
    "point_lines",
    "score",
    "target_ratio",
]
