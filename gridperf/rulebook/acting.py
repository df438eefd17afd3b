"""What follows besides money: from a grade, a count of grades, a rank, an event, or several of these together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, Tag

from gridperf.period import Every
from gridperf.rulebook.base import Basis, Id, Model, Text, by_key, tag
from gridperf.rulebook.clauses import Clause
from gridperf.rulebook.grading import Scope
from gridperf.rulebook.numbers import Whole
from gridperf.rulebook.scoring import Trigger

__all__ = ["Action", "ActionWhen", "AllOf", "AnyOf", "Condition", "Happens", "OnGrade", "OnRank", "Place", "Running", "Within"]


class OnGrade(Model):
    """One period with the grade: `{grade: 不合格, of: year}`.

    Attributes:
        grade: the grade.
        of: the kind of period.
        sheet: the only sheet whose grade counts; every one if it is not written.
    """

    grade: Text
    of: Every
    sheet: Id | None = None


class Running(Model):
    """Several periods in a row (Q10): `{grade: 不合格, times: 2, in_a_row: month}`.

    Attributes:
        grade: the grade.
        times: how many periods in a row.
        in_a_row: the kind of period.
        sheet: the only sheet whose grades count; every one if it is not written.
    """

    grade: Text
    times: Annotated[Whole, Field(ge=2)]
    in_a_row: Every
    sheet: Id | None = None


class Within(Model):
    """Several periods of a year or of some years, in a row or not (Q11): `{grade: 不合格, times: 3, of: month, within: year}`.

    Attributes:
        grade: the grade.
        times: how many periods.
        of: the kind of period.
        within: the span they are counted in: `year`, the year so far; or `3 years`, the three years that end with the period.
        sheet: the only sheet whose grades count; every one if it is not written.
    """

    grade: Text
    times: Annotated[Whole, Field(ge=2)]
    of: Every
    within: Annotated[str, StringConstraints(pattern=r"^(year|[1-9][0-9]? years)$")]
    sheet: Id | None = None


class Happens(Model):
    """An event of the period, outside the score (Q9): `{happens: {count: incidents, where: "kind = '酒驾'", at_least: 1}, of: month}`.

    Attributes:
        happens: the event, and how often it takes place at least.
        of: the kind of period whose records are counted; a sheet must be filled in for it.
    """

    happens: Trigger
    of: Every


class Place(Model):
    """The first or the last of a scope: `{top: 3, within: county, ties: include}`.

    Attributes:
        top: so many of the best.
        bottom: so many of the last.
        within: the scope.
        ties: what happens to people with equal totals of whom only some fit: `exclude` all of them, or `include` all.
    """

    top: Annotated[Whole, Field(ge=1)] | None = None
    bottom: Annotated[Whole, Field(ge=1)] | None = None
    within: Scope
    ties: Literal["exclude", "include"]


class OnRank(Model):
    """The first or the last of a scope (Q4, Q12): `{rank: {bottom: 2, within: county, ties: include}, of: year}`.

    Each sheet is ranked by itself.

    Attributes:
        rank: which of them.
        of: the kind of period.
        sheet: the only sheet that is ranked; every one if it is not written.
    """

    rank: Place
    of: Every
    sheet: Id | None = None


Condition = Annotated[
    Annotated[Running, Tag(tag("in_a_row"))]
    | Annotated[Within, Tag(tag("within"))]
    | Annotated[Happens, Tag(tag("happens"))]
    | Annotated[OnRank, Tag(tag("rank"))]
    | Annotated[OnGrade, Tag(tag("of"))],
    by_key("in_a_row", "within", "happens", "rank", "of"),
]
"""One condition."""


class AllOf(Model):
    """Conditions that must hold together: `{all_of: [{grade: 不合格, of: year}, {rank: …, of: year}]}`.

    Attributes:
        all_of: the conditions.
    """

    all_of: Annotated[tuple[Condition, ...], Field(min_length=1)]


class AnyOf(Model):
    """Conditions of which one is enough: `{any_of: [{grade: 不合格, of: year}, {happens: …, of: year}]}`.

    Attributes:
        any_of: the conditions.
    """

    any_of: Annotated[tuple[Condition, ...], Field(min_length=1)]


ActionWhen = Annotated[
    Annotated[AllOf, Tag(tag("all_of"))]
    | Annotated[AnyOf, Tag(tag("any_of"))]
    | Annotated[Running, Tag(tag("in_a_row"))]
    | Annotated[Within, Tag(tag("within"))]
    | Annotated[Happens, Tag(tag("happens"))]
    | Annotated[OnRank, Tag(tag("rank"))]
    | Annotated[OnGrade, Tag(tag("of"))],
    by_key("all_of", "any_of", "in_a_row", "within", "happens", "rank", "of"),
]


class Action(Model):
    """结果运用: what follows besides money (Q9–Q13).

    Attributes:
        when: what leads to it.
        kind: what kind of consequence it is, in the county's words, such as 约谈, 解聘, 表彰, 后备人选 or 培训.
    """

    id: Id
    name: Text
    clause: Clause
    when: ActionWhen
    kind: Text | None = None
    basis: Basis | None = None
