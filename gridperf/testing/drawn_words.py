"""Words all parts of a drawn rulebook use alike."""

from __future__ import annotations

__all__ = ["CLAUSE", "GRADES", "MODES"]

GRADES = ("优秀", "良好", "合格", "不合格")
CLAUSE = "第一条"
MODES = ("half_up", "half_even", "down", "up")
