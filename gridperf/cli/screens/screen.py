"""Results are printed to standard output and nothing else is; progress shows only to a person at a terminal.

Tables align by display width, so Chinese and Latin text stand in straight columns.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gridperf.errors import Problem

__all__ = ["Screen", "Step", "table"]

Step = Callable[[int], None]
"""Says that this many more pieces of the work are done."""

_PIPE_WIDTH = 160
_SHOWN_ALIKE = 20


class Screen:
    """The two streams of one run.

    Attributes:
        out: standard output, for results.
        err: standard error, for progress, notes and problems.
        quiet: no progress and no notes.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        """Open both streams; a pipe is wide enough for any table, whatever the width of the terminal behind it."""
        self.out = _console(stderr=False)
        self.err = _console(stderr=True)
        self.quiet = quiet

    def show(self, *pieces: RenderableType, to: Console | None = None) -> None:
        """Print *pieces* to standard output, or elsewhere.

        Plain text is never broken, so that a command or path can be copied; in a pipe or a file no line ends in spaces.
        """
        console = to or self.out
        if console.is_terminal:
            for piece in pieces:
                console.print(piece, soft_wrap=isinstance(piece, Text))
            return
        with console.capture() as caught:
            for piece in pieces:
                console.print(piece, soft_wrap=isinstance(piece, Text))
        console.file.write("".join(f"{line.rstrip()}\n" for line in caught.get().splitlines()))

    def note(self, key: str, **values: object) -> None:
        """Say something about the work, unless nobody wants to hear it."""
        if not self.quiet:
            self.show(Text(say(key, **values)), to=self.err)

    def wrote(self, files: Sequence[Path], to: Path) -> None:
        """Say which file was written, or how many, and where *to*."""
        if len(files) == 1:
            self.note("wrote", path=files[0])
        else:
            self.note("wrote-many", count=len(files), path=to)

    def json(self, value: object) -> None:
        """Print *value* as JSON to standard output; exact numbers are written as text, digit for digit."""
        self.out.file.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")

    def problems(self, problems: Sequence[Problem], *, to: Console | None = None) -> None:
        """Print *problems*, errors first, grouped by file and code, to standard error unless told otherwise."""
        for severity, colour in (("error", "bold red"), ("warning", "bold yellow")):
            chosen = [problem for problem in problems if problem.severity == severity]
            if not chosen:
                continue
            self.show(Text(say(severity if len(chosen) == 1 else f"{severity}s", count=len(chosen)), style=colour), to=to or self.err)
            for alike in _grouped(chosen):
                self.show(*(_problem(problem, colour) for problem in alike[:_SHOWN_ALIKE]), to=to or self.err)
                if len(alike) > _SHOWN_ALIKE:
                    self.show(Text(f"      {say('more-alike', count=len(alike) - _SHOWN_ALIKE)}", style="dim"), to=to or self.err)

    @contextmanager
    def progress(self, text: str, total: int | None = None) -> Iterator[Step]:
        """Show that *text* is going on, with a bar if *total* pieces are known; yields what to call after each piece."""
        if self.quiet or not self.err.is_terminal:
            yield lambda _count: None
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        counted = (BarColumn(bar_width=30), MofNCompleteColumn()) if total else ()
        columns = (SpinnerColumn(), TextColumn("{task.description}"), *counted, TimeElapsedColumn())
        with Progress(*columns, console=self.err, transient=True) as bar:
            task = bar.add_task(text, total=total)
            yield lambda count: bar.advance(task, count)

    @contextmanager
    def stage_of_unknown_size(self, text: str) -> Iterator[Callable[[int], Step]]:
        """Show that *text* is going on; yields what to call once the number of pieces is known, which returns what to call after each."""
        with ExitStack() as stack:
            yield lambda total: stack.enter_context(self.progress(text, total))

    def stage(self, name: str, pieces: int | None) -> AbstractContextManager[Step]:
        """Show the stage of a long run called *name*; where no bar can be shown, a line says that it began."""
        if not self.err.is_terminal:
            self.note(f"stage-{name}")
        return self.progress(say(f"stage-{name}"), pieces)


def table(title: str, columns: Sequence[str | tuple[str, str]], rows: Iterable[Sequence[object]], *, heads: bool = True) -> RenderableType:
    """Return a table; a column is its heading, or the heading and `"right"` for numbers. None prints as nothing."""
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_header=heads)
    for column in columns:
        heading, side = (column, "left") if isinstance(column, str) else column
        shown.add_column(heading, justify="right" if side == "right" else "left", no_wrap=side == "right")
    for row in rows:
        shown.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return Padding(Group(Text(title, style="bold"), shown) if title else shown, (0, 0, 1, 0))


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, markup=True, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(stderr=stderr, highlight=False, markup=True, emoji=False, width=_PIPE_WIDTH)
    return console


def _problem(problem: Problem, colour: str) -> RenderableType:
    lines = Text.assemble((problem.code, colour), "  ", (str(problem.where), "bold"), "\n", problem.message)
    if problem.hint:
        lines.append(f"\n{problem.hint}", style="dim")
    head, *rest = lines.split("\n")
    shown = Table.grid()
    shown.add_column(overflow="fold")  # otherwise an ellipsis takes the place of a wide character at the edge
    shown.add_row(head)
    for line in rest:
        shown.add_row(Padding(line, (0, 0, 0, 6)))
    return shown


def _grouped(problems: Sequence[Problem]) -> list[list[Problem]]:
    """Return the problems by file (or table) and code, in the order they were first met."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.where.file or problem.where.table, problem.code), []).append(problem)
    return list(groups.values())


def _plain(value: object) -> object:
    if hasattr(value, "as_dict"):
        return value.as_dict()
    return str(value)
