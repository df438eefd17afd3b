"""Rooms import one way, and whoever only computes loads only what computing needs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "weasyprint",
    "hypothesis",
    "sqlglot",
    "jinja2",
    "yaml",
    "chinese_calendar",
    "typer",
    "rich",
    "sqlalchemy",
    "pandas",
    "xlsxwriter",
    "uharfbuzz",
    "pydyf",
    "pikepdf",
)
PRINTING = ("weasyprint", "pydyf", "pikepdf", "jinja2", "uharfbuzz", "fontTools", "hypothesis", "typer")


def loaded_by(code: str, *, cwd: Path) -> set[str]:
    """Return the top-level modules a fresh Python holds after running *code*."""
    script = f"{code}\nimport json, sys; print(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_rooms_import_one_way(root: Path) -> None:
    """No module imports from a room above its own, and only the rooms that print import what prints."""
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_gridperf_loads_nothing_heavy(tmp_path: Path) -> None:
    """`import gridperf` leaves to later whatever a payroll script may never need."""
    assert loaded_by("import gridperf", cwd=tmp_path) & set(HEAVY) == set()


def test_every_public_name_is_there_without_a_page(tmp_path: Path) -> None:
    """Touching each public name loads neither a PDF library nor a command line nor made-up examples."""
    code = "import gridperf\nfor name in gridperf.__all__: getattr(gridperf, name)"
    assert loaded_by(code, cwd=tmp_path) & {"weasyprint", "hypothesis", "typer", "chinese_calendar"} == set()


def test_assessing_a_month_prints_nothing(tmp_path: Path) -> None:
    """A whole month is read, assessed, explained, saved and verified without loading anything a page needs."""
    code = """
import gridperf
from gridperf.testing import synthetic_county
records = gridperf.read_records(synthetic_county("2026-10", scale=0.02), on_problem="quarantine")
assessment = gridperf.assess(records, gridperf.load_rules("370522-lijin", period="2026-10"), "2026-10")
worker = assessment.people["subject"][0]
str(assessment.explain(worker)), str(assessment.why_not(worker))
assessment.save("out")
assert gridperf.load_assessment("out").verify() == ()
"""
    assert loaded_by(code, cwd=tmp_path) & set(PRINTING) == set()


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["assess", "--help"]])
def test_help_comes_up_without_the_engine(words: list[str], tmp_path: Path) -> None:
    """The program's own pages load nothing that computes or prints, so they appear at once."""
    code = f"""
import sys
sys.argv = ["gridperf", *{words!r}]
from gridperf.cli import main
try:
    main()
except SystemExit as done:
    assert not done.code, done.code
"""
    assert loaded_by(code, cwd=tmp_path) & {"polars", "weasyprint", "sqlglot", "hypothesis"} == set()
