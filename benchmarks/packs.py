"""What a rule developer waits for: a pack read, checked and compiled, and its worked examples run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from benchmarks.runner import ROOT

__all__ = ["measure"]


def measure(*, small: bool, times: int) -> dict[str, Any]:
    """Return for every pack that ships: best seconds of loading its newest edition, of an example alone, and of one in company."""
    from gridperf.rulebook import load_rules
    from gridperf.trials import Suite
    from gridperf.trials.batches import batches

    figures: dict[str, Any] = {}
    for pack in sorted(path.parent for path in (ROOT / "rules").glob("*/pack.yaml")):
        suite = Suite.of(pack)
        cases = suite.cases[:3] if small else suite.cases
        for case in cases:
            suite.run(case)  # reads its records
        groups = []
        for edition_cases in suite.editions().values():
            rules = suite.rules(edition_cases[0])
            together, lone = batches(
                [case for case in edition_cases if case in cases], rules, lambda case, rules=rules, suite=suite: suite.records(case, rules)
            )
            groups.append((rules, together, lone))

        def company(groups: list[Any] = groups, suite: Suite = suite) -> None:
            for rules, together, lone in groups:
                assert all(all(batch.holds(rules)) for batch in together)
                assert all(suite.run(case, rules).passed for case in lone)

        def alone(cases: Any = cases, suite: Suite = suite) -> None:
            assert all(suite.run(case).passed for case in cases)

        figures[pack.name] = {
            "examples": len(cases),
            "together": sum(len(batch.cases) for _, together, _ in groups for batch in together),
            "load": _best(lambda pack=pack: load_rules(pack), times),
            "alone": _best(alone, min(times, 2)) / len(cases),
            "company": _best(company, times) / len(cases),
        }
        one = figures[pack.name]
        print(
            f"  {pack.name}: load {1000 * one['load']:.0f} ms, {1 / one['alone']:.0f} examples/s alone, {1 / one['company']:.0f} in company",
            flush=True,
        )
    return figures


def _best(run: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return min(taken)
