"""A problem is a value with a code and a place; an exception only carries problems to whoever must act on them.

`RulesError` is for the pack's developer, `RecordsError` for HR, `BookError` for whoever keeps the Book, `PayrollError` for whoever pays,
`ReportError` for whoever prints.
A file or table is read to its end before anything is raised, so that one run shows every problem.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gridperf import language
from gridperf.messages import MESSAGES
from gridperf.messages.wording import filled

__all__ = [
    "BookError",
    "GridperfError",
    "PayrollError",
    "Problem",
    "RecordsError",
    "ReportError",
    "RulesError",
    "Where",
    "nearest",
    "reason_of",
]


@dataclass(frozen=True, slots=True)
class Where:
    """A place: in a text file (`line` and `column` count from 1, `path` is dotted), or in a table (`row` counts from 1, as Excel shows it)."""

    file: str = ""
    line: int | None = None
    column: int | None = None
    path: str = ""
    table: str = ""
    row: int | None = None
    field: str = ""
    value: str = ""

    def __str__(self) -> str:
        """Return the place as one line: `file:line:column  path` or `file row 12, column 'x', value 'y'`."""
        place = self.file or self.table
        if self.line is not None:
            place += f":{self.line}"
            if self.column is not None:
                place += f":{self.column}"
        zh = language.current() == "zh"
        parts = [place] if place else []
        if self.row is not None:
            parts.append(f"第 {self.row} 行" if zh else f"row {self.row}")
        if self.field:
            parts.append(f"列“{self.field}”" if zh else f"column '{self.field}'")
        if self.value:
            parts.append(f"值“{self.value}”" if zh else f"value '{self.value}'")
        text = ("，" if zh else ", ").join(parts)
        return f"{text}   {self.path}" if self.path else text


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, what follows, and what to do next.

    `code` selects the wording in `gridperf.messages`; `values` fill its `{names}`.
    `severity` is `"error"` (the run stops) or `"warning"` (it is shown, and stops nothing).
    """

    code: str
    where: Where = field(default_factory=Where)
    values: Mapping[str, object] = field(default_factory=dict)
    severity: str = "error"

    @property
    def message(self) -> str:
        """Return what is wrong and what follows from it, in the current language."""
        return filled(MESSAGES[self.code].message(language.current()), self.values)

    @property
    def hint(self) -> str:
        """Return what to do next, in the current language; may be empty."""
        return filled(MESSAGES[self.code].hint(language.current()), self.values)

    def as_dict(self) -> dict[str, object]:
        """Return the problem as plain data, for `--json`."""
        place = {name: getattr(self.where, name) for name in Where.__slots__ if getattr(self.where, name) not in ("", None)}
        return {"code": self.code, "severity": self.severity, "where": place, "message": self.message, "hint": self.hint}

    def __str__(self) -> str:
        """Return the problem as it is shown at a shell."""
        lines = [f"{self.code}  {self.where}".rstrip(), f"      {self.message}"]
        if self.hint:
            lines.append(f"      {self.hint}")
        return "\n".join(lines)


class GridperfError(Exception):
    """Base class; carries every problem that was found, in `problems`."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return all problems, one below the other."""
        count = len(self.problems)
        head = f"{count} 个问题" if language.current() == "zh" else f"{count} problem{'s' if count != 1 else ''}"
        return "\n\n".join([head, *map(str, self.problems)])


class RulesError(GridperfError, LookupError):
    """The pack is wrong, or there is no such pack: its developer must act."""


class RecordsError(GridperfError, ValueError):
    """The records are wrong: HR must act."""


class BookError(GridperfError):
    """The Book cannot be opened, or refuses a step: whoever keeps it must act."""


class PayrollError(GridperfError, ValueError):
    """Nobody can be paid as things stand: whoever pays must act."""


class ReportError(GridperfError):
    """The page cannot be made: whoever prints must act."""


def nearest(name: str, known: Iterable[str], *, count: int = 3) -> list[str]:
    """Return up to *count* of the *known* names that look like *name*, the likeliest first."""
    return difflib.get_close_matches(name, list(known), n=count, cutoff=0.5)


def reason_of(error: OSError) -> str:
    """Return why a file could not be read or written, as the system says it."""
    return error.strerror or type(error).__name__
