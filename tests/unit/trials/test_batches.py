"""Examples assessed together come to what they come to alone, under the rules as they are and under changed ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridperf.rulebook.folder import PackFolder
from gridperf.trials import Suite
from gridperf.trials.batches import apart, batches
from gridperf.trials.mutants import mutants

RULES = Path(__file__).resolve().parents[3] / "rules"


def benches(name: str):
    """Yield suite, rules and batches of every edition of a shipped pack."""
    suite = Suite.of(RULES / name)
    for day, cases in suite.editions().items():
        rules = suite.rules(cases[0])
        together, alone = batches(cases, rules, lambda case, rules=rules: suite.records(case, rules))
        yield suite, day, together, alone


@pytest.mark.parametrize("name", sorted(path.parent.name for path in RULES.glob("*/pack.yaml")))
def test_every_shipped_example_holds_in_company(name):
    """Each example of each shipped pack passes in its batch as it does alone."""
    for suite, _, together, alone in benches(name):
        held = [
            case.name
            for batch in together
            for case, holds in zip(batch.cases, batch.holds(suite.rules(batch.cases[0])), strict=True)
            if not holds
        ]
        assert held == []
        assert sum(len(batch.cases) for batch in together) + len(alone) <= len(suite.cases)


@pytest.mark.parametrize(("name", "every"), [("_template", 5), ("370522-lijin", 100), ("320106-gulou", 60)])
def test_company_changes_no_verdict(name, every):
    """Under a changed rule, each example holds in its batch if and only if it holds alone."""
    files = PackFolder(RULES / name)
    compared = 0
    for suite, day, together, _ in benches(name):
        made = files.read(day)
        edition, placed = made.edition, made.placed
        for mutant in list(mutants(edition, placed, day))[::every]:
            rules, problems = files.changed(day, mutant.applied(placed.value))
            if rules is None or any(problem.severity == "error" for problem in problems):
                continue
            for batch in together:
                if apart(rules) != batch.columns:
                    continue
                held = batch.holds(rules)
                alone = tuple(suite.run(case, rules).passed for case in batch.cases)
                if any(held):  # where the run of one is refused, that of all is
                    assert held == alone, mutant.name
                else:
                    assert not all(alone), mutant.name
                assert batch.fails(rules) == (not all(alone))
                compared += len(alone)
    assert compared > 20


EDITS = [
    ("", True),
    ("    ranking: {within: street, ties: skip}\n", True),
    ("    ranking: {within: all, ties: skip}\n", False),
    ("    ranking: {within: role, ties: skip}\n", False),
]


@pytest.mark.parametrize(("line", "separable"), EDITS)
def test_ranks_across_counties_keep_examples_alone(pack, line, separable):
    """Who is ranked inside a county can be assessed beside others; who is ranked among all cannot."""
    path = pack / "editions" / "2026-01-01.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("    vetoes:\n", f"{line}    vetoes:\n"), encoding="utf-8")
    suite = Suite.of(pack)
    together, alone = batches(suite.cases, suite.rules(suite.cases[0]), lambda case: suite.records(case, suite.rules(case)))
    assert (len(together), len(alone)) == ((1, 0) if separable else (0, 6))


def test_a_filter_on_an_identifier_keeps_examples_alone(pack):
    """An identifier that a filter compares with a text cannot be given a number."""
    path = pack / "editions" / "2026-01-01.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('AND verified", at_least', "AND worker_id <> '9'\", at_least"), encoding="utf-8"
    )
    suite = Suite.of(pack)
    assert apart(suite.rules(suite.cases[0])) is None


def test_what_differs_in_one_example_is_that_example(pack):
    """In a batch, only the example whose expectation is wrong does not hold."""
    path = pack / "examples" / "worker-month.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('scores: {"0001": 90}', 'scores: {"0001": 91}'), encoding="utf-8")
    suite = Suite.of(pack)
    rules = suite.rules(suite.cases[0])
    [batch], _ = batches(suite.cases, rules, lambda case: suite.records(case, rules))
    assert [case.name for case, holds in zip(batch.cases, batch.holds(rules), strict=True) if not holds] == [
        "四件任务按期三件得 40 分，加上满分的巡查正好 90 分，优秀"
    ]
