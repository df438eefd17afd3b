"""Every page asked for is written whole or not at all, and all that went wrong is raised together when the last page is done."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from gridperf import __version__
from gridperf.errors import Problem, ReportError
from gridperf.language import Language, use
from gridperf.report.batches.setting import results, seldom_collected
from gridperf.report.batches.sinks import Archives, Folder, Merged, Sink
from gridperf.report.batches.tasks import Task
from gridperf.report.paper.fonts import find_fonts
from gridperf.report.paper.html import Size, require_size
from gridperf.report.paper.written import unwritable

__all__ = ["COMPILED", "Job", "printed"]

COMPILED = frozenset({"scorecard", "payslip"})
"""Reports of a page per person, whose templates say where their slots are; they can go into archives or one file."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is printed, where to, and how.

    Attributes:
        report: the report.
        of: what it is made from: `assessment` or `payroll`.
        digest: of that.
        period: its period or month.
        to: folder, or a file that ends in `.zip` or `.pdf`.
        chosen: whose pages; None for everyone's.
        language: of the words around the data.
        reference: every page is laid out by the reference renderer.
        signature_fields: pages have signature fields.
        size: of their sheets.
    """

    report: str
    of: str
    digest: str
    period: str
    to: Path
    chosen: Sequence[str] | None
    language: Language
    reference: bool
    signature_fields: bool = False
    size: Size = "a4"

    @property
    def is_compiled(self) -> bool:
        """Return whether pages are filled into compiled templates."""
        return self.report in COMPILED and not self.reference

    def sink(self) -> Sink:
        """Return where the pages go, with its folder made.

        Raises:
            ReportError: P105 if that cannot be done, P165 for signature fields in one file.
        """
        ending = self.to.suffix.lower() if self.report in COMPILED else ""
        if ending == ".pdf" and self.signature_fields:
            raise ReportError(Problem("P165", values={"path": self.to}))
        folder = self.to.parent if ending in (".zip", ".pdf") else self.to
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ReportError(unwritable(folder, error)) from None
        if self.report not in COMPILED:
            return Folder(folder)
        chosen = "*" if self.chosen is None else "\n".join(sorted(self.chosen))
        said = "\0".join((__version__, self.report, self.language, self.digest, find_fonts().digest(), str(self.reference), chosen))
        said += "\0signature fields" if self.signature_fields else ""
        said += f"\0{self.size}" if self.size != "a4" else ""
        batch = hashlib.sha256(said.encode()).hexdigest()
        if ending == ".zip":
            return Archives(self.to, batch)
        if ending == ".pdf":
            return Merged(self.to)
        return Folder(folder, batch if self.chosen is None else None)

    def place(self, file: str) -> Path:
        """Return where the page *file* is written to."""
        return self.to if self.to.suffix.lower() in (".zip", ".pdf") else self.to / file


def printed(
    job: Job,
    pages: Callable[[], tuple[Iterator[Task | Problem], int]],
    *,
    processes: int | Executor | None,
    progress: Callable[[int, int], object] | None,
) -> list[Path]:
    """Print *job* and return its files, sorted by name.

    Args:
        job: what is printed.
        pages: what makes its pages, one after the other, and says how many they are.
        processes: how many processes set pages, as many as the machine has cores by default; or an executor to use.
        progress: called with the number of pages done and of all pages.

    Raises:
        ReportError: every page that could not be made, after all others were written (P102–P105, P108); before anything is
            made, P101 if this machine cannot render, P119 if there is no layout of that size.
    """
    from gridperf.report.paper.pdf import require_ready  # noqa: PLC0415  (nothing is imported for printing until something is printed)

    require_ready()
    require_size(job.report, job.size)
    sink = job.sink()
    problems: list[Problem] = []
    left: Counter[str] = Counter()
    written: list[Path] = []
    try:
        with use(job.language), seldom_collected():  # workings are put into words where the pages are made
            made, total = pages()
            tasks = (_as_asked(task, job) for task in made)
            for done, result in enumerate(results(tasks, total, processes, sink, compiled=job.is_compiled), start=1):
                problems += result.problems
                if result.left:
                    left[result.left] += 1
                if result.pdf:
                    try:
                        sink.put(result.file, result.title, result.pdf)
                    except OSError as error:
                        problems.append(unwritable(job.place(result.file), error))
                if progress is not None:
                    progress(done, total)
        about = {"report": job.report, "period": job.period, job.of: job.digest, "reference": dict(sorted(left.items()))}
        try:
            written = sink.close(about)
        except OSError as error:
            problems.append(unwritable(job.to, error))
    except BaseException:
        sink.abandon()
        raise
    if problems:
        raise ReportError(sorted(problems, key=lambda problem: (problem.code, str(problem.values))))
    return sorted(written)


def _as_asked(task: Task | Problem, job: Job) -> Task | Problem:
    """Return *task* with a page of the size and with the fields that were asked for."""
    if isinstance(task, Problem) or (job.size == "a4" and not job.signature_fields):
        return task
    return replace(task, page=replace(task.page, signature_fields=job.signature_fields, size=job.size))
