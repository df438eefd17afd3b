"""Small counties that go through every command: how their files begin, their months assessed one after the other, their cards as text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from gridperf import Assessment
from gridperf.report.paper.html import Page, page_html
from gridperf.report.views import scorecards

__all__ = ["EDITION", "SOURCE", "assessed", "card_texts", "write"]

SOURCE = """\
        ---
        title: 示例办法
        issuer: 本文编写者
        ---

        # 示例办法

"""
"""How the text of a county's document begins."""
EDITION = """\
        title: 示例办法
        source: sources/2026-01-01.md
        basis: published
        calendar: {month_starts_on: 1, workdays: none}
        rounding: {line: 0.01, total: 0.01, money: 0.01, mode: half_up}
"""
"""How its edition begins."""


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write *files*, by name, into *folder*, and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


def assessed(run: Callable[..., object], exports: Path, pack: Path, periods: Iterable[str], *, out: Path) -> Path:
    """Return the result of the last of *periods*, each of which is assessed after those before and holds against its records."""
    earlier: list[object] = []
    for code in periods:
        assert run("assess", exports, "--rules", pack, "--period", code, *earlier, "--out", out).exit_code == 0
        assert run("verify", out / code, "--records", exports).exit_code == 0
        earlier += ["--history", out / code]
    return Path(str(earlier[-1]))


def card_texts(assessment: Assessment) -> dict[tuple[str, str], str]:
    """Return the text of every scorecard, by subject and sheet."""
    return {
        (card.person.subject, card.sheet): page_html(Page("scorecard", card, card.person.subject, "zh"), fonts="Noto").text
        for card in scorecards(assessment)
    }
