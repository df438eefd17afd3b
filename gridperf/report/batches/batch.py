"""An assessment is printed from its tables alone: the same assessment gives the same bytes, alone or in a batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from gridperf.errors import Problem, ReportError
from gridperf.language import Language
from gridperf.report.batches.printing import Job, printed
from gridperf.report.batches.tasks import Report, tasks_of
from gridperf.report.paper.html import Size

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["Report", "render"]

_REPORTS: tuple[Report, ...] = ("scorecard", "pay-sheet", "county-summary", "appraisal")
_BY_WORKER = frozenset({"scorecard", "appraisal"})


def render(
    assessment: Assessment,
    report: Report = "scorecard",
    *,
    to: str | Path,
    workers: Sequence[str] | None = None,
    processes: int | Executor | None = None,
    progress: Callable[[int, int], object] | None = None,
    language: Language = "zh",
    reference: bool = False,
    signature_fields: bool = False,
    size: Size = "a4",
) -> list[Path]:
    """Print *assessment* as PDF files and return their paths, sorted by name.

    Args:
        assessment: what to print.
        report: `scorecard`, one file per worker and sheet, and `appraisal` (年度考核登记表) of a year likewise; `pay-sheet` or
            `county-summary`, one file.
        to: folder the files are written into; made if it does not exist. Files of the same name are replaced. Everyone's
            scorecards get a `manifest.json` with the digest of every file, and go on where the same batch was interrupted.
            For scorecards, a name ending in `.zip` gives archives of two thousand cards each, and one ending in `.pdf` a single file
            with bookmarks, for the printer.
        workers: ids of the workers whose scorecards or forms to print; everyone by default.
        processes: how many processes set pages, as many as the machine has cores by default; or an executor to use.
        progress: called with the number of pages done and of all pages.
        language: language of the words around the data, `zh` or `en`.
        reference: lay out every page with WeasyPrint, instead of filling compiled templates; about a hundred times slower, and alike.
        signature_fields: leave an empty signature field over each box that is to be signed, for `gridperf sign --field` or any program that
            signs PDF files.
        size: `a3` for reports that have a layout for larger sheets (`pay-sheet`, `county-summary`), `a4` for their usual one.

    Returns:
        The files. The same assessment gives the same bytes, alone or in a batch.

    Raises:
        ReportError: every page that could not be made, after all others were written (P102–P105, P108); before
            anything is made, P101 if this machine cannot render, P106 for an unknown report, P107 for an unknown worker, P113
            for the pay sheet of a period without pay, P112 if nobody was assessed, P118 for the appraisal form of a period that is no year,
            P119 if the report has no layout of that size, P165 for signature fields in one merged file. P163 and P164 are pages that no signature field can be left on.
        ValueError: if *workers* is given for a report that is not by worker.
    """
    if report not in _REPORTS:
        raise ReportError(Problem("P106", values={"report": report, "known": ", ".join(_REPORTS)}))
    if workers is not None and report not in _BY_WORKER:
        message = f"workers can be chosen for scorecards and appraisal forms, not for the {report}"
        raise ValueError(message)
    return printed(
        Job(
            report, "assessment", assessment.digest, assessment.period.code, Path(to), workers, language, reference, signature_fields, size
        ),
        lambda: tasks_of(assessment, report, workers, language),
        processes=processes,
        progress=progress,
    )
