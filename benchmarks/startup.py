"""How long somebody waits before anything happens: imports, and the command line's help."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median
from typing import Any

__all__ = ["measure"]

_COMMANDS = {
    "bare Python": ["-c", "pass"],
    "polars and pydantic, ready for use": ["-c", "import polars; from pydantic import BaseModel, Discriminator, Field, Tag"],
    "import gridperf": ["-c", "import gridperf"],
    "from gridperf import assess, load_rules, read_records": ["-c", "from gridperf import assess, load_rules, read_records"],
    "gridperf --help": ["-c", "from gridperf.cli import main; main()", "--help"],
}


def measure(*, small: bool, times: int) -> dict[str, Any]:
    """Return best and median seconds of each command, the commands taken in turns."""
    seconds: dict[str, list[float]] = {name: [] for name in _COMMANDS}
    for _ in range(3 if small else max(times, 10)):
        for name, arguments in _COMMANDS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
            seconds[name].append(time.perf_counter() - start)
    figures = {name: {"best": min(taken), "median": median(taken)} for name, taken in seconds.items()}
    for name, taken in figures.items():
        print(f"  {name}: best {taken['best']:.3f} s, median {taken['median']:.3f} s", flush=True)
    return figures
