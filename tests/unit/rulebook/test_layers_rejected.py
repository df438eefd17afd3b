"""Every mistake in `tests/rejected/layers` gives exactly the problems written beside it, each in the file that causes it."""

from __future__ import annotations

import re

import pytest

from gridperf import language
from gridperf.errors import RulesError
from gridperf.rulebook import check_rules, load_rules
from tests.unit.rulebook.layered import LAYERS, write_case

CASES = sorted(path.name for path in LAYERS.iterdir() if path.is_dir())


def shown(problems) -> str:
    return "".join(f"{problem.severity} {problem}\n" for problem in problems)


@pytest.fixture(params=CASES)
def case(request, tmp_path):
    """Return the name of a case, and the folder of its broken layer."""
    return request.param, write_case(tmp_path, LAYERS / request.param)


def test_the_problems_are_exactly_those_expected(case):
    """Codes, places, messages and hints of a broken layer are word for word those in the text file beside it."""
    name, folder = case
    expected = (LAYERS / name / "problems.txt").read_text(encoding="utf-8")
    assert shown(check_rules(folder, period="2026-01")) == expected


def test_loading_raises_the_errors_and_keeps_the_warnings(case):
    """`load_rules` raises every error of `check_rules` and nothing else; warnings stop nothing and stay on the rulebook."""
    _, folder = case
    problems = check_rules(folder, period="2026-01")
    errors = tuple(problem for problem in problems if problem.severity == "error")
    if not errors:
        assert load_rules(folder, period="2026-01").warnings == problems
        return
    with pytest.raises(RulesError) as caught:
        load_rules(folder, period="2026-01")
    assert caught.value.problems == errors


def test_the_problems_speak_chinese(case):
    """Every problem can be said in Chinese, with all its values filled in."""
    with language.use("zh"):
        for problem in check_rules(case[1], period="2026-01"):
            assert re.search(r"[\u4e00-\u9fff]", problem.message)
            assert not re.search(r"(?<!\{)\{[a-z_]+\}", problem.message + problem.hint)
