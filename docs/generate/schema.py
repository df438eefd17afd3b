"""The JSON schemas of `rules/schema/` are written with the reference pages, so that neither is forgotten."""

from __future__ import annotations

from gridperf.rulebook.example_schema import EXAMPLES_FILE, examples_schema_text
from gridperf.rulebook.schema import SCHEMAS, schema_text

__all__ = ["pages"]


def pages() -> dict[str, str]:
    """Return the text of each schema by its path from the root of the repository."""
    texts = {file: schema_text(file) for file in SCHEMAS} | {EXAMPLES_FILE: examples_schema_text()}
    return {f"rules/schema/{file}": text for file, text in texts.items()}
