"""Every rule in words, in Chinese and in English: what is printed and what comparisons say."""

from __future__ import annotations

from gridperf.rulebook.words import (  # noqa: F401 (each enters its words when it is imported)
    accounts,
    below,
    formulas,
    grades,
    looking_back,
    measures,
    money,
    points,
    shares,
)
from gridperf.rulebook.words.base import TOLD, Words

__all__ = ["TOLD", "Words"]
