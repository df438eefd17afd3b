"""A report is pages: each a view with the evidence it rests on, made one after the other, so that a province fits into memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gridperf.errors import Problem, ReportError
from gridperf.language import Language
from gridperf.report.evidence.cards import Sources
from gridperf.report.paper.html import Page
from gridperf.report.views.common import scale_of
from gridperf.report.views.scorecard import Cards

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["pages_by_worker", "scorecard_pages"]

_AT_ONCE = 1_000
"""Rows of so many people are held at a time."""


def scorecard_pages(assessment: Assessment, workers: Sequence[str] | None = None, language: Language = "zh") -> Iterator[Page | Problem]:
    """Yield the cards of *workers* as pages with their evidence; like `scorecards`, a few hundred people at a time."""
    return pages_by_worker(assessment, "scorecard", workers, language)


def pages_by_worker(
    assessment: Assessment, report: str, workers: Sequence[str] | None = None, language: Language = "zh"
) -> Iterator[Page | Problem]:
    """Yield the pages of *workers* of a *report* that shows what a scorecard shows, each with its evidence."""
    sources = Sources(assessment)
    wanted = sorted(assessment.people.get_column("subject").unique() if workers is None else set(workers))
    for at in range(0, len(wanted), _AT_ONCE):
        some = wanted[at : at + _AT_ONCE]
        chosen = Cards(assessment, None if workers is None and len(wanted) <= _AT_ONCE else some)
        for subject, sheet in chosen.keys():  # noqa: SIM118
            try:
                card = chosen.card(subject, sheet)
            except ReportError as error:
                yield from error.problems
                continue
            files = sources.of(subject, sheet, chosen.rows(subject), scale_of(assessment, sheet))
            yield Page(report, card, card.whose, language, files, subject)
