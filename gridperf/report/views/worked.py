"""A worked example on paper says what was given, table by table, and every figure that is expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridperf.assessment.explain import DECIDED_BY
from gridperf.errors import RulesError
from gridperf.report.views.figures import clean
from gridperf.rulebook.examples import Case, read_cases
from gridperf.rulebook.words import Words
from gridperf.rulebook.words.base import both, listed

if TYPE_CHECKING:
    from gridperf.rulebook import Rulebook

__all__ = ["Worked", "worked_examples"]

_STAGES = {
    "measures": ("指标值", "measures"),
    "entries": ("明细", "entries"),
    "scores": ("得分", "scores"),
    "grades": ("等次", "grades"),
    "ranks": ("名次", "ranks"),
    "pay": ("薪酬", "pay"),
    "parties": ("分担与分配", "parties"),
    "pools": ("奖励池", "pools"),
    "actions": ("结果运用", "actions"),
    "schedule": ("期限", "schedule"),
    "accounts": ("积分账户", "accounts"),
    "problems": ("不予计算，问题代码", "refused, problem codes"),
}
_BELOW_NOTHING = re.compile(r"-\d+(\.\d+)?")
_OF_RULES = ("schedule", "pools")
"""Stages whose expectations are by name of the rulebook, not by person."""

_PAST = {
    "history": ("以往结果", "earlier results"),
    "reserves": ("以往预留", "held back before"),
    "pools": ("以往奖励池收支", "pools before"),
    "accounts": ("以往积分", "points before"),
}
_FIXED = {
    "rescale": ("免考折算", "scaled up"),
    "cap": ("封顶", "cap"),
    "floor": ("保底", "floor"),
    "rounding": ("取整", "rounding"),
    "total": ("总分", "total"),
    "gross": ("应发合计", "gross"),
    "rank": ("名次", "rank"),
    "of": ("共", "of"),
    "grade": ("等次", "grade"),
    "uncapped_grade": ("原等次", "grade before"),
    "decided_by": ("决定于", "decided by"),
    "scope": ("范围", "scope"),
    **DECIDED_BY,
    "clause": ("条款", "clause"),
    "opening": ("期初", "opening"),
    "earned": ("取得", "earned"),
    "spent": ("支出", "spent"),
    "expired": ("作废", "expired"),
    "reset": ("清零", "reset"),
    "closing": ("期末", "closing"),
}


@dataclass(frozen=True, slots=True)
class Worked:
    """One worked example.

    Attributes:
        name: the sentence that says what it checks.
        period: the period assessed.
        file: where it stands.
        given: how many rows of each table.
        expected: stage and what is expected of it.
    """

    name: str
    period: str
    file: str
    given: str
    expected: tuple[tuple[str, str], ...]


def worked_examples(rules: Rulebook) -> tuple[Worked, ...]:
    """Return the worked examples of the edition, in the order of its files; none if the pack's folder is not at hand.

    Raises:
        RulesError: if an example is malformed.
    """
    if not (rules.folder / "examples").is_dir():
        return ()
    cases, problems = read_cases(rules.folder.resolve(), rules.tables)
    if problems:
        raise RulesError(problems)
    words = Words(rules)
    return tuple(_worked(case, words) for case in cases if _of_edition(case, rules))


def _of_edition(case: Case, rules: Rulebook) -> bool:
    first = rules.period(case.period).starts_on
    return rules.starts_on <= first and (rules.until is None or first < rules.until)


def _worked(case: Case, words: Words) -> Worked:
    given = listed(
        both(f"{words.table(name)} {frame.height} 条", f"{words.table(name)} {frame.height}")
        for name, frame in case.tables.items()
        if frame.height
    )
    before = [("history", case.history), *case.past.items()]
    earlier = listed(
        both(f"“{_PAST[name][0]}” {held.height} 条", f"{_PAST[name][1]} {held.height}") for name, held in before if held.height
    )
    given = listed([given, earlier])
    expected = tuple(
        (both(*_STAGES.get(stage, (stage, stage))), clean(_said(held, _names(words, stage), first=stage in _OF_RULES)))
        for stage, held in case.expect.items()
    )
    where = case.where
    return Worked(clean(case.name), case.period, f"{where.file}:{where.line}", clean(given or both("没有记录", "nothing")), expected)


def _names(words: Words, stage: str) -> dict[str, str]:
    """Return what identifiers of the rulebook are called; one that names a sheet and a pay line is, in pay, the line."""
    edition = words.rules.edition
    names = {key: both(*held) for key, held in _FIXED.items()}
    for held in (edition.pay, edition.actions, edition.schedule, edition.accounts, edition.sheets):
        names |= {one.id: one.name for one in held}
    for sheet in edition.sheets:
        for part in (sheet.items, sheet.sections, sheet.vetoes, sheet.rankings):
            names |= {one.id: one.name for one in part}
    own = {
        "schedule": {one.id: one.name for one in edition.schedule},
        "pay": {one.id: one.name for one in edition.pay},
        "actions": {one.id: one.name for one in edition.actions},
        "accounts": {one.id: one.name for one in edition.accounts},
    }
    sheets = {one.id: one.name for one in edition.sheets}
    if stage == "grades":  # the columns of a grade come before an item that has the name of one
        return names | {key: both(*held) for key, held in _FIXED.items()} | sheets
    return names | own.get(stage, sheets if stage == "scores" else {})


def _said(held: Any, names: Mapping[str, str], depth: int = 0, *, first: bool = False) -> str:  # noqa: ANN401 (what an example expects)
    """Return what is expected in words; at the top stand people, or with *first* what the rulebook names."""
    if isinstance(held, Mapping):
        said = []
        for key, inner in held.items():
            text = _said(inner, names, depth + 1)
            name = names.get(str(key), str(key)) if depth or first else str(key)
            nested = isinstance(inner, Mapping)
            said.append(both(f"{name}（{text}）", f"{name} ({text})") if nested else f"{name} {text}")
        return both("；" if depth == 0 else "、", "; " if depth == 0 else ", ").join(said)
    if isinstance(held, (list, tuple)):
        return listed(_said(one, names, depth + 1) for one in held) or both("无", "none")
    if held is None:
        return both("无", "none")
    text = names.get(str(held), str(held)) if isinstance(held, str) else str(held)
    return f"−{text[1:]}" if _BELOW_NOTHING.fullmatch(text) else text
