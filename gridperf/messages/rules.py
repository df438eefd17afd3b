"""Wordings of the problems of the rulebook (codes R…), gathered from the modules that hold them."""

from __future__ import annotations

from gridperf.messages import (
    rules_following,
    rules_formulas,
    rules_layers,
    rules_meaning,
    rules_pay,
    rules_points,
    rules_possible,
    rules_results,
    rules_scorers,
    rules_shape,
    rules_sources,
    rules_tables,
)
from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    **rules_shape.MESSAGES,
    **rules_following.MESSAGES,
    **rules_layers.MESSAGES,
    **rules_formulas.MESSAGES,
    **rules_meaning.MESSAGES,
    **rules_points.MESSAGES,
    **rules_results.MESSAGES,
    **rules_scorers.MESSAGES,
    **rules_sources.MESSAGES,
    **rules_pay.MESSAGES,
    **rules_tables.MESSAGES,
    **rules_possible.MESSAGES,
}
