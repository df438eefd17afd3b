"""What WeasyPrint laid out is read from its boxes, and a page that does not follow the laws below is not compiled.

This module alone knows WeasyPrint's box tree and its drawing functions, which are private; `LAID_OUT_BY` is the version they
were read in, and with any other version nothing is compiled.

The laws:

1. Everything that is drawn belongs to a strip (an element with `data-strip`) or to the page's margin.
2. Strips stand one below the other. How far apart two of them stand depends on the two alone.
3. A strip that holds strips draws nothing that depends on their height.
4. A slot stands in a line of text; nothing but text stands in that line, neither framed nor shaded.
5. Text is set without kerning, ligatures, spacing or decoration, so its length is the sum of its characters' widths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from gridperf.report.paper.compiled.pieces import Gauge, Ink, Line, Run, Uncompilable
from gridperf.report.paper.fields import Box

__all__ = ["LAID_OUT_BY", "NEAR", "Strip", "number", "read", "signature_boxes"]

LAID_OUT_BY = "70.0"
_BOLD = 600
NEAR = 0.01
_ALPHA = re.compile(rb"/\S+ gs")
_LONG = re.compile(rb"\d+\.\d{5,}")
_PAINTS = re.compile(rb"(^|\s)(f\*?|F|S|s|B\*?|b\*?|Do|sh)(\s|$)")


@dataclass(slots=True)
class Strip:
    """A strip as it was laid out; lengths from the top left of the page."""

    number: int
    within: tuple[int, ...]
    margin: bool
    top: float
    bottom: float
    lines: list[Line] = field(default_factory=list)
    gauges: list[Gauge] = field(default_factory=list)
    ink: list[Ink] = field(default_factory=list)
    floor: float = 0.0
    boxes: list[Box] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A line that is being read."""

    left: float
    right: float
    align: str
    runs: list[Run] = field(default_factory=list)
    other: bool = False


@lru_cache(maxsize=65_536)
def number(length: float) -> str:
    """Return *length* as PDF writes it, to a ten-thousandth of a pixel."""
    text = f"{length:.4f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def read(page: Any) -> tuple[list[Strip], float]:  # noqa: ANN401  (WeasyPrint carries no types)
    """Return the strips of *page*, a laid-out page of WeasyPrint, in order, and how far down strips may reach.

    Raises:
        Uncompilable: if the page breaks a law.
    """
    box = page._page_box  # noqa: SLF001  (law: the version is checked)
    reader = _Reader(box)
    reader.walk(box, None, None)
    for found, _, within in signature_boxes(page):
        if within not in reader.strips:
            raise Uncompilable("a signature box outside of every strip")
        reader.strips[within].boxes.append(found)
    strips = [reader.strips[number] for number in sorted(reader.strips)]
    return strips, box.content_box_y() + box.height


def signature_boxes(page: Any) -> Iterator[tuple[Box, Any, int]]:  # noqa: ANN401  (WeasyPrint carries no types)
    """Yield the boxes of *page* that the template marks to be signed, each with its own box, and its strip's number (-1 for none)."""
    seen: set[int] = set()

    def walk(box: Any, strip: int) -> Iterator[tuple[Box, Any, int]]:  # noqa: ANN401
        box = getattr(box, "_box", box)
        if number := _attribute(box, "data-strip"):
            strip = int(number)
        name = _attribute(box, "data-sign")
        # what WeasyPrint puts around and inside an element carries its attributes as well
        if name is not None and id(box.element) not in seen:
            seen.add(id(box.element))
            label = _attribute(box, "aria-label") or name
            yield Box(name, label, box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()), box, strip
        for child in getattr(box, "children", ()):
            yield from walk(child, strip)

    yield from walk(page._page_box, -1)  # noqa: SLF001


@lru_cache(maxsize=1)
def _lowered() -> Any:  # noqa: ANN401  (WeasyPrint carries no types)
    """Return a stream that counts heights from the top of a strip; lowered before they are rounded, they are the same on every page."""
    from weasyprint.pdf.stream import Stream  # noqa: PLC0415

    class Lowered(Stream):  # type: ignore[misc]
        def __init__(self, top: float, resources: dict[str, Any]) -> None:
            super().__init__({}, (0, 0, 0, 0), resources, {}, None, {}, None)
            self._top = top

        def rectangle(self, x: float, y: float, width: float, height: float) -> None:
            super().rectangle(x, y - self._top, width, height)

        def move_to(self, x: float, y: float) -> None:
            super().move_to(x, y - self._top)

        def line_to(self, x: float, y: float) -> None:
            super().line_to(x, y - self._top)

        def curve_to(self, *points: float) -> None:
            super().curve_to(*(point - self._top * (at % 2) for at, point in enumerate(points)))

        curve_start_to = curve_end_to = set_matrix = None  # WeasyPrint's boxes are drawn with none of these

    return Lowered


class _Reader:
    def __init__(self, page: Any) -> None:  # noqa: ANN401
        self.page = page
        self.strips: dict[int, Strip] = {}
        self.margin = False

    def walk(self, box: Any, strip: Strip | None, line: _Open | None) -> None:  # noqa: ANN401
        from weasyprint.formatting_structure import boxes  # noqa: PLC0415

        box = getattr(box, "_box", box)  # an absolutely placed box stands behind a placeholder
        if isinstance(box, boxes.MarginBox):
            self.margin = True
            furniture = Strip(-len(self.strips) - 1, (), margin=True, top=0.0, bottom=0.0)
            self._ink(box, furniture)
            self._children(box, furniture, None)
            if furniture.lines or furniture.ink:
                self.strips[furniture.number] = furniture
            self.margin = False
            return
        strip = self._entered(box, strip)
        if isinstance(box, boxes.TextBox):
            self._text(box, strip, line)
            return
        if isinstance(box, boxes.LineBox):
            raise Uncompilable("a line outside of a block")
        if isinstance(box, boxes.ReplacedBox):
            raise Uncompilable("a picture")
        if strip is not None and _attribute(box, "class") == "gauge" and (slot := _attribute(box, "data-slot")) is not None:
            self._gauge(box, strip, int(slot))
            return
        whole = isinstance(box, boxes.TableBox) and not any(True for _ in _strips_in(box))
        if self._ink(box, strip, table=whole) and line is not None:
            line.other = True
        if line is not None and isinstance(box, boxes.AtomicInlineLevelBox):
            line.other = True
            line = None
        self._children(box, strip, line, silent=whole)

    def _children(self, box: Any, strip: Strip | None, line: _Open | None, *, silent: bool = False) -> None:  # noqa: ANN401
        """Walk what *box* holds; *silent* if a table has drawn the ink of its rows and cells already."""
        from weasyprint.formatting_structure import boxes  # noqa: PLC0415

        for child in getattr(box, "children", ()):
            if silent:
                self._silent(child, strip)
            elif isinstance(child, boxes.LineBox):
                self._line(child, box, strip)
            else:
                self.walk(child, strip, line)
        if strip is not None and self._beside(box):
            strip.floor = max(strip.floor, *(_bottom(child) for child in box.children))

    def _silent(self, box: Any, strip: Strip | None) -> None:  # noqa: ANN401
        from weasyprint.formatting_structure import boxes  # noqa: PLC0415

        if isinstance(box, boxes.TableCellBox):
            self._children(box, strip, None)
            return
        for child in getattr(box, "children", ()):
            self._silent(child, strip)

    def _beside(self, box: Any) -> bool:  # noqa: ANN401
        """Return whether *box* is a cell without strips in a strip that holds strips."""
        from weasyprint.formatting_structure import boxes  # noqa: PLC0415

        return isinstance(box, boxes.TableCellBox) and bool(box.children) and not any(True for _ in _strips_in(box))

    def _entered(self, box: Any, strip: Strip | None) -> Strip | None:  # noqa: ANN401
        found = _attribute(box, "data-strip")
        if found is None or int(found) in self.strips:
            return strip
        within = () if strip is None or strip.margin else (*strip.within, strip.number)
        top = box.position_y + (getattr(box, "margin_top", 0) or 0)
        height = box.border_height() if hasattr(box, "padding_top") else box.height
        entered = Strip(int(found), within, self.margin, top, top + height)
        self.strips[entered.number] = entered
        return entered

    def _text(self, box: Any, strip: Strip | None, line: _Open | None) -> None:  # noqa: ANN401
        if not box.text.strip():
            return
        style = box.style
        if strip is None or line is None:
            raise Uncompilable(f"text outside of every strip: {box.text!r}")
        if style["visibility"] != "visible" or style["text_decoration_line"] != "none" or style["letter_spacing"] not in ("normal", 0):
            raise Uncompilable(f"text that is hidden, spaced or underlined: {box.text!r}")
        slot = _attribute(box, "data-slot")
        line.runs.append(
            Run(
                slot=None if slot is None else int(slot),
                text=box.text,
                x=box.position_x,
                y=box.position_y + box.baseline,
                bold=style["font_weight"] >= _BOLD,
                size=style["font_size"],
                ink=_colour(style["color"]),
                width=box.width,
            )
        )

    def _line(self, box: Any, block: Any, strip: Strip | None) -> None:  # noqa: ANN401
        align = {"start": "left", "justify": "left", "end": "right"}.get(box.style["text_align_all"], box.style["text_align_all"])
        # the line's own box is as long as its text; what it may fill is its block's
        left, right = block.content_box_x(), block.content_box_x() + block.width
        if strip is not None and strip.margin and align == "left":  # a box in the margin is as wide as what it holds; half the page is free
            right = max(right, self.page.width / 2)
        opened = _Open(left, right, align)
        self._children(box, strip, opened)
        if opened.runs and strip is not None:
            strip.lines.append(_closed(opened))

    def _gauge(self, box: Any, strip: Strip, slot: int) -> None:  # noqa: ANN401
        if box.children or any(getattr(box, f"border_{side}_width") for side in ("top", "right", "bottom", "left")):
            raise Uncompilable("a bar with a border or with content")
        colour = _colour(box.style["background_color"])
        strip.gauges.append(Gauge(slot, box.border_box_x(), box.border_box_y() + box.border_height(), box.border_width(), colour))

    def _ink(self, box: Any, strip: Strip | None, *, table: bool = False) -> bool:  # noqa: ANN401
        """Draw *box* itself, without what it holds, and return whether there was anything to draw."""
        resources: dict[str, Any] = {"ExtGState": {}, "XObject": {}, "Pattern": {}, "Shading": {}, "ColorSpace": {}}
        stream = _lowered()(strip.top if strip else 0.0, resources)
        try:
            self._draw(stream, box, table=table)
        except TypeError:
            raise Uncompilable("something drawn askew") from None
        drawn = b"\n".join(bytes(each) if isinstance(each, bytes) else str(each).encode() for each in stream.stream)
        if not _PAINTS.search(drawn):
            return False
        if any(state.get("ca", 1) != 1 or state.get("CA", 1) != 1 for state in resources["ExtGState"].values()):
            raise Uncompilable("a colour that shows through")
        if resources["XObject"] or resources["Pattern"] or resources["Shading"]:
            raise Uncompilable("a picture or a pattern")
        if strip is None:
            raise Uncompilable(f"{type(box).__name__} <{box.element_tag}> draws outside of every strip")
        if any(True for _ in _strips_in(box)):
            raise Uncompilable(f"<{box.element_tag}> draws around strips")
        strip.ink.append(_LONG.sub(lambda found: number(float(found[0])).encode(), _ALPHA.sub(b"", drawn)))
        return True

    @staticmethod
    def _draw(stream: Any, box: Any, *, table: bool) -> None:  # noqa: ANN401
        from weasyprint.draw import draw_background, draw_border, draw_table  # noqa: PLC0415
        from weasyprint.formatting_structure import boxes  # noqa: PLC0415

        if table:
            draw_table(stream, box)
            return
        if getattr(box, "background", None) is not None:
            draw_background(stream, box.background)
        if hasattr(box, "border_top_width") and not isinstance(box, (boxes.TableBox, boxes.PageBox)):
            draw_border(stream, box)


def _closed(line: _Open) -> Line:
    slots = [run for run in line.runs if run.slot is not None]
    if slots and line.other:
        raise Uncompilable(f"a slot in a line with something framed: {slots[0].text!r}")
    first, last = line.runs[0], line.runs[-1]
    before, after = first.x - line.left, line.right - (last.x + last.width)
    slack = {"left": after, "right": before, "center": 2 * min(before, after)}[line.align]
    return Line(line.align, slack, tuple(line.runs))  # type: ignore[arg-type]  # one of three


def _strips_in(box: Any) -> Iterator[Any]:  # noqa: ANN401
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        if _attribute(inner, "data-strip") is not None and _attribute(inner, "data-strip") != _attribute(box, "data-strip"):
            yield inner
        else:
            yield from _strips_in(inner)


def _attribute(box: Any, name: str) -> str | None:  # noqa: ANN401
    element = getattr(box, "element", None)
    return None if element is None else element.get(name)


def _bottom(box: Any) -> float:  # noqa: ANN401
    inner = getattr(box, "_box", box)
    return float(inner.position_y + inner.margin_height())


def _colour(colour: Any) -> Ink:  # noqa: ANN401
    if colour.alpha != 1:
        raise Uncompilable("a colour that shows through")
    return " ".join(number(part) for part in colour.to("srgb").coordinates).encode() + b" rg"
