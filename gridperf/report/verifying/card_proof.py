"""A scorecard's page says what its evidence says, and the evidence adds up: entries to total and pay, total to grade."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gridperf.amounts import plain
from gridperf.engine.corrections import COLUMN, CORRECTION
from gridperf.errors import Problem
from gridperf.report.views.figures import MINUS, clean

__all__ = ["CHECKED", "problems"]

CHECKED = ("data", "sums", "bands")
"""What is checked."""


def problems(name: str, lines: Sequence[str], evidence: Mapping[str, Any]) -> list[Problem]:
    """Return what of the *evidence* of the card *name* the *lines* of its page do not say (P125), and what does not follow (P126, P127)."""
    return [*_said(name, lines, evidence), *_sums(name, evidence), *_bands(name, evidence)]


def _said(name: str, lines: Sequence[str], evidence: Mapping[str, Any]) -> Iterator[Problem]:
    """Compare what the page says with the evidence: who, every entry and its amount, total, grade and pay."""
    tables = evidence["tables"]
    whole = "\n".join(lines)
    wanted: list[tuple[str, str, Decimal | None]] = []
    for row in tables["people"]:
        wanted += [("people.subject", row["subject"], None), ("people.name", row["name"], None)]
    for row in _own(tables["entries"], evidence):
        given = Decimal(row["amount"])
        if given or row["kind"] == "item":
            wanted.append((f"entries.{row['ledger']}.{row['line']}", row["name"] if given else "", given))
    for row in _own(tables["scores"], evidence):
        wanted.append(("scores.total", "", None if row["total"] is None else Decimal(row["total"])))
    for row in _own(tables["grades"], evidence):
        wanted.append(("grades.grade", row["grade"] or "", None))
    for row in tables["pay"]:
        wanted.append(("pay.gross", "", Decimal(row["gross"])))
    wanted.append(("assessment", evidence["assessment"], None))
    for place, text, amount in wanted:
        said = "".join(clean(text).split())
        if not any(said in line and (amount is None or _shows(line, amount)) for line in (lines if said else [whole])):
            stated = " ".join(part for part in (said, "" if amount is None else plain(amount)) if part)
            yield Problem("P125", values={"file": name, "place": place, "stated": stated})


def _shows(line: str, amount: Decimal) -> bool:
    """Return whether *line* says *amount*, with or without commas and further zeros."""
    plain_text = plain(abs(amount))
    pattern = re.escape(plain_text) + (r"0*" if "." in plain_text else r"(\.0+)?") + r"(?![\d.])"
    return bool(re.search((MINUS if amount < 0 else "") + pattern, line.replace(",", "")))


def _own(rows: Iterable[Mapping[str, Any]], evidence: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the *rows* that this card shows: those of its sheet, and those of none."""
    for row in rows:
        if row.get("ledger") == "yuan" or row["sheet"] == evidence["sheet"]:
            yield row


def _sums(name: str, evidence: Mapping[str, Any]) -> Iterator[Problem]:
    tables = evidence["tables"]
    for row in tables["scores"]:
        parts = [Decimal(each["amount"]) for each in tables["entries"] if each["ledger"] == "points" and each["sheet"] == row["sheet"]]
        if row["total"] is not None and sum(parts) != Decimal(row["total"]):
            yield _unequal(name, "scores.total", row["total"], sum(parts))
    for row in tables["pay"]:
        yuan = [each for each in tables["entries"] if each["ledger"] == "yuan"]
        if (found := sum(Decimal(each["amount"]) for each in yuan)) != Decimal(row["gross"]):
            yield _unequal(name, "pay.gross", row["gross"], found)
        for line in sorted(set(row) - {"subject", "period", "gross"}):
            found = sum(Decimal(each["amount"]) for each in yuan if (COLUMN if each["kind"] == CORRECTION else each["item"]) == line)
            if found != Decimal(row[line] or 0):
                yield _unequal(name, f"pay.{line}", row[line] or "0", found)
    for grade in tables["grades"]:
        totals = [row["total"] for row in tables["scores"] if row["sheet"] == grade["sheet"]]
        if totals != [grade["total"]]:
            yield _unequal(name, "grades.total", grade["total"] or "—", totals[0] if totals else "—")


def _bands(name: str, evidence: Mapping[str, Any]) -> Iterator[Problem]:
    """Check that the total lies in the band of the grade it gives by itself."""
    for row in _own(evidence["tables"]["grades"], evidence):
        if row["total"] is None or row["uncapped_grade"] is None:
            continue
        reached = next((grade for grade, least in evidence["bands"] if Decimal(row["total"]) >= Decimal(least)), None)
        if reached is not None and reached != row["uncapped_grade"]:
            yield Problem("P127", values={"file": name, "total": row["total"], "stated": row["uncapped_grade"], "found": reached})
        if row["decided_by"] == "band" and row["grade"] != row["uncapped_grade"]:
            yield Problem("P127", values={"file": name, "total": row["total"], "stated": row["grade"], "found": row["uncapped_grade"]})


def _unequal(name: str, place: str, stated: object, found: object) -> Problem:
    return Problem("P126", values={"file": name, "place": place, "stated": str(stated), "found": str(found)})
