"""What is measured: each workload with its sides, its data, and what its results are compared by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["WORKLOADS", "Side", "Workload"]


@dataclass(frozen=True)
class Side:
    """One way to compute a workload.

    Attributes:
        name: as printed.
        module: the module that does it.
        times: how often it is run, at most.
        apart: run in the environment kept apart for OpenFisca.
        exact: must agree with the reference; otherwise its wrong results are counted.
    """

    name: str
    module: str
    times: int = 100
    apart: bool = False
    exact: bool = True


@dataclass(frozen=True)
class Workload:
    """One workload.

    Attributes:
        name: as named on the command line.
        title: as printed.
        size: how many workers.
        small: how many in a quick run.
        months: months each of them has.
        prepare: fills a folder with data for a number of workers, and returns it.
        sides: gridperf first; the reference has `exact` in its name.
        note: what a reader must know to judge the figures.
    """

    name: str
    title: str
    size: int
    small: int
    months: int
    prepare: Callable[..., Path]
    sides: tuple[Side, ...]
    note: str


def _province(folder: Path, *, workers: int) -> Path:
    from benchmarks import data

    return data.province(folder, workers=workers)


def _grid10(folder: Path, *, workers: int) -> Path:
    from benchmarks import data

    return data.grid10(folder, workers=workers)


_PROVINCE = Workload(
    "province",
    "A province's month, from records to pay",
    100_000,
    2_000,
    1,
    _province,
    (
        Side("gridperf", "benchmarks.province.engine"),
        Side("polars, by hand", "benchmarks.province.hand_polars"),
        Side("DuckDB, by hand", "benchmarks.province.duckdb_sql"),
        Side("pandas, by hand", "benchmarks.province.hand_pandas"),
        Side("Python fractions", "benchmarks.province.exact", times=1),
    ),
    "Parquet in, one table of indicators, score, grade and pay out. Only gridperf checks the records (keys, types, references, order of "
    "times) and keeps every entry of the two ledgers; the others compute these rules, and nothing else, from records they trust.",
)
_GRID10 = Workload(
    "grid10",
    "grid-10: ten formulas on ready inputs",
    100_000,
    2_000,
    12,
    _grid10,
    (
        Side("gridperf", "benchmarks.grid10.engine"),
        Side("polars, by hand", "benchmarks.grid10.hand_polars"),
        Side("NumPy integers, by hand", "benchmarks.grid10.hand_numpy"),
        Side("OpenFisca", "benchmarks.grid10.openfisca32", apart=True, exact=False),
        Side("OpenFisca patched to 64-bit floats", "benchmarks.grid10.openfisca64", apart=True, exact=False),
        Side("Python fractions", "benchmarks.grid10.exact", times=1),
    ),
    "Inputs are in memory as columns, results stay there; a month at a time for gridperf and OpenFisca. gridperf computes every "
    "entry, cap and rounding of the ledger on the way. 6 % of the worker-months lie exactly on an edge of the patrol bands.",
)

WORKLOADS = {workload.name: workload for workload in (_PROVINCE, _GRID10)}
"""The workloads that are compared side by side, by name."""
