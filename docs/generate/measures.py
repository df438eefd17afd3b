"""The page about standard measures is the catalogue."""

from __future__ import annotations

import yaml

from gridperf.rulebook.catalogue import standard_measures

__all__ = ["pages"]

_HEAD = """# Standard measures

Generated from `rules/catalogue/`; do not edit.

A measure means the same in every county: name it in a rulebook (`measure: patrol_arrival`), narrow it with `where:`, or write one of your own for what has none.
Each is an exact ratio; a count is a ratio over 1.
"""


def pages() -> dict[str, str]:
    """Return the text of the page by its path from the root of the repository."""
    parts = [_HEAD]
    for name, measure in standard_measures().items():
        better = "more is better" if measure.direction == "higher" else "less is better"
        written = yaml.safe_dump(measure.measure.model_dump(exclude_none=True), allow_unicode=True, sort_keys=False, width=140)
        parts += [
            f"## {name} · {measure.name}\n",
            f"{measure.meaning}\n",
            f"In {measure.unit}; {better}. 出处：{measure.source}。\n",
            f"```yaml\n{written}```\n",
        ]
    return {"docs/reference/measures.md": "\n".join(parts)}
