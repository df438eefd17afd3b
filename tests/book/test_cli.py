"""The commands of a Book: what they print, what they only show, and what they refuse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import gridperf as gp
from gridperf.cli import app
from gridperf.testing import synthetic_county, write_exports

SIGNED = ("--by", "李强", "--why", "公示无异议")
PACK = "370522-lijin"


def invoke(*words: object, lang: str = "en"):
    """Run a command."""
    return CliRunner().invoke(app, list(map(str, words)), env={"GRIDPERF_LANG": lang, "COLUMNS": "170"}, catch_exceptions=False)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    """Return a folder with export files of a small county, a Book that was just begun, and an assessment made beside it."""
    folder = tmp_path_factory.mktemp("county")
    write_exports(synthetic_county("2026-10", scale=0.02, messy=False), folder / "exports")
    assert invoke("book", "new", folder / "county.book").exit_code == 0
    assess_into(folder, folder, "--book", folder / "county.book")
    return folder


def assess_into(folder: Path, exports_of: Path, *words: object) -> Path:
    """Assess the month at a shell, without trying the pack's worked examples, which no test of a Book asks for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gridperf.cli.assess._doubts", lambda *_: ())
        done = invoke("assess", exports_of / "exports", "--rules", PACK, "--period", "2026-10", "--out", folder, *words)
    assert done.exit_code == 0, done.stderr
    return folder / "2026-10"


@pytest.fixture
def county(prepared, memory) -> tuple[Path, Path]:
    """Return a Book of one's own, and the folder of the assessment."""
    return shutil.copy(prepared / "county.book", memory), prepared / "2026-10"


def test_a_month_goes_through_the_book(county, prepared, tmp_path):
    """Published, appealed against, decided, assessed again, published, sealed and paid: every step says what it did."""
    book, folder = county
    out = invoke("book", "publish", book, folder, "--window", "5 workdays", "--by", "王芳", "--why", "十月考核")
    assert out.stdout.startswith("Published 2026-10: 16 people, ")
    month = gp.load_assessment(folder)
    who = month.entries.filter(month.entries["item"] == "arrival").sort("amount")["subject"][0]
    noted = invoke("book", "appeal", book, "2026-10", who, "--item", "arrival", "--by", "本人", "--why", "轨迹缺失")
    assert noted.stdout.startswith("Noted appeal 2: ")
    decided = invoke("book", "decide", book, 2, "upheld", "--points", "1", "--by", "孙主任", "--why", "照片属实")
    assert (decided.stdout, "--book" in decided.stderr) == ("Appeal 2: upheld\n", True)
    sealed = assess_into(tmp_path / "again", prepared, "--book", book)
    assert gp.load_assessment(sealed).entries.filter(kind="adjustment").height == 1
    assert invoke("book", "publish", book, sealed, "--window", "none", "--by", "王芳", "--why", "执行决定").exit_code == 0

    shown = invoke("book", "seal", book, "2026-10", *SIGNED)
    assert (shown.exit_code, shown.stdout.startswith("Would seal 2026-10: 16 people")) == (0, True)
    assert shown.stderr == "Nothing was written; add --apply to do it.\n"
    assert invoke("book", "pay", book, "2026-10", *SIGNED).exit_code == 1
    assert invoke("book", "seal", book, "2026-10", *SIGNED, "--apply").stdout.startswith("Sealed 2026-10, digest ")
    assert invoke("book", "pay", book, "2026-10", *SIGNED).stdout.startswith("Would note 2026-10 as paid: 16 people")
    assert invoke("book", "pay", book, "2026-10", *SIGNED, "--apply").stdout.startswith("Noted 2026-10 as paid: 16 people")

    status = invoke("book", "status", book).stdout
    assert [word for word in ("2026-10", "paid", "1 (0)", "李强") if word not in status] == []
    steps = invoke("book", "status", book, "2026-10").stdout
    assert [word for word in ("published", "decision", "照片属实", "upheld", "+1", "巡查到位率") if word not in steps] == []
    known = json.loads(invoke("book", "status", book, "--json").stdout)
    assert [one["state"] for one in known["periods"]] == ["paid"]
    assert (
        invoke("book", "history", book, who).stdout.count("worker-month")
        + invoke("book", "history", book, who).stdout.count("dedicated-month")
        == 1
    )
    assert json.loads(invoke("book", "history", book, who, "--json").stdout)[0]["subject"] == who
    assert invoke("book", "verify", book).stdout.startswith("Verified: 6 steps, 2 results; every byte")
    assert json.loads(invoke("book", "verify", book, "--head", known["head"], "--json").stdout)["holds"] is True
    exported = tmp_path / "exported"
    assert invoke("book", "export", book, "2026-10", "--out", exported).exit_code == 0
    assert {path.name: path.read_bytes() for path in (exported / "2026-10").iterdir()} == {
        path.name: path.read_bytes() for path in sealed.iterdir() if path.suffix in (".json", ".parquet")
    }
    assert invoke("book", "export", book, "--out", tmp_path / "whole").exit_code == 0
    assert len((tmp_path / "whole" / "events.jsonl").read_text(encoding="utf-8").splitlines()) == 6


def test_what_stands_in_the_way_is_listed(county):
    """A preview lists what keeps a month from being sealed and exits with 1; a reason lets it through."""
    book, folder = county
    invoke("book", "draft", book, folder, *SIGNED)
    assert invoke("book", "seal", book, "2026-10", *SIGNED).exit_code == 1
    invoke("book", "publish", book, "2026-10", "--window", "7 days", *SIGNED)
    shown = invoke("book", "seal", book, "2026-10", *SIGNED, lang="zh")
    assert shown.exit_code == 1
    assert "公示期到" in shown.stderr
    assert invoke("book", "seal", book, "2026-10", *SIGNED, "--apply").exit_code == 1
    assert json.loads(invoke("book", "seal", book, "2026-10", *SIGNED, "--json").stdout)["problems"][0]["code"] == "B026"
    listed = invoke("book", "todo", book, "2026-10")
    assert [word for word in ("What is left to do about 2026-10", "seal", "7 days") if word not in listed.stdout] == []
    assert json.loads(invoke("book", "todo", book, "2026-10", "--json").stdout)[0]["task"] == "seal"
    assert invoke("book", "todo", book, "2026-07").stdout == "Nothing is left to do about 2026-07.\n"
    assert invoke("book", "seal", book, "2026-10", *SIGNED, "--override", "当日发放").exit_code == 0
    sealed = invoke("book", "seal", book, "2026-10", *SIGNED, "--override", "当日发放", "--apply")
    assert (sealed.exit_code, sealed.stdout.startswith("Sealed 2026-10, digest ")) == (0, True)
    assert sealed.stderr.startswith("Overridden by the reason given:\n1 warning\nB026")
    assert "当日发放 (B026)" in invoke("book", "status", book, "2026-10").stdout


def test_a_quarter_is_rolled_up_from_the_book(county, tmp_path):
    """Where the source is a Book, what is sealed in it is rolled up, and what is not sealed stops it."""
    book, folder = county
    invoke("book", "publish", book, folder, "--window", "none", *SIGNED)
    words = ("assess", book, "--roll-up", "--period", "2026Q4", "--out", tmp_path / "quarter")
    assert invoke(*words, "--rules", PACK).exit_code == 1
    invoke("book", "seal", book, "2026-10", *SIGNED, "--apply")
    done = invoke(*words)
    assert done.exit_code == 0, done.stderr
    assert gp.load_assessment(tmp_path / "quarter" / "2026Q4").provenance.runs == (gp.load_assessment(folder).digest,)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("book",), "gridperf book publish"),
        (("book", "sael"), "There is no command 'sael'; the nearest: appeal, seal, settle."),
        (
            ("book", "zzz"),
            "pay, correct, todo, history, redeem, refund, balance, settle, reserves, bridge, verify, export.",
        ),
        (("book", "seal", "x.book"), "PERIOD is missing"),
        (("book", "seal", "x.book", "2026-10", "--by", "a"), "--why REASON is missing"),
        (("book", "decide", "x.book", "0", "upheld", *SIGNED), "N takes a whole number of at least 1."),
        (("book", "decide", "x.book", "1", "maybe", *SIGNED), "takes upheld or partly or rejected or withdrawn."),
        (("book", "decide", "x.book", "1", "upheld", "--points", "many", *SIGNED), "many is no number of points"),
        (("book", "status", "x.book", "--as-of", "yesterday"), "yesterday is no time"),
        (("book", "correct", "x.book", "2026-03"), "2026-03 is no pair; write PERIOD=SOURCE"),
        (("book", "correct", "x.book", "2026-03=a", "--apply"), "--apply also needs --policy"),
    ],
)
def test_wrong_usage_is_answered(words, said):
    """Whoever writes a command wrongly is told how it is written, and nothing happens."""
    done = invoke(*words)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())


@pytest.mark.parametrize("command", ["status", "verify"])
def test_a_book_that_is_not_there_is_a_problem(tmp_path, command):
    """No command but `new` makes a file."""
    done = invoke("book", command, tmp_path / "none.book", lang="zh")
    assert done.exit_code == 1
    assert "没有台账" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_correction_is_shown_and_then_written(county, prepared, tmp_path):
    """A preview names the policies and writes nothing; applied, the next month carries what it settles, to the card."""
    book, folder = county
    invoke("book", "publish", book, folder, "--window", "none", *SIGNED)
    invoke("book", "seal", book, "2026-10", *SIGNED, "--apply")
    exports = shutil.copytree(prepared / "exports", tmp_path / "exports")
    roster = synthetic_county("2026-10", scale=0.02, messy=False)["roster"]
    who = roster["worker_id"][0]
    raised = pl.when(pl.col("worker_id") == who).then(pl.col("pay_base") + 100).otherwise(pl.col("pay_base"))
    (exports / "roster.xlsx").unlink()
    roster.with_columns(raised.alias("pay_base")).write_csv(exports / "roster.csv")
    words = ("book", "correct", book, f"2026-10={exports}", "--original", f"2026-10={prepared / 'exports'}")
    shown = invoke(*words)
    assert (shown.exit_code, shown.stderr) == (0, "Nothing was written; add --apply to do it.\n")
    assert [word for word in ("roster", "基本工资", "第十九条", "concerned", "harmless", who) if word not in shown.stdout] == []
    data = json.loads(invoke(*words, "--json").stdout)
    assert (data["applied"], data["claimants"], data["deltas"][0]["cause"]) == (False, [who], "roster")
    settle = ("--policy", "claimants", "--into", "2026-11", "--by", "王芳", "--why", "更正基数")
    assert invoke(*words, *settle[2:], "--apply").exit_code == 2
    done = invoke(*words, *settle, "--apply")
    assert done.stdout.startswith("Corrected 2026-10; people settled: 1, together +")
    assert "claimants: " in invoke("book", "status", book, "2026-10").stdout
    assert invoke(*words, *settle, "--apply").exit_code == 1
    assert invoke("book", "verify", book).exit_code == 0


def test_what_was_set_aside_when_assessing_is_set_aside_when_correcting(county, prepared, tmp_path):
    """Wrong rows stop a correction as they stop `assess`, and with the same option they count nowhere and change nothing."""
    book, folder = county
    invoke("book", "publish", book, folder, "--window", "none", *SIGNED)
    invoke("book", "seal", book, "2026-10", *SIGNED, "--apply")
    exports = shutil.copytree(prepared / "exports", tmp_path / "exports")
    shutil.copy(exports / "attendance.csv", exports / "attendance-2.csv")
    words = ("book", "correct", book, f"2026-10={exports}")
    refused = invoke(*words)
    assert (refused.exit_code, "D216" in refused.stderr) == (1, True)
    assert invoke(*words, "--on-problem", "quarantine").exit_code == 0


def test_an_appeal_granted_after_sealing_is_sent_to_a_correction(county):
    """A sealed month is not published again, so nobody is told to."""
    book, folder = county
    invoke("book", "publish", book, folder, "--window", "none", "--by", "王芳", "--why", "十月考核")
    invoke("book", "seal", book, "2026-10", *SIGNED, "--apply")
    who = gp.load_assessment(folder).people["subject"][0]
    invoke("book", "appeal", book, "2026-10", who, "--item", "arrival", "--by", "本人", "--why", "轨迹缺失")
    decided = invoke("book", "decide", book, 3, "upheld", "--points", "1", "--by", "孙主任", "--why", "照片属实")
    expected = "2026-10 is sealed: `gridperf book correct` carries the decision out, and a later period pays the difference.\n"
    assert (decided.stdout, decided.stderr) == ("Appeal 3: upheld\n", expected)


def test_a_result_is_printed_from_the_book_it_is_published_in(county, tmp_path):
    """The notice takes its window from there; without a period, or with dates of one's own, it is not made."""
    book, folder = county
    notice = ("--report", "public-notice", "--object-to", "县网格中心", "--to", tmp_path / "notice.html")
    assert invoke("book", "publish", book, folder, "--window", "5 workdays", "--by", "王芳", "--why", "十月考核").exit_code == 0
    assert invoke("render", book, *notice).stderr.startswith("Usage: Printing from a Book needs a period, such as --period 2026-10.")
    twice = invoke("render", book, "--period", "2026-10", *notice, "--opens-on", "2026-11-03", "--closes-on", "2026-11-09")
    assert "P114" in twice.stderr
    assert invoke("render", book, "--period", "2026-10", *notice).exit_code == 0
    window = gp.open_book(book).standing("2026-10").window
    text = (tmp_path / "notice.html").read_text(encoding="utf-8")
    last = window.closes_on
    assert f"起至{last.year}年{last.month}月{last.day}日止" in text


def test_options_of_a_notice_are_for_notices(county):
    """An option that would do nothing is refused."""
    done = invoke("render", county[1], "--report", "pay-sheet", "--to", "x", "--full-names")
    assert (done.exit_code, done.stderr.splitlines()[0]) == (2, "Usage: --full-names is for public notices only.")
