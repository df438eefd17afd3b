"""Every part of an edition that cites a clause, names a measure or filters records, found in one place.

Checks, digests, warnings and reference pages walk the same list, so a new kind of rule cannot be forgotten by one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from gridperf.rulebook.cash import DecidedLine, EachLine, EachOfLine, LadderLine, YuanBandLine
from gridperf.rulebook.clauses import Clauses
from gridperf.rulebook.edition import Edition
from gridperf.rulebook.factors import NumberFactor, TierFactor
from gridperf.rulebook.grading import ByMeasure
from gridperf.rulebook.measures import Formula, Measure
from gridperf.rulebook.paying import AmountLine, ByGradeLine, ByScoreLine, CapLine, DaysAttained, DaysLine, PayLine, PointLine, TopUpLine
from gridperf.rulebook.pooling import FixedFund, HeadFund, MeasureWeight, NamedWeight, PoolLine

__all__ = ["amounts_of", "cited", "named_measures", "paid_measures", "parts", "references"]

Steps = tuple[str | int, ...]


_AMOUNTS: dict[str, tuple[type[BaseModel], ...]] = {
    "amount": (AmountLine, FixedFund),
    "of": (ByGradeLine, DaysLine),
    "by_score": (ByScoreLine,),
    "starts_at": (PointLine,),
    "each": (EachLine,),
    "short_of": (EachLine,),
    "quota": (DaysAttained,),
    "top_up_to": (TopUpLine,),
    "cap_at": (CapLine,),
    "per_head": (HeadFund,),
    "number": (NumberFactor,),
}
"""Key of what holds an amount, by the models that have it."""


def parts(part: Any, at: Steps = ()) -> Iterator[tuple[Steps, BaseModel]]:  # noqa: ANN401 (any value of a model)
    """Yield *part* and every model inside it, with its path, in the order of the file."""
    if isinstance(part, BaseModel):
        yield at, part
        for name, info in type(part).model_fields.items():
            yield from parts(getattr(part, name), (*at, info.alias or name))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from parts(value, (*at, key))
    elif isinstance(part, tuple):
        for position, value in enumerate(part):
            yield from parts(value, (*at, position))


def cited(edition: Edition) -> Iterator[tuple[Steps, str]]:
    """Yield every clause the edition cites, each of several by itself, with the path of the citation."""
    for at, part in parts(edition):
        clause = getattr(part, "clause", None)
        if isinstance(clause, Clauses):
            yield from (((*at, "clause", position), one) for position, one in enumerate(clause.each))
        elif isinstance(clause, str):
            yield (*at, "clause"), clause


def named_measures(edition: Edition) -> frozenset[str]:
    """Return the names of all measures the edition uses by name."""
    used = {item.measure for sheet in edition.sheets for item in sheet.items if isinstance(item.measure, str)}
    used |= {measure for line in edition.pay for _, measure, _ in paid_measures(line) if isinstance(measure, str)}
    used |= {one.measure for account in edition.accounts for one in account.earn if isinstance(one.measure, str)}
    used |= {part.measure for _, part in parts(edition) if isinstance(part, ByMeasure)}
    formulas = (part for _, part in parts(edition) if isinstance(part, Formula))
    used |= {part for formula in formulas for part in formula.using.values() if isinstance(part, str)}
    return frozenset(used)


def paid_measures(line: PayLine) -> Iterator[tuple[Steps, Measure, str | None]]:
    """Yield every measure a pay line counts: its path inside the line, the measure, and what narrows it."""
    formula = line.line
    if isinstance(formula, (EachLine, EachOfLine, LadderLine, YuanBandLine)):
        yield ("line", "measure"), formula.measure, formula.where
    elif isinstance(formula, DaysLine):
        for name in ("due", "attended", "leave", "done"):
            yield ("line", "effective_days", name), getattr(formula.effective_days, name), None
    elif isinstance(formula, DecidedLine) and formula.for_each is not None:
        yield ("line", "for_each", "measure"), formula.for_each.measure, formula.for_each.where
    elif isinstance(formula, PoolLine):
        for at, weight in enumerate(formula.pool.by):
            if isinstance(weight, MeasureWeight):
                yield ("line", "pool", "by", at, "measure"), weight.measure, weight.where


def amounts_of(line: PayLine) -> Iterator[tuple[Steps, Fraction | str]]:
    """Yield every amount a pay line refers to, with its path inside the line."""
    for at, part in parts(line):
        for key, kinds in _AMOUNTS.items():
            if isinstance(part, kinds) and getattr(part, key) is not None:
                yield (*at, key), getattr(part, key)
        if isinstance(part, NamedWeight) and part.number is not None:
            yield (*at, "of"), part.number


def references(line: PayLine) -> Iterator[str]:
    """Yield every `roster.<column>`, `grids.<column>` and `values.<id>` a pay line refers to, its factors included."""
    yield from (amount for _, amount in amounts_of(line) if isinstance(amount, str))
    yield from (factor.of for factor in line.times if isinstance(factor, TierFactor))
