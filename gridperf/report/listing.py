"""A list of people carries, as evidence, the very lines it prints and where they came from: what is masked on paper is masked there too.

Names of files that were read are left out, since a file can be named after a person; their digests are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem
from gridperf.report.evidence import EVIDENCE
from gridperf.report.html import Attachment
from gridperf.report.seal import canonical

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["Listed", "is_listing", "listing", "unlisted", "unsaid"]

_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Listed:
    """The lines of one sheet as printed: rank, identifier, name, street, total, grade."""

    sheet: str
    rows: tuple[tuple[str, ...], ...]


def listing(assessment: Assessment, report: str, sheets: Sequence[Listed], *, full_names: bool) -> tuple[Attachment, ...]:
    """Return the evidence of a list of people, as a file inside its PDF."""
    made = assessment.provenance
    evidence = {
        "evidence": 1,
        "report": report,
        "period": assessment.period.code,
        "assessment": assessment.digest,
        "provenance": {
            **{name: getattr(made, name) for name in ("engine", "pack", "edition", "rulebook", "calendar", "runs")},
            "sources": [[source.table, source.sha256, source.rows] for source in made.sources],
        },
        "full_names": full_names,
        "sheets": _plain(sheets),
    }
    return (Attachment(EVIDENCE, "application/json", "what this list rests on", canonical(evidence), assessment.period.ends_on),)


def _plain(sheets: Sequence[Listed]) -> list[dict[str, Any]]:
    return [{"sheet": one.sheet, "rows": [list(row) for row in one.rows]} for one in sheets]


def is_listing(evidence: Mapping[str, Any]) -> bool:
    """Return whether *evidence* is that of a list."""
    return evidence.get("evidence") == 1 and isinstance(evidence.get("report"), str) and isinstance(evidence.get("sheets"), list)


def unsaid(name: str, seal: Mapping[str, Any], evidence: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield P125 for every line of the *evidence* of the file *name* that is not a line on its paper."""
    lines = set(seal["text"])
    wanted = [(f"{sheet['sheet']} {row[1]}", "".join("".join(row).split())) for sheet in evidence["sheets"] for row in sheet["rows"]]
    for place, line in wanted:
        if line not in lines:
            yield Problem("P125", values={"file": name, "place": place, "stated": line})
    if not any(evidence["assessment"] in line for line in lines):
        yield Problem("P125", values={"file": name, "place": "assessment", "stated": evidence["assessment"]})


def unlisted(name: str, evidence: Mapping[str, Any], sheets: Sequence[Listed]) -> Iterator[Problem]:
    """Yield P128 for every line that the *evidence* of the file *name* has and *sheets*, made anew, have not, or the reverse."""
    own, other = ({one["sheet"]: [tuple(row) for row in one["rows"]] for one in found} for found in (evidence["sheets"], _plain(sheets)))
    for sheet in sorted({*own, *other}):
        stated, found = own.get(sheet, []), other.get(sheet, [])
        if stated != found:
            one = next((row for row in stated if row not in found), ("—",))
            two = next((row for row in found if row not in stated), ("—",))
            values = {"file": name, "place": sheet, "stated": " ".join(one)[:_SHOWN], "found": " ".join(two)[:_SHOWN]}
            yield Problem("P128", values=values)
