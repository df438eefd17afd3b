"""Every column of every table is named in both languages and says what it means."""

from __future__ import annotations

import re

import pytest

from gridperf.payroll.tables import INPUTS, OUTPUTS, TAX_RESULT
from gridperf.tables import RECORDS, RESULTS, Table

TABLES = [*RECORDS.values(), *RESULTS.values(), *INPUTS.values(), *OUTPUTS.values(), TAX_RESULT]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_explained(table: Table) -> None:
    """A table and each of its columns has a Chinese label and a sentence of meaning."""
    for thing in (table, *table.columns):
        assert re.search(r"[\u4e00-\u9fff]", thing.label), thing.name
        assert thing.meaning.endswith("."), thing.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_two_columns_share_a_header(table: Table) -> None:
    """A header, Chinese or English, means one column."""
    headers = [header for column in table.columns for header in (column.name, column.label)]
    assert sorted(headers) == sorted(set(headers))


@pytest.mark.parametrize("table", RECORDS.values(), ids=lambda table: table.name)
def test_what_a_table_names_it_has(table: Table) -> None:
    """The columns a table is dated, ordered, keyed or joined by are columns it declares, and key columns are required."""
    named = {table.dated_by, table.worker, *table.refers, *(name for pair in table.ordered for name in pair)} - {""}
    assert named <= set(table.names)
    assert set(table.refers.values()) <= set(RECORDS)
    assert all(column.required for column in table.columns if column.key)


def test_tables_have_different_labels() -> None:
    """A file is matched to its table by name or Chinese label, so no two share one."""
    labels = [label for table in RECORDS.values() for label in (table.name, table.label)]
    assert sorted(labels) == sorted(set(labels))
