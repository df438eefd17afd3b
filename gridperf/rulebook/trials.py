"""Running a pack's worked examples: assess what is given, compare what is expected, name every digit that differs.

The assessing is `gridperf.assess` and `gridperf.roll_up`, asked for when the first example runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from gridperf.errors import GridperfError, Problem, RulesError, nearest
from gridperf.messages.wording import Phrase
from gridperf.rulebook.base import number, parse_exact
from gridperf.rulebook.examples import Case, read_cases
from gridperf.rulebook.pack import Rulebook, load_rules
from gridperf.rulebook.search import find_pack
from gridperf.tables import RESULTS

if TYPE_CHECKING:
    from gridperf.placed_yaml import Steps

__all__ = ["Difference", "ExampleResult", "compare", "run_examples"]

_DETAILS = ("total", "scope", "rank", "of", "grade", "uncapped_grade", "decided_by", "clause")
_TOTAL_KINDS = ("rescale", "cap", "floor", "rounding")
"""Entries of the total, which belong to no item and are expected by their kind."""


class Results(Protocol):
    """What of an assessment is compared."""

    @property
    def measures(self) -> pl.DataFrame: ...
    @property
    def entries(self) -> pl.DataFrame: ...
    @property
    def scores(self) -> pl.DataFrame: ...
    @property
    def grades(self) -> pl.DataFrame: ...
    @property
    def pay(self) -> pl.DataFrame: ...
    @property
    def actions(self) -> pl.DataFrame: ...


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


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What became of one example.

    Attributes:
        name: its name.
        file: its file, from the pack's folder on.
        line: the line it starts on.
        passed: whether everything expected holds.
        differences: what does not.
        problems: the differences (R310), or why it could not be computed (R311, R314, R315, R317), with places.
    """

    name: str
    file: str
    line: int
    passed: bool
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]


def run_examples(pack: str | Path, *, name: str | None = None) -> tuple[ExampleResult, ...]:
    """Return what becomes of every worked example of *pack*, in the order of its files.

    Args:
        pack: a code, or the path of the pack's folder.
        name: run only the example of this name.

    Raises:
        RulesError: if the pack cannot be found, an example is malformed, or an edition it needs is broken.
    """
    folder = find_pack(pack)
    cases, problems = read_cases(folder)
    if problems:
        raise RulesError(problems)
    chosen = [case for case in cases if name is None or case.name == name]
    rulebooks = {case.period: load_rules(folder, period=case.period) for case in chosen}
    return tuple(_run(case, rulebooks[case.period]) for case in chosen)


def _run(case: Case, rules: Rulebook) -> ExampleResult:
    wanted = [str(code) for code in case.expect.get("problems", [])]
    differences: tuple[Difference, ...] = ()
    problems: list[Problem] = []
    try:
        results = _assess(case, rules)
    except GridperfError as error:
        codes = sorted({problem.code for problem in error.problems})
        if not wanted:
            first = error.problems[0]
            reason = f"{first.code} {first.message}"
            problems.append(Problem("R311", case.where, {"name": case.name, "reason": reason, "code": first.code}))
        elif sorted(wanted) != codes:
            problems.append(_refusal(case, wanted, codes))
    else:
        if wanted:
            problems.append(_refusal(case, wanted, []))
        differences, invalid = compare(case, results, rules)
        problems += invalid
        problems += [_differs(case, difference) for difference in differences]
    where = case.where
    return ExampleResult(case.name, where.file, where.line or 1, not problems, differences, tuple(problems))


def _refusal(case: Case, wanted: list[str], codes: list[str]) -> Problem:
    values = {"expected": ", ".join(wanted), "actual": ", ".join(codes) or Phrase("没有拒绝", "none")}
    return Problem("R317", case.placed.where((*case.at, "expect", "problems")), values)


def _differs(case: Case, difference: Difference) -> Problem:
    values = {"name": case.name, "what": difference.what, "expected": difference.expected, "actual": difference.actual}
    return Problem("R310", case.placed.where(difference.at), values)


# --- assessing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _NoSources:
    """The provenance of results that were given, not computed."""

    sources: tuple[object, ...] = ()


@dataclass(frozen=True)
class _Past:
    """An earlier period as an example gives it: totals and grades, and nothing they were made from."""

    period: Any
    people: pl.DataFrame
    scores: pl.DataFrame
    grades: pl.DataFrame
    history: pl.DataFrame
    left_out: pl.DataFrame
    provenance: _NoSources = _NoSources()
    digest: str = ""


def _assess(case: Case, rules: Rulebook) -> Results:
    """Return the assessment of *case*: of its records, or rolled up from the results it gives."""
    import gridperf  # noqa: PLC0415 (the public functions stand above this room)

    every = rules.period(case.period).every
    past: Any = _past(case, rules)
    given = {name: frame for name, frame in case.tables.items() if frame.height or name != "roster"}
    filled = any(sheet.every == every for sheet in rules.edition.sheets)
    if every in rules.edition.rollup and not filled:
        return gridperf.roll_up(past, rules, case.period)
    return gridperf.assess(gridperf.read_records(given), rules, case.period, history=past)


def _past(case: Case, rules: Rulebook) -> list[_Past]:
    """Return one earlier assessment per period of the given history."""
    only = rules.edition.sheets[0].id
    roster = case.tables["roster"].sort("starts_on").unique("worker_id", keep="last")
    done = []
    for (code,), rows in case.history.sort("period").group_by("period", maintain_order=True):
        results = rows.select(pl.col("worker_id").alias("subject"), "period", pl.col("sheet").fill_null(only), "total", "grade")
        names = results.select("subject", "period").unique(maintain_order=True)
        people = names.join(roster.rename({"worker_id": "subject"}), on="subject", how="left", maintain_order="left")
        full = pl.lit(None, dtype=RESULTS["scores"].schema["full_score"]).alias("full_score")
        done.append(
            _Past(
                period=rules.period(str(code)),
                people=_as("people", people),
                scores=results.with_columns(full).select(RESULTS["scores"].names),
                grades=_as("grades", results.with_columns(pl.lit("band").alias("decided_by"))),
                history=RESULTS["history"].empty(),
                left_out=RESULTS["left_out"].empty(),
            )
        )
    return done


def _as(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return *frame* with exactly the columns of a result table, absent ones empty."""
    schema = RESULTS[table].schema
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns]
    return frame.with_columns(absent).select(pl.col(name).cast(dtype) for name, dtype in schema.items())


# --- comparing -------------------------------------------------------------------------------------------------------


def compare(case: Case, results: Results, rules: Rulebook) -> tuple[tuple[Difference, ...], tuple[Problem, ...]]:
    """Return what of *case*'s expectations does not hold in *results*, and which of them can never be checked (R314, R315)."""
    comparer = _Comparer(case, results, rules)
    for stage in ("measures", "entries", "scores", "grades", "pay", "actions"):
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
        elif stage == "pay":
            self._pay(worker, expected, at)
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
