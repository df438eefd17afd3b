"""A roll-up once more and slowly: one person, fractions, a loop over the sub-periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from gridperf.rulebook.grading import RollUp
from tests.oracle.rounding import rounded

__all__ = ["rolled"]


def rolled(
    rule: RollUp, totals: Sequence[Fraction | None], others: Mapping[str, Fraction | None], step: Fraction, mode: str
) -> Fraction | None:
    """Return the rounded total of the longer period; None if the person has too few results."""
    there = [total for total in totals if total is not None]
    if len(there) < rule.needs:
        return None
    counted = [total or Fraction(0) for total in totals] if rule.missing == "zero" else there
    if rule.by == "sum":
        value = sum(counted, Fraction(0))
    elif rule.by == "best":
        value = max(counted)
    elif rule.by == "latest":
        value = counted[-1]
    elif rule.by == "mean":
        value = sum(counted, Fraction(0)) / len(counted)
    else:
        assert rule.weights is not None
        pairs = [(weight, total) for weight, total in zip(rule.weights, totals, strict=True) if total is not None]
        value = sum((weight * total for weight, total in pairs), Fraction(0))
        if rule.missing != "zero":
            value /= sum(weight for weight, _ in pairs)
    if rule.weight is not None:
        value *= rule.weight
    for also in rule.also:
        value += also.weight * (others[also.sheet] or Fraction(0))
    return rounded(value, step, mode)
