"""Every problem is worded twice, fully and politely, is raised somewhere, and is explained on the reference page."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from gridperf.messages import MESSAGES, Wording

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"[RDABPY]\d\d\d")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def codes_in_code() -> set[str]:
    """Return every problem code that stands as a text in a module other than the wordings."""
    found = set()
    for path in (ROOT / "gridperf").rglob("*.py"):
        if "messages" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.add(node.value)
    return found


def test_every_code_raised_has_a_wording() -> None:
    """No module raises a code that nobody worded."""
    assert codes_in_code() - MESSAGES.keys() == set()


def test_every_wording_is_used() -> None:
    """No wording is left of a problem that cannot arise any more."""
    assert MESSAGES.keys() - codes_in_code() == set()


@pytest.mark.parametrize("code", MESSAGES)
def test_both_languages_say_the_same(code: str) -> None:
    """Message and hint exist in both languages, use the same values, and speak the language they claim to."""
    wording: Wording = MESSAGES[code]
    assert CODE.fullmatch(code)
    assert CHINESE.search(wording.zh)
    assert not CHINESE.search(re.sub(r"[「『（(《].*?[」』）)》]|`.*?`|'.*?'", "", wording.en)), wording.en
    assert bool(wording.zh_hint) == bool(wording.en_hint)
    assert placeholders(wording.zh) | placeholders(wording.zh_hint) == placeholders(wording.en) | placeholders(wording.en_hint)


@pytest.mark.parametrize("code", MESSAGES)
def test_wordings_keep_the_tone(code: str) -> None:
    """A wording ends as a sentence does, and neither shouts nor blames."""
    wording = MESSAGES[code]
    for text in (wording.zh, wording.en, wording.zh_hint, wording.en_hint):
        assert not re.search(r"\w[!！]", text)
        assert not re.search(r"\b(invalid|illegal|wrong input|failed to|please)\b", text, re.IGNORECASE), text
    assert wording.zh.rstrip("」』）").endswith(("。", "：", "？", "}")), wording.zh
    assert wording.en.rstrip("'`)").endswith((".", ":", "?", "}")), wording.en


def test_every_code_is_on_the_reference_page() -> None:
    """The reference page explains each problem under its code."""
    page = (ROOT / "docs/reference/problems.md").read_text(encoding="utf-8")
    assert MESSAGES.keys() - set(CODE.findall(page)) == set()
