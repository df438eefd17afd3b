"""Every page asked for is written whole or not at all, and one page that fails does not keep the others back.

Pages are made from the tables a few hundred at a time, set in this process or in several, and written by the caller's process.
All failures are raised together when the last page is done.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import multiprocessing
import os
import sys
import types
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from gridperf import __version__
from gridperf.errors import Problem, ReportError
from gridperf.language import Language, use
from gridperf.report.fonts import find_fonts
from gridperf.report.sinks import Archives, Folder, Merged, Sink
from gridperf.report.tasks import Report, Task, tasks_of

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.report.compiled.renderer import CompiledRenderer
    from gridperf.report.pdf import WeasyPrintRenderer

__all__ = ["Report", "render"]

_REPORTS: tuple[Report, ...] = ("scorecard", "pay-sheet", "county-summary")
_COMPILED = frozenset({"scorecard"})
"""Reports whose templates say where their slots are."""
_LARGEST_CHUNK = 64
"""So many pages are set together at most, and by one process before others start, which are then given what was learnt of the template."""
_FEW = 6
_FEW_COMPILED = 1_200
"""Up to so many pages are set in this process, by the reference renderer or from compiled templates: starting others would take longer."""
_AHEAD = 3
"""So many chunks per process are made ahead."""
_OBJECTS = 50_000
"""After so many new objects cycles are looked for."""


@dataclass(frozen=True, slots=True)
class _Done:
    """A page's PDF, or why there is none; `left` says why it was left to the reference renderer, if it was."""

    file: str
    title: str
    pdf: bytes
    problems: tuple[Problem, ...]
    left: str = ""


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
) -> list[Path]:
    """Print *assessment* as PDF files and return their paths, sorted by name.

    Args:
        assessment: what to print.
        report: `scorecard`, one file per worker and sheet; `pay-sheet` or `county-summary`, one file.
        to: folder the files are written into; made if it does not exist. Files of the same name are replaced. Everyone's
            scorecards get a `manifest.json` with the digest of every file, and go on where the same batch was interrupted.
            For scorecards, a name ending in `.zip` gives archives of two thousand cards each, and one ending in `.pdf` a single file
            with bookmarks, for the printer.
        workers: ids of the workers whose scorecards to print; everyone by default.
        processes: how many processes set pages, as many as the machine has cores by default; or an executor to use.
        progress: called with the number of pages done and of all pages.
        language: language of the words around the data, `zh` or `en`.
        reference: lay out every page with WeasyPrint, instead of filling compiled templates; about a hundred times slower, and alike.

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
    sink = _sink(Path(to), assessment, report, workers, language, reference=reference)
    compiled = report in _COMPILED and not reference
    problems: list[Problem] = []
    left: Counter[str] = Counter()
    written: list[Path] = []
    try:
        with use(language), _seldom_collected():  # workings are put into words where the pages are made
            tasks, total = tasks_of(assessment, report, workers, language)
            for done, result in enumerate(_results(tasks, total, processes, sink, compiled=compiled), start=1):
                problems += result.problems
                if result.left:
                    left[result.left] += 1
                if result.pdf:
                    try:
                        sink.put(result.file, result.title, result.pdf)
                    except OSError as error:
                        problems.append(_unwritable(_place(Path(to), result.file), error))
                if progress is not None:
                    progress(done, total)
        about = {"report": report, "period": assessment.period.code, "assessment": assessment.digest}
        try:
            written = sink.close({**about, "reference": dict(sorted(left.items()))})
        except OSError as error:
            problems.append(_unwritable(Path(to), error))
    except BaseException:
        sink.abandon()
        raise
    if problems:
        raise ReportError(sorted(problems, key=lambda problem: (problem.code, str(problem.values))))
    return sorted(written)


# --- setting them ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _renderer() -> WeasyPrintRenderer:
    """Return this process's reference renderer; fonts and style sheets are read once per process."""
    from gridperf.report.pdf import WeasyPrintRenderer  # noqa: PLC0415

    return WeasyPrintRenderer()


@lru_cache(maxsize=1)
def _compiled() -> CompiledRenderer:
    """Return this process's compiled renderer."""
    from gridperf.report.compiled.renderer import CompiledRenderer  # noqa: PLC0415

    return CompiledRenderer(_renderer)


@contextlib.contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for cycles less often: pages are many objects and hardly any cycle, and looking takes a tenth of their time."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _start(learnt: object) -> None:
    """Make a new process ready before its first page."""
    gc.set_threshold(_OBJECTS)
    if learnt is None:
        _renderer()
    else:
        _compiled().take(learnt)


def _set(tasks: Sequence[Task], *, compiled: bool) -> list[_Done]:
    """Return the PDFs of *tasks*; runs in any process."""
    if compiled:
        return [_done(task, made) for task, made in zip(tasks, _compiled().render_each([task.page for task in tasks]), strict=True)]
    return [_done(task, _laid_out(task)) for task in tasks]


def _laid_out(task: Task) -> tuple[bytes, str] | Exception:
    try:
        return _renderer().render(task.page), ""
    except Exception as error:  # noqa: BLE001  (a fault of the layout engine is one page's problem, not the batch's)
        return error


def _done(task: Task, made: tuple[bytes, str] | Exception) -> _Done:
    whose = task.page.whose
    if isinstance(made, ReportError):
        return _Done(task.file, whose, b"", made.problems)
    if isinstance(made, Exception):
        reason = f"{type(made).__name__}: {made}".rstrip(".")
        return _Done(task.file, whose, b"", (Problem("P104", values={"whose": whose, "reason": reason}),))
    pdf, left = made
    return _Done(task.file, whose, pdf, (), left)


def _results(
    made: Iterator[Task | Problem], total: int, processes: int | Executor | None, sink: Sink, *, compiled: bool
) -> Iterator[_Done]:
    """Yield what became of every page: its PDF, its problem, or nothing if an earlier run finished it."""
    aside: list[_Done] = []

    def wanted() -> Iterator[Task]:
        for task in made:
            if isinstance(task, Problem):
                aside.append(_Done("", "", b"", (task,)))
            elif sink.has(task.file):
                aside.append(_Done(task.file, "", b"", ()))
            else:
                yield task

    for done in _rendered(wanted(), total, processes, compiled=compiled):
        while aside:
            yield aside.pop(0)
        yield done
    yield from aside


def _rendered(tasks: Iterator[Task], total: int, processes: int | Executor | None, *, compiled: bool) -> Iterator[_Done]:
    """Yield the PDFs of *tasks*, in any order."""
    if isinstance(processes, Executor):
        yield from _shared_out(processes, tasks, 2 * (os.cpu_count() or 1), total, {}, compiled=compiled)
        return
    few = _FEW_COMPILED if compiled else _FEW
    count = min(processes or os.cpu_count() or 1, -(-total // few) if processes is None else total)
    if count <= 1:
        while some := list(islice(tasks, _LARGEST_CHUNK // 2 if compiled else 1)):
            yield from _set(some, compiled=compiled)
        return
    left: dict[str, Task] = {}
    learnt: object = {} if compiled else None
    try:
        if compiled:
            some = list(islice(tasks, _LARGEST_CHUNK))
            left |= {task.file: task for task in some}
            with _pool(1, learnt) as first, _without_main():
                found, learnt = first.submit(_prime, some).result()
            left.clear()
            yield from found
        with _pool(count, learnt) as pool:
            yield from _shared_out(pool, tasks, count, total, left, compiled=compiled)
    except BrokenProcessPool:
        yield from _one_by_one(chain(list(left.values()), tasks), learnt, compiled=compiled)


def _prime(tasks: Sequence[Task]) -> tuple[list[_Done], object]:
    """Return the PDFs of *tasks*, and what was learnt from them."""
    return _set(tasks, compiled=True), _compiled().learnt_pieces()


def _pool(count: int, learnt: object) -> ProcessPoolExecutor:
    # new processes, never forks: a fork of a process in which polars runs threads can hang
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"), initializer=_start, initargs=(learnt,))


def _one_by_one(tasks: Iterator[Task], learnt: object, *, compiled: bool) -> Iterator[_Done]:
    """Yield the PDFs of *tasks* after a process died, each page alone, so that the one that kills its process is named."""
    task = next(tasks, None)
    while task is not None:
        with _pool(1, learnt) as pool:
            try:
                while task is not None:
                    with _without_main():
                        future = pool.submit(_set, [task], compiled=compiled)
                    yield from future.result()
                    task = next(tasks, None)
            except BrokenProcessPool as error:
                if task is None:
                    return
                reason = str(error).rstrip(".")
                yield _Done(task.file, "", b"", (Problem("P104", values={"whose": task.page.whose, "reason": reason}),))
                task = next(tasks, None)


def _shared_out(pool: Executor, tasks: Iterator[Task], count: int, total: int, left: dict[str, Task], *, compiled: bool) -> Iterator[_Done]:
    """Yield the PDFs of *tasks*, of which no more than a few chunks are made ahead; *left* holds what is not done."""
    size = max(1, min(_LARGEST_CHUNK if compiled else _LARGEST_CHUNK // 4, total // (4 * count)))
    waiting: set[Future[list[_Done]]] = set()
    try:
        while True:
            while len(waiting) < _AHEAD * count and (some := list(islice(tasks, size))):
                left |= {task.file: task for task in some}
                with _without_main():
                    waiting.add(pool.submit(_set, some, compiled=compiled))
            if not waiting:
                return
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                for done in future.result():
                    del left[done.file]
                    yield done
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


def _sink(to: Path, assessment: Assessment, report: Report, workers: Sequence[str] | None, language: Language, *, reference: bool) -> Sink:
    """Return where the pages go, with its folder made."""
    single = report in _COMPILED and to.suffix.lower() in (".zip", ".pdf")
    folder = to.parent if single else to
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportError(_unwritable(folder, error)) from None
    if report not in _COMPILED:
        return Folder(folder)
    chosen = "*" if workers is None else "\n".join(sorted(workers))
    said = "\0".join((__version__, report, language, assessment.digest, find_fonts().digest(), str(reference), chosen))
    batch = hashlib.sha256(said.encode()).hexdigest()
    if to.suffix.lower() == ".zip":
        return Archives(to, batch)
    if to.suffix.lower() == ".pdf":
        return Merged(to)
    return Folder(folder, batch if workers is None else None)


def _place(to: Path, file: str) -> Path:
    return to if to.suffix.lower() in (".zip", ".pdf") else to / file


def _unwritable(path: Path, error: OSError) -> Problem:
    return Problem("P105", values={"path": path, "reason": error.strerror or type(error).__name__})
