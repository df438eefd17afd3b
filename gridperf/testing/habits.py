"""How a person works is fixed by the seed; what they do in a month is planned in whole numbers before any record is made.

Most people are planned from their habits. A few are planned by hand so that, under the rulebook of 利津县, they stand
exactly on a threshold whatever the month: full marks in everything but the losses listed with the plan.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from gridperf.period import Period
from gridperf.testing.dice import dice, often
from gridperf.testing.people import FULL_TIME_ROLE, Person

__all__ = ["Plan", "days_of", "leave_of", "on_the_edge", "plan_of"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person does in a month.

    Attributes:
        skipped: how many of the patrols due are not made.
        skipped_weeks: in how many weeks the sort-through is not made.
        analysis: whether the analysis of the month is made.
        reports: problems of the grid that became known.
        missed: how many of them somebody else found first.
        void: how many of them turned out to be none.
        tasks: disposals due in the month.
        open: how many of them are never handled.
        late: how many of them are handled after they were due.
        complaints: levels of the verified complaints.
        meetings: meetings missed.
        extras: whether honours and major dangers may come on top.
    """

    skipped: int = 0
    skipped_weeks: int = 0
    analysis: bool = True
    reports: int = 10
    missed: int = 0
    void: int = 0
    tasks: int = 10
    open: int = 0
    late: int = 0
    complaints: tuple[str, ...] = ()
    meetings: int = 0
    extras: bool = True


@dataclass(frozen=True, slots=True)
class _Habits:
    """Chances, each of one thing going wrong."""

    skip: float
    week: float
    analysis: float
    missed: float
    void: float
    open: float
    late: float
    complaint: float
    meeting: float


_KINDS: tuple[tuple[float, _Habits], ...] = (
    (0.20, _Habits(0.008, 0.01, 0.00, 0.010, 0.03, 0.004, 0.02, 0.00, 0.01)),
    (0.58, _Habits(0.060, 0.07, 0.02, 0.065, 0.08, 0.030, 0.10, 0.02, 0.05)),
    (0.955, _Habits(0.120, 0.15, 0.08, 0.110, 0.15, 0.060, 0.15, 0.06, 0.12)),
    (1.00, _Habits(0.350, 0.40, 0.30, 0.240, 0.26, 0.140, 0.22, 0.25, 0.40)),
)
"""Four kinds of people, each with the share of them and of all kinds before."""

_ON_THE_EDGE: tuple[Plan, ...] = (
    Plan(complaints=("县级",), extras=False),  # 100 − 5 = 95
    Plan(analysis=False, complaints=("市级",), extras=False),  # 100 − 5 − 10 = 85
    Plan(analysis=False, missed=2, open=2, complaints=("县级",), meetings=3, extras=False),  # 100 − 5 − 10 − 14 − 3 − 5 − 3 = 60
    Plan(analysis=False, missed=2, open=2, complaints=("县级",), meetings=4, extras=False),  # one less
    Plan(reports=20, missed=1, extras=False),  # discovery exactly 95 %
    Plan(reports=20, void=2, extras=False),  # validity exactly 90 %
    Plan(tasks=20, open=1, extras=False),  # disposal exactly 95 %
    Plan(complaints=("县级", "县级"), extras=False),  # 90, and a veto on anything above 合格
)

_EDGE_EVERY, _EDGE_AT = 72, 3
_AWAY_EVERY, _AWAY_AT = 180, 5
_LEAVES = ("年休假", "年休假", "病假", "病假", "事假", "婚假")
_ON_LEAVE = 0.07
_STAYS_THE_SAME, _STAYS_SLACK = 0.7, 0.35
_NOTHING_REPORTED = 0.03
_NOTHING_TO_DISPOSE = 0.04


def days_of(person: Person, period: Period) -> list[dt.date]:
    """Return the days of *period* on which *person* is in service."""
    days = (period.starts_on + dt.timedelta(days=offset) for offset in range(period.days))
    return [day for day in days if person.grid_on(day)]


def on_the_edge(post: int) -> bool:
    """Return whether the post is one of those planned by hand."""
    return post % _EDGE_EVERY == _EDGE_AT


def leave_of(post: int, workdays: list[dt.date], period: Period, seed: int) -> dict[dt.date, str]:
    """Return the days of leave among *workdays* and the kind of leave."""
    if post % _AWAY_EVERY == _AWAY_AT:
        return dict.fromkeys(workdays, "产假" if post % 2 else "病假")
    rng = dice(seed, period.code, "leave", post)
    if on_the_edge(post) or not workdays or rng.random() > _ON_LEAVE:
        return {}
    start = rng.randrange(len(workdays))
    return dict.fromkeys(workdays[start : start + rng.randint(1, 5)], rng.choice(_LEAVES))


def plan_of(post: int, person: Person, period: Period, seed: int, *, due: tuple[int, int]) -> Plan:
    """Return what *person* does in *period*; *due* says how many patrols and weekly sort-throughs are due."""
    patrols, weeks = due
    if not patrols:
        return Plan(reports=0, tasks=0)
    full_time = person.role == FULL_TIME_ROLE
    if full_time and on_the_edge(post):
        return _ON_THE_EDGE[(post // _EDGE_EVERY + period.ends_on.month) % len(_ON_THE_EDGE)]
    habits = _habits(person, period, seed)
    rng = dice(seed, period.code, "plan", post)
    reports = 0 if rng.random() < _NOTHING_REPORTED else often(rng, 12 if full_time else 5)
    tasks = 0 if rng.random() < _NOTHING_TO_DISPOSE else often(rng, 13 if full_time else 4)
    missed = _hits(rng, reports, habits.missed)
    open_ = _hits(rng, tasks, habits.open)
    return Plan(
        skipped=_hits(rng, patrols, habits.skip),
        skipped_weeks=_hits(rng, weeks, habits.week),
        analysis=rng.random() >= habits.analysis,
        reports=reports,
        missed=missed,
        void=_hits(rng, reports - missed, habits.void),
        tasks=tasks,
        open=open_,
        late=_hits(rng, tasks - open_, habits.late),
        complaints=tuple(_complaints(rng, habits.complaint)),
        meetings=_hits(rng, 2, habits.meeting),
    )


def _habits(person: Person, period: Period, seed: int) -> _Habits:
    """Return the habits of a month: mostly a person's own, though few stay slack for long."""
    lasting = dice(seed, "habits", person.worker_id).random()
    rng = dice(seed, period.code, "habits", person.worker_id)
    slack = lasting >= _KINDS[-2][0]
    chance = lasting if rng.random() < (_STAYS_SLACK if slack else _STAYS_THE_SAME) else rng.random()
    return next(habits for share, habits in _KINDS if chance < share)


def _hits(rng: random.Random, count: int, chance: float) -> int:
    return sum(rng.random() < chance for _ in range(count))


def _complaints(rng: random.Random, chance: float) -> Iterator[str]:
    while rng.random() < chance:
        yield rng.choice(("街道级", "街道级", "街道级", "县级", "县级", "市级"))
