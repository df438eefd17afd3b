"""A scorer turns what was measured into points; which one, is said by its key, and where points end is said by every one.

Points are exact: shares, bands, occurrences, what is missing to a target, and another sheet's grade.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, Tag

from gridperf.rulebook.base import Model, by_key, tag
from gridperf.rulebook.numbers import Exact, Limit, Positive, Whole
from gridperf.rulebook.targets import Target

__all__ = ["BandScore", "EachScore", "GradeScore", "PointBand", "Repetition", "Score", "ShareScore", "ShortScore"]


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


class Repetition(Model):
    """Another value from the k-th occurrence on (P4): `{from: 2, each: -10}`, or object by object: `{from: 2, each: -6, of: event_id}`.

    Attributes:
        from: the first occurrence it holds for.
        each: points for that one and every later one.
        of: the column that names what happens again: occurrences are then counted for each of its values apart, and a record
            without a value is an object of its own. Only of a count of records, or of a sum of whole numbers.
    """

    from_: Annotated[Whole, Field(ge=2, alias="from")]
    each: Exact
    of: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_0-9]*$")] | None = None


class EachScore(Model):
    """Points per occurrence (P2, P3, P8): `{each: -5, down_to: -20, by_level: {区级: -2, 市级: -5}}`.

    Attributes:
        each: points for one; with `by_level`, for levels not listed there.
        by_level: points by the value of the table's `level` column.
        counted: with `by_level`, whether every record counts (`sum`) or only the one whose level has the most points, once
            (`highest`).
        lot: only whole lots of this size count, each once; what is left over does not.
        beyond: only what exceeds this number counts.
        repeated: another value from the k-th occurrence of a period on, or of the same object in a period.
        starts_at: points before the first occurrence: a full mark that is deducted from (T9); 0 if it starts empty.
        up_to: where additions end; `unlimited` if they do not. Required if any points are positive.
        down_to: where deductions end; `unlimited` if they do not. Required if any points are negative.
    """

    each: Exact | None = None
    by_level: Annotated[dict[str, Exact], Field(min_length=1)] | None = None
    counted: Literal["sum", "highest"] = "sum"
    lot: Annotated[Whole, Field(ge=2)] | None = None
    beyond: Positive | None = None
    repeated: Repetition | None = None
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
