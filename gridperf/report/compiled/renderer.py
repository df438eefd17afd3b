"""What the compiled renderer sets is what the reference renderer would set; every other page it hands to that one, and counts it.

Pieces are learnt as they are met: a page of which some piece is unknown is laid out once with short stand-ins for its slots.
A text too long for its line becomes part of its piece, so that WeasyPrint alone decides where lines break.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from gridperf.report.compiled import compose, layout, strips
from gridperf.report.compiled.document import write
from gridperf.report.compiled.glyphs import glyphs
from gridperf.report.compiled.pieces import Gauge, Line, Piece, Run, Uncompilable
from gridperf.report.html import Page, marked_html
from gridperf.report.pdf import WeasyPrintRenderer
from gridperf.report.slots import GAUGE, html_of

__all__ = ["CompiledRenderer"]

Frozen = tuple[tuple[int, str], ...]
"""Slots whose text is part of the piece, by number within the strip."""

_STAND_IN = "0"
_MANY = 20_000
_SHAPES = 2_000


class _Sheet:
    """What was learnt of one style sheet."""

    def __init__(self) -> None:
        self.shapes: dict[tuple[str, str], strips.Shape] = {}
        self.pieces: dict[tuple[strips.Key, Frozen], Piece] = {}
        self.margins: dict[str, tuple[Piece, ...]] = {}
        self.sizes: dict[str, tuple[float, float, float]] = {}
        self.refused: dict[object, str] = {}
        self.filled: dict[object, compose.Strip] = {}
        self.drawn: dict[object, bytes] = {}


class CompiledRenderer:
    """The renderer for batches.

    Attributes:
        reference: what sets the pages this one cannot.
        left: how many pages were left to the reference renderer, by reason.
        learnt: how many pages were laid out to learn from.
    """

    def __init__(self) -> None:
        self.reference = WeasyPrintRenderer()
        self.left: Counter[str] = Counter()
        self.learnt = 0
        self._sheets: dict[str, _Sheet] = {}
        self._named = self.reference.named()

    def render(self, page: Page) -> bytes:
        """Return *page* as a PDF.

        Raises:
            ReportError: P102 if a character has no glyph, P103 if rendering warns, P104 if the template fails.
        """
        try:
            return self.fill(page)
        except Uncompilable as reason:
            self.left[str(reason)] += 1
            return self.reference.render(page)

    def fill(self, page: Page) -> bytes:
        """Return *page* as a PDF put together from pieces.

        Raises:
            Uncompilable: if it must be left to the reference renderer.
            ReportError: P104 if the template fails, and whatever the reference renderer says of a page it is to learn from.
        """
        html = marked_html(page, fonts=self._named)
        if html.style not in self._sheets:
            self._ready()
            self._sheets[html.style] = _Sheet()
        sheet = self._sheets[html.style]
        try:
            marked = strips.marked(html.text)
        except ValueError as error:
            raise Uncompilable(str(error)) from None
        shape = self._shape(sheet, marked)
        pieces, texts, marks = self._pieces(sheet, shape, marked, html.style, page.whose)
        faces = self._faces
        filled = [self._filled(sheet, *each, faces) for each in zip(pieces, texts, marks, strict=True)]
        width, height, limit = sheet.sizes[shape.head]
        heights = compose.tops(pieces, limit)
        parts = self._parts(filled, faces)
        if len(sheet.filled) > _MANY:
            sheet.filled.clear()
            sheet.drawn.clear()
        content = compose.content(filled, heights, height, parts, sheet.drawn)
        return write(content, (width, height), parts, page.evidence, (marked.title, marked.author, marked.lang))

    # --- pieces ------------------------------------------------------------------------------------------------------

    def _ready(self) -> None:
        import weasyprint  # noqa: PLC0415

        if weasyprint.__version__ != layout.LAID_OUT_BY:
            raise Uncompilable(f"WeasyPrint {weasyprint.__version__}; pieces are read from {layout.LAID_OUT_BY}")

    @property
    def _faces(self) -> compose.Faces:
        fonts = self.reference.fonts
        return glyphs(fonts.regular), glyphs(fonts.bold)

    def _shape(self, sheet: _Sheet, marked: strips.Marked) -> strips.Shape:
        key = marked.head, marked.body
        found = sheet.shapes.get(key)
        if found is None:
            if len(sheet.shapes) > _SHAPES:
                sheet.shapes.clear()
            found = sheet.shapes[key] = strips.shape_of(marked)
        return found

    def _pieces(
        self, sheet: _Sheet, shape: strips.Shape, marked: strips.Marked, style: str, whose: str
    ) -> tuple[list[Piece], list[tuple[str, ...]], list[str]]:
        """Return the pieces of a page with the texts and the kinds of their slots, those of the page's margin last."""
        slots, faces = shape.slots, self._faces
        texts = [tuple(marked.texts[first:last]) for first, last in zip(slots, slots[1:], strict=False)]
        marks = [shape.marks[first:last] for first, last in zip(slots, slots[1:], strict=False)]
        frozen: list[Frozen] = [()] * len(texts)
        self._known(sheet, shape, frozen, style, whose)
        pieces = [sheet.pieces[key, ()] for key in shape.keys]
        # texts that do not fit their lines are laid out as they are, all at once
        wide = [at for at, piece in enumerate(pieces) if compose.misfits(piece, texts[at], faces)]
        for at in wide:
            frozen[at] = tuple((slot, texts[at][slot]) for slot in sorted(set(compose.misfits(pieces[at], texts[at], faces))))
        if wide:
            self._known(sheet, shape, frozen, style, whose)
            pieces = [sheet.pieces[each] for each in zip(shape.keys, frozen, strict=True)]
            if any(compose.misfits(piece, texts[at], faces) for at, piece in enumerate(pieces)):
                raise Uncompilable("a text that does not fit beside a long one")
        margins = sheet.margins[shape.head]
        return [*pieces, *margins], [*texts, *[()] * len(margins)], [*marks, *[""] * len(margins)]

    def _known(self, sheet: _Sheet, shape: strips.Shape, frozen: Sequence[Frozen], style: str, whose: str) -> None:
        """Make sure that the pieces of *shape* are known."""
        wanted = list(zip(shape.keys, frozen, strict=True))
        if all(each in sheet.pieces for each in wanted) and shape.head in sheet.sizes:
            return
        refused = (shape.head, shape.body, tuple(frozen))
        if refused not in sheet.refused:
            try:
                self._learn(sheet, shape, frozen, style, whose)
            except Uncompilable as reason:
                sheet.refused[refused] = str(reason)
        if refused in sheet.refused:
            raise Uncompilable(sheet.refused[refused])

    def _learn(self, sheet: _Sheet, shape: strips.Shape, frozen: Sequence[Frozen], style: str, whose: str) -> None:
        fixed = {shape.slots[at] + slot: text for at, each in enumerate(frozen) for slot, text in each}
        for text in fixed.values():
            compose.simple(text, self._faces[0])
        stood = ["1" if mark == GAUGE else fixed.get(at, _STAND_IN) for at, mark in enumerate(shape.marks)]
        text = html_of(shape.head + "<body>" + shape.body, stood)
        document = self.reference.laid_out(text, style, whose)
        self.learnt += 1
        if len(document.pages) != 1:
            raise Uncompilable("more than one page")
        page = document.pages[0]
        found, limit = layout.read(page)
        strips_found = [each for each in found if each.number >= 0]
        if len(strips_found) != len(shape.keys):
            raise Uncompilable("a strip that is not displayed")
        learnt = _learnt(strips_found, shape, set(fixed))
        for key, own, piece in zip(shape.keys, frozen, learnt, strict=True):
            sheet.pieces.setdefault((key, own), piece)
        furniture = [each for each in found if each.number < 0]
        sheet.margins[shape.head] = tuple(_piece(each, 0, 0.0, set(), 0) for each in furniture)
        sheet.sizes[shape.head] = (page.width, page.height, limit)

    # --- what is set -------------------------------------------------------------------------------------------------

    def _filled(self, sheet: _Sheet, piece: Piece, texts: tuple[str, ...], marks: str, faces: compose.Faces) -> compose.Strip:
        key = id(piece), texts
        found = sheet.filled.get(key)
        if found is None:
            found = sheet.filled[key] = compose.strip(piece, texts, marks, faces)
        return found

    def _parts(self, filled: Iterable[compose.Strip], faces: compose.Faces) -> list[Any]:
        filled = list(filled)
        shared = [compose.ALWAYS.union(*(each.words[bold] for each in filled)) for bold in (0, 1)]
        own = [frozenset().union(*(each.own[bold] for each in filled)) - shared[bold] for bold in (0, 1)]
        return [
            *(face.shared(signs) for face, signs in zip(faces, shared, strict=True)),
            *(face.part(signs) if signs else None for face, signs in zip(faces, own, strict=True)),
        ]


def _learnt(found: Sequence[layout.Strip], shape: strips.Shape, fixed: set[int]) -> list[Piece]:
    """Return the pieces of the strips *found* on a page, each with the way to the next."""
    by_number = {each.number: each for each in found}
    holding = {outer for each in found for outer in each.within}
    flow = [each for each in found if not each.margin]
    ways = {}
    for each, following in zip(flow, [*flow[1:], None], strict=True):
        if following is not None and len(following.within) >= len(each.within):
            ways[each.number] = following.top - each.top
            continue
        depth = len(following.within) if following is not None else 0
        ended = [by_number[outer] for outer in each.within[depth:]]
        bottom = max([each.bottom, *(outer.floor for outer in ended)])
        if ended and abs(ended[0].bottom - bottom) > layout.NEAR:
            raise Uncompilable("a strip that reaches further down than the strips it holds")
        ways[each.number] = following.top - bottom if following is not None else 0.0
    return [
        _piece(each, shape.slots[each.number], ways.get(each.number, 0.0), fixed, each.floor - each.top if each.number in holding else 0.0)
        for each in found
    ]


def _piece(found: layout.Strip, first: int, advance: float, fixed: set[int], floor: float) -> Piece:
    """Return the piece of a strip *found* on a page, whose slots are numbered from *first*."""
    lines = [
        Line(
            line.align,
            line.slack,
            tuple(
                Run(
                    None if run.slot is None or run.slot in fixed else run.slot - first,
                    run.text,
                    run.x,
                    run.y - found.top,
                    run.bold,
                    run.size,
                    run.ink,
                    run.width,
                )
                for run in line.runs
            ),
        )
        for line in found.lines
    ]
    said = [run for line in lines for run in line.runs if run.slot is None]
    return Piece(
        ink=b"\n".join(layout.lowered(each, found.top) for each in found.ink),
        lines=tuple(lines),
        gauges=tuple(Gauge(each.slot - first, each.x, each.bottom - found.top, each.width, each.ink) for each in found.gauges),
        height=found.bottom - found.top,
        top=found.top,
        margin=found.margin,
        depth=len(found.within),
        floor=floor,
        advance=advance,
        regular=frozenset(sign for run in said if not run.bold for sign in run.text),
        bold=frozenset(sign for run in said if run.bold for sign in run.text),
    )


