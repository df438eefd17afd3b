"""The shape of a problem's wording, and of the phrases that fill it: the same content in Chinese and in English."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass

from gridperf.language import Language, pick

__all__ = ["Phrase", "Wording", "filled"]


class _Filler(string.Formatter):
    """Fills a wording; `{count:one|many}` is the word for one if the count is 1, and the word for many if not."""

    def format_field(self, value: object, format_spec: str) -> str:
        """Return *value* as text, or the word that goes with it."""
        one, many, more = format_spec.partition("|")
        return (one if value == 1 else more) if many else str(super().format_field(value, format_spec))


def filled(text: str, values: Mapping[str, object]) -> str:
    """Return *text* with its `{names}` filled from *values*; `{count:holds|hold}` is one word or the other, by the number."""
    return _Filler().vformat(text, (), values)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a problem says; `{names}` are filled from the problem's values. A hint may be empty, never dishonest."""

    zh: str
    en: str
    zh_hint: str = ""
    en_hint: str = ""

    def message(self, language: Language) -> str:
        """Return the sentence that says what is wrong and what follows from it."""
        return self.zh if language == "zh" else self.en

    def hint(self, language: Language) -> str:
        """Return the sentence that says what to do next, or an empty string."""
        return self.zh_hint if language == "zh" else self.en_hint


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a wording that differs by language; it is written in the language spoken when it is shown."""

    zh: str
    en: str

    def __str__(self) -> str:
        """Return the phrase in the current language."""
        return pick({"zh": self.zh, "en": self.en})
