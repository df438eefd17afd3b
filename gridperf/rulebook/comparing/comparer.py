"""Two rulebooks differ where their rules differ, not where their files do: what only moved has not changed.

Parts are told apart by their identifier, then by their name; every change carries its clause and its place in both files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from gridperf.errors import RulesError, Where
from gridperf.rulebook.comparing.changes import Change, Comparison
from gridperf.rulebook.comparing.plain import Steps, leaves, pairs, plain, resolved
from gridperf.rulebook.comparing.years import year_changes
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.walk import named_measures
from gridperf.rulebook.words import Words
from gridperf.rulebook.words.base import both, quoted
from gridperf.rulebook.words.keys import held_words, part_words
from gridperf.rulebook.words.structure import HOLDERS, label

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed

__all__ = ["compare_rules"]


def compare_rules(a: Rulebook, b: Rulebook) -> Comparison:
    """Return what changed from *a* to *b*, in words: items, points, bands, caps, grades, quotas, pay lines, workdays, dates, sources.

    Args:
        a: the rulebook before.
        b: the rulebook after: another edition of the same pack, or another pack.
    """
    return Comparison(_named(a), _named(b), tuple(_Comparer(_Side(a, b), _Side(b, a)).changes()))


def _named(rules: Rulebook) -> str:
    return f"{rules.pack.code}@{rules.starts_on}"


class _Side:
    """One of the two rulebooks, with the places of its parts.

    Clauses of the *other* rulebook that this one was laid over read as in that one.
    """

    def __init__(self, rules: Rulebook, other: Rulebook) -> None:
        self.rules = rules
        self.edition = resolved(rules.edition)
        self.words = Words(rules)
        self.placed = self._read()
        self.called = next((layer.called for layer in rules.layers if layer.pack == other.pack.code and layer.called), "")

    def _read(self) -> Placed | None:
        from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML, which is needed only for places)

        file = f"{self.rules.folder.resolve().name}/editions/{self.rules.file.name}"
        try:
            return read_yaml(self.rules.file, file=file) if self.rules.file.is_file() else None
        except RulesError:
            return None

    def plain(self, value: Any, key: str = "") -> Any:  # noqa: ANN401 (any value of a model)
        """Return *value* as it is compared."""
        held = plain({key: value})
        return (self._bare(held) if self.called else held)[key]

    def _bare(self, held: Any) -> Any:  # noqa: ANN401 (plain data)
        if isinstance(held, dict):
            return {key: self._own(one) if key == "clause" else self._bare(one) for key, one in held.items()}
        return [self._bare(one) for one in held] if isinstance(held, list) else held

    def _own(self, clause: Any) -> Any:  # noqa: ANN401 (plain data)
        """Return *clause*, or each of several, as its own document has it."""
        if isinstance(clause, list):
            return [self._own(one) for one in clause]
        return clause.removeprefix(self.called) if isinstance(clause, str) else clause

    def where(self, path: Steps) -> Where:
        """Return the place of *path*: in the edition's file, or in that of the layer it comes from."""
        if self.rules.layers and path:
            return self._origin(path)
        if self.placed is None:
            return Where(file=f"{self.rules.folder.name}/editions/{self.rules.file.name}")
        return self.placed.where(path, key=True)

    def _origin(self, path: Steps) -> Where:
        """Return the first place that *path*, or the part it stands in, was written at."""
        part: Any = self.edition
        names = []
        for step in path:
            part = (
                part[step] if isinstance(step, int) or isinstance(part, Mapping) else getattr(part, step, getattr(part, f"{step}_", None))
            )
            names.append(str(getattr(part, "id", None) or getattr(part, "grade", None) or step) if isinstance(step, int) else step)
        while names:
            start = ".".join(names)
            for name, origin in self.rules.origins.items():
                if name == start or name.startswith(f"{start}."):
                    return Where(file=origin.file, line=origin.line, path=start)
            names.pop()
        return Where(file=f"{self.rules.folder.name}/editions/{self.rules.file.name}")


class _Comparer:
    """Goes through both rulebooks side by side."""

    def __init__(self, a: _Side, b: _Side) -> None:
        self.a = a
        self.b = b

    def changes(self) -> Iterator[Change]:
        """Yield every difference."""
        yield from self._frame()
        yield from self._holder(self.a.edition, self.b.edition, ((), ()), "")
        yield from self._catalogue()
        yield from year_changes(self.a.rules, self.b.rules)
        yield from self._document()

    def _frame(self) -> Iterator[Change]:
        a, b = self.a.rules, self.b.rules
        whole = both("考核办法", "the rulebook")
        rows = [
            (both("规则包", "pack"), f"{a.pack.name}（{a.pack.code}）", f"{b.pack.name}（{b.pack.code}）"),
            (both("施行日期", "in force from"), str(a.starts_on), str(b.starts_on)),
        ]
        for key, old, new in rows:
            if old != new:
                yield Change("changed", whole, key, old, new, old_where=self.a.where(()), new_where=self.b.where(()))

    def _document(self) -> Iterator[Change]:
        a, b = self.a.rules.document, self.b.rules.document
        what = both("依据文件", "the document")
        names = {
            "title": both("标题", "title"),
            "issuer": both("发文机关", "issuer"),
            "number": both("文号", "number"),
            "issued_on": both("发布日期", "issued on"),
            "link": both("网址", "link"),
        }
        files = [Where(file=f"{side.rules.folder.name}/{side.edition.source}") for side in (self.a, self.b)]
        none = both("无", "none")
        for key, name in names.items():
            old, new = getattr(a, key), getattr(b, key)
            if old != new:
                yield Change("changed", what, name, str(old or none), str(new or none), old_where=files[0], new_where=files[1])
        if self.a.rules.pack.code != self.b.rules.pack.code:
            return
        for clause in dict.fromkeys([*a.clauses, *b.clauses]):
            old, new = a.clauses.get(clause), b.clauses.get(clause)
            places = [
                Where(file=file.file, line=document.lines.get(clause)) if clause in document.clauses else Where()
                for file, document in zip(files, (a, b), strict=True)
            ]
            if old != new:
                kind: Literal["added", "removed", "changed"] = "added" if old is None else "removed" if new is None else "changed"
                name = both(f"条文{quoted(clause)}", f"clause {quoted(clause)}")
                before, after = (" ".join((text or "").split()) for text in (old, new))
                key = both("条文", "text") if kind == "changed" else ""
                yield Change(
                    kind,
                    name,
                    key,
                    before,
                    after,
                    clause if old is not None else "",
                    clause if new is not None else "",
                    places[0],
                    places[1],
                )

    def _catalogue(self) -> Iterator[Change]:
        """Yield standard measures that both use and that were defined anew between two versions of the catalogue."""
        shared = named_measures(self.a.edition) & named_measures(self.b.edition)
        for name in sorted(shared - set(self.a.edition.measures) - set(self.b.edition.measures)):
            old, new = self.a.rules.catalogue[name], self.b.rules.catalogue[name]
            yield from self._holder(
                old, new, (("measures", name), ("measures", name)), both(f"指标{quoted(new.name)}", f"measure {quoted(new.name)}")
            )

    # --- parts that hold others ----------------------------------------------------------------------------------------------

    def _holder(self, old: BaseModel, new: BaseModel, at: tuple[Steps, Steps], what: str) -> Iterator[Change]:
        kind = type(old)
        for name, info in kind.model_fields.items():
            key = info.alias or name
            mine, other = getattr(old, name), getattr(new, name)
            if self.a.plain(mine, key) == self.b.plain(other, key):
                continue
            here = ((*at[0], key), (*at[1], key))
            inside = _kind_of(mine, other)
            if inside is not None or (isinstance(mine, Mapping) and isinstance(other, Mapping) and kind is Edition):
                for left, right in pairs(
                    () if mine is None else mine, () if other is None else other, HOLDERS[inside].by if inside else "", here
                ):
                    yield from self._part(key, left, right, what)
            else:
                yield from self._key((old, new), key, (mine, other), here, what)

    def _part(self, key: str, left: tuple[Steps, Any] | None, right: tuple[Steps, Any] | None, what: str) -> Iterator[Change]:
        """Yield how one part differs, or that it came or went."""
        at, held = right or left or ((), None)
        name = self._called(key, at, held)
        called = f"{what}{both('，', ', ')}{name}" if what else name
        if left is not None and right is not None:
            if type(held) in HOLDERS:
                yield from self._holder(left[1], right[1], (left[0], right[0]), called)
            elif self.a.plain(left[1], key) != self.b.plain(right[1], key):
                yield self._changed(called, "", (left[1], right[1]), (left[0], right[0]), clauses=("", ""))
            return
        side = self.a if right is None else self.b
        words = part_words(side.words, held) if isinstance(held, BaseModel) and type(held) in HOLDERS else held_words(side.words, key, held)
        clause = getattr(held, "clause", None) or ""
        where = side.where(at)
        if right is None:
            yield Change("removed", called, "", words, "", clause, "", where)
        else:
            yield Change("added", called, "", "", words, "", clause, new_where=where)

    def _called(self, key: str, at: Steps, held: Any) -> str:  # noqa: ANN401 (a part)
        name = getattr(held, "grade", None) or getattr(held, "name", None)
        if key == "tables":
            return self.b.words.table(str(at[-1]))
        if key == "rollup":
            term = self.b.words.choice("term", at[-1])
            return both(f"{term}汇总", f"roll-up of the {term}")
        holder = HOLDERS.get(type(held))
        kind = both(holder.zh, f"{holder.en} ") if holder else ""
        return f"{kind}{quoted(str(name or at[-1]))}"

    # --- keys --------------------------------------------------------------------------------------------------------------------

    def _key(
        self, parts: tuple[BaseModel, BaseModel], key: str, values: tuple[Any, Any], at: tuple[Steps, Steps], what: str
    ) -> Iterator[Change]:
        clauses = [
            str(getattr(value, "clause", None) or getattr(part, "clause", None) or "") for part, value in zip(parts, values, strict=True)
        ]
        name = label(type(parts[0]), key)
        called = what or both("考核办法", "the rulebook")
        about = [
            side.words.about(part.measure) if key == "score" and hasattr(part, "measure") else side.words
            for side, part in zip((self.a, self.b), parts, strict=True)
        ]
        bands = [getattr(value, "bands", None) for value in values]
        if key == "score" and bands[0] and bands[1] and len(bands[0]) == len(bands[1]):
            for step, (mine, other) in enumerate(zip(bands[0], bands[1], strict=True)):
                if mine != other:
                    nth = both(f"{name}，第 {step + 1} 档", f"{name}, band {step + 1}")
                    deeper = ((*at[0], "bands", step), (*at[1], "bands", step))
                    yield self._changed(called, nth, (mine, other), deeper, clauses=(clauses[0], clauses[1]), words=about)
            return
        yield self._changed(called, name, values, at, clauses=(clauses[0], clauses[1]), words=about)

    def _changed(
        self,
        what: str,
        key: str,
        values: tuple[Any, Any],
        at: tuple[Steps, Steps],
        *,
        clauses: tuple[str, str],
        words: Sequence[Words] | None = None,
    ) -> Change:
        name = str(next((step for step in reversed(at[1]) if isinstance(step, str)), ""))
        old, new = (held_words(side, name, value) for side, value in zip(words or (self.a.words, self.b.words), values, strict=True))
        differing = tuple(leaves(self.a.plain(values[0], name), self.b.plain(values[1], name)))
        if old == new:
            # what the sentence leaves out, such as the clause of a quota, is said value by value
            old = both("、", ", ").join(f"{path} {mine}" for path, mine, _ in differing)
            new = both("、", ", ").join(f"{path} {other}" for path, _, other in differing)
        return Change("changed", what, key, old, new, *clauses, self.a.where(at[0]), self.b.where(at[1]), differing)


def _kind_of(old: Any, new: Any) -> type[BaseModel] | None:  # noqa: ANN401 (any values of a model)
    """Return which holder two lists or mappings are made of, if they are."""
    if not isinstance(old, (tuple, Mapping, type(None))) or not isinstance(new, (tuple, Mapping, type(None))):
        return None
    kinds = {type(one) for held in (old, new) for one in (held.values() if isinstance(held, Mapping) else held or ())}
    return next(iter(kinds)) if len(kinds) == 1 and kinds <= set(HOLDERS) else None
