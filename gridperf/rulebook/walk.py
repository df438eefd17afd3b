"""Every part of an edition that cites a clause, names a measure or filters records, found in one place.

Checks, digests, warnings and reference pages walk the same list, so a new kind of rule cannot be forgotten by one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from gridperf.rulebook.edition import Edition
from gridperf.rulebook.paying import EachLine

__all__ = ["cited", "named_measures", "parts"]

Steps = tuple[str | int, ...]


def parts(part: Any, at: Steps = ()) -> Iterator[tuple[Steps, BaseModel]]:  # noqa: ANN401 (any value of a model)
    """Yield *part* and every model inside it, with its path, in the order of the file."""
    if isinstance(part, BaseModel):
        yield at, part
        for name, info in type(part).model_fields.items():
            yield from parts(getattr(part, name), (*at, info.alias or name))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from parts(value, (*at, key))
    elif isinstance(part, tuple):
        for position, value in enumerate(part):
            yield from parts(value, (*at, position))


def cited(edition: Edition) -> Iterator[tuple[Steps, str]]:
    """Yield every clause the edition cites, with the path of the citation."""
    for at, part in parts(edition):
        clause = getattr(part, "clause", None)
        if isinstance(clause, str):
            yield (*at, "clause"), clause


def named_measures(edition: Edition) -> frozenset[str]:
    """Return the names of all measures the edition uses by name."""
    used = {item.measure for sheet in edition.sheets for item in sheet.items if isinstance(item.measure, str)}
    used |= {line.line.measure for line in edition.pay if isinstance(line.line, EachLine) and isinstance(line.line.measure, str)}
    return frozenset(used)
