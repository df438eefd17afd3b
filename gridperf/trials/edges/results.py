"""One person's part of an assessment, as the examples made around a threshold expect it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl

from gridperf.assessment import Assessment
from gridperf.rulebook.numbers import number
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.scoring import Sheet
from gridperf.trials.edges.thresholds import Threshold
from gridperf.trials.writing import Exactly

__all__ = ["Expected", "graded_as", "measured_of", "points_of", "total_of", "yuan_of"]


class Expected:
    """What an example expects: what the engine says today."""

    def __init__(self, rules: Rulebook, sheet: Sheet) -> None:
        self.sheet, self.several = sheet.id, len(rules.edition.sheets) > 1
        self.pays = bool(rules.edition.pay)
        self.stages: dict[str, dict[str, Any]] = {}

    def _put(self, stage: str, who: str, value: Any) -> None:  # noqa: ANN401 (plain data)
        self.stages.setdefault(stage, {})[who] = {self.sheet: value} if self.several else value

    def add(self, assessment: Assessment, who: str, one: Threshold, *, whole: bool) -> None:
        """Expect of *who* what *assessment* says at the stage the threshold belongs to."""
        if one.kind in ("count", "floor"):
            self.stages.setdefault("pay", {})[who] = {one.owner: Exactly(number(yuan_of(assessment, who, one.owner) or Fraction(0)))}
            return
        if one.kind in ("item", "level"):
            value = measured_of(assessment, who, self.sheet, one.owner, one.level)
            if value is not None:
                shown = Exactly(number(value[0]))
                self._put("measures", who, {one.owner: {one.level: shown} if one.level else shown})
            self._put("entries", who, {one.owner: Exactly(number(points_of(assessment, who, self.sheet, one.owner)))})
            return
        total, held = graded_as(assessment, who, self.sheet)
        self._put("scores", who, Exactly(total) if total is not None else None)
        vetoed = assessment.grades.filter((pl.col("subject") == who) & (pl.col("sheet") == self.sheet))["decided_by"].to_list() == ["veto"]
        self._put("grades", who, {"grade" if vetoed else "uncapped_grade": held})
        if whole and self.pays and one.kind == "total":
            self.stages.setdefault("pay", {})[who] = {one.owner: Exactly(number(yuan_of(assessment, who, one.owner) or Fraction(0)))}


def measured_of(assessment: Assessment, who: str, sheet: str, item: str, level: str) -> tuple[Fraction, str] | None:
    """Return what was measured of an item, as a number and as written; None without a denominator."""
    for row in assessment.measures.filter((pl.col("subject") == who) & (pl.col("sheet") == sheet) & (pl.col("item") == item)).rows(
        named=True
    ):
        if (row["level"] or "") == level and row["denominator"]:
            num, den = row["numerator"], row["denominator"]
            return Fraction(num, den), f"{num}/{den}" if den != 1 else str(num)
    return None


def points_of(assessment: Assessment, who: str, sheet: str, item: str) -> Fraction:
    """Return what an item came to, with its caps."""
    rows = assessment.entries.filter((pl.col("subject") == who) & (pl.col("sheet") == sheet) & (pl.col("item") == item))
    return sum((Fraction(amount) for amount in rows["amount"]), Fraction(0))


def total_of(assessment: Assessment, who: str, sheet: str) -> tuple[Fraction, str] | None:
    """Return the total, as a number and as written; None if there is none."""
    total, _ = graded_as(assessment, who, sheet)
    return None if total is None else (Fraction(total), total)


def graded_as(assessment: Assessment, who: str, sheet: str) -> tuple[str | None, str | None]:
    """Return the total, and the grade before quotas but after vetoes."""
    for row in assessment.grades.filter((pl.col("subject") == who) & (pl.col("sheet") == sheet)).rows(named=True):
        held = row["grade"] if row["decided_by"] == "veto" else row["uncapped_grade"]
        return None if row["total"] is None else number(Fraction(row["total"])), held
    return None, None


def yuan_of(assessment: Assessment, who: str, line: str) -> Fraction | None:
    """Return the amount of a pay line, or of the gross pay; None if it is not paid."""
    rows = assessment.pay.filter(pl.col("subject") == who)
    amount = rows[line][0] if rows.height and line in rows.columns else None
    return None if amount is None else Fraction(amount)
