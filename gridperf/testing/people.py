"""One person works each grid on each day; who that is depends on the seed and the day, so months fit together.

A post that changes hands has a new incumbent every year; two posts that swap grids swap every year; a raise comes in
the middle of a month. Each happens in the post's own month, so every month has some of everything.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from gridperf.period import Period
from gridperf.tables import RECORDS
from gridperf.testing.dice import dice
from gridperf.testing.places import COUNTY, Grid

__all__ = ["DEDICATED_ROLE", "FULL_TIME_ROLE", "Interval", "Person", "people_of", "roster"]

FULL_TIME_ROLE = "专职网格员"
DEDICATED_ROLE = "专属网格员"

_SURNAMES = "王王王李李李张张张刘刘陈杨赵孙周徐马胡朱高林何郭罗梁宋郑谢韩唐冯于董程曹崔田任"
_GIVEN = "建国志强秀英桂兰海波玉梅晓东丽华文静春燕永刚立新红霞洪涛雪芹少军佳宁晨曦子涵雨桐浩然欣怡思远明轩博文"
_RARE = ("王𬎆", "李㛃", "张喆", "刘祎晨")
"""Names with characters that fonts and old encodings lack."""

_EVERY_NINTH = 9
_SWAPS, _IS_RAISED, _LEAVES = 1, 2, 8
"""Which of every nine posts swaps grids, is raised, or changes hands once a year."""

_BASES: dict[str, tuple[int, ...]] = {"城镇": (3200, 3300, 3400, 3500), "农村": (1620, 1700, 1800, 1900, 2000)}
_RAISE = 60
_FIRST_RAISES = 2024
_PARTIES = ("群众", "群众", "群众", "中共党员", "共青团员")


_Terms = tuple[Grid, Decimal | None]
"""Where somebody works and for which pay base."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A run of days, both ends included, in which a person works one grid for one pay base; `ends_on` is None while it lasts."""

    starts_on: dt.date
    ends_on: dt.date | None
    grid: Grid
    pay_base: Decimal | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster, as HR knows them on the last day of the period."""

    worker_id: str
    name: str
    role: str
    party: str
    hired_on: dt.date
    intervals: tuple[Interval, ...]

    def grid_on(self, day: dt.date) -> Grid | None:
        """Return the grid worked on *day*; None if not in service."""
        for interval in self.intervals:
            if interval.starts_on <= day and (interval.ends_on is None or day <= interval.ends_on):
                return interval.grid
        return None


def people_of(grids: list[Grid], period: Period, seed: int, *, moves: bool) -> list[Person]:
    """Return who works *grids* in *period*; without *moves* everyone is in place for the whole of it."""
    return [_person(post, grids, period, seed, moves=moves) for post in range(len(grids))]


def _person(post: int, grids: list[Grid], period: Period, seed: int, *, moves: bool) -> Person:
    rng = dice(seed, "person", post)
    hired_on = dt.date(rng.randint(2016, 2023), rng.randint(1, 12), rng.randint(1, 28))
    grid = grids[post]
    full_time = grid.kind == "基础网格"
    base = rng.choice(_BASES[grid.area]) if full_time else None
    name = _RARE[post] if post < len(_RARE) else _name(rng)
    person = Person(f"0522{post + 1:04d}", name, FULL_TIME_ROLE if full_time else DEDICATED_ROLE, rng.choice(_PARTIES), hired_on, ())
    pay = Decimal(base) if base is not None else None
    partner = _partner(post, grids)
    month = (post // _EVERY_NINTH) % 12 + 1
    turning = dt.date(period.starts_on.year, month, dice(seed, "turning", min(post, partner)).randint(9, 22))
    change = post % _EVERY_NINTH if moves else None
    if change == _LEAVES:
        return _changing_hands(person, Interval(hired_on, None, grid, pay), period, turning, (seed, post))
    if change == _SWAPS and partner != post:
        here, there = (grid, grids[partner]) if turning.year % 2 == 0 else (grids[partner], grid)
        return replace(person, intervals=_cut(hired_on, period, turning, ((here, pay), (there, pay))))
    if change == _IS_RAISED and pay is not None:
        raises = max(0, turning.year - _FIRST_RAISES)
        terms = ((grid, pay + _RAISE * raises), (grid, pay + _RAISE * (raises + 1)))
        return replace(person, intervals=_cut(hired_on, period, turning, terms))
    return replace(person, intervals=(Interval(hired_on, None, grid, pay),))


def _name(rng: random.Random) -> str:
    family, first, second, length = (rng.random() for _ in range(4))
    given = _GIVEN[int(first * len(_GIVEN))]
    if length < 0.85:  # noqa: PLR2004  (share of two-character given names)
        given += _GIVEN[int(second * len(_GIVEN))]
    return _SURNAMES[int(family * len(_SURNAMES))] + given


def _cut(hired_on: dt.date, period: Period, turning: dt.date, terms: tuple[_Terms, _Terms]) -> tuple[Interval, ...]:
    """Return the intervals of somebody whose grid or pay changes on *turning*, as known at the end of *period*."""
    since = max(turning.replace(year=turning.year - 1), hired_on)
    before, after = terms
    if turning > period.ends_on:
        return (Interval(since, None, *before),)
    return (Interval(since, turning - dt.timedelta(days=1), *before), Interval(turning, None, *after))


def _partner(post: int, grids: list[Grid]) -> int:
    """Return the post that swaps grids with *post*; itself if the would-be partner is of another kind or area."""
    apart = _EVERY_NINTH * 12  # keeps the month of both the same
    partner = post + apart * (1 if (post // apart) % 2 == 0 else -1)
    if partner < len(grids) and (grids[partner].kind, grids[partner].area) == (grids[post].kind, grids[post].area):
        return partner
    return post


def _changing_hands(person: Person, place: Interval, period: Period, turning: dt.date, key: tuple[int, int]) -> Person:
    """Return the incumbent of a post that is left on *turning* and filled again in the month after, every year."""
    seed, post = key
    year = turning.year if period.starts_on <= turning else turning.year + 1
    rng = dice(seed, "incumbent", post, year)
    month = turning.month % 12 + 1
    joined_on = dt.date(year if month == 1 else year - 1, month, rng.randint(5, 18))
    leaves_on = turning.replace(year=year)
    ends_on = leaves_on if leaves_on <= period.ends_on else None
    return replace(
        person,
        worker_id=f"05{year % 100:02d}{post + 5001:04d}",
        name=_name(rng),
        hired_on=joined_on,
        intervals=(replace(place, starts_on=joined_on, ends_on=ends_on),),
    )


def roster(people: list[Person]) -> pl.DataFrame:
    """Return the roster table: one row per person and interval."""
    return pl.DataFrame([row for person in people for row in _rows(person)], schema=RECORDS["roster"].schema, orient="row")


def _rows(person: Person) -> Iterator[tuple[object, ...]]:
    for interval in person.intervals:
        grid = interval.grid
        yield (
            person.worker_id,
            interval.starts_on,
            interval.ends_on,
            person.name,
            person.role,
            grid.area,
            grid.code,
            grid.community,
            grid.street,
            COUNTY,
            interval.pay_base,
            None,
            None,
            person.party,
            person.hired_on,
            None,
            None,
            None,
        )
