"""`check` names every problem with its place, says what is published, runs the worked examples, and exits as scripts expect."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACK = "example-permit-desk"


@pytest.fixture
def pack(tmp_path) -> Path:
    """Return a copy of a small pack, to be broken."""
    return Path(shutil.copytree(ROOT / "rules" / PACK, tmp_path / PACK))


def _change(file: Path, old: str, new: str) -> tuple[int, int]:
    """Replace *old* once and return the line and column where it stood."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    before = text[: text.index(old)]
    file.write_text(text.replace(old, new), encoding="utf-8")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def test_a_sound_pack_is_fit_to_use(run):
    """Rules by basis and examples are counted, and the exit code is 0."""
    result = run("check", PACK)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "许可窗口（示例） (example-permit-desk), draft, in force from 2010-10-01",
        "许可窗口办件服务考核规则（示例）",
        "9 rules: 0 published, 9 assumed",
        "12 worked examples: 12 hold, 0 do not",
        "assumed: ends of totals 1, items 2, grades 4, roll-ups 1, actions 1 (--assumed lists them all)",
        "The pack is fit to use.",
    ]


def test_a_published_rule_is_counted_as_such(run, pack):
    """What one part says of itself goes before what the edition says."""
    _change(pack / "editions" / "2010-10-01.yaml", "clause: 第七条}", "clause: 第七条, basis: published}")
    data = json.loads(run("check", pack, "--json").stdout)
    assert (data["published"], data["assumed"], data["usable"]) == (1, 8, True)


def test_every_mistake_is_named_with_its_place(run, pack):
    """Two mistakes give two problems, each with file, line and column, on standard output, and exit code 1."""
    edition = pack / "editions" / "2010-10-01.yaml"
    first = _change(edition, "    ranking: {within: all", "    ranking: {wihtin: all")
    second = _change(edition, "needs: 2", "needs: two")
    result = run("check", pack)
    assert (result.exit_code, result.stderr) == (1, "")
    line, column = first
    assert f"{PACK}/editions/2010-10-01.yaml:{line}:{column + len('    ranking: {')}" in result.stdout
    line, column = second
    assert f"{PACK}/editions/2010-10-01.yaml:{line}:{column + len('needs: ')}" in result.stdout
    assert "fit to use" not in result.stdout
    places = [problem["where"]["line"] for problem in json.loads(run("check", pack, "--json").stdout)["problems"]]
    assert {first[0], second[0]} <= set(places)


def test_an_example_that_does_not_hold_fails_the_check(run, pack):
    """The difference is shown at its place, and the pack is not fit to use."""
    line, _ = _change(pack / "examples" / "month.yaml", "scores: {甲: 62.5}", "scores: {甲: 63}")
    result = run("check", pack)
    assert result.exit_code == 1
    assert f"{PACK}/examples/month.yaml:{line}" in result.stdout
    assert "12 worked examples: 11 hold, 1 does not" in result.stdout
    data = json.loads(run("check", pack, "--json").stdout)
    assert [example["name"][:4] for example in data["examples"] if not example["passed"]] == ["四件到期"]
    assert not data["usable"]


def test_an_unknown_pack_names_the_nearest(run):
    """A misspelt code is a problem with a suggestion."""
    result = run("check", "example-permit-dest")
    assert result.exit_code == 1
    assert PACK in result.stdout
    assert "Traceback" not in result.stdout


def test_a_period_before_the_rules_is_a_problem(run):
    """There is no edition to check for a period before the first one."""
    result = run("check", PACK, "--period", "2010-09")
    assert result.exit_code == 1
    assert "2010-09" in result.stdout


def test_what_is_assumed_is_counted_by_kind_and_listed(run):
    """Each assumed rule has its kind, its place, its name and its clause."""
    lines = run("check", PACK, "--assumed").stdout.splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("assumed: "))
    assert lines[at].endswith("(--assumed lists them all)")
    listed = [line for line in lines[at + 1 :] if line.startswith("  ")]
    assert len(listed) == 9
    assert any(line.startswith("  items  sheets.") for line in listed)


def test_the_roster_is_held_against_the_rules(run, tmp_path):
    """People on no sheet are named before the first month is assessed."""
    (tmp_path / "roster.csv").write_text("worker_id,starts_on,name,role\n0001,2010-01-01,甲,无此岗位\n", encoding="utf-8")
    result = run("check", PACK, "--records", tmp_path, "--period", "2010-10")
    assert "无此岗位" in result.stdout


def test_a_roster_is_read_for_a_period(run, tmp_path):
    """Without a period nobody can say who serves."""
    result = run("check", PACK, "--records", tmp_path)
    assert result.exit_code == 2
    assert "--period" in result.stderr
