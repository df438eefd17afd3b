"""One value changed in any column of any result table and saved again, digests and all: found, or honestly said not to be checked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import gridperf as gp
from gridperf.assessment import Assessment
from gridperf.assessment.value import FURTHER, STORED
from tests.unit.assessment.conftest import street

COLUMNS = [(name, column) for name in (*STORED, *FURTHER) for column in gp.tables.RESULTS[name].names]
"""Every column of every result table."""

BY_RECORDS_ALONE = {
    **dict.fromkeys([("people", name) for name in ("name", "role", "area", "grid_code", "community", "county")], "people"),
    ("people", "intervals"): "people",
    ("people", "paid_days"): "people",
    ("people", "period_paid_days"): "people",
    **dict.fromkeys([("history", name) for name in gp.tables.RESULTS["history"].names], "history"),
    **dict.fromkeys([("left_out", name) for name in gp.tables.RESULTS["left_out"].names], "left_out"),
}
"""Columns nothing else in the result says anything of, with the table `unchecked` names."""


def changed(value: Any, dtype: pl.DataType) -> object:
    """Return another value of the same type."""
    if isinstance(dtype, pl.Decimal):
        return (value or Decimal(0)) + Decimal(1)
    if dtype == pl.Int64:
        return (value or 0) + 1
    if dtype == pl.Date:
        return (value or dt.date(2026, 1, 1)) + dt.timedelta(days=1)
    return "改" if value is None else f"{value}改"


def tampered(assessment: Assessment, table: str, column: str, folder: Path) -> Assessment:
    """Return *assessment* with the first value of a column changed, saved and read again: its digests fit."""
    rows = assessment.table(table)
    value = changed(rows[column][0], rows.schema[column])
    first = pl.int_range(pl.len()) == 0
    wrong = rows.with_columns(pl.when(first).then(pl.lit(value, dtype=rows.schema[column])).otherwise(pl.col(column)).alias(column))
    Assessment(assessment.period, assessment.rulebook, assessment.provenance, {**assessment.tables, table: lambda: wrong}).save(folder)
    return gp.load_assessment(folder)


@pytest.fixture(scope="module")
def november(rules: gp.Rulebook) -> tuple[Assessment, gp.Records, Assessment]:
    """Return a month with something in every table it can have, its records, and the month before."""
    before = gp.assess(street(10), rules, "2026-10")
    records = street(11)
    return gp.assess(records, rules, "2026-11", history=[before]), records, before


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_value_is_found(november: Any, tmp_path: Path, table: str, column: str) -> None:
    """By itself, or, where only the records can say, with them; and `unchecked` names what it cannot."""
    month, records, before = november
    if not month.table(table).height or column not in month.table(table).columns:
        pytest.skip("this month has no such row")
    wrong = tampered(month, table, column, tmp_path / "saved")
    alone = wrong.verify()
    if (table, column) in BY_RECORDS_ALONE:
        assert BY_RECORDS_ALONE[table, column] in dict(wrong.unchecked)
    else:
        assert alone, "found without the records"
    found = wrong.verify(records, history=[before])
    assert any(problem.code == "A119" and problem.where.table == table for problem in found)


@pytest.fixture(scope="module")
def quarter(rules: gp.Rulebook) -> tuple[Assessment, list[Assessment]]:
    """Return a quarter, and the months it was rolled up from."""
    months = [gp.assess(street(month), rules, f"2026-{month}") for month in (10, 11, 12)]
    return gp.roll_up(months, rules, "2026Q4"), months


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_value_of_a_roll_up_is_found(quarter: Any, tmp_path: Path, table: str, column: str) -> None:
    """By itself, or, where only the months can say, with them."""
    whole, months = quarter
    if not whole.table(table).height or column not in whole.table(table).columns:
        pytest.skip("this quarter has no such row")
    wrong = tampered(whole, table, column, tmp_path / "saved")
    if (table, column) not in {**BY_RECORDS_ALONE, ("scores", "full_score"): ""}:
        assert wrong.verify(), "found without the months"
    assert any(problem.code == "A119" and problem.where.table == table for problem in wrong.verify(history=months))


def test_a_roll_up_is_verified_against_its_months(quarter: Any, rules: gp.Rulebook) -> None:
    """Not against records; and months that are not the ones it was made from are named."""
    whole, months = quarter
    assert whole.verify(history=months) == ()
    (problem,) = whole.verify(street(10))
    assert str(problem) == (
        "A142\n"
        "      2026Q4 was rolled up from shorter periods and not made from records, so records cannot verify it.\n"
        "      Give the results of the shorter periods, each with --history, or in Python verify(history=[...])."
    )
    other = gp.assess(street(11, late={"01": 9}), rules, "2026-11")
    first, *rest = whole.verify(history=[months[0], other, months[2]])
    assert str(first).splitlines()[1:] == [
        "      The result of 2026-11 that was given is not the one 2026Q4 was rolled up from: its digest differs.",
        "      Give the result that was rolled up, or roll up anew.",
    ]
    assert rest
    assert {problem.code for problem in rest} == {"A119"}


def test_grades_and_money_changed_together_are_found(november: Any, tmp_path: Path) -> None:
    """A better grade with the pay that would follow from it, every sum right: the total says otherwise."""
    month, _, _ = november
    own = pl.col("subject") == "03"
    extra = pl.lit(Decimal(200), dtype=pl.Decimal(38, 6))
    line = own & (pl.col("item") == "performance")
    wrong = {
        "grades": month.grades.with_columns(pl.when(own).then(pl.lit("优秀")).otherwise("grade").alias("grade")),
        "entries": month.entries.with_columns(
            pl.when(line).then(pl.col("amount") + extra).otherwise("amount").alias("amount"),
            pl.when(line).then(pl.lit("优秀 × 1.2")).otherwise("note").alias("note"),
        ),
        "pay": month.pay.with_columns(
            (pl.col(name) + pl.when(own).then(200).otherwise(0)).cast(pl.Decimal(38, 2)).alias(name) for name in ("performance", "gross")
        ),
    }
    tables = {**month.tables, **{name: (lambda made=made: made) for name, made in wrong.items()}}
    Assessment(month.period, month.rulebook, month.provenance, tables).save(tmp_path)
    (problem,) = gp.load_assessment(tmp_path).verify()
    assert str(problem) == (
        "A140  grades, column 'grade'\n"
        "      month of 03 is stated as 优秀, but the measures, people and rules of this result make it 合格.\n"
        "      Assess the records again, or restore the unchanged result."
    )


def test_other_files_are_named_before_what_differs(rules: gp.Rulebook) -> None:
    """Eighty differences have one cause more often than not."""
    month = gp.assess(street(10), rules, "2026-10")
    first, *rest = month.verify(street(10, late={"01": 9}))
    assert (first.code, first.where.table) == ("A141", "disposals")
    assert (
        first.message
        == "disposals is not the file that was assessed: the digest of the table disposals differs, which may be why the rest does."
    )
    assert {problem.code for problem in rest} == {"A119"}


def test_an_untouched_month_holds_both_ways(november: Any, tmp_path: Path) -> None:
    """Saved and read again, alone, with its records, and with the month before."""
    month, records, before = november
    month.save(tmp_path)
    saved = gp.load_assessment(tmp_path)
    assert saved.verify() == saved.verify(records) == saved.verify(records, history=[before]) == ()
