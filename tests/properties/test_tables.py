"""Whatever a rulebook says of its tables, every record counts for one person or is listed once, with the reason."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from gridperf.period import Period
from gridperf.rulebook.edition import Edition
from gridperf.testing.drawn_records import Rows, records
from gridperf.testing.drawn_rulebooks import editions
from gridperf.testing.strategies import frames
from tests.oracle.compare import assess_frames, differences
from tests.properties.size import EXAMPLES
from tests.properties.test_laws import counting

TABLES = ("patrols", "discoveries", "disposals", "visits", "incidents", "attendance")


@settings(max_examples=EXAMPLES // 8)
@given(editions(), st.data())
def test_every_record_counts_once_or_is_listed_once(drawn: Edition, data: st.DataObject) -> None:
    """Records of other periods, not valid, repeated, of strangers and outside service add up with those counted to all there are."""
    plain = counting("month", drawn.calendar.month_starts_on)
    edition = plain.model_copy(update={"tables": drawn.tables, "calendar": drawn.calendar})
    period = Period.parse("2026-10", month_starts_on=drawn.calendar.month_starts_on)
    rows = data.draw(records(period, workers=3, rows=12, tables=TABLES))
    assessment = assess_frames(frames(rows), edition, period)
    assert [line for line in differences(assessment, rows, edition, period) if line.startswith("measure")] == []
    total = {name: sum(assessment.measures.filter(pl.col("item") == f"count-{name}")["numerator"]) for name in TABLES}
    for name in TABLES:
        left = assessment.left_out.filter(pl.col("table") == name)
        assert (left["records"] > 0).all()
        assert total[name] + sum(left["records"]) == len(rows[name])
        rule = drawn.tables.get(name)
        assert (rule is not None and rule.counts is not None) or "not_valid" not in left["reason"].to_list()


def test_a_record_that_fails_for_two_reasons_is_listed_for_the_first() -> None:
    """A void report of another month is of another month; one of a stranger that is void is void."""
    edition = counting("month", 1)
    edition = Edition.model_validate({**edition.model_dump(mode="json", exclude_none=True), "tables": {"discoveries": {"counts": "valid"}}})
    when = {"other": dt.datetime(2026, 9, 30, 9), "stranger": dt.datetime(2026, 10, 8, 9)}
    rows: Rows = {
        "roster": [{"worker_id": "W1", "starts_on": dt.date(2020, 1, 1), "name": "甲", "role": "网格员"}],
        **{name: [] for name in TABLES},
        "discoveries": [
            {"event_id": name, "worker_id": "W1" if name == "other" else "W9", "reported_at": at, "valid": False}
            for name, at in when.items()
        ],
    }
    left = assess_frames(frames(rows), edition, Period.parse("2026-10")).left_out
    assert left.rows() == [("discoveries", "not_valid", 1), ("discoveries", "other_period", 1)]
