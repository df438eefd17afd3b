"""The command about money held back: what it shows, and that a month assessed with the Book releases what the Book holds."""

from __future__ import annotations

import json

import pytest

import gridperf as gp
from tests.book.conftest import Clock
from tests.book.held import close, pack, records, rulebook
from tests.book.test_cli import invoke

SIGNED = ("--by", "李强", "--why", "当月")


@pytest.fixture
def place(memory) -> str:
    """Return a Book with January and February sealed, and nothing released yet."""
    place = str(memory / "station.book")
    clock = Clock("2024-02-05T09:00")
    book = gp.open_book(place, create=True, clock=clock)
    close(book, rulebook(), "2024-01", {"01": 3, "02": 1})
    clock.set("2024-03-05T09:00")
    close(book, rulebook(), "2024-02", {"01": 3, "02": 1})
    return place


def test_what_is_held_back_is_shown_with_its_sums(place):
    """Everybody's sums, one person's lines, the pools, the day before, and plain data."""
    shown = invoke("book", "reserves", place, lang="zh").stdout
    rows = [line.split() for line in shown.splitlines()]
    assert rows[0] == ["预留和它的去向（元）"]
    assert ["预留", "第二条", "2024Q1", "106.66", "0.00", "0.00", "0.00", "106.66", "2"] in rows
    assert ["合计", "133.32", "0.00", "26.66", "0.00", "106.66", "2"] in rows
    assert ["奖优", "第三条", "预留", "2024Q1", "2.66", "0.00", "2.66"] in rows
    one = [line.split() for line in invoke("book", "reserves", place, "钱二").stdout.splitlines()]
    assert one[0][:3] == ["钱二", "02:", "held"]
    assert ["Together", "33.32", "0.00", "6.66", "0.00", "26.66"] in one
    before = json.loads(invoke("book", "reserves", place, "--as-of", "2024-02-20", "--json").stdout)
    assert [row["held"] for row in before["totals"]] == ["13.33", "53.33"]
    assert before["holds"] is True
    assert invoke("book", "reserves", place, "某人").exit_code == 1


def test_a_month_assessed_with_the_book_releases_what_it_holds(place, tmp_path):
    """Records, a pack and a Book: the quarter's money is in the pay, and the result becomes public."""
    exports = tmp_path / "exports"
    exports.mkdir()
    for name, frame in records("2024-03", {"01": 3, "02": 1}).tables.items():
        frame.collect().write_csv(exports / f"{name}.csv")
    rules = pack(tmp_path)
    alone = invoke("assess", exports, "--rules", rules, "--period", "2024-03", "--out", tmp_path / "alone")
    assert alone.exit_code == 0, alone.stderr
    refused = invoke("book", "publish", place, tmp_path / "alone/2024-03", "--window", "none", *SIGNED)
    assert (refused.exit_code, "B120" in refused.stderr, "B123" in refused.stderr) == (1, True, True)
    done = invoke("assess", exports, "--rules", rules, "--period", "2024-03", "--book", place, "--out", tmp_path)
    assert done.exit_code == 0, done.stderr
    assert [str(yuan) for yuan in gp.load_assessment(tmp_path / "2024-03").pay["released"]] == ["120.00", "39.99"]
    assert invoke("book", "publish", place, tmp_path / "2024-03", "--window", "none", *SIGNED).exit_code == 0


def test_a_book_that_holds_nothing_back_says_so(memory):
    """No table, one sentence."""
    gp.open_book(memory / "empty.book", create=True)
    assert invoke("book", "reserves", memory / "empty.book").stdout == "No sealed period held anything back.\n"
