"""`python -m benchmarks [workload …]` measures; at full size it also writes `docs/benchmarks.md` anew, once all have been measured here."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from benchmarks import book, report, runner, startup
from benchmarks.county.measure import measure as measure_county
from benchmarks.items.measure import measure as measure_items
from benchmarks.packs import measure as measure_packs
from benchmarks.payroll import measure as measure_payroll
from benchmarks.workloads import WORKLOADS

__all__ = ["main"]


_ALONE: dict[str, Callable[..., dict[str, Any]]] = {
    "items": measure_items,
    "county": measure_county,
    "packs": measure_packs,
    "payroll": measure_payroll,
    "book": book.measure,
    "startup": startup.measure,
}
"""What is not compared with exact arithmetic row by row."""


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("workload", nargs="*", help=f"of {', '.join([*WORKLOADS, *_ALONE])}; all of them if none is named")
    parser.add_argument("--small", action="store_true", help="a few seconds instead of minutes; writes nothing")
    parser.add_argument("--times", type=int, default=5, help="how often each side runs (default 5)")
    parser.add_argument("--only", action="append", default=[], help="only sides with this in their name; writes nothing")
    parser.add_argument("--report", action="store_true", help="only write docs/benchmarks.md from the last figures")
    asked = parser.parse_args()
    names = asked.workload or [*WORKLOADS, *_ALONE]
    if not asked.report:
        for name in names:
            print(name, flush=True)
            if name in _ALONE:
                figures = _ALONE[name](small=asked.small, times=asked.times)
            else:
                workload = WORKLOADS[name]
                workers = workload.small if asked.small else workload.size
                outcomes = runner.run(workload, workers=workers, times=asked.times, only=tuple(asked.only))
                figures = {"workers": workers, "sides": [outcome.as_dict() for outcome in outcomes]}
            if not asked.small and not asked.only:
                report.keep(name, figures)
    if not asked.small and not asked.only:
        lacking = report.lacking([*WORKLOADS, *_ALONE])
        if lacking:
            print(f"docs/benchmarks.md stays as it is: no figures were kept here of {', '.join(lacking)}")
        else:
            report.write()


if __name__ == "__main__":
    main()
