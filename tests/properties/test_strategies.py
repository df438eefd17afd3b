"""What the strategies draw is what they promise: clean records, texts an office could type."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from gridperf.period import Period
from gridperf.records import read_records
from gridperf.testing.strategies import Rows, frames, records, texts
from tests.properties.size import EXAMPLES

OCTOBER = Period.parse("2026-10", month_starts_on=26)


@settings(max_examples=EXAMPLES // 16)
@given(records(OCTOBER, workers=3))
def test_drawn_records_pass_every_check(rows: Rows) -> None:
    """But for the one worker nobody knows, drawn records are read without a problem and unchanged."""
    known = {row["worker_id"] for row in rows["roster"]}
    clean = {name: [row for row in table if row.get("worker_id") in {*known, None}] for name, table in rows.items()}
    given_frames = {name: frame.collect() for name, frame in frames(clean).items()}
    read = read_records(given_frames)
    for name, frame in given_frames.items():
        assert_frame_equal(read.table(name).collect(), frame)


@given(texts(max_size=6))
def test_drawn_texts_are_typed_by_people(text: str) -> None:
    """A text has one to six characters, no blank at its ends, no control, and stays what it is in UTF-8."""
    assert 1 <= len(text) <= 6
    assert text == text.strip()
    assert not any(unicodedata.category(character).startswith("C") for character in text)
    assert text.encode().decode() == text


@settings(max_examples=EXAMPLES // 16)
@given(st.data())
def test_tables_not_asked_for_stay_empty(data: st.DataObject) -> None:
    """Only the named tables have rows; the roster always has."""
    rows = data.draw(records(OCTOBER, tables=["visits"]))
    assert {name for name, table in rows.items() if table} <= {"roster", "grids", "visits"}
    assert rows["roster"]
