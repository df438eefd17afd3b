"""A measure is an exact ratio computed from records by one of a closed set of aggregations; it never scores.

Which table, which column and which rows is data; how they are aggregated is code (`gridperf.engine.measure`).
A count is a ratio over 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, Tag

from gridperf.rulebook.base import ColumnRef, FilterText, Model, TableName, Text, by_key, tag
from gridperf.rulebook.deriving import ColumnName
from gridperf.rulebook.duties import Coverage, Frequency, Online, Streak
from gridperf.rulebook.elsewhere import Placed, Result
from gridperf.rulebook.formulas import divides
from gridperf.rulebook.numbers import Positive, Whole

__all__ = [
    "ActiveDays",
    "Amount",
    "AtMost",
    "Count",
    "Counted",
    "Coverage",
    "Distinct",
    "Formula",
    "Frequency",
    "Imported",
    "Measure",
    "NamedMeasure",
    "Online",
    "Part",
    "Placed",
    "Ratio",
    "Result",
    "StandardMeasure",
    "Streak",
    "Sum",
    "can_lack_data",
    "resolved",
    "table_of",
]


class AtMost(Model):
    """How many rows count at most in one unit (P8): `{times: 2, per: day}`.

    Attributes:
        times: how many.
        per: the unit; weeks run from Monday to Sunday, months as the calendar of the rulebook has them.
    """

    times: Annotated[Whole, Field(ge=1)]
    per: Literal["day", "week", "month"]


class Count(Model):
    """How many rows of a table (M1): `{count: discoveries, where: "valid"}`.

    Attributes:
        count: the table whose rows are counted.
        at_most: how many of them count in one day, week or month; all of them if it is not written.
    """

    count: TableName
    where: FilterText | None = None
    at_most: AtMost | None = None


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

    With `sum` and `at_least`, on how many days a sum is reached: `{days: patrols, sum: distance_m, at_least: 5000}`.

    Attributes:
        days: the table; its records are dated by `started_at` and the like.
        sum: a numeric column of the table that is added up day by day.
        at_least: what a day's sum must reach for the day to count.
    """

    days: TableName
    where: FilterText | None = None
    sum: ColumnName | None = None
    at_least: Positive | None = None


_Plain = (
    Annotated[Count, Tag(tag("count"))]
    | Annotated[ActiveDays, Tag(tag("days"))]
    | Annotated[Sum, Tag(tag("sum"))]
    | Annotated[Distinct, Tag(tag("distinct"))]
    | Annotated[Streak, Tag(tag("streak"))]
    | Annotated[Online, Tag(tag("online"))]
)
_PLAIN = ("count", "days", "sum", "distinct", "streak", "online")

Counted = Annotated[_Plain, by_key(*_PLAIN)]
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


class Imported(Model):
    """A figure taken as given from the `totals` table (M12): `{imported: 满意度}`. Reports mark it as typed in.

    Attributes:
        imported: the figure, as named in the `measure` column of `totals`.
    """

    imported: Text


NamedMeasure = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"), Field(description="A measure of the catalogue or of this rulebook.")
]

_Named = Annotated[NamedMeasure, Tag(tag("name"))]
_Written = (
    _Plain
    | Annotated[Ratio, Tag(tag("ratio"))]
    | Annotated[Frequency, Tag(tag("frequency"))]
    | Annotated[Coverage, Tag(tag("coverage"))]
    | Annotated[Imported, Tag(tag("imported"))]
    | Annotated[Result, Tag(tag("result"))]
    | Annotated[Placed, Tag(tag("placed"))]
)
_WRITTEN = ("count", "days", "frequency", "sum", "distinct", "streak", "online", "ratio", "coverage", "imported", "result", "placed")
"""What tells all of them apart; beside `days` and `frequency`, `sum` is a column alone."""

Part = Annotated[_Named | _Written, by_key(*_WRITTEN, name=True)]
"""A measure that can stand in a formula: by name, or written out."""


PartName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""A name inside a formula."""


class Formula(Model):
    """Arithmetic over measures, where no other measure says what the county's document says.

    `{formula: "(done - returned) / due", using: {done: {count: disposals}, returned: {count: incidents}, due: adopted_reports}}`

    Allowed are `+ - * /`, parentheses, numbers such as `12` or `0.95`, `CASE WHEN … THEN … ELSE … END`, comparisons,
    `AND OR NOT`, `LEAST`, `GREATEST` and `ABS`. A division by nothing, and a ratio without denominator, have no data.
    A formula that divides, or uses a ratio, counts as a ratio itself: its bounds are written as percentages.
    No other county computes it, so `check` warns of every formula.

    Attributes:
        formula: SQL arithmetic over the names of `using`, numbers of the roster (`roster.pay_base`) and named numbers (`values.norm`).
        using: the measures, by the name they have in the formula.
    """

    formula: Annotated[str, StringConstraints(min_length=1)]
    using: dict[PartName, Part] = Field(default_factory=dict)

    def part(self, name: str) -> Amount:
        """Return the measure called *name*, which is written out."""
        part = self.using[name]
        if isinstance(part, str):
            message = f"the measure {part} of a formula is not written out"
            raise TypeError(message)
        return part


_Formula = Annotated[Formula, Tag(tag("formula"))]

Amount = Annotated[_Written | _Formula, by_key(*_WRITTEN, "formula")]
"""A measure written out."""

Measure = Annotated[_Named | _Written | _Formula, by_key(*_WRITTEN, "formula", name=True)]
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


def table_of(amount: Measure) -> str:
    """Return the table whose records *amount* counts; of a ratio, those over the line. Empty if it counts no records, or is a name."""
    if isinstance(amount, Ratio):
        return table_of(amount.ratio.of)
    named = (getattr(amount, key, None) for key in _WRITTEN if key in (*_PLAIN, "frequency", "coverage"))
    return next((name.partition(".")[0] for name in named if isinstance(name, str)), "")


def can_lack_data(amount: Measure) -> bool:
    """Return whether *amount* can be without value: its denominator can be 0. Of a name, nothing is known."""
    if isinstance(amount, Formula):
        return divides(amount.formula) or any(can_lack_data(part) for part in amount.using.values())
    return isinstance(amount, (Ratio, Frequency, Coverage, Imported, Result))


def resolved(measure: Measure, named: Callable[[str], Amount | None]) -> Amount | None:
    """Return *measure* written out, a formula's parts as well; None if it is a name that *named* does not know."""
    amount = named(measure) if isinstance(measure, str) else measure
    if not isinstance(amount, Formula):
        return amount
    using = {name: (named(part) or part) if isinstance(part, str) else part for name, part in amount.using.items()}
    return amount.model_copy(update={"using": using})
