"""A slot is a text that differs from one page to the next and changes nothing but itself; a template says which texts are slots.

Templates mark them with three filters: `slot` for what is one person's, `word` for what all pages of a batch share (an item's
name), `gauge` for a bar of so many millimetres. An empty slot holds a space that does not collapse, so its line stays. A marked page is a string in which every slot stands between two control
characters; no other text of a page can hold one, because `slot` takes them out and the view holds none.
From one marked page come both the HTML of the reference renderer and the pieces of the compiled one, so both print the same.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from markupsafe import Markup

__all__ = ["EMPTY", "GAUGE", "SLOT", "WORD", "gauge", "html_of", "skeleton_of", "slot", "word"]

SLOT, WORD, GAUGE, _END = "\x02", "\x03", "\x04", "\x05"
EMPTY = "\u00a0"
_SLOTS = re.compile("([\x02\x03\x04])([^\x05]*)\x05")
_MARKS = re.compile("[\x02\x03\x04]\x05")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNTIDY = re.compile(r"[\x00-\x1f\x7f-\x9f]|\s\s|[^\S ]|^\s|\s$")


def slot(text: object) -> Markup:
    """Return *text* marked as one person's: on one line, without control characters; `EMPTY` if nothing is left."""
    return _tidy(SLOT, text if type(text) is str else _plain(text))


def word(text: object) -> Markup:
    """Return *text* marked as shared by the pages of a batch, otherwise like `slot`."""
    return _tidy(WORD, text if type(text) is str else _plain(text))


@lru_cache(maxsize=4_096)
def gauge(millimetres: float | Fraction) -> Markup:
    """Return a bar of *millimetres* in height, an element of class `gauge`."""
    return Markup(f"{GAUGE}{float(millimetres):.3f}{_END}")  # noqa: S704  (digits alone)


def _plain(text: object) -> str:
    return text.unescape() if isinstance(text, Markup) else str(text)


@lru_cache(maxsize=16_384)
def _tidy(mark: str, plain: str) -> Markup:
    if _UNTIDY.search(plain):
        plain = " ".join(_CONTROL.sub(" ", plain).split())
    return Markup(f"{mark}{plain or EMPTY}{_END}")  # noqa: S704  (escaped where it becomes HTML, in `html_of`)


def skeleton_of(marked: str) -> tuple[str, list[str]]:
    """Return *marked* with its slots emptied, and the texts of its slots in order."""
    parts = _SLOTS.split(marked)
    texts = parts[2::3]
    parts[2::3] = [_END] * len(texts)
    return "".join(parts), texts


def html_of(skeleton: str, texts: Sequence[str], numbers: Sequence[int] | None = None) -> str:
    """Return the HTML of *skeleton* with its slots filled; with *numbers*, each in an element that carries its number."""
    parts = [*_MARKS.split(skeleton)]
    marks = [mark[0] for mark in _MARKS.findall(skeleton)]
    done = [parts[0]]
    for at, mark, text, following in zip(numbers or (None,) * len(marks), marks, texts, parts[1:], strict=True):
        carried = "" if at is None else f' data-slot="{at}"'
        if mark == GAUGE:
            done.append(f'<p class="gauge"{carried} style="height:{float(text):.3f}mm"></p>')
        else:
            done.append(f"<span{carried}>{html.escape(text)}</span>" if carried else html.escape(text))
        done.append(following)
    return "".join(done)
