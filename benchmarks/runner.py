"""Every side runs in a process of its own; its results count only after they were compared with exact arithmetic."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.workloads import Side, Workload

__all__ = ["CACHE", "ROOT", "Outcome", "alone", "run"]

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache" / "benchmarks"
_OPENFISCA = CACHE / "openfisca"


@dataclass
class Outcome:
    """What came of one side.

    Attributes:
        name: the side.
        best: seconds of wall time, best run.
        middle: seconds of wall time, median run.
        cpu: seconds of processor time of the best run, over all threads.
        peak: MiB at the peak.
        imported: seconds to import the side.
        bare: MiB after the import, before any data.
        parts: seconds of the best run by part.
        wrong: how many rows differ from the reference, by column.
        rows: rows compared.
        worst: largest difference by column, in its units.
        versions: of what it stands on.
    """

    name: str
    best: float
    middle: float
    cpu: float
    peak: float
    imported: float
    bare: float
    runs: int
    parts: dict[str, float] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    worst: dict[str, int] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def line(self) -> str:
        """Return the figures in one line."""
        wrong = ", ".join(f"{count} wrong {name}" for name, count in self.wrong.items() if count)
        text = f"{self.name}: best {self.best:.3f} s, median {self.middle:.3f} s, CPU {self.cpu:.3f} s, {self.peak:.0f} MiB"
        return f"{text}, {wrong}" if wrong else text

    def as_dict(self) -> dict[str, Any]:
        """Return the fields."""
        return asdict(self)


def run(workload: Workload, *, workers: int, times: int, only: tuple[str, ...] = ()) -> list[Outcome]:
    """Return the outcome of every side of *workload*.

    Args:
        workload: what to run.
        workers: how many workers.
        times: how often each side runs.
        only: names of sides; all if empty.

    Raises:
        AssertionError: if a side that must be exact is not.
    """
    folder = workload.prepare(CACHE / f"{workload.name}-{workers}", workers=workers)
    reference = next(side for side in workload.sides if side.module.endswith(".exact"))
    done = _reference(reference, folder)
    outcomes = []
    for side in workload.sides:
        if only and not any(word in side.name for word in only):
            continue
        if side is reference:
            figures = done
        else:
            python = _apart() if side.apart else sys.executable
            if python is None:
                print(f"  {side.name}: skipped, its environment could not be made")
                continue
            figures = _child(side, folder, _result(folder, side), min(times, side.times), python)
        outcome = _outcome(side, figures)
        _compare(outcome, _result(folder, side), _result(folder, reference))
        print(f"  {outcome.line()}", flush=True)
        if side.exact and any(outcome.wrong.values()):
            message = f"{side.name} differs from exact arithmetic: {outcome.wrong}"
            raise AssertionError(message)
        outcomes.append(outcome)
    return outcomes


def alone(name: str, module: str, folder: Path, out: Path, times: int) -> Outcome:
    """Return the outcome of one side that is compared with nothing."""
    side = Side(name, module)
    return _outcome(side, _child(side, folder, out, times, sys.executable))


def _result(folder: Path, side: Side) -> Path:
    return folder / "results" / f"{side.module.rsplit('.', 1)[1]}.parquet"


def _reference(side: Side, folder: Path) -> dict[str, Any]:
    """Return the figures of the reference, which is slow, and therefore run once for each set of data."""
    figures = folder / "reference.json"
    if not figures.exists() or not _result(folder, side).exists():
        figures.write_text(json.dumps(_child(side, folder, _result(folder, side), 1, sys.executable)))
    answer: dict[str, Any] = json.loads(figures.read_text())
    return answer


def _child(side: Side, folder: Path, out: Path, times: int, python: str) -> dict[str, Any]:
    out.parent.mkdir(exist_ok=True)
    command = [python, "-m", "benchmarks.child", side.module, str(folder), str(out), str(times)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False, capture_output=True, text=True)
    if done.returncode:
        message = f"{side.name} failed:\n{done.stderr}"
        raise RuntimeError(message)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _outcome(side: Side, figures: dict[str, Any]) -> Outcome:
    best = min(figures["runs"], key=lambda one: one["wall"])
    return Outcome(
        name=side.name,
        best=best["wall"],
        middle=median(one["wall"] for one in figures["runs"]),
        cpu=best["cpu"],
        peak=figures["peak_mib"],
        imported=figures["import"],
        bare=figures["bare_mib"],
        runs=len(figures["runs"]),
        parts=best["parts"],
        versions=figures["versions"],
    )


def _compare(outcome: Outcome, result: Path, reference: Path) -> None:
    import polars as pl

    found, expected = pl.read_parquet(result), pl.read_parquet(reference)
    if found.columns != expected.columns or found.height != expected.height:
        message = f"{outcome.name}: {found.columns} × {found.height}, expected {expected.columns} × {expected.height}"
        raise AssertionError(message)
    outcome.rows = expected.height
    for name, right in zip(expected.columns, expected.get_columns(), strict=True):
        left = found[name]
        outcome.wrong[name] = int(left.ne_missing(right).sum())
        if right.dtype.is_integer():
            outcome.worst[name] = max((left - right).abs().to_list(), default=0)


def _apart() -> str | None:
    """Return the Python of the environment OpenFisca lives in, made if it is not there; None if it cannot be made."""
    python = _OPENFISCA / "bin" / "python"
    if not python.exists():
        print(f"  making an environment for OpenFisca in {_OPENFISCA}")
        steps = (
            [sys.executable, "-m", "venv", str(_OPENFISCA)],
            [str(python), "-m", "pip", "install", "--quiet", "--quiet", "openfisca-core>=46", "polars"],
        )
        for step in steps:
            if subprocess.run(step, check=False).returncode:
                return None
    works = subprocess.run([str(python), "-c", "import openfisca_core, polars"], check=False, capture_output=True)
    return str(python) if works.returncode == 0 else None
