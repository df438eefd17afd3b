"""What a line is multiplied by, what it waits for, and who shares it: complete, and possible."""

from __future__ import annotations

from fractions import Fraction

from gridperf.rulebook.checks.amounts import check_amount
from gridperf.rulebook.checks.bands import check_bands
from gridperf.rulebook.checks.context import Context, Steps
from gridperf.rulebook.checks.pay_sheets import check_grades_paid, sheets_of
from gridperf.rulebook.factors import GradeFactor, TierFactor
from gridperf.rulebook.numbers import percent
from gridperf.rulebook.paying import HoldLine, PayLine, ReleaseLine
from gridperf.rulebook.pooling import PoolLine

__all__ = ["check_after", "check_factors", "check_parties"]


def check_factors(context: Context, line: PayLine, at: Steps) -> None:
    """Check the factors of a line."""
    for place, factor in enumerate(line.times):
        path: Steps = (*at, "times", place)
        if isinstance(factor, GradeFactor):
            if sheets := sheets_of(context, line, at):
                check_grades_paid(context, line, factor.by_grade, sheets, (*path, "by_grade"))
        elif isinstance(factor, TierFactor):
            check_bands(context, factor.bands, (*path, "bands"), of=None, value="times", malformed="R715")
            if factor.of in ("rank", "total"):
                sheets = sheets_of(context, line, at)
                if factor.missing == "refuse":
                    context.report("R716", (*path, "missing"), what=factor.of)
                unranked = [sheet.id for sheet in sheets if sheet.ranking is None]
                if factor.of == "rank" and unranked:
                    context.report("R705", (*path, "of"), sheet=unranked[0])
            else:
                check_amount(context, factor.of, (*path, "of"))


def check_after(context: Context, line: PayLine, at: Steps) -> None:
    """Check the earlier results a line waits for."""
    after = line.after
    if after is None:
        return
    if after.times > after.out_of:
        context.report("R717", (*at, "after", "times"), times=after.times, out_of=after.out_of)
    names = {band.grade for sheet in context.edition.scored_sheets for band in context.edition.scale(sheet)}
    names |= {band.grade for rule in context.edition.rollup.values() for band in rule.grades or ()}
    if after.grade not in names:
        context.report("R217", (*at, "after", "grade"), what=after.grade, near=", ".join(sorted(names)))


def check_parties(context: Context, line: PayLine, at: Steps) -> None:
    """Check that shares of a line are shares and make up the whole, and that nothing is taken from what must add up."""
    if line.times and isinstance(line.line, PoolLine):
        context.report("R730", (*at, "times"), key=True, what="times")
    if line.split is not None and isinstance(line.line, (PoolLine, HoldLine, ReleaseLine)):
        context.report("R730", (*at, "split"), key=True, what="split")
    for key, shares in (("shared_by", line.shared_by), ("split", line.split)):
        if shares is None:
            continue
        total = sum(shares.values(), Fraction(0))
        if total != 1 or any(share <= 0 for share in shares.values()):
            what = " + ".join(f"{party} {percent(share)}" for party, share in shares.items())
            context.report("R718", (*at, key), key=True, what=what, total=percent(total))
