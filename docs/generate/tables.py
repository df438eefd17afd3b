"""The page about tables is their declaration, column by column."""

from __future__ import annotations

from gridperf.tables import RECORDS, RESULTS, Column, Table

__all__ = ["pages"]

_HEAD = """# Tables

Generated from `gridperf/tables.py`; do not edit.

A file is matched to its table by name or Chinese label, a column by either of its headings.
**Bold** columns are the key, columns marked ● must have a value in every row, all others may be empty or missing.
Identifiers are text, always; times are local wall time of Asia/Shanghai; decimals are exact.
"""


def _kind(column: Column) -> str:
    kind = f"decimal, {column.digits} digits" if column.kind == "decimal" else column.kind
    limits = [f"one of {', '.join(column.allowed)}"] if column.allowed else []
    limits += [f"at least {column.at_least}"] if column.at_least is not None else []
    return "; ".join([kind, *limits])


def _section(table: Table) -> str:
    lines = [f"### {table.name} · {table.label}\n", f"{table.meaning}\n"]
    if table.dated_by:
        lines.append(f"A row belongs to the period of its `{table.dated_by}`, unless the rulebook names another date.\n")
    lines += ["| Column | 列 | Holds | | Meaning |", "|---|---|---|---|---|"]
    for column in table.columns:
        name = f"**`{column.name}`**" if column.key else f"`{column.name}`"
        lines.append(f"| {name} | {column.label} | {_kind(column)} | {'●' if column.required else ''} | {column.meaning} |")
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """Return the text of the page by its path from the root of the repository."""
    parts = [
        _HEAD,
        "## Records: what is read\n",
        *map(_section, RECORDS.values()),
        "## Results: what comes out\n",
        *map(_section, RESULTS.values()),
    ]
    return {"docs/reference/tables.md": "\n".join(parts)}
