"""Every page of a report has a file of its own, whose name is safe on any file system and does not depend on the other pages asked for."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from gridperf.errors import Problem, ReportError, nearest
from gridperf.language import Language
from gridperf.report.html import Page
from gridperf.report.views.figures import clean

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.report.views.scorecard import Scorecard

__all__ = ["Report", "Task", "tasks_of"]

Report = Literal["scorecard", "pay-sheet", "county-summary"]

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_LONGEST_NAME = 180


@dataclass(frozen=True, slots=True)
class Task:
    """A page and the file it becomes."""

    page: Page
    file: str


def tasks_of(
    assessment: Assessment, report: Report, workers: Sequence[str] | None, language: Language
) -> tuple[Iterator[Task | Problem], int]:
    """Return the pages to set, made as they are asked for, and how many they are."""
    from gridperf.report import views  # noqa: PLC0415

    period = assessment.period.code
    if report == "pay-sheet":
        return iter([Task(Page(report, views.pay_sheet(assessment), report, language), f"{report}-{period}.pdf")]), 1
    if report == "county-summary":
        return iter([Task(Page(report, views.county_summary(assessment), report, language), f"{report}-{period}.pdf")]), 1
    if workers is not None:
        _known(assessment, workers)
    if not assessment.people.height:
        raise ReportError(Problem("P112", values={"period": period}))
    sheets = _sheets(assessment, workers)
    return _cards(assessment, workers, language, sheets), sum(sheets.values())


def _cards(
    assessment: Assessment, workers: Sequence[str] | None, language: Language, sheets: Mapping[str, int]
) -> Iterator[Task | Problem]:
    from gridperf.report.pages import scorecard_pages  # noqa: PLC0415

    alike = _alike(assessment)
    for page in scorecard_pages(assessment, workers, language):
        if isinstance(page, Problem):
            yield page
        else:
            card = cast("Scorecard", page.view)
            yield Task(page, _file_name(card, page.subject, several=sheets[page.subject] > 1, alike=alike))


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


def _alike(assessment: Assessment) -> frozenset[str]:
    """Return the file-safe ids that more than one worker has, where a file system does not tell capitals from small letters."""
    seen: set[str] = set()
    twice: set[str] = set()
    for subject in assessment.people.get_column("subject").unique():
        safe = _safe(clean(subject)).casefold()
        (twice if safe in seen else seen).add(safe)
    return frozenset(twice)


def _file_name(card: Scorecard, subject: str, *, several: bool, alike: frozenset[str]) -> str:
    """Return `{subject}-{name}-{period}.pdf`, fit for any file system; ids that look alike there are told apart by a digest."""
    name = card.person.name
    safe = _safe(clean(subject))
    if safe.casefold() in alike:
        safe += "-"[: len(safe)] + hashlib.sha256(subject.encode()).hexdigest()[:8]
    parts = [safe, _safe(name), card.period.code, *([card.sheet] if several else [])]
    return "-".join(part for part in parts if part) + ".pdf"


def _safe(text: str) -> str:
    """Return *text* without what a file system may refuse."""
    kept = _UNSAFE.sub("_", text).strip(". ").lstrip("-~")
    if _RESERVED.match(kept):
        kept = f"_{kept}"
    while len(kept.encode()) > _LONGEST_NAME // 2:
        kept = kept[:-1]
    return kept
