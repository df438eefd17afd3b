"""The demonstration leaves files anybody can repeat it from, and computes everything on a machine that cannot print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest

import gridperf as gp
from gridperf import demo as demonstration
from gridperf.errors import Problem, ReportError

_COMPUTE = demonstration.compute
HEARD: list[object] = []


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> demonstration.Demo:
    """Return the demonstration on a county of 16 people, unprinted."""
    return demonstration.compute(tmp_path_factory.mktemp("demo"), scale=0.02)


@contextmanager
def _watch(stage: str, pieces: int | None) -> Iterator[Callable[[int], None]]:
    HEARD.append((stage, pieces))
    yield HEARD.append


@pytest.fixture(scope="module")
def early(tmp_path_factory) -> demonstration.Demo:
    """Return a watched demonstration of the second month in which the rules are in force."""
    HEARD.clear()
    return demonstration.compute(tmp_path_factory.mktemp("early"), period="2026-02", scale=0.01, watch=_watch)


def test_the_month_can_be_repeated_from_the_files(small):
    """The exports, read and assessed again with the months before, give the digest of the saved assessment."""
    before = [gp.load_assessment(folder) for folder in sorted((small.folder / "assessments").glob("2026-??"))][:-1]
    assert [each.period.code for each in before] == [f"2026-{month:02d}" for month in range(1, 10)]
    records = gp.read_records(small.folder / "exports", on_problem="quarantine")
    again = gp.assess(records, gp.load_rules(demonstration.PACK, period="2026-10"), "2026-10", history=before)
    assert again.digest == small.month.digest == gp.load_assessment(small.folder / "assessments" / "2026-10").digest


def test_the_trend_and_the_quarter_come_from_the_months_before(small):
    """The month knows nine earlier ones of its year, and the last full quarter is rolled up from three of them."""
    assert sorted(set(small.month.history["period"])) == [f"2026-{month:02d}" for month in range(1, 10)]
    assert small.quarter is not None
    assert small.quarter.period.code == "2026Q3"
    assert small.quarter.verify() == ()


@pytest.mark.parametrize(
    ("period", "quarter"), [("2026-12", "2026Q4"), ("2026-11", "2026Q3"), ("2026-03", "2026Q1"), ("2026-02", "2025Q4")]
)
def test_the_last_full_quarter_is_over_with_the_month(period, quarter):
    """A quarter counts as full in its last month, not before."""
    rules = gp.load_rules(demonstration.PACK, period=period)
    assert demonstration._last_quarter(rules, rules.period(period)).code == quarter


def test_months_before_the_rules_are_left_out(early):
    """A month is assessed only while an edition is in force, and a quarter rolled up only from three such months."""
    assert early.pieces["months-before"] == 1
    assert early.quarter is None
    assert sorted(path.name for path in (early.folder / "assessments").iterdir()) == ["2026-01", "2026-02"]


def test_every_stage_is_watched_and_timed(early):
    """Whoever watches hears of every stage and of every month."""
    assert HEARD == [("generating", None), ("exporting", None), ("months-before", 1), 1, ("county-month", None), ("saving", None)]
    assert list(early.seconds) == ["generating", "exporting", "months-before", "county-month", "saving"]


def test_the_command_prints_and_says_what_to_try_next(run, monkeypatch, tmp_path):
    """Scorecards, pay sheet and county summary are printed; the commands shown at the end run as they stand."""
    monkeypatch.setattr(demonstration, "compute", partial(_COMPUTE, scale=0.01))
    result = run("demo", "--out", tmp_path / "out", "--cards", "1", "--processes", "1", "--period", "2026-04")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "Making the county",
        "Writing export files",
        "Making and assessing the months before",
        "County month: records read → all tables",
        "Quarter rolled up, all saved, pay sheet in Excel",
        "Printing the pay sheet and the county summary",
        "Printing scorecards",
    ]
    assert len(list((tmp_path / "out" / "scorecards").glob("*.pdf"))) == 1
    assert {path.suffix for path in (tmp_path / "out").iterdir() if path.is_file()} == {".pdf", ".xlsx"}
    lines = [line.strip() for line in result.stdout.splitlines()]
    commands = [line.split()[1:] for line in lines if line.startswith("gridperf ")]
    assert [command[0] for command in commands] == ["explain", "explain", "verify", "assess"]
    assert [run(*command).exit_code for command in commands] == [0, 0, 0, 0]


def test_without_a_printer_everything_else_is_done(run, monkeypatch, tmp_path):
    """The county is computed, saved and shown; the one problem with printing comes last, with exit code 1."""

    def unable(*_args, **_settings):
        raise ReportError(Problem("P101", values={"missing": "Pango", "packages": "libpango-1.0-0"}))

    monkeypatch.setattr(demonstration, "compute", partial(_COMPUTE, scale=0.01))
    monkeypatch.setattr(demonstration, "print_reports", unable)
    result = run("demo", "--out", tmp_path, "--period", "2026-01")
    assert result.exit_code == 1
    assert result.stdout.startswith("Grades and money, 2026-01")
    assert "gridperf explain" in result.stdout
    said = result.stderr.splitlines()
    assert said[0] == "Making the county"  # whoever cannot see a bar is told of each stage
    assert [line.split()[0] for line in said[said.index("1 problem") :][:2]] == ["1", "P101"]
    assert (tmp_path / "pay-sheet.xlsx").is_file()
    assert gp.load_assessment(tmp_path / "assessments" / "2026-01").verify() == ()


def test_no_pdf_prints_none(run, monkeypatch, tmp_path):
    """Whoever wants no PDF gets everything else and exit code 0."""
    monkeypatch.setattr(demonstration, "compute", partial(_COMPUTE, scale=0.01))
    result = run("demo", "--out", tmp_path, "--period", "2026-01", "--no-pdf")
    assert (result.exit_code, list(tmp_path.rglob("*.pdf"))) == (0, [])
    assert (tmp_path / "pay-sheet.xlsx").is_file()
