"""An audit report says what was read, what did not count and why, by which rules, whether the result holds, and who answered for each step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from gridperf.errors import Problem
from gridperf.report.views import figures
from gridperf.report.views.common import LeftOut, Origin, Proof, Span, assumed, left_out, origin, proof, span

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.book import Appeal, Standing
    from gridperf.book.chain import Event
    from gridperf.records import Records

__all__ = ["Acknowledged", "AuditReport", "Override", "Rejected", "Settlement", "Source", "Step", "Taken", "audit_report"]


@dataclass(frozen=True, slots=True)
class Source:
    """What was read of one table: the file, its rows, its SHA-256."""

    table: str
    file: str
    rows: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Records that were set aside for one reason: the table, the problem's code, how many, and where the first one stands."""

    table: str
    code: str
    column: str
    records: str
    first: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A warning about the rules that their author lets stand, and why."""

    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Taken:
    """An objection or appeal and what was decided; `outcome` is empty until it is."""

    number: str
    subject: str
    name: str
    item: str
    by: str
    at: str
    in_time: bool
    why: str
    outcome: str
    points: str
    decided_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the Book: its number, kind, time, who, why, and the digest of its event."""

    number: str
    kind: str
    at: str
    by: str
    why: str
    digest: str


@dataclass(frozen=True, slots=True)
class Override:
    """What somebody went past to seal a result: codes of what stood in the way with the appeal concerned, who, when, and their reason."""

    codes: tuple[tuple[str, str], ...]
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """A correction: its number, the period it is settled in, the policy, the yuan it comes to, and why."""

    number: str
    into: str
    policy: str
    yuan: str
    why: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an auditor asks of one period.

    Attributes:
        faults: what does not hold of the result by itself; none if everything does.
        items: how many items there are, and of how many the document does not publish the numbers.
        lines: the same of pay lines.
        book: name of the Book, and the digest of its last event; empty without a Book.
        sealed_by: who sealed it; empty if it is not sealed.
    """

    origin: Origin
    period: Span
    people: str
    gross: str
    proof: Proof
    rulebook: str
    edition: str
    number: str
    issuer: str
    sources: tuple[Source, ...]
    runs: tuple[str, ...]
    read: str
    left_out: tuple[LeftOut, ...]
    rejected: tuple[Rejected, ...]
    unmatched: tuple[tuple[str, str, str], ...]
    acknowledged: tuple[Acknowledged, ...]
    items: tuple[int, int]
    lines: tuple[int, int]
    faults: tuple[str, ...]
    book: tuple[str, str]
    state: str
    sealed_by: str
    steps: tuple[Step, ...]
    overrides: tuple[Override, ...]
    appeals: tuple[Taken, ...]
    corrections: tuple[Settlement, ...]


def audit_report(
    assessment: Assessment,
    *,
    faults: Sequence[Problem] = (),
    records: Records | None = None,
    standing: Standing | None = None,
    book: tuple[str, str] = ("", ""),
) -> AuditReport:
    """Return the audit report of *assessment*.

    Args:
        assessment: the result.
        faults: what `verify` found.
        records: what it was assessed from, which say why each record was set aside.
        standing: where it stands in the Book.
        book: the Book's name and the digest of its last event.
    """
    made, rules = assessment.provenance, assessment.rulebook
    edition = rules.edition
    items = [item for sheet in edition.sheets for item in sheet.items]
    steps = standing.steps if standing is not None else ()
    gross = [amount for amount in assessment.pay["gross"] if amount is not None]
    return AuditReport(
        origin=origin(assessment),
        period=span(assessment.period),
        people=f"{assessment.people.height:,}",
        gross=figures.money(sum(gross)) if gross else "",
        proof=proof(assessment),
        rulebook=made.rulebook,
        edition=rules.starts_on.isoformat(),
        number=figures.clean(rules.document.number),
        issuer=figures.clean(rules.document.issuer),
        sources=tuple(Source(one.table, figures.clean(one.file), f"{one.rows:,}", one.sha256) for one in made.sources),
        runs=tuple(made.runs),
        read=f"{sum(one.rows for one in made.sources):,}",
        left_out=left_out(assessment),
        rejected=tuple(_rejected(records)) if records is not None else (),
        unmatched=tuple((row["table"], figures.clean(row["values"]), f"{row['records']:,}") for row in assessment.unmatched.to_dicts()),
        acknowledged=tuple(Acknowledged(code, figures.clean(why)) for code, why in sorted(edition.acknowledged.items())),
        items=(len(items), sum(assumed(item, edition) for item in items)),
        lines=(len(edition.pay), sum(assumed(line, edition) for line in edition.pay)),
        faults=tuple(figures.clean(f"{problem.code} {problem.message}") for problem in faults),
        book=(figures.clean(book[0]), book[1]),
        state=standing.state if standing is not None else "",
        sealed_by=next((figures.clean(step.by) for step in reversed(steps) if step.kind == "seal"), ""),
        steps=tuple(
            Step(str(step.seq), step.kind, _when(step.at), figures.clean(step.by), figures.clean(step.why), step.digest[:16])
            for step in steps
        ),
        overrides=tuple(_overrides(steps)),
        appeals=tuple(_taken(one) for one in standing.appeals) if standing is not None else (),
        corrections=tuple(
            Settlement(str(one.number), one.into, one.policy, figures.money(one.yuan), figures.clean(one.why))
            for one in (standing.corrections if standing is not None else ())
        ),
    )


def _when(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


def _rejected(records: Records) -> Iterator[Rejected]:
    keys = ["table", "code", "column"]
    groups = records.rejects.sort("table", "code", "column", "file", "row").group_by(keys, maintain_order=True)
    for row in groups.agg(pl.len().alias("records"), pl.col("file").first(), pl.col("row").first()).iter_rows(named=True):
        place = f"{figures.clean(row['file'])}:{row['row']}" if row["row"] is not None else figures.clean(row["file"])
        yield Rejected(row["table"], row["code"], figures.clean(row["column"]), f"{row['records']:,}", place)


def _overrides(steps: Iterable[Event]) -> Iterator[Override]:
    for step in steps:
        if step.body.get("override"):
            codes = tuple((str(one["code"]), str(one.get("appeal", ""))) for one in step.body["overridden"])
            yield Override(codes, figures.clean(step.by), _when(step.at), figures.clean(step.body["override"]))


def _taken(one: Appeal) -> Taken:
    return Taken(
        number=str(one.number),
        subject=figures.clean(one.subject),
        name=figures.clean(one.name),
        item=figures.clean(next((str(fact["name"]) for fact in one.facts), one.item)),
        by=figures.clean(one.by),
        at=_when(one.at),
        in_time=one.in_time,
        why=figures.clean(one.why),
        outcome=one.outcome,
        points="" if one.points is None else figures.number(one.points),
        decided_by=figures.clean(one.decided_by),
        reason=figures.clean(one.reason),
    )
