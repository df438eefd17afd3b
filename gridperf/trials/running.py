"""Running a pack's worked examples: assess what is given, compare what is expected, name every digit that differs.

The pack is read once and every example's records are read once, however often the examples run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gridperf.assessment import Assessment
from gridperf.errors import GridperfError, Problem, RulesError
from gridperf.messages.wording import Phrase
from gridperf.records import Records
from gridperf.rulebook.examples import Case, read_cases
from gridperf.rulebook.expectations import Difference, Found, compare
from gridperf.rulebook.folder import PackFolder
from gridperf.rulebook.pack import Rulebook, load_rules
from gridperf.rulebook.search import find_pack
from gridperf.trials.given import assessed, records_of

__all__ = ["ExampleResult", "Suite", "judged"]


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


class Suite:
    """The examples of a pack, and what is read for them once.

    Attributes:
        folder: the pack's folder.
        cases: its examples, in the order of its files.
    """

    def __init__(self, folder: Path, cases: Sequence[Case]) -> None:
        """Hold *cases*; nothing is read before it is needed."""
        self.folder = folder
        self.cases = tuple(cases)
        self._rules: dict[str, Rulebook] = {}
        self._records: dict[int, Records] = {}
        self._assessed: dict[int, Assessment] = {}

    @classmethod
    def of(cls, pack: str | Path) -> Suite:
        """Return the examples of *pack*.

        Raises:
            RulesError: if the pack cannot be found, or an example is malformed.
        """
        folder = find_pack(pack)
        cases, problems = read_cases(folder, PackFolder(folder).tables)
        if problems:
            raise RulesError(problems)
        return cls(folder, cases)

    def rules(self, case: Case) -> Rulebook:
        """Return the rules in force in the period of *case*."""
        if case.period not in self._rules:
            self._rules[case.period] = load_rules(self.folder, period=case.period)
        return self._rules[case.period]

    def records(self, case: Case, rules: Rulebook) -> Records:
        """Return the records of *case*: what a pack declares of tables is the same for all its editions."""
        if id(case) not in self._records:
            self._records[id(case)] = records_of(case, rules)
        return self._records[id(case)]

    def editions(self) -> Mapping[dt.date, tuple[Case, ...]]:
        """Return the examples by the first day of the edition they follow."""
        found: dict[dt.date, list[Case]] = {}
        for case in self.cases:
            found.setdefault(self.rules(case).starts_on, []).append(case)
        return {day: tuple(cases) for day, cases in found.items()}

    def assessed(self, case: Case) -> Assessment:
        """Return the assessment of *case* under the rules in force; it is made once."""
        if id(case) not in self._assessed:
            rules = self.rules(case)
            self._assessed[id(case)] = assessed(case, rules, lambda: self.records(case, rules))
        return self._assessed[id(case)]

    def run(self, case: Case, rules: Rulebook | None = None) -> ExampleResult:
        """Return what becomes of *case*, under the rules in force, or under *rules*."""
        used = rules or self.rules(case)
        return judged(case, used, lambda: _found(case, used, lambda: self.records(case, used)))


def judged(case: Case, rules: Rulebook, find: Callable[[], Found]) -> ExampleResult:
    """Return what becomes of *case* when its results are what *find* returns, or its refusal what *find* raises."""
    wanted = [str(code) for code in case.expect.get("problems", [])]
    differences: tuple[Difference, ...] = ()
    problems: list[Problem] = []
    try:
        results = find()
        differences, invalid = compare(case, results, rules)
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
        problems += invalid
        problems += [_differs(case, difference) for difference in differences]
    where = case.where
    return ExampleResult(case.name, where.file, where.line or 1, not problems, differences, tuple(problems))


def _found(case: Case, rules: Rulebook, records: Callable[[], Records]) -> Found:
    result = assessed(case, rules, records)
    return Found(lambda stage: result.table(stage).rows(named=True))


def _refusal(case: Case, wanted: list[str], codes: list[str]) -> Problem:
    values = {"expected": ", ".join(wanted), "actual": ", ".join(codes) or Phrase("没有拒绝", "none")}
    return Problem("R317", case.placed.where((*case.at, "expect", "problems")), values)


def _differs(case: Case, difference: Difference) -> Problem:
    values = {"name": case.name, "what": difference.what, "expected": difference.expected, "actual": difference.actual}
    return Problem("R310", case.placed.where(difference.at), values)
