"""The page about mistakes shows many, each with what is said of it now, and stands still for nothing that has gone stale."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def mistakes():
    """Return the module that writes the page."""
    spec = importlib.util.spec_from_file_location("generate_mistakes", ROOT / "docs/generate/mistakes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page(mistakes) -> str:
    """Return the page."""
    (text,) = mistakes.pages().values()
    return text


def test_every_code_a_broken_rulebook_causes_has_a_row(mistakes, page):
    """Whatever an expected text names is shown, and there are at least as many different mistakes as promised."""
    caused = {
        code for path in mistakes.FOLDER.glob("*.txt") for code in re.findall(r"^\w+ (R\d{3})", path.read_text("utf-8"), re.MULTILINE)
    }
    shown = set(re.findall(r"^\| .*? \| (?:⚠ )?(R\d{3}) \|", page, re.MULTILINE))
    assert shown == caused
    assert len(caused) >= mistakes.FEWEST


def test_every_row_has_the_line_and_both_languages(page):
    """A row is the line at fault, the code, a Chinese sentence and an English one."""
    rows = [line for line in page.splitlines() if re.match(r"\| \d+: ", line)]
    for row in rows:
        written, _, zh, en = re.split(r"(?<!\\) \| ", row.strip("| "))
        assert "`" in written or written.endswith("—"), row
        assert re.search(r"[\u4e00-\u9fff]", zh), row
        assert re.search(r"[a-z]{2} [a-z]", en), row
        assert "。" in zh or "？" in zh, row
        assert not en.endswith("。"), row


def test_a_stale_text_stops_the_page(mistakes, monkeypatch):
    """A text that is not what the check says now is named, and no page is written."""
    case = "weights"
    monkeypatch.setattr(mistakes, "_found", lambda: {case: ()})
    with pytest.raises(ValueError, match=r"not what the check says now: weights\.txt, weights\.zh\.txt"):
        mistakes.pages()
