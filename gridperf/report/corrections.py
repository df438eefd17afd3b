"""A correction statement is made from the very correction the Book writes, before or after it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem, ReportError
from gridperf.language import Language
from gridperf.report.documents import write_document
from gridperf.report.html import Page
from gridperf.report.views.correction import CorrectionStatement, correction_statement
from gridperf.report.workbook import Column, Table

if TYPE_CHECKING:
    from gridperf.book import Correction, Standing
    from gridperf.book.correction import Policy

__all__ = ["correction_page", "print_correction"]


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
    """Return the statement as a page.

    Raises:
        ReportError: P117 if the correction changes nothing.
    """
    if not correction.touched:
        raise ReportError(Problem("P117"))
    view = correction_statement(correction, policy=policy, into=into, written=written)
    return Page("correction", view, f"{view.origin.county} {view.periods[0].period}", language)


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
