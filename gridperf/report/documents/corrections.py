"""A correction statement is made from the very correction the Book writes, before or after it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem, ReportError
from gridperf.language import Language
from gridperf.report.documents.documents import write_document
from gridperf.report.documents.workbook import Column, Table
from gridperf.report.evidence.listing import Fact, Head, Listed, listing, lists_of
from gridperf.report.paper.html import Page, words_of
from gridperf.report.views import figures
from gridperf.report.views.correction import CorrectionStatement, PersonBlock, correction_statement

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.book import Correction, Standing
    from gridperf.book.correction import Policy

__all__ = ["correction_page", "print_correction", "unlike"]


def print_correction(
    correction: Correction,
    to: str | Path,
    *,
    policy: Policy,
    into: str = "",
    written: Sequence[Standing] = (),
    language: Language = "zh",
) -> Path:
    """Write the statement of *correction*, and return its path.

    Everybody it touches with grade and pay before and after, what is owed with cause and clause, the items whose points changed, and
    what each policy comes to.

    Args:
        correction: what `Book.correction` returned.
        to: the file, `.pdf`, `.html` or `.xlsx` (its lists); replaced if it exists.
        policy: who is settled: `reopen`, `harmless` or `claimants`.
        into: code of the period whose pay settles it.
        written: what `Book.correct` returned, if it was written; without it the statement says that nothing is.
        language: language of the words around the county's own, `zh` or `en`.

    Raises:
        ReportError: P117 if the correction changes nothing, P111 for any other file name, P101 to P105 if the page cannot be made or
            written.
    """
    return write_document(correction_page(correction, policy=policy, into=into, written=written, language=language), to, lists=_lists)


def correction_page(
    correction: Correction, *, policy: Policy, into: str = "", written: Sequence[Standing] = (), language: Language = "zh"
) -> Page:
    """Return the statement as a page with its evidence.

    Raises:
        ReportError: P117 if the correction changes nothing.
    """
    if not correction.touched:
        raise ReportError(Problem("P117"))
    view, t = correction_statement(correction, policy=policy, into=into, written=written), words_of("correction", language)
    newest = correction.touched[-1].change.after
    facts = (Fact("settled", t["settles" if into else "would_settle"].format(policy=t["policy"][policy], yuan=view.settled, into=into)),)
    evidence = listing(newest, "correction", _listed(view, t), facts=facts, options={"policy": policy, "into": into}, language=language)
    return Page("correction", view, f"{view.origin.county} {view.periods[0].period}", language, evidence)


def unlike(evidence: Mapping[str, Any], assessment: Assessment) -> Iterator[tuple[str, str, str]]:
    """Yield what the *evidence* of a statement says otherwise than the *assessment*: the result before or after it, by its digest.

    The place, what the statement has and what the result has; gross pay person by person.
    """
    lists, code = lists_of(evidence), assessment.period.code
    results = [row[1:] for one in lists if one.id == "results" for row in one.rows if row[0] == code]
    if not any(assessment.digest in digests for digests in results):
        yield "results", " ".join(" → ".join(digests) for digests in results) or "—", assessment.digest
        return
    at = -1 if assessment.digest == results[0][1] else 0
    paid = dict(assessment.pay.select("subject", "gross").iter_rows()) if assessment.pay.height else {}
    for one in lists:
        period, _, subject = one.title.partition(" ")
        if one.id == "person" and period == code:
            stated = figures.amounts(one.rows[0][-1])[at:][:1]
            found = [figures.money(paid[subject])] if paid.get(subject) is not None else []
            if stated != found:
                yield f"{one.id} {one.title}", " ".join(stated) or "—", " ".join(found) or "—"


def _listed(view: CorrectionStatement, t: Mapping[str, Any]) -> list[Listed]:
    period, people = Head("period", t["period_head"]), Head("people", t["people"])

    def yuan(*names: str) -> tuple[Head, ...]:
        return tuple(Head(name, t[name], "yuan") for name in names)

    effects = (period, *(Head(name, t[name]) for name in ("line", "clause", "cause")), people, *yuan("yuan"))
    found = [
        Listed(
            "periods",
            "",
            (period, Head("state", t["state"]), people, *yuan("before", "after", "change")),
            tuple((one.period, t["states"][one.state], one.people, one.before, one.after, one.change) for one in view.periods),
        ),
        Listed(
            "effects",
            "",
            effects,
            tuple((one.period, one.line, one.clause, t["causes"][one.cause], one.people, one.yuan) for one in view.effects),
        ),
        Listed(
            "policies",
            "",
            (Head("policy", t["policies"]), people, *yuan("more", "less"), Head("yuan", t["cost"], "yuan")),
            tuple(
                (f"{'✓ ' if one.chosen else ''}{t['policy'][one.policy]}", one.people, one.more, one.less, one.yuan)
                for one in view.policies
            ),
        ),
        *(_person(one, t) for one in view.people),
        Listed("results", "", (period, Head("before", t["before"]), Head("after", t["after"])), view.proofs),
    ]
    return [one for one in found if one.rows]


def _person(one: PersonBlock, t: Mapping[str, Any]) -> Listed:
    """Return what a correction does to one person: a row for the person, one per amount, one per item, and what is owed and settled."""

    def changed(before: str, after: str, nothing: str) -> str:
        before, after = before or nothing, after or nothing
        return str(t["to"]).format(before=before, after=after) if before != after else before

    heads = (Head("what", ""), Head("clause", t["clause"]), Head("cause", t["cause"]), Head("yuan", t["yuan"], "yuan"))
    who = f"{one.name} {one.subject}{' ' + t['claims'] if one.claims else ''}"
    grade = f"{t['grade']} {changed(*one.grades, t['no_grade'])}"
    rows = [(who, one.period, grade, f"{t['pay']} {changed(*one.pay, '—')}")]
    rows += [(each.line, each.clause, t["causes"][each.cause], each.yuan) for each in one.changes]
    rows += [
        (
            f"{t['item']} {each.item}",
            each.clause,
            f"{t['points']} {t['to'].format(before=each.before or '—', after=each.after or '—')}",
            "",
        )
        for each in one.items
    ]
    if len(rows) == 1:
        rows.append((t["only_places"], "", "", ""))
    sums = ("", "", "", f"{t['settled']} {one.settled}")
    return Listed("person", f"{one.period} {one.subject}", heads, tuple(rows), f"{t['owed']} {one.owed}", sums)


def _lists(view: CorrectionStatement, t: Mapping[str, Any]) -> list[Table]:
    who = (Column(t["period_head"], 10), Column(t["worker"], 16), Column("", 12))
    grades = (Column(f"{t['grade']} 1", 10), Column(f"{t['grade']} 2", 10))
    people = Table(
        t["each"],
        (
            *who,
            *grades,
            *(Column(t[name], 14, "yuan") for name in ("before", "after", "owed", "settled")),
            Column(t["claims"], 10),
        ),
        [
            (
                *(one.period, one.subject, one.name, *(grade or t["no_grade"] for grade in one.grades)),
                *(*one.pay, one.owed, one.settled, "✓" if one.claims else ""),
            )
            for one in view.people
        ],
    )
    parts = Table(
        t["effects"],
        (*who, Column(t["line"], 18), Column(t["clause"], 18), Column(t["cause"], 18), Column(t["yuan"], 14, "yuan")),
        [
            (one.period, one.subject, one.name, each.line, each.clause, t["causes"][each.cause], each.yuan)
            for one in view.people
            for each in one.changes
        ],
    )
    items = Table(
        t["item"],
        (
            *who,
            Column(t["item"], 18),
            Column(t["clause"], 18),
            Column(f"{t['points']} 1", 12, "points"),
            Column(f"{t['points']} 2", 12, "points"),
        ),
        [(one.period, one.subject, one.name, each.item, each.clause, each.before, each.after) for one in view.people for each in one.items],
    )
    return [one for one in (people, parts, items) if one.rows]
