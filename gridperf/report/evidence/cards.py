"""What a scorecard rests on, as files inside it: everything the result tables say of the person, exact, and where it came from.

`evidence.json` is for programs, `entries.csv` for people with a spreadsheet. Amounts are text, digit for digit.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gridperf.report.paper.html import Attachment
from gridperf.report.paper.seal import canonical
from gridperf.report.views.person import OF_PERSON
from gridperf.tables import RESULTS, Column

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.rulebook.grading import Band

__all__ = ["ENTRIES", "EVIDENCE", "Rows", "Sources", "safe", "said", "table_of"]

EVIDENCE = "evidence.json"
ENTRIES = "entries.csv"

Rows = Sequence[Mapping[str, Any]]


class Sources:
    """What the evidence of all cards of an assessment shares."""

    def __init__(self, assessment: Assessment) -> None:
        self._dated = assessment.period.ends_on
        self._shared = {
            "evidence": 1,
            "period": assessment.period.code,
            "assessment": assessment.digest,
            "provenance": {
                **{name: getattr(assessment.provenance, name) for name in ("engine", "pack", "edition", "rulebook", "calendar", "runs")},
                "sources": [[source.table, source.file, source.sha256, source.rows] for source in assessment.provenance.sources],
            },
        }
        self._columns = [column for column in RESULTS["entries"].columns if column.name not in ("subject", "period")]

    def of(self, subject: str, sheet: str, rows: Mapping[str, Rows], scale: Sequence[Band]) -> tuple[Attachment, ...]:
        """Return the files of a card.

        Args:
            subject: whose card.
            sheet: id of its sheet.
            rows: the person's rows of the tables in `OF_PERSON`, by table.
            scale: the sheet's grades, best first.
        """
        evidence = {
            **self._shared,
            "subject": subject,
            "sheet": sheet,
            "bands": [[band.grade, band.at_least] for band in scale],
            "tables": {name: rows[name] for name in OF_PERSON},
        }
        return (
            Attachment(EVIDENCE, "application/json", "what this card rests on", canonical(evidence), self._dated),
            Attachment(ENTRIES, "text/csv", "明细", table_of(self._columns, rows["entries"]), self._dated),
        )


def table_of(columns: Sequence[Column], rows: Rows) -> bytes:
    """Return *columns* of *rows* as CSV that a spreadsheet opens as text and numbers, never as formulas."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([column.label for column in columns])
    writer.writerows([[safe(row[column.name]) for column in columns] for row in rows])
    return written.getvalue().encode("utf-8-sig")


def said(row: Mapping[str, Any]) -> str:
    """Return a row as evidence writes it: whole numbers and text as they are, everything else as text."""
    return canonical(row).decode()


def safe(value: object) -> object:
    """Return *value* such that a spreadsheet does not take it for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") and not value[1:].replace(".", "", 1).isdigit():
        return f"'{value}"
    return value
