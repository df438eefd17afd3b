"""A change is a value in words, with its clause and its place in both files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from gridperf.errors import Where
from gridperf.rulebook.words.base import both

__all__ = ["Change", "Comparison"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two rulebooks, in the language it was found in.

    Attributes:
        kind: `added`, `removed` or `changed`.
        what: the part, from the outermost inwards.
        key: what of it changed; empty if the whole part was added or removed.
        old: what held before; empty if it was added.
        new: what holds now; empty if it was removed.
        old_clause: the clause it stood under.
        new_clause: the clause it stands under.
        old_where: its place in the first rulebook's file.
        new_where: its place in the second's.
        values: every single value that differs: its path inside the part, and both values as written.
    """

    kind: Literal["added", "removed", "changed"]
    what: str
    key: str
    old: str
    new: str
    old_clause: str = ""
    new_clause: str = ""
    old_where: Where = field(default_factory=Where)
    new_where: Where = field(default_factory=Where)
    values: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def clause(self) -> str:
        """Return the clause; both, if it changed."""
        if self.old_clause and self.new_clause and self.old_clause != self.new_clause:
            return f"{self.old_clause} → {self.new_clause}"
        return self.new_clause or self.old_clause

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data, for `--json`."""
        return {
            "kind": self.kind,
            "what": self.what,
            "key": self.key,
            "old": self.old or None,
            "new": self.new or None,
            "old_clause": self.old_clause or None,
            "new_clause": self.new_clause or None,
            "old_where": str(self.old_where) or None,
            "new_where": str(self.new_where) or None,
            "values": [{"path": path, "old": old, "new": new} for path, old, new in self.values],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one rulebook to another.

    Attributes:
        a: the first, as `pack@date`.
        b: the second.
        changes: every difference, in the order of the rulebook.
    """

    a: str
    b: str
    changes: tuple[Change, ...]

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data, for `--json`."""
        return {"a": self.a, "b": self.b, "changes": [change.as_dict() for change in self.changes]}

    def __str__(self) -> str:
        """Return every change on lines of its own."""
        lines = [f"{self.a} → {self.b}"]
        for change in self.changes:
            sign = {"added": "+", "removed": "-", "changed": "*"}[change.kind]
            what = f"{change.what} {change.key}".strip()
            said = f"{change.old} → {change.new}" if change.kind == "changed" else change.old or change.new
            lines.append(f"{sign} {what}{both('：', ': ')}{said}" + (f"  [{change.clause}]" if change.clause else ""))
        return "\n".join(lines if self.changes else [*lines, both("没有变化。", "Nothing changed.")])
