"""The reference: one worker-month at a time, every number a `Fraction`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.grid10 import inputs

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.child import Laps

__all__ = ["one", "prepare", "run", "save"]

_COEFFICIENTS = (Fraction(6, 5), Fraction(1), Fraction(4, 5), Fraction(1, 2))


def prepare(folder: Path) -> list[tuple[int, ...]]:
    """Return the inputs, a tuple per worker-month."""
    columns = inputs.load(folder)
    return list(zip(*(columns[name].tolist() for name in inputs.NAMES), strict=True))


def one(row: tuple[int, ...]) -> tuple[int, int, int]:
    """Return hundredths of a point, grade and fen of one worker-month."""
    required, done, _, valid, disposed, ontime, complaints, workdays, attended, base = row
    rate = Fraction(done, required)
    points = Fraction(15 if rate >= Fraction(95, 100) else 10 if rate >= Fraction(90, 100) else 5 if rate >= Fraction(85, 100) else 0)
    points += min(2 * valid, 30)
    points += 30 * Fraction(disposed, valid) if valid else 30
    points += min(Fraction(ontime, 2), Fraction(25))
    points -= min(5 * complaints, 20)
    total = int(min(max(points, Fraction(0)), Fraction(100)) * 100 + Fraction(1, 2))
    grade = 0 if total >= 9000 else 1 if total >= 7500 else 2 if total >= 6000 else 3
    return total, grade, int(base * _COEFFICIENTS[grade] * Fraction(attended, workdays) + Fraction(1, 2))


def run(rows: list[tuple[int, ...]], laps: Laps) -> list[tuple[int, int, int]]:
    """Return the three results of every worker-month."""
    result = [one(row) for row in rows]
    laps.lap("all")
    return result


def save(result: list[tuple[int, int, int]], out: Path) -> None:
    """Write the agreed columns."""
    total, grade, pay = (np.array(column) for column in zip(*result, strict=True))
    inputs.save(out, total, grade, pay)
