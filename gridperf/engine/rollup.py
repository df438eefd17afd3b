"""A longer period's total is made of sealed totals of its sub-periods; they are taken as they were, never recomputed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from gridperf.engine.score import TOTAL
from gridperf.errors import Problem, RecordsError
from gridperf.exact import Mode, decimals
from gridperf.ratios import Ratio, bound
from gridperf.rulebook.grading import Also, RollUp

__all__ = ["PERIOD", "roll_up", "roll_up_digits"]

PERIOD = "period:"
"""Prefix of the columns that hold each sub-period's share of the total."""
_PRESENT = "\0present"
"""Working column: how many sub-periods have a result."""


def roll_up_digits(step: Fraction) -> int:
    """Return how many digits after the point a rolled-up total is kept with."""
    return decimals(step)


def roll_up(
    totals: pl.DataFrame, rule: RollUp, periods: Sequence[str], *, digits: int, step: Fraction, mode: Mode, into: str
) -> pl.DataFrame:
    """Return the total of the longer period for every subject.

    Args:
        totals: one row per subject: `subject`, and per sub-period its total under the period's code, in units of
            10^-*digits*, empty where there is none; the same for the rule's other sheets under their ids.
        rule: the roll-up rule.
        periods: codes of the sub-periods in order.
        digits: digits after the point of the sub-periods' totals.
        step: rounding step of the result.
        mode: rounding mode.
        into: code of the longer period, for messages.

    Returns:
        *totals*' rows: `subject`, `period:<code>` (that period's share as printed), `rounding`, `total`; in units of
        10^-`roll_up_digits`(step). The shares and the rounding sum to the total. A subject with fewer results than
        the rule needs has an empty total.

    Raises:
        RecordsError: A109 if a result is missing and the rule says `refuse`.
    """
    present = pl.sum_horizontal([pl.col(code).is_not_null().cast(pl.Int64) for code in periods])
    if rule.missing == "refuse":
        lacking = totals.filter(present < len(periods))
        if lacking.height:
            first = lacking.row(0, named=True)
            gone = "、".join(code for code in periods if first[code] is None)
            raise RecordsError(Problem("A109", values={"worker": first["subject"], "missing": gone, "period": into}))
    for also in rule.also:
        _present(totals, also, into)
    counted = totals.with_columns(present.alias(_PRESENT))
    if rule.missing == "zero":
        counted = counted.with_columns(pl.col(list(periods)).fill_null(0))
    codes = [*periods, *(also.sheet for also in rule.also)]
    bounds = bound(counted, codes)
    unit = Fraction(1, 10**digits)
    out = Fraction(1, 10 ** roll_up_digits(step))
    factor = pl.lit(int(step / out), dtype=pl.Int64)
    shares = _shares(rule, periods, bounds, unit)
    if rule.weight is not None:
        shares = {code: share.times(rule.weight) for code, share in shares.items()}
    for also in rule.also:
        shares[also.sheet] = Ratio.units(pl.col(also.sheet).fill_null(0), unit, bounds[also.sheet]).times(also.weight)
    printed = {code: (share.rounded(step, mode) * factor).alias(PERIOD + code) for code, share in shares.items()}
    whole = shares[periods[0]]
    for code in periods[1:]:
        whole = _same_den(whole, shares[code])
    for also in rule.also:
        whole = whole.plus(shares[also.sheet])
    table = counted.with_columns(*printed.values(), (whole.rounded(step, mode) * factor).alias(TOTAL))
    table = table.with_columns((pl.col(TOTAL) - pl.sum_horizontal([pl.col(PERIOD + code) for code in codes])).alias("rounding"))
    enough = pl.col(_PRESENT) >= rule.needs
    blank = [pl.when(enough).then(pl.col(name)).alias(name) for name in (*(PERIOD + code for code in codes), "rounding", TOTAL)]
    return table.select("subject", *blank)


def _present(totals: pl.DataFrame, also: Also, into: str) -> None:
    """Refuse somebody without a total on another sheet that the rule requires."""
    lacking = totals.filter(pl.col(also.sheet).is_null())
    if also.missing == "refuse" and lacking.height:
        raise RecordsError(Problem("A109", values={"worker": lacking["subject"].sort()[0], "missing": also.sheet, "period": into}))


def _same_den(left: Ratio, right: Ratio) -> Ratio:
    """Return the sum of two shares, which have one denominator."""
    return Ratio(left.num + right.num, left.den, left.most + right.most, left.den_most, constant=left.constant)


def _shares(rule: RollUp, periods: Sequence[str], bounds: dict[str, int], unit: Fraction) -> dict[str, Ratio]:
    """Return each sub-period's share of the longer period's total; all have the same denominator.

    A missing result that counts as zero is zero here already.
    """
    counted = {code: Ratio.units(pl.col(code).fill_null(0), unit, bounds[code]) for code in periods}
    if rule.by == "sum":
        return counted
    if rule.by == "mean":
        if rule.missing == "zero":
            return {code: share.times(Fraction(1, len(periods))) for code, share in counted.items()}
        count = pl.max_horizontal(pl.col(_PRESENT), pl.lit(1, dtype=pl.Int64))
        per = Ratio(pl.lit(1, dtype=pl.Int64), count, 1, len(periods))
        return {code: share.times_ratio(per) for code, share in counted.items()}
    if rule.by == "weighted":
        weights = dict(zip(periods, rule.weights or (), strict=True))
        scale = math.lcm(*(weight.denominator for weight in weights.values()))
        parts = {code: int(weight * scale) for code, weight in weights.items()}
        if rule.missing == "zero":
            return {code: share.times(Fraction(parts[code])).times(Fraction(1, scale)) for code, share in counted.items()}
        there = pl.sum_horizontal(
            [pl.when(pl.col(code).is_not_null()).then(part).otherwise(0).cast(pl.Int64) for code, part in parts.items()]
        )
        per = Ratio(pl.lit(1, dtype=pl.Int64), pl.max_horizontal(there, pl.lit(1, dtype=pl.Int64)), 1, sum(parts.values()))
        return {code: share.times(Fraction(parts[code])).times_ratio(per) for code, share in counted.items()}
    # best and latest take one period whole; of equal bests, the latest
    taken = pl.lit(False)  # noqa: FBT003 (polars takes the value positionally)
    best = pl.max_horizontal(list(periods))
    chosen: dict[str, Ratio] = {}
    for code in reversed(periods):
        here = pl.col(code).is_not_null() & ~taken
        if rule.by == "best":
            here = here & (pl.col(code) == best)
        here = here.fill_null(value=False)
        chosen[code] = counted[code].where(~here, Fraction(0))
        taken = taken | here
    return {code: chosen[code] for code in periods}
