"""The county of `gridperf.testing`, exported in three ways, each read and assessed in a process of its own."""

from __future__ import annotations

from typing import Any

from benchmarks.runner import CACHE, alone
from gridperf.testing.exports import Style

__all__ = ["measure"]

_STYLES: dict[Style, str] = {
    "office": "as an office sends it: Excel, CSV in GBK and UTF-8, Parquet",
    "csv": "CSV",
    "parquet": "Parquet",
}


def measure(*, small: bool, times: int) -> dict[str, Any]:
    """Return the figures of each style of export.

    Raises:
        AssertionError: if the grades differ between them.
    """
    import polars as pl

    from gridperf.testing import synthetic_county, write_exports

    scale = 0.05 if small else 1
    tables = synthetic_county("2026-10", scale=scale)
    sides = {}
    grades = []
    for style, name in _STYLES.items():
        folder = CACHE / f"county-{scale}" / style
        write_exports(tables, folder, style=style)
        out = folder.with_suffix(".grades.parquet")
        outcome = alone(name, "benchmarks.county.engine", folder, out, times)
        print(f"  {outcome.line()}", flush=True)
        sides[name] = outcome.as_dict()
        grades.append(pl.read_parquet(out))
    if any(not grades[0].equals(other) for other in grades[1:]):
        message = "the grades depend on the format of the files"
        raise AssertionError(message)
    rows = {name: frame.height for name, frame in tables.items()}
    about = (
        "Records of "
        + ", ".join(f"{count:,} {name}" for name, count in rows.items())
        + "; rules `370522-lijin`; from files to every table."
    )
    return {"about": about, "sides": sides}
