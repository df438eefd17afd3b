"""What a part of a rulebook says, without what says nothing: the order of a set, a shorthand for other lines, a default."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from gridperf.rulebook.edition import Edition
from gridperf.rulebook.paying import CapLine, HoldLine, TopUpLine

__all__ = ["Pair", "Steps", "leaves", "pairs", "plain", "resolved"]

Steps = tuple[str | int, ...]

_UNORDERED = {
    *("roles", "areas", "days_off", "working_days", "distinct_by", "counting", "release", "withheld", "rankings", "also", "times", "by"),
    *("earn", "all_of", "any_of"),
}
"""Keys of lists whose order says nothing."""


def resolved(edition: Edition) -> Edition:
    """Return *edition* with every `all_above` written out, so that a line moved past another one is seen."""
    lines = []
    for at, line in enumerate(edition.pay):
        if isinstance(line.line, (TopUpLine, CapLine, HoldLine)) and line.line.counting == "all_above":
            above = tuple(one.id for one in edition.pay[:at])
            lines.append(line.model_copy(update={"line": line.line.model_copy(update={"counting": above})}))
        else:
            lines.append(line)
    return edition.model_copy(update={"pay": tuple(lines)})


def plain(value: Any, key: str = "") -> Any:  # noqa: ANN401 (any value of a model)
    """Return *value* as plain data, in which the order of what has none is fixed."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_defaults=True)
    elif isinstance(value, (tuple, list)):
        value = [plain(one) for one in value]
    elif not isinstance(value, (Mapping, str, int, type(None))):
        return str(value)
    if isinstance(value, Mapping):
        return {name: plain(one, name) for name, one in value.items()}
    if isinstance(value, list):
        held = [plain(one) for one in value]
        return sorted(held, key=lambda one: json.dumps(one, sort_keys=True)) if key in _UNORDERED else held
    return value


def leaves(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 (plain data)
    """Yield every single value that differs."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            yield from leaves(old.get(name), new.get(name), f"{path}.{name}" if path else name)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for at, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from leaves(one, other, f"{path}[{at}]")
    elif old != new:
        yield path, old, new


Pair = tuple[tuple[Steps, Any] | None, tuple[Steps, Any] | None]


def pairs(old: Any, new: Any, by: str, at: tuple[Steps, Steps]) -> Iterator[Pair]:  # noqa: ANN401 (lists or mappings of parts)
    """Yield the parts that belong together, each with its path: by identifier, then by a name only one of each side has."""
    if isinstance(old, Mapping):
        for name in dict.fromkeys([*old, *new]):
            yield (
                ((*at[0], name), old[name]) if name in old else None,
                ((*at[1], name), new[name]) if name in new else None,
            )
        return
    left = {getattr(part, by): ((*at[0], place), part) for place, part in enumerate(old)}
    right = {getattr(part, by): ((*at[1], place), part) for place, part in enumerate(new)}
    names: dict[str, list[str]] = {}
    for key, (_, part) in right.items():
        if key not in left:
            names.setdefault(getattr(part, "name", key), []).append(key)
    for key, held in left.items():
        other = names.get(getattr(held[1], "name", key), []) if key not in right else [key]
        alike = [one for one in left if one not in right and getattr(left[one][1], "name", one) == getattr(held[1], "name", key)]
        if key in right or (len(other) == 1 and len(alike) == 1):
            yield held, right.pop(other[0])
        else:
            yield held, None
    yield from ((None, held) for held in right.values())
