"""Every mistake in `tests/rejected/rules` gives exactly the problems written beside it, each at its line."""

from __future__ import annotations

import re

import pytest

from gridperf import language
from gridperf.errors import RulesError
from gridperf.messages import MESSAGES
from gridperf.rulebook import check_rules, load_rules
from tests.unit.rulebook.packs import REJECTED, write_pack

CASES = sorted(path.stem for path in REJECTED.glob("*.yaml"))
ELSEWHERE = {
    "test_placed_yaml.py": {"R110", "R111"},
    "test_shape.py": {"R109"},
    "test_pack.py": {"R122", "R123", "R124", "R125", "R126", "R127", "R135", "R128", "R129", "R130", "R131", "R132", "R133", "R134"},
    "test_editions.py": {"R286", "R009", "R010", "R011", "R012"},
    "test_document.py": {"R301", "R302", "R303", "R305", "R306"},
    "test_declared.py": {"R411", "R412", "R413", "R414", "R418"},
    "test_examples.py": {"R307", "R308", "R309", "R310", "R311", "R312", "R313", "R314", "R315", "R316", "R317", "R318", "R321"},
    "test_starting.py": {"R929"},
    "test_yearly.py": {"R150", "R151", "R152", "R153", "R154", "R155"},
    "../trials/test_mutating.py": {"R319", "R320"},
}
"""Codes that no broken edition alone can cause, and the tests that cause them."""


def shown(problems) -> str:
    return "".join(f"{problem.severity} {problem}\n" for problem in problems)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Return the problems of each case; every pack is read once."""
    return {
        case: check_rules(write_pack(tmp_path_factory.mktemp("pack"), (REJECTED / f"{case}.yaml").read_bytes()), period="2026-01")
        for case in CASES
    }


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("lang", "ending"), [("en", "txt"), ("zh", "zh.txt")])
def test_the_problems_are_exactly_those_expected(found, case, lang, ending):
    """Codes, places, messages and hints of a broken edition are word for word those in the text files beside it.

    `python docs/generate/mistakes.py <case>` writes them anew, for a reader of the difference.
    """
    with language.use(lang):
        assert shown(found[case]) == (REJECTED / f"{case}.{ending}").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", ["valid", "acknowledged", "direction", "weights", "left-over", "key-twice"])
def test_loading_raises_the_errors_and_keeps_the_warnings(tmp_path, found, case):
    """`load_rules` raises every error of `check_rules` and nothing else; warnings stop nothing and stay on the rulebook."""
    folder = write_pack(tmp_path, (REJECTED / f"{case}.yaml").read_bytes())
    errors = tuple(problem for problem in found[case] if problem.severity == "error")
    if errors:
        with pytest.raises(RulesError) as caught:
            load_rules(folder, period="2026-01")
        assert caught.value.problems == errors
    else:
        assert load_rules(folder, period="2026-01").warnings == found[case]


@pytest.mark.parametrize("case", CASES)
def test_the_problems_speak_chinese(found, case):
    """Every problem can be said in Chinese, with all its values filled in."""
    with language.use("zh"):
        for problem in found[case]:
            assert re.search(r"[\u4e00-\u9fff]", problem.message)
            assert not re.search(r"(?<!\{)\{[a-z_]+\}", problem.message + problem.hint)


def test_no_sentence_of_pydantic_is_shown():
    """The texts hold none of the phrases pydantic's own messages are made of."""
    texts = "".join((REJECTED / f"{case}.txt").read_text(encoding="utf-8") for case in CASES)
    for phrase in ("Input should", "Field required", "Extra inputs", "valid dictionary", "pydantic", "function-", "type=", "<each>"):
        assert phrase not in texts


def test_every_code_of_the_rules_is_caused_by_a_test():
    """Each code of the rules stands in one of the expected texts, or is caused by a test of its own."""
    texts = [*REJECTED.glob("*.txt"), *REJECTED.with_name("layers").glob("*/problems.txt")]
    caused = {code for text in texts for code in re.findall(r"R\d{3}", text.read_text(encoding="utf-8"))}
    elsewhere = set().union(*ELSEWHERE.values())
    folder = REJECTED.parents[1] / "unit" / "rulebook"
    for file, codes in ELSEWHERE.items():
        assert {code for code in codes if code not in (folder / file).read_text(encoding="utf-8")} == set(), file
    assert {code for code in MESSAGES if code.startswith("R")} - caused - elsewhere == set()
