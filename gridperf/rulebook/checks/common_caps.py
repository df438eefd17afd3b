"""A common cap takes off exactly what lines come to above it, and gives it back to whoever bears them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gridperf.rulebook.checks.context import Context, Steps
from gridperf.rulebook.numbers import number
from gridperf.rulebook.paying import CapLine, PayLine, counts
from gridperf.rulebook.pooling import PoolLine

__all__ = ["check_cap"]


def check_cap(context: Context, line: PayLine, formula: CapLine, before: Sequence[PayLine], at: Steps) -> None:
    """Check what a common cap counts, and that nothing makes it take off more or less.

    Args:
        context: where problems go.
        line: the line of the cap.
        formula: the cap.
        before: the lines before it that are paid for the same kind of period.
        at: the path of the line.
    """
    for key in ("times", "after", "split"):
        if getattr(line, key):
            context.report("R954", (*at, key), key=True, what=line.id, other=key)
    if isinstance(formula.cap_at, Fraction) and formula.cap_at <= 0:
        context.report("R957", (*at, "line", "cap_at"), what=line.id, found=number(formula.cap_at))
    counted = [one for one in before if counts(formula.counting, one.id)]
    for one in counted:
        if isinstance(one.line, PoolLine):
            context.report("R955", (*at, "line", "counting"), what=one.id)
        if one.shared_by != line.shared_by:
            context.report("R956", (*at, "shared_by") if line.shared_by else at, what=line.id, other=one.id)
            break
