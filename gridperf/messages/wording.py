"""The shape of a problem's wording: the same content in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from gridperf.language import Language

__all__ = ["Wording"]


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
