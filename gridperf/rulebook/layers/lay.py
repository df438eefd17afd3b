"""A layer is laid over an upper rulebook: only what its verbs name changes, and the order in which they are written changes nothing."""

from __future__ import annotations

import typing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from gridperf.errors import Problem, nearest
from gridperf.messages.wording import Phrase
from gridperf.rulebook.base import keys_of
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.layer import Add, Layer, Override
from gridperf.rulebook.layers.changes import ADDRESS, HEADER, Change, Laid, changed, has_id, of_entries
from gridperf.rulebook.layers.tree import (
    Node,
    Path,
    children,
    models_of,
    named,
    path_of,
    planted,
    put,
)
from gridperf.rulebook.shape import bare

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed, Steps

__all__ = ["lay"]


def lay(root: Node, upper: Edition, layer: Layer, placed: Placed, *, without: Steps | None = None) -> Laid:
    """Return what comes of laying *layer* over a rulebook.

    Args:
        root: the tree of the upper rulebook, as `inherited` gives it.
        upper: the edition that tree holds.
        layer: the layer.
        placed: its file.
        without: one thing it says that is left out, to see what follows from it.
    """
    return _Laying(root, upper, layer, placed, without).done()


class _Laying:
    """One layer being laid."""

    def __init__(self, root: Node, upper: Edition, layer: Layer, placed: Placed, without: Steps | None) -> None:
        self.before = root
        self.without = without
        self.models = models_of(root, upper)
        self.layer = layer
        self.placed = placed
        self.result = Laid(root)
        self._said: dict[Path, Steps] = {}

    def done(self) -> Laid:
        for at, override in enumerate(self.layer.override):
            self._override(override, ("override", at))
        for at, disable in enumerate(self.layer.disable):
            if ("disable", at) != self.without:
                self._disable(path_of(disable.at), disable.clause, ("disable", at))
        for at, add in enumerate(self.layer.add):
            if ("add", at) != self.without:
                self._add(add, ("add", at))
        self._header()
        return self.result

    def _report(self, code: str, at: Steps, *, key: bool = False, **values: object) -> None:
        self.result.problems.append(Problem(code, self.placed.where(at, key=key), values))

    def _missing(self, path: Path, at: Steps) -> None:
        """Report that the upper rulebook has nothing at *path*, and what is nearest."""
        known = path[:0]
        while len(known) < len(path) and named(self.before, path[: len(known) + 1]) is not None:
            known = path[: len(known) + 1]
        inside = [name for name, _ in children(named(self.before, known) or self.before, known[-1] if known else "")]
        name = path[len(known)] if len(known) < len(path) else path[-1]
        near = nearest(name, inside) or inside[:12]
        shown = ", ".join(".".join((*known, one)) for one in near) or ".".join(known)
        self._report("R905", at, what=".".join(path), upper=self.layer.extends.pack, near=shown)

    def _once(self, path: Path, at: Steps) -> bool:
        """Return whether nothing else in the layer is said about *path*; report it if there is."""
        for said, where in self._said.items():
            if said[: len(path)] == path[: len(said)]:
                self._report("R910", at, what=".".join(path), line=self.placed.place(where)[0])
                return False
        self._said[path] = at
        return True

    # --- override ----------------------------------------------------------------------------------------------------

    def _override(self, override: Override, at: Steps) -> None:
        part = path_of(override.at)
        held = named(self.before, part)
        if held is None:
            self._missing(part, (*at, "at"))
            return
        if not isinstance(held.value, (dict, tuple)):
            self._report("R906", (*at, "at"), what=override.at, part=".".join(part[:-1]) or "-", name=part[-1])
            return
        for text in override.set:
            if (*at, "set", text) != self.without:
                self._set((*part, *path_of(text)), override, (*at, "set", text), at)

    def _set(self, path: Path, override: Override, at: Steps, verb: Steps) -> None:
        holder = named(self.before, path[:-1])
        if holder is None or (isinstance(holder.value, tuple) and named(self.before, path) is None):
            self._missing(path, at)
        elif not isinstance(holder.value, (dict, tuple)):
            self._report("R906", at, key=True, what=".".join(path[:-1]), part=".".join(path[:-2]) or "-", name=path[-2])
        elif path[-1] in ADDRESS or path[-3:-2] + path[-1:] == ("grades", "grade"):
            self._report("R921", at, key=True, what=path[-1])
        elif isinstance(holder.value, tuple) and self._value(at) is None:
            self._report("R908", at, key=True, what=".".join(path))  # the numbers of those behind it would change
        else:
            self._replace(path, override, at, verb, listed=isinstance(holder.value, tuple))

    def _replace(self, path: Path, override: Override, at: Steps, verb: Steps, *, listed: bool) -> None:
        """Put the value the layer gives at *path*; an entry of a list keeps its number."""
        old = named(self.before, path)
        new = None if self._value(at) is None else planted(self.placed, at)
        if of_entries(old, path[-1]) or of_entries(new, path[-1]) or (listed and has_id(old)):
            self._report("R907", at, key=True, what=".".join(path))
        elif old is None and new is None:
            self._missing(path, at)
        elif self._once(path, at):
            if old and new and not isinstance(old.value, (dict, tuple)) and not isinstance(new.value, (dict, tuple)):
                new = replace(new, was=old)
            if old is not None and new is None:
                self.result.gone[path] = replace(planted(self.placed, at), was=old)
            self.result.root = put(self.result.root, path, new)
            self.result.changes += changed(path, old, new, at)
            self._sign(path, override, verb)

    def _value(self, at: Steps) -> Any:  # noqa: ANN401 (any YAML)
        value = self.placed.value
        for step in at:
            value = value[step]
        return value

    def _sign(self, path: Path, override: Override, verb: Steps) -> None:
        """Give the part that holds *path* the layer's clause, and the basis of the new value."""
        clause = planted(self.placed, (*verb, "clause"))
        holder = self._nearest(path, "clause")
        if holder is None:
            self.result.uncited[*verb, "clause"] = override.clause
        else:
            was = named(self.before, (*holder, "clause"))
            self.result.root = put(self.result.root, (*holder, "clause"), replace(clause, was=was))
        basis = override.basis or self.layer.basis
        holder = self._nearest(path, "basis")
        if holder is not None:
            at = (*verb, "basis") if override.basis else ("basis",)
            required = keys_of(type(self.models[holder]))["basis"].is_required()
            stated = planted(self.placed, at) if required or basis != self.layer.basis else None
            if stated is not None or named(self.result.root, (*holder, "basis")) is not None:
                self.result.root = put(self.result.root, (*holder, "basis"), stated)

    def _nearest(self, path: Path, key: str) -> Path | None:
        """Return the innermost part around *path* that can have *key*."""
        for length in range(len(path) - 1, 0, -1):
            model = self.models.get(path[:length])
            if model is not None and key in keys_of(type(model)):
                return path[:length]
        return None

    # --- disable and add -----------------------------------------------------------------------------------------------

    def _disable(self, path: Path, clause: str, at: Steps) -> None:
        holder, entry = named(self.before, path[:-1]), named(self.before, path)
        if holder is None or entry is None:
            self._missing(path, (*at, "at"))
        elif not self._named_entries(path[:-1]):
            self._report("R908", (*at, "at"), what=".".join(path))
        elif self._once(path, (*at, "at")):
            self.result.root = put(self.result.root, path, None)
            self.result.gone[path] = replace(planted(self.placed, (*at, "at")), value=None, was=entry)
            self.result.changes.append(Change("disable", path, at))
            self.result.uncited[*at, "clause"] = clause

    def _named_entries(self, path: Path) -> bool:
        """Return whether what stands at *path* is a list or set of entries with names of their own."""
        kind, by = self._kind(path)
        return kind is dict or by is not None

    def _kind(self, path: Path) -> tuple[type | None, str | None]:
        """Return whether *path* is for a list or for a set of named parts, and by which key entries of the list are named."""
        holder = self.models.get(path[:-1])
        info = keys_of(type(holder)).get(path[-1]) if holder is not None and path else None
        annotation = bare(info.annotation) if info else None
        origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is tuple:
            entry = bare(inside[0])
            keys = keys_of(entry) if isinstance(entry, type) and issubclass(entry, BaseModel) else {}
            by = "id" if "id" in keys else "grade" if path[-1] == "grades" else None
            return tuple, by
        return (dict, None) if origin is dict else (None, None)

    def _add(self, add: Add, at: Steps) -> None:
        path = path_of(add.at)
        parent = path[:-1]
        kind, by = self._kind(parent)
        if kind is None:
            self._missing(path, (*at, "at")) if named(self.before, parent) is None else self._report("R908", (*at, "at"), what=add.at)
        elif named(self.before, path) is not None or named(self.result.root, path) is not None:
            self._report("R909", (*at, "at"), what=add.at)
        elif kind is dict:
            self._add_part(add, path, at)
        elif by is None:
            self._report("R908", (*at, "at"), what=add.at)
        else:
            self._add_entry(add, path, by, at)

    def _add_part(self, add: Add, path: Path, at: Steps) -> None:
        if add.place is not None:
            self._report("R911", (*at, "place"), key=True, what=add.at)
            return
        if named(self.result.root, path[:-1]) is None:
            empty = Node({}, planted(self.placed, (*at, "at")).at)
            self.result.root = put(self.result.root, path[:-1], empty)
        self.result.root = put(self.result.root, path, planted(self.placed, (*at, "new")))
        self.result.changes.append(Change("add", path, at))

    def _add_entry(self, add: Add, path: Path, by: str, at: Steps) -> None:
        if not isinstance(add.new, dict):
            self._report("R912", (*at, "new"), what=add.at)
            return
        if by in add.new:
            self._report("R921", (*at, "new", by), key=True, what=by)
            return
        address = planted(self.placed, (*at, "at"))
        new = planted(self.placed, (*at, "new"))
        entry = replace(new, value={by: replace(address, value=path[-1]), **new.value})
        held = named(self.result.root, path[:-1]) or Node((), address.at)
        names = [name for name, _ in children(held, path[-2])]
        position = _position(add, names)
        if position is None:
            beside = getattr(add.place, "after", None) or getattr(add.place, "before", None)
            found = beside if beside is not None else Phrase("没有写", "not written")
            self._report("R913", (*at, "place") if add.place is not None else at, what=add.at, found=found, near=", ".join(names) or "-")
            return
        value = (*held.value[:position], entry, *held.value[position:])
        self.result.root = put(self.result.root, path[:-1], replace(held, value=value))
        self.result.changes.append(Change("add", path, at))

    def _header(self) -> None:
        """Give the whole the layer's own header; what the upper edition acknowledges stays acknowledged."""
        root = self.result.root
        for name in HEADER:
            if name in self.placed.value:
                stated, held = planted(self.placed, (name,)), named(root, (name,))
                if held is not None:
                    stated = replace(stated, value={**held.value, **stated.value})
                root = put(root, (name,), stated)
        first = {name: root.value[name] for name in HEADER[:3] if name in root.value}
        self.result.root = replace(root, value={**first, **root.value})


def _position(add: Add, names: list[str]) -> int | None:
    """Return where in the list *add* comes; None if that is not said, or next to something that is not there."""
    if add.place in ("first", "last"):
        return 0 if add.place == "first" else len(names)
    beside = getattr(add.place, "after", None) or getattr(add.place, "before", None)
    if beside not in names:
        return None
    return names.index(beside) + hasattr(add.place, "after")
