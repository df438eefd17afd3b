"""The same with OpenFisca patched from 32-bit to 64-bit floats, which it does not offer but some of its users ask for."""

from __future__ import annotations

import numpy as np
from openfisca_core.variables import config

config.VALUE_TYPES[float]["dtype"] = np.float64

from benchmarks.grid10.openfisca32 import VERSIONS, prepare, run, save  # noqa: E402  (the patch comes first)

__all__ = ["VERSIONS", "prepare", "run", "save"]
