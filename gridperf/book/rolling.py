"""A longer period is rolled up from what is sealed, and from nothing else."""

from __future__ import annotations

from collections.abc import Callable

from gridperf.assessment import Assessment, roll_up
from gridperf.book.state import Standing
from gridperf.book.steps import Held
from gridperf.errors import BookError, Problem
from gridperf.period import Period
from gridperf.rulebook import Rulebook

__all__ = ["rolled_up"]


def rolled_up(status: Held, rules: Rulebook, when: Period, load: Callable[[Standing], Assessment]) -> Assessment:
    """Return the assessment of *when* from the sealed results of its parts; see `Book.roll_up`."""
    held = [one for one in status.values() if when.starts_on <= one.starts_on and one.ends_on <= when.ends_on]
    held = [one for one in held if one.key != (when.code, "periods")]
    rule = rules.edition.rollup.get(when.every)
    loose = [one.period for one in held if not one.is_sealed and (rule is None or one.every in (rule.of, when.every))]
    if loose:
        raise BookError(Problem("B036", values={"period": when.code, "loose": "、".join(loose)}))
    before = [one for one in status.values() if one.is_sealed and one.every == when.every and one.ends_on < when.starts_on]
    return roll_up([load(one) for one in (*before, *held) if one.is_sealed], rules, when)
