"""Each command on a small county: results on standard output, talk on standard error, exit codes that scripts can rely on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import gridperf as gp
from gridperf.testing import synthetic_county, write_exports

PACK = "370522-lijin"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> Path:
    """Return export files of a county of 40 people in which nothing is wrong."""
    folder = tmp_path_factory.mktemp("county") / "exports"
    write_exports(synthetic_county("2026-10", scale=0.05, messy=False), folder)
    return folder


@pytest.fixture(scope="module")
def saved(exports) -> Path:
    """Return the folder of its saved assessment."""
    result = gp.assess(gp.read_records(exports), gp.load_rules(PACK, period="2026-10"), "2026-10")
    return result.save(exports.parent / "saved" / "2026-10")


@pytest.fixture(scope="module")
def month(saved) -> gp.Assessment:
    """Return its assessment."""
    return gp.load_assessment(saved)


# --- assess ----------------------------------------------------------------------------------------------------------


def test_assess_saves_what_it_shows(run, exports, month, tmp_path):
    """The assessment and its pay sheet are saved under the period's name, and the table shows people and money."""
    result = run("assess", exports, "--rules", PACK, "--period", "2026-10", "--out", tmp_path)
    assert result.exit_code == 0
    assert gp.load_assessment(tmp_path / "2026-10").digest == month.digest
    assert (tmp_path / "2026-10" / "pay-sheet.xlsx").read_bytes().startswith(b"PK")
    gross = sum(month.pay["gross"], Decimal(0))
    assert result.stdout.splitlines()[0] == "Grades and money, 2026-10"
    assert f"{gross:,.2f}" in result.stdout
    assert f"Saved {tmp_path / '2026-10'}" in result.stderr


def test_assess_in_json_is_exact(run, exports, month, tmp_path):
    """The JSON holds every person once and every yuan, as text; nothing else is on standard output."""
    result = run("assess", exports, "--rules", PACK, "--period", "2026-10", "--out", tmp_path, "--json")
    data = json.loads(result.stdout)
    assert (data["digest"], data["people"]) == (month.digest, month.people.height)
    assert sum(row["people"] for row in data["grades"]) == month.grades.height
    assert Decimal(data["pay"]["gross"]) == sum(month.pay["gross"], Decimal(0)) == sum(map(Decimal, data["pay"]["lines"].values()))
    assert sum(Decimal(row["gross"]) for row in data["grades"]) == Decimal(data["pay"]["gross"])


def test_assess_says_when_the_examples_do_not_hold(run, exports, tmp_path):
    """Rules that do not pay what their author worked out are applied, with a warning that says so (A135)."""
    pack = Path(shutil.copytree(Path(__file__).resolve().parents[3] / "rules" / PACK, tmp_path / PACK))
    edition = next((pack / "editions").glob("*.yaml"))
    text = edition.read_text(encoding="utf-8")
    assert "{优秀: 1.3, " in text
    edition.write_text(text.replace("{优秀: 1.3, ", "{优秀: 1.2, "), encoding="utf-8")
    result = run("assess", exports, "--rules", pack, "--period", "2026-10", "--out", tmp_path, "--json")
    (said,) = [problem for problem in json.loads(result.stdout)["warnings"] if problem["code"] == "A135"]
    assert result.exit_code == 0
    assert said["message"].endswith("worked examples of 370522-lijin do not hold: these rules do not pay what their author worked out.")
    assert said["message"] in result.stderr


def test_grades_of_the_table_are_those_of_the_result(run, exports, month, tmp_path):
    """People per grade are counted from the grades, per sheet, the best grade first."""
    result = run("assess", exports, "--rules", PACK, "--period", "2026-10", "--out", tmp_path, "--json")
    counted = {(sheet, grade): people for sheet, grade, people in month.grades.group_by("sheet", "grade").len().iter_rows()}
    rows = json.loads(result.stdout)["grades"]
    assert {(row["sheet"], row["grade"]): row["people"] for row in rows if row["people"]} == counted
    assert [row["grade"] for row in rows if row["sheet"] == "worker-month"][:4] == ["优秀", "良好", "合格", "不合格"]


def test_wrong_records_stop_the_run(run, exports, tmp_path):
    """A problem in the records is listed with its place, exit code 1, no traceback, and nothing is saved."""
    broken = tmp_path / "exports"
    shutil.copytree(exports, broken)
    (broken / "attendance.csv").write_text("worker_id,date\n,2026-10-01\n05220001,someday\n", encoding="utf-8")
    result = run("assess", broken, "--rules", PACK, "--period", "2026-10", "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "attendance.csv, row 3, column 'date', value 'someday'" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_quarantine_writes_what_was_set_aside(run, tmp_path):
    """Rejected records stand in a workbook with place and reason, one row each, and go when there are none any more."""
    write_exports(synthetic_county("2026-10", scale=0.05), tmp_path / "exports")
    records = gp.read_records(tmp_path / "exports", on_problem="quarantine")
    args = ["assess", tmp_path / "exports", "--rules", PACK, "--period", "2026-10", "--out", tmp_path]
    result = run(*args, "--on-problem", "quarantine")
    file = tmp_path / "2026-10" / "rejects.xlsx"
    assert f"{records.rejects.height} records are wrong and count nowhere; where and why is in {file}" in result.stderr
    told = pl.read_excel(file, infer_schema_length=0)
    assert told.columns == ["Table", "File", "Row", "Column", "Value", "Code", "What is wrong", "The whole row"]
    assert told["What is wrong"].to_list() == records.rejects["message"].to_list()
    assert told["Row"].to_list() == records.rejects["row"].cast(pl.String).to_list()
    counted = gp.load_assessment(tmp_path / "2026-10").left_out.filter(pl.col("reason") == "rejected")["records"].sum()
    assert counted == records.rejects.height > 0
    write_exports(synthetic_county("2026-10", scale=0.05, messy=False), tmp_path / "exports")
    assert run(*args).exit_code == 0
    assert not file.exists()


def test_missing_source_and_unknown_pack_are_problems(run, exports, tmp_path):
    """What cannot be found is named; the nearest pack is suggested."""
    result = run("assess", tmp_path / "nowhere", "--rules", PACK, "--period", "2026-10", "--out", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nowhere" in result.stderr
    result = run("assess", exports, "--rules", "370522-lijing", "--period", "2026-10", "--out", tmp_path)
    assert result.exit_code == 1
    assert "370522-lijin" in result.stderr


def test_roll_up_joins_saved_months(run, saved, month, tmp_path):
    """One month of three is rolled up as the rules say of missing months: nobody has the two results needed."""
    result = run("assess", "--roll-up", saved, "--period", "2026Q4", "--out", tmp_path, "--json")
    assert result.exit_code == 0
    rolled = gp.load_assessment(tmp_path / "2026Q4")
    assert rolled.provenance.runs == (month.digest,)
    assert {row["grade"] for row in json.loads(result.stdout)["grades"] if row["people"]} == {None}


def test_a_folder_that_cannot_be_written_is_named(run, exports, tmp_path):
    """A path in the way is said in one line, with exit code 1 and no traceback."""
    (tmp_path / "out").write_text("in the way", encoding="utf-8")
    result = run("assess", exports, "--rules", PACK, "--period", "2026-10", "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Cannot read or write {tmp_path / 'out' / '2026-10'}: Not a directory\n"


# --- explain ---------------------------------------------------------------------------------------------------------


def test_explain_shows_every_entry_and_the_totals(run, saved, month):
    """All entries of the worker stand there, and each ledger's total is the score and the pay."""
    worker = month.people["subject"][0]
    found = month.explain(worker)
    result = run("explain", saved, worker)
    assert result.exit_code == 0
    names = found.entries["name"].to_list()
    assert [name for name in names if name not in result.stdout] == []
    gross = month.pay.filter(pl.col("subject") == worker)["gross"][0]
    totals = [line.split()[-1] for line in result.stdout.splitlines() if line.startswith("Total")]
    assert [Decimal(total.replace(",", "")) for total in totals] == [found.scores["total"][0], gross]


def test_explain_in_json_is_the_explanation(run, saved, month):
    """The JSON holds the entries as they are, and why the grade is not better."""
    worker = month.people["subject"][0]
    data = json.loads(run("explain", saved, worker, "--grade", "优秀", "--json").stdout)
    found, why = month.explain(worker), month.why_not(worker, "优秀")
    assert [Decimal(entry["amount"]) for entry in data["entries"]] == found.entries["amount"].to_list()
    assert data["person"]["subject"] == worker
    assert (data["why_not"]["points_short"], data["why_not"]["by"]) == (None, "no_places")
    assert (why.points_short, why.by) == (None, "no_places")
    assert [step["more"] for step in data["why_not"]["steps"]] == why.steps["more"].to_list()


def test_explain_takes_a_name_only_one_person_has(run, saved, month):
    """A name is as good as an identifier as long as it means one person."""
    names = month.people["name"]
    alone = names.filter(names.is_unique())[0]
    worker = month.people.filter(pl.col("name") == alone)["subject"][0]
    assert run("explain", saved, alone).stdout == run("explain", saved, worker).stdout


def test_explain_refuses_a_name_two_people_have(run, month, tmp_path):
    """A name of two people means neither of them: both identifiers are named."""
    people = month.people.with_columns(pl.lit("王伟").alias("name"))
    tables = {**month.tables, "people": lambda: people}
    namesakes = replace(month, tables=tables, _made={}).save(tmp_path / "namesakes")
    result = run("explain", namesakes, "王伟")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{people.height} people are called 王伟: 05220001, 05220002" in result.stderr


def test_explain_of_somebody_else_is_a_problem(run, saved):
    """An unknown worker gets the nearest identifiers, an unknown grade the grades there are."""
    result = run("explain", saved, "5220001")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "05220001" in result.stderr
    result = run("explain", saved, "05220001", "--grade", "优等")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "优秀、良好、合格、不合格" in result.stderr


# --- verify ----------------------------------------------------------------------------------------------------------


def test_verify_holds_alone_and_against_the_records(run, saved, exports):
    """A saved assessment holds by itself, which says what it cannot confirm, and when it is computed again."""
    shown = " ".join(run("verify", saved).stdout.split())
    assert shown.startswith("Verified: made again from measures, people and rules, entries, scores, grades and pay hold;")
    assert "Only the records (--records) can confirm: people: name," in shown
    assert "measures: numerator, denominator" in shown
    result = run("verify", saved, "--records", exports)
    assert (result.exit_code, " ".join(result.stdout.split())) == (
        0,
        "Verified: computed again from the records, every row and column of every table holds.",
    )
    data = json.loads(run("verify", saved, "--json").stdout)
    assert (data["holds"], data["checked"], data["problems"]) == (True, "itself", [])
    assert {"table": "left_out", "what": []} in data["unchecked"]


@pytest.mark.parametrize("name", ["cards.zip", "05220001.pdf"])
def test_verify_says_that_a_card_is_not_there(run, tmp_path, name):
    """A path that is mistyped is no card that was changed."""
    result = run("verify", tmp_path / name)
    assert (result.exit_code, f"There is no {tmp_path / name}; check the path" in " ".join(result.stderr.split())) == (2, True)


def test_verify_checks_a_pay_sheet_by_itself_and_against_result_and_records(run, saved, exports, tmp_path):
    """Which checks were made is said; given the result or the records, all rows are compared; a changed byte does not hold."""
    run("render", saved, "--report", "pay-sheet", "--to", tmp_path)
    (paper,) = tmp_path.iterdir()
    shown = run("verify", paper).stdout
    assert shown.splitlines() == [
        "All 1 files hold.",
        "  checked: the bytes are as sealed (1)",
        "  checked: the words on the page are as sealed (1)",
        "  checked: the words say what the data says (1)",
        "  checked: rows agree with totals, counts, means and amounts in capitals (1)",
        "  not checked: signatures fit (of the file, or of its manifest)",
        "  not checked: they were made by the rules given (--rules)",
        "  not checked: every row is that of the Book, and stands there (--book)",
        "  not checked: every row is that of the assessment (--against)",
        "  not checked: computed again from the records (--records)",
    ]
    for option, source in (("--against", saved), ("--records", exports)):
        data = json.loads(run("verify", paper, option, source, "--json").stdout)
        assert (data["holds"], list(data["checked"])[-1]) == (True, {"--against": "assessment", "--records": "records"}[option])
    changed = paper.read_bytes()
    paper.write_bytes(changed.replace(b"/Title", b"/Titel", 1))
    assert run("verify", paper).exit_code == 1


def test_verify_finds_other_records(run, saved, tmp_path):
    """Records of another seed do not give the same results: exit code 1, the files that differ first, then each difference."""
    other = tmp_path / "exports"
    write_exports(synthetic_county("2026-10", seed=7, scale=0.05, messy=False), other)
    result = run("verify", saved, "--records", other, "--json")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["holds"], data["checked"]) == (1, False, "records")
    codes = [problem["code"] for problem in data["problems"]]
    assert codes[0] == "A141"
    assert set(codes) <= {"A141", "A119", "A120"}
    assert {problem["where"]["table"] for problem in data["problems"] if problem["code"] == "A119"} >= {"measures", "scores", "people"}


def test_a_roll_up_is_verified_against_its_months(run, saved, tmp_path):
    """Rolled up again from the month it was made from; without it, the page says what to give."""
    whole = tmp_path / "out" / "2026Q4"
    assert run("assess", saved, "--roll-up", "--period", "2026Q4", "--out", tmp_path / "out").exit_code == 0
    result = run("verify", whole, "--history", saved)
    assert (result.exit_code, " ".join(result.stdout.split())) == (
        0,
        "Verified: rolled up again from the results given, every row and column of every table holds.",
    )
    shown = " ".join(run("verify", whole).stdout.split())
    assert "Only the results it was rolled up from (each with --history) can confirm:" in shown


def test_verify_finds_a_changed_file(run, saved, tmp_path):
    """A table written anew with another figure is refused when the assessment is opened."""
    changed = tmp_path / "2026-10"
    shutil.copytree(saved, changed)
    pay = pl.read_parquet(changed / "pay.parquet")
    pay.with_columns(pl.col("gross") + pl.lit(Decimal("0.01"))).write_parquet(changed / "pay.parquet")
    for command in (["verify", changed], ["explain", changed, "05220001"], ["render", changed, "--report", "pay-sheet", "--to", tmp_path]):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "A113" in result.stderr
        assert "pay.parquet" in result.stderr


# --- render ----------------------------------------------------------------------------------------------------------


def test_render_prints_the_cards_asked_for(run, saved, tmp_path):
    """Chosen workers, or the first so many, one file each."""
    result = run("render", saved, "--report", "scorecard", "--worker", "05220002", "--cards", "1", "--to", tmp_path)
    assert result.exit_code == 0
    (card,) = tmp_path.iterdir()
    assert card.name.startswith("05220002-")
    assert result.stderr == f"Wrote {card}\n"


def test_render_of_an_unknown_worker_is_a_problem(run, saved, tmp_path):
    """Nothing is printed for somebody who was not assessed."""
    result = run("render", saved, "--report", "scorecard", "--worker", "nobody", "--to", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "P107" in result.stderr


# --- new and check ---------------------------------------------------------------------------------------------------


def test_new_starts_a_pack_that_passes_its_check(run, tmp_path):
    """The new pack has the county's name, passes every check, and is never written over."""
    result = run("new", "990001-example", "--name", "示例某县", "--to", tmp_path)
    assert result.exit_code == 0
    assert "示例某县" in (tmp_path / "990001-example" / "pack.yaml").read_text(encoding="utf-8")
    assert f"gridperf check {tmp_path / '990001-example'}" in result.stdout
    assert run("check", tmp_path / "990001-example").exit_code == 0
    again = run("new", "990001-example", "--name", "x", "--to", tmp_path)
    assert (again.exit_code, again.stdout) == (1, "")


def test_new_starts_a_layer_over_the_rules_above(run, tmp_path):
    """The new pack passes its check as it is; an edition that is not there is named, with those that are."""
    result = run("new", "370522102-chenzhuang", "--name", "陈庄镇", "--extends", "370522-lijin@2026-01-01", "--to", tmp_path)
    folder = tmp_path / "370522102-chenzhuang"
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Created the pack {folder} over 370522-lijin@2026-01-01\n")
    assert "what differs from the upper rules, each with its clause" in result.stdout
    assert run("check", folder).exit_code == 0
    missing = run("new", "370522103-x", "--name", "x", "--extends", "370522-lijin@2027-01-01", "--to", tmp_path)
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert "370522-lijin has no edition in force from 2027-01-01" in missing.stderr
    assert not (tmp_path / "370522103-x").exists()


def test_schema_prepares_a_pack_for_editors_once(run, tmp_path):
    """What is written is named; a pack that is prepared already is said to be."""
    run("new", "990001-example", "--name", "示例某县", "--to", tmp_path)
    pack = tmp_path / "990001-example"
    (pack / "schema" / "pack.schema.json").unlink()
    first = run("schema", pack)
    assert (first.exit_code, first.stdout, first.stderr) == (0, "", f"Wrote {pack / 'schema' / 'pack.schema.json'}\n")
    again = run("schema", pack)
    assert (again.exit_code, again.stderr) == (0, "What editors complete by is up to date\n")


# --- the program -----------------------------------------------------------------------------------------------------


def _program(*args: object, **env: str) -> subprocess.CompletedProcess[str]:
    code = "from gridperf.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **env},
        check=False,
    )


def test_streams_of_the_program_are_apart(saved):
    """As a process: JSON alone on standard output, and a pipe carries neither colours nor progress."""
    done = _program("explain", saved, "05220001", "--json", GRIDPERF_LANG="zh")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["person"]["subject"] == "05220001"
    done = _program("explain", saved, "nobody", GRIDPERF_LANG="zh")
    assert (done.returncode, done.stdout) == (1, "")
    assert "\x1b" not in done.stderr
    assert done.stderr.splitlines()[0] == "1 个问题"


def test_language_follows_the_environment():
    """LANG decides when nothing else does."""
    assert _program("--help", LANG="zh_CN.UTF-8").stdout.startswith("gridperf  网格员")
    assert _program("--help", LANG="de_DE.UTF-8").stdout.startswith("gridperf  Assessment")
    assert _program("--help", LANG="de_DE.UTF-8", GRIDPERF_LANG="zh").stdout.startswith("gridperf  网格员")


def test_a_fault_of_the_program_keeps_its_traceback(run, monkeypatch, saved):
    """What is not a problem of anybody's data is not dressed up as one."""

    def broken(_folder):
        raise ZeroDivisionError

    monkeypatch.setattr(gp, "load_assessment", broken)
    with pytest.raises(ZeroDivisionError):
        run("verify", saved)
