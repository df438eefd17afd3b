"""A year's workdays may stand in the pack, in a file named by the year: a schedule that does not add up is refused, so none is half typed.

`calendar/2027.yaml` holds for its year instead of the published schedule the software knows, and of what a pack above says of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from gridperf.calendar import Year
from gridperf.errors import Problem, RulesError, Where
from gridperf.rulebook.base import Day, Model, Text
from gridperf.rulebook.numbers import Whole
from gridperf.rulebook.shape import fit

if TYPE_CHECKING:
    from gridperf.placed_yaml import Placed

__all__ = ["FOLDER", "YearSchedule", "read_years"]

FOLDER = "calendar"
"""The folder of a pack that holds schedules."""

_NAMED = re.compile(r"[1-9][0-9]{3}\.yaml", re.ASCII)
_SATURDAY = 5


class YearSchedule(Model):
    """The days of a year that are not what their weekday says.

    Attributes:
        source: the notice it is taken from.
        statutory_days: how many statutory holidays the year has; 13 by the nation's rules since 2025, more where a place has its own.
        holidays: the weekdays off that stand for them, each on its day or on the weekday it is moved to; they are paid.
        in_lieu: the weekdays off that a working weekend makes up for.
        working_days: the Saturdays and Sundays that are worked.
    """

    source: Text
    statutory_days: Annotated[Whole, Field(ge=1, le=40)]
    holidays: tuple[Day, ...]
    in_lieu: tuple[Day, ...]
    working_days: tuple[Day, ...]


def read_years(folder: Path, *, shown: Callable[[Path], str]) -> tuple[dict[int, Year], list[Problem]]:
    """Return the schedules in the `calendar` folder of a pack by year, and what is wrong with them.

    Args:
        folder: the pack's folder.
        shown: how problems name a file.
    """
    from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML, which is needed only for rules)

    years: dict[int, Year] = {}
    problems: list[Problem] = []
    for path in sorted((folder / FOLDER).glob("*")):
        if path.name.startswith("."):
            continue
        if not _NAMED.fullmatch(path.name):
            problems.append(Problem("R150", Where(file=shown(path)), {"name": path.name}))
            continue
        try:
            placed = read_yaml(path, file=shown(path))
        except RulesError as error:
            problems += error.problems
            continue
        held, wrong = fit(placed, YearSchedule)
        wrong = (*wrong, *(_mistakes(placed, held, int(path.stem)) if held else ()))
        problems += wrong
        if held and not wrong:
            days = (frozenset(each) for each in (held.holidays, held.in_lieu, held.working_days))
            years[int(path.stem)] = Year(int(path.stem), *days)
    return years, problems


def _mistakes(placed: Placed, held: YearSchedule, year: int) -> list[Problem]:
    """Return R151 to R155: days of another year, of the wrong weekday, named twice, and sums that do not fit."""
    problems = []
    seen: set[dt.date] = set()
    lists: tuple[tuple[str, Sequence[dt.date]], ...] = tuple(
        (name, getattr(held, name)) for name in ("holidays", "in_lieu", "working_days")
    )
    for name, days in lists:
        for at, day in enumerate(days):
            where = placed.where((name, at))
            if day.year != year:
                problems.append(Problem("R151", where, {"day": day, "year": year}))
            elif day in seen:
                problems.append(Problem("R153", where, {"day": day}))
            elif (day.weekday() >= _SATURDAY) != (name == "working_days"):
                problems.append(Problem("R152", where, {"day": day, "list": name}))
            seen.add(day)
    if len(held.in_lieu) != len(held.working_days):
        values = {"in_lieu": len(held.in_lieu), "working_days": len(held.working_days)}
        problems.append(Problem("R154", placed.where(("in_lieu",), key=True), values))
    if len(held.holidays) != held.statutory_days:
        values = {"holidays": len(held.holidays), "statutory_days": held.statutory_days}
        problems.append(Problem("R155", placed.where(("holidays",), key=True), values))
    return problems
