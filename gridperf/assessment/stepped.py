"""What a grade was held against is read from the result itself: the earlier grade that steps were counted from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from gridperf.assessment.again import limit_of
from gridperf.engine.stepping import earlier_grades
from gridperf.rulebook.stepping import CountedFrom

if TYPE_CHECKING:
    from gridperf.assessment.value import Assessment

__all__ = ["Held", "held_by"]


@dataclass(frozen=True, slots=True)
class Held:
    """The grade that kept another from lying further away.

    Attributes:
        grade: the earlier grade.
        period: the period it was given in; empty for whoever had none, whose steps are counted from it.
        up: whether the total would have given a better grade than is allowed; else a worse one.
        most: how many grades it may be.
    """

    grade: str
    period: str
    up: bool
    most: int


def held_by(assessment: Assessment, graded: Mapping[str, Any]) -> Held | None:
    """Return what held the grade of *graded*, a row of the grades of *assessment*; None if nothing did."""
    if graded.get("decided_by") != "steps":
        return None
    sheet = next(one for one in assessment.rulebook.edition.sheets if one.id == graded["sheet"])
    rule = limit_of(assessment, sheet)
    if rule is None:
        return None
    own = assessment.history.filter(pl.col("subject") == graded["subject"])
    found = earlier_grades(own, rule, sheet.id, assessment.period)
    before = rule.first.from_ if isinstance(rule.first, CountedFrom) else ""
    grade, period = (found["grade"][0], found["period"][0]) if found.height else (before, "")
    names = [band.grade for band in assessment.rulebook.edition.scale(sheet, assessment.period.every)]
    up = names.index(graded["uncapped_grade"]) < names.index(graded["grade"])
    most = rule.up if up else rule.down
    return Held(grade, period, up, 0 if isinstance(most, str) else most)
