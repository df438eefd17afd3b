"""Pages are set in this process or in several, a few hundred at a time, and one page that fails does not keep the others back."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import sys
import types
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from gridperf.errors import Problem, ReportError
from gridperf.report.batches.sinks import Sink
from gridperf.report.batches.tasks import Task

if TYPE_CHECKING:
    from gridperf.report.paper.compiled.renderer import CompiledRenderer
    from gridperf.report.paper.pdf import WeasyPrintRenderer

__all__ = ["Done", "results", "seldom_collected"]

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
class Done:
    """A page's PDF, or why there is none; `left` says why it was left to the reference renderer, if it was."""

    file: str
    title: str
    pdf: bytes
    problems: tuple[Problem, ...]
    left: str = ""


def results(made: Iterator[Task | Problem], total: int, processes: int | Executor | None, sink: Sink, *, compiled: bool) -> Iterator[Done]:
    """Yield what became of every page: its PDF, its problem, or nothing if an earlier run finished it."""
    aside: list[Done] = []

    def wanted() -> Iterator[Task]:
        for task in made:
            if isinstance(task, Problem):
                aside.append(Done("", "", b"", (task,)))
            elif sink.has(task.file):
                aside.append(Done(task.file, "", b"", ()))
            else:
                yield task

    for done in _rendered(wanted(), total, processes, compiled=compiled):
        while aside:
            yield aside.pop(0)
        yield done
    yield from aside


@contextlib.contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for cycles less often: pages are many objects and hardly any cycle, and looking takes a tenth of their time."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@lru_cache(maxsize=1)
def _renderer() -> WeasyPrintRenderer:
    """Return this process's reference renderer; fonts and style sheets are read once per process."""
    from gridperf.report.paper.pdf import WeasyPrintRenderer  # noqa: PLC0415

    return WeasyPrintRenderer()


@lru_cache(maxsize=1)
def _compiled() -> CompiledRenderer:
    """Return this process's compiled renderer."""
    from gridperf.report.paper.compiled.renderer import CompiledRenderer  # noqa: PLC0415

    return CompiledRenderer(_renderer)


def _start(learnt: object) -> None:
    """Make a new process ready before its first page."""
    gc.set_threshold(_OBJECTS)
    if learnt is None:
        _renderer()
    else:
        _compiled().take(learnt)


def _set(tasks: Sequence[Task], *, compiled: bool) -> list[Done]:
    """Return the PDFs of *tasks*; runs in any process."""
    if compiled:
        return [_done(task, made) for task, made in zip(tasks, _compiled().render_each([task.page for task in tasks]), strict=True)]
    return [_done(task, _laid_out(task)) for task in tasks]


def _laid_out(task: Task) -> tuple[bytes, str] | Exception:
    try:
        return _renderer().render(task.page), ""
    except Exception as error:  # noqa: BLE001  (a fault of the layout engine is one page's problem, not the batch's)
        return error


def _done(task: Task, made: tuple[bytes, str] | Exception) -> Done:
    whose = task.page.whose
    if isinstance(made, ReportError):
        return Done(task.file, whose, b"", made.problems)
    if isinstance(made, Exception):
        reason = f"{type(made).__name__}: {made}".rstrip(".")
        return Done(task.file, whose, b"", (Problem("P104", values={"whose": whose, "reason": reason}),))
    pdf, left = made
    return Done(task.file, whose, pdf, (), left)


def _rendered(tasks: Iterator[Task], total: int, processes: int | Executor | None, *, compiled: bool) -> Iterator[Done]:
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


def _prime(tasks: Sequence[Task]) -> tuple[list[Done], object]:
    """Return the PDFs of *tasks*, and what was learnt from them."""
    return _set(tasks, compiled=True), _compiled().learnt_pieces()


def _pool(count: int, learnt: object) -> ProcessPoolExecutor:
    # new processes, never forks: a fork of a process in which polars runs threads can hang
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"), initializer=_start, initargs=(learnt,))


def _one_by_one(tasks: Iterator[Task], learnt: object, *, compiled: bool) -> Iterator[Done]:
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
                yield Done(task.file, "", b"", (Problem("P104", values={"whose": task.page.whose, "reason": reason}),))
                task = next(tasks, None)


def _shared_out(pool: Executor, tasks: Iterator[Task], count: int, total: int, left: dict[str, Task], *, compiled: bool) -> Iterator[Done]:
    """Yield the PDFs of *tasks*, of which no more than a few chunks are made ahead; *left* holds what is not done."""
    size = max(1, min(_LARGEST_CHUNK if compiled else _LARGEST_CHUNK // 4, total // (4 * count)))
    waiting: set[Future[list[Done]]] = set()
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
