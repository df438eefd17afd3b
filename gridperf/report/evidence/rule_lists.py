"""What a rulebook in print says, list by list: what its evidence holds is what stands on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from gridperf.report.evidence.listing import Head, Listed

if TYPE_CHECKING:
    from gridperf.report.views.rulebook import Group, PrintedRules, PrintedSheet, RuleLine
    from gridperf.report.views.worked import Worked

__all__ = ["EXAMPLES", "rule_lists"]

EXAMPLES = "examples"
"""The list of worked examples, which stand in the pack beside the rulebook and not in it."""


def rule_lists(view: PrintedRules, t: Mapping[str, Any]) -> list[Listed]:
    """Return the lists of the document in the order of paper."""
    found = [
        Listed("document", "", (Head("what", t["what"]), Head("says", "")), view.document),
        _rules("ground", "", view.ground, t),
        *(one for sheet in view.sheets for one in _sheet(sheet, t)),
        *(
            _rules(name, "", getattr(view, name), t)
            for name in ("grades", "rollups", "values", "pay", "actions", "accounts", "schedule", "measures")
        ),
        Listed(
            EXAMPLES,
            "",
            (Head("name", t["examples"]), Head("given", t["given"]), Head("expected", t["expected"])),
            tuple(_example(at, one, t) for at, one in enumerate(view.examples, start=1)),
        ),
        Listed(
            "clauses",
            "",
            (Head("clause", t["clause"]), Head("rules", t["rules"])),
            tuple(
                (one.heading, one.rules or (t["without"].format(reason=one.reason) if one.reason else t["nothing"])) for one in view.clauses
            ),
        ),
    ]
    return [one for one in found if one.rows]


def _rules(name: str, title: str, lines: Sequence[RuleLine], t: Mapping[str, Any]) -> Listed:
    heads = (Head("what", t["what"]), Head("rule", t["rule"]), Head("clause", t["source" if name == "measures" else "clause"]))
    return Listed(name, title, heads, tuple((one.name, _marked(one.text, one, t), one.clause) for one in lines))


def _marked(text: str, part: RuleLine | Group, t: Mapping[str, Any]) -> str:
    return f"{text} {t['mark']}" if part.assumed else text


def _sheet(sheet: PrintedSheet, t: Mapping[str, Any]) -> Iterator[Listed]:
    yield _rules("sheet", sheet.name, sheet.facts, t)
    heads = (Head("no", t["no"]), Head("item", t["item"]), Head("how", t["how"]), Head("marks", t["marks"]), Head("clause", t["clause"]))
    yield Listed("items", sheet.name, heads, tuple(_items(sheet, t)))
    yield _rules("vetoes", sheet.name, sheet.vetoes, t)
    yield _rules("grades", sheet.name, sheet.grades, t)


def _items(sheet: PrintedSheet, t: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    numbers = count(1)
    for group in sheet.groups:
        if group.name:
            limits = [t["most"].format(most=group.most)]
            limits += [t["least"].format(least=group.least)] if group.least else []
            limits += [t["beyond"]] if group.beyond_full else []
            yield "", group.name, _marked(t["comma"].join(limits), group, t), "", group.clause
        elif len(sheet.groups) > 1:
            yield "", t["no_section"], "", "", ""
        for line in group.lines:
            yield str(next(numbers)), line.name, f"{_marked(line.text, line, t)} {t['counted']}{line.more}", line.marks, line.clause


def _example(at: int, one: Worked, t: Mapping[str, Any]) -> tuple[str, str, str]:
    said = (f"{t['expected']}{t['separator']}{stage} {text}" for stage, text in one.expected)
    name = f"{at}. {one.name} {one.period}{t['separator']}{one.file}"
    return name, f"{t['given']} {one.given}", " ".join(said)
