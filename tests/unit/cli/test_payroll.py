"""`gridperf payroll` shows exceptions before sums and sums before files; `gridperf reconcile` says who differs, where and why."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import gridperf as gp
from gridperf import payroll
from gridperf.testing import synthetic_county, synthetic_payees

EMPLOYER = """
title: 发放
payer: 网格中心
locality: 530100-kunming
minimum_wage: {class: 二类}
insured_month: payment
without_pay: no_contributions
classes:
  - {name: 职工, schemes: [pension, medical, unemployment], fund: true, minimum_wage: applies}
  - {name: 补贴, schemes: [], fund: false, minimum_wage: not_tested}
fund: {worker: 5%, employer: 5%}
lines:
  - {lines: [base, performance, top-up, report-cash], as: wage, minimum_wage: counts}
  - {lines: [dedicated-allowance, dedicated-performance], as: wage, minimum_wage: left_out}
look_at: {retro_above: 500, times_last: 2}
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a saved assessment, payroll.yaml and the tables of HR of a small county."""
    folder = tmp_path_factory.mktemp("office")
    records = gp.read_records(synthetic_county("2026-10", scale=0.03, messy=False), on_problem="quarantine")
    gp.assess(records, gp.load_rules("370522-lijin", period="2026-10"), "2026-10").save(folder / "out/2026-10")
    roster = records.table("roster").collect().with_columns(pl.format("网格员{}", "worker_id").alias("name"))
    tables = synthetic_payees(roster, insured_as={"专职网格员": "职工", "专属网格员": "补贴"}, through="2026-10")
    (folder / "hr").mkdir()
    for name, table in tables.items():
        table.write_csv(folder / f"hr/{name}.csv")
    (folder / "payroll.yaml").write_text(EMPLOYER, encoding="utf-8")
    return folder


def words(office: Path, out: Path, day: str = "2026-11-10") -> list[object]:
    return [
        "payroll",
        office / "out/2026-10",
        "--payees",
        office / "hr",
        "--rules",
        office / "payroll.yaml",
        "--paid-on",
        day,
        "--out",
        out,
    ]


def _half() -> gp.Records:
    """Return other records of the same month."""
    return gp.read_records(synthetic_county("2026-10", scale=0.02, messy=False), on_problem="quarantine")


def test_a_payment_is_shown_saved_and_written(run, office, tmp_path):
    """Sums on the screen are those of the slips, and the files lie in the payment's folder."""
    result = run(*words(office, tmp_path), "--layout", "ccb")
    assert result.exit_code == 0, result.stderr
    paid = payroll.load_payroll(tmp_path / "2026-11")
    assert f"{paid.totals['net']:,.2f}" in result.stdout
    assert "Net in capitals: 人民币" in result.stdout
    assert "Wrote 7 files" in result.stderr
    assert (tmp_path / "2026-11/files/建设银行代发.txt").is_file()


def test_unconfirmed_exceptions_keep_the_files_back(run, office, tmp_path):
    """The exceptions come first, the payment is saved, no file is written, and the exit code says so."""
    run(*words(office, tmp_path))
    hr = tmp_path / "hr"
    hr.mkdir()
    for path in (office / "hr").iterdir():
        (hr / path.name).write_bytes(path.read_bytes())
    worker = payroll.load_payroll(tmp_path / "2026-11").slips["worker_id"][0]
    (hr / "adjustments.csv").write_text(f"worker_id,paid_in,kind,document,amount\n{worker},2026-12,补发,文件,600\n", encoding="utf-8")
    line = words(office, tmp_path, "2026-12-10")
    line[3] = hr
    result = run(*line, "--before", tmp_path / "2026-11")
    assert result.exit_code == 1
    first, *_ = result.stdout.splitlines()
    assert first == "Exceptions (look at these first)"
    assert "large correction" in result.stdout
    assert "Exceptions not confirmed: 1." in result.stderr
    assert "异常确认-2026-12.xlsx" in result.stderr
    assert (tmp_path / "2026-12/异常确认-2026-12.xlsx").is_file()
    assert not (tmp_path / "2026-12/files").exists()
    assert "corrections" in result.stdout
    compared = run("reconcile", tmp_path / "2026-12", "--before", tmp_path / "2026-11", "--json")
    changes = json.loads(compared.stdout)["changes"]
    nets = [payroll.load_payroll(tmp_path / month).totals["net"] for month in ("2026-11", "2026-12")]
    assert sum(Decimal(row["difference"]) for row in changes) == nets[1] - nets[0]
    assert "补发" in run("reconcile", tmp_path / "2026-12", "--before", tmp_path / "2026-11").stdout


def test_a_mistake_of_hr_is_shown_with_its_person(run, office, tmp_path):
    """A base below the floor stops before anything is saved."""
    hr = tmp_path / "hr"
    hr.mkdir()
    payees = pl.read_csv(office / "hr/payees.csv", infer_schema=False)
    payees.with_columns(pl.lit("100").alias("insurance_base"), pl.lit(None, dtype=pl.String).alias("insurance_wage")).write_csv(
        hr / "payees.csv"
    )
    (hr / "opening.csv").write_bytes((office / "hr/opening.csv").read_bytes())
    line = words(office, tmp_path / "paid")
    line[3] = hr
    result = run(*line)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Y019" in result.stderr
    assert payees["name"][0] in result.stderr
    assert not (tmp_path / "paid").exists()


def test_the_tax_client_is_compared(run, office, tmp_path):
    """Agreement is said, and a figure that differs ends with exit code 1."""
    run(*words(office, tmp_path), "--quiet")
    paid = payroll.load_payroll(tmp_path / "2026-11")
    sheet = paid.payees.select("id_number", "name").with_columns(paid.slips["tax.wage"].alias("应补(退)税额"))
    sheet.write_csv(tmp_path / "same.csv")
    assert run("reconcile", tmp_path / "2026-11", "--tax-result", tmp_path / "same.csv").exit_code == 0
    sheet.head(sheet.height - 1).write_csv(tmp_path / "other.csv")
    result = run("reconcile", tmp_path / "2026-11", "--tax-result", tmp_path / "other.csv", lang="zh")
    assert result.exit_code == 1
    assert "与税务客户端不一致的 1 处" in result.stdout


def test_what_is_not_sealed_is_not_paid(run, office, tmp_path):
    """With the Book, a published result is refused, the sealed one is paid, and another one is refused again."""
    made = gp.load_assessment(office / "out/2026-10")
    book = gp.open_book(tmp_path / "county.book", create=True)
    book.publish(made, window="none", by="王芳", why="十月考核")
    line = [*words(office, tmp_path / "paid"), "--book", tmp_path / "county.book", "--layout", "ccb"]
    refused = run(*line)
    assert (refused.exit_code, refused.stdout) == (1, "")
    said = " ".join(refused.stderr.split())  # lines break where the path of the Book is long
    assert "Y061" in said
    assert "The result of 2026-10 is not sealed in the Book" in said
    assert "(it is published)" in said
    assert not (tmp_path / "paid").exists()
    book.seal("2026-10", by="李强", why="公示无异议")
    assert run(*line).exit_code == 0
    again = tmp_path / "again.book"
    other = gp.open_book(again, create=True)
    gp.assess(_half(), made.rulebook, "2026-10").save(tmp_path / "half")
    other.publish(gp.load_assessment(tmp_path / "half"), window="none", by="王芳", why="十月考核")
    other.seal("2026-10", by="李强", why="公示无异议")
    line[line.index("--book") + 1] = again
    assert "is not the one sealed in the Book" in " ".join(run(*line).stderr.split())


def test_the_next_month_goes_on_from_the_book(run, office, tmp_path):
    """What was kept is what the next payment goes on from; another one given beside it, and a month again, are refused."""
    place = tmp_path / "county.book"
    book = gp.open_book(place, create=True)
    book.publish(gp.load_assessment(office / "out/2026-10"), window="none", by="王芳", why="十月考核")
    book.seal("2026-10", by="李强", why="公示无异议")
    run(*words(office, tmp_path), "--book", place, "--layout", "ccb")
    first = tmp_path / "2026-11"
    assert run("book", "pay", place, first, "--by", "陈会计", "--why", "批次", "--apply").exit_code == 0
    assert "Y064" in run(*words(office, tmp_path), "--book", place).stderr
    line = words(office, tmp_path, "2026-12-10")
    assert "Y063" in run(*line, "--book", place).stderr
    records = gp.read_records(synthetic_county("2026-11", scale=0.03, messy=False), on_problem="quarantine")
    made = gp.assess(records, gp.load_rules("370522-lijin", period="2026-11"), "2026-11")
    book.publish(made, window="none", by="王芳", why="十一月考核")
    book.seal("2026-11", by="李强", why="公示无异议")
    line[1] = made.save(tmp_path / "out/2026-11")
    run(*line, "--book", place, "--quiet", "--json")
    alone = payroll.load_payroll(tmp_path / "2026-12")
    line[line.index("--out") + 1] = tmp_path / "other"
    run(*line, "--before", first, "--quiet")
    assert payroll.load_payroll(tmp_path / "other/2026-12").digest == alone.digest
    head = json.loads((first / "payroll.json").read_text(encoding="utf-8"))
    assert alone.provenance["before"] == head["digest"]
    different = tmp_path / "different"
    payroll.settle(
        gp.load_assessment(office / "out/2026-10"),
        payroll.read_payees(office / "hr"),
        payroll.load_employer(office / "payroll.yaml"),
        paid_on=dt.date(2026, 11, 11),
    ).save(different)
    refused = run(*line, "--book", place, "--before", different)
    assert refused.exit_code == 1
    assert "Y066" in refused.stderr


def test_comparing_needs_something_to_compare_with(run, office, tmp_path):
    """Neither --before nor --tax-result is wrong usage, said in words."""
    result = run("reconcile", tmp_path)
    assert result.exit_code == 2
    assert "Give --before or --tax-result." in result.stderr


def test_as_data(run, office, tmp_path):
    """--json has the sums as text, digit for digit, and nothing else on standard output."""
    result = run(*words(office, tmp_path), "--json", "--layout", "tax-income")
    held = json.loads(result.stdout)
    paid = payroll.load_payroll(tmp_path / "2026-11")
    assert held["totals"]["net"]["now"] == str(paid.totals["net"])
    assert (held["month"], held["digest"], dt.date.fromisoformat(held["paid_on"])) == ("2026-11", paid.digest, paid.paid_on)


def test_payslips_are_printed_verified_and_printed_again(run, office, tmp_path):
    """Everybody's slip with the payment; one again from the payment that was saved, the same byte for byte; each is verified."""
    result = run(*words(office, tmp_path), "--layout", "ccb", "--slips", tmp_path / "slips", "--processes", "1")
    paid = payroll.load_payroll(tmp_path / "2026-11")
    assert result.stderr.splitlines()[-1] == f"Wrote {paid.slips.height} files to {tmp_path / 'slips'}"
    worker = paid.slips["worker_id"][1]
    again = run("payslips", tmp_path / "2026-11", "--worker", worker, "--to", tmp_path / "one")
    (one,) = (tmp_path / "one").iterdir()
    assert again.stderr == f"Wrote {one}\n"
    assert one.read_bytes() == (tmp_path / "slips" / one.name).read_bytes()
    result = run("verify", tmp_path / "slips", "--against", tmp_path / "2026-11")
    assert result.exit_code == 0
    told = result.stdout.splitlines()
    assert told[0] == f"All {paid.slips.height} files hold."
    assert [line for line in told if line.startswith("  checked")] == [
        f"  checked: {what} ({paid.slips.height})"
        for what in (
            "the bytes are as sealed",
            "the words on the page are as sealed",
            "the words say what the data says",
            "totals and pay are the sums of the entries",
            "the files are those of the manifest (folders and archives)",
            "every row is that of the payment (--against)",
        )
    ]
    assert run("verify", one, "--against", office / "out/2026-10").exit_code == 1
    result = run("verify", one, "--records", office / "out")
    assert result.exit_code == 2
    assert "Payslips do not come from records; name the folder of their payment with --against." in " ".join(result.stderr.split())
