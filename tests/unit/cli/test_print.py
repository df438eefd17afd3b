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


def test_verify_says_whether_a_rulebook_in_print_is_that_of_a_pack(run, tmp_path: Path) -> None:
    """Which checks were made is said; of another pack, every list of rules that differs is named."""
    path = tmp_path / "rules.pdf"
    run("print", "example-permit-desk", "-o", path)
    assert run("verify", path, "--rules", "example-permit-desk").stdout.splitlines() == [
        "All 1 files hold.",
        "  checked: the bytes are as sealed (1)",
        "  checked: the words on the page are as sealed (1)",
        "  checked: the words say what the data says (1)",
        "  checked: the rules inside have the digest on paper (1)",
        "  checked: what is printed follows from the rules inside (checked by the version that printed it) (1)",
        "  not checked: signatures fit (of the file, or of its manifest)",
        "  checked: they were made by the rules given (--rules) (1)",
    ]
    other = run("verify", path, "--rules", "371327-junan")
    assert other.exit_code == 1
    assert "rules.pdf was made by other rules" in " ".join(other.stdout.split())
    assert "document of rules.pdf differs from what it was compared with" in " ".join(other.stdout.split())
    assert "not checked: they were made by the rules given (--rules)" in run("verify", path).stdout
    assert "come from records; name its pack with --rules" in " ".join(run("verify", path, "--records", tmp_path).stderr.split())
