"""How totals become grades and ranks, and totals of sub-periods those of longer ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from gridperf.exact import Mode
from gridperf.period import Every
from gridperf.rulebook.base import Basis, Id, Model, Text, by_key, tag
from gridperf.rulebook.clauses import Clause
from gridperf.rulebook.measures import NamedMeasure
from gridperf.rulebook.numbers import Exact, Positive, Whole
from gridperf.rulebook.stepping import StepLimit

__all__ = [
    "FIGURE",
    "Also",
    "AnyQuota",
    "Band",
    "ByMeasure",
    "Decider",
    "Last",
    "Lowest",
    "NamedRanking",
    "Places",
    "Quota",
    "Ranking",
    "RollUp",
    "Scope",
    "TieRule",
    "Ties",
    "deciders_of",
    "figure_of",
    "least_first",
    "rest_of",
    "tie_measures",
]

Scope = Literal["county", "street", "community", "role", "area", "all"]
"""The group inside which people are ranked and quotas are counted."""


class Lowest(Model):
    """Of people with equal totals, whoever has the least of an item comes first: `{lowest: complaints}`.

    Attributes:
        lowest: the item whose figure is compared.
    """

    lowest: Id


class ByMeasure(Model):
    """Of people with equal totals, whoever has the most or the fewest of a measure comes first: `{measure: verified_complaints, best: fewest}`.

    The measure is taken of everybody on the sheet for this alone, and is worth no points.

    Attributes:
        measure: a measure of the catalogue or of the rulebook, by name.
        best: whether the `most` or the `fewest` of it comes first.
    """

    measure: NamedMeasure
    best: Literal["most", "fewest"]


Decider = Annotated[
    Annotated[Id, Tag(tag("name"))] | Annotated[Lowest, Tag(tag("lowest"))] | Annotated[ByMeasure, Tag(tag("measure"))],
    by_key("lowest", "measure", name=True),
]
"""What is compared: an item's figure, the most first or the least, or a measure that is no item."""


class TieRule(Model):
    """What decides between people with equal totals of whom only some fit: `{by: [reports, {lowest: complaints}], then: exclude}`.

    What was measured is compared, not the points for it; whoever was not measured comes after everybody who was.

    Attributes:
        by: items of the sheet in turn: whoever has the most of the first is better off; of equals, the second decides, and so on.
            `{lowest: complaints}` puts whoever has the least first; `{measure: verified_complaints, best: fewest}` compares a
            measure that is no item.
        then: what happens to those who are equal in all of it: `exclude` all of them, or `include` all.
    """

    by: Annotated[tuple[Decider, ...], Field(min_length=1)]
    then: Literal["exclude", "include"]


def _tie(value: object) -> str:
    return tag("by" if isinstance(value, (dict, TieRule)) else "word")


Ties = Annotated[Annotated[TieRule, Tag(tag("by"))] | Annotated[Literal["exclude", "include"], Tag(tag("word"))], Discriminator(_tie)]
"""What happens to people with equal totals of whom only some fit."""

Needs = Annotated[Whole, Field(ge=2)]
"""So many people must be graded in a scope."""


class Quota(Model):
    """比例控制: at most a share of those graded in a scope gets the grade (Q5).

    Attributes:
        at_most: the share; whoever has a better grade is not counted in it.
        within: the scope it is counted in.
        round: how share × people becomes a whole number of people.
        ties: what happens to people with equal totals of whom only some fit: `exclude` all of them, `include` all, or what
            decides between them.
        needs: how many people must be graded in a scope for the quota to hold there; with fewer it limits nobody.
        clause: the clause that says so.
    """

    at_most: Positive
    within: Scope
    round: Mode
    ties: Ties
    needs: Needs | None = None
    clause: Clause
    basis: Basis | None = None


class Places(Model):
    """名额控制: a fixed number of people of a scope get the grade (Q4), the best of those who reach it.

    Attributes:
        count: how many.
        within: the scope it is counted in.
        ties: what happens to people with equal totals of whom only some fit: `exclude` all of them, `include` all, or what
            decides between them.
        needs: how many people must be graded in a scope for the number to hold there; with fewer it limits nobody.
        clause: the clause that says so.
    """

    count: Annotated[Whole, Field(ge=1)]
    within: Scope
    ties: Ties
    needs: Needs | None = None
    clause: Clause
    basis: Basis | None = None


class Last(Model):
    """末位比例: the last of a scope get the grade although their totals reach a better one: `{last: 5%, round: up, …}`.

    The last are found among everybody with a total, whatever else decided their grade, and before better grades are limited:
    who is among the last takes no place there. Nobody's grade gets better by it.

    Attributes:
        last: the share of those graded that is the last.
        within: the scope it is counted in.
        round: how share × people becomes a whole number of people; `up` makes it at least one.
        ties: what happens to people with equal totals of whom only some are among the last: `exclude` all of them, `include`
            all, or what decides between them; whoever it puts first is spared.
        needs: how many people must be graded in a scope for anybody there to be among the last.
        clause: the clause that says so.
    """

    last: Positive
    within: Scope
    round: Mode
    ties: Ties
    needs: Needs | None = None
    clause: Clause
    basis: Basis | None = None


def _size(value: Any) -> str:  # noqa: ANN401 (pydantic hands over raw data or a model)
    if isinstance(value, Last) or (isinstance(value, dict) and "last" in value and not {"at_most", "count"} & value.keys()):
        return tag("last")
    counts = isinstance(value, Places) or (isinstance(value, dict) and "count" in value and "at_most" not in value)
    return tag("count" if counts else "at_most")


AnyQuota = Annotated[
    Annotated[Quota, Tag(tag("at_most"))] | Annotated[Places, Tag(tag("count"))] | Annotated[Last, Tag(tag("last"))],
    Discriminator(_size),
]
"""A share of the people of a scope, a number of them, or its last."""


FIGURE = "ties:"
"""Prefix of the name of a figure that is measured to tell equal totals apart, and for nothing else."""


def figure_of(decider: Decider) -> str:
    """Return the name of the figure that *decider* compares: the item's, or `ties:<measure>`."""
    if isinstance(decider, ByMeasure):
        return FIGURE + decider.measure
    return decider.lowest if isinstance(decider, Lowest) else decider


def least_first(decider: Decider) -> bool:
    """Return whether the least of what *decider* compares comes first."""
    return isinstance(decider, Lowest) or (isinstance(decider, ByMeasure) and decider.best == "fewest")


def tie_measures(bands: Iterable[Band]) -> list[str]:
    """Return the names of the measures that are taken only to tell equal totals apart somewhere in *bands*."""
    deciders = (one for band in bands if band.quota is not None for one in deciders_of(band.quota.ties))
    return list(dict.fromkeys(one.measure for one in deciders if isinstance(one, ByMeasure)))


def deciders_of(ties: Ties) -> tuple[Decider, ...]:
    """Return what decides between people with equal totals, in turn; nothing where all of them are treated alike."""
    return ties.by if isinstance(ties, TieRule) else ()


def rest_of(ties: Ties) -> Literal["exclude", "include"]:
    """Return what happens to people between whom nothing decides."""
    return ties.then if isinstance(ties, TieRule) else ties


class Band(Model):
    """One grade (等次), the best first: totals from `at_least` up to the band before it, half-open.

    Attributes:
        grade: name of the grade, as printed.
        at_least: the lowest total that earns it.
        quota: the largest share of people, or the number of them, who may get it; or the share of the last, who get no better one.
    """

    grade: Text
    at_least: Exact
    quota: AnyQuota | None = None
    clause: Clause | None = None
    basis: Basis | None = None


class Ranking(Model):
    """How subjects are ranked (Q3).

    Attributes:
        within: the scope.
        ties: `skip` ranks 1, 1, 3; `dense` ranks 1, 1, 2.
    """

    within: Scope
    ties: Literal["skip", "dense"]


class NamedRanking(Model):
    """One of several rankings of the same totals (Q6): `{id: in-county, name: 全县排名, within: county, ties: skip}`.

    Attributes:
        within: the scope.
        ties: `skip` ranks 1, 1, 3; `dense` ranks 1, 1, 2.
    """

    id: Id
    name: Text
    within: Scope
    ties: Literal["skip", "dense"]


class Also(Model):
    """A sheet of the longer period itself that counts beside its sub-periods (T4): `{sheet: year-review, weight: 30%, missing: refuse}`.

    Attributes:
        sheet: a sheet that is filled in for the longer period.
        weight: what share of the result it makes.
        missing: who has no total on it gets nothing for it (`zero`), or stops the run (`refuse`).
    """

    sheet: Id
    weight: Positive
    missing: Literal["zero", "refuse"]


class RollUp(Model):
    """How results of shorter periods become one of a longer (T3, T4, T5).

    Attributes:
        of: the kind of sub-period.
        by: `mean` of those that exist, `sum`, `best`, `latest`, or `weighted`, each by its own weight.
        weights: of `weighted`: the weight of each sub-period, in order; of those that exist, if missing ones are skipped.
        weight: what share of the result the sub-periods together make, where other sheets count too.
        also: sheets of the longer period itself that count beside its sub-periods.
        missing: a sub-period without a result is left out (`skip`), counts as `zero`, or stops the run (`refuse`).
        needs: the fewest results a subject needs to be assessed at all; below, the subject is not assessed.
        grades: a scale of its own instead of the sheet's.
        steps: how far a grade lies at most from that of the period before.
        ranking: how subjects are ranked.
        rankings: further rankings of the same totals, each in a scope of its own.
    """

    of: Every
    by: Literal["mean", "sum", "best", "latest", "weighted"]
    missing: Literal["skip", "zero", "refuse"]
    needs: Annotated[Whole, Field(ge=1)]
    clause: Clause
    basis: Basis | None = None
    weights: Annotated[tuple[Positive, ...], Field(min_length=1)] | None = None
    weight: Positive | None = None
    also: tuple[Also, ...] = ()
    grades: Annotated[tuple[Band, ...], Field(min_length=1)] | None = None
    steps: StepLimit | None = None
    ranking: Ranking | None = None
    rankings: tuple[NamedRanking, ...] = ()
