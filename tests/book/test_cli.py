"""The commands of a Book: what they print, what they only show, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import gridperf as gp
from gridperf.cli import app
from gridperf.testing import synthetic_county, write_exports

SIGNED = ("--by", "李强", "--why", "公示无异议")
PACK = "370522-lijin"


@pytest.fixture
def run(monkeypatch):
    """Return a function that runs a command of a Book."""
    monkeypatch.setenv("COLUMNS", "170")

    def invoke(*words: object, lang: str = "en"):
        return CliRunner().invoke(app, list(map(str, words)), env={"GRIDPERF_LANG": lang}, catch_exceptions=False)

    return invoke


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> Path:
    """Return export files of a small county."""
    folder = tmp_path_factory.mktemp("county") / "exports"
    write_exports(synthetic_county("2026-10", scale=0.02, messy=False), folder)
    return folder


@pytest.fixture
def county(run, exports, tmp_path) -> tuple[Path, Path]:
    """Return a Book that was just begun, and the folder of an assessment."""
    book = tmp_path / "county.book"
    assert run("book", "new", book).exit_code == 0
    done = run("assess", exports, "--rules", PACK, "--period", "2026-10", "--out", tmp_path, "--book", book)
    assert done.exit_code == 0, done.stderr
    return book, tmp_path / "2026-10"


def test_a_month_goes_through_the_book(run, county, exports, tmp_path):
    """Published, appealed against, decided, assessed again, published, sealed and paid: every step says what it did."""
    book, folder = county
    out = run("book", "publish", book, folder, "--window", "5 workdays", "--by", "王芳", "--why", "十月考核")
    assert out.stdout.startswith("Published 2026-10: 16 people, ")
    month = gp.load_assessment(folder)
    who = month.entries.filter(month.entries["item"] == "arrival").sort("amount")["subject"][0]
    noted = run("book", "appeal", book, "2026-10", who, "--item", "arrival", "--by", "本人", "--why", "轨迹缺失")
    assert noted.stdout.startswith("Noted appeal 2: ")
    decided = run("book", "decide", book, 2, "upheld", "--points", "1", "--by", "孙主任", "--why", "照片属实")
    assert (decided.stdout, "--book" in decided.stderr) == ("Appeal 2: upheld\n", True)
    again = run("assess", exports, "--rules", PACK, "--period", "2026-10", "--out", tmp_path / "again", "--book", book)
    assert again.exit_code == 0
    assert gp.load_assessment(tmp_path / "again" / "2026-10").entries.filter(kind="adjustment").height == 1
    assert (
        run("book", "publish", book, tmp_path / "again" / "2026-10", "--window", "none", "--by", "王芳", "--why", "执行决定").exit_code == 0
    )

    shown = run("book", "seal", book, "2026-10", *SIGNED)
    assert (shown.exit_code, shown.stdout.startswith("Would seal 2026-10: 16 people")) == (0, True)
    assert shown.stderr == "Nothing was written; add --apply to do it.\n"
    assert run("book", "pay", book, "2026-10", *SIGNED).exit_code == 1
    assert run("book", "seal", book, "2026-10", *SIGNED, "--apply").stdout.startswith("Sealed 2026-10, digest ")
    assert run("book", "pay", book, "2026-10", *SIGNED).stdout.startswith("Would note 2026-10 as paid: 16 people")
    assert run("book", "pay", book, "2026-10", *SIGNED, "--apply").stdout.startswith("Noted 2026-10 as paid: 16 people")

    status = run("book", "status", book).stdout
    assert [word for word in ("2026-10", "paid", "1 (0)", "李强") if word not in status] == []
    steps = run("book", "status", book, "2026-10").stdout
    assert [word for word in ("published", "decision", "照片属实", "upheld", "+1", "巡查到位率") if word not in steps] == []
    known = json.loads(run("book", "status", book, "--json").stdout)
    assert [one["state"] for one in known["periods"]] == ["paid"]
    assert (
        run("book", "history", book, who).stdout.count("worker-month") + run("book", "history", book, who).stdout.count("dedicated-month")
        == 1
    )
    assert json.loads(run("book", "history", book, who, "--json").stdout)[0]["subject"] == who
    assert run("book", "verify", book).stdout.startswith("Verified: 6 steps, 2 results; every byte")
    assert json.loads(run("book", "verify", book, "--head", known["head"], "--json").stdout)["holds"] is True
    exported = tmp_path / "exported"
    assert run("book", "export", book, "2026-10", "--out", exported).exit_code == 0
    sealed = tmp_path / "again" / "2026-10"
    assert {path.name: path.read_bytes() for path in (exported / "2026-10").iterdir()} == {
        path.name: path.read_bytes() for path in sealed.iterdir() if path.suffix in (".json", ".parquet")
    }
    assert run("book", "export", book, "--out", tmp_path / "whole").exit_code == 0
    assert len((tmp_path / "whole" / "events.jsonl").read_text(encoding="utf-8").splitlines()) == 6


def test_what_stands_in_the_way_is_listed(run, county):
    """A preview lists what keeps a month from being sealed and exits with 1; a reason lets it through."""
    book, folder = county
    run("book", "draft", book, folder, *SIGNED)
    assert run("book", "seal", book, "2026-10", *SIGNED).exit_code == 1
    run("book", "publish", book, "2026-10", "--window", "7 days", *SIGNED)
    shown = run("book", "seal", book, "2026-10", *SIGNED, lang="zh")
    assert shown.exit_code == 1
    assert "公示期到" in shown.stderr
    assert run("book", "seal", book, "2026-10", *SIGNED, "--apply").exit_code == 1
    assert json.loads(run("book", "seal", book, "2026-10", *SIGNED, "--json").stdout)["problems"][0]["code"] == "B026"
    assert run("book", "seal", book, "2026-10", *SIGNED, "--override", "当日发放").exit_code == 0
    assert run("book", "seal", book, "2026-10", *SIGNED, "--override", "当日发放", "--apply").exit_code == 0
    assert "当日发放 (B026)" in run("book", "status", book, "2026-10").stdout


def test_a_quarter_is_rolled_up_from_the_book(run, county, tmp_path):
    """Where the source is a Book, what is sealed in it is rolled up, and what is not sealed stops it."""
    book, folder = county
    run("book", "publish", book, folder, "--window", "none", *SIGNED)
    words = ("assess", book, "--roll-up", "--period", "2026Q4", "--out", tmp_path / "quarter")
    assert run(*words, "--rules", PACK).exit_code == 1
    run("book", "seal", book, "2026-10", *SIGNED, "--apply")
    done = run(*words)
    assert done.exit_code == 0, done.stderr
    assert gp.load_assessment(tmp_path / "quarter" / "2026Q4").provenance.runs == (gp.load_assessment(folder).digest,)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("book",), "gridperf book publish"),
        (("book", "sael"), "There is no command 'sael'; the nearest: appeal, seal."),
        (("book", "zzz"), "the commands are: new, status, draft, publish, appeal, decide, seal, pay, history, verify, export."),
        (("book", "seal", "x.book"), "PERIOD is missing"),
        (("book", "seal", "x.book", "2026-10", "--by", "a"), "--why REASON is missing"),
        (("book", "decide", "x.book", "0", "upheld", *SIGNED), "N takes a whole number of at least 1."),
        (("book", "decide", "x.book", "1", "maybe", *SIGNED), "takes upheld or partly or rejected or withdrawn."),
        (("book", "decide", "x.book", "1", "upheld", "--points", "many", *SIGNED), "many is no number of points"),
        (("book", "status", "x.book", "--as-of", "yesterday"), "yesterday is no time"),
    ],
)
def test_wrong_usage_is_answered(run, words, said):
    """Whoever writes a command wrongly is told how it is written, and nothing happens."""
    done = run(*words)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())


@pytest.mark.parametrize("command", ["status", "verify"])
def test_a_book_that_is_not_there_is_a_problem(run, tmp_path, command):
    """No command but `new` makes a file."""
    done = run("book", command, tmp_path / "none.book", lang="zh")
    assert done.exit_code == 1
    assert "没有台账" in done.stderr
    assert list(tmp_path.iterdir()) == []
