"""However many items a rulebook has, a table is read once to measure and once to be counted; once more where records pass no filter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl
import pytest
from polars.io.plugins import register_io_source

from benchmarks.items import edition
from gridperf.assessment import assess
from gridperf.period import Period
from gridperf.records import Records
from gridperf.rulebook import Rulebook
from gridperf.rulebook.edition import Edition
from gridperf.tables import RECORDS

DAY = dt.datetime(2026, 10, 9, 9)
ROWS = {
    "roster": [{"worker_id": "a", "starts_on": dt.date(2026, 1, 1)}],
    "patrols": [{"patrol_id": "p", "worker_id": "a", "started_at": DAY, "distance_m": 500}],
    "disposals": [{"disposal_id": "d", "worker_id": "a", "due_at": DAY, "handled_at": DAY, "reworks": 0}],
    "discoveries": [{"event_id": "e", "worker_id": "a", "reported_at": DAY, "category": "治安隐患"}],
}


@pytest.mark.parametrize("items", [3, 30, 90])
def test_each_table_is_read_once(items: int) -> None:
    """The number of passes over a table does not depend on the number of items."""
    passes = dict.fromkeys(ROWS, 0)

    def source(name: str) -> pl.LazyFrame:
        declared = RECORDS[name]
        frame = pl.DataFrame([{column: row.get(column) for column in declared.names} for row in ROWS[name]], schema=declared.schema)

        def read(
            with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
        ) -> Iterator[pl.DataFrame]:
            passes[name] += 1
            found = frame if predicate is None else frame.filter(predicate)
            yield found if with_columns is None else found.select(with_columns)

        return register_io_source(read, schema=declared.schema)

    rules = Rulebook.from_edition(Edition.model_validate(edition(items)), starts_on=dt.date(2026, 1, 1))
    assess(Records({name: source(name) for name in ROWS}), rules, Period.parse("2026-10"))
    # only with so few items does a report pass no filter, and its values have to be named
    reports = 3 if items == 3 else 2
    assert {name: count for name, count in passes.items() if name != "roster"} == {"patrols": 2, "disposals": 2, "discoveries": reports}
