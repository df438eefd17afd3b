"""gridperf on a rulebook of many items, from checked records to measures, points and grades."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version
from pathlib import Path

import polars as pl

import gridperf as gp
from benchmarks.child import Laps
from benchmarks.data import MONTH
from benchmarks.items import edition
from gridperf.rulebook import Rulebook
from gridperf.rulebook.edition import Edition

__all__ = ["VERSIONS", "prepare", "run", "save"]

VERSIONS = {"gridperf": version("gridperf"), "polars": pl.__version__}


def prepare(folder: Path) -> tuple[gp.Records, Rulebook]:
    """Return the records, read and checked, and the rulebook; *folder* is called after the number of its items."""
    records = gp.read_records(folder.parent)
    rules = Rulebook.from_edition(Edition.model_validate(edition(int(folder.name))), starts_on=dt.date(2026, 1, 1))
    return records, rules


def run(state: tuple[gp.Records, Rulebook], laps: Laps) -> gp.Assessment:
    """Return the assessment."""
    records, rules = state
    result = gp.assess(records, rules, MONTH)
    laps.lap("assess")
    return result


def save(result: gp.Assessment, out: Path) -> None:
    """Write every numerator and denominator."""
    wanted = ["subject", "item", "numerator", "denominator"]
    result.measures.select(wanted).sort("subject", "item").write_parquet(out)
