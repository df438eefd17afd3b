"""Nobody is paid unawares by rules whose own examples do not hold: how many fail is known before money moves.

The examples of the edition in force are assessed together where that is possible, so that it costs a fraction of a second.
"""

from __future__ import annotations

from pathlib import Path

from gridperf.errors import Problem, RulesError
from gridperf.rulebook import Rulebook
from gridperf.trials.outcomes import outcomes
from gridperf.trials.running import Suite

__all__ = ["failing_examples"]


def failing_examples(pack: str | Path, rules: Rulebook) -> tuple[Problem, ...]:
    """Return that some worked examples of *pack* do not hold under *rules* (A135), or what is wrong with them; nothing if all is well.

    Args:
        pack: a code, or the path of the pack's folder.
        rules: the rulebook of the edition in force.
    """
    try:
        suite = Suite.of(pack)
        cases = [case for case in suite.cases if suite.rules(case).starts_on == rules.starts_on]
        failed = sum(not one.passed for one in outcomes(suite, cases))
    except RulesError as error:
        return error.problems
    if not failed:
        return ()
    return (Problem("A135", values={"pack": rules.pack.code, "failed": failed, "total": len(cases)}, severity="warning"),)
