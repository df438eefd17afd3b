"""How long a step of the Book takes: a county of 800 people published and sealed, month after month, and one worker's 24 months asked for.

The months are one assessment under 24 period codes, so that making them takes no time of its own; every step writes through to the disk.
A correction is worked out for twelve real months, the first of which lost the patrols of one person.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl

import gridperf as gp
from gridperf.book import book as steps
from gridperf.book.runs import Prepared, prepared
from gridperf.testing import synthetic_county

__all__ = ["measure"]

_MONTHS = 24
_STEPS = (
    "prepare (files made, result verified)",
    "publish",
    "seal",
    "history of one worker",
    "status",
    "verify the whole Book",
    "correction of a year",
)


def measure(*, small: bool, times: int) -> dict[str, Any]:
    """Return best and median seconds of each step."""
    period = "2026-10"
    records = gp.read_records(synthetic_county(period, scale=0.05 if small else 1.0, messy=False))
    month = gp.assess(records, gp.load_rules("370522-lijin", period=period), period)
    month.table("entries"), month.digest
    taken: dict[str, list[float]] = {name: [] for name in _STEPS}
    ready = prepared(month)
    for _ in range(times):
        _timed(taken["prepare (files made, result verified)"], lambda: prepared(month))
    with tempfile.TemporaryDirectory() as folder:
        now = dt.datetime(2024, 1, 1)  # noqa: DTZ001 (local time of the Book)
        book = gp.open_book(Path(folder) / "county.book", create=True, clock=lambda: now)
        original = steps.prepared
        try:
            for number in range(_MONTHS):
                code = f"{2025 + number // 12}-{number % 12 + 1:02d}"
                steps.prepared = lambda _result, code=code: _under(ready, code)  # type: ignore[assignment]
                _timed(taken["publish"], lambda: book.publish(month, window="none", by="a", why="b"))
                _timed(taken["seal"], lambda code=code: book.seal(code, by="c", why="d"))
        finally:
            steps.prepared = original
        worker = str(month.people["subject"][0])
        for _ in range(max(times, 10)):
            _timed(taken["history of one worker"], lambda: _of(book, worker))
            _timed(taken["status"], book.status)
    with tempfile.TemporaryDirectory() as folder:
        real = gp.open_book(Path(folder) / "county.book", create=True)
        real.publish(month, window="none", by="a", why="b")
        for _ in range(min(times, 3)):
            _timed(taken["verify the whole Book"], real.verify)
    _correction(taken["correction of a year"], scale=0.05 if small else 1.0)
    figures = {name: {"best": min(spent), "median": median(spent)} for name, spent in taken.items()}
    for name, spent in figures.items():
        print(f"  {name}: best {1000 * spent['best']:.1f} ms, median {1000 * spent['median']:.1f} ms", flush=True)
    return {"workers": month.people.height, "months": _MONTHS, "steps": figures}


def _correction(spent: list[float], *, scale: float) -> None:
    """Time the preview of a correction of the first of twelve sealed months, which all others follow."""
    codes = [f"2026-{number:02d}" for number in range(1, 13)]
    records = {code: gp.read_records(synthetic_county(code, scale=scale, messy=False)) for code in codes}
    first = records[codes[0]]
    patrols = first.table("patrols")
    worker = str(patrols.select("worker_id").first().collect().item())
    lost = replace(first, tables={**first.tables, "patrols": patrols.filter(pl.col("worker_id") != worker)})
    now = [dt.datetime(2026, 2, 1)]  # noqa: DTZ001 (local time of the Book)
    with tempfile.TemporaryDirectory() as folder:
        book = gp.open_book(Path(folder) / "county.book", create=True, clock=lambda: now[0])
        for code in codes:
            rules = gp.load_rules("370522-lijin", period=code)
            held = {**records, codes[0]: lost}[code]
            book.publish(gp.assess(held, rules, code, history=book.sealed(before=rules.period(code))), window="none", by="a", why="b")
            book.seal(code, by="c", why="d")
            now[0] += dt.timedelta(days=30)

        def preview() -> None:
            found = book.correction(records)
            assert found.costs["reopen"].people

        _timed(spent, preview)


def _of(book: gp.Book, worker: str) -> None:
    assert book.history(worker).height == _MONTHS


def _under(ready: Prepared, code: str) -> Prepared:
    """Return the same result under another period."""
    period = gp.Period.parse(code)
    body = {**ready.body, "starts_on": period.starts_on.isoformat(), "ends_on": period.ends_on.isoformat()}
    return replace(ready, assessment=replace(ready.assessment, period=period), body=body)


def _timed(spent: list[float], work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    spent.append(time.perf_counter() - start)
