"""A report of lists carries, as evidence, the very rows it prints and where they came from: what is masked on paper is masked there too.

One shape holds them all. A list has columns and rows of printed cells, and a row of sums where it has one; a fact is a line that stands by
itself. In `evidence.json` amounts of yuan have no commas; the CSV beside it says the same to people. Beside what is printed there are
only digests: names of files that were read are left out, since a file can be named after a person.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal

from gridperf.errors import Problem
from gridperf.language import Language
from gridperf.report.evidence.cards import EVIDENCE, safe
from gridperf.report.paper.html import Attachment, words_of
from gridperf.report.paper.seal import canonical
from gridperf.report.views import figures

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["Fact", "Head", "Listed", "enclosed", "is_listing", "listing", "lists_of", "unlisted", "unsaid"]

_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Head:
    """A column: what programs call it, what stands above it, and whether it holds yuan, or counts that add up."""

    id: str
    name: str
    kind: Literal["text", "count", "yuan"] = "text"


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it is printed, row by row.

    Attributes:
        id: what programs call it; the lists of several streets or sheets share one.
        title: of which street, sheet or pool it is; empty if there is one such list.
        columns: its columns.
        rows: the cells of every row, as printed and in the order of paper.
        said: what the row of sums begins with.
        sums: its cells, one per column, the first one empty as all are under which nothing is summed; none if there is no such row.
    """

    id: str
    title: str
    columns: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    said: str = ""
    sums: tuple[str, ...] = ()

    def of(self, name: str) -> Iterator[str]:
        """Yield the cells of the column *name*."""
        (at,) = (at for at, head in enumerate(self.columns) if head.id == name)
        return (row[at] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Fact:
    """A line that stands by itself: what programs call it, and the line."""

    id: str
    line: str


def listing(
    assessment: Assessment,
    report: str,
    lists: Sequence[Listed],
    *,
    facts: Sequence[Fact] = (),
    options: Mapping[str, Any] | None = None,
    language: Language = "zh",
) -> tuple[Attachment, ...]:
    """Return the evidence of a report that was made from a result, as files inside its PDF.

    Args:
        assessment: the result.
        report: the report.
        lists: its lists, in the order of paper.
        facts: lines it has beside them.
        options: what it was made with that changes its lists.
        language: of its words.
    """
    made = assessment.provenance
    about = {
        "period": assessment.period.code,
        "assessment": assessment.digest,
        "provenance": {
            **{name: getattr(made, name) for name in ("engine", "pack", "edition", "rulebook", "calendar", "runs")},
            "sources": [[source.table, source.sha256, source.rows] for source in made.sources],
        },
    }
    return enclosed(report, about, lists, facts=facts, options=options, language=language, dated=assessment.period.ends_on)


def enclosed(
    report: str,
    about: Mapping[str, Any],
    lists: Sequence[Listed],
    *,
    dated: date,
    facts: Sequence[Fact] = (),
    options: Mapping[str, Any] | None = None,
    language: Language = "zh",
) -> tuple[Attachment, ...]:
    """Return the evidence of a report, as files inside its PDF.

    Args:
        report: the report.
        about: what it was made from, by name; digests among them.
        lists: its lists, in the order of paper.
        dated: the day it speaks of.
        facts: lines it has beside them.
        options: what it was made with that changes its lists.
        language: of its words.
    """
    words = words_of(report, language)
    evidence = {
        "evidence": 1,
        "report": report,
        "language": language,
        "options": dict(options or {}),
        **about,
        "names": {**words["evidence"], **words.get("lists", {})},
        "facts": [[one.id, one.line] for one in facts],
        "lists": [_plain(one) for one in lists],
    }
    content = canonical(evidence)
    return (
        Attachment(EVIDENCE, "application/json", "what this paper rests on", content, dated),
        Attachment(f"{report}.csv", "text/csv", "明细", _table(json.loads(content)), dated),
    )


def is_listing(evidence: Mapping[str, Any]) -> bool:
    """Return whether *evidence* is that of a report of lists."""
    return evidence.get("evidence") == 1 and isinstance(evidence.get("report"), str) and isinstance(evidence.get("lists"), list)


def lists_of(evidence: Mapping[str, Any]) -> list[Listed]:
    """Return the lists of *evidence*, with their cells as printed."""
    found = []
    for one in evidence["lists"]:
        heads = tuple(Head(*head) for head in one["columns"])
        rows = tuple(tuple(_printed(cell, head.kind) for cell, head in zip(row, heads, strict=True)) for row in one["rows"])
        sums = tuple(_printed(cell, head.kind) for cell, head in zip(one["sums"], heads, strict=True)) if one["sums"] else ()
        found.append(Listed(one["list"], one["title"], heads, rows, one["said"], sums))
    return found


def unsaid(name: str, seal: Mapping[str, Any], evidence: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield what the paper does not say of the *evidence* of the file *name*.

    P125 for every row that is not a line on the paper, in the order of paper, and for every fact that is none; P170 if the table for people
    says anything else than the evidence.
    """
    lines, at = list(seal["text"]), 0
    for place, line in _lines(evidence):
        try:
            at = lines.index(line, at) + 1
        except ValueError:
            yield Problem("P125", values={"file": name, "place": place, "stated": line})
    for fact, line in evidence["facts"]:
        if _closed(line) not in lines:
            yield Problem("P125", values={"file": name, "place": fact, "stated": line})
    for digest in ("assessment", "rulebook"):
        if digest in evidence and not any(evidence[digest] in line for line in lines):
            yield Problem("P125", values={"file": name, "place": digest, "stated": evidence[digest]})
    table = f"{evidence['report']}.csv"
    if files.get(table) != _table(evidence):
        yield Problem("P170", values={"file": name, "inside": table})


def unlisted(name: str, evidence: Mapping[str, Any], lists: Sequence[Listed], ids: frozenset[str] | None = None) -> Iterator[Problem]:
    """Yield P128 for every list of which the *evidence* of the file *name* has other rows or sums than *lists*, made anew.

    Args:
        name: the file.
        evidence: its evidence.
        lists: the lists made anew.
        ids: which lists are compared; all by default.
    """
    own, new = ({(one.id, one.title): one for one in found if ids is None or one.id in ids} for found in (lists_of(evidence), lists))
    for key in sorted({*own, *new}):
        stated, found = (_content(each.get(key)) for each in (own, new))
        if stated != found:
            one = next((row for row in stated if row not in found), ("—",))
            two = next((row for row in found if row not in stated), ("—",))
            values = {"file": name, "place": " ".join(key).strip(), "stated": " ".join(one)[:_SHOWN], "found": " ".join(two)[:_SHOWN]}
            yield Problem("P128", values=values)


def _content(one: Listed | None) -> list[tuple[str, ...]]:
    return [] if one is None else [*one.rows, *([one.sums] if one.sums else [])]


def _plain(one: Listed) -> dict[str, Any]:
    kinds = [head.kind for head in one.columns]
    return {
        "list": one.id,
        "title": one.title,
        "columns": [[head.id, head.name, head.kind] for head in one.columns],
        "rows": [[_number(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in one.rows],
        "said": one.said,
        "sums": [_number(cell, kind) for cell, kind in zip(one.sums, kinds, strict=True)] if one.sums else [],
    }


def _number(cell: str, kind: str) -> str:
    """Return an amount as programs read it, without commas and with a minus sign they know; what is none stays as it is."""
    plain = cell.replace(",", "").replace(figures.MINUS, "-")
    return plain if _printed(plain, kind) == cell else cell


def _printed(cell: str, kind: str) -> str:
    """Return an amount as it is printed; what is none is printed as it is."""
    if kind != "yuan":
        return cell
    try:
        return figures.money(Decimal(cell))
    except InvalidOperation:
        return cell


def _lines(evidence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every row of the lists of *evidence* as a line of the paper, with its place."""
    for one in lists_of(evidence):
        for row in one.rows:
            yield " ".join(part for part in (one.id, one.title, *row[:2]) if part), _closed("".join(row))
        if one.sums:
            yield " ".join(part for part in (one.id, one.title, one.said) if part), _closed(one.said + "".join(one.sums))


def _closed(text: str) -> str:
    return "".join(text.split())


def _table(evidence: Mapping[str, Any]) -> bytes:
    """Return the lists, facts and digests of *evidence* as CSV that a spreadsheet opens as text and numbers, never as formulas."""
    written = io.StringIO()
    writer = csv.writer(written)
    for one in evidence["lists"]:
        writer.writerow([safe(" ".join(part for part in (evidence["names"].get(one["list"], one["list"]), one["title"]) if part))])
        writer.writerow([safe(name) for _, name, _ in one["columns"]])
        writer.writerows([[safe(cell) for cell in row] for row in one["rows"]])
        if one["sums"]:
            writer.writerow([safe(cell) for cell in (one["said"], *one["sums"][1:])])
        writer.writerow([])
    writer.writerows([safe(line)] for _, line in evidence["facts"])
    for name in ("period", "assessment", "rulebook"):
        if name in evidence:
            writer.writerow([evidence["names"].get(name, name), safe(evidence[name])])
    for name, value in evidence.get("provenance", {}).items():
        for each in value if isinstance(value, list) else [value]:
            cells = each if isinstance(each, list) else [each]
            writer.writerow([evidence["names"].get(name, name), *(safe(cell) for cell in cells)])
    return written.getvalue().encode("utf-8-sig")
