"""How a sheet turns measures into points: items, their scorers, sections with a maximum and a minimum, vetoes.

Every choice that moves points is a key without a default: what happens without data, where an item's points end, where
the total ends, what an exempt item does to the rest.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag, model_validator

from gridperf.period import Every
from gridperf.rulebook.base import IF_NEEDED, MISSING, Basis, FilterText, Flag, Id, Model, TableName, Text, list_or, tag
from gridperf.rulebook.clauses import Clause
from gridperf.rulebook.grading import Band, NamedRanking, Ranking
from gridperf.rulebook.measures import Measure
from gridperf.rulebook.no_data import NoData, fallback_of
from gridperf.rulebook.numbers import Limit, NotNegative, Positive, Whole
from gridperf.rulebook.scorers import BandScore, EachScore, GradeScore, PointBand, Repetition, Score, ShareScore, ShortScore
from gridperf.rulebook.stepping import StepLimit

__all__ = [
    "Areas",
    "Assess",
    "AtBest",
    "BandScore",
    "EachScore",
    "Eligible",
    "FullIf",
    "GradeScore",
    "Item",
    "PointBand",
    "Repetition",
    "Roles",
    "Score",
    "Section",
    "ShareScore",
    "Sheet",
    "ShortScore",
    "Total",
    "Trigger",
    "Veto",
    "VetoEffect",
]


class Item(Model):
    """One scored line of a sheet (考核项).

    Attributes:
        id: identifier, unique in the sheet.
        name: name in the county's words.
        clause: the clause it implements.
        section: the section whose maximum it counts towards.
        measure: what is measured.
        where: narrows the measure further.
        score: how the measure becomes points.
        when_no_data: what a ratio without denominator earns: `full` marks, `zero`, a share of full marks such as `80%`, the mean of
            others (`{average_of: community, otherwise: zero}`), or `exempt` (the item leaves the sheet and what bears full marks
            is scaled up to the full score; what only adds or deducts is not). Required wherever the denominator can be 0.
        basis: whether the numbers are published or assumed, if other than the edition's.
    """

    id: Id
    name: Text
    clause: Clause
    section: Id | None = None
    measure: Measure
    where: FilterText | None = None
    score: Score
    when_no_data: NoData | None = None
    basis: Basis | None = None

    @property
    def fallback(self) -> Fraction | str | None:
        """Return what it gives without data, if there is no mean of others to be had."""
        return fallback_of(self.when_no_data)


class Section(Model):
    """A group of items with a common maximum, and perhaps a common minimum (考核项目组).

    Attributes:
        max: the most its items may give together; 0 where they only deduct.
        min: the least they may come to together (three items that deduct from 20 marks they share end at 0); `unlimited`
            if they may take from what other items give.
        beyond_full: a bonus group: its maximum is not part of the full score.
    """

    id: Id
    name: Text
    clause: Clause
    max: NotNegative
    min: Limit | None = None
    beyond_full: Flag = False
    basis: Basis | None = None


class Trigger(Model):
    """An event that happened often enough: `{count: incidents, where: "kind = '责任事故' AND verified", at_least: 1}`.

    Attributes:
        count: the table whose rows are the event.
        at_least: how many of them it takes.
    """

    count: TableName
    where: FilterText | None = None
    at_least: Annotated[Whole, Field(ge=1)]


class VetoEffect(Model):
    """What a veto reaches (Q8).

    Attributes:
        grade: the best grade still possible.
        score: `keeps` the total, or sets it to `zero`.
    """

    grade: Text
    score: Literal["keeps", "zero"]


class Veto(Model):
    """一票否决: an event that decides the grade whatever the items say.

    Attributes:
        when: the event, and how often it must happen.
        effect: what it does to grade and total.
    """

    id: Id
    name: Text
    clause: Clause
    when: Trigger
    effect: VetoEffect
    basis: Basis | None = None


class FullIf(Model):
    """A clean period gives full marks whatever the items say (P12): `{count: incidents, where: "kind = '投诉'", at_most: 0}`.

    A total above the full score, from bonus items, stays as it is; vetoes are looked at afterwards.

    Attributes:
        count: the table whose rows are counted.
        at_most: full marks for whoever has no more of them than this.
        at_least: full marks for whoever has at least as many of them.
    """

    name: Text
    clause: Clause
    count: TableName
    where: FilterText | None = None
    at_most: Annotated[Whole, Field(ge=0)] | None = None
    at_least: Annotated[Whole, Field(ge=1)] | None = None
    basis: Basis | None = None


class AtBest(Model):
    """A grade nobody gets past: `{at_best: 合格}`.

    Attributes:
        at_best: the best grade still possible.
    """

    at_best: Text


def _outcome(value: object) -> str:
    return tag("at_best" if isinstance(value, (dict, AtBest)) else "word")


class Eligible(Model):
    """Who has served long enough to be assessed, or to get the better grades (T6).

    `{served_days: 15, otherwise: not_assessed, clause: 第九条}` or `{months_in_post: 6, otherwise: {at_best: 合格}, clause: 第九条}`.

    Attributes:
        served_days: calendar days in service that the period must hold.
        months_in_post: whole months from `hired_on` of the roster to the end of the period.
        otherwise: what becomes of the others: `not_assessed`, or the best grade they can get.
    """

    served_days: Annotated[Whole, Field(ge=1)] | None = None
    months_in_post: Annotated[Whole, Field(ge=1)] | None = None
    otherwise: Annotated[
        Annotated[AtBest, Tag(tag("at_best"))] | Annotated[Literal["not_assessed"], Tag(tag("word"))], Discriminator(_outcome)
    ]
    clause: Clause
    basis: Basis | None = None

    @property
    def needs(self) -> int:
        """Return how many days or months it takes."""
        return self.served_days or self.months_in_post or 0


Roles = Annotated[
    Annotated[tuple[Text, ...], Field(min_length=1), Tag(tag("list"))] | Annotated[Literal["all"], Tag(tag("word"))], list_or("all")
]
"""Roles as on the roster, or `all`."""

Areas = Annotated[
    Annotated[tuple[Literal["城镇", "农村"], ...], Field(min_length=1), Tag(tag("list"))] | Annotated[Literal["all"], Tag(tag("word"))],
    list_or("all"),
]
"""Urban, rural, or `all`."""


class Assess(Model):
    """Who a sheet assesses: everybody on the roster, or teams, each of those whom the roster places in it day by day.

    Attributes:
        subject: `worker`, or the kind of team.
        roles: the roles it applies to; `all` for everyone. Of a team, the roles of those whose work counts for it.
        areas: urban or rural; `all` for both.
        placed: which of several roster intervals in a period places a person (role, grid, community, street), and says
            for which team a figure counts that falls on no day; of a team, which interval says where it lies.
    """

    subject: Literal["worker", "grid", "community", "street", "county", "department", "contractor"]
    roles: Roles
    areas: Areas = "all"
    placed: Literal["first", "last", "longest"]


class Total(Model):
    """Where the total ends (P11): `floor` and `cap`, or `unlimited`.

    Attributes:
        floor: the least the total can be.
        cap: the most the total can be.
    """

    floor: Limit
    cap: Limit
    clause: Clause
    basis: Basis | None = None


class Sheet(Model):
    """A sheet (考核表): who, how often, and its items.

    A sheet with `items: []` scores nobody: who is on it is paid, and has no score and no grade. It has no other keys.

    Attributes:
        every: the kind of period it is filled in for.
        full_score: the full score; the items and sections outside bonus groups must add up to it. Required with items.
        total: floor and cap of the total. Required with items.
        opens_at: points everybody opens the period with (T9); part of the full score.
        full_if: when the total is the full score whatever the items say.
        eligible: who has served long enough.
        all_exempt: what a subject gets for whom every item is exempt; required if any item can be.
        ranking: how subjects are ranked; no ranks if absent.
        rankings: further rankings of the same totals, each in a scope of its own.
        grades: a scale of its own instead of the edition's.
        steps: how far a grade lies at most from that of the period before; no limit if absent.
        assess: whom it assesses.
        sections: groups of items with a common maximum.
        items: the scored lines, in the order of paper; none (`[]`) on a sheet of people who are only paid.
        vetoes: events that decide the grade whatever the items say.
        supplied: grades are given by a person or an annex, in the table `supplied`: everybody's (`required`), or those
            that stand in it (`allowed`), the others' by the bands. A veto still lowers them.
    """

    model_config = ConfigDict(
        json_schema_extra={"if": {"properties": {"items": {"minItems": 1}}}, "then": {"required": ["full_score", "total"]}}
    )

    id: Id
    name: Text
    assess: Assess
    every: Every
    if TYPE_CHECKING:  # without items there is neither, and nothing that scores asks
        full_score: Positive
        total: Total
    else:
        full_score: Annotated[Positive | None, IF_NEEDED] = None
        total: Annotated[Total | None, IF_NEEDED] = None
    opens_at: Positive | None = None
    full_if: FullIf | None = None
    eligible: Eligible | None = None
    all_exempt: Literal["not_assessed", "full"] | None = None
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...]
    vetoes: tuple[Veto, ...] = ()
    ranking: Ranking | None = None
    rankings: tuple[NamedRanking, ...] = ()
    grades: Annotated[tuple[Band, ...], Field(min_length=1)] | None = None
    steps: StepLimit | None = None
    supplied: Literal["required", "allowed"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _scored_keys(cls, data: Any) -> Any:  # noqa: ANN401 (raw data, or a model)
        """Ask for what a sheet with items needs."""
        if isinstance(data, dict) and data.get("items") not in ([], ()):
            needed = {key: MISSING for key in ("full_score", "total") if data.get(key) is None}  # written, and empty, is missing too
            return {**data, **needed}
        return data

    @property
    def scored(self) -> bool:
        """Return whether anybody gets a score and a grade on this sheet."""
        return bool(self.items)
