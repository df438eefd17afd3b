"""What a layer did, told value by value: a part that is set as a whole is every value in it that differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from gridperf.errors import Problem
from gridperf.rulebook.layers.tree import Node, Path, children, leaves, same

if TYPE_CHECKING:
    from gridperf.placed_yaml import Steps

__all__ = ["ADDRESS", "HEADER", "Change", "Laid", "changed", "has_id", "of_entries"]

HEADER = ("title", "source", "basis", "acknowledged", "below")
"""Keys of an edition that belong to its own file."""

ADDRESS = ("id", "clause", "basis")
"""Keys that say what a part is and by whose authority; a layer gives them beside its values, not as values."""

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a layer does.

    Attributes:
        verb: `change` a value, `add` an entry, `disable` one.
        path: the value or the entry.
        at: where the layer says so.
        restated: the value stays what it was.
        new: the plain value it sets; None where it takes one away.
    """

    verb: Literal["change", "add", "disable"]
    path: Path
    at: Steps
    restated: bool = False
    new: Any = None


@dataclass
class Laid:
    """What came of laying a layer over a rulebook.

    Attributes:
        root: the tree of both.
        changes: what the layer did.
        problems: what it could not do.
        uncited: clauses it cites for what has none of its own, by where it does.
        gone: what it left out or took away, and where it says so; what that was stands in `was`.
    """

    root: Node
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    uncited: dict[Steps, str] = field(default_factory=dict)
    gone: dict[Path, Node] = field(default_factory=dict)


def changed(path: Path, old: Node | None, new: Node | None, at: Steps) -> Iterator[Change]:
    """Yield what becomes of every single value at and below *path*."""
    before = {one: node.plain for one, node in leaves(old, path)} if old else {}
    after = {one: node.plain for one, node in leaves(new, path)} if new else {}
    for one in {**before, **after}:
        if one[-1] in ADDRESS and one != path:
            continue
        value = after.get(one, _ABSENT)
        restated = one in before and one in after and same(before[one], value)
        yield Change("change", one, at, restated, None if value is _ABSENT else value)


def has_id(node: Node | None) -> bool:
    """Return whether *node* is an entry with a name of its own."""
    return node is not None and isinstance(node.value, dict) and "id" in node.value


def of_entries(node: Node | None, key: str) -> bool:
    """Return whether *node* is, or holds, a list of entries that have names."""
    if node is None:
        return False
    inside = children(node, key)
    if isinstance(node.value, tuple) and inside and (key == "grades" or any(has_id(entry) for _, entry in inside)):
        return True
    return any(of_entries(entry, name) for name, entry in inside)
