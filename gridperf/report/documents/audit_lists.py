"""What the audit report prints, list by list: what its evidence holds is what stands on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gridperf.report.documents.spreads import left_rows
from gridperf.report.evidence.listing import Fact, Head, Listed

if TYPE_CHECKING:
    from gridperf.report.views.audit import AuditReport, Taken

__all__ = ["OF_BOOK", "OF_RESULT", "audit_facts", "audit_lists"]

OF_RESULT = frozenset({"rules", "acknowledged", "sources", "runs", "left", "unmatched"})
"""Lists that follow from the result alone, without records or Book."""
OF_BOOK = frozenset({"steps", "overrides", "appeals", "corrections"})
"""Lists that the Book says."""


def audit_facts(view: AuditReport, t: Mapping[str, Any]) -> list[Fact]:
    """Return the heading figures, whether the result holds, and which Book it stands in."""
    holds = t["holds_not"].format(count=len(view.faults)) + "".join(view.faults) if view.faults else t["holds"]
    return [
        Fact("people", f"{t['people']} {view.people}"),
        *([Fact("gross", f"{t['gross']} {view.gross}")] if view.gross else []),
        Fact("read", f"{t['read']} {view.read}"),
        *([Fact("state", f"{t['state']} {t['states'][view.state]}")] if view.state else []),
        *([Fact("sealed_by", f"{t['sealed_by']} {view.sealed_by}")] if view.sealed_by else []),
        Fact("holds", holds),
        Fact("book", t["book_of"].format(name=view.book[0], head=view.book[1]) if view.book[0] else t["no_book"]),
    ]


def audit_lists(view: AuditReport, t: Mapping[str, Any]) -> list[Listed]:
    """Return the lists of the report in the order of paper."""
    return [one for one in (*_of_result(view, t), *(_of_book(view, t) if view.book[0] else ())) if one.rows]


def _of_result(view: AuditReport, t: Mapping[str, Any]) -> Iterator[Listed]:
    tables = t["tables"]
    yield Listed("rules", "", (Head("what", t["rules"]), Head("says", "")), tuple(_rules(view, t)))
    acknowledged = tuple((one.code, one.why) for one in view.acknowledged)
    yield Listed("acknowledged", "", (Head("code", t["code"]), Head("why", t["why"])), acknowledged)
    yield Listed(
        "sources",
        "",
        (Head("table", t["table"]), Head("file", t["file"]), Head("rows", t["rows"]), Head("sha256", t["sha"])),
        tuple((tables.get(one.table, one.table), one.file or "—", one.rows, one.sha256) for one in view.sources),
    )
    yield Listed("runs", "", (Head("sha256", t["runs"]),), tuple((one,) for one in view.runs))
    yield Listed(
        "left",
        "",
        (Head("table", t["table"]), Head("reason", t["left_reason"]), Head("records", t["records"])),
        left_rows(view.left_out, t),
    )
    yield Listed(
        "rejected",
        "",
        (*(Head(name, t[name]) for name in ("table", "code", "column", "first")), Head("records", t["records"])),
        tuple((tables.get(one.table, one.table), one.code, one.column or "—", one.first, one.records) for one in view.rejected),
    )
    yield Listed(
        "unmatched",
        "",
        (Head("table", t["table"]), Head("values", t["values"]), Head("records", t["records"])),
        tuple((tables.get(table, table), values, records) for table, values, records in view.unmatched),
    )


def _rules(view: AuditReport, t: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield t["edition"], t["edition_of"].format(pack=view.proof.pack, edition=view.edition)
    yield t["rulebook"], view.rulebook
    yield t["issuer"], view.issuer or "—"
    if view.number:
        yield t["number"], view.number
    for one in view.proof.upper:
        yield t["upper"], one
    (items, assumed_items), (lines, assumed_lines) = view.items, view.lines
    basis = t["basis_of"].format(items=items, assumed_items=assumed_items, lines=lines, assumed_lines=assumed_lines)
    yield t["basis"], basis
    yield t["calendar"], view.proof.calendar
    yield t["engine"], f"gridperf {view.proof.engine}"


def _of_book(view: AuditReport, t: Mapping[str, Any]) -> Iterator[Listed]:
    steps = (Head("number", "#"), *(Head(name, t[name]) for name in ("step", "at", "by", "why")), Head("sha256", "SHA-256"))
    yield Listed(
        "steps",
        "",
        steps,
        tuple((one.number, t["kinds"][one.kind], one.at, one.by, one.why, one.digest) for one in view.steps),
    )
    yield Listed(
        "overrides",
        "",
        (Head("codes", t["override_codes"]), *(Head(name, t[name]) for name in ("at", "by", "reason"))),
        tuple(
            (
                t["comma"].join(t["codes"].get(code, code) + (f" #{appeal}" if appeal else "") for code, appeal in one.codes),
                *(one.at, one.by, one.reason),
            )
            for one in view.overrides
        ),
    )
    names = ("who", "item", "why", "at", "outcome", "reason")
    yield Listed(
        "appeals", "", (Head("number", "#"), *(Head(name, t[name]) for name in names)), tuple(_taken(one, t) for one in view.appeals)
    )
    yield Listed(
        "corrections",
        "",
        (Head("number", "#"), Head("into", t["into"]), Head("policy", t["policy"]), Head("yuan", t["yuan"], "yuan"), Head("why", t["why"])),
        tuple((one.number, one.into, t["policies"][one.policy], one.yuan, one.why) for one in view.corrections),
    )


def _taken(one: Taken, t: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        one.number,
        f"{one.name} {one.subject}",
        one.item or t["whole"],
        f"{one.why} {one.by}",
        f"{one.at} {t['in_time']['yes' if one.in_time else 'no']}",
        f"{t['outcomes'][one.outcome or 'open']} {one.points}".strip(),
        f"{one.reason} {one.decided_by}",
    )
