"""The page about what templates receive, from the views' own declarations and docstrings."""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from typing import Any

from gridperf.report.views.audit import AuditReport
from gridperf.report.views.correction import CorrectionStatement
from gridperf.report.views.county import CountySummary
from gridperf.report.views.notice import PublicNotice
from gridperf.report.views.pay_sheet import PaySheet
from gridperf.report.views.payslip import Payslip
from gridperf.report.views.ranking import RankingReport
from gridperf.report.views.rulebook import PrintedRules
from gridperf.report.views.scorecard import Scorecard

__all__ = ["ROOTS", "pages"]

ROOTS: dict[str, type] = {
    "appraisal": Scorecard,
    "audit": AuditReport,
    "correction": CorrectionStatement,
    "county-summary": CountySummary,
    "pay-sheet": PaySheet,
    "payslip": Payslip,
    "public-notice": PublicNotice,
    "ranking": RankingReport,
    "rulebook": PrintedRules,
    "scorecard": Scorecard,
}
"""The view of every report."""

_HEAD = """# What a report's template receives

Generated from the views; do not edit.

A report is a folder: `template.html.j2`, `style.css`, and its words, `labels.zh.yaml` and `labels.en.yaml`.
A county keeps its own folders outside the repository, beside a copy of `shared/`, and names the folder of them in `GRIDPERF_REPORTS`; their templates run in a sandbox.

A template is given `view` (below), `t` (its words, after those of `shared/labels.*.yaml`), `lang` (`zh-CN` or `en`) and `fonts` (how a page names what it is set in).
Every number in a view is written out already, every text is cleaned, and everything is escaped when it is printed.
Filters besides Jinja's: `fill(name=…)` puts values into a label's `{name}`; `joined(between)` puts texts together, without empty ones; `named(names)` gives the name of a code; `slot`, `word` and `gauge` mark what differs between the cards of a batch (see [decision 0011](../decisions/0011-two-renderers.md)).
A style sheet may begin with `@import "charts.css";` (tables and charts) or `@import "official.css";` (the layout of official documents), an `a3.css` with `@import "columns.css";` (two columns), which are taken from `shared/`.

| Report | View |
|---|---|
"""
_NAME = re.compile(r"[A-Z]\w+")


def _attributes(kind: type) -> tuple[str, dict[str, str]]:
    """Return a docstring's text before its attributes, and what it says of each."""
    text = inspect.getdoc(kind) or ""
    before, _, after = text.partition("Attributes:\n")
    said: dict[str, str] = {}
    for line in after.splitlines():
        if found := re.match(r"    (\w+): (.*)", line):
            said[found[1]] = found[2]
        elif line.strip() and said:
            said[list(said)[-1]] += f" {line.strip()}"
    return before.strip(), said


def _named(kind: type) -> dict[str, type]:
    """Return the dataclasses that the fields of *kind* name."""
    known = vars(sys.modules[kind.__module__])
    names = [name for field in dataclasses.fields(kind) for name in _NAME.findall(str(field.type))]
    return {name: known[name] for name in names if dataclasses.is_dataclass(known.get(name))}


def _reached(roots: list[type]) -> list[type]:
    """Return *roots* and all that they hold, by name."""
    found: dict[str, type] = {}
    waiting = list(roots)
    while waiting:
        kind = waiting.pop()
        if f"{kind.__module__}.{kind.__name__}" not in found:
            found[f"{kind.__module__}.{kind.__name__}"] = kind
            waiting += _named(kind).values()
    return sorted(found.values(), key=lambda kind: (kind.__name__, kind.__module__))


def _heading(kind: type, all_kinds: list[type]) -> str:
    """Return the heading of *kind*, with its module where another has the name."""
    alike = sum(other.__name__ == kind.__name__ for other in all_kinds) > 1
    return f"{kind.__name__} ({kind.__module__.rpartition('.')[2]})" if alike else kind.__name__


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")


def _section(kind: type, kinds: list[type]) -> str:
    before, said = _attributes(kind)
    named = _named(kind)
    rows = []
    for field in dataclasses.fields(kind):
        shown = str(field.type).replace("|", r"\|")
        for name, other in named.items():
            shown = re.sub(rf"\b{name}\b", f"[{name}](#{_anchor(_heading(other, kinds))})", shown)
        meaning = said.get(field.name, "").replace("|", r"\|")
        rows.append(f"| `{field.name}` | {shown} | {meaning} |")
    more = [name for name, value in vars(kind).items() if isinstance(value, property)]
    rows += [f"| `{name}` | | {(inspect.getdoc(getattr(kind, name)) or '').splitlines()[0]} |" for name in more]
    return "\n".join([f"## {_heading(kind, kinds)}\n\n{before}\n", "| Field | Type | |", "|---|---|---|", *rows])


def pages() -> dict[str, Any]:
    """Return the text of the page by its path from the root of the repository."""
    kinds = _reached(list(dict.fromkeys(ROOTS.values())))
    table = "\n".join(f"| `{report}` | [{kind.__name__}](#{_anchor(_heading(kind, kinds))}) |" for report, kind in sorted(ROOTS.items()))
    return {"docs/reference/views.md": _HEAD + table + "\n\n" + "\n\n".join(_section(kind, kinds) for kind in kinds) + "\n"}
