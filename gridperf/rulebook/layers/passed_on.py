"""A level in between hands down no more than it was given: what it allows beyond the levels above would be refused to whoever uses it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from gridperf.errors import Problem
from gridperf.messages.wording import Phrase
from gridperf.rulebook.below import Allowance, MayAdd, MayChange
from gridperf.rulebook.layers.permit import Level, described, place_of, within
from gridperf.rulebook.layers.tree import Path, children, leaves, matches, named, path_of
from gridperf.rulebook.numbers import number

if TYPE_CHECKING:
    from gridperf.rulebook.layers.resolve import Resolved

__all__ = ["check_passed_on"]


def check_passed_on(made: Resolved) -> list[Problem]:
    """Return a warning (R930) for each allowance of a layer that goes beyond what a level above it allows.

    Args:
        made: the layer, laid over those levels.
    """
    below = made.layer.below
    found: list[Problem] = []
    for at, rule in enumerate(below.allow if below else ()):
        first = next(_beyond(made, rule), None)
        if first is not None:
            level, path, allowed = first
            values = {"what": _told(rule), "path": ".".join(path), "upper": level.code, "allowed": allowed}
            found.append(Problem("R930", made.own.where(("below", "allow", at)), values, "warning"))
    return found


def _beyond(made: Resolved, rule: Allowance) -> Iterator[tuple[Level, Path, object]]:
    """Yield the levels above that allow less than *rule*, for which value, list or entry, and what they allow of it."""
    for at, level in enumerate(made.levels):
        later = made.added.union(*(below.added for below in made.levels[at + 1 :]))
        for path in _places(made, rule):
            # whoever added an entry decides over it
            if not any(path[: len(new)] == new for new in later):
                allowed = _less(level, rule, path)
                if allowed is not None:
                    yield level, path, allowed


def _places(made: Resolved, rule: Allowance) -> Iterator[Path]:
    """Yield what *rule* speaks of: values, or lists to add to, or entries to leave out."""
    pattern = path_of(rule.add if isinstance(rule, MayAdd) else rule.change if isinstance(rule, MayChange) else rule.disable)
    paths: list[Path] = [()]
    for name in pattern:
        inside = [(path, one) for path in paths for one, _ in _children(made, path)]
        paths = [(*path, one) for path, one in inside if name in ("*", one)]
    for path in paths:
        node = named(made.laid.root, path)
        if node is not None:
            yield from (one for one, _ in leaves(node, path)) if isinstance(rule, MayChange) else (path,)


def _children(made: Resolved, path: Path) -> Iterator[tuple[str, object]]:
    node = named(made.laid.root, path)
    yield from children(node, path[-1] if path else "") if node is not None else ()


def _less(level: Level, rule: Allowance, path: Path) -> object | None:
    """Return what *level* allows at *path*, if that is less than *rule* does; else None."""
    for at, kept in enumerate(level.below.forbid):
        pattern = path_of(kept.at)
        if matches(pattern, path[: len(pattern)]):
            return Phrase(
                f"不得改动 {kept.at}（{place_of(level, 'forbid', at)}）", f"no change at {kept.at} ({place_of(level, 'forbid', at)})"
            )
    alike = [(at, one) for at, one in enumerate(level.below.allow) if type(one) is type(rule) and _speaks(one, path)]
    if not alike:
        return Phrase(f"没有允许（{place_of(level, 'allow')}）", f"nothing of the kind ({place_of(level, 'allow')})")
    if _as_wide([one for _, one in alike], rule):
        return None
    return "; ".join(f"{_told(one)} ({place_of(level, 'allow', at)})" for at, one in alike)


def _told(rule: Allowance) -> str:
    """Return *rule* in words, with the points it lets items have."""
    points = rule.points if isinstance(rule, MayAdd) else None
    return f"{described(rule)}{'' if points is None else f', points ≤ {number(points)}'}"


def _speaks(rule: Allowance, path: Path) -> bool:
    """Return whether *rule* covers the value, list or entry at *path*."""
    if isinstance(rule, MayChange):
        pattern = path_of(rule.change)
        return matches(pattern, path[: len(pattern)])
    return matches(path_of(rule.add if isinstance(rule, MayAdd) else rule.disable), path)


def _as_wide(upper: list[Allowance], rule: Allowance) -> bool:
    """Return whether those of *upper* together allow all that *rule* does."""
    if isinstance(rule, MayChange):
        changes = [one for one in upper if isinstance(one, MayChange)]
        if any(one.one_of is None and one.at_least is None and one.at_most is None for one in changes):
            return True
        if rule.one_of is not None:
            return all(any(within(one, value) for one in changes) for value in rule.one_of)
        return any(_holds(one, rule) for one in changes)
    if isinstance(rule, MayAdd):
        adds = [one for one in upper if isinstance(one, MayAdd)]
        limits = [one.points for one in adds]
        points = all(limit is not None for limit in limits) and (
            rule.points is None or rule.points > max((limit for limit in limits if limit is not None), default=Fraction(0))
        )
        return rule.most <= max(one.most for one in adds) and not points
    return True


def _holds(upper: MayChange, rule: MayChange) -> bool:
    """Return whether the range of *rule* lies in that of *upper*."""
    if upper.one_of is not None:
        return False
    low = upper.at_least is None or (rule.at_least is not None and rule.at_least >= upper.at_least)
    return low and (upper.at_most is None or (rule.at_most is not None and rule.at_most <= upper.at_most))
