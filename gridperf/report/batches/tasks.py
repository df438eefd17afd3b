"""Every page of a report has a file of its own; pages are made one after the other, as they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from gridperf.errors import Problem, ReportError, nearest
from gridperf.language import Language
from gridperf.report.batches.names import alike, file_name
from gridperf.report.paper.html import Page

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.report.views.scorecard import Scorecard

__all__ = ["Report", "Task", "tasks_of"]

Report = Literal["scorecard", "pay-sheet", "county-summary", "appraisal"]


@dataclass(frozen=True, slots=True)
class Task:
    """A page and the file it becomes."""

    page: Page
    file: str


def tasks_of(
    assessment: Assessment, report: Report, workers: Sequence[str] | None, language: Language
) -> tuple[Iterator[Task | Problem], int]:
    """Return the pages to set, made as they are asked for, and how many they are."""
    from gridperf.report.documents.pay_sheets import pay_sheet_page  # noqa: PLC0415
    from gridperf.report.documents.summaries import summary_page  # noqa: PLC0415

    period = assessment.period.code
    if report == "pay-sheet":
        return iter([Task(pay_sheet_page(assessment, language), f"{report}-{period}.pdf")]), 1
    if report == "county-summary":
        return iter([Task(summary_page(assessment, language), f"{report}-{period}.pdf")]), 1
    if workers is not None:
        _known(assessment, workers)
    if not assessment.people.height:
        raise ReportError(Problem("P112", values={"period": period}))
    if report == "appraisal":
        if assessment.period.every != "year":
            raise ReportError(Problem("P118", values={"period": period}))
        # a form is a person's; teams have none
        people = assessment.people.filter(assessment.people["kind"] == "worker").get_column("subject").unique()
        workers = sorted(people) if workers is None else [worker for worker in workers if worker in set(people)]
    sheets = _sheets(assessment, workers)
    return _cards(assessment, report, workers, language, sheets), sum(sheets.values())


def _cards(
    assessment: Assessment, report: Report, workers: Sequence[str] | None, language: Language, sheets: Mapping[str, int]
) -> Iterator[Task | Problem]:
    from gridperf.report.documents.pages import pages_by_worker  # noqa: PLC0415

    same = alike(assessment.people.get_column("subject").unique())
    for page in pages_by_worker(assessment, report, workers, language):
        if isinstance(page, Problem):
            yield page
        else:
            card = cast("Scorecard", page.view)
            more = [*([card.sheet] if sheets[page.subject] > 1 else []), *([] if report == "scorecard" else [report])]
            yield Task(page, file_name(page.subject, card.person.name, card.period.code, *more, alike=same))


def _sheets(assessment: Assessment, workers: Sequence[str] | None) -> dict[str, int]:
    """Return how many cards each worker gets."""
    wanted = None if workers is None else set(workers)
    found = Counter(assessment.scores.get_column("subject").to_list())
    paid = set(assessment.pay.get_column("subject").to_list())
    people = assessment.people.get_column("subject").unique().to_list()
    counts = {subject: found[subject] or int(subject in paid) for subject in people}
    return {subject: count for subject, count in counts.items() if count and (wanted is None or subject in wanted)}


def _known(assessment: Assessment, workers: Sequence[str]) -> None:
    known = set(assessment.people.get_column("subject"))
    problems = [
        Problem("P107", values={"worker": worker, "period": assessment.period.code, "near": ", ".join(nearest(worker, known)) or "—"})
        for worker in dict.fromkeys(workers)
        if worker not in known
    ]
    if problems:
        raise ReportError(problems)
