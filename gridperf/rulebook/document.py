"""The county's text stands beside the rules, and every clause a rule cites can be read there word for word.

A source is Markdown: front matter (`title`, `issuer`, `number`, `issued_on`, `link`) between two `---` lines, then one
heading per clause. A first-level heading is a title; every deeper heading is a clause.
A clause is cited by its number where it has one: `第三条` for the heading `第三条（按期办结，70 分）` or `第三条 按期办结`,
`第六条（一）` for a heading `第六条（一）` or for a paragraph below `第六条` that starts with `（一）`.
A heading without a number is cited by its whole text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import Field

from gridperf.errors import Problem, Where
from gridperf.rulebook.base import Day, Model, Text
from gridperf.rulebook.shape import fit

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed

__all__ = ["Document", "read_document", "read_source"]


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
        headings: clause → the heading it stands under, as printed.
        without_rules: clauses that need no rule → why, such as definitions.
        lines: clause → the line of its heading.
        superseded_by: the document that took its place, if one did.
    """

    title: str
    issuer: str
    number: str | None
    issued_on: dt.date | None
    link: str | None
    clauses: Mapping[str, str]
    headings: Mapping[str, str]
    without_rules: Mapping[str, str]
    lines: Mapping[str, int]
    superseded_by: str | None = None


class FrontMatter(Model):
    """What stands at the top of a source.

    Attributes:
        title: the document's full title.
        issuer: who issued it.
        number: its number.
        issued_on: the day it was issued.
        link: where it is published.
        superseded_by: the document that replaces it.
        without_rules: clause → why no rule implements it; `check` then does not ask for one.
    """

    title: Text
    issuer: Text
    number: Text | None = None
    issued_on: Day | None = None
    link: Text | None = None
    superseded_by: Text | None = None
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
    found, twice = _clauses(lines[end + 1 :], first_line=end + 2)
    problems += tuple(
        Problem("R303", Where(file=file, line=line, column=1), {"clause": name, "line": found[name].line}) for name, line in twice
    )
    if front is None or problems:
        return None, problems
    document = Document(
        title=front.title,
        issuer=front.issuer,
        number=front.number,
        issued_on=front.issued_on,
        link=front.link,
        superseded_by=front.superseded_by,
        clauses=MappingProxyType({name: "\n".join(clause.text).strip() for name, clause in found.items()}),
        headings=MappingProxyType({name: clause.heading for name, clause in found.items()}),
        without_rules=MappingProxyType(front.without_rules),
        lines=MappingProxyType({name: clause.line for name, clause in found.items()}),
    )
    return document, ()


def read_source(folder: Path, source: str, placed: Placed) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return the document an edition names, or None and its problems (R134, R301 and those of `read_document`).

    Args:
        folder: the pack's folder.
        source: what the edition says under `source`.
        placed: the edition's file.
    """
    if not re.fullmatch(r"sources/[^/\\]+\.md", source):
        return None, (Problem("R134", placed.where(("source",)), {"found": source}),)
    if not (folder / source).is_file():
        return None, (Problem("R301", placed.where(("source",)), {"source": source}),)
    return read_document(folder / source, file=f"{folder.resolve().name}/{source}")


_NUMERALS = "一二三四五六七八九十百零〇0-9"
_NUMBER = re.compile(
    rf"第[{_NUMERALS}]+[条章节款项](?:[（(][{_NUMERALS}]+[）)])*|附[件表录][{_NUMERALS}]*|[0-9]+(?:\.[0-9]+)*(?=[\s、.．])"
)
_POINT = re.compile(rf"(?:[-*]\s+)?[（(]([{_NUMERALS}]+)[）)]")


@dataclass
class _Found:
    """A clause while it is being read."""

    heading: str
    line: int
    text: list[str]


def _cited_by(heading: str) -> str:
    """Return what a rule writes to cite *heading*: its number, or all of it."""
    number = _NUMBER.match(heading)
    return number[0].replace("(", "（").replace(")", "）") if number else heading


def _clauses(lines: list[str], *, first_line: int) -> tuple[dict[str, _Found], list[tuple[str, int]]]:
    """Return every clause, and the headings that stand twice with the line of the second.

    A paragraph gives way to a heading of its number, and paragraphs that share a number cannot be cited.
    """
    headed: dict[str, _Found] = {}
    pointed: dict[str, list[_Found]] = {}
    twice: list[tuple[str, int]] = []
    within: list[_Found] = []
    article = ""
    fenced = False
    for number, line in enumerate(lines, first_line):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        heading = None if fenced else re.fullmatch(r"(#{1,6})\s+(.*?)\s*#*\s*", line)
        point = None if fenced else _POINT.match(line)
        if heading and len(heading[1]) > 1 and heading[2]:
            article = _cited_by(heading[2])
            within = [_Found(heading[2], number, [])]
            if article in headed:
                twice.append((article, number))
            else:
                headed[article] = within[0]
        elif heading:
            article, within = "", []
        else:
            if point and article:
                within = [within[0], _Found(line.strip(), number, [])]
                pointed.setdefault(f"{article}（{point[1]}）", []).append(within[1])
            for clause in within:
                clause.text.append(line)
    points = {name: held[0] for name, held in pointed.items() if len(held) == 1 and name not in headed}
    return dict(sorted({**headed, **points}.items(), key=lambda named: named[1].line)), twice
