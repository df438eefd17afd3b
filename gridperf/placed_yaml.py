"""YAML read so that every value knows its line, every number is exact and no two readings are possible.

A plain scalar is an `int` (`12`), a `Decimal` (`0.5`), `true`, `false`, nothing (`null`, `~`, empty), or text; everything quoted is text.
So `no`, `017`, `1e3`, `12:30` and `2026-01-01` stay the text they are, a code keeps its leading zeros, and no float is ever made.
Keys are text. A key written twice, an anchor, an alias, a tag or a second document is refused, because each lets a
reader and the software disagree about what the file says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from gridperf.errors import Problem, RulesError, Where, reason_of
from gridperf.messages.wording import Phrase

__all__ = ["Placed", "Steps", "dotted", "parse_yaml", "read_yaml"]

Steps = tuple[str | int, ...]
"""The way from the root of a file to a value: keys and positions."""

_MOST_BYTES = 1_000_000
_MOST_DEPTH = 40
_MOST_DIGITS = 30

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_INVISIBLE = re.compile(
    r"[^\t\n\r\x20-\x7e\xa1-\u200a\u2010-\u2027\u202f-\u205f\u2065-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\xad\u2060-\u2064]"
)
"""Control characters, no-break and zero-width spaces, marks of direction: what makes two names differ that look alike."""
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_WIDE_COLON = re.compile(r"[\s-]*[A-Za-z_][A-Za-z0-9_-]*\s*：")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


def dotted(path: Sequence[str | int]) -> str:
    """Return *path* as it is shown: `sheets[0].items[2].score`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _full_width_colon(lines: Sequence[str]) -> tuple[int, int] | None:
    """Return line and column (from 1) of a full-width colon after a key, on the last of *lines* or the one before it."""
    for at in range(len(lines), max(len(lines) - 2, 0), -1):
        found = _WIDE_COLON.match(lines[at - 1])
        if found:
            return at, found.end()
    return None


@dataclass(frozen=True, slots=True)
class Placed:
    """A YAML file as plain values, and the place of each of them.

    Attributes:
        file: how problems name the file.
        value: the root: a mapping, or a list where the file is one.
        values: path → line and column of the value.
        keys: path → line and column of the key it stands under.
        quoted: paths of one-line quoted text, whose content starts one column after the value.
        files: path → the file it stands in, where that is another one; a layered rulebook comes from several.
    """

    file: str
    value: Any
    values: Mapping[Steps, tuple[int, int]] = field(repr=False)
    keys: Mapping[Steps, tuple[int, int]] = field(repr=False)
    quoted: frozenset[Steps] = field(default=frozenset(), repr=False)
    files: Mapping[Steps, str] = field(default_factory=dict, repr=False)

    def file_of(self, path: Sequence[str | int]) -> str:
        """Return the file the value at *path* stands in, or the nearest part of it that exists."""
        steps = tuple(path)
        while steps and steps not in self.files:
            steps = steps[:-1]
        return self.files.get(steps, self.file)

    def place(self, path: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:
        """Return line and column of the value at *path*, or of its key; of the nearest part that exists, if it does not."""
        steps = tuple(path)
        if key and steps in self.keys:
            return self.keys[steps]
        while steps and steps not in self.values:
            steps = steps[:-1]
        return self.values.get(steps, (1, 1))

    def where(self, path: Sequence[str | int], *, key: bool = False, offset: int = 0) -> Where:
        """Return the place of *path* for a problem; *offset* counts characters into a quoted text."""
        line, column = self.place(path, key=key)
        if offset and tuple(path) in self.quoted:
            column += 1 + offset
        return Where(file=self.file_of(path), line=line, column=column, path=dotted(path))


def read_yaml(source: Path, *, file: str = "", root: type[dict[str, Any] | list[Any]] = dict) -> Placed:
    """Return the YAML file at *source* with exact numbers and places.

    Args:
        source: the file.
        file: how problems name it; its own path by default.
        root: what the file is: a mapping, or a list.

    Raises:
        RulesError: R110 to R121, every problem of the file's form.
    """
    name = file or source.as_posix()
    try:
        data = source.read_bytes()
    except OSError as error:
        raise RulesError(Problem("R110", Where(file=name), {"reason": reason_of(error)})) from None
    placed, problems = parse_yaml(data, file=name, root=root)
    if placed is None or problems:
        raise RulesError(problems)
    return placed


def parse_yaml(
    data: bytes | str, *, file: str, first_line: int = 1, root: type[dict[str, Any] | list[Any]] = dict
) -> tuple[Placed | None, tuple[Problem, ...]]:
    """Return YAML *data* with places, and the problems of its form; nothing else is ever raised.

    Args:
        data: the content of the file, or of the part of it that is YAML.
        file: how problems name the file.
        first_line: the line of the file on which *data* starts.
        root: what the file is: a mapping, or a list.
    """
    reader = _Reader(file, first_line)
    text = reader.decode(data)
    if text is not None:
        reader.read(text)
    if reader.problems:
        return None, tuple(reader.problems)
    if not isinstance(reader.root, root):
        values = {"found": _kind(reader.root), "expected": _MAPPING if root is dict else _LIST}
        return None, (Problem("R117", Where(file=file, line=first_line, column=1), values),)
    return Placed(file, reader.root, reader.values, reader.keys, frozenset(reader.quoted)), ()


_MAPPING = Phrase("一组“键: 值”", "a set of `key: value` lines")
_LIST = Phrase("一个列表", "a list")


def _kind(value: object) -> Phrase:
    if value is None:
        return Phrase("空文件", "empty")
    if isinstance(value, dict):
        return _MAPPING
    return _LIST if isinstance(value, list) else Phrase("单独一个值", "a single value")


def _start(event: yaml.Event) -> tuple[int, int]:
    """Return line and column of *event*, from 1, inside the data."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


_NOTHING = object()


class _Reader:
    """One pass over the events of one file; a stack instead of recursion, so that depth is only a number."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.values: dict[Steps, tuple[int, int]] = {}
        self.keys: dict[Steps, tuple[int, int]] = {}
        self.quoted: list[Steps] = []
        self.root: Any = None
        # open containers: the container, its path, and the key a value is awaited for (mappings only)
        self._open: list[tuple[Any, Steps, Any]] = []
        self._skip = 0

    def report(self, code: str, line: int, column: int, path: Sequence[str | int] = (), **values: object) -> None:
        """Add a problem at *line* and *column* (both from 1, inside the data)."""
        where = Where(file=self.file, line=line + self.first_line - 1, column=column, path=dotted(path))
        self.problems.append(Problem(code, where, values))

    def decode(self, data: bytes | str) -> str | None:
        """Return *data* as text without a byte-order mark, or None and a problem."""
        if len(data) > _MOST_BYTES:
            self.report("R119", 1, 1, most=_MOST_BYTES)
            return None
        if isinstance(data, bytes):
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                before = data[: error.start]
                self.report("R111", before.count(b"\n") + 1, error.start - before.rfind(b"\n"), byte=f"0x{data[error.start]:02X}")
                return None
        else:
            text = data.removeprefix("\ufeff")
        found = _INVISIBLE.search(text)
        if found:
            before_text = text[: found.start()]
            column = found.start() - before_text.rfind("\n")
            self.report("R112", before_text.count("\n") + 1, column, character=f"U+{ord(found[0]):04X}")
            return None
        return text

    def read(self, text: str) -> None:
        """Read every event of *text*."""
        try:
            documents = 0
            for event in yaml.parse(text, Loader=yaml.SafeLoader):
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._at("R118", event)
                        return
                elif not self._event(event):
                    return
        except yaml.YAMLError as error:
            self._syntax(error, text)

    def _syntax(self, error: yaml.YAMLError, text: str) -> None:
        begun = getattr(error, "context_mark", None)
        mark = getattr(error, "problem_mark", None) or begun
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        lines = text.splitlines()
        shown = lines[line - 1] if 0 < line <= len(lines) else ""
        if "\t" in shown[: column + 1] and not shown[: column - 1].replace("\t", "").strip(" -"):
            self.report("R114", line, shown.index("\t") + 1)
        else:
            start = begun.line + self.first_line if begun else line
            since = Phrase("", "")
            wide = _full_width_colon(lines[:line])
            if wide:
                # the parser stumbles later; the mistake is here
                (line, column), shown = wide, lines[wide[0] - 1]
                since = Phrase("（这里的冒号是全角的）", ", where the colon is a full-width one")
            elif start < line + self.first_line - 1:
                since = Phrase(f"（从第 {start} 行开始的部分没有结束）", f" (what begins on line {start} does not end)")
            self.report("R113", line, column, found=shown.strip()[:60], since=since)

    def _at(self, code: str, event: yaml.Event, path: Sequence[str | int] = (), **values: object) -> None:
        line, column = _start(event)
        self.report(code, line, column, path, **values)

    def _event(self, event: yaml.Event) -> bool:
        """Take one event; return whether to go on."""
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._open.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._at("R116", event, self._path(), found=f"*{event.anchor}")
            if self._open and isinstance(self._open[-1][0], dict) and self._open[-1][2] is _NOTHING:
                return False
            self._put(None, event)
        elif isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                self._at("R116", event, self._path(), found=f"&{event.anchor}")
            tag = getattr(event, "tag", None)
            if tag not in (None, "!"):
                self._at("R116", event, self._path(), found=str(tag))
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            else:
                return self._container(event)
        return True

    def _path(self) -> Steps:
        """Return the path of the value that comes next."""
        if not self._open:
            return ()
        container, path, key = self._open[-1]
        if isinstance(container, list):
            return (*path, len(container))
        return path if key is _NOTHING else (*path, key)

    def _container(self, event: yaml.NodeEvent) -> bool:
        if len(self._open) >= _MOST_DEPTH:
            self._at("R119", event, (), most=_MOST_DEPTH)
            return False
        if self._open and isinstance(self._open[-1][0], dict) and self._open[-1][2] is _NOTHING:
            self._at("R120", event, self._open[-1][1])
            return False
        path = self._path()
        container: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        self._put(container, event)
        self._open.append((container, path, _NOTHING))
        return True

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if self._open and isinstance(self._open[-1][0], dict) and self._open[-1][2] is _NOTHING:
            container, path, _ = self._open[-1]
            key = str(event.value)
            here = (*path, key)
            if key in container:
                self._at("R115", event, here, key=key, first=self.keys[here][0])
            line, column = _start(event)
            self.keys[here] = (line + self.first_line - 1, column)
            self._open[-1] = (container, path, key)
            return
        start, end = event.start_mark, event.end_mark
        if event.style in ('"', "'") and start and end and start.line == end.line and end.column - start.column == len(event.value) + 2:
            self.quoted.append(self._path())
        self._put(event.value if event.style else self._plain(event), event)

    def _plain(self, event: yaml.ScalarEvent) -> Any:  # noqa: ANN401 (a YAML value)
        text = event.value
        if text in _WORDS:
            return _WORDS[text]
        whole = _INTEGER.fullmatch(text)
        if whole or _DECIMAL.fullmatch(text):
            if len(text) > _MOST_DIGITS:
                self._at("R121", event, self._path(), most=_MOST_DIGITS)
                return None
            return int(text) if whole else Decimal(text)
        return text

    def _put(self, value: Any, event: yaml.Event) -> None:  # noqa: ANN401 (a YAML value)
        path = self._path()
        line, column = _start(event)
        self.values[path] = (line + self.first_line - 1, column)
        if not self._open:
            self.root = value
            return
        container, at, key = self._open[-1]
        if isinstance(container, list):
            container.append(value)
        else:
            container[key] = value
            self._open[-1] = (container, at, _NOTHING)
