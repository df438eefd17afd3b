"""Who set a value, and where: every value of a resolved rulebook can be followed to the layer, file and line that wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gridperf.rulebook.layers.tree import Node, Path, leaves, named, written

__all__ = ["Origin", "origins_of"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from.

    Attributes:
        file: the file, from its pack's folder on.
        line: its line.
        value: the value, as a person writes it; None if it was left out.
        was: what the layer below said, if this one took its place.
    """

    file: str
    line: int
    value: str | None
    was: Origin | None = None

    @property
    def layer(self) -> str:
        """Return the code of the pack that set it."""
        return self.file.partition("/")[0]

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        held: dict[str, Any] = {"value": self.value, "layer": self.layer, "file": self.file, "line": self.line}
        return {**held, "was": self.was.as_dict()} if self.was else held

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Origin:
        """Return the origin saved as *data*."""
        return cls(data["file"], data["line"], data["value"], cls.from_dict(data["was"]) if "was" in data else None)


def origins_of(root: Node, gone: Mapping[Path, Node] = MappingProxyType({})) -> dict[str, Origin]:
    """Return the origin of every single value, by the names that lead to it, joined by dots.

    Args:
        root: the tree of the whole.
        gone: what its layers left out.
    """
    held = dict(leaves(root))
    for path, node in gone.items():
        if named(root, path) is None:
            held = _beside(held, path, node)
    return {".".join(path): _origin(node) for path, node in held.items()}


def _beside(held: dict[Path, Node], path: Path, node: Node) -> dict[Path, Node]:
    """Return *held* with *node* at *path*, behind the others of its kind."""
    paths = list(held)
    alike = [at for at, one in enumerate(paths) if one[: len(path) - 1] == path[:-1]]
    position = alike[-1] + 1 if alike else len(paths)
    pairs = list(held.items())
    return dict([*pairs[:position], (path, node), *pairs[position:]])


def _origin(node: Node) -> Origin:
    return Origin(node.at.file, node.at.line, _shown(node), _origin(node.was) if node.was else None)


def _shown(node: Node) -> str | None:
    """Return what *node* says; an entry that was left out is known by its name."""
    if isinstance(node.value, dict) and node.value:
        name = node.value.get("name")
        return str(name.value) if name else written(node.plain)
    return None if node.value is None and node.was is not None else written(node.plain)
