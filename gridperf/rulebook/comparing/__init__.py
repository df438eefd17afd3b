"""Two rulebooks side by side: what was added, removed and changed, in words."""

from __future__ import annotations

from gridperf.rulebook.comparing.changes import Change, Comparison
from gridperf.rulebook.comparing.comparer import compare_rules

__all__ = ["Change", "Comparison", "compare_rules"]
