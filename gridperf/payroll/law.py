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
from typing import Any, TypeVar

from gridperf._bundled import bundled
from gridperf.errors import PayrollError, Problem, RulesError, Where, nearest
from gridperf.payroll.figures import Dated, Locality, Nation, Sides
from gridperf.placed_yaml import Placed
from gridperf.rulebook.numbers import number
from gridperf.rulebook.shape import fit

__all__ = ["FILE", "NATION", "Law", "in_force", "load_law", "read_statutory"]

FILE = "statutory.yaml"
"""The file of figures in the folder of the country or of a locality."""

NATION = "000000-china"
"""The folder of the country."""

_FEN = Fraction(1, 100)
_Path = tuple[str | int, ...]

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
    from gridperf.placed_yaml import read_yaml  # noqa: PLC0415 (loads YAML)

    placed: Placed = read_yaml(folder / FILE, file=f"{folder.name}/{FILE}")
    held, mistakes = fit(placed, model)
    if held is None or mistakes:
        raise RulesError(mistakes)
    problems = _mistakes(placed, held)
    if problems:
        raise PayrollError(problems)
    return held


def _mistakes(placed: Placed, held: Nation | Locality) -> list[Problem]:
    return [*_overlaps(placed, held), *_bands(placed, held), *_fractions_of_a_fen(placed, held)]


def _histories(held: Nation | Locality) -> list[tuple[_Path, Sequence[Dated]]]:
    if isinstance(held, Nation):
        names = ("withholding", "first_job", "whole_year", "annual_bonus", "additional", "other", "damages")
        return [((name,), getattr(held, name)) for name in names]
    found: list[tuple[_Path, Sequence[Dated]]] = [(("schemes", at, "history"), scheme.history) for at, scheme in enumerate(held.schemes)]
    if held.fund is not None:
        found.append((("fund", "history"), held.fund.history))
    return [*found, (("minimum_wage",), held.minimum_wage)]


def _overlaps(placed: Placed, held: Nation | Locality) -> list[Problem]:
    """Return Y002 for every figure that begins before the one above it has ended."""
    problems = []
    for path, history in _histories(held):
        for at, (before, after) in enumerate(pairwise(history), start=1):
            if after.from_ <= (before.until or before.from_) or (before.until is None and after.from_ <= before.from_):
                problems.append(
                    Problem("Y002", placed.where((*path, at, "from")), {"day": after.from_, "before": before.until or before.from_})
                )
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
                    problems.append(Problem("Y003", where, {"band": index + 1, "wanted": number(wanted), "found": number(band.quick)}))
                    break
                lower, quick, rate = band.up_to if not isinstance(band.up_to, str) else lower, band.quick, band.rate
    return problems


def _fractions_of_a_fen(placed: Placed, held: Nation | Locality) -> list[Problem]:
    """Return Y004 for every rounding that does not end at whole fen."""
    if isinstance(held, Nation):
        found: list[tuple[_Path, Any]] = [
            ((name, at, "rounding"), entry.rounding)
            for name in ("withholding", "annual_bonus")
            for at, entry in enumerate(getattr(held, name))
        ]
    else:
        parts: list[tuple[_Path, Sides]] = [(("schemes", at), scheme.rounding) for at, scheme in enumerate(held.schemes)]
        parts += [(("fund",), held.fund.rounding)] if held.fund else []
        found = [((*path, "rounding", side), getattr(sides, side)) for path, sides in parts for side in ("worker", "employer")]
    return [
        Problem("Y004", placed.where((*path, len(steps) - 1, "step")), {"step": number(steps[-1].step)})
        for path, steps in found
        if (steps[-1].step / _FEN).denominator != 1
    ]
