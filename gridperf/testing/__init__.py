"""Everything here is made up from a seed: the same seed gives the same records, and nobody in them exists.

`synthetic_county` is a county of the size of 利津 for tests, documentation and demonstrations, `synthetic_province` a
province for benchmarks, `synthetic_payees` the tables HR keeps of made-up people, `write_exports` turns tables into the files an office would send.
Strategies for property tests are in `gridperf.testing.strategies`, which needs Hypothesis.
"""

from __future__ import annotations

from gridperf.testing.county import synthetic_county
from gridperf.testing.exports import write_exports
from gridperf.testing.payees import synthetic_payees
from gridperf.testing.province import synthetic_province

__all__ = ["synthetic_county", "synthetic_payees", "synthetic_province", "write_exports"]
