"""Every grid lies in one community of one street; posts and households add up to the county's published size.

The size is that of 利津县: 92 urban, 552 rural and 156 dedicated grids, and eleven urban communities with their
households. Streets, townships, villages and codes are invented.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from gridperf.testing.dice import apportion, dice

__all__ = ["COMMUNITIES", "COUNTY", "DEDICATED", "RURAL", "URBAN", "Grid", "grids_of"]

COUNTY = "利津县"
URBAN = 92
RURAL = 552
DEDICATED = 156

COMMUNITIES: dict[str, int] = {
    "津苑": 2398,
    "文昌": 3272,
    "津城": 2919,
    "凤凰": 2382,
    "利城": 3523,
    "新合": 1622,
    "文苑": 932,
    "津兴": 3125,
    "文津": 2952,
    "凤仪": 2748,
    "永利": 2786,
}
"""Households of the eleven urban communities."""

_STREETS = ("城东街道", "城西街道")
_TOWNSHIPS: dict[str, int] = {"柳堤镇": 118, "青滩镇": 104, "双河镇": 96, "新丰镇": 88, "盐田镇": 80, "大堤乡": 66}
_FAMILIES = "王李张刘陈杨赵孙周徐马胡朱高林何郭罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋"
_VILLAGE_ENDINGS = ("家村", "家庄", "家屯", "家堡", "家台")
_GRIDS_PER_VILLAGE = 3
_HOUSEHOLDS_PER_RURAL_GRID = (180, 330)
_PEOPLE_PER_HOUSEHOLD = 2.53


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid: its 15-digit code, kind, place and size; dedicated grids have no households."""

    code: str
    kind: str
    community: str
    street: str
    area: str
    households: int | None
    residents: int | None


def _code(street: int, community: int, grid: int) -> str:
    return f"370522{street:03d}{community:03d}{grid:03d}"


def _villages(seed: int) -> Iterator[str]:
    """Return invented village names, none twice and without end; a county of the true size needs no numbers."""
    names = [family + ending for ending in _VILLAGE_ENDINGS for family in _FAMILIES]
    dice(seed, "villages").shuffle(names)
    yield from names
    yield from (f"{word}{name}" for word in ("东", "西", "南", "北") for name in names)
    yield from (f"{name}{number}村" for number in itertools.count(2) for name in names)


def grids_of(seed: int, scale: float) -> list[Grid]:
    """Return the grids of the county: basic urban, basic rural, then dedicated ones, *scale* times the true number."""
    urban, rural, dedicated = (max(1, round(count * scale)) for count in (URBAN, RURAL, DEDICATED))
    basic = [*_urban(urban), *_rural(rural, seed)]
    return [*basic, *_dedicated(dedicated, basic, seed)]


def _urban(count: int) -> Iterator[Grid]:
    for at, (posts, (name, households)) in enumerate(
        zip(apportion(count, list(COMMUNITIES.values())), COMMUNITIES.items(), strict=True), start=1
    ):
        street = at % len(_STREETS)
        for number, share in enumerate(apportion(households, [1] * posts) if posts else (), start=1):
            code = _code(street + 1, at, number)
            yield Grid(code, "基础网格", f"{name}社区", _STREETS[street], "城镇", share, round(share * _PEOPLE_PER_HOUSEHOLD))


def _rural(count: int, seed: int) -> Iterator[Grid]:
    rng = dice(seed, "rural grids")
    villages = _villages(seed)
    for street, (posts, township) in enumerate(zip(apportion(count, list(_TOWNSHIPS.values())), _TOWNSHIPS, strict=True), start=100):
        village = ""
        for at in range(posts):
            number = at % _GRIDS_PER_VILLAGE
            village = next(villages) if number == 0 else village
            households = rng.randint(*_HOUSEHOLDS_PER_RURAL_GRID)
            code = _code(street, at // _GRIDS_PER_VILLAGE + 1, number + 1)
            yield Grid(code, "基础网格", village, township, "农村", households, round(households * _PEOPLE_PER_HOUSEHOLD))


def _dedicated(count: int, basic: list[Grid], seed: int) -> Iterator[Grid]:
    """Return dedicated grids, each beside a basic grid; four in ten lie in town, where most large sites are."""
    rng = dice(seed, "dedicated grids")
    town = [grid for grid in basic if grid.area == "城镇"]
    country = [grid for grid in basic if grid.area == "农村"]
    used: dict[str, int] = {}
    for at in range(count):
        beside = rng.choice(town if at % 5 < 2 else country)  # noqa: PLR2004
        used[beside.community] = used.get(beside.community, 0) + 1
        code = f"{beside.code[:12]}{900 + used[beside.community]:03d}"
        yield Grid(code, "专属网格", beside.community, beside.street, beside.area, None, None)
