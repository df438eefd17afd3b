"""A pack is found by its code on the first level that has it; levels never mix, and one level never has two of a code.

The levels, in order: a path given outright, the folders named in `GRIDPERF_RULES`, installed packages that announce
themselves under the entry point group `gridperf.rules`, and the packs bundled with gridperf.
The pack that another one extends is looked for beside that one first: a folder of packs is complete in itself.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from gridperf._bundled import bundled
from gridperf.errors import Problem, RulesError, Where, nearest

__all__ = ["ENTRY_POINT_GROUP", "PackPlace", "find_pack", "list_packs"]

ENTRY_POINT_GROUP = "gridperf.rules"
"""An entry point of this group names a module; the packs are the folders beside that module's file."""

Level = Literal["environment", "installed", "bundled"]


@dataclass(frozen=True, slots=True)
class PackPlace:
    """A pack that was found, and where.

    Attributes:
        code: the pack's code, which is its folder's name.
        folder: the folder that holds its `pack.yaml`.
        level: the level of the search path it was found on.
    """

    code: str
    folder: Path
    level: Level


def find_pack(pack: str | Path, *, beside: Path | None = None) -> Path:
    r"""Return the folder of *pack*.

    Args:
        pack: a code such as `370522-lijin`, or the path of the pack's folder; text with a `/` or `\` is a path.
        beside: the folder of another pack: one of this code that stands next to it comes before all levels.

    Raises:
        RulesError: R122 unknown code, R123 two packs of one code, R124 a folder of `GRIDPERF_RULES` is missing,
            R125 an installed package cannot be read, R126 the path is no pack.
    """
    if isinstance(pack, Path) or "/" in pack or "\\" in pack or pack in (".", ".."):
        folder = Path(pack).expanduser()
        if not (folder / "pack.yaml").is_file():
            raise RulesError(Problem("R126", Where(file=folder.as_posix())))
        return folder
    if beside is not None and (beside.resolve().parent / pack / "pack.yaml").is_file():
        return beside.resolve().parent / pack
    known: list[str] = []
    for level in ("environment", "installed", "bundled"):
        places = _packs(level)
        found = [place.folder for place in places if place.code == pack]
        if len(found) > 1:
            raise RulesError(Problem("R123", values={"code": pack, "folders": ", ".join(folder.as_posix() for folder in found)}))
        if found:
            return found[0]
        known += [place.code for place in places if not place.code.startswith("_")]
    near = nearest(pack, known) or sorted(known)
    path = f"./{pack}" if (Path(pack) / "pack.yaml").is_file() else f"./rules/{pack}"
    raise RulesError(Problem("R122", values={"code": pack, "near": ", ".join(near) or "-", "path": path}))


def list_packs() -> tuple[PackPlace, ...]:
    """Return every pack that can be named by its code, sorted by code; a code stands once, on its first level.

    Raises:
        RulesError: R123, R124 or R125, as `find_pack`.
    """
    found: dict[str, PackPlace] = {}
    for level in ("environment", "installed", "bundled"):
        here: dict[str, PackPlace] = {}
        for place in _packs(level):
            if place.code in here:
                folders = f"{here[place.code].folder.as_posix()}, {place.folder.as_posix()}"
                raise RulesError(Problem("R123", values={"code": place.code, "folders": folders}))
            here[place.code] = place
        found = {**here, **found}
    return tuple(found[code] for code in sorted(found) if not code.startswith("_"))


def _packs(level: Level) -> list[PackPlace]:
    """Return the packs on one *level*, each folder once."""
    folders: dict[Path, None] = {}
    for parent in _parents(level):
        for folder in sorted(parent.iterdir()):
            if not folder.name.startswith(".") and (folder / "pack.yaml").is_file():
                folders[folder.resolve()] = None
    return [PackPlace(folder.name, folder, level) for folder in folders]


def _parents(level: Level) -> list[Path]:
    """Return the folders of packs on one *level*."""
    if level == "environment":
        parents = [Path(text).expanduser() for text in os.environ.get("GRIDPERF_RULES", "").split(os.pathsep) if text]
        for parent in parents:
            if not parent.is_dir():
                raise RulesError(Problem("R124", values={"folder": parent.as_posix()}))
        return parents
    if level == "installed":
        return [_announced(entry) for entry in metadata.entry_points(group=ENTRY_POINT_GROUP)]
    rules = bundled("rules")
    return [rules] if rules.is_dir() else []


def _announced(entry: metadata.EntryPoint) -> Path:
    """Return the folder of the module an entry point names."""
    try:
        file = entry.load().__file__
    except Exception as error:  # noqa: BLE001 (a foreign package may raise anything while it is imported)
        raise RulesError(Problem("R125", values={"name": entry.name, "module": entry.value, "reason": type(error).__name__})) from None
    if not file:
        raise RulesError(Problem("R125", values={"name": entry.name, "module": entry.value, "reason": "__file__"}))
    return Path(file).resolve().parent
