"""Standard measures are data, each with one meaning everywhere: a county narrows one with `where`, and never redefines it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from gridperf._bundled import bundled
from gridperf.errors import Problem, RulesError
from gridperf.rulebook.base import Model, Text
from gridperf.rulebook.measures import NamedMeasure, StandardMeasure
from gridperf.rulebook.shape import fit

__all__ = ["known_measures", "read_catalogue", "standard_measures"]


class CatalogueFile(Model):
    """One file of the catalogue.

    Attributes:
        title: what its measures have in common.
        measures: name → the measure.
    """

    title: Text
    measures: Annotated[dict[NamedMeasure, StandardMeasure], Field(min_length=1)]


def standard_measures() -> Mapping[str, StandardMeasure]:
    """Return the standard measures that ship with gridperf, by name, in the order of their files.

    Raises:
        RulesError: if a file of the catalogue is broken.
    """
    return _standard(bundled("rules") / "catalogue")


def known_measures() -> tuple[Mapping[str, StandardMeasure], tuple[Problem, ...]]:
    """Return the standard measures that can be read, and what is wrong with the others."""
    try:
        return standard_measures(), ()
    except RulesError as error:
        return read_catalogue(bundled("rules") / "catalogue")[0], error.problems


@lru_cache(maxsize=4)
def _standard(folder: Path) -> Mapping[str, StandardMeasure]:
    measures, problems = read_catalogue(folder)
    if problems:
        raise RulesError(problems)
    return MappingProxyType(measures)


def read_catalogue(folder: Path) -> tuple[dict[str, StandardMeasure], tuple[Problem, ...]]:
    """Return the measures of every `*.yaml` in *folder*, and the problems of the files (shape, and R211 a name used twice)."""
    from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML, which is needed only for rules)

    measures: dict[str, StandardMeasure] = {}
    problems: list[Problem] = []
    files: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            placed = read_yaml(path, file=f"catalogue/{path.name}")
        except RulesError as error:
            problems += error.problems
            continue
        held, mistakes = fit(placed, CatalogueFile)
        problems += mistakes
        for name, measure in (held.measures if held else {}).items():
            if name in measures:
                problems.append(Problem("R211", placed.where(("measures", name), key=True), {"what": name, "first": files[name]}))
            measures[name] = measure
            files.setdefault(name, path.name)
    return measures, tuple(problems)
