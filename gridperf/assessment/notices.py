"""What is likelier a mistake than meant is said once, with names: it refuses nothing, because it may be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from gridperf.errors import Problem, Where
from gridperf.messages.wording import Phrase

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment

__all__ = ["notices", "of_other_periods"]


def notices(assessment: Assessment) -> tuple[Problem, ...]:
    """Return what is noticed about *assessment*; see `Assessment.notices`."""
    found = []
    for table, records in of_other_periods(assessment).items():
        label = assessment.rulebook.tables[table].label
        name = Phrase(f"{label}（{table}）", f"{table} ({label})")
        values = {"table": name, "count": records, "period": assessment.period.code}
        found.append(Problem("A132", Where(table=table), values, "warning"))
    stated = sorted({role for sheet in assessment.rulebook.edition.sheets if sheet.assess.roles != "all" for role in sheet.assess.roles})
    for row in assessment.unmatched.filter(pl.col("table") == "roster").iter_rows(named=True):
        values = {"values": row["values"], "count": row["records"], "who": row["who"], "stated": "、".join(stated) or "—"}
        found.append(Problem("A133", Where(table="roster"), values, "warning"))
    return tuple(found)


def of_other_periods(assessment: Assessment) -> dict[str, int]:
    """Return the tables of which not one record is of the period, each with how many there are."""
    read: dict[str, int] = {}
    for source in assessment.provenance.sources:
        read[source.table] = read.get(source.table, 0) + source.rows
    left = assessment.left_out.filter(pl.col("reason").is_in(["other_period", "rejected"]))
    others = dict(left.filter(pl.col("reason") == "other_period").select("table", "records").iter_rows())
    aside = dict(left.filter(pl.col("reason") == "rejected").select("table", "records").iter_rows())
    return {
        table: records
        for table, records in sorted(others.items())
        if records in (read.get(table), read.get(table, 0) - aside.get(table, 0))
    }
