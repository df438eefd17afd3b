"""A rulebook as a tree in which every value knows the file and line that set it, however many layers were laid over one another.

A value is addressed by its names: keys, and for an entry of a list its `id` (its `grade` in a scale of grades), or its
number from 1 where entries have neither: `sheets.month.items.arrival.score.bands.2.points`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from gridperf.rulebook.numbers import number, parse_exact
from gridperf.rulebook.walk import parts

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed, Steps

__all__ = [
    "Node",
    "Path",
    "Spot",
    "at_names",
    "children",
    "exactly",
    "flat",
    "leaves",
    "matches",
    "models_of",
    "named",
    "path_of",
    "planted",
    "positions",
    "put",
    "same",
    "written",
]

Path = tuple[str, ...]
"""The names that lead from the root to a value."""


class Spot(NamedTuple):
    """Where something was written."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place.

    Attributes:
        value: a scalar, a mapping of nodes, or a tuple of nodes.
        at: where it stands.
        key: where the key it stands under does.
        quoted: whether it is one-line quoted text.
        was: the value of the layer below that it took the place of.
    """

    value: Any
    at: Spot
    key: Spot | None = None
    quoted: bool = False
    was: Node | None = None

    @property
    def plain(self) -> Any:  # noqa: ANN401 (any YAML)
        """Return it as plain values."""
        if isinstance(self.value, dict):
            return {name: node.plain for name, node in self.value.items()}
        return [node.plain for node in self.value] if isinstance(self.value, tuple) else self.value


def planted(placed: Placed, at: Steps = ()) -> Node:
    """Return what stands at *at* in *placed* as a tree."""
    value = placed.value
    for step in at:
        value = value[step]
    return _planted(placed, value, at)


def _planted(placed: Placed, value: Any, at: Steps) -> Node:  # noqa: ANN401 (any YAML)
    file = placed.file_of(at)
    key = Spot(file, *placed.keys[at]) if at in placed.keys else None
    if isinstance(value, dict):
        value = {name: _planted(placed, inner, (*at, name)) for name, inner in value.items()}
    elif isinstance(value, list):
        value = tuple(_planted(placed, inner, (*at, position)) for position, inner in enumerate(value))
    return Node(value, Spot(file, *placed.place(at)), key, at in placed.quoted)


def flat(root: Node, *, file: str) -> Placed:
    """Return *root* as a file called *file*, whose parts may stand in others."""
    from gridperf.placed_yaml import Placed  # noqa: PLC0415 (loads YAML, which is needed only for rules)

    values: dict[Steps, tuple[int, int]] = {}
    keys: dict[Steps, tuple[int, int]] = {}
    files: dict[Steps, str] = {}
    quoted: set[Steps] = set()

    def walk(node: Node, at: Steps) -> None:
        values[at], files[at] = (node.at.line, node.at.column), node.at.file
        if node.key is not None:
            keys[at] = (node.key.line, node.key.column)
        if node.quoted:
            quoted.add(at)
        for step, inner in (
            node.value.items() if isinstance(node.value, dict) else enumerate(node.value) if isinstance(node.value, tuple) else ()
        ):
            walk(inner, (*at, step))

    walk(root, ())
    return Placed(file, root.plain, values, keys, frozenset(quoted), files)


# --- names -----------------------------------------------------------------------------------------------------------


def path_of(text: str) -> Path:
    """Return the names in *text*."""
    return tuple(text.split("."))


def children(node: Node, key: str) -> list[tuple[str, Node]]:
    """Return what is inside *node*, which stands under *key*, by name."""
    if isinstance(node.value, dict):
        return list(node.value.items())
    if isinstance(node.value, tuple):
        return [(_name(entry, key) or str(position), entry) for position, entry in enumerate(node.value, start=1)]
    return []


def _name(entry: Node, key: str) -> str | None:
    if not isinstance(entry.value, dict):
        return None
    by = "id" if "id" in entry.value else "grade" if key == "grades" else ""
    found = entry.value.get(by)
    return str(found.value) if found is not None else None


def named(root: Node, path: Path) -> Node | None:
    """Return the node at *path*, or None."""
    node, key = root, ""
    for name in path:
        found = next((inner for one, inner in children(node, key) if one == name), None)
        if found is None:
            return None
        node, key = found, name
    return node


def positions(root: Node, path: Path) -> Steps:
    """Return *path* with positions in lists instead of names, as far as it exists."""
    node, key = root, ""
    steps: list[str | int] = []
    for name in path:
        inside = children(node, key)
        at = next((at for at, (one, _) in enumerate(inside) if one == name), None)
        if at is None:
            break
        steps.append(at if isinstance(node.value, tuple) else name)
        node, key = inside[at][1], name
    return tuple(steps)


def at_names(root: Node, steps: Steps) -> Path | None:
    """Return the names of *steps*, which count positions in lists; None if there is no such value."""
    node, key = root, ""
    path: list[str] = []
    for step in steps:
        inside = children(node, key)
        if isinstance(step, int):
            if not isinstance(node.value, tuple) or step >= len(inside):
                return None
            name, node = inside[step]
        elif isinstance(node.value, dict) and step in node.value:
            name, node = step, node.value[step]
        else:
            return None
        path.append(name)
        key = name
    return tuple(path)


def models_of(root: Node, edition: BaseModel) -> dict[Path, BaseModel]:
    """Return the models *edition* is made of, by the names of their places in its tree *root*."""
    return {path: part for steps, part in parts(edition) if (path := at_names(root, steps)) is not None}


def put(root: Node, path: Path, new: Node | None) -> Node:
    """Return *root* with *new* at *path*, or without what stood there; what holds it must exist."""
    if not path:
        return new if new is not None else root
    return _put(root, "", path, new)


def _put(node: Node, key: str, path: Path, new: Node | None) -> Node:
    name, rest = path[0], path[1:]
    inside = children(node, key)
    inner = dict(inside).get(name)
    made = new if not rest else _put(inner, name, rest, new) if inner is not None else None
    if isinstance(node.value, dict):
        held = {one: made if one == name else entry for one, entry in {**node.value, **({name: made} if made else {})}.items()}
        return replace(node, value={one: entry for one, entry in held.items() if entry is not None})
    entries = [(made if one == name else entry) for one, entry in inside]
    return replace(node, value=tuple(entry for entry in entries if entry is not None))


# --- values ----------------------------------------------------------------------------------------------------------


def leaves(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield every single value below *node*, which stands at *path*; a list of plain values is one value."""
    inside = children(node, path[-1] if path else "")
    if not inside or (isinstance(node.value, tuple) and not any(isinstance(entry.value, (dict, tuple)) for _, entry in inside)):
        yield path, node
        return
    for name, inner in inside:
        yield from leaves(inner, (*path, name))


def matches(pattern: Path, path: Path) -> bool:
    """Return whether *path* is what *pattern* names; `*` stands for any one name."""
    return len(pattern) == len(path) and all(one in ("*", name) for one, name in zip(pattern, path, strict=True))


def same(one: Any, other: Any) -> bool:  # noqa: ANN401 (any YAML)
    """Return whether two plain values say the same: `0.5`, `50%` and `1/2` do."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(*both) for both in zip(one, other, strict=True))
    if type(one) is type(other) and one == other:
        return True
    left, right = exactly(one), exactly(other)
    return left is not None and left == right


def exactly(value: object) -> Fraction | None:
    """Return *value* as an exact number; None if it is none."""
    try:
        return parse_exact(value)
    except PydanticCustomError:
        return None


def written(value: Any) -> str:  # noqa: ANN401 (any YAML)
    """Return a plain value as a person writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal, Fraction)):
        return number(Fraction(value))
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {written(inner)}" for name, inner in value.items()) + "}"
    return "-" if value is None else str(value)
