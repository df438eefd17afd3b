"""An action follows from sealed results alone: grades up to this period, ranks of this period, and events counted in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from gridperf.engine.plan import Request
from gridperf.engine.rank import scope_of
from gridperf.engine.score import TOTAL
from gridperf.period import MONTHS, Every, Period
from gridperf.rulebook.acting import Action, AllOf, AnyOf, Condition, Happens, OnGrade, OnRank, Running, Within
from gridperf.rulebook.measures import Count
from gridperf.tables import RESULTS

__all__ = ["Results", "act", "event_requests"]

_FOUND = {"subject": pl.String, "because": pl.String}


@dataclass(frozen=True)
class Results:
    """What actions can follow from.

    Attributes:
        grades: the result table `grades` of the period.
        past: earlier periods, as the result table `history`.
        placed: one row per subject and sheet: `subject`, `sheet`, `total` (any unit, one per sheet) and the scope columns.
        counts: one row per subject, and a column per request of `event_requests`; without columns in a roll-up.
    """

    grades: pl.DataFrame
    past: pl.DataFrame
    placed: pl.DataFrame
    counts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"subject": pl.String}))


def event_requests(actions: Sequence[Action], every: Every) -> dict[str, Request]:
    """Return what must be counted for the actions of periods of kind *every*, by key."""
    return {
        key: Request(key, Count(count=one.happens.count, where=one.happens.where))
        for action in actions
        for key, one in _conditions(action)
        if isinstance(one, Happens) and one.of == every
    }


def act(results: Results, actions: Sequence[Action], period: Period) -> pl.DataFrame:
    """Return what follows from the results of *period*, as the result table `actions`.

    Args:
        results: what it follows from.
        actions: the rulebook's actions.
        period: the period.
    """
    everything = pl.concat(
        [results.past.select("subject", "period", "sheet", "grade"), results.grades.select("subject", "period", "sheet", "grade")]
    ).unique()
    frames = [RESULTS["actions"].empty()]
    for action in actions:
        held = [_held(key, one, results, everything, period) for key, one in _conditions(action)]
        least = len(held) if isinstance(action.when, AllOf) else 1
        rows = (
            pl.concat([pl.DataFrame(schema=_FOUND), *held])
            .group_by("subject", maintain_order=True)
            .agg(pl.len().alias("\0met"), pl.col("because").str.join("；"))
            .filter(pl.col("\0met") >= least)
        )
        said = {"period": period.code, "action": action.id, "name": action.name, "kind": action.kind, "clause": action.clause}
        stated = [pl.lit(value, dtype=pl.String).alias(name) for name, value in said.items()]
        frames.append(rows.with_columns(stated).select(RESULTS["actions"].names))
    return pl.concat(frames).sort("subject", "action")


def _conditions(action: Action) -> Iterator[tuple[str, Condition]]:
    """Yield the conditions of *action*, each with the key of what is counted for it."""
    when = action.when
    several = when.all_of if isinstance(when, AllOf) else when.any_of if isinstance(when, AnyOf) else (when,)
    for at, one in enumerate(several):
        yield f"action/{action.id}/{at}", one


def _held(key: str, when: Condition, results: Results, grades: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return for whom *when* holds in *period*, and because of what."""
    every = when.in_a_row if isinstance(when, Running) else when.of
    if every != period.every:
        return pl.DataFrame(schema=_FOUND)
    if isinstance(when, Happens):
        return _happened(key, when, results.counts, period)
    if isinstance(when, OnRank):
        return _ranked(when, results.placed, period)
    if when.sheet is not None:
        grades = grades.filter(pl.col("sheet") == when.sheet)
    return _graded(when, grades, period)


def _happened(key: str, when: Happens, counts: pl.DataFrame, period: Period) -> pl.DataFrame:
    if key not in counts.columns:
        return pl.DataFrame(schema=_FOUND)
    because = pl.format("{}：发生 {} 次", pl.lit(period.code), pl.col(key)).alias("because")
    return counts.filter(pl.col(key) >= when.happens.at_least).select("subject", because)


def _ranked(when: OnRank, placed: pl.DataFrame, period: Period) -> pl.DataFrame:
    count = when.rank.top or when.rank.bottom or 0
    if when.sheet is not None:
        placed = placed.filter(pl.col("sheet") == when.sheet)
    group = ["sheet", scope_of(placed, when.rank.within).alias("\0scope")]
    # the place of the last (exclude) or first (include) of those with an equal total decides for all of them
    method = "max" if when.rank.ties == "exclude" else "min"
    place = pl.col(TOTAL).rank(method, descending=when.rank.top is not None).over(group)  # type: ignore[arg-type]
    best = pl.col(TOTAL).rank("min", descending=True).over(group).alias("\0rank")
    of = pl.col(TOTAL).count().over(group).alias("\0of")
    because = pl.format("{}：第 {} 名，共 {} 人", pl.lit(period.code), "\0rank", "\0of").alias("because")
    chosen = placed.with_columns(best, of).filter(place <= count)
    return chosen.sort("subject", "sheet").unique("subject", keep="first", maintain_order=True).select("subject", because)


def _graded(when: OnGrade | Running | Within, grades: pl.DataFrame, period: Period) -> pl.DataFrame:
    if isinstance(when, OnGrade):
        codes, needs = [period.code], 1
    elif isinstance(when, Running):
        codes, needs = [period.before(back).code for back in reversed(range(when.times))], when.times
    else:
        codes, needs = _span(when, period), when.times
    got = grades.filter(pl.col("grade") == when.grade)
    now = got.filter(pl.col("period") == period.code).select("subject").unique()
    return (
        got.filter(pl.col("period").is_in(codes))
        .unique(["subject", "period"])
        .join(now, on="subject", how="semi")
        .sort("subject", "period")
        .group_by("subject", maintain_order=True)
        .agg(pl.len().alias("times"), pl.col("period").str.join("、").alias("periods"))
        .filter(pl.col("times") >= needs)
        .select("subject", pl.format("{}：{}", pl.col("periods"), pl.lit(when.grade)).alias("because"))
    )


def _span(when: Within, period: Period) -> list[str]:
    """Return the codes of the periods that count: of the year so far, or of the years that end with *period*."""
    if when.within != "year":
        count = int(when.within.partition(" ")[0]) * 12 // MONTHS[when.of]
        return [period.before(back).code for back in range(count)]
    year = next(
        part
        for back in range(2)
        for part in [_year_of(period, back)]
        if part.starts_on <= period.starts_on and period.ends_on <= part.ends_on
    )
    return [part.code for part in year.parts(when.of) if part.starts_on <= period.starts_on]


def _year_of(period: Period, later: int) -> Period:
    code = f"{int(period.code[:4]) + later:04d}"
    return Period.parse(code, month_starts_on=period.month_starts_on, year_starts_in=period.year_starts_in)
