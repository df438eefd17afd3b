"""What the law sets is data with dates: a figure holds in the months its file says, and a month nothing covers has no figure.

The country's tables and a locality's are two files of one folder each, `statutory.yaml`; `load_law` reads both.
A table of bands is refused where its quick deductions do not fit its rates: a digit typed wrong would move everybody's tax.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from gridperf._bundled import bundled
from gridperf.errors import PayrollError, Problem, Where, nearest
from gridperf.exact import Mode
from gridperf.placed_yaml import Placed
from gridperf.rulebook.base import Day, Exact, Flag, Id, Limit, Model, Positive, Step, Text
from gridperf.rulebook.shape import fit

__all__ = [
    "Additional",
    "Band",
    "Bonus",
    "Damages",
    "Fund",
    "FundYear",
    "Law",
    "Locality",
    "MinimumWage",
    "Nation",
    "Rounding",
    "Scheme",
    "SchemeYear",
    "WholeYear",
    "Withholding",
    "in_force",
    "load_law",
    "read_statutory",
]

FILE = "statutory.yaml"
NATION = "000000-china"
_FEN = Fraction(1, 100)
_MONTHS = 12


class Rounding(Model):
    """One step of rounding: to multiples of `step`, in a mode; several are done in the order they are written."""

    step: Step
    mode: Mode


Steps = Annotated[tuple[Rounding, ...], Field(min_length=1)]


class Dated(Model):
    """A figure and the days it holds on: from a day on, until the next figure's day or the day it names."""

    from_: Annotated[Day, Field(alias="from")]
    until: Day | None = None
    source: Text


class Band(Model):
    """A band of a tax table: up to an amount, included, a rate and the quick deduction that makes the table continuous."""

    up_to: Limit
    rate: Exact
    quick: Exact


Bands = Annotated[tuple[Band, ...], Field(min_length=1)]


class Withholding(Dated):
    """Cumulative withholding: the general basic deduction of a month and the table of the year."""

    basic_month: Positive
    bands: Bands
    rounding: Steps


class FirstJob(Dated):
    """Whoever earns wages for the first time in the year has the basic deduction of all months since January."""


class WholeYear(Dated):
    """Whoever earned at most `amount` from this employer in all of last year has it deducted from January on."""

    amount: Positive


class Bonus(Dated):
    """The yearly bonus, taxed by itself: rate and quick deduction of its twelfth, applied to the whole."""

    bands: Bands
    rounding: Steps


class Kind(Model):
    """A kind of special additional deduction and the most of a month, for each child where `each`."""

    kind: Text
    most: Positive
    each: Flag


class Additional(Dated):
    """The special additional deductions, and the kinds nobody has together."""

    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    apart: tuple[Text, ...] = ()


class Damages(Dated):
    """The most of a month's wage that may be deducted for damage."""

    most: Positive


class Sides(Model):
    """The rounding of the worker's share and of the employer's."""

    worker: Steps
    employer: Steps


class SchemeYear(Dated):
    """Limits of the base, and shares of it; `worker_plus` and `employer_plus` are fixed yuan on top."""

    floor: Exact
    ceiling: Limit
    worker: Exact
    employer: Exact
    worker_plus: Exact = Fraction(0)
    employer_plus: Exact = Fraction(0)


class Scheme(Model):
    """An insurance scheme; `tax_column` is the column of the tax client its worker's share stands in."""

    id: Id
    name: Text
    tax_column: Text | None = None
    history: Annotated[tuple[SchemeYear, ...], Field(min_length=1)]
    rounding: Sides


class FundYear(Dated):
    """Limits of the fund's base and of its rate."""

    floor: Exact
    ceiling: Limit
    least: Exact
    most: Positive


class Fund(Model):
    """The housing fund; its rate is the employer's choice within the limits."""

    name: Text
    tax_column: Text | None = None
    history: Annotated[tuple[FundYear, ...], Field(min_length=1)]
    rounding: Sides


class MinimumWage(Dated):
    """The minimum wage of a month by class of place, and whether the worker's own contributions are part of it."""

    month: Annotated[dict[Text, Positive], Field(min_length=1)]
    own_contributions: Literal["included", "on_top"]


class Nation(Model):
    """The tables of the whole country."""

    name: Text
    withholding: Annotated[tuple[Withholding, ...], Field(min_length=1)]
    first_job: tuple[FirstJob, ...]
    whole_year: tuple[WholeYear, ...]
    annual_bonus: tuple[Bonus, ...]
    additional: tuple[Additional, ...]
    damages: tuple[Damages, ...]


class Locality(Model):
    """The tables of a place: its schemes, its housing fund (if wages go through one), its minimum wage."""

    name: Text
    schemes: tuple[Scheme, ...]
    fund: Fund | None = None
    minimum_wage: tuple[MinimumWage, ...]


_D = TypeVar("_D", bound=Dated)


def in_force(history: Sequence[_D], day: dt.date) -> _D | None:
    """Return the figure of *history* that holds on *day*, or None."""
    held = [each for each in history if each.from_ <= day and (each.until is None or day <= each.until)]
    return max(held, key=lambda each: each.from_) if held else None


@dataclass(frozen=True, slots=True)
class Law:
    """The country's tables and the locality's, each file known by its SHA-256.

    Attributes:
        nation: of the country.
        locality: of the place.
        code: the locality's folder, such as `530100-kunming`.
        digests: file → SHA-256 of its bytes.
    """

    nation: Nation
    locality: Locality
    code: str
    digests: dict[str, str]

    def of(self, history: Sequence[_D], day: dt.date, what: str) -> _D:
        """Return the figure of *history* that holds on *day*; PayrollError Y005 names *what* no file covers on it."""
        found = in_force(history, day)
        if found is None:
            raise PayrollError(Problem("Y005", Where(file=f"{self.code}/{FILE}"), {"what": what, "day": day, "known": _covered(history)}))
        return found


def _covered(history: Sequence[Dated]) -> str:
    return "; ".join(f"{each.from_} – {each.until or '…'}" for each in history) or "-"


def load_law(locality: str | Path, *, nation: str | Path = NATION) -> Law:
    """Return the tables of a locality and of the country.

    Args:
        locality: the folder that holds `statutory.yaml`, or the code of one that ships with gridperf, such as `530100-kunming`.
        nation: the same for the country's tables.

    Raises:
        PayrollError: Y001 there is no such folder, Y002 figures overlap in time, Y003 a table of bands does not fit together.
        RulesError: R1… for the shape of a file.
    """
    import hashlib  # noqa: PLC0415 (needed here alone)

    country, place = (_folder(each) for each in (nation, locality))
    digests = {f"{folder.name}/{FILE}": hashlib.sha256((folder / FILE).read_bytes()).hexdigest() for folder in (country, place)}
    return Law(read_statutory(country, Nation), read_statutory(place, Locality), place.name, digests)


def _folder(given: str | Path) -> Path:
    known = {path.parent.name: path.parent for path in sorted(bundled("rules").glob(f"*/{FILE}"))}
    folder = known.get(str(given), Path(given))
    if not (folder / FILE).is_file():
        places = [name for name in known if name != NATION]
        raise PayrollError(
            Problem("Y001", Where(file=str(given)), {"file": FILE, "near": ", ".join(nearest(str(given), places) or places) or "-"})
        )
    return folder


_F = TypeVar("_F", Nation, Locality)


def read_statutory(folder: Path, model: type[_F]) -> _F:
    """Return `statutory.yaml` of *folder* as *model* (`Nation` or `Locality`), checked; errors as of `load_law`."""
    from gridperf.errors import RulesError  # noqa: PLC0415
    from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML)

    placed = read_yaml(folder / FILE, file=f"{folder.name}/{FILE}")
    held, mistakes = fit(placed, model)
    if held is None or mistakes:
        raise RulesError(mistakes)
    problems = [*_overlaps(placed, held), *_bands(placed, held), *_fractions_of_a_fen(placed, held)]
    if problems:
        raise PayrollError(problems)
    return held


def _histories(held: Nation | Locality) -> list[tuple[tuple[str | int, ...], Sequence[Dated]]]:
    if isinstance(held, Nation):
        names = ("withholding", "first_job", "whole_year", "annual_bonus", "additional", "damages")
        return [((name,), getattr(held, name)) for name in names]
    found: list[tuple[tuple[str | int, ...], Sequence[Dated]]] = [
        (("schemes", at, "history"), scheme.history) for at, scheme in enumerate(held.schemes)
    ]
    if held.fund is not None:
        found.append((("fund", "history"), held.fund.history))
    return [*found, (("minimum_wage",), held.minimum_wage)]


def _overlaps(placed: Placed, held: Nation | Locality) -> list[Problem]:
    """Return Y002 for every figure that begins before the one above it has ended."""
    problems = []
    for path, history in _histories(held):
        for at, (before, after) in enumerate(pairwise(history), start=1):
            if after.from_ <= (before.until or before.from_) or (before.until is None and after.from_ <= before.from_):
                problems.append(Problem("Y002", placed.where((*path, at, "from")), {"day": after.from_, "before": before.until or before.from_}))
    return problems


def _bands(placed: Placed, held: Nation | Locality) -> list[Problem]:
    """Return Y003 for every band whose quick deduction does not continue the band below it."""
    if isinstance(held, Locality):
        return []
    problems = []
    for name in ("withholding", "annual_bonus"):
        for at, entry in enumerate(getattr(held, name)):
            lower, quick, rate = Fraction(0), Fraction(0), entry.bands[0].rate
            for index, band in enumerate(entry.bands):
                wanted = quick + lower * (band.rate - rate)
                last = index == len(entry.bands) - 1
                rising = band.up_to == "unlimited" if last else not isinstance(band.up_to, str) and band.up_to > lower
                if band.quick != wanted or not rising:
                    where = placed.where((name, at, "bands", index, "quick" if rising else "up_to"))
                    problems.append(Problem("Y003", where, {"band": index + 1, "wanted": _plain(wanted), "found": _plain(band.quick)}))
                    break
                lower, quick, rate = band.up_to if not isinstance(band.up_to, str) else lower, band.quick, band.rate
    return problems


def _fractions_of_a_fen(placed: Placed, held: Nation | Locality) -> list[Problem]:
    """Return Y004 for every rounding that does not end at whole fen."""
    if isinstance(held, Nation):
        found = [
            ((name, at, "rounding"), entry.rounding) for name in ("withholding", "annual_bonus") for at, entry in enumerate(getattr(held, name))
        ]
    else:
        parts: list[tuple[tuple[str | int, ...], Sides]] = [(("schemes", at), scheme.rounding) for at, scheme in enumerate(held.schemes)]
        parts += [(("fund",), held.fund.rounding)] if held.fund else []
        found = [((*path, "rounding", side), getattr(sides, side)) for path, sides in parts for side in ("worker", "employer")]
    return [
        Problem("Y004", placed.where((*path, len(steps) - 1, "step")), {"step": _plain(steps[-1].step)})
        for path, steps in found
        if (steps[-1].step / _FEN).denominator != 1
    ]


def _plain(value: Fraction) -> str:
    from gridperf.rulebook.base import number  # noqa: PLC0415

    return number(value)
