"""`gridperf diff` says what changed, for people and for programs."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from gridperf import read_records
from gridperf.testing import synthetic_county
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


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A small county's October."""
    tables = {name: frame.lazy().collect() for name, frame in synthetic_county("2026-10").items()}
    some = sorted(tables["roster"]["worker_id"].unique())[::40]
    few = {name: frame.filter(pl.col("worker_id").is_in(some)) if "worker_id" in frame.columns else frame for name, frame in tables.items()}
    read_records(few, on_problem="quarantine").write(tmp_path / "exports")
    return tmp_path / "exports"


def test_with_records_gains_and_losses_are_shown(run, tmp_path: Path, exports: Path) -> None:
    """Causes, grades, lines and the largest changes follow the changes of the rules; a workbook lists everybody."""
    second_edition(tmp_path, ("each: 5, measure: adopted_reports, cap: 200", "each: 6, measure: adopted_reports, cap: 240"))
    pack, book = tmp_path / "370522-lijin", tmp_path / "what-if.xlsx"
    words = ("diff", f"{pack}@2026-01-01", pack, "--records", exports, "--period", "2026-10")
    result = run(*words, "-o", book)
    assert (result.exit_code, result.stderr) == (0, f"Wrote {book}\n")
    for wanted in (
        "gross pay:",
        "Where the change comes from (the parts add up)",
        "ranks and quotas",
        "Grades of 专职网格员月度考核",
        "采用信息奖励",
    ):
        assert wanted in result.stdout
    assert book.is_file()
    data = json.loads(run(*words, "--json").stdout)
    assert sum(Decimal(one["yuan"]) for one in data["effects"]) == Decimal(data["cost"]["change"]) > 0
    assert {one["line"] for one in data["lines"]} <= {"report-cash", "top-up"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--period", "2026-10"], "--period goes with --records only."),
        (["-o", "x.xlsx"], "-o goes with --records only."),
        (["--records", "exports"], "--period is missing: comparing with records needs the period."),
    ],
)
def test_what_goes_with_records_is_said(run, words: list[str], said: str) -> None:
    """Options that make no sense alone are refused."""
    result = run("diff", "370522-lijin", "370522-lijin", *words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
