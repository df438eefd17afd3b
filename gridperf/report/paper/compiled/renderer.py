"""What the compiled renderer sets is what the reference renderer would set; every other page it hands to that one, and counts it.

Pieces are learnt as they are met: a page of which some piece is unknown is laid out once with short stand-ins for its slots.
A text too long for its line becomes part of its piece, so that WeasyPrint alone decides where lines break.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, cast

from gridperf.report.paper.compiled import compose, layout, strips
from gridperf.report.paper.compiled.document import drawing_of, write
from gridperf.report.paper.compiled.glyphs import Part, glyphs
from gridperf.report.paper.compiled.pieces import Gauge, Line, Piece, Run, Uncompilable
from gridperf.report.paper.fonts import find_fonts, named
from gridperf.report.paper.html import Page, marked_html
from gridperf.report.paper.pdf import WeasyPrintRenderer
from gridperf.report.paper.slots import GAUGE, html_of

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
        self.pieces: dict[tuple[Any, Any], Piece] = {}
        self.margins: dict[str, tuple[Piece, ...]] = {}
        self.sizes: dict[str, tuple[float, float, float]] = {}
        self.refused: dict[object, str] = {}
        self.filled: dict[object, compose.Strip] = {}
        self.drawn: dict[object, bytes] = {}
        self.inks: dict[object, bytes] = {}


class CompiledRenderer:
    """The renderer for batches.

    Attributes:
        left: how many pages were left to the reference renderer, by reason.
        learnt: how many pages were laid out to learn from.
    """

    def __init__(self, reference: Callable[[], WeasyPrintRenderer] = WeasyPrintRenderer) -> None:
        self._fonts = find_fonts()
        self._told = [face.told for face in (self._fonts.regular, self._fonts.bold)]
        self._named = named(self._told)
        self._reference = reference
        self.left: Counter[str] = Counter()
        self.learnt = 0
        self._sheets: dict[str, _Sheet] = {}

    @cached_property
    def _both(self) -> compose.Faces:
        return glyphs(self._fonts.regular), glyphs(self._fonts.bold)

    @cached_property
    def reference(self) -> WeasyPrintRenderer:
        """Return what sets the pages this one cannot; made when it is needed, and kept with the fonts it has measured."""
        return self._reference()

    def render(self, page: Page) -> bytes:
        """Return *page* as a PDF.

        Raises:
            ReportError: P102 if a character has no glyph, P103 if rendering warns, P104 if the template fails.
        """
        return self.render_or_leave(page)[0]

    def render_or_leave(self, page: Page) -> tuple[bytes, str]:
        """Return *page* as a PDF, and why it was left to the reference renderer (empty if it was not)."""
        try:
            return self.fill(page), ""
        except Uncompilable as reason:
            return self._left(page, reason)

    def render_each(self, pages: Sequence[Page]) -> list[tuple[bytes, str] | Exception]:
        """Return for each of *pages* what `render_or_leave` returns, or what it raises.

        All pages take one step before any takes the next: a processor that stays with one step is a fifth faster.
        """
        made: list[Any] = list(pages)
        for step in (self._marked, self._composed, self._written):
            for at, each in enumerate(made):
                if isinstance(each, Exception):
                    continue
                try:
                    made[at] = step(each)
                except Exception as error:  # noqa: BLE001  (one page's fault is not the others')
                    made[at] = error
        for at, (page, each) in enumerate(zip(pages, made, strict=True)):
            if isinstance(each, bytes):
                made[at] = each, ""
            elif isinstance(each, Uncompilable):
                try:
                    made[at] = self._left(page, each)
                except Exception as error:  # noqa: BLE001
                    made[at] = error
        return made

    def _left(self, page: Page, reason: Uncompilable) -> tuple[bytes, str]:
        self.left[str(reason)] += 1
        return self.reference.render(page), str(reason)

    def learnt_pieces(self) -> object:
        """Return what was learnt, for another process to `take`."""
        return {style: (sheet.pieces, sheet.margins, sheet.sizes, sheet.refused) for style, sheet in self._sheets.items()}

    def take(self, learnt: object) -> None:
        """Take what another process learnt."""
        for style, known in cast("dict[str, tuple[Any, ...]]", learnt).items():
            sheet = self._sheets[style] = _Sheet()
            sheet.pieces, sheet.margins, sheet.sizes, sheet.refused = known

    def fill(self, page: Page) -> bytes:
        """Return *page* as a PDF put together from pieces.

        Raises:
            Uncompilable: if it must be left to the reference renderer.
            ReportError: P104 if the template fails, and whatever the reference renderer says of a page it is to learn from.
        """
        return self._written(self._composed(self._marked(page)))

    def _marked(self, page: Page) -> tuple[Page, str, strips.Marked]:
        """Return *page*, its style sheet, and its text with marked slots."""
        html = marked_html(page, fonts=self._named)
        try:
            return page, html.style, strips.marked(html.text)
        except ValueError as error:
            raise Uncompilable(str(error)) from None

    def _composed(self, made: tuple[Page, str, strips.Marked]) -> Callable[[], bytes]:
        """Return what writes a page, which is drawn."""
        page, style, marked = made
        if style not in self._sheets:
            self._ready()
            self._sheets[style] = _Sheet()
        sheet = self._sheets[style]
        shape = self._shape(sheet, marked)
        if len(sheet.filled) > _MANY:
            sheet.filled.clear()
            sheet.drawn.clear()
            sheet.inks.clear()
        filled = self._strips(sheet, shape, marked, style, page.whose)
        width, height, limit = sheet.sizes[shape.head]
        pieces = tuple([each.piece for each in filled])
        heights = tuple(compose.tops(pieces, limit))
        parts = self._parts(filled, marked.words)
        behind = sheet.inks.get((pieces, heights))
        if behind is None:
            behind = sheet.inks[pieces, heights] = drawing_of(compose.background(pieces, heights), width, height)
        return partial(
            write,
            compose.content(filled, heights, parts, sheet.drawn),
            behind=behind,
            size=(width, height),
            parts=parts,
            attachments=page.evidence,
            told=(marked.title, marked.author, marked.lang),
            text=marked.lines() if page.evidence else (),
            fonts=self._told,
            boxes=compose.boxes(pieces, heights, page.whose) if page.signature_fields else (),
        )

    @staticmethod
    def _written(writing: Callable[[], bytes]) -> bytes:
        return writing()

    # --- pieces ------------------------------------------------------------------------------------------------------

    def _ready(self) -> None:
        import weasyprint  # noqa: PLC0415

        if weasyprint.__version__ != layout.LAID_OUT_BY:
            raise Uncompilable(f"WeasyPrint {weasyprint.__version__}; pieces are read from {layout.LAID_OUT_BY}")

    def _shape(self, sheet: _Sheet, marked: strips.Marked) -> strips.Shape:
        key = marked.head, marked.body
        found = sheet.shapes.get(key)
        if found is None:
            if len(sheet.shapes) > _SHAPES:
                sheet.shapes.clear()
            found = sheet.shapes[key] = strips.shape_of(marked)
        return found

    def _strips(self, sheet: _Sheet, shape: strips.Shape, marked: strips.Marked, style: str, whose: str) -> list[compose.Strip]:
        """Return the strips of a page, those of the page's margin last."""
        slots = shape.slots
        texts = [tuple(marked.texts[first:last]) for first, last in pairwise(slots)]
        marks = [shape.marks[first:last] for first, last in pairwise(slots)]
        frozen: list[Frozen] = [()] * len(texts)
        self._known(sheet, shape, frozen, style, whose)
        filled = [self._filled(sheet, *each) for each in zip(zip(shape.keys, frozen, strict=True), texts, marks, strict=True)]
        # texts that do not fit their lines are laid out as they are, all at once
        wide = [at for at, each in enumerate(filled) if each.wide]
        if wide:
            for at in wide:
                frozen[at] = tuple((slot, texts[at][slot]) for slot in filled[at].wide)
            self._known(sheet, shape, frozen, style, whose)
            for at in wide:
                filled[at] = self._filled(sheet, (shape.keys[at], frozen[at]), texts[at], marks[at])
            if any(each.wide for each in filled):
                raise Uncompilable("a text that does not fit beside a long one")
        return [*filled, *(self._filled(sheet, (shape.head, at), (), "") for at in range(len(sheet.margins[shape.head])))]

    def _known(self, sheet: _Sheet, shape: strips.Shape, frozen: Sequence[Frozen], style: str, whose: str) -> None:
        """Make sure that the pieces of *shape* are known."""
        wanted: dict[tuple[strips.Key, Frozen], int] = {}
        for at, each in enumerate(zip(shape.keys, frozen, strict=True)):
            if each not in sheet.pieces:
                wanted.setdefault(each, at)
        if not wanted:
            return
        refused = (shape.keys, tuple(frozen))
        if refused not in sheet.refused:
            try:
                self._learn(sheet, shape, frozen, sorted(wanted.values()), style, whose)
            except Uncompilable as reason:
                sheet.refused[refused] = str(reason)
        if refused in sheet.refused:
            raise Uncompilable(sheet.refused[refused])

    def _learn(self, sheet: _Sheet, shape: strips.Shape, frozen: Sequence[Frozen], wanted: Sequence[int], style: str, whose: str) -> None:
        """Lay out what of *shape* is *wanted*, and keep its pieces."""
        fixed = {shape.slots[at] + slot: text for at, each in enumerate(frozen) for slot, text in each}
        for text in fixed.values():
            compose.simple(text, self._both[0])
        shown = strips.lesson(shape, wanted)
        numbers = [slot for at in shown for slot in range(shape.slots[at], shape.slots[at + 1])]
        stood = ["1" if shape.marks[slot] == GAUGE else fixed.get(slot, _STAND_IN) for slot in numbers]
        skeleton = shape.parts[0] + "".join(shape.parts[at + 1] for at in shown)
        document = self.reference.laid_out(shape.head + html_of(skeleton, stood, numbers), style, whose)
        self.learnt += 1
        if len(document.pages) != 1:
            raise Uncompilable("more than one page")
        page = document.pages[0]
        everything, limit = layout.read(page)
        found = [each for each in everything if each.number >= 0]
        if [each.number for each in found] != shown:
            raise Uncompilable("a strip that is not displayed")
        pieces = _learnt(found, shape, set(fixed))
        for each, piece in zip(found, pieces, strict=True):
            if each.number in wanted:
                sheet.pieces[shape.keys[each.number], frozen[each.number]] = piece
        if shape.head not in sheet.sizes:
            furniture = [_piece(each, 0, 0.0, set(), 0) for each in everything if each.number < 0]
            sheet.margins[shape.head] = tuple(furniture)
            sheet.pieces |= {(shape.head, at): piece for at, piece in enumerate(furniture)}
            sheet.sizes[shape.head] = (page.width, page.height, limit)

    # --- what is set -------------------------------------------------------------------------------------------------

    def _filled(self, sheet: _Sheet, key: tuple[Any, Any], texts: tuple[str, ...], marks: str) -> compose.Strip:
        known = key, texts
        found = sheet.filled.get(known)
        if found is None:
            found = sheet.filled[known] = compose.strip(sheet.pieces[key], texts, marks, self._both)
        return found

    def _parts(self, filled: Sequence[compose.Strip], words: tuple[frozenset[str], frozenset[str]]) -> list[Part | None]:
        """Return the cuts of a page's faces: shared regular and bold, own regular and bold."""
        shared = [compose.ALWAYS.union(words[bold], *(each.words[bold] for each in filled)) for bold in (0, 1)]
        own = [frozenset[str]().union(*(each.own[bold] for each in filled)) - shared[bold] for bold in (0, 1)]
        return [
            *(face.shared(signs) for face, signs in zip(self._both, shared, strict=True)),
            *(face.part(signs, shared=False) if signs else None for face, signs in zip(self._both, own, strict=True)),
        ]


def _learnt(found: Sequence[layout.Strip], shape: strips.Shape, fixed: set[int]) -> list[Piece]:
    """Return the pieces of the strips *found* on a page, each with the way to the next."""
    by_number = {each.number: each for each in found}
    holding = {outer for each in found for outer in each.within}
    if any(each.boxes and each.number in holding for each in found):
        raise Uncompilable("a signature box in a strip that holds strips")
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
        ink=b"\n".join(found.ink),
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
        boxes=tuple(replace(box, top=box.top - found.top) for box in found.boxes),
    )
