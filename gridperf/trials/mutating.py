"""Every change of a rulebook that moves points or money must fail an example, be refused by the checks, or have a reason.

The pack and the records of its examples are read once; a change is applied to what was read, never to a file.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from gridperf.errors import Problem, RulesError
from gridperf.rulebook.examples import Case
from gridperf.rulebook.folder import PackFolder
from gridperf.rulebook.resolved import Rulebook
from gridperf.trials.batches import apart, batches
from gridperf.trials.equivalents import Equivalent, idle, read_equivalents
from gridperf.trials.idle import limits_without_effect, makes_no_difference
from gridperf.trials.mutants import Mutant, mutants
from gridperf.trials.running import Suite

__all__ = ["MutationReport", "Verdict", "mutate"]

Outcome = Literal["failed", "refused", "survived", "acknowledged"]

_FEWEST_PER_TASK, _TASKS_PER_PROCESS = 4, 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one change.

    Attributes:
        mutant: the change.
        outcome: `failed` an example, `refused` by the checks, `survived`, or survived and `acknowledged`.
        by: the code of the refusal, or the reason of the acknowledgement.
    """

    mutant: Mutant
    outcome: Outcome
    by: str = ""


@dataclass(frozen=True, slots=True)
class MutationReport:
    """What became of every change of a pack's editions.

    Attributes:
        pack: the pack's code.
        verdicts: every change, in the order of the files.
        problems: warnings about acknowledgements that cover nothing.
    """

    pack: str
    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]

    def counted(self, outcome: Outcome) -> int:
        """Return how many changes came to *outcome*."""
        return sum(one.outcome == outcome for one in self.verdicts)

    @property
    def survivors(self) -> tuple[Verdict, ...]:
        """Return the changes no example noticed and nobody gave a reason for."""
        return tuple(one for one in self.verdicts if one.outcome == "survived")

    @property
    def killed(self) -> Fraction:
        """Return the share of changes that were noticed, of those without a reason; 1 if there is none."""
        noticed = self.counted("failed") + self.counted("refused")
        return Fraction(noticed, noticed + len(self.survivors)) if self.verdicts and noticed + len(self.survivors) else Fraction(1)


class _Bench:
    """One edition with its examples, ready to be changed often."""

    def __init__(self, files: PackFolder, suite: Suite, day: dt.date, cases: Sequence[Case]) -> None:
        self.files, self.suite, self.day = files, suite, day
        self.rules = suite.rules(cases[0])
        together, alone = batches(cases, self.rules, lambda case: suite.records(case, self.rules))
        sound, doubtful = [], list(alone)
        for batch in together:
            if all(batch.holds(self.rules)):
                sound.append(batch)
            else:
                doubtful += batch.cases
        self.cases = list(cases)
        self.columns = apart(self.rules)
        self.trials: list[Callable[[Rulebook], bool]] = [*(batch.fails for batch in sound), *map(self._alone, doubtful)]

    def _alone(self, case: Case) -> Callable[[Rulebook], bool]:
        return lambda rules: not self.suite.run(case, rules).passed

    def verdict(self, mutant: Mutant) -> Verdict:
        """Return what becomes of *mutant*; whatever noticed the last change is asked first."""
        placed = self.files.read(self.day).placed
        rules, problems = self.files.changed(self.day, mutant.applied(placed.value if placed else None))
        errors = [problem.code for problem in problems if problem.severity == "error"]
        if rules is None or errors:
            return Verdict(mutant, "refused", errors[0] if errors else "")
        trials = self.trials if apart(rules) == self.columns else [self._alone(case) for case in self.cases]
        for at, fails in enumerate(trials):
            if fails(rules):
                trials.insert(0, trials.pop(at))
                return Verdict(mutant, "failed")
        return Verdict(mutant, "survived")


def mutate(
    pack: str | Path, *, only: str = "", jobs: int = 1, begin: Callable[[int], Callable[[int], None]] | None = None
) -> MutationReport:
    """Return what becomes of every change of *pack*'s editions that have examples.

    Args:
        pack: a code, or the path of the pack's folder.
        only: make only changes whose path holds this text.
        jobs: how many processes.
        begin: called once, with how many changes there are; returns what is called after each of them.

    Raises:
        RulesError: if the pack, an example or `equivalents.yaml` is broken, or an example does not hold as things are (R310, R311).
    """
    suite = Suite.of(pack)
    equivalents = read_equivalents(suite.folder)
    files = PackFolder(suite.folder)
    failing = [problem for case in suite.cases for problem in suite.run(case).problems]
    if failing:
        raise RulesError(failing)
    editions = dict(suite.editions())
    made = [mutant for day in editions for mutant in _of_edition(files, day) if only in mutant.name]
    done = begin(len(made)) if begin else None
    verdicts = []
    for one in _judged(files, suite, editions, made, jobs):
        verdicts.append(_acknowledged(one, equivalents))
        if done is not None:
            done(1)
    found = tuple(verdicts)
    problems = [] if only else [problem for one, where in equivalents for problem in _idle(one, where, found)]
    return MutationReport(suite.folder.resolve().name, found, tuple(problems))


def _of_edition(files: PackFolder, day: dt.date) -> Iterator[Mutant]:
    made = files.read(day)
    edition, placed = made.edition, made.placed
    if edition is None or placed is None:
        raise RulesError(made.problems)
    # what an upper rulebook says is proved by its own examples
    own = files.shown(files.editions[day])
    limits = limits_without_effect(edition)
    return (
        mutant
        for mutant in mutants(edition, placed, day)
        if (made.resolved is None or placed.file_of(mutant.at) == own) and not makes_no_difference(mutant, limits)
    )


def _judged(
    files: PackFolder, suite: Suite, editions: dict[dt.date, tuple[Case, ...]], made: Sequence[Mutant], jobs: int
) -> Iterator[Verdict]:
    if jobs <= 1 or len(made) <= _FEWEST_PER_TASK:
        benches = {day: _Bench(files, suite, day, cases) for day, cases in editions.items()}
        yield from (benches[mutant.edition].verdict(mutant) for mutant in made)
        return
    size = max(_FEWEST_PER_TASK, len(made) // (jobs * _TASKS_PER_PROCESS))
    tasks = [made[start : start + size] for start in range(0, len(made), size)]
    context = multiprocessing.get_context("spawn")  # a fork would copy threads' locks
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(str(suite.folder),)) as pool:
        for verdicts in pool.map(_task, tasks):
            yield from verdicts


_HELD: dict[str, Any] = {}
"""What one process holds between its tasks."""


def _begin(folder: str) -> None:
    path = Path(folder)
    _HELD.update(files=PackFolder(path), suite=Suite.of(path), benches={})


def _task(made: Iterable[Mutant]) -> list[Verdict]:
    files, suite, benches = _HELD["files"], _HELD["suite"], _HELD["benches"]
    for mutant in made:
        if mutant.edition not in benches:
            benches[mutant.edition] = _Bench(files, suite, mutant.edition, suite.editions()[mutant.edition])
    return [benches[mutant.edition].verdict(mutant) for mutant in made]


def _acknowledged(verdict: Verdict, equivalents: Sequence[tuple[Equivalent, Any]]) -> Verdict:
    if verdict.outcome != "survived":
        return verdict
    reason = next((one.why for one, _ in equivalents if one.covers(verdict.mutant)), None)
    return verdict if reason is None else replace(verdict, outcome="acknowledged", by=reason)


def _idle(equivalent: Equivalent, where: Any, verdicts: Sequence[Verdict]) -> Iterator[Problem]:  # noqa: ANN401
    covered = [one.outcome for one in verdicts if equivalent.covers(one.mutant)]
    if "acknowledged" not in covered:
        yield idle(equivalent, where, noticed=bool(covered))
