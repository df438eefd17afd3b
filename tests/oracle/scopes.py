"""A place is known by its name and the names of what it lies in."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["scope_of"]


def scope_of(placed: Mapping[str, object], within: str) -> tuple[str, ...]:
    """Return what the person is compared within: a place is known by its name and the names of what it lies in."""
    names = {"all": (), "street": ("county", "street"), "community": ("county", "street", "community")}.get(within, (within,))
    return tuple(str(placed.get(name) or "") for name in names)
