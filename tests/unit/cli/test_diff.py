"""`gridperf diff` says what changed, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.comparing.editions import second_edition


def test_changes_are_shown_with_clause_and_place(run, tmp_path: Path) -> None:
    """Each change has its part, its clause, both wordings and both places."""
    second_edition(tmp_path, ("cap: 105", "cap: 108"))
    pack = tmp_path / "370522-lijin"
    result = run("diff", f"{pack}@2026-01-01", pack, lang="zh")
    assert (result.exit_code, result.stderr) == (0, "")
    shown = result.stdout.splitlines()
    assert shown[0] == "370522-lijin@2026-01-01 → 370522-lijin@2027-01-01：新增 0 处，取消 0 处，修改 3 处"
    at = shown.index("* 考核表“专职网格员月度考核”：总分  第十一条")
    assert [line.strip() for line in shown[at + 1 : at + 4]] == [
        "旧  总分最低 0 分，最高 105 分",
        "新  总分最低 0 分，最高 108 分",
        "370522-lijin/editions/2026-01-01.yaml:45 → 370522-lijin/editions/2027-01-01.yaml:45",
    ]


def test_changes_can_be_read_by_a_program(run, tmp_path: Path) -> None:
    """The JSON has every change with its single values."""
    second_edition(tmp_path, ("cap: 105", "cap: 108"))
    pack = tmp_path / "370522-lijin"
    data = json.loads(run("diff", f"{pack}@2026-01-01", pack, "--json").stdout)
    assert (data["a"], data["b"], len(data["changes"])) == ("370522-lijin@2026-01-01", "370522-lijin@2027-01-01", 3)
    assert data["changes"][2]["values"] == [{"path": "cap", "old": 105, "new": 108}]
    assert data["changes"][2]["old_clause"] == "第十一条"


def test_nothing_changed_is_said(run) -> None:
    """A pack compared with itself."""
    assert run("diff", "370522-lijin", "370522-lijin").stdout == "370522-lijin@2026-01-01 → 370522-lijin@2026-01-01: nothing changed.\n"


def test_an_unknown_pack_is_answered(run) -> None:
    """A pack that is not there is a problem, not a traceback."""
    result = run("diff", "370522-lijin", "nowhere")
    assert result.exit_code == 1
    assert "R122" in result.stderr
