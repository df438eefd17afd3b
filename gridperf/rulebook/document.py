"""The county's text stands beside the rules, and every clause a rule cites can be read there word for word.

A source is Markdown: front matter (`title`, `issuer`, `number`, `issued_on`, `link`) between two `---` lines, then one
heading per clause. The first-level heading is the title; every deeper heading is a clause, and its text is the clause's name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pydantic import Field

from gridperf.errors import Problem, Where
from gridperf.rulebook.base import Day, Model, Text
from gridperf.rulebook.shape import fit

__all__ = ["Document", "read_document"]


@dataclass(frozen=True)
class Document:
    """The county's document, as its source file holds it.

    Attributes:
        title: its title.
        issuer: who issued it.
        number: its document number (文号), if it has one.
        issued_on: when it was issued, if known.
        link: where it is published, if it is.
        clauses: clause → its text, in the order of the document.
        without_rules: clauses that need no rule → why, such as definitions.
        lines: clause → the line of its heading.
    """

    title: str
    issuer: str
    number: str | None
    issued_on: dt.date | None
    link: str | None
    clauses: Mapping[str, str]
    without_rules: Mapping[str, str]
    lines: Mapping[str, int]


class FrontMatter(Model):
    """What stands at the top of a source."""

    title: Text
    issuer: Text
    number: Text | None = None
    issued_on: Day | None = None
    link: Text | None = None
    without_rules: dict[Text, Text] = Field(default_factory=dict)


def read_document(path: Path, *, file: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return the source at *path*, or None and its problems (R110 to R121 of its front matter, R301 to R303).

    Args:
        path: the Markdown file.
        file: how problems name it.
    """
    from gridperf.placed_yaml import parse_yaml  # noqa: PLC0415 (loads YAML, which computing pay from memory does not need)

    try:
        data = path.read_bytes()
    except OSError:
        return None, (Problem("R301", Where(file=file), {"source": file}),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return None, (Problem("R111", Where(file=file, line=line, column=1), {"byte": f"0x{data[error.start]:02X}"}),)
    lines = text.splitlines()
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if not lines or lines[0].strip() != "---" or end is None:
        return None, (Problem("R302", Where(file=file, line=1, column=1)),)
    placed, problems = parse_yaml("\n".join(lines[1:end]) + "\n", file=file, first_line=2)
    if placed is None:
        return None, problems
    front, problems = fit(placed, FrontMatter)
    clauses, places, twice = _clauses(lines[end + 1 :], first_line=end + 2)
    problems += tuple(Problem("R303", Where(file=file, line=line, column=1), {"clause": name, "line": places[name]}) for name, line in twice)
    if front is None or problems:
        return None, problems
    document = Document(
        title=front.title,
        issuer=front.issuer,
        number=front.number,
        issued_on=front.issued_on,
        link=front.link,
        clauses=MappingProxyType(clauses),
        without_rules=MappingProxyType(front.without_rules),
        lines=MappingProxyType(places),
    )
    return document, ()


def _clauses(lines: list[str], *, first_line: int) -> tuple[dict[str, str], dict[str, int], list[tuple[str, int]]]:
    """Return each clause's text, each clause's line, and the headings that stand twice."""
    texts: dict[str, list[str]] = {}
    places: dict[str, int] = {}
    twice: list[tuple[str, int]] = []
    current: list[str] = []
    fenced = False
    for number, line in enumerate(lines, first_line):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        heading = None if fenced else re.fullmatch(r"(#{1,6})\s+(.*?)\s*#*\s*", line)
        if not heading:
            current.append(line)
            continue
        current = []
        name = heading[2]
        if len(heading[1]) == 1 or not name:
            continue
        if name in texts:
            twice.append((name, number))
            continue
        texts[name] = current
        places[name] = number
    return {name: "\n".join(body).strip() for name, body in texts.items()}, places, twice
