"""Results and talk go to different streams; a pipe sees neither colours nor progress; columns align by display width."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from rich.cells import cell_len

from gridperf import language
from gridperf.cli.screens.screen import Screen, table
from gridperf.errors import Problem, Where


@pytest.fixture(autouse=True)
def _english_pipe(monkeypatch):
    """Run as in a pipe: 150 columns, no terminal."""
    monkeypatch.setenv("COLUMNS", "150")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    with language.use("en"):
        yield


def _problem(file: str, row: int, *, severity: str = "error") -> Problem:
    return Problem("A102", Where(file=file, row=row), {"period": "2026-10"}, severity)


def test_problems_stand_by_file_and_code_with_errors_first(capsys):
    """What is alike stands together, in the order it was met, and warnings come last."""
    found = [_problem("b.csv", 2, severity="warning"), _problem("a.csv", 3), _problem("b.csv", 4), _problem("a.csv", 5)]
    Screen().problems(found)
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.strip() for line in err.splitlines()] == [
        "3 problems",
        "A102  a.csv, row 3",
        "Nobody on the roster served in 2026-10, so there is nobody to assess.",
        "Check starts_on and ends_on of the roster against the period.",
        "A102  a.csv, row 5",
        "Nobody on the roster served in 2026-10, so there is nobody to assess.",
        "Check starts_on and ends_on of the roster against the period.",
        "A102  b.csv, row 4",
        "Nobody on the roster served in 2026-10, so there is nobody to assess.",
        "Check starts_on and ends_on of the roster against the period.",
        "1 warning",
        "A102  b.csv, row 2",
        "Nobody on the roster served in 2026-10, so there is nobody to assess.",
        "Check starts_on and ends_on of the roster against the period.",
    ]


@pytest.mark.parametrize("columns", range(40, 80))
def test_no_character_is_lost_where_a_line_breaks(capsys, monkeypatch, columns):
    """A wide character that does not fit at the edge goes to the next line; no ellipsis takes its place."""
    monkeypatch.setenv("COLUMNS", str(columns))
    words = "05220060 (优秀 → 合格), 05220116 (优秀 → 不合格), 05220117 (良好 → 不合格)"
    Screen().problems([Problem("B033", Where(), {"period": "2026-11", "known": words})])
    err = capsys.readouterr().err
    assert "…" not in err
    assert words.replace(" ", "") in "".join(err.split())


def test_a_flood_of_one_problem_is_counted(capsys):
    """Of one kind of problem in one file the first twenty are shown, and the rest counted."""
    Screen().problems([_problem("a.csv", row) for row in range(1, 46)])
    err = capsys.readouterr().err
    assert err.count("A102") == 20
    assert err.splitlines()[0] == "45 problems"
    assert err.splitlines()[-1].strip() == "25 more of the same"


def test_markup_in_a_value_is_text(capsys):
    """Square brackets in a file name or value are printed, not obeyed."""
    Screen().problems([Problem("A102", Where(file="[red]名册[/].csv"), {"period": "[bold]x[/bold]"})])
    err = capsys.readouterr().err
    assert "[red]名册[/].csv" in err
    assert "[bold]x[/bold]" in err


def test_quiet_leaves_out_notes_and_keeps_problems(capsys):
    """Quiet silences talk, never a problem."""
    screen = Screen(quiet=True)
    screen.note("no-pay")
    screen.problems([_problem("a.csv", 1)])
    err = capsys.readouterr().err
    assert "pay" not in err
    assert "A102" in err


def test_progress_is_silent_in_a_pipe(capsys):
    """A log file holds no progress bars."""
    with Screen().progress("working", total=3) as step:
        step(3)
    assert capsys.readouterr() == ("", "")


def test_json_is_exact_and_readable(capsys):
    """Decimals and dates are text digit for digit, and Chinese stays Chinese."""
    Screen().json({"gross": Decimal("1234.50"), "on": dt.date(2026, 10, 1), "name": "王𬎆"})
    out = capsys.readouterr().out
    assert json.loads(out) == {"gross": "1234.50", "on": "2026-10-01", "name": "王𬎆"}
    assert "王𬎆" in out


def test_columns_align_by_display_width(capsys):
    """A Chinese character takes two columns, so figures stand under each other."""
    Screen().show(table("", ["名", ("数", "right")], [("优秀", 1), ("ab", 22), ("不合格", 333)]))
    lines = capsys.readouterr().out.splitlines()[1:4]
    assert [line.split() for line in lines] == [["优秀", "1"], ["ab", "22"], ["不合格", "333"]]
    assert len({cell_len(line) for line in lines}) == 1


def test_lines_in_a_pipe_end_where_their_text_ends(capsys):
    """No spaces are left at the end of a line for a script to trip over."""
    Screen().show(table("Title", ["a", "b"], [("x", "y"), ("long", "")]))
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if line != line.rstrip()] == []
