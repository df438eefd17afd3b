"""An upper rulebook as a lower one reads it: complete, without its own header, each clause under the name of its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gridperf.rulebook.base import Basis, keys_of
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.layers.changes import HEADER
from gridperf.rulebook.layers.tree import Node, at_names, named, put
from gridperf.rulebook.walk import cited, parts

__all__ = ["inherited"]


def inherited(root: Node, edition: Edition, *, called: str, own: Mapping[str, object], basis: Basis) -> Node:
    """Return the tree of an upper rulebook as a lower one reads it: its clauses by its short name, its basis at every part.

    Args:
        root: the tree.
        edition: the edition it holds.
        called: the short name of its document.
        own: the clauses of that document; others come from further up and have their name already.
        basis: the basis of the lower layer; if the upper one's differs, every part says its own.
    """
    for steps, clause in cited(edition):
        path = at_names(root, steps)
        node = named(root, path) if path else None
        if path and node and clause in own:
            root = put(root, path, replace(node, value=f"{called}{clause}"))
    if edition.basis != basis:
        stated = root.value["basis"]
        for steps, part in parts(edition):
            path = at_names(root, steps) if "basis" in keys_of(type(part)) and getattr(part, "basis", None) is None else None
            if path:
                root = put(root, (*path, "basis"), stated)
    kept = {name: node for name, node in root.value.items() if name not in HEADER or name == "acknowledged"}
    return replace(root, value=kept)
