"""Each number of items on the same records, by gridperf and by hand, compared value by value."""

from __future__ import annotations

from typing import Any

from benchmarks import data
from benchmarks.items import SIZES
from benchmarks.runner import CACHE, alone

__all__ = ["measure"]

_SIDES = {"gridperf": "benchmarks.items.engine", "polars, by hand": "benchmarks.items.hand"}


def measure(*, small: bool, times: int) -> dict[str, Any]:
    """Return the figures of both sides for every number of items.

    Raises:
        AssertionError: if a count differs.
    """
    import polars as pl

    workers = 2_000 if small else 20_000
    folder = data.province(CACHE / f"province-{workers}", workers=workers)
    figures: dict[str, Any] = {"workers": workers, "sizes": {}}
    for items in SIZES:
        sides = {}
        found = []
        for name, module in _SIDES.items():
            out = CACHE / "items" / f"{items}-{module.rpartition('.')[2]}.parquet"
            outcome = alone(f"{items} items, {name}", module, folder / str(items), out, times)
            print(f"  {outcome.line()}", flush=True)
            sides[name] = outcome.as_dict()
            found.append(pl.read_parquet(out))
        if not found[0].equals(found[1]):
            message = f"a count differs with {items} items"
            raise AssertionError(message)
        figures["sizes"][str(items)] = sides
    return figures
