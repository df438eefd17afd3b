"""A layer does what every layer above it allows, and nothing else; whoever added an entry decides over it for the layers further down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from pydantic import BaseModel

from gridperf.calendar import Year
from gridperf.errors import Problem
from gridperf.messages.wording import Phrase
from gridperf.rulebook.below import Allowance, Below, MayAdd, MayChange, MayDisable, MustChange
from gridperf.rulebook.declared import DeclaredTables
from gridperf.rulebook.document import Document
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.layers.changes import Change
from gridperf.rulebook.layers.tree import Node, Path, children, exactly, matches, models_of, named, path_of, written
from gridperf.rulebook.marks import range_of
from gridperf.rulebook.numbers import number
from gridperf.rulebook.scoring import Item

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed

__all__ = ["Level", "check_permissions", "described", "place_of", "within"]


_SHOWN = 6
_VERBS = {"change": Phrase("改动", "change"), "add": Phrase("增加", "add"), "disable": Phrase("不适用", "leave out")}


@dataclass(frozen=True)
class Level:
    """One resolved rulebook of a chain.

    Attributes:
        code: its pack.
        name: the place it holds for.
        starts_on: the first day it is in force.
        digest: of the resolved rulebook.
        file: its edition, as problems name it.
        root: its tree.
        edition: what the tree says.
        document: its text, and those of the layers above it.
        added: what it added itself.
        gone: what it and the layers above it left out.
        called: the short names its chain gives to documents.
        tables: what it and the layers above it add to the tables of records.
        years: the schedules of single years that hold for it.
    """

    code: str
    name: str
    starts_on: dt.date
    digest: str
    file: str
    root: Node = field(repr=False)
    edition: Edition = field(repr=False)
    document: Document = field(repr=False)
    added: frozenset[Path] = frozenset()
    gone: Mapping[Path, Node] = field(default_factory=dict, repr=False)
    called: tuple[str, ...] = ()
    tables: DeclaredTables = field(default_factory=dict, repr=False)
    years: tuple[Year, ...] = ()

    @property
    def below(self) -> Below:
        """Return what it allows below it."""
        return self.edition.below or Below()


def check_permissions(
    changes: Sequence[Change], levels: Sequence[Level], *, placed: Placed, root: Node, edition: Edition | None
) -> list[Problem]:
    """Return what in *changes* a layer above forbids or does not allow, and what the one right above it still asks for (R918 to R924).

    Args:
        changes: what the layer did.
        levels: the layers above it, the highest first.
        placed: the layer's file.
        root: the resolved tree.
        edition: the resolved edition, or None if it has no sound shape; the points of added items are then not looked at.
    """
    found: list[Problem] = []
    own = {change.path for change in changes if change.verb == "add"}
    for at, level in enumerate(levels):
        later = frozenset().union(*(below.added for below in levels[at + 1 :]))
        judge = _Judge(level, placed, root, edition, frozenset(later | own))
        for change in changes:
            if not any(change.path[: len(made)] == made for made in later):
                found += judge.change(change)
    found += _required(changes, levels[-1], placed)
    return found


@dataclass
class _Judge:
    """One upper layer looking at what a lower one did."""

    level: Level
    placed: Placed
    root: Node
    edition: Edition | None
    added: frozenset[Path]
    _over: set[tuple[str, Path]] = field(default_factory=set)

    def change(self, change: Change) -> Iterator[Problem]:
        """Yield why *change* is refused."""
        if change.restated:
            return
        forbidden = self._forbidden(change)
        rules = [(at, rule) for at, rule in enumerate(self.level.below.allow) if _covers(rule, change)]
        if forbidden is not None:
            yield forbidden
        elif not rules:
            yield self._problem("R918", change, verb=_VERBS[change.verb], allowed=self._allowed(change), **self._place("allow"))
        elif change.verb == "change":
            yield from self._value(change, [(at, rule) for at, rule in rules if isinstance(rule, MayChange)])
        elif change.verb == "add":
            yield from self._entries(change, [(at, rule) for at, rule in rules if isinstance(rule, MayAdd)])

    def _forbidden(self, change: Change) -> Problem | None:
        for at, kept in enumerate(self.level.below.forbid):
            pattern = path_of(kept.at)
            shorter = min(len(pattern), len(change.path))
            inside = len(pattern) <= len(change.path)
            if (inside or change.verb == "disable") and matches(pattern[:shorter], change.path[:shorter]):
                return self._problem("R920", change, kept=kept.at, clause=kept.clause, **self._place("forbid", at))
        return None

    def _value(self, change: Change, rules: list[tuple[int, MayChange]]) -> Iterator[Problem]:
        if any(within(rule, change.new) for _, rule in rules):
            return
        at, rule = rules[0]
        found = Phrase("空（去掉）", "nothing (taken away)") if change.new is None else written(change.new)
        limits = " / ".join(_limits(one) for _, one in rules)
        yield self._problem("R919", change, found=found, limits=limits, clause=rule.clause, **self._place("allow", at))

    def _entries(self, change: Change, rules: list[tuple[int, MayAdd]]) -> Iterator[Problem]:
        """Check how much was added to the list of *change*, by all layers together; said once per list."""
        parent = change.path[:-1]
        held = named(self.root, parent)
        made = [(*parent, name) for name, _ in children(held, parent[-1] if parent else "")] if held else []
        made = [path for path in made if path in self.added]
        at, rule = max(rules, key=lambda one: one[1].most)
        most = max(one.most for _, one in rules)
        if len(made) > most and ("R922", parent) not in self._over:
            self._over.add(("R922", parent))
            values = {"count": len(made), "most": most, "list": ".".join(parent), "clause": rule.clause}
            yield self._problem("R922", change, **values, **self._place("allow", at))
        bounded = [(at, one) for at, one in rules if one.points is not None]
        if self.edition is None or len(bounded) < len(rules) or ("R923", parent) in self._over:
            return
        at, rule = max(bounded, key=lambda one: one[1].points or Fraction(0))
        points = _points(models_of(self.root, self.edition), made)
        if points is None or points > (rule.points or Fraction(0)):
            self._over.add(("R923", parent))
            shown = Phrase("没有上限", "no end") if points is None else number(points)
            values = {"points": shown, "most": number(rule.points or Fraction(0)), "list": ".".join(parent), "clause": rule.clause}
            yield self._problem("R923", change, **values, **self._place("allow", at))

    def _problem(self, code: str, change: Change, **values: object) -> Problem:
        where = self.placed.where(change.at, key=change.verb == "change")
        return Problem(code, where, {"what": ".".join(change.path), "upper": self.level.code, **values})

    def _place(self, key: str, at: int | None = None) -> dict[str, object]:
        """Return where the upper layer says so."""
        return {"place": place_of(self.level, key, at)}

    def _allowed(self, change: Change) -> object:
        """Return what the upper layer allows, nearest to what *change* does."""
        near: dict[int, list[str]] = {}
        for at, rule in enumerate(self.level.below.allow):
            shared = sum(one == name for one, name in zip(path_of(_of(rule)), change.path, strict=False))
            line = str(self._place("allow", at)["place"]).rpartition(":")[2]
            near.setdefault(shared, []).append(f"{described(rule)} (:{line})")
        return "; ".join(near[max(near)][:_SHOWN]) if near else Phrase("没有", "nothing")


def place_of(level: Level, key: str, at: int | None = None) -> str:
    """Return where *level* says what layers below it may do: the entry *at* of `allow` or `forbid`, or what there is of it."""
    node = named(level.root, ("below", key, str(at + 1)) if at is not None else ("below", key))
    node = node or named(level.root, ("below",)) or level.root
    return f"{node.at.file}:{node.at.line}"


def _covers(rule: Allowance, change: Change) -> bool:
    """Return whether *rule* speaks of what *change* does."""
    pattern = path_of(_of(rule))
    if isinstance(rule, MayAdd):
        return change.verb == "add" and matches(pattern, change.path[:-1])
    if isinstance(rule, MayDisable):
        return change.verb == "disable" and matches(pattern, change.path)
    return change.verb == "change" and matches(pattern, change.path[: len(pattern)])


def _of(rule: Allowance) -> str:
    return rule.add if isinstance(rule, MayAdd) else rule.disable if isinstance(rule, MayDisable) else rule.change


def within(rule: MayChange, new: object) -> bool:
    """Return whether *rule* lets a value become *new*."""
    if rule.one_of is not None:
        return any(str(new) == one or (exactly(new) is not None and exactly(new) == exactly(one)) for one in rule.one_of)
    if rule.at_least is None and rule.at_most is None:
        return True
    value = exactly(new)
    if value is None:
        return False
    return (rule.at_least is None or value >= rule.at_least) and (rule.at_most is None or value <= rule.at_most)


def _limits(rule: MayChange) -> str:
    if rule.one_of is not None:
        return " | ".join(rule.one_of)
    low = "" if rule.at_least is None else number(rule.at_least)
    high = "" if rule.at_most is None else number(rule.at_most)
    if low and high:
        return f"{low} – {high}"
    return f"≥ {low}" if low else f"≤ {high}" if high else ""


def described(rule: Allowance) -> str:
    """Return *rule* as a lower layer needs it: the verb, the place, and how far it goes."""
    if isinstance(rule, MayAdd):
        return f"add {rule.add} ≤ {rule.most}"
    if isinstance(rule, MayDisable):
        return f"disable {rule.disable}"
    return f"change {rule.change} {_limits(rule)}".rstrip()


def _points(models: dict[Path, BaseModel], made: Sequence[Path]) -> Fraction | None:
    """Return the most points the items at *made* can give together, or take; None if there is no end."""
    most = least = Fraction(0)
    for path in made:
        item = models.get(path)
        if isinstance(item, Item):
            low, high = range_of(item)
            if low is None or high is None:
                return None
            most, least = most + max(high, Fraction(0)), least + min(low, Fraction(0))
    return max(most, -least)


def _required(changes: Sequence[Change], level: Level, placed: Placed) -> Iterator[Problem]:
    """Yield what the layer right above asks for and did not get."""
    for at, rule in enumerate(level.below.require):
        node = named(level.root, ("below", "require", str(at + 1))) or level.root
        values = {"upper": level.code, "place": f"{node.at.file}:{node.at.line}", "clause": rule.clause}
        if isinstance(rule, MustChange):
            pattern = path_of(rule.change)
            stated = [one for one in changes if one.verb == "change" and matches(pattern, one.path[: len(pattern)])]
            if not stated:
                yield Problem("R924", placed.where(("extends",), key=True), {"what": f"override {rule.change}", **values})
        else:
            made = [one for one in changes if one.verb == "add" and matches(path_of(rule.add), one.path[:-1])]
            if len(made) < rule.at_least:
                yield Problem("R924", placed.where(("extends",), key=True), {"what": f"add {rule.add} ≥ {rule.at_least}", **values})
