"""A pack is read as a whole: the edition in force on the first day of a period, its source, and the measures it names.

A pack is a folder: `pack.yaml`, `editions/<date>.yaml`, `sources/<date>.md`, `examples/*.yaml`, `CHANGELOG.md`.
An edition is in force from the date in its file name until the next one's; a period that straddles a change of edition
follows, as a whole, the edition in force on its first day.
An edition is whole, or a layer that states what it changes in one pinned edition of an upper pack.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from gridperf.errors import Problem, RulesError
from gridperf.period import Period
from gridperf.rulebook.folder import PackFolder
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.search import find_pack
from gridperf.rulebook.whole_pack import check_folder
from gridperf.tables import Table

__all__ = ["PackFolder", "Rulebook", "check_rules", "load_rules", "tables_of_pack"]


def load_rules(pack: str | Path, *, period: str | Period | None = None, on: dt.date | None = None) -> Rulebook:
    """Return the rules of *pack* in force for a period or on a day; without either, its newest edition.

    Args:
        pack: a code such as `370522-lijin`, or the path of the pack's folder.
        period: the period, such as `2026-10`; the edition in force on its first day is chosen.
        on: the day, if there is no period.

    Returns:
        The rulebook, checked; what is only doubtful stands in its `warnings`.

    Raises:
        RulesError: every problem of the pack and the chosen edition: R1 its shape, R2 its meaning, R3 its source.
        ValueError: if both *period* and *on* are given, or *period* is no period.
    """
    if period is not None and on is not None:
        message = "give a period or a day, not both"
        raise ValueError(message)
    reading = PackFolder(find_pack(pack))
    rulebook, problems = reading.assemble(reading.choose(period, on))
    errors = [problem for problem in problems if problem.severity == "error"]
    if rulebook is None or errors:
        raise RulesError(errors)
    return rulebook


def tables_of_pack(folder: Path) -> Mapping[str, Table]:
    """Return every table of records, with what the pack in *folder* adds."""
    return PackFolder(folder).tables


def check_rules(pack: str | Path, *, period: str | Period | None = None, on: dt.date | None = None) -> tuple[Problem, ...]:
    """Return every problem of *pack*, errors and warnings, in the order of its files; a broken pack never raises.

    Args:
        pack: a code, or the path of the pack's folder.
        period: check only the edition in force on its first day.
        on: check only the edition in force on that day; with neither, every edition and every example file is checked.
    """
    try:
        reading = PackFolder(find_pack(pack))
        if period is not None or on is not None:
            return reading.assemble(reading.choose(period, on))[1]
    except RulesError as error:
        return error.problems
    return check_folder(reading)
