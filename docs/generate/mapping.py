"""The page about mappings is their models: what may be said about a foreign export, key by key."""

from __future__ import annotations

import inspect
import re

from pydantic import BaseModel

from gridperf.records.mapping import Mapping, OneRowPer, TableMapping, ValueMap

__all__ = ["pages"]

_HEAD = """# The mapping, key by key

Generated from the models in `gridperf/records/mapping.py`; do not edit.

A mapping says how a foreign export is read; [how to write one](../how-to/foreign-export.md).
Unknown keys are refused; *columns* are ours, *headings* theirs.
"""

_TITLES = {
    Mapping: "The file",
    TableMapping: "`tables.<our table>`",
    ValueMap: "`values.<our column>`",
    OneRowPer: "`one_row_per`",
}


def _section(model: type[BaseModel]) -> str:
    head, _, attributes = (inspect.getdoc(model) or "").partition("\n\nAttributes:\n")
    joined = re.sub(r"\n {8}", " ", attributes)
    meanings = dict(re.findall(r"^ {4}(\w+): (.*)$", joined, re.MULTILINE))
    rows = [f"| `{name}` | {meanings[name][0].upper()}{meanings[name][1:]} |" for name in model.model_fields]
    return "\n".join([f"## {_TITLES[model]}\n", f"{head}\n", "| Key | Says |", "|---|---|", *rows]) + "\n"


def pages() -> dict[str, str]:
    """Return the text of the page by its path from the root of the repository."""
    return {"docs/reference/mapping.md": "\n".join([_HEAD, *map(_section, _TITLES)])}
