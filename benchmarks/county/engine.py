"""gridperf on a county's month, with every table made, both ledgers and their digest included."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import polars as pl

import gridperf as gp
from benchmarks.child import Laps
from benchmarks.data import MONTH
from gridperf.tables import RESULTS

__all__ = ["VERSIONS", "run", "save"]

VERSIONS = {"gridperf": version("gridperf"), "polars": pl.__version__}


def run(folder: Path, laps: Laps) -> gp.Assessment:
    """Return the assessment."""
    records = gp.read_records(folder, on_problem="quarantine")
    laps.lap("read, check")
    rules = gp.load_rules("370522-lijin", period=MONTH)
    laps.lap("load rules")
    result = gp.assess(records, rules, MONTH)
    laps.lap("assess")
    for name in RESULTS:
        result.table(name)
    laps.lap("tables")
    _ = result.digest
    laps.lap("digest")
    return result


def save(result: gp.Assessment, out: Path) -> None:
    """Write the grades: they must not depend on the format of the files."""
    result.grades.write_parquet(out)
