"""A layer starts where its upper rulebook is: what it states is what already holds, and what it may state otherwise is listed.

Only what the upper rulebook requires is added, and only items: of anything else nobody can make up a first one.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from gridperf.errors import RulesError
from gridperf.rulebook.below import Below, MayAdd, MayChange, MustAdd, MustChange
from gridperf.rulebook.examples import Case, checked_lines, read_cases
from gridperf.rulebook.folder import PackFolder
from gridperf.rulebook.layers.origins import Origin
from gridperf.rulebook.layers.permit import described
from gridperf.rulebook.layers.tree import Path as Names
from gridperf.rulebook.layers.tree import exactly, matches, path_of
from gridperf.rulebook.numbers import number
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.scoring import Sheet

__all__ = ["Example", "examples_of", "first_files"]

_DOCUMENTS = {"0000": "省办法", "00": "市办法", "": "县办法"}
"""How the last digits of a code of six end → what the document of that place is called below it."""

_KIND = "本地事项"


# --- examples of the upper pack ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Example:
    """A worked example of the upper pack, as it is written there."""

    case: Case
    text: str


def examples_of(files: PackFolder, day: dt.date) -> list[Example]:
    """Return the examples of one edition that say the same of a layer which changes nothing, the shortest first."""
    cases, problems = read_cases(files.folder, files.tables)
    if problems:
        raise RulesError(problems)
    kept = [
        case for case in cases if files.choose(case.period, None) == day and not case.expect.get("problems") and not _cites(case.expect)
    ]
    found = [Example(case, text) for case in kept if (text := _written(files.folder, case, cases))]
    return sorted(found, key=lambda one: one.text.count("\n"))


def _cites(expect: object) -> bool:
    """Return whether *expect* names a clause, which has another name below."""
    return isinstance(expect, dict) and ("clause" in expect or any(map(_cites, expect.values())))


def _written(folder: Path, case: Case, cases: Sequence[Case]) -> str:
    """Return the lines of *case*, up to the next of its file; nothing if it does not begin a line."""
    path = folder / "examples" / Path(case.where.file or "").name
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [one.where.line or 0 for one in cases if one.where.file == case.where.file]
    start = case.where.line or 0
    end = min((line for line in starts if line > start), default=len(lines) + 1)
    held = lines[start - 1 : end - 1]
    while held and (not held[-1].strip() or held[-1].startswith("#")):
        held.pop()
    return "\n".join(held) + "\n" if held and held[0].startswith("- ") else ""


# --- what a layer starts with ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Added:
    """An item the upper edition asks for: on which sheet, by which name, worth how many points, with an example of it."""

    sheet: Sheet
    id: str
    name: str
    points: Fraction
    example: str


def first_files(code: str, name: str, upper: Rulebook, examples: Sequence[Example]) -> dict[str, str]:
    """Return the text of each file of a layer over *upper*, by its place in the pack.

    Args:
        code: the layer's code.
        name: its place, in its own words.
        upper: the rulebook it is laid over.
        examples: those of that rulebook.
    """
    return _Start(code, name, upper, examples).files()


class _Start:
    """The files of a layer that was just started."""

    def __init__(self, code: str, name: str, rules: Rulebook, examples: Sequence[Example]) -> None:
        self.code, self.name, self.rules, self.examples = code, name, rules, examples
        self.upper = rules.pack.code
        self.below = rules.edition.below or Below()
        self.called = _called(self.upper, [layer.called for layer in rules.layers])
        self.stated = self._stated()
        self.added = list(self._added())

    def files(self) -> dict[str, str]:
        """Return the text of each file, by its place in the pack."""
        day = self.rules.starts_on.isoformat()
        examples = self._examples()
        return {
            "pack.yaml": _PACK.format(code=self.code, name=self.name, called=self.called),
            f"editions/{day}.yaml": self._edition(day),
            f"sources/{day}.md": self._source(day),
            **({"examples/start.yaml": examples} if examples else {}),
            "CHANGELOG.md": _CHANGES.format(day=day, month=day[:7], upper=self.upper, called=self.called),
        }

    # --- values that are stated as they are

    def _stated(self) -> list[tuple[Names, Origin]]:
        """Return the values the upper edition asks for; if it asks for none, the first it allows that an example checks."""
        asked = [self._values(path_of(rule.change))[:1] for rule in self.below.require if isinstance(rule, MustChange)]
        if any(asked):
            return [one for found in asked for one in found]
        checked = {line for example in self.examples for line in checked_lines(example.case)}
        for rule in self.below.allow:
            for path, origin in self._values(path_of(rule.change)) if isinstance(rule, MayChange) else ():
                if _line(path) in checked and exactly(origin.value) is not None:
                    return [(path, origin)]
        return []

    def _values(self, pattern: Names) -> list[tuple[Names, Origin]]:
        paths = ((path_of(text), origin) for text, origin in self.rules.origins.items())
        return [
            (path, origin)
            for path, origin in paths
            if matches(pattern, path[: len(pattern)]) and origin.value is not None and len(path) > len(_part(path))
        ]

    # --- items that must be added

    def _added(self) -> Iterator[_Added]:
        """Yield the items the upper edition asks for; what else it asks for nobody can make up."""
        for rule in self.below.require:
            asked = path_of(rule.add) if isinstance(rule, MustAdd) else ()
            if len(asked) != 3 or asked[0] != "sheets" or asked[2] != "items":  # noqa: PLR2004 (sheets, its id, items)
                continue
            sheet = next((one for one in self.rules.edition.sheets if asked[1] in ("*", one.id) and one.items), None)
            if sheet is None or not isinstance(rule, MustAdd):
                continue
            points = min(Fraction(1), self._most_points(("sheets", sheet.id, "items")) / rule.at_least)
            for at in range(1, rule.at_least + 1):
                own, title = ("own", _KIND) if rule.at_least == 1 else (f"own-{at}", f"{_KIND}{at}")
                yield _Added(sheet, own, title, points, self._example(sheet, own, title, points))

    def _most_points(self, path: Names) -> Fraction:
        rules = [rule for rule in self.below.allow if isinstance(rule, MayAdd) and matches(path_of(rule.add), path)]
        return min((rule.points for rule in rules if rule.points is not None), default=Fraction(1))

    def _example(self, sheet: Sheet, own: str, title: str, points: Fraction) -> str:
        """Return an example of one such matter, about somebody an upper example has on *sheet*; nothing if there is none."""
        items = {item.id for item in sheet.items}
        for example in self.examples:
            case = example.case
            for worker, expected in (case.expect.get("entries") or {}).items():
                rows = case.tables["roster"].filter(worker_id=worker).rows(named=True)
                if rows and isinstance(expected, dict) and items & set(expected):
                    day = max(row["starts_on"] for row in rows)
                    first = self.rules.period(case.period).starts_on
                    given = "\n".join(f"      - {_row(row)}" for row in rows)
                    return _EXAMPLE.format(
                        title=title,
                        period=case.period,
                        roster=given,
                        worker=json.dumps(worker),
                        day=max(day, first),
                        own=own,
                        points=number(points),
                    )
        return ""

    # --- texts

    def _edition(self, day: str) -> str:
        text = _EDITION.format(name=self.name, day=day, upper=self.upper, called=self.called, code=self.code)
        if self.stated:
            text += "\noverride:\n  # 暂与上级办法相同；改成本地的值，不改的删去\n"
            for path, origin in self.stated:
                part = _part(path)
                text += f"  - {{at: {'.'.join(part)}, set: {{{'.'.join(path[len(part) :])}: {_value(origin.value)}}}, clause: 第二条}}\n"
        if self.added:
            text += "\nadd:\n  # 上级办法要求下级自定的，请改成本地真正的考核项\n"
            text += "".join(self._item(one) for one in self.added)
        allowed = [(described(rule), rule.clause) for rule in self.below.allow]
        if allowed:
            text += f"\n# {self.called}允许下级写的（change 用 override，add 用 add，disable 用 disable）：\n"
            text += "".join(f"#   {what}（{clause}）\n" for what, clause in allowed)
        else:
            text += f"\n# {self.called}没有允许下级改动任何一处。\n"
        return text

    def _item(self, one: _Added) -> str:
        section = next((part.id for part in one.sheet.sections if part.beyond_full), None)
        lines = [
            f"  - at: sheets.{one.sheet.id}.items.{one.id}",
            "    place: last",
            "    new:",
            f"      name: {one.name}",
            "      clause: 第三条",
            *([f"      section: {section}"] if section else []),
            f"      measure: {{count: incidents, where: \"kind = '{one.name}' AND verified\"}}",
            f"      score: {{each: {number(one.points)}, up_to: {number(one.points)}}}",
        ]
        return "\n".join(lines) + "\n"

    def _source(self, day: str) -> str:
        text = _SOURCE.format(name=self.name, day=day, called=self.called)
        if self.stated:
            text += "\n## 第二条（本地的值）\n\n暂与上级办法相同，待本地确定：\n\n"
            text += "".join(f"- {self._name(path)}（{'.'.join(path)}）：{origin.value}\n" for path, origin in self.stated)
        if self.added:
            text += "\n## 第三条（本地的考核项）\n\n"
            text += "".join(f"{one.name}经核实的，每件加 {number(one.points)} 分，最多加 {number(one.points)} 分。\n" for one in self.added)
        return text

    def _name(self, path: Names) -> str:
        """Return what the part that holds the value at *path* is called; its last name if it has none."""
        part = _part(path)
        origin = self.rules.origins.get(".".join((*part, "name")))
        return (origin.value if origin else None) or part[-1]

    def _examples(self) -> str:
        lines = {line for path, _ in self.stated if (line := _line(path))}
        fitting = [one.text for one in self.examples if lines & checked_lines(one.case)]
        chosen = (fitting or [one.text for one in self.examples])[:1]
        own = [one.example for one in self.added if one.example]
        head = f"# {self.called}的一个算例：没有改动的照样成立；改了值以后，先用纸笔算出新的得数，再改这里。\n"
        return "\n".join([head, *chosen, *own]) if chosen or own else ""


def _called(code: str, taken: Sequence[str]) -> str:
    """Return a short name for the document of the pack *code* that its own layers have not taken."""
    digits = code.partition("-")[0]
    name = "上级办法"
    if re.fullmatch(r"[0-9]{6}", digits):
        name = "国家办法" if digits == "000000" else next(said for end, said in _DOCUMENTS.items() if digits.endswith(end))
    elif digits.isdecimal():
        name = "镇细则"
    return next(one for one in (name, "上级办法", "上一级办法", *(f"上级办法{at}" for at in range(2, 99))) if one not in taken)


def _part(path: Names) -> Names:
    """Return what a layer names as the part that holds the value at *path*."""
    if path[0] == "sheets":
        return path[:4] if path[2:3] in (("items",), ("sections",), ("vetoes",), ("grades",), ("rankings",)) else path[:2]
    return (
        path[:2] if path[0] in ("pay", "actions", "grades", "values", "measures", "rollup", "schedule", "accounts", "tables") else path[:1]
    )


def _line(path: Names) -> str | None:
    """Return the item or pay line whose result the value at *path* can move."""
    if path[0] == "sheets" and path[2:3] == ("items",):
        return path[3]
    return path[1] if path[0] == "pay" else None


def _value(text: str | None) -> str:
    """Return a value as it is written in YAML, whatever it is."""
    plain = text or ""
    return (
        plain if exactly(plain) is not None or re.fullmatch(r"\[.*\]|true|false|[a-z_]+", plain) else json.dumps(plain, ensure_ascii=False)
    )


def _row(row: dict[str, object]) -> str:
    """Return a row of an example, without what is empty."""
    held = ((name, value) for name, value in row.items() if value is not None)
    written = (
        f"{name}: {value if isinstance(value, (Decimal, dt.date)) else json.dumps(value, ensure_ascii=False)}" for name, value in held
    )
    return "{" + ", ".join(written) + "}"


_PACK = """\
code: {code}
name: {name}
maintainers: [请写明维护单位]
status: draft                    # draft 起草 → trial 试行 → in_force 施行 → retired 停用；停用的也不删除
summary: 在{called}之上只写本地的改动。
"""

_EDITION = """\
#
# 只写本地的改动，其余按{called}执行；全部数值和出处可以用 gridperf show ./{code} 查看。

title: {name}网格员考核实施细则
source: sources/{day}.md
basis: assumed
extends: {{pack: {upper}, edition: {day}, called: {called}}}
"""

_SOURCE = """\
---
title: {name}网格员考核实施细则
issuer: 请写明发文机关
issued_on: {day}
without_rules:
  第一条: 制定细则的依据，不产生分值和金额
---

# {name}网格员考核实施细则

## 第一条（依据）

依照{called}制定。本细则没有写明的，按{called}执行。
"""

_EXAMPLE = """\
- name: {title}一件，得 {points} 分
  period: {period}
  given:
    roster:
{roster}
    incidents:
      - {{worker_id: {worker}, kind: {title}, occurred_on: {day}, verified: true}}
  expect:
    entries: {{{worker}: {{{own}: {points}}}}}
"""

_CHANGES = """\
# 变更记录

每次变更写三行：影响哪些周期、影响哪些条款、改了什么。已经据以发过工资的版本不改，另立新版本。

## {day}

- 影响周期：{month} 起
- 影响条款：全部
- 内容：首次编写，以 {upper} 的 {day} 版（{called}）为依据。
"""
