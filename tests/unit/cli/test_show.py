"""`show` prints the rules as they hold, and beside every value the file and line that set it."""

from __future__ import annotations

import json

from gridperf.rulebook import load_rules

TOWN, COUNTY = "370522-liudi", "370522-lijin"


def _lines(result) -> list[str]:
    return [" ".join(line.split()) for line in result.stdout.splitlines()]


def test_a_changed_value_shows_what_it_was(run):
    """The value, what the county had said, and the lines of both."""
    result = run("show", TOWN, "--path", "arrival.score")
    rules = load_rules(TOWN)
    share = rules.origins["sheets.worker-month.items.arrival.score.share"]
    assert (result.exit_code, result.stderr) == (0, "")
    lines = _lines(result)
    assert lines[0] == f"利津县柳堤镇（示例） ({TOWN}), draft, in force from 2026-01-01"
    assert lines[1] == f"laid over {COUNTY}, edition 2026-01-01 (called 县办法, digest {load_rules(COUNTY).digest[:12]}…)"
    assert f"share 22 25 ({COUNTY}:{share.was.line}) {TOWN}/editions/2026-01-01.yaml:{share.line}" in lines
    assert any(line.startswith(f"share 40 {COUNTY}/editions") for line in lines), "the other sheet's item is the county's"


def test_what_was_left_out_is_shown(run):
    """What does not apply here is listed with who said so."""
    lines = _lines(run("show", TOWN, "--path", "items.meeting"))
    assert any(line.startswith(f"meeting left out 会议培训缺席 ({COUNTY}:") and f"{TOWN}/editions" in line for line in lines)
    assert any("不适用" in line for line in _lines(run("show", TOWN, "--path", "items.meeting", lang="zh")))


def test_all_of_it_in_the_order_of_the_file(run):
    """Without a path every value comes, the header first, each line of the county with its file."""
    result = run("show", COUNTY)
    lines = _lines(result)
    assert result.exit_code == 0
    assert lines[2] == "Key Value Set by"
    assert lines[3].startswith("title 利津县网格员工作考核办法（编写者试拟本）")
    origins = load_rules(COUNTY).origins
    assert sum(f"{COUNTY}/editions/2026-01-01.yaml:" in line for line in lines) == len(origins)


def test_a_program_reads_the_same(run):
    """As JSON: pack, digest, layers, and path, value and place of every value."""
    data = json.loads(run("show", TOWN, "--path", "report-cash.line", "--json").stdout)
    rules = load_rules(TOWN)
    assert (data["pack"], data["edition"], data["digest"]) == (TOWN, "2026-01-01", rules.digest)
    assert data["layers"] == [layer.as_dict() for layer in rules.layers]
    assert [(one["path"].rpartition(".")[2], one["value"], one["layer"]) for one in data["values"]] == [
        ("each", "6", TOWN),
        ("measure", "adopted_reports", COUNTY),
        ("cap", "240", TOWN),
    ]
    assert (data["values"][0]["was"]["value"], data["values"][0]["was"]["layer"]) == ("5", COUNTY)


def test_a_path_that_is_not_there(run):
    """A misspelt path is wrong usage, with the nearest names."""
    result = run("show", TOWN, "--path", "items.meting")
    assert result.exit_code == 2
    assert "there is no items.meting in the rules; the nearest: meeting" in " ".join(result.stderr.split())


def test_broken_rules_are_not_shown(run, tmp_path):
    """Rules with problems are their problems, not half a table."""
    result = run("show", tmp_path / "nothing")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "R126" in result.stderr


def test_check_says_what_a_pack_rests_on(run):
    """The edition a pack is laid over stands in its check."""
    lines = _lines(run("check", TOWN))
    assert any(line.startswith(f"laid over {COUNTY}, edition 2026-01-01 (called 县办法") for line in lines)
    assert lines[-1] == "The pack is fit to use."
