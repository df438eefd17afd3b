"""What an example expects is compared exactly, and an expectation that can never be checked is a problem, not a pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem, nearest
from gridperf.messages.wording import Phrase
from gridperf.rulebook.examples import STAGES, Case
from gridperf.rulebook.numbers import number, parse_exact
from gridperf.rulebook.resolved import Rulebook

if TYPE_CHECKING:
    from gridperf.placed_yaml import Steps

__all__ = ["TOTAL_KINDS", "Difference", "Found", "compare"]

_DETAILS = ("total", "scope", "rank", "of", "grade", "uncapped_grade", "decided_by", "clause")
TOTAL_KINDS = ("rescale", "cap", "floor", "rounding", "full")
"""Entries of the total, which belong to no item and are expected by their kind."""


Row = Mapping[str, Any]
"""One row of a result table, by column."""


class Found:
    """The rows of an assessment as they are compared: every stage is turned into rows once, when it is first asked for.

    Args:
        table: returns the rows of a stage.
    """

    def __init__(self, table: Callable[[str], Iterable[Row]]) -> None:
        """Read nothing yet."""
        self._table = table
        self._rows: dict[str, list[Row]] = {}
        self._owned: dict[str, dict[str, list[Row]]] = {}

    def rows(self, stage: str) -> list[Row]:
        """Return all rows of *stage*."""
        if stage not in self._rows:
            self._rows[stage] = list(self._table(stage))
        return self._rows[stage]

    def of(self, stage: str, owner: str) -> list[Row]:
        """Return the rows of *stage* that belong to *owner*: a subject, or the line of a pool."""
        if stage not in self._owned:
            owned: dict[str, list[Row]] = {}
            for row in self.rows(stage):
                owned.setdefault(row["line" if stage == "pools" else "subject"], []).append(row)
            self._owned[stage] = owned
        return self._owned[stage].get(owner, [])


@dataclass(frozen=True, slots=True)
class Difference:
    """One expectation that does not hold.

    Attributes:
        what: stage, worker and name of the value.
        expected: the value as written.
        actual: the value computed.
        at: its path in the example file.
    """

    what: str
    expected: str
    actual: str
    at: Steps


def compare(
    case: Case, results: Found, rules: Rulebook, *, stages: Sequence[str] = STAGES
) -> tuple[tuple[Difference, ...], tuple[Problem, ...]]:
    """Return what of *case*'s expectations does not hold in *results*, and which of them can never be checked (R314, R315).

    Args:
        case: the example.
        results: what came of it.
        rules: the rules it was assessed by.
        stages: the stages that are compared.
    """
    comparer = _Comparer(case, results, rules)
    for stage in stages:
        for worker, expected in (case.expect.get(stage) or {}).items():
            comparer.worker(stage, worker, expected, (*case.at, "expect", stage, worker))
    return tuple(comparer.differences), tuple(comparer.problems)


class _Comparer:
    """Walks the expectations of one example."""

    def __init__(self, case: Case, results: Found, rules: Rulebook) -> None:
        self.case, self.results, self.rules = case, results, rules
        self.differences: list[Difference] = []
        self.problems: list[Problem] = []
        self.sheets = {sheet.id: sheet for sheet in rules.edition.sheets}

    def worker(self, stage: str, worker: str, expected: Any, at: Steps) -> None:  # noqa: ANN401 (any YAML)
        """Compare what is expected of one worker at one stage."""
        if stage == "actions":
            self._actions(worker, expected, at)
        elif stage in ("parties", "pools", "accounts"):
            self._account(stage, worker, expected, at)
        elif stage == "pay":
            self._pay(worker, expected, at)
        elif stage == "ranks":
            self._ranks(worker, expected, at)
        elif stage == "schedule":
            self._schedule(worker, expected, at)
        elif stage in ("measures", "entries"):
            for sheet, named, path in self._by_sheet(expected, at):
                for name, value in named.items():
                    self._line(stage, worker, sheet, name, value, (*path, name))
        else:
            self._result(stage, worker, expected, at)

    # --- stages

    def _by_sheet(self, expected: Any, at: Steps) -> Iterator[tuple[str | None, Mapping[str, Any], Steps]]:  # noqa: ANN401
        """Yield the expectations, sheet by sheet where they are written so."""
        if not isinstance(expected, dict):
            self._malformed(expected, at, Phrase("“名称: 结果”", "`name: result`"))
            return
        flat = {name: value for name, value in expected.items() if not (name in self.sheets and isinstance(value, dict))}
        if flat:
            yield None, flat, at
        for name, value in expected.items():
            if name not in flat:
                yield name, value, (*at, name)

    def _line(self, stage: str, worker: str, sheet: str | None, name: str, value: Any, at: Steps) -> None:  # noqa: ANN401
        sheets = [self.sheets[sheet]] if sheet else list(self.sheets.values())
        items = [item.id for one in sheets for item in one.items]
        known = items
        if stage == "entries":
            known = [
                *items,
                *(part.id for one in sheets for part in one.sections),
                *(part.id for one in sheets for part in one.vetoes),
                *TOTAL_KINDS,
            ]
            known += sorted({row["item"] for row in self.results.rows("entries") if row["kind"] == "period"})
        if name not in known:
            what = Phrase("考核项", "items") if stage == "measures" else Phrase("明细", "entries")
            self._unknown(what, name, known, at)
            return
        rows = self._rows(stage, worker, sheet)
        if stage == "entries":
            rows = [row for row in rows if row["ledger"] == "points"]
            if name in TOTAL_KINDS and name not in items:
                chosen = [row for row in rows if row["kind"] == name and row["item"] not in items]
            else:
                chosen = [row for row in rows if row["item"] == name]
            actual = sum((Fraction(row["amount"]) for row in chosen), Fraction(0)) if rows else None
            self._number(f"{stage} {worker} {name}", value, actual, at)
            return
        chosen = [row for row in rows if row["item"] == name]
        if isinstance(value, dict):
            for level, count in value.items():
                one = [row for row in chosen if (row["level"] or "") == level]
                self._number(f"{stage} {worker} {name} {level}", count, _ratio(one), (*at, level))
        else:
            plain = [row for row in chosen if not row["level"]]
            self._number(f"{stage} {worker} {name}", value, _ratio(plain or chosen), at)

    def _result(self, stage: str, worker: str, expected: Any, at: Steps) -> None:  # noqa: ANN401 (any YAML)
        if isinstance(expected, dict) and not set(expected) <= set(_DETAILS):
            for sheet, value in expected.items():
                if sheet not in self.sheets:
                    self._unknown(Phrase("考核表", "sheets"), sheet, list(self.sheets), (*at, sheet))
                    continue
                self._one(stage, worker, sheet, value, (*at, sheet))
            return
        self._one(stage, worker, None, expected, at)

    def _one(self, stage: str, worker: str, sheet: str | None, expected: Any, at: Steps) -> None:  # noqa: ANN401 (any YAML)
        rows = self._rows(stage, worker, sheet)
        column = "total" if stage == "scores" else "grade"
        details = expected if isinstance(expected, dict) else {column: expected}
        for name, value in details.items():
            if stage == "scores" and name != "total":
                self._unknown(Phrase("得分", "columns of scores"), name, ["total"], (*at, name))
                continue
            actual = rows[0][name] if len(rows) == 1 else None
            whose = f"{stage} {worker}" if sheet is None else f"{stage} {worker} {sheet}"
            what = f"{whose} {name}" if isinstance(expected, dict) else whose
            path = (*at, name) if isinstance(expected, dict) else at
            if len(rows) != 1:
                self.differences.append(Difference(what, _shown(value), str(_several(len(rows))), path))
            elif name in ("total", "rank", "of"):
                self._number(what, value, None if actual is None else Fraction(actual), path)
            elif (None if value == "not_assessed" and name == "grade" else value) != actual:
                self.differences.append(Difference(what, _shown(value), _shown(actual), path))

    def _pay(self, worker: str, expected: Any, at: Steps) -> None:  # noqa: ANN401 (any YAML)
        if not isinstance(expected, dict):
            self._malformed(expected, at, Phrase("“工资项: 金额”", "`line: amount`"))
            return
        rows = self._rows("pay", worker, None)
        known = [*(line.id for line in self.rules.edition.pay), "gross"]
        for name, value in expected.items():
            if name not in known:
                self._unknown(Phrase("工资项", "pay lines"), name, known, (*at, name))
                continue
            actual = rows[0].get(name) if len(rows) == 1 else None
            self._number(f"pay {worker} {name}", value, None if actual is None else Fraction(actual), (*at, name))

    def _account(self, stage: str, owner: str, expected: Any, at: Steps) -> None:  # noqa: ANN401 (any YAML)
        """Compare what hangs two levels deep: a worker's lines by party, a pool's scopes or a worker's accounts by column."""
        if not isinstance(expected, dict) or not all(isinstance(held, dict) for held in expected.values()):
            self._malformed(expected, at, Phrase("两层“名称: 金额”", "two levels of `name: amount`"))
            return
        column = {"parties": "line", "pools": "scope", "accounts": "account"}[stage]
        for first, held in expected.items():
            rows = [row for row in self.results.of(stage, owner) if row[column] == first]
            if stage == "pools":
                rows = [row for row in rows if row["period"] == self.case.period]
            for second, value in held.items():
                if stage == "parties":
                    chosen = [row["amount"] for row in rows if row["party"] == second]
                else:
                    chosen = [row[second] for row in rows if second in row]
                actual = Fraction(chosen[0]) if len(chosen) == 1 else None
                self._number(f"{stage} {owner} {first} {second}", value, actual, (*at, first, second))

    def _actions(self, worker: str, expected: Any, at: Steps) -> None:  # noqa: ANN401 (any YAML)
        if not isinstance(expected, list):
            self._malformed(expected, at, Phrase("列表，没有写 []", "a list, [] for none"))
            return
        known = [action.id for action in self.rules.edition.actions]
        for position, name in enumerate(expected):
            if name not in known:
                self._unknown(Phrase("结果运用", "actions"), str(name), known, (*at, position))
        actual = sorted(row["action"] for row in self._rows("actions", worker, None))
        if sorted(map(str, expected)) != actual:
            shown = [", ".join(names) or "[]" for names in (sorted(map(str, expected)), actual)]
            self.differences.append(Difference(f"actions {worker}", shown[0], shown[1], at))

    def _schedule(self, step: str, expected: Any, at: Steps) -> None:  # noqa: ANN401 (any YAML)
        """Compare the last days of one step: one day, a list with those of its parts, or how many parts there are."""
        known = [one.id for one in self.rules.edition.schedule]
        if step not in known:
            self._unknown(Phrase("日程事项", "steps of the schedule"), step, known, at)
            return
        rows = [row for row in self.results.rows("schedule") if row["step"] == step]
        days = [f"{row['ends_on']} {row['at'] or ''}".strip() for row in rows]
        if isinstance(expected, int):
            self._number(f"schedule {step}", expected, Fraction(len(days)), at)
            return
        wanted = [str(day) for day in (expected if isinstance(expected, list) else [expected])]
        if wanted != days:
            self.differences.append(Difference(f"schedule {step}", ", ".join(wanted), ", ".join(days), at))

    def _ranks(self, worker: str, expected: Any, at: Steps) -> None:  # noqa: ANN401 (any YAML)
        if not isinstance(expected, dict):
            self._malformed(expected, at, Phrase("“排名: 名次”", "`ranking: rank`"))
            return
        rules = self.rules.edition
        known = [one.id for sheet in rules.sheets for one in sheet.rankings]
        known += [one.id for rolled in rules.rollup.values() for one in rolled.rankings]
        rows = self._rows("ranks", worker, None)
        for name, value in expected.items():
            if name not in known:
                unnamed = Phrase(
                    "有编号的排名（只有一个排名的，名次写在 grades 下：rank）",
                    "named rankings (a rank of the only one stands under grades, as rank)",
                )
                self._unknown(unnamed, name, known, (*at, name))
                continue
            found = [row["rank"] for row in rows if row["ranking"] == name]
            actual = Fraction(found[0]) if len(found) == 1 and found[0] is not None else None
            self._number(f"ranks {worker} {name}", value, actual, (*at, name))

    # --- parts

    def _rows(self, stage: str, worker: str, sheet: str | None) -> list[Row]:
        rows = self.results.of(stage, worker)
        return rows if sheet is None else [row for row in rows if row["sheet"] == sheet]

    def _number(self, what: str, value: Any, actual: Fraction | None, at: Steps) -> None:  # noqa: ANN401 (any YAML)
        expected = None
        if value not in (None, "not_assessed"):
            try:
                expected = parse_exact(value)
            except ValueError:
                self._malformed(
                    value, at, Phrase("数，如 95、0.5、95% 或 19/20；没有写 null", "a number such as 95, 0.5, 95% or 19/20; null for none")
                )
                return
        if expected != actual:
            self.differences.append(Difference(what, _shown(value), _shown(actual), at))

    def _unknown(self, what: Phrase, name: str, known: list[str], at: Steps) -> None:
        near = ", ".join(nearest(name, known) or known) or "-"
        self.problems.append(Problem("R314", self.case.placed.where(at, key=True), {"what": what, "found": name, "near": near}))

    def _malformed(self, value: object, at: Steps, expected: Phrase) -> None:
        self.problems.append(Problem("R315", self.case.placed.where(at), {"found": f'"{str(value)[:40]}"', "expected": expected}))


def _ratio(rows: list[Row]) -> Fraction | None:
    """Return the measured ratio; None where there is nothing to measure against."""
    if not rows or rows[0]["denominator"] == 0:
        return None
    return sum((Fraction(row["numerator"], row["denominator"]) for row in rows), Fraction(0))


def _shown(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, Fraction):
        return number(value)
    return str(value)


def _several(count: int) -> Phrase:
    """Return what stands where one result was expected: none, or one on each of several sheets."""
    if not count:
        return Phrase("没有这个人的结果", "no result of this person")
    return Phrase(f"{count} 张考核表各有一个，请按“考核表: 结果”分别写", f"one on each of {count} sheets; write them by sheet")
