"""One page of the manual: everything on it is said in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gridperf import language

__all__ = ["Page", "Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        """Return it in the current language."""
        return self.zh if language.current() == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Page:
    """What `--help` teaches about one command.

    Attributes:
        summary: one line for the list of commands.
        story: what it does and leaves behind, in a few sentences.
        parameters: one sentence per parameter, by its name in code.
        examples: command lines that work, each with what it does.
    """

    summary: Text
    story: Text
    parameters: Mapping[str, Text] = field(default_factory=dict)
    examples: tuple[tuple[str, Text], ...] = ()
