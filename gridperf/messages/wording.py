"""The shape of a problem's wording, and of the phrases that fill it: the same content in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from gridperf.language import Language, pick

__all__ = ["Phrase", "Wording"]


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
