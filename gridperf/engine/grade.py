"""Every total falls in exactly one grade; the grade before may hold it, quotas and vetoes only ever lower it, and say so.

Thresholds are compared in whole units, quotas counted inside one scope, ties treated as the rulebook declares.
The grade before holds only what the total gives: what lowers a grade comes afterwards, and lowers it as far as it says.
Who is among the last of a scope is found before better grades are limited, so that they take no place there.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from gridperf.engine.rank import ranked, scope_of
from gridperf.engine.score import ELIGIBLE, TOTAL, VETO
from gridperf.engine.stepping import EARLIER
from gridperf.engine.supplied import SUPPLIED
from gridperf.engine.ties import place_in
from gridperf.ratios import Ratio, bound
from gridperf.rulebook.grading import AnyQuota, Band, Last, Places, Quota, Ranking, deciders_of
from gridperf.rulebook.scoring import AtBest, Eligible, Veto
from gridperf.rulebook.stepping import StepLimit

__all__ = ["contests", "grade", "lowered_by_quota"]

_AT = "\0grade"
"""Working column: position in the scale, 0 the best; empty for subjects that are not assessed."""


def grade(
    scored: pl.DataFrame,
    bands: Sequence[Band],
    *,
    digits: int,
    clause: str,
    vetoes: Sequence[Veto] = (),
    eligible: Eligible | None = None,
    steps: StepLimit | None = None,
    ranking: Ranking | None = None,
) -> pl.DataFrame:
    """Return the grade of every subject.

    Args:
        scored: one row per subject: `subject`, `total` in units of 10^-*digits* (empty if not assessed), the scope
            columns the quotas and the ranking name, `veto:<id>` counts, and what `gridperf.engine.ties.with_ties` adds.
        bands: the scale, the best grade first.
        digits: digits after the point of the total.
        clause: the clause a grade rests on if its band names none.
        vetoes: what can lower a grade.
        eligible: who has served long enough; the days or months stand in column `eligible`.
        steps: how far a grade lies at most from the one before, which stands in column `earlier`.
        ranking: how subjects are ranked.

    A column `supplied` of *scored* holds grades that were given; they stand in place of the band's.

    Returns:
        *scored*'s rows in their order: `subject`, `total` (units), `scope`, `rank`, `of`, `grade`, `uncapped_grade`,
        `decided_by`, `clause` as in the result table `grades`.
    """
    table = _positioned(scored, bands, digits=digits, clause=clause, vetoes=vetoes, eligible=eligible, steps=steps)
    names = [band.grade for band in bands]
    for at, band in enumerate(bands):
        if isinstance(band.quota, Last):
            table = _without_last(table, at, band.quota)
    for at, band in enumerate(bands[:-1]):
        if isinstance(band.quota, (Quota, Places)):
            table = _within_quota(table, at, band.quota)
    return table.select(
        "subject", TOTAL, *_ranked(table, ranking), _named(pl.col(_AT), names).alias("grade"), "uncapped_grade", "decided_by", "clause"
    )


def lowered_by_quota() -> pl.Expr:
    """Return whose grade in the result table `grades` is worse than their total's because of a quota, of the best or of the last."""
    return pl.col("decided_by").is_in(["quota", "last", "tie"]) & pl.col("grade").ne_missing(pl.col("uncapped_grade"))


def contests(
    scored: pl.DataFrame,
    bands: Sequence[Band],
    *,
    digits: int,
    vetoes: Sequence[Veto] = (),
    eligible: Eligible | None = None,
    steps: StepLimit | None = None,
) -> pl.DataFrame:
    """Return who contends for the grades that have only so many places.

    Args:
        scored: as for `grade`.
        bands: the scale.
        digits: digits after the point of the total.
        vetoes: what can lower a grade.
        eligible: who has served long enough.
        steps: how far a grade lies at most from the one before.

    Returns:
        *scored*'s rows in their order: `subject`, `total`, `best` (position of the best grade that vetoes and time served
        leave open, whatever the total), `highest` and `lowest` (of the best and the worst one that the grade before leaves
        open), `vetoed`, and for the grade at position *n*, if it has a quota, `scope:<n>`, `allowed:<n>`
        (places in the scope; of a quota of the last, how many they are) and `contends:<n>` (of the last, who is among them, or
        would be if somebody with an equal total were spared).
    """
    table = _positioned(scored, bands, digits=digits, clause="", vetoes=vetoes, eligible=eligible, steps=steps)
    names = [band.grade for band in bands]
    closed: list[pl.Expr] = [pl.lit(0, dtype=pl.Int64)]
    if eligible is not None and isinstance(eligible.otherwise, AtBest):
        short = (pl.col(ELIGIBLE) < eligible.needs).fill_null(value=False)
        closed.append(pl.when(short).then(pl.lit(names.index(eligible.otherwise.at_best), dtype=pl.Int64)))
    for veto in vetoes:
        happened = (pl.col(f"{VETO}{veto.id}") >= veto.when.at_least).fill_null(value=False)
        closed.append(pl.when(happened).then(pl.lit(names.index(veto.effect.grade), dtype=pl.Int64)))
    found = [
        table.select(
            "subject",
            TOTAL,
            pl.max_horizontal(closed).alias("best"),
            *(end.alias(name) for name, end in zip(("highest", "lowest"), _ends(steps, names), strict=True)),
            pl.col("\0vetoed").fill_null(value=False).alias("vetoed"),
        )
    ]
    for at, band in enumerate(bands):
        if isinstance(band.quota, Last):
            scope, allowed = scope_of(table, band.quota.within), _allowed(table, band.quota)
            least = pl.col(TOTAL).rank("min").over(scope) <= allowed
            said = {"scope": scope, "allowed": allowed, "contends": least.fill_null(value=False)}
            found.append(table.select(value.alias(f"{name}:{at}") for name, value in said.items()))
            table = _without_last(table, at, band.quota)
    for at, band in enumerate(bands[:-1]):
        if isinstance(band.quota, (Quota, Places)):
            scope = scope_of(table, band.quota.within)
            contends = _contends(at).alias(f"contends:{at}")
            found.append(table.select(scope.alias(f"scope:{at}"), _allowed(table, band.quota).alias(f"allowed:{at}"), contends))
            table = _within_quota(table, at, band.quota)
    return pl.concat(found, how="horizontal")


def _positioned(
    scored: pl.DataFrame,
    bands: Sequence[Band],
    *,
    digits: int,
    clause: str,
    vetoes: Sequence[Veto],
    eligible: Eligible | None,
    steps: StepLimit | None,
) -> pl.DataFrame:
    """Return *scored* with everybody's position in the scale before quotas."""
    total = Ratio.units(pl.col(TOTAL), Fraction(1, 10**digits), bound(scored, [TOTAL])[TOTAL])
    position = pl.lit(len(bands) - 1, dtype=pl.Int8)
    for at in range(len(bands) - 2, -1, -1):
        position = pl.when(total.at_least(bands[at].at_least)).then(pl.lit(at, dtype=pl.Int8)).otherwise(position)
    table = scored.with_columns(pl.when(pl.col(TOTAL).is_not_null()).then(position).alias(_AT))
    names = [band.grade for band in bands]
    clauses = [band.clause or clause for band in bands]
    by_band = pl.col(_AT)
    table = table.with_columns(
        _named(by_band, names).alias("uncapped_grade"),
        pl.when(by_band.is_null()).then(pl.lit("not_assessed")).otherwise(pl.lit("band")).alias("decided_by"),
        _named(by_band, clauses).fill_null(clause).alias("clause"),
        pl.lit(False).alias("\0vetoed"),  # noqa: FBT003 (polars takes the value positionally)
    )
    if SUPPLIED in scored.columns:
        table = _given(table, names, clause)
    if steps is not None:
        table = _stepped(table, steps, names)
    if eligible is not None:
        table = _long_enough(table, eligible, names)
    for veto in vetoes:
        table = _vetoed(table, veto, names.index(veto.effect.grade))
    return table


def _named(position: pl.Expr, names: Sequence[str]) -> pl.Expr:
    chosen: pl.Expr = pl.lit(None, dtype=pl.String)
    for at, name in enumerate(names):
        chosen = pl.when(position == at).then(pl.lit(name)).otherwise(chosen)
    return chosen


def _given(table: pl.DataFrame, names: Sequence[str], clause: str) -> pl.DataFrame:
    """Return *table* with the grades that were supplied in place of the bands'."""
    given = pl.col(SUPPLIED).is_not_null() & pl.col(_AT).is_not_null()
    position = pl.col(SUPPLIED).replace_strict(list(names), list(range(len(names))), default=None, return_dtype=pl.Int8)
    return table.with_columns(
        pl.when(given).then(position).otherwise(pl.col(_AT)).alias(_AT),
        pl.when(given).then(pl.lit("supplied")).otherwise(pl.col("decided_by")).alias("decided_by"),
        pl.when(given).then(pl.lit(clause)).otherwise(pl.col("clause")).alias("clause"),
    )


def _ends(steps: StepLimit | None, names: Sequence[str]) -> tuple[pl.Expr, pl.Expr]:
    """Return the positions of the best and the worst grade that the one before leaves open."""
    best, worst = pl.lit(0, dtype=pl.Int64), pl.lit(len(names) - 1, dtype=pl.Int64)
    if steps is None:
        return best, worst
    before = pl.col(EARLIER).replace_strict(list(names), list(range(len(names))), default=None, return_dtype=pl.Int64)
    highest = best if isinstance(steps.up, str) else (before - steps.up).clip(0, None).fill_null(0)
    lowest = worst if isinstance(steps.down, str) else (before + steps.down).clip(None, len(names) - 1).fill_null(len(names) - 1)
    return highest, lowest


def _stepped(table: pl.DataFrame, steps: StepLimit, names: Sequence[str]) -> pl.DataFrame:
    """Return *table* with grades that lie further from the one before than they may moved to the last that is allowed."""
    highest, lowest = _ends(steps, names)
    held = pl.max_horizontal(pl.min_horizontal(pl.col(_AT), lowest), highest).cast(pl.Int8)
    moved = (held != pl.col(_AT)).fill_null(value=False)
    return table.with_columns(
        pl.when(moved).then(held).otherwise(pl.col(_AT)).alias(_AT),
        pl.when(moved).then(pl.lit("steps")).otherwise(pl.col("decided_by")).alias("decided_by"),
        pl.when(moved).then(pl.lit(steps.clause)).otherwise(pl.col("clause")).alias("clause"),
    )


def _lowered(table: pl.DataFrame, falls: pl.Expr, to: int, cause: str, clause: str) -> pl.DataFrame:
    return table.with_columns(
        pl.when(falls).then(pl.lit(to, dtype=pl.Int8)).otherwise(pl.col(_AT)).alias(_AT),
        pl.when(falls).then(pl.lit(cause)).otherwise(pl.col("decided_by")).alias("decided_by"),
        pl.when(falls).then(pl.lit(clause)).otherwise(pl.col("clause")).alias("clause"),
    )


def _long_enough(table: pl.DataFrame, rule: Eligible, names: Sequence[str]) -> pl.DataFrame:
    """Return *table* with those who have not served long enough lowered, or with the clause that leaves them ungraded."""
    short = pl.col(ELIGIBLE) < rule.needs
    if isinstance(rule.otherwise, AtBest):
        to = names.index(rule.otherwise.at_best)
        return _lowered(table, (short & (pl.col(_AT) < to)).fill_null(value=False), to, "eligibility", rule.clause)
    return table.with_columns(pl.when(short).then(pl.lit(rule.clause)).otherwise(pl.col("clause")).alias("clause"))


def _vetoed(table: pl.DataFrame, veto: Veto, to: int) -> pl.DataFrame:
    happened = pl.col(f"{VETO}{veto.id}") >= veto.when.at_least
    if veto.effect.score == "zero":  # the band is that of a total the veto took: the grade is the veto's doing
        taken = (happened & (pl.col("decided_by") == "band") & (pl.col(_AT) >= to)).fill_null(value=False)
        table = table.with_columns(
            pl.when(taken).then(pl.lit("veto")).otherwise(pl.col("decided_by")).alias("decided_by"),
            pl.when(taken).then(pl.lit(veto.clause)).otherwise(pl.col("clause")).alias("clause"),
        )
    table = _lowered(table, (happened & (pl.col(_AT) < to)).fill_null(value=False), to, "veto", veto.clause)
    return table.with_columns((pl.col("\0vetoed") | happened).alias("\0vetoed"))


def _within_quota(table: pl.DataFrame, at: int, quota: Quota | Places) -> pl.DataFrame:
    """Return *table* with those who do not fit into the quota of grade *at* lowered to the next."""
    candidate = _contends(at)
    place = place_in(table, candidate, quota, best_first=True)
    return _divided(table, candidate, place > _allowed(table, quota), at + 1, "quota", quota)


def _without_last(table: pl.DataFrame, at: int, quota: Last) -> pl.DataFrame:
    """Return *table* with the last of each scope who have a better grade than *at* lowered to it."""
    everybody = pl.col(TOTAL).is_not_null()
    place = place_in(table, everybody, quota, best_first=False)
    return _divided(table, everybody, place <= _allowed(table, quota), at, "last", quota)


def _divided(table: pl.DataFrame, candidate: pl.Expr, falls: pl.Expr, to: int, cause: str, quota: AnyQuota) -> pl.DataFrame:
    """Return *table* with whoever *falls* lowered to grade *to*; of equal totals that are divided, a tie decided, for all of them."""
    falls = (candidate & falls).fill_null(value=False)
    if not deciders_of(quota.ties):  # equal totals stand or fall together
        return _lowered(table, falls & (pl.col(_AT) < to).fill_null(value=False), to, cause, quota.clause)
    # places are counted in the scope before equal totals are looked at: one window cannot stand inside another
    marked = table.with_columns(falls.alias("\0falls"), (candidate & ~falls).fill_null(value=False).alias("\0stays"))
    group = [scope_of(table, quota.within).alias("\0scope"), pl.col(TOTAL)]
    marked = marked.with_columns((pl.col("\0falls").any().over(group) & pl.col("\0stays").any().over(group)).alias("\0divided"))
    named = pl.when(pl.col("\0divided")).then(pl.lit("tie")).otherwise(pl.lit(cause))
    lowered = pl.col("\0falls") & (pl.col(_AT) < to)
    # whoever stays has the same grade as before, and has it because the tie was decided so
    told = lowered | (pl.col("\0divided") & pl.col("\0stays") & (pl.col(_AT) < to))
    return marked.with_columns(
        pl.when(lowered).then(pl.lit(to, dtype=pl.Int8)).otherwise(pl.col(_AT)).alias(_AT),
        pl.when(told).then(named).otherwise(pl.col("decided_by")).alias("decided_by"),
        pl.when(told).then(pl.lit(quota.clause)).otherwise(pl.col("clause")).alias("clause"),
    ).drop("\0falls", "\0stays", "\0divided")


def _contends(at: int) -> pl.Expr:
    return ((pl.col(_AT) == at) & ~pl.col("\0vetoed")).fill_null(value=False)


def _allowed(table: pl.DataFrame, quota: AnyQuota) -> pl.Expr:
    """Return how many people of each one's scope may get the grade; of a quota of the last, how many are the last."""
    assessed = pl.col(TOTAL).count().over(scope_of(table, quota.within)).cast(pl.Int64)
    if isinstance(quota, Places):
        number = pl.lit(quota.count, dtype=pl.Int64)
    else:
        share = quota.last if isinstance(quota, Last) else quota.at_most
        number = Ratio.units(assessed, Fraction(1), table.height).times(share).rounded(Fraction(1), quota.round)
    if quota.needs is None:
        return number
    # where too few are graded, a limit lets everybody through and nobody is the last
    without = pl.lit(0, dtype=pl.Int64) if isinstance(quota, Last) else assessed
    return pl.when(assessed >= quota.needs).then(number).otherwise(without)


def _ranked(table: pl.DataFrame, ranking: Ranking | None) -> list[pl.Expr]:
    if ranking is None:
        nothing = {"scope": pl.String, "rank": pl.Int64, "of": pl.Int64}
        return [pl.lit(None, dtype=dtype).alias(name) for name, dtype in nothing.items()]
    return ranked(table, ranking)
