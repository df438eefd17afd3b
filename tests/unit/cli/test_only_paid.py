"""A pack that scores nobody goes through every command, as one that does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.counties import EDITION, SOURCE, write

PACK = {
    "pack.yaml": "{code: 990010-paid, name: 示例县, maintainers: [示例], status: draft, summary: 只计酬，不评分。}",
    "sources/2026-01-01.md": SOURCE
    + """\
        ## 第一条

        兼职网格员每走访一户 5 元，每月最多 100 元。
        """,
    "editions/2026-01-01.yaml": EDITION
    + """\
        sheets:
          - {id: helpers, name: 兼职网格员, assess: {subject: worker, roles: [兼职网格员], placed: longest}, every: month, items: []}
        pay:
          - {id: visits, name: 走访, clause: 第一条, line: {each: 5, measure: {count: visits}, cap: 100}}
        """,
    "examples/visits.yaml": """\
        - name: 两户 10 元，三十户 100 元
          period: 2026-10
          given:
            roster:
              - {worker_id: 甲, name: 甲, role: 兼职网格员, starts_on: 2026-01-01}
              - {worker_id: 乙, name: 乙, role: 兼职网格员, starts_on: 2026-01-01}
            visits:
              - {worker_id: 甲, visited_at: 2026-10-08 09:00, repeat: 2}
              - {worker_id: 乙, visited_at: 2026-10-08 09:00, repeat: 30}
          expect:
            pay: {甲: {visits: 10, gross: 10}, 乙: {visits: 100}}
        """,
}
RECORDS = {
    "roster.csv": "worker_id,name,role,starts_on\n甲,甲,兼职网格员,2026-01-01\n",
    "visits.csv": "visit_id,worker_id,visited_at\nV1,甲,2026-10-08 09:00\n",
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "990010-paid", PACK)


def test_a_pack_without_grades_is_checked(run: Callable[..., object], pack: Path) -> None:
    """No sheet has items, so there are no grades, and nothing is said of them."""
    result = run("check", pack)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[2:4] == ["1 rule: 1 published, 0 assumed", "1 worked example: 1 holds, 0 do not"]


@pytest.mark.parametrize(
    ("how", "last"),
    [("--coverage", "Reached: 100%"), ("--mutate", "Noticed: "), ("--edges", "1 threshold, 3 people")],
)
def test_its_examples_are_tried(run: Callable[..., object], pack: Path, how: str, last: str) -> None:
    """What examples reach, notice and do on thresholds is found out where there is neither a full score nor a total."""
    result = run("test", pack, how)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith(last)


def test_its_rulebook_is_printed(run: Callable[..., object], pack: Path, tmp_path: Path) -> None:
    """In the place of a full score the document says that nobody is scored."""
    page = tmp_path / "rules.html"
    assert run("print", pack, "-o", page).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "没有：不评分、不定等次，只计酬" in text
    assert "满分" not in text
    assert "等次</h2>" not in text


def test_its_month_is_computed_and_printed(run: Callable[..., object], pack: Path, tmp_path: Path) -> None:
    """A month is assessed, explained, verified and put on paper."""
    exports = write(tmp_path / "exports", RECORDS)
    assert run("assess", exports, "--rules", pack, "--period", "2026-10", "--out", tmp_path / "out").exit_code == 0
    month = tmp_path / "out" / "2026-10"
    explained = run("explain", month, "甲")
    assert (explained.exit_code, explained.stderr) == (0, "")
    assert "甲 is on a sheet without items: only paid, and without a grade." in explained.stdout
    assert run("verify", month, "--records", exports).exit_code == 0
    for report in ("scorecard", "pay-sheet"):
        assert run("render", month, "--report", report, "--to", tmp_path / report).exit_code == 0
