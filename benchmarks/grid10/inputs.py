"""Reads the inputs of grid-10 with nothing but NumPy: sides that run in an environment of their own need no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NAMES", "load", "save"]

NAMES = ("required", "done", "found", "valid", "disposed", "ontime", "complaints", "workdays", "attended", "base_fen")


def load(folder: Path) -> dict[str, np.ndarray]:
    """Return the ten columns."""
    return {name: np.load(folder / f"{name}.npy") for name in NAMES}


def save(out: Path, total: np.ndarray, grade: np.ndarray, pay: np.ndarray) -> None:
    """Write hundredths of a point, grade (0 the best) and fen of every worker-month as Parquet."""
    import polars as pl

    pl.DataFrame({"total": total.astype(np.int64), "grade": np.asarray(grade).astype(np.int64), "pay": pay.astype(np.int64)}).write_parquet(
        out
    )
