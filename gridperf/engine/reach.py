"""What total would have given a grade, all others unchanged: the band's threshold, or the place a quota leaves, whichever is higher.

With that total the grade is reached, with one step less it is not; where no total is enough, that is said.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from gridperf.engine.grade import contests, grade
from gridperf.engine.score import TOTAL
from gridperf.rulebook.grading import Band
from gridperf.rulebook.scoring import Eligible, Veto

__all__ = ["REACH", "reach"]

REACH: dict[str, type[pl.DataType]] = {"subject": pl.String, "next_grade": pl.String, "needs": pl.Int64, "by": pl.String}
"""Columns of `reach`: `needs` in units of the total, empty where no total is enough; `by` says what sets it.

`band`: the threshold of the grade. `quota`: the totals of others who take its places. `no_places`: the scope has none.
`closed`: a veto, or the time served, keeps the grade away whatever the total.
"""


def reach(
    to_grade: pl.DataFrame,
    wanted: Mapping[str, str],
    bands: Sequence[Band],
    *,
    digits: int,
    step: int,
    vetoes: Sequence[Veto] = (),
    eligible: Eligible | None = None,
) -> pl.DataFrame:
    """Return the least total with which each of *wanted* would have had a grade, or a better one.

    Args:
        to_grade: what `gridperf.engine.grade.grade` is given, of everybody.
        wanted: the grade wanted, by subject; each is better than the one they have, which was not supplied.
        bands: the scale, the best grade first.
        digits: digits after the point of the total.
        step: units of a step of the total.
        vetoes: what can lower a grade.
        eligible: who has served long enough.

    Returns:
        One row per subject of *wanted* that has a total, in *to_grade*'s order; columns as in `REACH`.
    """
    table = contests(to_grade, bands, digits=digits, vetoes=vetoes, eligible=eligible)
    asked = _Asked(to_grade, table, bands, digits, step, vetoes, eligible)
    mine = table.filter(pl.col("subject").is_in(list(wanted)) & pl.col(TOTAL).is_not_null())
    found = [(row["subject"], wanted[row["subject"]], *asked.least(row, wanted[row["subject"]])) for row in mine.iter_rows(named=True)]
    return pl.DataFrame(found, schema=REACH, orient="row")


@dataclass(frozen=True)
class _Asked:
    """The totals of everybody, and the places there are."""

    to_grade: pl.DataFrame
    table: pl.DataFrame
    bands: Sequence[Band]
    digits: int
    step: int
    vetoes: Sequence[Veto]
    eligible: Eligible | None
    _contenders: dict[int, dict[str, list[int]]] = field(default_factory=dict)

    def least(self, row: Mapping[str, Any], wanted: str) -> tuple[int | None, str]:
        """Return the least total that gives *row*'s subject the grade *wanted*, and what sets it."""
        at = [band.grade for band in self.bands].index(wanted)
        if row["best"] > at:
            return None, "closed"
        if row["vetoed"]:
            return self._threshold(at), "band"  # who is vetoed takes no place from anybody
        needs, by = self._place(row, at)
        better = [before for before in range(row["best"], at) if self.bands[before].quota is not None]
        # who stands, or would stand, in line for a better grade too changes who is left in line for this one
        if any(row[f"contends:{before}"] or (needs is not None and needs >= self._threshold(before)) for before in better):
            return self._tried(row["subject"], at)
        # where places are scarce, a better grade may be nearer
        for before in range(at - 1, row["best"] - 1, -1):
            threshold = self._threshold(before)
            if needs is None or threshold < needs:
                return (threshold, "band") if self.bands[before].quota is None else self._tried(row["subject"], at)
        return needs, by

    def _threshold(self, at: int) -> int:
        """Return the fewest units, in whole steps, that reach the grade at position *at*."""
        units = -(-self.bands[at].at_least * 10**self.digits // 1)
        return int(-(-units // self.step)) * self.step

    def _place(self, row: Mapping[str, Any], at: int) -> tuple[int | None, str]:
        """Return the total that reaches the band, and takes a place if there are only so many."""
        threshold, quota = self._threshold(at), self.bands[at].quota
        if quota is None:
            return threshold, "band"
        allowed = row[f"allowed:{at}"]
        if allowed < 1:
            return None, "no_places"
        others = self._others(row, at)
        if len(others) < allowed:
            return threshold, "band"
        # the last of those who would keep their places: to be before them, or, where equals get in together, beside them
        last = others[-allowed]
        place = last + self.step if quota.ties == "exclude" else last
        return (place, "quota") if place > threshold else (threshold, "band")

    def _others(self, row: Mapping[str, Any], at: int) -> list[int]:
        """Return the totals of the others in line for the grade at position *at* in *row*'s scope, the least first."""
        if at not in self._contenders:
            scopes: dict[str, list[int]] = {}
            chosen = self.table.filter(f"contends:{at}").sort(TOTAL)
            for scope, total in chosen.select(f"scope:{at}", TOTAL).iter_rows():
                scopes.setdefault(scope, []).append(total)
            self._contenders[at] = scopes
        line = self._contenders[at].get(row[f"scope:{at}"], [])
        if not row[f"contends:{at}"]:
            return line
        mine = bisect_left(line, row[TOTAL])
        return line[:mine] + line[mine + 1 :]

    def _tried(self, subject: str, at: int) -> tuple[int | None, str]:
        """Return the least total by trying every one at which somebody is reached or passed; only cascading quotas need this."""
        names = [band.grade for band in self.bands]
        others = self.to_grade.filter((pl.col("subject") != subject) & pl.col(TOTAL).is_not_null())[TOTAL].unique()
        edges = {self._threshold(better) for better in range(at + 1)} | {edge for total in others for edge in (total, total + self.step)}
        own = pl.col("subject") == subject
        for total in sorted(edge for edge in edges if edge >= self._threshold(at)):
            trial = self.to_grade.with_columns(pl.when(own).then(pl.lit(total, dtype=pl.Int64)).otherwise(pl.col(TOTAL)).alias(TOTAL))
            graded = grade(trial, self.bands, digits=self.digits, clause="", vetoes=self.vetoes, eligible=self.eligible)
            if names.index(graded.filter(own)["grade"][0]) <= at:
                return total, "band" if total == self._threshold(at) else "quota"
        return None, "no_places"
