"""A place is known by its name and the names of what it lies in, so two villages of one name in two townships are two teams.

The same path names a team in rules, records, results and on paper: `利津县/汀罗镇/前关村`. A grid is its code.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import polars as pl

__all__ = ["LABELS", "PATHS", "WIDER", "Level", "path_of"]

Level = Literal["grid", "community", "street", "county", "department", "contractor"]
"""Kinds of team: everybody whom the roster places in one grid, village, township, county, department or contractor."""

PATHS: dict[Level, tuple[str, ...]] = {
    "grid": ("grid_code",),
    "community": ("county", "street", "community"),
    "street": ("county", "street"),
    "county": ("county",),
    "department": ("county", "department"),
    "contractor": ("county", "contractor"),
}
"""Roster columns that name a team of each kind, what it lies in first, its own name last."""

WIDER: dict[str, tuple[Level, ...]] = {
    "worker": ("grid", "community", "street", "county", "department", "contractor"),
    "grid": ("community", "street", "county"),
    "community": ("street", "county"),
    "street": ("county",),
    "county": (),
    "department": ("county",),
    "contractor": ("county",),
}
"""What a subject of each kind lies in."""

LABELS: dict[str, str] = {
    "worker": "网格员",
    "grid": "网格",
    "community": "社区（村）",
    "street": "街道（乡镇）",
    "county": "县（市、区）",
    "department": "部门",
    "contractor": "承包单位",
}
"""Kinds of subject as they are printed."""


def path_of(level: Level, columns: Collection[str]) -> pl.Expr:
    """Return the path of each row's place of *level*, empty where the row names none.

    Args:
        level: the kind of place.
        columns: the columns there are, by their own name or as `roster.<name>`; one that is absent names nothing.
    """
    names = [name if name in columns else f"roster.{name}" for name in PATHS[level]]
    if names[-1] not in columns:
        return pl.lit(None, dtype=pl.String)
    path = pl.concat_str([pl.col(name) for name in names if name in columns], separator="/", ignore_nulls=True)
    return pl.when(pl.col(names[-1]).is_not_null()).then(path)
