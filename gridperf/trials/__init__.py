"""Worked examples are a pack's tests: they run through the same code as a county's month, and can fail.

Beside running them, this room says what they leave unexamined, changes the rules to see whether they notice, lists what
happens around every threshold, and turns a real person's month into a new one.
"""

from __future__ import annotations

from gridperf.trials.outcomes import run_examples
from gridperf.trials.running import ExampleResult, Suite

__all__ = ["ExampleResult", "Suite", "run_examples"]
