"""How a sheet turns measures into points: items, their scorers, sections with maxima, vetoes.

Every choice that moves points is a key without a default: what happens without data, where an item's points end, where
the total ends, what an exempt item does to the rest.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from gridperf.period import Every
from gridperf.rulebook.base import (
    Basis,
    Clause,
    Exact,
    FilterText,
    Flag,
    Id,
    Limit,
    Model,
    Positive,
    TableName,
    Text,
    Whole,
    by_key,
    list_or,
    tag,
)
from gridperf.rulebook.grading import Band, NamedRanking, Ranking
from gridperf.rulebook.measures import Measure
from gridperf.rulebook.targets import Target

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
    "Repeated",
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


class ShareScore(Model):
    """A linear share of full marks (P7): `{share: 30}` gives 30 × ratio, at most 30.

    With a target it gives 30 × (what was measured ÷ target), at most 30; only then can it be a count.

    Attributes:
        share: the full marks.
        target: what earns full marks: a number, one by a roster column, or one that climbs over a cycle of periods; 100%
            if absent.
    """

    share: Positive
    target: Target | None = None


class PointBand(Model):
    """One band: exactly one of `at_least`, `above`, `at_most`, `below`, or `otherwise`, and its points.

    `{at_least: 95%, points: 30}`, and last `{otherwise: 0}`.

    Attributes:
        at_least: the band holds from this value on.
        above: the band holds above this value.
        at_most: the band holds up to this value.
        below: the band holds below this value.
        points: what the band gives.
        otherwise: what all other values get; only in the last band.
    """

    at_least: Exact | None = None
    above: Exact | None = None
    at_most: Exact | None = None
    below: Exact | None = None
    points: Exact | None = None
    otherwise: Exact | None = None


class BandScore(Model):
    """Points by bands, tried from first to last, each half-open (Q1 on one indicator); the last is `otherwise`.

    Attributes:
        bands: the bands, tried from first to last.
    """

    bands: Annotated[tuple[PointBand, ...], Field(min_length=2)]


class Repeated(Model):
    """Another value from the k-th occurrence on (P4): `{from: 2, each: -10}`.

    Attributes:
        from: the first occurrence it holds for.
        each: points for that one and every later one.
    """

    from_: Annotated[Whole, Field(ge=2, alias="from")]
    each: Exact


class EachScore(Model):
    """Points per occurrence (P2, P3, P8): `{each: -5, down_to: -20, by_level: {区级: -2, 市级: -5}}`.

    Attributes:
        each: points for one; with `by_level`, for levels not listed there.
        by_level: points by the value of the table's `level` column.
        counted: with `by_level`, whether every record counts (`sum`) or only the one whose level has the most points, once
            (`highest`).
        lot: only whole lots of this size count, each once; what is left over does not.
        beyond: only what exceeds this number counts.
        repeated: another value from the k-th occurrence of a period on.
        starts_at: points before the first occurrence: a full mark that is deducted from (T9); 0 if it starts empty.
        up_to: where additions end; `unlimited` if they do not. Required if any points are positive.
        down_to: where deductions end; `unlimited` if they do not. Required if any points are negative.
    """

    each: Exact | None = None
    by_level: Annotated[dict[str, Exact], Field(min_length=1)] | None = None
    counted: Literal["sum", "highest"] = "sum"
    lot: Annotated[Whole, Field(ge=2)] | None = None
    beyond: Positive | None = None
    repeated: Repeated | None = None
    starts_at: Exact = Field(default=0)  # type: ignore[assignment]  # the validator makes it a Fraction
    up_to: Limit | None = None
    down_to: Limit | None = None


class ShortScore(Model):
    """Points off for what is missing to a target (P5, P13): `{short_of: 95%, each: -2, part: whole_up, starts_at: 20, down_to: 0}`.

    Of a ratio every percentage point below the target counts, of a number every unit.

    Attributes:
        short_of: the target.
        each: points for one percentage point, or one unit, that is missing; below 0.
        part: what a part of one counts: nothing (`whole_down`), a whole one (`whole_up`), or its part (`linear`).
        starts_at: points of who reaches the target; 0 if it starts empty.
        down_to: where deductions end; `unlimited` if they do not.
    """

    short_of: Target
    each: Exact
    part: Literal["whole_down", "whole_up", "linear"]
    starts_at: Exact = Field(default=0)  # type: ignore[assignment]  # the validator makes it a Fraction
    down_to: Limit


class GradeScore(Model):
    """Another sheet's grade turned back into marks (P15): `{by_grade: {优秀: 100%, 合格: 80%, 不合格: 0}, share: 20}`.

    Attributes:
        by_grade: the part of the marks each grade of that sheet gives.
        share: the full marks.
    """

    by_grade: Annotated[dict[str, Exact], Field(min_length=1)]
    share: Positive


Score = Annotated[
    Annotated[GradeScore, Tag(tag("by_grade"))]
    | Annotated[ShareScore, Tag(tag("share"))]
    | Annotated[BandScore, Tag(tag("bands"))]
    | Annotated[ShortScore, Tag(tag("short_of"))]
    | Annotated[EachScore, Tag(tag("each"))]
    | Annotated[EachScore, Tag(tag("by_level"))],
    by_key("by_grade", "share", "bands", "short_of", "each", "by_level"),
]
"""A scorer, chosen by its key."""


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
        when_no_data: what a ratio without denominator earns: `full` marks, `zero`, or `exempt` (the item leaves the
            sheet and what bears full marks is scaled up to the full score; what only adds or deducts is not). Required
            wherever the denominator can be 0.
        basis: whether the numbers are published or assumed, if other than the edition's.
    """

    id: Id
    name: Text
    clause: Clause
    section: Id | None = None
    measure: Measure
    where: FilterText | None = None
    score: Score
    when_no_data: Literal["full", "zero", "exempt"] | None = None
    basis: Basis | None = None


class Section(Model):
    """A group of items with a common maximum (考核项目组).

    Attributes:
        max: the most its items may give together.
        beyond_full: a bonus group: its maximum is not part of the full score.
    """

    id: Id
    name: Text
    clause: Clause
    max: Positive
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
    """Who a sheet assesses.

    Attributes:
        subject: the kind of subject.
        roles: the roles it applies to; `all` for everyone.
        areas: urban or rural; `all` for both.
        placed: which of several roster intervals in a period places a person (role, grid, community, street).
    """

    subject: Literal["worker"]
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

    Attributes:
        every: the kind of period it is filled in for.
        full_score: the full score; the items and sections outside bonus groups must add up to it.
        total: floor and cap of the total.
        opens_at: points everybody opens the period with (T9); part of the full score.
        full_if: when the total is the full score whatever the items say.
        eligible: who has served long enough.
        all_exempt: what a subject gets for whom every item is exempt; required if any item can be.
        ranking: how subjects are ranked; no ranks if absent.
        rankings: further rankings of the same totals, each in a scope of its own.
        grades: a scale of its own instead of the edition's.
        assess: whom it assesses.
        sections: groups of items with a common maximum.
        items: the scored lines, in the order of paper.
        vetoes: events that decide the grade whatever the items say.
        supplied: grades are given by a person or an annex, in the table `supplied`: everybody's (`required`), or those
            that stand in it (`allowed`), the others' by the bands. A veto still lowers them.
    """

    id: Id
    name: Text
    assess: Assess
    every: Every
    full_score: Positive
    total: Total
    opens_at: Positive | None = None
    full_if: FullIf | None = None
    eligible: Eligible | None = None
    all_exempt: Literal["not_assessed", "full"] | None = None
    sections: tuple[Section, ...] = ()
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    vetoes: tuple[Veto, ...] = ()
    ranking: Ranking | None = None
    rankings: tuple[NamedRanking, ...] = ()
    grades: Annotated[tuple[Band, ...], Field(min_length=1)] | None = None
    supplied: Literal["required", "allowed"] | None = None
