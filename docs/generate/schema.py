"""The JSON schemas of `rules/schema/` are written with the reference pages, so that neither is forgotten."""

from __future__ import annotations

from gridperf.rulebook.schema import SCHEMAS, schema_text

__all__ = ["pages"]


def pages() -> dict[str, str]:
    """Return the text of each schema by its path from the root of the repository."""
    return {f"rules/schema/{file}": schema_text(file) for file in SCHEMAS}
