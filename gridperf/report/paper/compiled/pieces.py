"""A piece is what one strip of a page looks like, whoever's page it is: lines of text with gaps for slots, and ink.

Lengths are CSS pixels, from the strip's top edge downwards and from the page's left edge; nothing here knows PDF or WeasyPrint.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from gridperf.report.paper.fields import Box

__all__ = ["Gauge", "Ink", "Line", "Piece", "Run", "Uncompilable"]

Ink = bytes
"""Rectangles and rules as PDF operators."""


class Uncompilable(Exception):  # noqa: N818  (it is no error: the reference renderer sets the page)
    """A page that is left to the reference renderer, with the reason."""


class Run(NamedTuple):
    """A stretch of text in one type; a tuple, because a card is made of hundreds.

    Attributes:
        slot: number of the strip's slot it shows; None for the template's own text.
        text: the text; of a slot, that of the page it was learnt from.
        x: left end of the text.
        y: baseline.
        bold: which of the two faces.
        size: size of the type.
        ink: the PDF operator of its colour.
        width: how long `text` is.
    """

    slot: int | None
    text: str
    x: float
    y: float
    bold: bool
    size: float
    ink: Ink
    width: float


@dataclass(frozen=True)
class Line:
    """The runs of one line, from left to right.

    Attributes:
        align: which end of the line stays where it is when a slot's text is longer or shorter.
        slack: how much longer the line can become.
    """

    align: Literal["left", "right", "center"]
    slack: float
    runs: tuple[Run, ...]

    @cached_property
    def still(self) -> bool:
        """Return whether it looks alike on every page."""
        return all(run.slot is None for run in self.runs)

    @cached_property
    def length(self) -> float:
        """Return how long its runs are together."""
        return sum(run.width for run in self.runs)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A bar that stands on `bottom`; `slot` holds its height in millimetres."""

    slot: int
    x: float
    bottom: float
    width: float
    ink: Ink


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """What a strip looks like; every one is itself alone.

    Attributes:
        ink: what is drawn before its text.
        lines: its lines, in order.
        gauges: its bars.
        height: from its top edge to its bottom edge.
        top: distance from the top of the page, for the first strip and for those in the page's margin.
        margin: whether it stands in the page's margin, apart from all others.
        depth: how many strips it lies within.
        floor: how far it reaches down at least, with whatever stands beside the strips inside it; 0 if it holds none.
        advance: from its top edge to the next strip's; where the next strip lies within fewer strips than this one, from the
            bottom of the outermost strip that ends here.
        regular: the characters the template itself sets in the regular face.
        bold: the same for the bold face.
        boxes: where it can be signed.
    """

    ink: Ink
    lines: tuple[Line, ...]
    gauges: tuple[Gauge, ...]
    height: float
    top: float
    margin: bool
    depth: int
    floor: float
    advance: float
    regular: frozenset[str]
    bold: frozenset[str]
    boxes: tuple[Box, ...] = ()
