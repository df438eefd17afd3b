"""An assessment is the whole of one period's result, immutable, with everything needed to explain and to prove it."""

from __future__ import annotations

from gridperf.assessment.explain import Explanation, WhyNot
from gridperf.assessment.rolling import roll_up
from gridperf.assessment.run import assess
from gridperf.assessment.store import load_assessment
from gridperf.assessment.value import Assessment, Provenance

__all__ = ["Assessment", "Explanation", "Provenance", "WhyNot", "assess", "load_assessment", "roll_up"]
