"""A pay line on paper prints what it was multiplied by, so that whoever has a pocket calculator comes to its yuan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridperf.assessment.working import workings
from gridperf.report.views import figures
from gridperf.report.views.common import assumed, takes_totals

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["PayLine", "pay_lines"]


@dataclass(frozen=True, slots=True)
class PayLine:
    """One line of pay.

    Attributes:
        kind: `pay` or `top_up`.
        how: what comes to the yuan, `300 × 95.49/100 × 23/31`, or what was counted; empty where the amount is all there is.
        said: what stands beside it: the grade, the cap, the reason.
        assumed: the document does not publish its number.
        imported: what it counts was typed in.
    """

    kind: str
    name: str
    clause: str
    how: str
    said: str
    yuan: str
    assumed: bool
    imported: bool


def pay_lines(rows: Sequence[Mapping[str, Any]], assessment: Assessment) -> Iterable[PayLine]:
    """Yield the pay lines of *rows*, the yuan entries of one subject, in order of paper."""
    rulebook = assessment.rulebook
    lines = {line.id: line for line in rulebook.edition.pay}
    for row, working in zip(rows, workings(rows, rulebook), strict=True):
        line = lines.get(row["item"])
        yuan = figures.money(row["amount"])
        plain = working.text == figures.number(row["amount"])
        measure = getattr(line.line, "measure", None) if line is not None else None
        yield PayLine(
            kind=row["kind"],
            name=figures.clean(row["name"]),
            clause=figures.clean(row["clause"]),
            how="" if plain else figures.clean(working.text),
            said=figures.clean(working.said),
            yuan=yuan,
            assumed=line is not None and assumed(line, rulebook.edition),
            imported=measure is not None and takes_totals(rulebook.measure(measure)),
        )
