"""A worked example (算例) is the county's own arithmetic, written beside the rules, and compared digit by digit with ours.

An example file is a list of cases: `name`, `period`, `given` (tables as lists of rows) and `expect` (any results of any
stage; what is not named is not compared). Numbers are compared as exact numbers: `12`, `12.00` and `24/2` are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.errors import Problem, RulesError, Where, nearest
from gridperf.messages.wording import Phrase
from gridperf.period import Period
from gridperf.rulebook.example_rows import KINDS, read_rows
from gridperf.rulebook.search import find_pack
from gridperf.rulebook.shape import advice
from gridperf.tables import RECORDS, RESULTS, Column, Table

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed, Steps

__all__ = ["EARLIER", "STAGES", "Case", "checked_lines", "read_case", "read_cases"]

STAGES = ("measures", "entries", "scores", "grades", "ranks", "pay", "parties", "pools", "actions", "schedule", "accounts")
"""What can be expected, besides `problems`: the codes of a refusal."""

_EXAMPLES = {"name": "一句话写明检验什么", "period": "2026-10", "given": "{roster: []}", "expect": '{scores: {"0001": 95}}'}
_CASE_KEYS = tuple(_EXAMPLES)
_MAPPING = Phrase("一组“键: 值”", "a set of `key: value`")

_HISTORY = Table(
    "history",
    "历次结果",
    "Totals and grades of earlier periods.",
    (
        Column("worker_id", "text", "网格员编号", "Whose result it was.", required=True),
        Column("period", "text", "考核周期", "Its period.", required=True),
        Column("sheet", "text", "考核表", "Its sheet; the rulebook's only one if left out."),
        Column("total", "decimal", "总分", "The total; empty if not assessed.", digits=6),
        Column("grade", "text", "等次", "The grade; empty if not assessed."),
    ),
)

_PAST = {
    "reserves": replace(
        RESULTS["reserves"], columns=(_HISTORY.columns[0], *(one for one in RESULTS["reserves"].columns if one.name != "subject"))
    ),
    "pools": RESULTS["pools"],
    "accounts": replace(
        RESULTS["accounts"],
        columns=(_HISTORY.columns[0], *(one for one in RESULTS["accounts"].columns if one.name != "subject")),
    ),
}
"""What else of earlier periods can be given: money held back, and accounts of pools."""

EARLIER = {"history": _HISTORY, **_PAST}
"""Tables of earlier results, which can be given beside those of records."""


@dataclass(frozen=True)
class Case:
    """One worked example.

    Attributes:
        name: the sentence that says what it checks.
        period: the period assessed.
        tables: the records given, every table of `gridperf.tables.RECORDS`; those not given are empty.
        history: totals and grades of earlier periods.
        past: what else earlier periods left behind: `reserves` and `pools`, with the columns of the result tables.
        expect: stage → what is expected of it, as written.
        at: path of the case inside its file.
        placed: its file, for places.
    """

    name: str
    period: str
    tables: Mapping[str, pl.DataFrame]
    history: pl.DataFrame
    past: Mapping[str, pl.DataFrame]
    expect: Mapping[str, Any]
    at: Steps
    placed: Placed = field(repr=False)

    @property
    def where(self) -> Where:
        """Return where the case stands."""
        return self.placed.where(self.at)


def read_cases(pack: str | Path, known: Mapping[str, Table] = RECORDS) -> tuple[tuple[Case, ...], tuple[Problem, ...]]:
    """Return the worked examples of *pack* in the order of its files, and what is wrong with their form (R1, R307 to R316).

    Args:
        pack: a code, or the path of the pack's folder.
        known: every table of records, with what the pack adds.

    Raises:
        RulesError: if there is no such pack.
    """
    from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML, which is needed only for rules)

    folder = find_pack(pack)
    cases: list[Case] = []
    problems: list[Problem] = []
    names: dict[str, str] = {}
    for path in sorted((folder / "examples").glob("*.yaml")):
        file = f"{folder.resolve().name}/examples/{path.name}"
        try:
            placed = read_yaml(path, file=file, root=list)
        except RulesError as error:
            problems += error.problems
            continue
        for position, raw in enumerate(placed.value):
            case, found = _case(placed, raw, (position,), known)
            problems += found
            if case is None:
                continue
            if case.name in names:
                problems.append(Problem("R316", placed.where((position, "name")), {"name": case.name, "file": names[case.name]}))
            names.setdefault(case.name, file)
            cases.append(case)
    return tuple(cases), tuple(problems)


def read_case(text: str, known: Mapping[str, Table] = RECORDS) -> tuple[Case | None, tuple[Problem, ...]]:
    """Return the first example of *text*, a list of them in YAML, or what is wrong with it."""
    from gridperf.placed_yaml import parse_yaml  # noqa: PLC0415 (loads YAML, which is needed only for rules)

    placed, problems = parse_yaml(text, file="examples", root=list)
    if placed is None:
        return None, problems
    case, found = _case(placed, placed.value[0], (0,), known)
    return case, tuple(found)


def checked_lines(case: Case) -> set[str]:
    """Return the ids of the items and pay lines whose result *case* expects."""
    found: set[str] = set()
    for stage in ("measures", "entries", "pay"):
        for expected in (case.expect.get(stage) or {}).values():
            for name, value in expected.items() if isinstance(expected, dict) else ():
                found.add(name)
                if isinstance(value, dict):
                    found |= set(value)
    return found


# --- reading ---------------------------------------------------------------------------------------------------------


def _case(placed: Placed, raw: Any, at: Steps, known: Mapping[str, Table]) -> tuple[Case | None, list[Problem]]:  # noqa: ANN401 (any YAML)
    problems: list[Problem] = []
    if not isinstance(raw, dict):
        return None, [_not(placed, at, raw, _MAPPING, "{name: …, period: …}")]
    unknown = [key for key in raw if key not in _CASE_KEYS]
    problems += [Problem("R101", placed.where((*at, key), key=True), {"key": key, "advice": advice(key, _CASE_KEYS)}) for key in unknown]
    problems += [Problem("R102", placed.where((*at, key)), {"key": key, "example": _EXAMPLES[key]}) for key in _CASE_KEYS if key not in raw]
    for key in ("name", "period"):
        # a year alone is a whole number to YAML
        if key in raw and not (isinstance(raw[key], str) and raw[key]) and not (key == "period" and isinstance(raw[key], int)):
            problems.append(_not(placed, (*at, key), raw[key], KINDS["text"], _EXAMPLES[key]))
    for key in ("given", "expect"):
        if key in raw and not isinstance(raw[key], dict):
            problems.append(_not(placed, (*at, key), raw[key], _MAPPING, _EXAMPLES[key]))
    if problems:
        return None, problems
    period = str(raw["period"])
    try:
        Period.parse(period)
    except ValueError:
        problems.append(Problem("R312", placed.where((*at, "period")), {"found": period}))
    tables, history, found = _given(placed, raw["given"], (*at, "given"), known)
    problems += found
    problems += list(_stages(placed, raw["expect"], (*at, "expect")))
    if problems:
        return None, problems
    past = {name: tables.pop(name) for name in _PAST}
    return Case(raw["name"], period, tables, history, past, raw["expect"], at, placed), []


def _not(placed: Placed, at: Steps, value: object, expected: Phrase, example: str) -> Problem:
    return Problem("R103", placed.where(at), {"found": f'"{str(value)[:40]}"', "expected": expected, "example": example})


def _stages(placed: Placed, expect: dict[str, Any], at: Steps) -> Iterator[Problem]:
    if not any(expect.get(stage) for stage in (*STAGES, "problems")):
        yield Problem("R313", placed.where(at, key=True))
    for stage, held in expect.items():
        path = (*at, stage)
        if stage not in (*STAGES, "problems"):
            yield Problem("R101", placed.where(path, key=True), {"key": stage, "advice": advice(stage, (*STAGES, "problems"))})
        elif stage == "problems":
            if not isinstance(held, list):
                expected = Phrase("代码的列表，如 [A107]", "a list of codes, such as [A107]")
                yield Problem("R315", placed.where(path), {"found": f'"{held}"', "expected": expected})
        elif not isinstance(held, dict):
            expected = Phrase("“网格员编号: 结果”", "`worker: result`")
            yield Problem("R315", placed.where(path), {"found": f'"{held}"', "expected": expected})


def _given(
    placed: Placed, given: dict[str, Any], at: Steps, tables_known: Mapping[str, Table]
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame, list[Problem]]:
    problems: list[Problem] = []
    known = {**tables_known, **EARLIER}
    tables = {name: table.empty() for name, table in known.items()}
    for name, rows in given.items():
        path = (*at, name)
        if name not in known:
            near = ", ".join(nearest(name, known, count=1) or known)
            problems.append(Problem("R307", placed.where(path, key=True), {"what": name, "near": near}))
        elif not isinstance(rows, list) or any(not isinstance(row, dict) for row in rows):
            expected = Phrase("行的列表，每行一组“列: 值”；没有记录写 []", "a list of rows, each `column: value`; [] for none")
            problems.append(Problem("R315", placed.where(path), {"found": f'"{str(rows)[:40]}"', "expected": expected}))
        else:
            tables[name], found = read_rows(placed, known[name], rows, path)
            problems += found
    history = tables.pop("history")
    return tables, history, problems
