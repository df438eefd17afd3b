"""A province of cards is streamed to archives in the memory of a county: peak memory and time a card, beside a batch of 10,000.

    python -m benchmarks.stream [--county FOLDER] [--cards 100000] [--few 10000] [--write]

The cards of one county are made again under other file names until there are enough. Each batch runs in one process of a program of its own,
so that its peak memory is its own; time is processor time. Some 70 KB a card are written, and removed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count, islice
from pathlib import Path
from typing import Any

from benchmarks.cards import CACHE, county
from benchmarks.child import peak_mib

__all__ = ["main", "streamed"]

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks-stream.md"
_PAGE = """<!-- Written by `python -m benchmarks.stream --write`; do not edit. -->
# Cards of a province

Scorecards with evidence and seal, streamed to archives by one process, in its processor time: those of a county of {people:,} people, made again under other
file names until there are enough. The memory is the peak of the program that makes and writes them, the county's results included.
Taken {date}; only the relation of the two rows carries over to another machine.

{table}
"""


def main() -> None:
    """Measure both batches, and print a table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--county", type=Path, default=CACHE / "cards", help="where the county is, or is to be made")
    asked.add_argument("--people", type=int, default=10_000, help="people of the county, if it is to be made")
    asked.add_argument("--cards", type=int, default=100_000)
    asked.add_argument("--few", type=int, default=10_000)
    asked.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    asked.add_argument("--alone", action="store_true", help="only one batch, in this program; prints its figures as JSON")
    options = asked.parse_args()
    assessment = county(options.county, options.people)
    if options.alone:
        with tempfile.TemporaryDirectory(dir=options.county) as folder:
            print(json.dumps(streamed(assessment, options.cards, Path(folder))))
        return
    table = ["| cards | ms a card | peak MiB | written MiB |", "|---|---|---|---|"]
    for cards in (options.few, options.cards):
        command = [sys.executable, "-m", "benchmarks.stream", "--county", str(options.county), "--cards", str(cards)]
        run = subprocess.run([*command, "--alone"], check=True, capture_output=True, text=True)
        found = json.loads(run.stdout)
        table.append(f"| {cards:,} | {found['seconds'] / cards * 1000:.2f} | {found['peak_mib']:.0f} | {found['written_mib']:,.0f} |")
        print(table[-1], flush=True)
    if options.write:
        today = date.today()  # noqa: DTZ011  (a day, for readers)
        PAGE.write_text(_PAGE.format(table="\n".join(table), date=today, people=assessment.people.height), encoding="utf-8")


def streamed(assessment: Any, cards: int, folder: Path) -> dict[str, float]:
    """Return seconds of processor time, peak memory and what was written of a batch of *cards* cards in archives in *folder*."""
    from gridperf.report.batches.printing import Job, printed

    job = Job("scorecard", "assessment", assessment.digest, assessment.period.code, folder / "cards.zip", None, "zh", reference=False)
    started = time.process_time()
    archives = printed(job, lambda: (islice(_repeated(assessment), cards), cards), processes=1, progress=None)
    seconds = time.process_time() - started
    return {"seconds": seconds, "peak_mib": peak_mib(), "written_mib": sum(archive.stat().st_size for archive in archives) / 2**20}


def _repeated(assessment: Any) -> Iterator[Any]:
    """Yield the cards of *assessment* again and again, each time under other file names."""
    from gridperf.errors import Problem
    from gridperf.report.batches.tasks import tasks_of

    for round_ in count():
        for task in tasks_of(assessment, "scorecard", None, "zh")[0]:
            assert not isinstance(task, Problem), task
            yield replace(task, file=f"{round_:03}-{task.file}")


if __name__ == "__main__":
    main()
