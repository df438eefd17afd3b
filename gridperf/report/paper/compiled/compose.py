"""A page is put together from pieces; whatever the pieces cannot hold is found here, before anything is written.

Positions follow the laws of `layout`: a longer text moves what stands behind it in its line, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gridperf.report.paper.compiled.glyphs import Glyphs, Part
from gridperf.report.paper.compiled.layout import number
from gridperf.report.paper.compiled.pieces import Piece, Run, Uncompilable
from gridperf.report.paper.fields import Box, check
from gridperf.report.paper.slots import WORD

__all__ = ["ALWAYS", "Faces", "Strip", "background", "boxes", "content", "simple", "strip", "tops"]

Faces = tuple[Glyphs, Glyphs]
"""The regular and the bold face."""

ALWAYS = frozenset("0123456789abcdef.,:-−+×/%()≥≤ ")
"""What every page's shared cut holds, whatever words it says."""

_PX = 96 / 25.4
_NEAR = 0.5
"""Where a text comes this close to the end of its line, its line is laid out, not computed."""

_SIMPLE = re.compile(
    "[\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f\u0370-\u0377\u0384-\u0482\u048a-\u052f\u2010-\u2015\u2018-\u2027\u2030-\u205e\u2070-\u20bf"
    "\u2100-\u23ff\u2460-\u27bf\u2e80-\u2fdf\u3001-\u3029\u3030-\u3098\u309b-\u30ff\u3105-\u318e\u3190-\u31ff\u3200-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffee\U00020000-\U0003ffff]*"
)
"""Characters that stand side by side as they are written: no marks that combine, no script that joins or runs from right to left."""


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """A piece with its slots filled; every one is itself alone.

    Attributes:
        piece: the piece.
        runs: its runs where they now stand.
        bars: position and size of its bars.
        words: characters of words and of the template, regular and bold.
        own: characters of the other slots, regular and bold.
        wide: the slots of lines that are too short for them.
    """

    piece: Piece
    runs: tuple[Run, ...]
    bars: tuple[tuple[bytes, str], ...]
    words: tuple[frozenset[str], frozenset[str]]
    own: tuple[frozenset[str], frozenset[str]]
    wide: tuple[int, ...]


def strip(piece: Piece, texts: Sequence[str], marks: str, faces: Faces) -> Strip:
    """Return *piece* with its slots holding *texts*.

    Raises:
        Uncompilable: if a text holds a character that is not simply set beside the next one, or that the faces lack.
    """
    runs: list[Run] = []
    words: tuple[list[str], list[str]] = ([], [])
    own: tuple[list[str], list[str]] = ([], [])
    wide: list[int] = []
    for line in piece.lines:
        if line.still:
            runs += line.runs
            continue
        lengths = [run.width if run.slot is None else _length(texts[run.slot], faces[run.bold]) * run.size for run in line.runs]
        longer = sum(lengths) - line.length
        if longer > line.slack - _NEAR and longer > 0:
            wide += [run.slot for run in line.runs if run.slot is not None]
        shift = 0.0 if line.align == "left" else -longer if line.align == "right" else -longer / 2
        for run, length in zip(line.runs, lengths, strict=True):
            slot, said, x, y, bold, size, ink, width = run
            if slot is None:
                runs.append(Run(None, said, x + shift, y, bold, size, ink, width) if shift else run)
                continue
            said = texts[slot]
            (words if marks[slot] == WORD else own)[bold].append(said)
            runs.append(Run(slot, said, x + shift, y, bold, size, ink, length))
            shift += length - width
    bars = []
    for gauge in piece.gauges:
        high = float(texts[gauge.slot]) * _PX
        bars.append((gauge.ink, " ".join(map(number, (gauge.x, gauge.bottom - high, gauge.width, high)))))
    said_words = (
        piece.regular.union(*words[0]) if words[0] else piece.regular,
        piece.bold.union(*words[1]) if words[1] else piece.bold,
    )
    said_own = frozenset("".join(own[0])), frozenset("".join(own[1]))
    return Strip(piece, tuple(runs), tuple(bars), said_words, said_own, tuple(sorted(set(wide))))


@lru_cache(maxsize=16_384)
def _length(text: str, face: Glyphs) -> float:
    """Return how long *text* is, in ems.

    Raises:
        Uncompilable: if it is not set by putting its characters side by side.
    """
    simple(text, face)
    return face.length(text)


def simple(text: str, face: Glyphs) -> None:
    """Check that *text* is set by putting the characters of *face* side by side.

    Raises:
        Uncompilable: if it is not.
    """
    if not _SIMPLE.fullmatch(text):
        raise Uncompilable("a character that joins its neighbours")
    if not face.characters.issuperset(text):
        raise Uncompilable("a character of another font")


def tops(pieces: Sequence[Piece], limit: float) -> list[float]:
    """Return how far from the top of the page each of *pieces* stands.

    Args:
        pieces: the pieces of a page, in order.
        limit: how far down the page they may reach.

    Raises:
        Uncompilable: if they need more than one page.
    """
    flow = [at for at, piece in enumerate(pieces) if not piece.margin]
    found = [piece.top for piece in pieces]
    floors: list[float] = []
    at = found[flow[0]] if flow else 0.0
    for place, following in zip(flow, [*flow[1:], None], strict=True):
        piece = pieces[place]
        found[place] = at
        after = pieces[following].depth if following is not None else 0
        if after > piece.depth:
            floors.append(at + piece.floor)
            at += piece.advance
        elif after == piece.depth and following is not None:
            at += piece.advance
        else:
            bottom = at + piece.height
            while len(floors) > after:
                bottom = max(bottom, floors.pop())
            at = bottom + piece.advance
    if at > limit - _NEAR:
        raise Uncompilable("more than one page")
    return found


def boxes(pieces: Sequence[Piece], heights: Sequence[float], whose: str) -> list[Box]:
    """Return where a page of *pieces* at their *heights* can be signed.

    Raises:
        ReportError: P163, P164 if no fields can be made of that.
    """
    found = [replace(box, top=top + box.top) for piece, top in zip(pieces, heights, strict=True) for box in piece.boxes]
    check(found, whose)
    return found


def background(pieces: Sequence[Piece], heights: Sequence[float]) -> bytes:
    """Return the ink of *pieces* at their *heights* as PDF operators: it lies below all text, because strips stand apart."""
    return b"\n".join(
        [
            b"q 1 0 0 1 0 %b cm\n%b\nQ" % (number(top).encode(), piece.ink)
            for piece, top in sorted(zip(pieces, heights, strict=True), key=lambda placed: placed[0].margin)
            if piece.ink
        ]
    )


def content(strips: Sequence[Strip], heights: Sequence[float], parts: Sequence[Part | None], known: dict[object, bytes]) -> bytes:
    """Return the text and the bars of a page as PDF operators.

    Args:
        strips: what to draw.
        heights: where each stands.
        parts: the shared cuts, regular and bold, and the page's own.
        known: drawings made before, by strip and shared cuts, all of which they keep alive.
    """
    regular, bold, *own = parts
    settled = all(part is None or part.settled for part in own)
    flow: list[bytes] = []
    margin: list[bytes] = []
    for each, top in zip(strips, heights, strict=True):
        key = each, regular, bold
        drawn = known.get(key)
        if drawn is None:
            drawn = _drawn(each, parts)
            # the same on every page with these cuts, unless it names glyphs by the numbers they have in a page's own cut
            if settled or all(part is not None and part.characters >= said for part, said in zip((regular, bold), each.own, strict=True)):
                known[key] = drawn
        if drawn:
            (margin if each.piece.margin else flow).append(b"q 1 0 0 1 0 %b cm\n%b\nQ" % (number(top).encode(), drawn))
    return b"\n".join([*flow, *margin])


def _drawn(each: Strip, parts: Sequence[Part | None]) -> bytes:
    # bars are clipped and filled, as WeasyPrint fills a background
    done = [f"q {ink.decode()} {place} re W n {place} re f Q" for ink, place in each.bars]
    if not each.runs:
        return "\n".join(done).encode()
    done.append("BT")
    colour, type_ = b"", ""
    for _, text, x, y, bold, size, ink, _ in each.runs:
        if ink != colour:
            colour = ink
            done.append(ink.decode())
        done.append(f"1 0 0 -1 {number(x)} {number(y)} Tm")
        for name, shown in _shown(text, bold, parts):
            # colour and type stay as they are until something says otherwise
            if (wanted := f"/{name} {number(size)} Tf") != type_:
                type_ = wanted
                done.append(wanted)
            done.append(f"<{shown}> Tj")
    done.append("ET")
    return "\n".join(done).encode()


def _shown(text: str, bold: bool, parts: Sequence[Part | None]) -> Iterable[tuple[str, str]]:  # noqa: FBT001
    """Return the stretches of *text*: the cut each is shown from, and its codes."""
    shared, own, name = parts[bold], parts[2 + bold], "RB"[bold]
    if shared is not None and (codes := shared.shown(text)):
        return [(name, codes)]
    stretches: list[tuple[Part, str, str]] = []
    for sign in text:
        here = shared if shared is not None and sign in shared.characters else own
        if here is None:  # pragma: no cover  (every character was put into one of the two)
            raise Uncompilable("a character in no cut")
        if stretches and stretches[-1][0] is here:
            stretches[-1] = (here, stretches[-1][1], stretches[-1][2] + sign)
        else:
            stretches.append((here, name if here is shared else name.lower(), sign))
    return [(font, signs.translate(part.codes)) for part, font, signs in stretches]
