"""What passes no filter is counted as nothing, once, and its values are named; what one measure takes is not."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from gridperf.period import Period
from gridperf.rulebook.edition import Edition
from gridperf.testing.drawn_records import records
from gridperf.testing.strategies import frames
from tests.oracle.compare import assess_frames
from tests.oracle.reference import Scheme
from tests.properties.size import EXAMPLES
from tests.properties.test_laws import counting

WHERES = {
    "patrols": ("valid", "kind = '日常巡查'", "checkpoints_reached >= 3 AND valid"),
    "discoveries": ("valid", "level = '县级' AND NOT valid", "category IN ('消防隐患', '治安隐患')"),
    "incidents": ("kind = '投诉' AND verified", "kind = '表彰'", "quantity > 1"),
    "attendance": ("attended = 0", "leave_kind = '年休假'"),
}


@settings(max_examples=EXAMPLES // 8)
@given(st.data())
def test_records_that_pass_no_filter_are_those_no_item_counts(data: st.DataObject) -> None:
    """The records listed are exactly those in service that pass the filter of no item; the values named add up to them."""
    period = Period.parse("2026-10")
    chosen = {table: data.draw(st.lists(st.sampled_from([*wheres, None]), max_size=2), label=table) for table, wheres in WHERES.items()}
    plain = counting("month", 1).model_dump(mode="json", exclude_none=True)
    plain["sheets"][0]["items"] = [
        {
            "id": f"{table}-{at}",
            "name": table,
            "clause": "一",
            "measure": {"count": table, **({"where": where} if where else {})},
            "score": {"each": 1, "up_to": "unlimited"},
        }
        for table, wheres in chosen.items()
        for at, where in enumerate(wheres)
    ] or [{"id": "none", "name": "无", "clause": "一", "measure": {"count": "visits"}, "score": {"each": 1, "up_to": "unlimited"}}]
    edition = Edition.model_validate(plain)
    rows = data.draw(records(period, workers=3, rows=12, tables=(*WHERES, "visits")))
    assessment = assess_frames(frames(rows), edition, period)
    scheme = Scheme(rows, edition, {}, period)
    expected = {}
    for table, wheres in chosen.items():
        if wheres:
            passing = [frozenset(range(len(rows[table]))) if where is None else scheme.passing(table, where) for where in wheres]
            position = {id(row): at for at, row in enumerate(rows[table])}
            own = [position[id(row)] for worker in scheme.service for row in scheme.rows(table, worker, [])]
            expected[table] = sum(not any(at in some for some in passing) for at in own)
    scheme.close()
    left = assessment.left_out.filter(pl.col("reason") == "matched_nothing")
    assert dict(left.select("table", "records").iter_rows()) == {table: count for table, count in expected.items() if count}
    named = assessment.unmatched.filter(pl.col("table") != "roster").group_by("table").agg(pl.col("records").sum())
    assert dict(named.iter_rows()) == {table: count for table, count in expected.items() if count}
