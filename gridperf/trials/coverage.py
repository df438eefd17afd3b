"""What no example reaches is not known to work: an item nobody earned, a band nobody fell in, a grade nobody got.

Reached means that it happened to somebody in an example; whether an example would notice a mistake there is for the
changes of `gridperf.trials.mutating` to say.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from gridperf.errors import GridperfError
from gridperf.rulebook.examples import Case
from gridperf.rulebook.expectations import Found
from gridperf.rulebook.folder import PackFolder
from gridperf.rulebook.grading import Band, deciders_of
from gridperf.rulebook.measures import can_lack_data
from gridperf.rulebook.no_data import AverageOf
from gridperf.rulebook.paying import ByGradeLine, PayLine
from gridperf.rulebook.resolved import Rulebook
from gridperf.rulebook.scoring import BandScore, EachScore, Item, Sheet
from gridperf.rulebook.stepping import StepLimit
from gridperf.trials.idle import limits_without_effect
from gridperf.trials.mutants import named_path
from gridperf.trials.reached import Key, reached
from gridperf.trials.running import Suite

if TYPE_CHECKING:
    from gridperf.placed_yaml import Steps

__all__ = ["CoverageReport", "Element", "cover", "elements"]


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that can happen to somebody by the rules.

    Attributes:
        kind: what it is: `item`, `band`, `no-data`, `level`, `limit`, `section`, `total`, `veto`, `grade`, `quota`, `ties`, `steps`, `pay`, `pay-grade`,
            `pay-cap`, `value`, `action`, `account`, `goods` or `step`.
        name: its path with identifiers for positions; where several things stand there, with the sheet or the grade in brackets.
        edition: the first day of its edition.
        line: the line it stands on.
        examples: how many examples reach it.
    """

    kind: str
    name: str
    edition: dt.date
    line: int
    examples: int


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """What the examples of a pack reach.

    Attributes:
        pack: the pack's code.
        elements: everything that can happen, in the order of the files.
    """

    pack: str
    elements: tuple[Element, ...]

    @property
    def missing(self) -> tuple[Element, ...]:
        """Return what no example reaches."""
        return tuple(one for one in self.elements if not one.examples)

    @property
    def share(self) -> Fraction:
        """Return the share that is reached; 1 if there is nothing."""
        return 1 - Fraction(len(self.missing), len(self.elements)) if self.elements else Fraction(1)

    def by_kind(self) -> list[tuple[str, int, int]]:
        """Return kind, how many of it are reached, and how many there are, in the order they are first met."""
        total = Counter(one.kind for one in self.elements)
        missing = Counter(one.kind for one in self.missing)
        return [(kind, count - missing[kind], count) for kind, count in total.items()]


def cover(pack: str | Path) -> CoverageReport:
    """Return what the examples of *pack* reach of its editions; an edition without examples is reached nowhere.

    Raises:
        RulesError: if the pack or an example is broken.
    """
    suite = Suite.of(pack)
    files = PackFolder(suite.folder)
    seen: dict[dt.date, Counter[Key]] = {}
    for day, cases in suite.editions().items():
        seen[day] = Counter(key for case in cases for key in _reached(suite, case))
    found = []
    for day in files.editions:
        rules, _ = files.assemble(day)
        read = files.read(day)
        placed = read.placed
        if rules is None or placed is None:
            continue
        own = files.shown(files.editions[day])
        for key, at in elements(rules):
            if read.resolved is not None and placed.file_of(at) != own:
                continue  # what an upper rulebook says is reached by its own examples
            line, _ = placed.place(at)
            found.append(Element(key[0], _named(key, named_path(placed.value, at)), day, line, seen.get(day, Counter())[key]))
    return CoverageReport(suite.folder.resolve().name, tuple(found))


def _named(key: Key, path: str) -> str:
    """Return *path* and what of *key* it leaves open: one scale of grades serves several sheets, and a roll-up has every grade of it."""
    steps = path.split(".")
    further = [part for part in key[1:] if part not in steps]
    return f"{path} ({', '.join(further)})" if further else path


def _reached(suite: Suite, case: Case) -> set[Key]:
    rules = suite.rules(case)
    try:
        return reached(case, Found(lambda stage: suite.assessed(case).table(stage).rows(named=True)), rules)
    except GridperfError:
        return set()  # a refusal happens to nobody


def elements(rules: Rulebook) -> Iterator[tuple[Key, Steps]]:
    """Yield everything that can happen by *rules*, with its path in the file."""
    edition = rules.edition
    for at, sheet in enumerate(edition.sheets):
        yield from _of_sheet(sheet, ("sheets", at), rules)
    for every, rolled in edition.rollup.items():
        bands = rolled.grades or edition.grades
        path: Steps = ("rollup", every, "grades") if rolled.grades else ("rollup", every)
        yield from ((("grade", every, band.grade), (*path, at) if rolled.grades else path) for at, band in enumerate(bands))
    for every, rolled in edition.rollup.items():
        if rolled.steps is not None:
            yield from _of_steps(every, rolled.steps, ("rollup", every, "steps"))
    yield from ((("action", action.id), ("actions", at)) for at, action in enumerate(edition.actions))
    yield from ((("step", step.id), ("schedule", at)) for at, step in enumerate(edition.schedule))
    for at, account in enumerate(edition.accounts):
        yield ("account", account.id), ("accounts", at)
        yield from ((("goods", account.id, name), ("accounts", at, "goods", name)) for name in account.goods)
    for name, value in edition.values.items():
        if value.columns:
            yield from ((("value", name, *key), ("values", name, "of", *key)) for key in value.amounts())
    for at, line in enumerate(edition.pay):
        yield from _of_pay(line, ("pay", at))


def _of_sheet(sheet: Sheet, at: Steps, rules: Rulebook) -> Iterator[tuple[Key, Steps]]:
    for position, item in enumerate(sheet.items):
        yield from _of_item(sheet.id, item, (*at, "items", position), rules)
    without_effect = limits_without_effect(rules.edition)
    for position, section in enumerate(sheet.sections):
        for end in ("max", "min"):
            path = (*at, "sections", position, end)
            if isinstance(getattr(section, end), Fraction) and path not in without_effect:
                yield ("section", sheet.id, section.id, end), path
    for end in ("floor", "cap") if sheet.scored else ():
        if isinstance(getattr(sheet.total, end), Fraction) and (*at, "total", end) not in without_effect:
            yield ("total", sheet.id, end), (*at, "total", end)
    for position, veto in enumerate(sheet.vetoes):
        yield ("veto", sheet.id, veto.id), (*at, "vetoes", position)
    if sheet.steps is not None:
        yield from _of_steps(sheet.id, sheet.steps, (*at, "steps"))
    if sheet.scored:
        yield from _of_scale(sheet.id, rules.edition.scale(sheet), (*at, "grades") if sheet.grades else ("grades",))


def _of_steps(name: str, rule: StepLimit, at: Steps) -> Iterator[tuple[Key, Steps]]:
    for way in ("up", "down"):
        if not isinstance(getattr(rule, way), str):
            yield ("steps", name, way), (*at, way)


def _of_scale(name: str, bands: Iterable[Band], at: Steps) -> Iterator[tuple[Key, Steps]]:
    for position, band in enumerate(bands):
        yield ("grade", name, band.grade), (*at, position)
        if band.quota is not None:
            yield ("quota", name, band.grade), (*at, position, "quota")
            if deciders_of(band.quota.ties):
                yield ("ties", name, band.grade), (*at, position, "quota", "ties")


def _of_item(sheet: str, item: Item, at: Steps, rules: Rulebook) -> Iterator[tuple[Key, Steps]]:
    yield ("item", sheet, item.id), at
    score = item.score
    if isinstance(score, BandScore):
        yield from ((("band", sheet, item.id, str(position)), (*at, "score", "bands", position)) for position in range(len(score.bands)))
    if isinstance(score, EachScore):
        yield from ((("level", sheet, item.id, level), (*at, "score", "by_level", level)) for level in score.by_level or ())
        for end in ("up_to", "down_to"):
            if isinstance(getattr(score, end), Fraction):
                yield ("limit", sheet, item.id, end), (*at, "score", end)
    if item.when_no_data is not None and can_lack_data(rules.measure(item.measure)):
        if isinstance(item.when_no_data, AverageOf):
            yield from ((("no-data", sheet, item.id, key), (*at, "when_no_data", key)) for key in ("average_of", "otherwise"))
        else:
            yield ("no-data", sheet, item.id), (*at, "when_no_data")


def _of_pay(line: PayLine, at: Steps) -> Iterator[tuple[Key, Steps]]:
    yield ("pay", line.id), at
    if isinstance(line.line, ByGradeLine):
        yield from ((("pay-grade", line.id, grade), (*at, "line", "by_grade", grade)) for grade in line.line.by_grade)
    if isinstance(getattr(line.line, "cap", None), Fraction):
        yield ("pay-cap", line.id), (*at, "line", "cap")
