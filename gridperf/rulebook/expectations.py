"""What an example expects is compared exactly, and an expectation that can never be checked is a problem, not a pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from gridperf.errors import Problem, nearest
from gridperf.messages.wording import Phrase
from gridperf.rulebook.base import number, parse_exact
from gridperf.rulebook.examples import STAGES, Case
from gridperf.rulebook.resolved import Rulebook

if TYPE_CHECKING:
    from gridperf.placed_yaml import Steps

__all__ = ["Difference", "Results", "compare"]

_DETAILS = ("total", "scope", "rank", "of", "grade", "uncapped_grade", "decided_by", "clause")
_TOTAL_KINDS = ("rescale", "cap", "floor", "rounding", "full")
"""Entries of the total, which belong to no item and are expected by their kind."""


class Results(Protocol):
    """What of an assessment is compared."""

    @property
    def measures(self) -> pl.DataFrame:
        """Return what was measured."""

    @property
    def entries(self) -> pl.DataFrame:
        """Return both ledgers."""

    @property
    def scores(self) -> pl.DataFrame:
        """Return the totals."""

    @property
    def grades(self) -> pl.DataFrame:
        """Return the grades."""

    @property
    def ranks(self) -> pl.DataFrame:
        """Return the ranks of every named ranking."""

    @property
    def accounts(self) -> pl.DataFrame:
        """Return the accounts of points."""

    @property
    def schedule(self) -> pl.DataFrame:
        """Return what is due when."""

    @property
    def pay(self) -> pl.DataFrame:
        """Return the pay."""

    @property
    def parties(self) -> pl.DataFrame:
        """Return who bears and who receives pay lines."""

    @property
    def pools(self) -> pl.DataFrame:
        """Return the accounts of pools."""

    @property
    def actions(self) -> pl.DataFrame:
        """Return what follows from the grades."""


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


def compare(case: Case, results: Results, rules: Rulebook) -> tuple[tuple[Difference, ...], tuple[Problem, ...]]:
    """Return what of *case*'s expectations does not hold in *results*, and which of them can never be checked (R314, R315)."""
    comparer = _Comparer(case, results, rules)
    for stage in STAGES:
        for worker, expected in (case.expect.get(stage) or {}).items():
            comparer.worker(stage, worker, expected, (*case.at, "expect", stage, worker))
    return tuple(comparer.differences), tuple(comparer.problems)


class _Comparer:
    """Walks the expectations of one example."""

    def __init__(self, case: Case, results: Results, rules: Rulebook) -> None:
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
                *_TOTAL_KINDS,
            ]
            known += sorted(self.results.entries.filter(pl.col("kind") == "period")["item"].unique().to_list())
        if name not in known:
            what = Phrase("考核项", "items") if stage == "measures" else Phrase("明细", "entries")
            self._unknown(what, name, known, at)
            return
        rows = self._rows(stage, worker, sheet)
        if stage == "entries":
            rows = rows.filter(pl.col("ledger") == "points")
            of_total = pl.col("kind").eq(name) & ~pl.col("item").is_in(items)
            chosen = rows.filter(of_total if name in _TOTAL_KINDS and name not in items else pl.col("item") == name)
            actual = sum((Fraction(amount) for amount in chosen["amount"]), Fraction(0)) if rows.height else None
            self._number(f"{stage} {worker} {name}", value, actual, at)
            return
        chosen = rows.filter(pl.col("item") == name)
        if isinstance(value, dict):
            for level, count in value.items():
                one = chosen.filter(pl.col("level").fill_null("") == level)
                self._number(f"{stage} {worker} {name} {level}", count, _ratio(one), (*at, level))
        else:
            plain = chosen.filter(pl.col("level").fill_null("") == "")
            self._number(f"{stage} {worker} {name}", value, _ratio(plain if plain.height else chosen), at)

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
            actual = rows[name][0] if rows.height == 1 else None
            what = f"{stage} {worker}" if not isinstance(expected, dict) else f"{stage} {worker} {name}"
            path = (*at, name) if isinstance(expected, dict) else at
            if rows.height != 1:
                self.differences.append(Difference(what, _shown(value), f"{rows.height} rows", path))
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
            actual = rows[name][0] if rows.height == 1 and name in rows.columns else None
            self._number(f"pay {worker} {name}", value, None if actual is None else Fraction(actual), (*at, name))

    def _account(self, stage: str, owner: str, expected: Any, at: Steps) -> None:  # noqa: ANN401 (any YAML)
        """Compare what hangs two levels deep: a worker's lines by party, a pool's scopes or a worker's accounts by column."""
        if not isinstance(expected, dict) or not all(isinstance(held, dict) for held in expected.values()):
            self._malformed(expected, at, Phrase("两层“名称: 金额”", "two levels of `name: amount`"))
            return
        table: pl.DataFrame = getattr(self.results, stage)
        own = table.filter(pl.col("line" if stage == "pools" else "subject") == owner)
        for first, held in expected.items():
            rows = own.filter(pl.col({"parties": "line", "pools": "scope", "accounts": "account"}[stage]) == first)
            if stage == "pools":
                rows = rows.filter(pl.col("period") == self.case.period)
            for second, value in held.items():
                chosen = (
                    rows.filter(pl.col("party") == second)["amount"]
                    if stage == "parties"
                    else rows.get_column(second, default=rows["period"].clear())
                )
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
        actual = sorted(self._rows("actions", worker, None)["action"].to_list())
        if sorted(map(str, expected)) != actual:
            shown = [", ".join(names) or "[]" for names in (sorted(map(str, expected)), actual)]
            self.differences.append(Difference(f"actions {worker}", shown[0], shown[1], at))

    def _schedule(self, step: str, expected: Any, at: Steps) -> None:  # noqa: ANN401 (any YAML)
        """Compare the last days of one step: one day, a list with those of its parts, or how many parts there are."""
        known = [one.id for one in self.rules.edition.schedule]
        if step not in known:
            self._unknown(Phrase("日程事项", "steps of the schedule"), step, known, at)
            return
        rows = self.results.schedule.filter(pl.col("step") == step)
        days = [f"{row['ends_on']} {row['at'] or ''}".strip() for row in rows.iter_rows(named=True)]
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
                self._unknown(Phrase("排名", "rankings"), name, known, (*at, name))
                continue
            found = rows.filter(pl.col("ranking") == name)["rank"].to_list()
            actual = Fraction(found[0]) if len(found) == 1 and found[0] is not None else None
            self._number(f"ranks {worker} {name}", value, actual, (*at, name))

    # --- parts

    def _rows(self, stage: str, worker: str, sheet: str | None) -> pl.DataFrame:
        rows: pl.DataFrame = getattr(self.results, stage).filter(pl.col("subject") == worker)
        return rows if sheet is None else rows.filter(pl.col("sheet") == sheet)

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


def _ratio(rows: pl.DataFrame) -> Fraction | None:
    """Return the measured ratio; None where there is nothing to measure against."""
    if rows.height == 0 or rows["denominator"][0] == 0:
        return None
    return sum((Fraction(row["numerator"], row["denominator"]) for row in rows.iter_rows(named=True)), Fraction(0))


def _shown(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, Fraction):
        return number(value)
    return str(value)
