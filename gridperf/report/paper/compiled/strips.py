"""A marked page is cut into strips, and each gets a key: two strips of one key look alike, wherever they stand.

A key holds whatever of the page a style rule can look at without counting elements: the elements the strip lies within, its own
text and elements without its slots, and how its neighbours begin.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from gridperf.report.paper.slots import GAUGE, skeleton_of

__all__ = ["Key", "Marked", "Shape", "lesson", "marked", "shape_of"]

Key = tuple[str, tuple[str, ...], str, str, str]
"""What comes before the body, the open elements, how the strip before begins, the strip, how the next one begins."""

_START = re.compile(r"<\w+[^<>]*\sdata-strip[^<>]*>")
_TAG = re.compile(r"<(/?)(\w+)([^<>]*)>")
_ANY = re.compile(r"<[^<>]*>")
_HOLE, _BAR = "\x06", "\x07"
_HOLES = re.compile("([\x06\x07])")
_MARK = re.compile("[\x02\x03\x04]\x05")
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_AUTHOR = re.compile(r'<meta name="author" content="([^"]*)">')
_WORDS = re.compile(r'\sdata-(words|bold)="([^"]*)"')
_LANG = re.compile(r'<html lang="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked page: what is the same for many pages, and what is its own.

    Attributes:
        head: all before the body, without title.
        body: the body with its slots emptied.
        texts: the texts of its slots.
        words: further characters pages of this kind say, regular and bold; from `data-words` and `data-bold` of the body, which are no
            part of it any more.
        title: the document's title.
        author: the document's author.
        lang: the document's language.
    """

    head: str
    body: str
    texts: list[str]
    words: tuple[frozenset[str], frozenset[str]]
    title: str
    author: str
    lang: str

    def lines(self) -> list[str]:
        """Return the text of its strips without white space, strip by strip."""
        texts = iter(self.texts)
        lines = ("".join([_said(part, texts) for part in parts]) for parts in _texts(self.body))
        return [line for line in lines if line]


def _said(part: str, texts: Iterator[str]) -> str:
    if part == _HOLE:
        return "".join(next(texts).split())
    if part == _BAR:
        next(texts)
        return ""
    return part


@lru_cache(maxsize=2_000)
def _texts(body: str) -> tuple[tuple[str, ...], ...]:
    """Return the text of every strip of a skeleton without white space, cut at its slots, each of which is a hole."""
    starts = [found.start() for found in _START.finditer(body)]
    edges = [0, *starts, len(body)]
    parts = (body[first:last] for first, last in pairwise(edges))
    return tuple(
        tuple(
            _HOLES.split("".join(html.unescape(_ANY.sub("", _MARK.sub(lambda mark: _BAR if mark[0][0] == GAUGE else _HOLE, part))).split()))
        )
        for part in parts
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """A page without the texts of its slots.

    Attributes:
        head: all before the body, without title.
        parts: the body with its slots emptied and its strips numbered: what comes before the first strip, and every strip.
        keys: the key of every strip.
        slots: where the slots of every strip begin, and where the last one's end.
        marks: the kind of every slot.
    """

    head: str
    parts: tuple[str, ...]
    keys: tuple[Key, ...]
    slots: tuple[int, ...]
    marks: str


def marked(text: str) -> Marked:
    """Return the parts of a marked page.

    Raises:
        ValueError: if it has no body.
    """
    head, body, rest = text.partition("<body")
    if not body:
        message = "the page has no <body>"
        raise ValueError(message)
    attributes, closing, rest = rest.partition(">")
    attributes, words = _words(attributes)
    skeleton, texts = skeleton_of(body + attributes + closing + rest)
    title, author, lang = (found[1] if (found := pattern.search(head)) else "" for pattern in (_TITLE, _AUTHOR, _LANG))
    head = _AUTHOR.sub("", _TITLE.sub("", head))
    return Marked(head, skeleton, texts, words, html.unescape(title), html.unescape(author), lang)


@lru_cache(maxsize=256)
def _words(attributes: str) -> tuple[str, tuple[frozenset[str], frozenset[str]]]:
    """Return the *attributes* of a body without those that name words, and these words, regular and bold."""
    said = {name: frozenset(html.unescape(words)) for name, words in _WORDS.findall(attributes)}
    return _WORDS.sub("", attributes), (said.get("words", frozenset()), said.get("bold", frozenset()))


def shape_of(page: Marked) -> Shape:
    """Return the shape of *page*."""
    starts = list(_START.finditer(page.body))
    edges = [found.start() for found in starts] + [len(page.body)]
    opened = _opened((), page.body[: edges[0]])
    keys, slots, numbered = [], [0], [page.body[: edges[0]]]
    for at in range(len(starts)):
        own = page.body[edges[at] : edges[at + 1]]
        before = starts[at - 1][0] if at else ""
        after = starts[at + 1][0] if at + 1 < len(starts) else ""
        keys.append((page.head, opened, before, own, after))
        slots.append(slots[-1] + len(_MARK.findall(own)))
        numbered.append(own.replace(" data-strip", f' data-strip="{at}"', 1))
        opened = _opened(opened, own, own)
    marks = "".join(mark[0] for mark in _MARK.findall(page.body))
    return Shape(page.head, tuple(numbered), tuple(keys), tuple(slots), marks)


def lesson(shape: Shape, wanted: Collection[int]) -> list[int]:
    """Return the strips of *shape* to lay out so that those *wanted* can be read: no more than they and their neighbours.

    What stands between two strips that begin alike can be left out, as long as it opens no element it does not close.
    """
    keys = shape.keys
    first, last = min(wanted), min(max(wanted) + 1, len(keys) - 1)
    start = max(at for at in range(max(first - 1, 0) + 1) if keys[at][1] == keys[0][1])
    return [at for at in range(start, last + 1) if at in wanted or at in (start, last) or not _spare(keys, at)]


def _spare(keys: Sequence[Key], at: int) -> bool:
    _, opened, before, own, after = keys[at]
    begins = own.partition(">")[0] + ">"
    return begins == before == after and at + 1 < len(keys) and keys[at + 1][1] == opened


def _opened(before: tuple[str, ...], text: str, strip: str = "") -> tuple[str, ...]:
    """Return the start tags of the elements open after *text*; that of a *strip* with all that stands beside the strips in it."""
    opened = list(before)
    for at, (end, name, rest) in enumerate(_TAG.findall(text)):
        if not end:
            if name not in _VOID and not rest.endswith("/"):
                opened.append(f"{name} {rest} {'' if at else strip}")
            continue
        last = next((place for place in range(len(opened) - 1, -1, -1) if opened[place].split(" ")[0] == name), len(opened))
        del opened[last:]
    return tuple(opened)
