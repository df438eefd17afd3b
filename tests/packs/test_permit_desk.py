"""A real foreign export is read by its mapping alone, and every figure is what plain Python gets from the file.

The log is not part of the repository; without it beside the checkout these tests are skipped.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from typer.testing import CliRunner

import gridperf as gp
from gridperf.cli import app

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT.parent / "shared" / "data" / "municipal_cases.csv"
PACK = ROOT / "rules" / "example-permit-desk"
MONTHS = ("2011-01", "2011-02", "2011-03")
GRADES = ((90, "优秀"), (75, "良好"), (60, "合格"), (0, "不合格"))

pytestmark = pytest.mark.skipif(not LOG.is_file(), reason="the log of the permit desk is not beside the checkout")


# --- the same by hand ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A case as the log has it, in the wall time of the desk."""

    worker: str
    due: dt.datetime
    closed: dt.datetime | None


def _wall_time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(ZoneInfo("Europe/Amsterdam")).replace(tzinfo=None)


def _rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _graded(total: Decimal) -> str:
    return next(grade for least, grade in GRADES if total >= least)


@dataclass(frozen=True)
class Month:
    """What one worker did of what was due in one month, and what the rules give for it."""

    due: int
    on_time: int
    closed: int

    @property
    def share(self) -> Decimal:
        return _rounded(Fraction(70 * self.on_time, self.due)) if self.due else Decimal(70)

    @property
    def volume(self) -> int:
        return 30 if self.closed >= 10 else 20 if self.closed >= 5 else 10 if self.closed >= 2 else 0

    @property
    def total(self) -> Decimal:
        return self.share + self.volume


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    """Return every case of the log, one row of many each."""
    found = {}
    with LOG.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            closed = _wall_time(row["case:enddate"]) if row["case:enddate"] else None
            found[row["case:concept:name"]] = Case(row["case:responsible"], _wall_time(row["case:deadline"]), closed)
    return found


@pytest.fixture(scope="module")
def by_hand(cases) -> dict[tuple[str, str], Month]:
    """Return every worker's months."""
    result = {}
    for worker in {case.worker for case in cases.values()}:
        for code in MONTHS:
            own = [case for case in cases.values() if case.worker == worker and case.due.strftime("%Y-%m") == code]
            on_time = sum(case.closed is not None and case.closed <= case.due for case in own)
            result[worker, code] = Month(len(own), on_time, sum(case.closed is not None for case in own))
    return result


# --- gridperf --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def records() -> gp.Records:
    """Return the log, read by the pack's mapping."""
    return gp.read_records(LOG, mapping=PACK / "mapping.yaml")


@pytest.fixture(scope="module")
def months(records) -> dict[str, gp.Assessment]:
    """Return the three months, each knowing the ones before."""
    done: dict[str, gp.Assessment] = {}
    for code in MONTHS:
        done[code] = gp.assess(records, gp.load_rules(PACK, period=code), code, history=list(done.values()))
    return done


def _rows(frame: pl.DataFrame) -> Iterator[dict[str, object]]:
    return frame.iter_rows(named=True)


def test_every_case_is_read_once(records, cases):
    """Several rows of the log make one case, each with its worker, wall time and deadline."""
    disposals = records.table("disposals").collect()
    read = {row["disposal_id"]: Case(row["worker_id"], row["due_at"], row["closed_at"]) for row in _rows(disposals)}
    assert disposals.height == len(cases) == 647
    assert read == cases


def test_the_roster_is_everyone_who_answers_for_a_case(records, cases):
    """Each responsible worker stands on the roster once."""
    roster = records.table("roster").collect()
    assert sorted(roster["worker_id"]) == sorted({case.worker for case in cases.values()})
    assert roster.height == 28


def test_cases_without_a_responsible_worker_are_set_aside(records, cases):
    """A case nobody answers for would be quarantined; this log has none, so none is."""
    assert records.rejects.height == sum(not case.worker for case in cases.values()) == 0


@pytest.mark.parametrize("code", MONTHS)
def test_every_score_and_grade_is_the_one_by_hand(months, by_hand, code):
    """For every worker: cases due, on time and closed, both items, the total and the grade."""
    month = months[code]
    expected, found = {}, {}
    for (worker, when), own in by_hand.items():
        if when == code:
            expected[worker] = (own.due, own.on_time, own.closed, own.share, Decimal(own.volume), own.total, _graded(own.total))
    measured = {(row["subject"], row["item"]): (row["numerator"], row["denominator"]) for row in _rows(month.measures)}
    points = {(row["subject"], row["item"]): row["amount"] for row in _rows(month.entries) if row["kind"] == "item"}
    for row in _rows(month.grades):
        worker = row["subject"]
        on_time, due = measured[worker, "on-time"]
        share, volume = points[worker, "on-time"], points[worker, "volume"]
        found[worker] = (due, on_time, measured[worker, "volume"][0], share, volume, row["total"], row["grade"])
    assert found == expected


@pytest.mark.parametrize("code", MONTHS)
def test_ranks_are_those_by_hand(months, by_hand, code):
    """Everybody is ranked with everybody, equal totals share a rank, and the next rank is skipped."""
    totals = {worker: own.total for (worker, when), own in by_hand.items() if when == code}
    expected = {worker: 1 + sum(other > total for other in totals.values()) for worker, total in totals.items()}
    assert {row["subject"]: row["rank"] for row in _rows(months[code].grades)} == expected


def test_the_quarter_is_the_mean_of_its_months(months, by_hand):
    """The quarter's total is the mean of three totals, rounded once, with a grade and a rank of its own."""
    quarter = gp.roll_up(list(months.values()), gp.load_rules(PACK, period="2011Q1"), "2011Q1")
    expected = {}
    for worker in {worker for worker, _ in by_hand}:
        total = _rounded(sum(Fraction(by_hand[worker, code].total) for code in MONTHS) / 3)
        expected[worker] = (total, _graded(total))
    assert {row["subject"]: (row["total"], row["grade"]) for row in _rows(quarter.grades)} == expected
    ranks = {worker: 1 + sum(other > total for other, _ in expected.values()) for worker, (total, _) in expected.items()}
    assert {row["subject"]: row["rank"] for row in _rows(quarter.grades)} == ranks


def test_two_months_of_the_lowest_grade_lead_to_coaching(months, by_hand):
    """The action follows from this month's grade and the month before, and from nothing else."""
    for before, code in pairwise(MONTHS):
        both = {
            worker
            for worker, when in by_hand
            if when == code and {_graded(by_hand[worker, code].total), _graded(by_hand[worker, before].total)} == {"不合格"}
        }
        assert {row["subject"] for row in _rows(months[code].actions)} == both
        assert both


def test_what_counted_in_no_month_is_said(months, cases):
    """Cases due in other months are counted as such; together with those due in the month they are all."""
    for code, month in months.items():
        here = sum(case.due.strftime("%Y-%m") == code for case in cases.values())
        assert [tuple(row.values()) for row in _rows(month.left_out)] == [("disposals", "other_period", len(cases) - here)]


def test_results_hold_and_are_the_same_again(months, records):
    """The assessment verifies itself, and computing it again from the log gives the same digest."""
    month = months["2011-01"]
    assert month.verify() == ()
    assert month.verify(records) == ()


def test_the_command_line_goes_from_log_to_quarter(tmp_path, months):
    """Three months and the quarter by commands alone give the same digests as in Python, and say what was left out."""
    runner = CliRunner()
    for code in MONTHS:
        args = ["assess", str(LOG), "--mapping", str(PACK / "mapping.yaml"), "--rules", "example-permit-desk", "--period", code]
        earlier = [part for folder in sorted(tmp_path.iterdir()) for part in ("--history", str(folder))]
        done = runner.invoke(app, [*args, "--out", str(tmp_path), *earlier, "--json"], catch_exceptions=False)
        assert (done.exit_code, json.loads(done.stdout)["digest"]) == (0, months[code].digest)
        assert json.loads(done.stdout)["pay_sheet"] is None
    folders = [str(tmp_path / code) for code in MONTHS]
    done = runner.invoke(app, ["assess", "--roll-up", *folders, "--period", "2011Q1", "--out", str(tmp_path)], catch_exceptions=False)
    assert done.exit_code == 0
    assert "优秀" in done.stdout
    assert gp.load_assessment(tmp_path / "2011Q1").verify() == ()


def test_scorecards_print(tmp_path, months):
    """A card is printed for everybody asked for, from a month and from a quarter."""
    quarter = gp.roll_up(list(months.values()), gp.load_rules(PACK, period="2011Q1"), "2011Q1")
    for result in (months["2011-01"], quarter):
        cards = gp.render(result, "scorecard", to=tmp_path / result.period.code, workers=["Resource02", "Resource11"], processes=1)
        assert len(cards) == 2
        assert all(card.read_bytes().startswith(b"%PDF-") for card in cards)
