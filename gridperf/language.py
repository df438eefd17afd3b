"""One place decides in which language gridperf speaks; nothing else looks at the environment.

The language is `"zh"` or `"en"`.
It is what the caller set with `use`, else `GRIDPERF_LANG`, else the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, cast

__all__ = ["Language", "current", "pick", "use"]

Language = Literal["zh", "en"]

_chosen: ContextVar[Language | None] = ContextVar("gridperf_language", default=None)


def current() -> Language:
    """Return the language messages are written in now."""
    chosen = _chosen.get()
    if chosen is not None:
        return chosen
    for variable in ("GRIDPERF_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


@contextmanager
def use(language: str) -> Iterator[None]:
    """Speak *language* (`"zh"` or `"en"`) inside the block.

    Raises:
        ValueError: for any other language.
    """
    if language not in ("zh", "en"):
        message = f"language must be 'zh' or 'en', not {language!r}"
        raise ValueError(message)
    token = _chosen.set(cast("Language", language))
    try:
        yield
    finally:
        _chosen.reset(token)


def pick(texts: dict[Language, str]) -> str:
    """Return the text of *texts* in the current language."""
    return texts[current()]
