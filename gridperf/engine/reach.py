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
from gridperf.engine.ties import order_of
from gridperf.rulebook.grading import Band, Last, deciders_of, rest_of
from gridperf.rulebook.scoring import Eligible, Veto
from gridperf.rulebook.stepping import StepLimit

__all__ = ["REACH", "reach"]

REACH: dict[str, type[pl.DataType]] = {"subject": pl.String, "next_grade": pl.String, "needs": pl.Int64, "by": pl.String}
"""Columns of `reach`: `needs` in units of the total, empty where no total is enough; `by` says what sets it.

`band`: the threshold of the grade. `quota`: the totals of others who take its places, or who are not among the last.
`no_places`: the scope has none.
`closed`: a veto, or the time served, keeps the grade away whatever the total; `steps`: the grade before does.
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
    steps: StepLimit | None = None,
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
        steps: how far a grade lies at most from the one before.

    Returns:
        One row per subject of *wanted* that has a total, in *to_grade*'s order; columns as in `REACH`.
    """
    table = contests(to_grade, bands, digits=digits, vetoes=vetoes, eligible=eligible, steps=steps)
    deciders = {at: deciders_of(band.quota.ties) for at, band in enumerate(bands) if band.quota is not None}
    keys = {at: pl.concat_list(order_of(one) for one in by) if by else pl.lit([], dtype=pl.List(pl.Int64)) for at, by in deciders.items()}
    ordered = to_grade.with_columns(key.alias(f"{_ORDER}{at}") for at, key in keys.items())
    table = pl.concat([table, ordered.select(f"{_ORDER}{at}" for at in keys)], how="horizontal")
    asked = _Asked(to_grade, table, bands, digits, step, vetoes, eligible, steps)
    mine = table.filter(pl.col("subject").is_in(list(wanted)) & pl.col(TOTAL).is_not_null())
    found = [(row["subject"], wanted[row["subject"]], *asked.least(row, wanted[row["subject"]])) for row in mine.iter_rows(named=True)]
    return pl.DataFrame(found, schema=REACH, orient="row")


_ANY = -(2**62)
"""Units below every total."""
_ORDER = "order:"
"""Prefix of the columns that say how people with equal totals compare for the quota of a grade."""

_Standing = tuple[int, list[int]]
"""A total, and what is compared between equal ones; the larger, the better off."""


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
    steps: StepLimit | None
    _contenders: dict[int, dict[str, list[_Standing]]] = field(default_factory=dict)

    def least(self, row: Mapping[str, Any], wanted: str) -> tuple[int | None, str]:
        """Return the least total that gives *row*'s subject the grade *wanted*, and what sets it."""
        at = [band.grade for band in self.bands].index(wanted)
        if row["best"] > at:
            return None, "closed"
        if row["highest"] > at:
            return None, "steps"
        least = self._beyond_the_last(row, at)
        if least is None:
            return None, "no_places"
        if row["vetoed"]:  # who is vetoed takes no place from anybody
            return max(least, self._threshold(row, at)), "quota" if least > self._threshold(row, at) else "band"
        best = max(row["best"], row["highest"])
        limits = [before for before in range(best, at + 1) if self._limits(before)]
        if any(row[f"contends:{below}"] for below in self._last_below(at)):
            # whoever leaves the last puts somebody else there, who may have stood in line for a grade
            if limits:
                return self._tried(row, at, least)
            return max(least, self._threshold(row, at)), "quota" if least > self._threshold(row, at) else "band"
        needs, by = self._place(row, at)
        better = [before for before in limits if before < at]
        # who stands, or would stand, in line for a better grade too changes who is left in line for this one
        if any(row[f"contends:{before}"] or (needs is not None and needs >= self._threshold(row, before)) for before in better):
            return self._tried(row, at)
        # where places are scarce, a better grade may be nearer
        for before in range(at - 1, best - 1, -1):
            threshold = self._threshold(row, before)
            if needs is None or threshold < needs:
                return self._tried(row, at) if self._limits(before) else (threshold, "band")
        return needs, by

    def _limits(self, at: int) -> bool:
        """Return whether the grade at position *at* has only so many places."""
        quota = self.bands[at].quota
        return quota is not None and not isinstance(quota, Last)

    def _last_below(self, at: int) -> list[int]:
        """Return the positions worse than *at* that the last of a scope are lowered to."""
        return [below for below in range(at + 1, len(self.bands)) if isinstance(self.bands[below].quota, Last)]

    def _beyond_the_last(self, row: Mapping[str, Any], at: int) -> int | None:
        """Return the least total that is not among the last who get a grade worse than *at*; None if everybody is."""
        least = _ANY
        for below in self._last_below(at):
            quota, count = self.bands[below].quota, row[f"allowed:{below}"]
            if quota is None or count < 1:
                continue
            others = self._others(row, below, everybody=True)
            if len(others) < count:
                return None
            total, compared = others[count - 1]
            mine = row[f"{_ORDER}{below}"]
            beside = mine > compared or (mine == compared and rest_of(quota.ties) == "exclude")
            least = max(least, total if beside else total + self.step)
        return least

    def _threshold(self, row: Mapping[str, Any], at: int) -> int:
        """Return the fewest units, in whole steps, that reach the grade at position *at*; any do, where the grade before ensures it."""
        if at >= row["lowest"]:
            return _ANY
        units = -(-self.bands[at].at_least * 10**self.digits // 1)
        return int(-(-units // self.step)) * self.step

    def _place(self, row: Mapping[str, Any], at: int) -> tuple[int | None, str]:
        """Return the total that reaches the band, and takes a place if there are only so many."""
        threshold, quota = self._threshold(row, at), self.bands[at].quota
        if quota is None or isinstance(quota, Last):
            return threshold, "band"
        allowed = row[f"allowed:{at}"]
        if allowed < 1:
            return None, "no_places"
        others = self._others(row, at)
        if len(others) < allowed:
            return threshold, "band"
        # the last of those who would keep their places: to be before them, or, where equals get in together, beside them
        last, compared = others[-allowed]
        mine = row[f"{_ORDER}{at}"]
        beside = mine > compared or (mine == compared and rest_of(quota.ties) == "include")
        place = last if beside else last + self.step
        return (place, "quota") if place > threshold else (threshold, "band")

    def _others(self, row: Mapping[str, Any], at: int, *, everybody: bool = False) -> list[_Standing]:
        """Return the others in line for the grade at position *at* in *row*'s scope, or *everybody* there, the least first."""
        if at not in self._contenders:
            scopes: dict[str, list[_Standing]] = {}
            chosen = self.table.filter(pl.col(TOTAL).is_not_null() if everybody else pl.col(f"contends:{at}"))
            for scope, total, order in chosen.select(f"scope:{at}", TOTAL, f"{_ORDER}{at}").iter_rows():
                scopes.setdefault(scope, []).append((total, order))
            self._contenders[at] = {scope: sorted(line) for scope, line in scopes.items()}
        line = self._contenders[at].get(row[f"scope:{at}"], [])
        if not everybody and not row[f"contends:{at}"]:
            return line
        mine = bisect_left(line, (row[TOTAL], row[f"{_ORDER}{at}"]))
        return line[:mine] + line[mine + 1 :]

    def _tried(self, row: Mapping[str, Any], at: int, least: int = _ANY) -> tuple[int | None, str]:
        """Return the least total, from *least* on, by trying every one at which somebody is reached or passed.

        Only cascading quotas, and whoever leaves the last where better grades are limited, need this.
        """
        subject, names = row["subject"], [band.grade for band in self.bands]
        others = self.to_grade.filter((pl.col("subject") != subject) & pl.col(TOTAL).is_not_null())[TOTAL].unique()
        edges = {self._threshold(row, better) for better in range(at + 1)} - {_ANY} | {
            edge for total in others for edge in (total, total + self.step)
        }
        own = pl.col("subject") == subject
        for total in sorted(edge for edge in edges if edge >= max(least, self._threshold(row, at))):
            trial = self.to_grade.with_columns(pl.when(own).then(pl.lit(total, dtype=pl.Int64)).otherwise(pl.col(TOTAL)).alias(TOTAL))
            graded = grade(trial, self.bands, digits=self.digits, clause="", vetoes=self.vetoes, eligible=self.eligible, steps=self.steps)
            if names.index(graded.filter(own)["grade"][0]) <= at:
                return total, "band" if total == self._threshold(row, at) else "quota"
        return None, "no_places"
