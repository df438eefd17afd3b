"""Rules and report templates travel with the package: inside it when installed, beside it in a checkout."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

__all__ = ["bundled"]


@lru_cache(maxsize=2)
def bundled(kind: Literal["rules", "reports"]) -> Path:
    """Return the folder of bundled *kind*: `gridperf/_bundled/<kind>` if it exists, else the package's sibling `<kind>`."""
    package = Path(__file__).resolve().parent
    inside = package / "_bundled" / kind
    return inside if inside.is_dir() else package.parent / kind
