"""A problem says what, where and what next, in both languages; an exception carries all of them."""

from __future__ import annotations

import re
import string

import pytest

from gridperf import language
from gridperf.errors import GridperfError, Problem, RecordsError, ReportError, RulesError, Where, nearest
from gridperf.messages import MESSAGES
from gridperf.messages.wording import filled


@pytest.mark.parametrize(
    ("where", "en", "zh"),
    [
        (Where(), "", ""),
        (Where(file="a.yaml", line=3), "a.yaml:3", "a.yaml:3"),
        (Where(file="a.yaml", line=3, column=5, path="sheets.0"), "a.yaml:3:5   sheets.0", "a.yaml:3:5   sheets.0"),
        (
            Where(file="名册.csv", row=12, field="worker_id", value="01"),
            "名册.csv, row 12, column 'worker_id', value '01'",
            "名册.csv，第 12 行，列“worker_id”，值“01”",
        ),
        (Where(table="roster", field="role"), "roster, column 'role'", "roster，列“role”"),
        (Where(row=1), "row 1", "第 1 行"),
    ],
)
def test_a_place_is_one_line(where: Where, en: str, zh: str) -> None:
    """A place names the file or table, the line or the row, the column and the value, as far as they are known."""
    with language.use("en"):
        assert str(where) == en
    with language.use("zh"):
        assert str(where) == zh


def test_a_problem_reads_in_both_languages() -> None:
    """Message and hint are filled from the values, in the current language."""
    problem = Problem("A112", Where(file="cli"), {"grade": "优", "known": "优秀"})
    with language.use("en"):
        assert str(problem) == "A112  cli\n      This rulebook has no grade '优'.\n      Its grades are: 优秀."
    with language.use("zh"):
        assert str(problem) == "A112  cli\n      规则没有写明等次“优”。\n      等次有：优秀。"


def test_a_problem_without_a_place_has_no_trailing_space() -> None:
    """The head of a problem without a place is its code alone."""
    with language.use("en"):
        assert str(Problem("A102", values={"period": "2026-10"})).splitlines()[0] == "A102"


def test_a_problem_is_plain_data() -> None:
    """`as_dict` holds the filled wording and only the known parts of the place."""
    problem = Problem("A110", Where(file="x", line=1), {"starts_on": "2026-01-01", "period": "2025-12"}, severity="warning")
    with language.use("en"):
        assert problem.as_dict() == {
            "code": "A110",
            "severity": "warning",
            "where": {"file": "x", "line": 1},
            "message": "This edition is in force from 2026-01-01; 2025-12 lies before it.",
            "hint": "Use the edition in force at that time.",
        }


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(("lang", "heads"), [("en", ("1 problem", "2 problems")), ("zh", ("1 个问题", "2 个问题"))])
def test_an_error_shows_every_problem(count: int, lang: str, heads: tuple[str, str]) -> None:
    """The text of an error counts its problems and lists each."""
    problems = [Problem("A102", values={"period": f"2026-{at + 1:02d}"}) for at in range(count)]
    with language.use(lang):
        text = str(RecordsError(problems))
        assert text.split("\n\n") == [heads[count - 1], *map(str, problems)]


def test_an_error_takes_one_problem_or_many() -> None:
    """A single problem, a list and a generator end as the same tuple."""
    problem = Problem("A102", values={"period": "2026-10"})
    assert RulesError(problem).problems == RulesError([problem]).problems == RulesError(p for p in [problem]).problems == (problem,)


def test_errors_are_the_builtins_their_readers_expect() -> None:
    """An unknown pack is a LookupError, bad records are a ValueError, and all are one family."""
    assert issubclass(RulesError, LookupError)
    assert issubclass(RecordsError, ValueError)
    assert all(issubclass(error, GridperfError) for error in (RulesError, RecordsError, ReportError))


def test_nearest_names_come_first() -> None:
    """The likeliest name comes first, and nothing is suggested where nothing is near."""
    assert nearest("when_nodata", ["where", "when_no_data", "score"])[0] == "when_no_data"
    assert nearest("zzzz", ["where", "score"]) == []
    assert nearest("ab", ["abc", "abd", "abe", "abf"], count=2) == nearest("ab", ["abc", "abd", "abe", "abf"])[:2]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_wording_says_the_same_in_both_languages(code: str) -> None:
    """Both languages have a message; a hint stands in both or in neither; no value appears in one language only."""
    wording = MESSAGES[code]
    assert wording.zh
    assert wording.en
    assert bool(wording.zh_hint) == bool(wording.en_hint)
    # a mark after a word; YAML's tags begin with one
    assert not any(re.search(r"！|\w!", text) for text in (wording.zh, wording.en, wording.zh_hint, wording.en_hint))
    assert fields(wording.zh) | fields(wording.zh_hint) == fields(wording.en) | fields(wording.en_hint)


@pytest.mark.parametrize(("count", "said"), [(0, "0 files do not hold"), (1, "1 file does not hold"), (2, "2 files do not hold")])
def test_a_number_chooses_the_word_beside_it(count, said):
    """One is one and several are several; whatever else is filled in stays as it is."""
    assert filled("{count} {count:file|files} {count:does|do} not {what}", {"count": count, "what": "hold"}) == said
    assert filled("{{{what}}} {total:>3}", {"what": "x", "total": 7}) == "{x}   7"
