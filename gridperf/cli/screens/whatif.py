"""What other rules would change, at a terminal: the causes and their sum, the grades that move, the lines, the largest changes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from rich.text import Text

from gridperf.amounts import yuan
from gridperf.assessment.whatif import RARE
from gridperf.cli.screens.screen import table
from gridperf.cli.words.general import say
from gridperf.report.documents.whatif import grade_matrix

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gridperf.assessment.whatif import WhatIf
    from gridperf.assessment.whatif.value import Mover

__all__ = ["pieces"]


def pieces(found: WhatIf) -> list[RenderableType]:
    """Return what is shown of *found*, a comparison of rules or of two results."""
    before, after = found.cost
    periods = " → ".join(dict.fromkeys(one.period.code for one in (found.before, found.after)))
    right = "right"
    shown: list[RenderableType] = [
        Text(""),
        Text(say("whatif-cost", period=periods, before=yuan(before), after=yuan(after), change=_signed(found.change)), style="bold"),
        Text(""),
    ]
    rows: list[list[object]] = [
        [say(f"cause-{one.cause}"), _signed(one.yuan), one.gainers, _signed(one.gained), one.losers, _signed(one.lost), _points(one.points)]
        for one in found.effects
        if one.cause not in RARE or one.gainers or one.losers or one.points
    ]
    total = sum((one.points for one in found.effects), Decimal(0))
    rows.append([say("together"), _signed(found.change), "", "", "", "", _points(total)])
    heads: list[str | tuple[str, str]] = [(say(key), right) for key in ("effect", "gainers", "gained", "losers", "lost", "points-change")]
    shown.append(table(say("effects-title"), [say("cause"), *heads], rows))
    for name, grades, matrix in grade_matrix(found):
        columns: list[str | tuple[str, str]] = [say("before-after"), *((grade or say("not-assessed"), right) for grade in grades)]
        lines = [[grade or say("not-assessed"), *(count or "" for count in counts)] for grade, counts in zip(grades, matrix, strict=True)]
        shown.append(table(say("moves-title", sheet=name), columns, lines))
    if found.lines.height:
        rows = [[name, say(f"cause-{cause}"), _signed(amount)] for _, name, cause, amount in found.lines.iter_rows()]
        shown.append(table(say("lines-title"), [say("line"), say("cause"), (say("effect"), right)], rows))
    movers = found.movers()
    if movers:
        heads = [say("worker"), (say("before"), right), (say("after"), right), (say("difference"), right), say("main-cause")]
        shown.append(table(say("movers-title", count=len(movers)), heads, [_mover(one) for one in movers]))
    else:
        shown.append(Text(say("nobody-moves")))
    return shown


def _mover(one: Mover) -> list[object]:
    why = [say(f"cause-{one.cause}"), f"{one.line} {_signed(one.line_change)}"]
    if one.grades[0] != one.grades[1]:
        why.append(" → ".join(grade or say("not-assessed") for grade in one.grades))
    if one.item:
        why.append(f"{one.item} {_points(one.item_change)}")
    amounts = ["" if amount is None else yuan(amount) for amount in (one.before, one.after)]
    return [f"{one.name} {one.subject}", *amounts, _signed(one.change), say("comma").join(why)]


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else ''}{yuan(amount)}"


def _points(points: Decimal) -> str:
    text = f"{points:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{'+' if points > 0 else ''}{text}"
