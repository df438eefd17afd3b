"""A pay line on paper prints what it was multiplied by, so that whoever has a pocket calculator comes to its yuan."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridperf.assessment.working import workings
from gridperf.report.views import figures
from gridperf.report.views.common import assumed, takes_totals

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["PayLine", "pay_lines"]

_ROOM = 27
"""Half-width characters that stand beside the name and the yuan of a line; what is longer stands below them."""


@dataclass(frozen=True, slots=True)
class PayLine:
    """One line of pay.

    Attributes:
        kind: `pay` or `top_up`.
        how: what comes to the yuan, `300 × 95.49/100 × 23/31`, or what was counted; empty where the amount is all there is.
        said: what stands beside it: the grade, the cap, the reason.
        assumed: the document does not publish its number.
        imported: what it counts was typed in.
        below: *how* and *said* are too long to stand on one line with the yuan.
    """

    kind: str
    name: str
    clause: str
    how: str
    said: str
    yuan: str
    assumed: bool
    imported: bool
    below: bool


def pay_lines(rows: Sequence[Mapping[str, Any]], assessment: Assessment) -> Iterable[PayLine]:
    """Yield the pay lines of *rows*, the yuan entries of one subject, in order of paper."""
    rulebook = assessment.rulebook
    lines = {line.id: line for line in rulebook.edition.pay}
    for row, working in zip(rows, workings(rows, rulebook), strict=True):
        line = lines.get(row["item"])
        yuan = figures.money(row["amount"])
        plain = working.text == figures.number(row["amount"])
        measure = getattr(line.line, "measure", None) if line is not None else None
        how, said = "" if plain else figures.clean(working.text), figures.clean(working.said)
        yield PayLine(
            kind=row["kind"],
            name=figures.clean(row["name"]),
            clause=figures.clean(row["clause"]),
            how=how,
            said=said,
            yuan=yuan,
            assumed=line is not None and assumed(line, rulebook.edition),
            imported=measure is not None and takes_totals(rulebook.measure(measure)),
            below=_width(f"{how} {said}".strip()) > _ROOM,
        )


def _width(text: str) -> int:
    """Return how many half-width characters *text* is wide."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
