"""A county month gives the results on file, line by line; nothing moves anybody's points or pay unnoticed."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest

from gridperf.assessment import Assessment, assess
from gridperf.records import Records, read_records
from gridperf.tables import RECORDS
from gridperf.testing.strategies import Rows
from tests.golden.regenerate import COUNTY, RESULTS, TABLES, assessed, text_of
from tests.oracle.compare import differences


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return assessed()


@pytest.fixture(scope="module")
def records() -> Records:
    return read_records(COUNTY)


def rows_of(records: Records) -> Rows:
    return {name: records.table(name).collect().to_dicts() for name in RECORDS}


@pytest.mark.parametrize("table", TABLES)
def test_results_are_those_on_file(assessment: Assessment, table: str) -> None:
    """Every line of every result table is the golden one; `make golden` writes them anew."""
    assert text_of(assessment, table).splitlines() == (RESULTS / f"{table}.csv").read_text(encoding="utf-8").splitlines()


def test_results_are_those_computed_by_hand(assessment: Assessment, records: Records) -> None:
    """The golden results are not only stable but right: the twin comes to the same."""
    assert differences(assessment, rows_of(records), assessment.rulebook.edition, assessment.period) == []
    assert assessment.verify(records) == ()


def test_every_record_counts_or_is_listed(assessment: Assessment, records: Records) -> None:
    """What counts nowhere is listed with its reason, and the county holds one of each kind."""
    assert records.rejects.height == 0
    assert assessment.left_out.sort("table", "reason").rows() == [
        ("disposals", "matched_nothing", 3),
        ("disposals", "other_period", 1),
        ("incidents", "matched_nothing", 2),
        ("incidents", "other_period", 1),
        ("patrols", "matched_nothing", 2),
        ("patrols", "other_period", 1),
        ("patrols", "outside_service", 1),
    ]


def test_one_more_disposal_on_time_lowers_nobody(assessment: Assessment, records: Records) -> None:
    """Whoever handles one more task in time has at least as many points as before."""
    for worker in ("0502", "0509", "0592"):
        task = records.table("disposals").collect().filter(pl.col("worker_id") == worker).head(1)
        task = task.with_columns(
            pl.lit("T9999").alias("disposal_id"), pl.col("due_at").alias("handled_at"), pl.lit(value=False).alias("void")
        )
        more = Records({**records.tables, "disposals": pl.concat([records.table("disposals"), task.lazy()])})
        after = assess(more, assessment.rulebook, assessment.period)
        before = Fraction(assessment.scores.filter(pl.col("subject") == worker)["total"][0])
        assert Fraction(after.scores.filter(pl.col("subject") == worker)["total"][0]) >= before
