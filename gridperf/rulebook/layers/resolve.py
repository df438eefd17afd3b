"""A layer and what it is laid over become one rulebook, complete and checked as a whole; a problem is placed where it was caused."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from gridperf.errors import Problem
from gridperf.rulebook.declared import DeclaredTables
from gridperf.rulebook.document import Document
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.layer import Layer
from gridperf.rulebook.layers.changes import Change, Laid
from gridperf.rulebook.layers.inherit import inherited
from gridperf.rulebook.layers.lay import lay
from gridperf.rulebook.layers.permit import Level, check_permissions
from gridperf.rulebook.layers.tree import Node, Path, at_names, exactly, flat, planted
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.shape import fit

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed, Steps

__all__ = ["Resolved", "check_dates", "fit_layer", "fit_whole", "joined_document", "joined_tables", "level_of", "resolve"]

_VERBS = ("override", "add", "disable")


@dataclass(frozen=True)
class Resolved:
    """A layer and everything above it as one edition.

    Attributes:
        layer: the layer.
        own: its file.
        laid: the tree of both, and what the layer did.
        levels: the rulebooks above it, the highest first.
        edition: the whole; None if the layer did what it may not, or the whole has no sound shape.
        placed: the whole, each part with its file; what the layer itself says stands there too.
        problems: what the layer could not or may not do, and mistakes of shape.
    """

    layer: Layer
    own: Placed
    laid: Laid
    levels: tuple[Level, ...]
    edition: Edition | None
    placed: Placed
    problems: tuple[Problem, ...]

    @property
    def added(self) -> frozenset[Path]:
        """Return what the layer added."""
        return frozenset(change.path for change in self.laid.changes if change.verb == "add")

    @property
    def gone(self) -> dict[Path, Node]:
        """Return what this layer and those above it left out."""
        return {**self.levels[-1].gone, **self.laid.gone}

    @property
    def lines(self) -> list[str]:
        """Return the ids of the items and pay lines the layer set or added."""
        kept = [change.path for change in self.laid.changes if change.verb != "disable"]
        new = [sheet for sheet in (self.edition.sheets if self.edition else ()) if ("sheets", sheet.id) in self.added]
        return [
            *(item.id for sheet in new for item in sheet.items),
            *(path[3] for path in kept if path[2:3] == ("items",) and path[3:]),
            *(path[1] for path in kept if path[0] == "pay"),
        ]

    def caused(self, problems: Iterable[Problem], known: Iterable[Problem], check: Check) -> list[Problem]:
        """Return *problems* of the whole where the layer caused them, without those the upper rulebook has by itself.

        Args:
            problems: what a check of the whole found.
            known: what a check of the upper rulebook found.
            check: checks a whole; what goes away without one of the changes was caused by it.
        """
        had = {_place(problem) for problem in known}
        upper = {level.file for level in self.levels}
        blame = _Blame(self, check)
        kept = []
        for problem in problems:
            if problem.where.file not in upper:
                kept.append(problem)
            elif _place(problem) not in had and problem.code not in ("R284", "R285"):
                kept.append(blame.placed(problem))
        file = self.own.file
        return sorted(kept, key=lambda one: (one.where.file != file, one.where.file, one.where.line or 0, one.where.column or 0))


Check = Callable[["Resolved"], Iterable[Problem]]
"""Returns what is wrong with the whole."""


class _Blame:
    """Finds what a layer did to cause a problem that shows in an upper file."""

    def __init__(self, made: Resolved, check: Check) -> None:
        self.made = made
        self.check = check
        self._left: dict[Steps, frozenset[tuple[object, ...]] | None] = {}

    def placed(self, problem: Problem) -> Problem:
        """Return *problem* at the change that caused it: the one without which it goes away, else the nearest."""
        from gridperf.placed_yaml import dotted  # noqa: PLC0415 (loads YAML, which is needed only for rules)

        path = _names(self.made.laid.root, problem.where.path)
        changes = self.made.laid.changes
        alone = [change for change in changes if self._goes(problem, change.at)]
        nearest = max(alone or changes, key=lambda change: (_shared(change.path, path), _moves(change)), default=None)
        at = nearest.at if nearest else ("extends",)
        where = self.made.own.where(at, key=nearest is None or nearest.verb == "change")
        shown = f"{dotted(at)} → {problem.where.file}:{problem.where.line} {problem.where.path}"
        return replace(problem, where=replace(where, path=shown))

    def _goes(self, problem: Problem, at: Steps) -> bool:
        """Return whether *problem* goes away if what the layer says at *at* is left out."""
        if at not in self._left:
            other = resolve(self.made.layer, self.made.own, self.made.levels, without=at)
            self._left[at] = None if other.edition is None else frozenset(map(_place, self.check(other)))
        left = self._left[at]
        return left is not None and _place(problem) not in left


def resolve(layer: Layer, own: Placed, levels: Sequence[Level], *, without: Steps | None = None) -> Resolved:
    """Return *layer* laid over the last of *levels*.

    Args:
        layer: the layer.
        own: its file.
        levels: the resolved rulebooks above it, the highest first.
        without: one thing the layer says that is left out.
    """
    upper = levels[-1]
    root = inherited(upper.root, upper.edition, called=layer.extends.called, own=upper.document.lines, basis=layer.basis)
    laid = lay(root, upper.edition, layer, own, without=without)
    placed = _with_verbs(flat(laid.root, file=own.file), own)
    edition, problems = fit(placed, Edition)
    found = [*laid.problems, *check_permissions(laid.changes, levels, placed=own, root=laid.root, edition=edition)]
    if layer.extends.called in upper.called:
        found.append(Problem("R917", own.where(("extends", "called")), {"what": layer.extends.called}))
    return Resolved(
        layer, own, laid, tuple(levels), None if laid.problems or (found and without is None) else edition, placed, (*found, *problems)
    )


def level_of(rulebook: Rulebook, placed: Placed, made: Resolved | None, *, file: str) -> Level:
    """Return *rulebook* as a level that others can be laid over.

    Args:
        rulebook: the rulebook.
        placed: its places.
        made: how it was resolved, if it is a layer itself.
        file: its edition, as problems name it.
    """
    return Level(
        code=rulebook.pack.code,
        name=rulebook.pack.name,
        starts_on=rulebook.starts_on,
        digest=rulebook.digest,
        file=file,
        root=made.laid.root if made else planted(placed),
        edition=rulebook.edition,
        document=rulebook.document,
        added=made.added if made else frozenset(),
        gone=made.gone if made else {},
        called=tuple(one.called for one in rulebook.layers),
        tables=rulebook.pack.tables,
        years=rulebook.years,
    )


def check_dates(made: Resolved, editions: Iterable[dt.date], *, starts_on: dt.date, until: dt.date) -> list[Problem]:
    """Return whether the edition a layer names holds as long as the layer does (R915, R916).

    Args:
        made: the layer.
        editions: the first days of the editions of the upper pack.
        starts_on: the first day of the layer.
        until: the first day of the layer's next edition.
    """
    extends = made.layer.extends
    where = made.own.where(("extends", "edition"))
    if extends.edition > starts_on:
        return [Problem("R915", where, {"here": starts_on, "upper": extends.pack, "edition": extends.edition})]
    newer = [day for day in editions if extends.edition < day < until]
    values = {"upper": extends.pack, "edition": extends.edition, "newer": min(newer, default=until)}
    return [Problem("R916", where, values, "warning")] if newer else []


def fit_whole(placed: Placed) -> tuple[Edition | None, tuple[Problem, ...]]:
    """Return a file without `extends` as an edition, or None and the mistakes of its shape."""
    edition, problems = fit(placed, Edition)
    return edition, tuple(_instead(problem, "R902", _VERBS) for problem in problems)


def fit_layer(placed: Placed) -> tuple[Layer | None, tuple[Problem, ...]]:
    """Return a file with `extends` as a layer, or None and the mistakes of its shape."""
    layer, problems = fit(placed, Layer)
    return layer, tuple(_instead(problem, "R901", Edition.model_fields) for problem in problems)


def _instead(problem: Problem, code: str, keys: Iterable[str]) -> Problem:
    """Return *problem* under *code* if it is about one of *keys* at the top of a file that takes no such key."""
    known = problem.code == "R101" and problem.where.path in keys
    return Problem(code, problem.where, {"key": problem.where.path}) if known else problem


def joined_document(own: Document, upper: Document, called: str) -> Document:
    """Return the document of a layer with the clauses of the upper one beside its own, under the short name it has."""

    def name(clause: str) -> str:
        return f"{called}{clause}" if clause in upper.lines else clause

    return replace(
        own,
        clauses=MappingProxyType({**own.clauses, **{name(clause): text for clause, text in upper.clauses.items()}}),
        headings=MappingProxyType({**own.headings, **{name(clause): text for clause, text in upper.headings.items()}}),
    )


def joined_tables(upper: DeclaredTables, own: DeclaredTables) -> DeclaredTables:
    """Return what both packs add to the tables of records."""
    held = dict(upper)
    for name, table in own.items():
        columns = {**held[name].columns, **table.columns} if name in held else table.columns
        held[name] = held.get(name, table).model_copy(update={"columns": columns})
    return held


def _with_verbs(whole: Placed, own: Placed) -> Placed:
    """Return *whole* with the places of what stands in the layer's own file only, so that a problem can be placed there."""
    verbs = ("extends", *_VERBS)
    values = {at: place for at, place in own.values.items() if at and at[0] in verbs}
    keys = {at: place for at, place in own.keys.items() if at[0] in verbs}
    files = {**whole.files, **dict.fromkeys(values, own.file)}
    return replace(whole, values={**whole.values, **values}, keys={**whole.keys, **keys}, files=files)


def _place(problem: Problem) -> tuple[object, ...]:
    where = problem.where
    return problem.code, where.file, where.line, where.column


def _names(root: Node, shown: str) -> tuple[str, ...]:
    """Return the names of a path as problems show it, as far as it exists."""
    steps = tuple(int(number) if number else name for number, name in re.findall(r"\[(\d+)\]|([^.\[\]]+)", shown))
    for length in range(len(steps), 0, -1):
        path = at_names(root, steps[:length])
        if path is not None:
            return path
    return ()


def _moves(change: Change) -> bool:
    """Return whether *change* can move a sum or a limit; a new name cannot."""
    return not change.restated and (change.verb != "change" or exactly(change.new) is not None)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    return next((at for at, both in enumerate(zip(one, other, strict=False)) if both[0] != both[1]), min(len(one), len(other)))
