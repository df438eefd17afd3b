"""A folder is looked at twice a second: no library tells of changes alike on every system and on every network drive."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["changes"]

_PAUSE = 0.5


def changes(folder: Path, *, wait: Callable[[], object] | None = None) -> Iterator[None]:
    """Yield once, and again whenever a file below *folder* was written, added or removed since.

    Args:
        folder: what is watched; hidden files and editors' copies are not.
        wait: what passes the time between two looks.
    """
    seen: dict[Path, tuple[int, int]] | None = None
    while True:
        now = _state(folder)
        if now != seen:
            seen = now
            yield
        if wait is None:
            time.sleep(_PAUSE)
        else:
            wait()


def _state(folder: Path) -> dict[Path, tuple[int, int]]:
    """Return time of writing and size of every file."""
    found = {}
    for path in folder.rglob("*"):
        try:
            state = path.stat()
        except OSError:
            continue  # it was removed between two looks
        if path.suffix in (".yaml", ".md") and not path.name.startswith("."):
            found[path] = (state.st_mtime_ns, state.st_size)
    return found
