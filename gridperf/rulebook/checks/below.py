"""What an edition says to layers below it speaks of something that is there, and can be obeyed."""

from __future__ import annotations

import typing

from gridperf.rulebook.base import keys_of
from gridperf.rulebook.below import Below, MayAdd, MayChange, MayDisable, MustAdd
from gridperf.rulebook.checks.context import Context, Steps, near
from gridperf.rulebook.layers.tree import Node, Path, children, matches, models_of, named, path_of, planted
from gridperf.rulebook.numbers import number
from gridperf.rulebook.scoring import Item
from gridperf.rulebook.shape import bare

__all__ = ["check_below"]


def check_below(context: Context) -> None:
    """Check `below`."""
    below = context.edition.below
    if below is None:
        return
    checker = _Checker(context)
    for at, rule in enumerate(below.allow):
        here: Steps = ("below", "allow", at)
        if isinstance(rule, MayChange):
            checker.exists(rule.change, (*here, "change"))
            checker.span(rule, here)
        elif isinstance(rule, MayAdd):
            checker.exists(rule.add, (*here, "add"))
            checker.points(rule, here)
        else:
            checker.exists(rule.disable, (*here, "disable"))
    for at, kept in enumerate(below.forbid):
        checker.exists(kept.at, ("below", "forbid", at, "at"))
    for at, asked in enumerate(below.require):
        key, path = ("add", asked.add) if isinstance(asked, MustAdd) else ("change", asked.change)
        steps: Steps = ("below", "require", at, key)
        most = f", most: {asked.at_least}" if isinstance(asked, MustAdd) else ""
        if checker.exists(path, steps) and not _allowed(below, key, path_of(path)):
            context.report("R928", steps, what=f"{key}: {path}{most}")


class _Checker:
    """The places of one edition."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.root: Node = planted(context.placed)
        self.models = models_of(self.root, context.edition)

    def exists(self, text: str, at: Steps) -> bool:
        """Return whether something stands at *text*, or could; report it if not."""
        paths: list[Path] = [()]
        for name in path_of(text):
            longer = [(*path, one) for path in paths for one in self._names(path) if name in ("*", one)]
            if not longer:
                self.context.report("R925", at, what=text, near=near(name, [one for path in paths for one in self._names(path)]))
                return False
            paths = longer
        return True

    def _names(self, path: Path) -> list[str]:
        """Return the names of what stands inside *path*, and of keys that could."""
        node = named(self.root, path)
        inside = [name for name, _ in children(node, path[-1] if path else "")] if node else []
        model = self.models.get(path)
        return list(dict.fromkeys([*inside, *(keys_of(type(model)) if model else ())]))

    def span(self, rule: MayChange, at: Steps) -> None:
        """Check that some value is within what *rule* allows."""
        low, high = rule.at_least, rule.at_most
        if low is not None and high is not None and low > high:
            self.context.report("R926", at, found=f"{number(low)} > {number(high)}")
        if rule.one_of is not None and (low is not None or high is not None):
            self.context.report("R926", (*at, "one_of"), key=True, found="one_of + at_least / at_most")

    def points(self, rule: MayAdd, at: Steps) -> None:
        """Check that points are asked of items only."""
        pattern = path_of(rule.add)
        holders = [model for path, model in self.models.items() if matches(pattern[:-1], path)]
        for holder in holders if rule.points is not None else ():
            info = keys_of(type(holder)).get(pattern[-1])
            inside = typing.get_args(bare(info.annotation)) if info else ()
            if not inside or bare(inside[0]) is not Item:
                self.context.report("R927", (*at, "points"), key=True, what=rule.add)
                return


def _allowed(below: Below, key: str, path: Path) -> bool:
    """Return whether something of *path* is allowed to be changed, or added to."""
    for rule in below.allow:
        if isinstance(rule, MayDisable) or (key == "add") != isinstance(rule, MayAdd):
            continue
        pattern = path_of(rule.add if isinstance(rule, MayAdd) else rule.change)
        if key == "add" and len(pattern) != len(path):
            continue
        shorter = min(len(pattern), len(path))
        if all("*" in both or both[0] == both[1] for both in zip(pattern[:shorter], path[:shorter], strict=True)):
            return True
    return False
