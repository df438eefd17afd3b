"""What is likelier a mistake than meant is said once, with names: it refuses nothing, because it may be right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from gridperf.errors import Problem, Where
from gridperf.messages.wording import Phrase

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment

__all__ = ["notices", "of_other_periods"]

_FAR = 2
_SHOWN = 5


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
    found += _fallen(assessment)
    return tuple(found)


def _fallen(assessment: Assessment) -> Iterator[Problem]:
    """Yield who fell by two grades or more since the period before, for each sheet: more often a mistake than a bad month."""
    before = assessment.period.before().code
    edition = assessment.rulebook.edition
    for sheet in edition.sheets:
        scale = [band.grade for band in edition.scale(sheet)]
        place = {grade: at for at, grade in enumerate(scale)}
        past = assessment.history.filter((pl.col("period") == before) & (pl.col("sheet") == sheet.id)).select(
            "subject", pl.col("grade").alias("last")
        )
        both = assessment.grades.filter(pl.col("sheet") == sheet.id).join(past, on="subject").drop_nulls(["grade", "last"]).sort("subject")
        fell = [
            (subject, last, grade)
            for subject, last, grade in both.select("subject", "last", "grade").iter_rows()
            if {last, grade} <= place.keys() and place[grade] - place[last] >= _FAR
        ]
        if fell:
            more = ["…"] if len(fell) > _SHOWN else []
            zh = "、".join([*(f"{subject}（{last} → {grade}）" for subject, last, grade in fell[:_SHOWN]), *more])
            en = ", ".join([*(f"{subject} ({last} → {grade})" for subject, last, grade in fell[:_SHOWN]), *more])
            values = {"count": len(fell), "who": Phrase(zh, en), "sheet": sheet.name, "before": before}
            yield Problem("A134", Where(table="grades"), values, "warning")


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
