"""How a grade, a score or a record becomes yuan: pay lines, each a list of yuan entries that add up to gross pay.

Amounts are written out, taken from a roster column (`roster.pay_base`), or from the rulebook's own `values`
(`values.income-floor`), which may differ by a roster column.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from gridperf.exact import Mode
from gridperf.period import Every
from gridperf.rulebook.base import Basis, Id, Model, Text, by_key, list_or, tag
from gridperf.rulebook.cash import DecidedLine, EachLine, EachOfLine, LadderLine, YuanBandLine
from gridperf.rulebook.clauses import Clause
from gridperf.rulebook.factors import After, Factor
from gridperf.rulebook.measures import Measure
from gridperf.rulebook.money import Value, Yuan
from gridperf.rulebook.numbers import Exact, Limit, Positive, PositiveLimit, Step, Whole
from gridperf.rulebook.pooling import PoolLine
from gridperf.rulebook.scoring import Roles

__all__ = [
    "MONTHLY",
    "AmountLine",
    "ByGradeLine",
    "ByScoreLine",
    "CapLine",
    "DaysLine",
    "DecidedLine",
    "EachLine",
    "EachOfLine",
    "HoldLine",
    "LadderLine",
    "Line",
    "PartMonth",
    "PayLine",
    "PointLine",
    "PoolLine",
    "RankLine",
    "ReleaseLine",
    "TopUpLine",
    "Value",
    "Yuan",
    "YuanBandLine",
    "counts",
]

PartMonth = Literal["whole", "by_calendar_days", "by_paid_days", "add_paid_days", "subtract_unpaid_days"]
"""How a monthly amount is paid for part of a month.

`whole`: in full. `by_calendar_days`: × days in service ÷ days of the month. `by_paid_days`: × paid days in service ÷ paid
days of the month. `add_paid_days`: ÷ 21.75 × paid days in service, at most the amount, and a full month pays it in
full. `subtract_unpaid_days`: amount − amount ÷ 21.75 × paid days out of service, at least 0.
Source of the last three: the methods in use named beside 人社部发〔2025〕2号, which fixes 21.75 and none of them.
"""

NOT_ASSESSED = "not_assessed"
"""The key under which `by_grade` says what people without a grade get."""


class AmountLine(Model):
    """A fixed amount (Y1, Y10): `{amount: roster.pay_base}`.

    Attributes:
        amount: the amount for a whole month.
    """

    amount: Yuan


class ByGradeLine(Model):
    """A coefficient by grade times an amount (Y4): `{by_grade: {优秀: 1.2, 合格: 1.0, 不合格: 0, not_assessed: 1.0}, of: 1200}`.

    Attributes:
        by_grade: coefficient of every grade of the scale; `not_assessed` for people without a grade, required if there
            can be any.
        of: the amount it multiplies.
    """

    by_grade: Annotated[dict[str, Exact], Field(min_length=1)]
    of: Yuan


class ByScoreLine(Model):
    """A linear share by score (Y2): `{by_score: 1200, not_assessed: 0}` gives 1200 × total ÷ full score, and nothing for a total below 0.

    Attributes:
        by_score: the amount for the full score.
        at_most: the largest share of it; `unlimited` if a total above the full score pays more.
        not_assessed: the share of it for people without a total.
    """

    by_score: Yuan
    at_most: PositiveLimit
    not_assessed: Exact


Counting = Annotated[
    Annotated[tuple[Id, ...], Field(min_length=1), Tag(tag("list"))] | Annotated[Literal["all_above"], Tag(tag("word"))],
    list_or("all_above"),
]
"""Ids of pay lines, or `all_above`."""


def counts(counting: Counting, line: str) -> bool:
    """Return whether *counting*, of a line further down, has the pay line *line* in it."""
    return counting == "all_above" or line in counting


class TopUpLine(Model):
    """A pay floor (Y14): what is missing between the lines counted and the floor.

    Attributes:
        top_up_to: the floor for a whole month.
        counting: ids of the lines that count towards it; `all_above` for every line before it.
    """

    top_up_to: Yuan
    counting: Counting


class CapLine(Model):
    """A common end of several lines: `{cap_at: 300, counting: [reports, repairs]}` takes off what they come to above 300.

    It counts what stands before it, as paid, deductions and the person's own part of a line that is split included; a
    line after it is not held. Pools divide a fund, so they end by themselves.

    Attributes:
        cap_at: the most the lines may come to together in a whole month.
        counting: ids of the lines it counts; `all_above` for every line before it.
    """

    cap_at: Yuan
    counting: Counting


class PointLine(Model):
    """Yuan per point, with a slope of its own on either side (Y3).

    `{per_point: 10, per_lost_point: 20, from: 90, starts_at: 600, part: linear, at_least: 0, at_most: unlimited, not_assessed: 0}`
    pays 600 at 90 points, 10 more for each point above, 20 less for each point below, and never less than nothing.

    Attributes:
        per_point: yuan for each point above `from`.
        per_lost_point: yuan taken for each point below `from`; 0 if there is none below.
        from: the total from which points are counted.
        starts_at: the amount at that total.
        part: parts of a point count in proportion (`linear`), not at all (`whole_down`), or as whole points (`whole_up`).
        at_least: the least the line may come to; `unlimited` if it may become a deduction without end.
        at_most: the most the line may come to.
        not_assessed: the yuan of people without a total.
    """

    per_point: Exact
    per_lost_point: Exact
    from_: Annotated[Exact, Field(alias="from")]
    starts_at: Yuan
    part: Literal["linear", "whole_down", "whole_up"]
    at_least: Limit
    at_most: Limit
    not_assessed: Exact


def _place(value: object) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and re.fullmatch(r"[1-9][0-9]{0,5}|last(-[1-9][0-9]{0,5})?", text):
        return text
    raise PydanticCustomError("rank_place", "expected a place such as 1, 2, last or last-1")


Place = Annotated[str, PlainValidator(_place), WithJsonSchema({"type": "string", "pattern": "^([1-9][0-9]*|last(-[1-9][0-9]*)?)$"})]
"""A place in a ranking, counted from the best (`1`, `2`) or from the end (`last`, `last-1`)."""


class RankLine(Model):
    """Prizes and penalties by rank (Y5, Y6): `{by_rank: {1: 800, 2: 600, 3: 400, last: -400, last-1: -200}, ties: each, needs: 5}`.

    Attributes:
        by_rank: yuan by place, counted from the best or from the end; every other place pays nothing.
        ties: people of one rank each get the amount of their place (`each`), or share what the places they take up
            would have paid (`share`).
        needs: the fewest people who must be ranked in a scope for the line to pay there at all.
        ranking: which of the sheet's named `rankings` decides; its `ranking` if absent.
    """

    by_rank: Annotated[dict[Place, Exact], Field(min_length=1)]
    ties: Literal["each", "share"]
    needs: Annotated[Whole, Field(ge=1)]
    ranking: Id | None = None

    def on(self, sheet: str) -> str:
        """Return what columns of the ranking on *sheet* are named by."""
        return sheet if self.ranking is None else f"{sheet}/{self.ranking}"


class DaysAttained(Model):
    """How days become days that are paid (Y11).

    If the days attended and on leave reach the days due, a quota that is met pays the days attended, and one that is
    missed pays the days due × done ÷ quota, in whole days; if they do not, the days attended are paid.

    Attributes:
        due: the days attendance is due.
        attended: the days attended.
        leave: the days of leave that count as covered.
        done: what the quota counts.
        quota: how many are due: a number, `roster.<column>`, `grids.<column>` or `values.<id>`.
        round: how part of a day becomes whole days.
    """

    due: Measure
    attended: Measure
    leave: Measure
    done: Measure
    quota: Yuan
    round: Mode


class DaysLine(Model):
    """Pay by effective days (Y11): `{effective_days: {…}, of: 2640, no_due_days: 0}`.

    Attributes:
        effective_days: how days become days that are paid.
        of: the amount for all days that are due.
        no_due_days: the share of it for people without a day due.
    """

    effective_days: DaysAttained
    of: Yuan
    no_due_days: Exact


class HoldLine(Model):
    """Money held back (Y15): `{hold: 40%, counting: [performance]}`; it stands in pay as a deduction until it is released.

    Attributes:
        hold: the share of the lines counted that is held back.
        counting: ids of the lines it is held back from; `all_above` for every line before it.
    """

    hold: Positive
    counting: Counting


class ReleaseLine(Model):
    """Money held back and paid out later (Y15, Y23): `{release: [held], at: half, leavers: at_leaving}`.

    What was held back in the periods since the start of the quarter, half or year, this one included, and not released
    since. Earlier periods are taken from the history as they were paid.

    Attributes:
        release: ids of the lines that hold money back; they stand before this one.
        at: it is paid in the last period of each.
        leavers: people whose service ends in this period get it now (`at_leaving`), or with everybody else (`at_end`)
            if they still serve then.
    """

    release: Annotated[tuple[Id, ...], Field(min_length=1)]
    at: Literal["quarter", "half", "year"]
    leavers: Literal["at_leaving", "at_end"]


Line = Annotated[
    Annotated[AmountLine, Tag(tag("amount"))]
    | Annotated[ByGradeLine, Tag(tag("by_grade"))]
    | Annotated[ByScoreLine, Tag(tag("by_score"))]
    | Annotated[PointLine, Tag(tag("per_point"))]
    | Annotated[RankLine, Tag(tag("by_rank"))]
    | Annotated[EachLine, Tag(tag("each"))]
    | Annotated[EachOfLine, Tag(tag("each_of"))]
    | Annotated[LadderLine, Tag(tag("ladder"))]
    | Annotated[YuanBandLine, Tag(tag("bands"))]
    | Annotated[DaysLine, Tag(tag("effective_days"))]
    | Annotated[DecidedLine, Tag(tag("decided"))]
    | Annotated[PoolLine, Tag(tag("pool"))]
    | Annotated[HoldLine, Tag(tag("hold"))]
    | Annotated[ReleaseLine, Tag(tag("release"))]
    | Annotated[TopUpLine, Tag(tag("top_up_to"))]
    | Annotated[CapLine, Tag(tag("cap_at"))],
    by_key(
        "amount",
        "by_grade",
        "by_score",
        "per_point",
        "by_rank",
        "each",
        "each_of",
        "ladder",
        "bands",
        "effective_days",
        "decided",
        "pool",
        "hold",
        "release",
        "top_up_to",
        "cap_at",
    ),
]
"""A pay line's formula, chosen by its key."""

MONTHLY = (AmountLine, ByGradeLine, ByScoreLine, PointLine, TopUpLine, CapLine)
"""Formulas that pay an amount for a month, of which people get a part for part of a month."""


class PayLine(Model):
    """One line of pay.

    Attributes:
        every: the kind of period it is paid for; required where sheets are filled in for several kinds, so that assessing a
            year does not pay the month again. Where no sheet is filled in for such a period, and `rollup` has it, the line is
            paid when it is rolled up, by the total, grade and rank there.
        line: the formula, chosen by its key.
        sheet: the sheet whose grade or score it uses; the subject's only one if absent. A sheet of shorter periods than `every`
            is used as rolled up.
        roles: the roles it is paid to; `all` for everyone.
        part_month: how a monthly amount is paid for part of a month; required for lines that pay by the month.
        times: what the amount is multiplied by besides.
        after: results of earlier periods without which the line is not paid.
        shared_by: which budgets bear the line, and their shares; they add up to 1.
        split: who receives the line, and their shares; `self` is the person's own, and alone counts in pay.
        step: rounding step of this line, if other than the rulebook's `rounding.money`.
    """

    id: Id
    name: Text
    clause: Clause
    every: Every | None = None
    line: Line
    sheet: Id | None = None
    roles: Roles = "all"
    part_month: PartMonth | None = None
    times: tuple[Factor, ...] = ()
    after: After | None = None
    shared_by: Annotated[dict[Text, Exact], Field(min_length=1)] | None = None
    split: Annotated[dict[Text, Exact], Field(min_length=1)] | None = None
    step: Step | None = None
    basis: Basis | None = None
