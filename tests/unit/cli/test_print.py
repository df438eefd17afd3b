"""`gridperf print` writes the edition asked for, under a name that says which it is."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("words", "title", "sheets"),
    [
        (["370522-lijin"], "2026-01-01", "考核表"),
        (["370522-lijin@2026-05-01", "--paper", "en"], "2026-01-01", "Sheets"),
        (["370522-lijin", "--edition", "2026-05-01"], "2026-01-01", "考核表"),
    ],
)
def test_the_edition_in_force_is_printed(run, tmp_path: Path, words: list[str], title: str, sheets: str) -> None:
    """The newest edition, or the one in force on the day."""
    path = tmp_path / "rules.html"
    result = run("print", *words, "-o", path)
    assert (result.exit_code, result.stderr) == (0, f"Wrote {path}\n")
    text = path.read_text(encoding="utf-8")
    assert title in text
    assert sheets in text


def test_the_language_of_the_screen_is_that_of_the_paper(run, tmp_path: Path) -> None:
    """With `--lang en` and nothing said about paper, the document is in English."""
    path = tmp_path / "rules.html"
    assert run("print", "370522-lijin", "-o", path, "--lang", "en").exit_code == 0
    assert "Index of clauses" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["370522-lijin", "--edition", "May"], 2, "May is no date; write a date such as 2026-01-01."),
        (["370522-lijin@2020-01-01"], 1, "R133"),
        (["370522-lijin", "-o", "rules.txt"], 1, "rules.txt ends in none of .pdf, .html, so nothing was made."),
    ],
)
def test_what_cannot_be_printed_is_said(run, words: list[str], code: int, said: str) -> None:
    """Wrong days, missing editions and other kinds of files are answered, and nothing is written."""
    result = run("print", *words)
    assert result.exit_code == code
    assert said in result.stderr
