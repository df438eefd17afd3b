"""How many cases are drawn: enough for a change to be tried in a minute, thousands when `GRIDPERF_EXAMPLES` says so."""

from __future__ import annotations

import os

__all__ = ["EXAMPLES"]

EXAMPLES = int(os.environ.get("GRIDPERF_EXAMPLES", "200"))
