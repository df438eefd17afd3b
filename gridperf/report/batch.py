"""Every page asked for is written whole or not at all, and one page that fails does not keep the others back.

The tables are gone through once, pages are set by a pool of processes, files are written by the caller's process:
first beside their place, then renamed into it.
All failures are raised together when the last page is done.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import re
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gridperf.errors import Problem, ReportError, nearest
from gridperf.language import Language, use
from gridperf.report.html import Page

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.report.pdf import Renderer
    from gridperf.report.views.scorecard import Scorecard

__all__ = ["Report", "render"]

Report = Literal["scorecard", "pay-sheet", "county-summary"]
_REPORTS: tuple[Report, ...] = ("scorecard", "pay-sheet", "county-summary")
_LARGEST_CHUNK = 16
_FEW = 6
"""Up to so many pages are set in this process: starting others would take longer."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_LONGEST_NAME = 180


@dataclass(frozen=True, slots=True)
class _Task:
    """A page and the file it becomes."""

    page: Page
    file: str


@dataclass(frozen=True, slots=True)
class _Done:
    """A page's PDF, or why there is none."""

    file: str
    pdf: bytes
    problems: tuple[Problem, ...]


def render(
    assessment: Assessment,
    report: Report = "scorecard",
    *,
    to: str | Path,
    workers: Sequence[str] | None = None,
    processes: int | Executor | None = None,
    progress: Callable[[int, int], object] | None = None,
    language: Language = "zh",
) -> list[Path]:
    """Print *assessment* as PDF files and return their paths, sorted by name.

    Args:
        assessment: what to print.
        report: `scorecard`, one file per worker and sheet; `pay-sheet` or `county-summary`, one file.
        to: folder the files are written into; made if it does not exist. Files of the same name are replaced.
        workers: ids of the workers whose scorecards to print; everyone by default.
        processes: how many processes set pages, as many as the machine has cores by default; or an executor to use.
        progress: called with the number of pages done and of all pages.
        language: language of the words around the data, `zh` or `en`.

    Returns:
        The files. The same assessment gives the same bytes, alone or in a batch.

    Raises:
        ReportError: every page that could not be made, after all others were written (P102–P105, P108); before
            anything is made, P101 if this machine cannot render, P106 for an unknown report, P107 for an unknown worker, P113
            for the pay sheet of a period without pay, P112 if nobody was assessed.
        ValueError: if *workers* is given for a report that is not by worker.
    """
    if report not in _REPORTS:
        raise ReportError(Problem("P106", values={"report": report, "known": ", ".join(_REPORTS)}))
    if workers is not None and report != "scorecard":
        message = f"workers can be chosen for scorecards, not for the {report}"
        raise ValueError(message)
    from gridperf.report.pdf import require_ready  # noqa: PLC0415  (nothing is imported for printing until something is printed)

    require_ready()
    folder = _folder(Path(to))
    with use(language):  # workings are put into words where the pages are made
        tasks, problems = _tasks(assessment, report, workers, language)
    written: list[Path] = []
    done = len(problems)
    total = done + len(tasks)
    for result in _rendered(tasks, processes):
        problems += result.problems
        if not result.problems:
            try:
                written.append(_write(folder / result.file, result.pdf))
            except OSError as error:
                problems.append(_unwritable(folder / result.file, error))
        done += 1
        if progress is not None:
            progress(done, total)
    if problems:
        raise ReportError(sorted(problems, key=lambda problem: (problem.code, str(problem.values))))
    return sorted(written)


# --- which pages -----------------------------------------------------------------------------------------------------


def _tasks(assessment: Assessment, report: Report, workers: Sequence[str] | None, language: Language) -> tuple[list[_Task], list[Problem]]:
    from gridperf.report import views  # noqa: PLC0415

    period = assessment.period.code
    if report == "pay-sheet":
        return [_Task(Page(report, views.pay_sheet(assessment), report, language), f"{report}-{period}.pdf")], []
    if report == "county-summary":
        return [_Task(Page(report, views.county_summary(assessment), report, language), f"{report}-{period}.pdf")], []
    if workers is not None:
        _known(assessment, workers)
    if not assessment.people.height:
        raise ReportError(Problem("P112", values={"period": period}))
    made = list(views.scorecards(assessment, workers))
    cards = [card for card in made if not isinstance(card, Problem)]
    sheets: dict[str, int] = {}
    for card in cards:
        sheets[card.person.subject] = sheets.get(card.person.subject, 0) + 1
    alike = _alike(assessment)
    tasks = [
        _Task(Page(report, card, card.whose, language), _file_name(card, several=sheets[card.person.subject] > 1, alike=alike))
        for card in cards
    ]
    return tasks, [problem for problem in made if isinstance(problem, Problem)]


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
        safe = _safe(subject).casefold()
        (twice if safe in seen else seen).add(safe)
    return frozenset(twice)


def _file_name(card: Scorecard, *, several: bool, alike: frozenset[str]) -> str:
    """Return `{subject}-{name}-{period}.pdf`, fit for any file system; ids that look alike there are told apart by a digest."""
    subject, name = card.person.subject, card.person.name
    safe = _safe(subject)
    if safe.casefold() in alike:
        safe += "-" + hashlib.sha256(subject.encode()).hexdigest()[:8]
    parts = [safe, _safe(name), card.period.code, *([card.sheet] if several else [])]
    return "-".join(part for part in parts if part) + ".pdf"


def _safe(text: str) -> str:
    """Return *text* without what a file system may refuse."""
    kept = _UNSAFE.sub("_", text).strip(". ")
    if _RESERVED.match(kept):
        kept = f"_{kept}"
    while len(kept.encode()) > _LONGEST_NAME // 2:
        kept = kept[:-1]
    return kept


# --- setting them ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _renderer() -> Renderer:
    """Return this process's renderer; fonts and style sheets are read once per process."""
    from gridperf.report.pdf import WeasyPrintRenderer  # noqa: PLC0415

    return WeasyPrintRenderer()


def _start() -> None:
    """Make a new process ready before its first page."""
    _renderer()


def _set(tasks: Sequence[_Task]) -> list[_Done]:
    """Return the PDFs of *tasks*; runs in any process."""
    return [_set_one(task) for task in tasks]


def _set_one(task: _Task) -> _Done:
    try:
        return _Done(task.file, _renderer().render(task.page), ())
    except ReportError as error:
        return _Done(task.file, b"", error.problems)
    except Exception as error:  # noqa: BLE001  (a fault of the layout engine is one page's problem, not the batch's)
        reason = f"{type(error).__name__}: {error}".rstrip(".")
        return _Done(task.file, b"", (Problem("P104", values={"whose": task.page.whose, "reason": reason}),))


def _rendered(tasks: Sequence[_Task], processes: int | Executor | None) -> Iterator[_Done]:
    """Yield the PDFs of *tasks*, in any order."""
    if isinstance(processes, Executor):
        yield from _shared_out(processes, tasks, 2 * (os.cpu_count() or 1))
        return
    count = min(processes or os.cpu_count() or 1, -(-len(tasks) // _FEW) if processes is None else len(tasks))
    if count <= 1:
        for task in tasks:
            yield _set_one(task)
        return
    left = {task.file: task for task in tasks}
    try:
        with _pool(count) as pool:
            for done in _shared_out(pool, tasks, count):
                del left[done.file]
                yield done
    except BrokenProcessPool:
        yield from _one_by_one(list(left.values()))


def _pool(count: int) -> ProcessPoolExecutor:
    # new processes, never forks: a fork of a process in which polars runs threads can hang
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"), initializer=_start)


def _one_by_one(tasks: Sequence[_Task]) -> Iterator[_Done]:
    """Yield the PDFs of *tasks* after a process died, each page alone, so that the one that kills its process is named."""
    left = list(tasks)
    while left:
        with _pool(1) as pool:
            try:
                for task in tuple(left):
                    with _without_main():
                        future = pool.submit(_set, [task])
                    yield from future.result()
                    left.remove(task)
            except BrokenProcessPool as error:
                task = left.pop(0)
                yield _Done(task.file, b"", (Problem("P104", values={"whose": task.page.whose, "reason": str(error).rstrip(".")}),))


def _shared_out(pool: Executor, tasks: Sequence[_Task], count: int) -> Iterator[_Done]:
    size = max(1, min(_LARGEST_CHUNK, len(tasks) // (4 * count)))
    with _without_main():
        waiting: list[Future[list[_Done]]] = [pool.submit(_set, tasks[at : at + size]) for at in range(0, len(tasks), size)]
    try:
        for future in as_completed(waiting):
            yield from future.result()
    finally:
        for future in waiting:
            future.cancel()


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Keep new processes from running the caller's script again.

    A spawned process imports the main script first, so a script without `if __name__ == "__main__":` would print its
    cards once per process, forever. Setting pages needs nothing of that script.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


# --- writing them ----------------------------------------------------------------------------------------------------


def _folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportError(_unwritable(folder, error)) from None
    return folder


def _write(path: Path, content: bytes) -> Path:
    """Write *content* to *path* in one step: a reader sees the old file or the new one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    return path


def _unwritable(path: Path, error: OSError) -> Problem:
    return Problem("P105", values={"path": path, "reason": error.strerror or type(error).__name__})
