"""Hand-written integers in NumPy: exact, for this one rulebook only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.grid10 import inputs

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.child import Laps

__all__ = ["VERSIONS", "prepare", "run", "save"]

VERSIONS = {"numpy": np.__version__}
prepare = inputs.load


def run(columns: dict[str, np.ndarray], laps: Laps) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return hundredths of a point, grade and fen of every worker-month."""
    percent, required = columns["done"] * 100, columns["required"]
    patrol = np.select([percent >= 95 * required, percent >= 90 * required, percent >= 85 * required], [15, 10, 5], 0)
    valid = columns["valid"]
    under = np.maximum(valid, 1)
    # all in half points over `under`
    over = 2 * (patrol + np.minimum(2 * valid, 30) - np.minimum(5 * columns["complaints"], 20)) + np.minimum(columns["ontime"], 50)
    over = over * under + 60 * np.where(valid > 0, columns["disposed"], 1)
    total = np.minimum((np.maximum(over, 0) * 100 + under) // (2 * under), 10_000)
    grade = np.select([total >= 9000, total >= 7500, total >= 6000], [0, 1, 2], 3)
    coefficient = np.array([12, 10, 8, 5])[grade]
    under = 10 * columns["workdays"]
    pay = (2 * columns["base_fen"] * coefficient * columns["attended"] + under) // (2 * under)
    laps.lap("all")
    return total, grade, pay


def save(result: tuple[np.ndarray, np.ndarray, np.ndarray], out: Path) -> None:
    """Write the agreed columns."""
    inputs.save(out, *result)
