"""A measure is an exact ratio computed from records by one of a closed set of aggregations; it never scores.

Which table, which column and which rows is data; how they are aggregated is code (`gridperf.engine.measure`).
A count is a ratio over 1.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, Tag

from gridperf.rulebook.base import FilterText, Model, Text, Whole, by_key, tag

__all__ = [
    "ActiveDays",
    "Amount",
    "Count",
    "Counted",
    "Distinct",
    "Frequency",
    "Imported",
    "Measure",
    "NamedMeasure",
    "Ratio",
    "StandardMeasure",
    "Sum",
]

TableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_0-9]*$"), Field(description="A table of records.")]
ColumnRef = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_0-9]*\.[a-z][a-z_0-9]*$"), Field(description="`table.column`")]


class Count(Model):
    """How many rows of a table (M1): `{count: discoveries, where: "valid"}`.

    Attributes:
        count: the table whose rows are counted.
    """

    count: TableName
    where: FilterText | None = None


class Sum(Model):
    """The sum of a numeric column (M1, M5): `{sum: patrols.distance_m}`. A missing value adds nothing.

    Attributes:
        sum: the column, as `table.column`.
    """

    sum: ColumnRef
    where: FilterText | None = None


class Distinct(Model):
    """How many different values a column has (M2): `{distinct: visits.target_id}`. A missing value is none.

    Attributes:
        distinct: the column, as `table.column`.
    """

    distinct: ColumnRef
    where: FilterText | None = None


class ActiveDays(Model):
    """On how many days there is at least one row (M5): `{days: patrols, where: "valid"}`.

    Attributes:
        days: the table; its records are dated by `started_at` and the like.
    """

    days: TableName
    where: FilterText | None = None


Counted = Annotated[
    Annotated[Count, Tag(tag("count"))]
    | Annotated[Sum, Tag(tag("sum"))]
    | Annotated[Distinct, Tag(tag("distinct"))]
    | Annotated[ActiveDays, Tag(tag("days"))],
    by_key("count", "sum", "distinct", "days"),
]
"""A measure that is a plain number."""


class OfTo(Model):
    """The two sides of a ratio.

    Attributes:
        of: what stands over the line.
        to: what stands under it.
    """

    of: Counted
    to: Counted


class Ratio(Model):
    """One count over another (M3): `{ratio: {of: {count: …}, to: {count: …}}}`. `where` narrows both sides.

    Attributes:
        ratio: the two sides, `of` over `to`.
    """

    ratio: OfTo
    where: FilterText | None = None


class Frequency(Model):
    """How much of a required frequency was met (M6): two patrols a workday, one sort-through a week.

    The denominator is `times` for every day, week or month on which the duty is due; the numerator counts, in each of
    them, at most `times` rows, so a busy Monday does not make up for an empty Tuesday.

    A **workday** is due if the worker was in service and not excused; a **day** likewise, weekends included.
    A **week** (Monday to Sunday) is due if at least `week_needs` workdays of it, inside the period, are due.
    A **month** (the whole period) is due if at least one workday is.
    Rows on days that are not due count in no day; in a week or month that is due, rows of any day inside the period count.

    Attributes:
        frequency: the table.
        times: how often per unit.
        per: the unit.
        excused_by: which rows of `attendance` excuse a day; `none` if nothing does.
        week_needs: due workdays that make a week due; only with `per: week`.
    """

    frequency: TableName
    where: FilterText | None = None
    times: Annotated[Whole, Field(ge=1)]
    per: Literal["day", "workday", "week", "month"]
    excused_by: FilterText | Literal["none"]
    week_needs: Annotated[Whole, Field(ge=1, le=7)] | None = None


class Imported(Model):
    """A figure taken as given from the `totals` table (M12): `{imported: 满意度}`. Reports mark it as typed in.

    Attributes:
        imported: the figure, as named in the `measure` column of `totals`.
    """

    imported: Text


Amount = Annotated[
    Annotated[Count, Tag(tag("count"))]
    | Annotated[Sum, Tag(tag("sum"))]
    | Annotated[Distinct, Tag(tag("distinct"))]
    | Annotated[ActiveDays, Tag(tag("days"))]
    | Annotated[Ratio, Tag(tag("ratio"))]
    | Annotated[Frequency, Tag(tag("frequency"))]
    | Annotated[Imported, Tag(tag("imported"))],
    by_key("count", "sum", "distinct", "days", "ratio", "frequency", "imported"),
]
"""A measure written out."""

NamedMeasure = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"), Field(description="A measure of the catalogue or of this rulebook.")
]

Measure = Annotated[
    Annotated[NamedMeasure, Tag(tag("name"))]
    | Annotated[Count, Tag(tag("count"))]
    | Annotated[Sum, Tag(tag("sum"))]
    | Annotated[Distinct, Tag(tag("distinct"))]
    | Annotated[ActiveDays, Tag(tag("days"))]
    | Annotated[Ratio, Tag(tag("ratio"))]
    | Annotated[Frequency, Tag(tag("frequency"))]
    | Annotated[Imported, Tag(tag("imported"))],
    by_key("count", "sum", "distinct", "days", "ratio", "frequency", "imported", name=True),
]
"""A measure by name, or written out."""


class StandardMeasure(Model):
    """A measure with a name: an entry of `rules/catalogue/` or of a rulebook's own `measures`.

    Attributes:
        name: its Chinese name.
        meaning: one sentence that says what is counted over what.
        direction: whether more is better.
        unit: what the figure counts, such as 次 or 件; `%` for a ratio.
        source: where the definition comes from.
        measure: how it is computed.
    """

    id: NamedMeasure | None = None
    name: Text
    meaning: Text
    direction: Literal["higher", "lower"]
    unit: Text
    source: Text
    measure: Amount
