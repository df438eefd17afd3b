"""Writes the golden results anew: `python -m tests.golden.regenerate`. The difference is reviewed before it is kept.

The county stands in `county/` as an office would send it: twelve people, one month, each with a story of their own.
Its results under 370522-lijin stand in `results/`, one CSV per table, so that a change of engine or rules shows whose
points and whose yuan it moves.
"""

from __future__ import annotations

from pathlib import Path

import gridperf as gp
from gridperf.assessment import Assessment

__all__ = ["COUNTY", "PACK", "PERIOD", "RESULTS", "TABLES", "assessed", "text_of"]

HERE = Path(__file__).resolve().parent
COUNTY, RESULTS = HERE / "county", HERE / "results"
PACK, PERIOD = "370522-lijin", "2026-10"
TABLES = ("people", "measures", "entries", "scores", "grades", "pay", "actions", "left_out", "unmatched")


def assessed() -> Assessment:
    """Return the assessment of the golden county."""
    return gp.assess(gp.read_records(COUNTY), gp.load_rules(PACK, period=PERIOD), PERIOD)


def text_of(assessment: Assessment, table: str) -> str:
    """Return a result table as CSV text."""
    return assessment.table(table).write_csv()


def main() -> None:
    """Write every result table."""
    RESULTS.mkdir(exist_ok=True)
    assessment = assessed()
    for table in TABLES:
        (RESULTS / f"{table}.csv").write_text(text_of(assessment, table), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
