"""Runs one competitor alone in this process, so that its import cost, time and peak memory are its own.

Only the standard library is imported here; whatever else is in memory, the competitor brought along.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

__all__ = ["Laps", "main"]


class Laps:
    """Splits a run into named parts."""

    def __init__(self) -> None:
        """Start the clock."""
        self.parts: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """Book the time since the last lap under *name*."""
        now = time.perf_counter()
        self.parts[name] = self.parts.get(name, 0) + now - self._last
        self._last = now


def peak_mib() -> float:
    """Return the peak resident memory of this process in MiB.

    `VmHWM` starts anew with each program; `ru_maxrss` may still hold the parent's, so it is only the second choice.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024) if sys.platform == "darwin" else most / 1024


def measure(module: str, folder: Path, out: Path, times: int) -> dict[str, Any]:
    """Return the figures of *times* runs of a competitor, and write its result to *out*.

    Args:
        module: the competitor's module: `run(state, laps)` is timed; `prepare(folder)`, if it has one, is not;
            `save(result, out)` writes the agreed columns.
        folder: the data.
        out: the Parquet file to write.
        times: how often to run.
    """
    start = time.perf_counter()
    side = importlib.import_module(module)
    imported = time.perf_counter() - start
    bare = peak_mib()
    state = side.prepare(folder) if hasattr(side, "prepare") else folder
    loaded = peak_mib()
    runs: list[dict[str, Any]] = []
    first_peak = 0.0
    result = None
    for _ in range(times):
        result = None  # two results at once would count as memory
        laps = Laps()
        cpu, wall = time.process_time(), time.perf_counter()
        result = side.run(state, laps)
        runs.append({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "parts": laps.parts})
        first_peak = first_peak or peak_mib()
    peak = peak_mib()
    side.save(result, out)
    return {
        "import": imported,
        "bare_mib": bare,
        "loaded_mib": loaded,
        "first_peak_mib": first_peak,
        "peak_mib": peak,
        "runs": runs,
        "versions": getattr(side, "VERSIONS", {}),
    }


def main() -> None:
    """Measure as the arguments say and print the figures as one line of JSON."""
    module, folder, out, times = sys.argv[1:]
    print(json.dumps(measure(module, Path(folder), Path(out), int(times))))


if __name__ == "__main__":
    main()
