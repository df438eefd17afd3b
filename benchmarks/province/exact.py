"""The reference: plain Python, one row at a time, every number a `Fraction`; slow and obvious, and shares no code with the others."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from benchmarks.data import PAID_DAYS, WORKDAYS, days
from benchmarks.province import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.child import Laps

__all__ = ["run", "save"]

_FIRST, _LAST = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
_LEVELS = {"街道级": 2, "县级": 3, "市级": 5}
_COEFFICIENT = {"优秀": Fraction(6, 5), "良好": Fraction(1), "合格": Fraction(4, 5), "不合格": Fraction(0)}


def _rows(folder: Path, *columns: str) -> Iterator[tuple[Any, ...]]:
    for file in sorted(folder.glob("*.parquet")):
        yield from pl.read_parquet(file, columns=list(columns)).select(columns).iter_rows()


def _half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2)) if value >= 0 else -int(-value + Fraction(1, 2))


def run(folder: Path, laps: Laps) -> pl.DataFrame:
    """Return the agreed columns for every worker."""
    work, paid = days(WORKDAYS), days(PAID_DAYS)
    service: dict[str, list[tuple[dt.date, dt.date | None, str, Fraction]]] = defaultdict(list)
    for worker, starts, ends, street, base in _rows(folder / "roster", "worker_id", "starts_on", "ends_on", "street", "pay_base"):
        service[worker].append((starts, ends, street, Fraction(base)))
    excused = set(_rows(folder / "attendance", "worker_id", "date"))
    due = {
        worker: {day for day in work for starts, ends, *_ in spans if starts <= day <= (ends or _LAST) and (worker, day) not in excused}
        for worker, spans in service.items()
    }

    def counts(worker: str, day: dt.date) -> bool:
        return _FIRST <= day <= _LAST and any(starts <= day <= (ends or _LAST) for starts, ends, *_ in service[worker])

    walked: dict[tuple[str, dt.date], int] = defaultdict(int)
    for worker, started, valid in _rows(folder / "patrols", "worker_id", "started_at", "valid"):
        if valid is True and started.date() in due[worker]:
            walked[worker, started.date()] += 1
    arrived: dict[str, int] = defaultdict(int)
    for (worker, _), times in walked.items():
        arrived[worker] += min(times, 2)
    closed: dict[str, int] = defaultdict(int)
    ontime: dict[str, int] = defaultdict(int)
    tasks: dict[str, int] = defaultdict(int)
    for worker, limit, handled, shut, void in _rows(folder / "disposals", "worker_id", "due_at", "handled_at", "closed_at", "void"):
        if not void and counts(worker, limit.date()):
            tasks[worker] += 1
            closed[worker] += shut is not None
            ontime[worker] += handled is not None and handled <= limit
    found: dict[str, int] = defaultdict(int)
    for worker, source, reported, valid in _rows(folder / "discoveries", "worker_id", "source", "reported_at", "valid"):
        found[worker] += valid is True and source == "自主发现" and counts(worker, reported.date())
    blamed: dict[str, int] = defaultdict(int)
    for worker, kind, level, day, verified in _rows(folder / "incidents", "worker_id", "kind", "level", "occurred_on", "verified"):
        if kind == "投诉" and verified is True and counts(worker, day):
            blamed[worker] += _LEVELS[level]
    laps.lap("measure")

    total: dict[str, int] = {}
    for worker in service:
        required, task = 2 * len(due[worker]), tasks[worker]
        points = 30 * Fraction(arrived[worker], required) if required else Fraction(30)
        points += 25 * Fraction(closed[worker], task) if task else Fraction(25)
        rate = Fraction(ontime[worker], task) if task else None
        points += (
            25 if rate is None or rate >= Fraction(95, 100) else 15 if rate >= Fraction(85, 100) else 8 if rate >= Fraction(7, 10) else 0
        )
        points += min(2 * found[worker], 20) - min(blamed[worker], 20)
        total[worker] = _half_up(min(max(points, Fraction(0)), Fraction(100)) * 100)
    grade = _grades({worker: max(spans)[2] for worker, spans in service.items()}, total)
    rows = []
    for worker in sorted(service):
        served = [(sum(starts <= day <= (ends or _LAST) for day in paid), base) for starts, ends, _, base in service[worker]]
        rows.append(
            (
                worker,
                arrived[worker],
                2 * len(due[worker]),
                closed[worker],
                tasks[worker],
                ontime[worker],
                found[worker],
                blamed[worker],
                total[worker],
                grade[worker],
                _half_up(sum((base * count for count, base in served), Fraction(0)) / len(paid) * 100),
                _half_up(1200 * _COEFFICIENT[grade[worker]] * sum(count for count, _ in served) / len(paid) * 100),
            )
        )
    laps.lap("score, grade, pay")
    return pl.DataFrame(rows, schema=list(COLUMNS), orient="row")


def _grades(street: dict[str, str], total: dict[str, int]) -> dict[str, str]:
    grades = {
        worker: "优秀" if points >= 9000 else "良好" if points >= 8000 else "合格" if points >= 6000 else "不合格"
        for worker, points in total.items()
    }
    members: dict[str, list[str]] = defaultdict(list)
    for worker, name in street.items():
        members[name].append(worker)
    for people in members.values():
        places = len(people) * 20 // 100
        first = [worker for worker in people if grades[worker] == "优秀"]
        for worker in first:
            at_least_as_good = sum(total[other] >= total[worker] for other in first)
            if at_least_as_good > places:
                grades[worker] = "良好"
    return grades


def save(result: pl.DataFrame, out: Path) -> None:
    """Write the agreed columns."""
    result.write_parquet(out)
