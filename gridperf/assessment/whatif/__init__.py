"""What if other rules held: who gains and loses what, and why, to the fen."""

from __future__ import annotations

from gridperf.assessment.whatif.causes import CAUSES, RARE, STEPS
from gridperf.assessment.whatif.run import what_if
from gridperf.assessment.whatif.value import Effect, Mover, WhatIf

__all__ = ["CAUSES", "RARE", "STEPS", "Effect", "Mover", "WhatIf", "what_if"]
