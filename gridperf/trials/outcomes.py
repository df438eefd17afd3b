"""Examples that hold in company hold; whichever does not is run alone, which says why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from gridperf.rulebook.examples import Case
from gridperf.trials.batches import batches
from gridperf.trials.running import ExampleResult, Suite

__all__ = ["outcomes", "run_examples"]


def run_examples(pack: str | Path, *, name: str | None = None, done: Callable[[int], None] | None = None) -> tuple[ExampleResult, ...]:
    """Return what becomes of every worked example of *pack*, in the order of its files.

    Args:
        pack: a code, or the path of the pack's folder.
        name: run only the example of this name.
        done: called with the number of examples that were run, whenever some were.

    Raises:
        RulesError: if the pack cannot be found, an example is malformed, or an edition it needs is broken.
    """
    suite = Suite.of(pack)
    return outcomes(suite, [case for case in suite.cases if name in (None, case.name)], done=done)


def outcomes(suite: Suite, cases: Sequence[Case], *, done: Callable[[int], None] | None = None) -> tuple[ExampleResult, ...]:
    """Return what becomes of *cases* of *suite* under the rules in force, in their order.

    Raises:
        RulesError: if an edition that is needed is broken.
    """
    found: dict[int, ExampleResult] = {}

    def note(held: Sequence[Case], result: Callable[[Case], ExampleResult]) -> None:
        found.update((id(case), result(case)) for case in held)
        if done is not None and held:
            done(len(held))

    editions: dict[object, list[Case]] = {}
    for case in cases:
        editions.setdefault(suite.rules(case).starts_on, []).append(case)
    for every in editions.values():
        rules = suite.rules(every[0])
        together, _ = batches(every, rules, lambda case: suite.records(case, suite.rules(case)))
        for batch in together:
            if len(batch.cases) > 1:
                note([case for case, holds in zip(batch.cases, batch.holds(rules), strict=True) if holds], _held)
    for case in cases:
        if id(case) not in found:
            note([case], suite.run)
    return tuple(found[id(case)] for case in cases)


def _held(case: Case) -> ExampleResult:
    return ExampleResult(case.name, case.where.file, case.where.line or 1, passed=True, differences=(), problems=())
