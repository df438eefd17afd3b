"""Figures that no record of the person holds: another sheet's result, and a number the roster or the grid list states."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gridperf.rulebook.base import Flag, Id, Model, PeriodCode
from gridperf.rulebook.numbers import Whole

__all__ = ["Over", "Placed", "Result", "ResultOf"]


class Over(Model):
    """The results of the last periods as one: `{last: 12, present: counts, by: mean, missing: skip, needs: 6, since: 2026-01}`.

    Attributes:
        last: how many periods, by the calendar.
        present: whether the period that is assessed is one of them (`counts`) or they end before it (`left_out`).
        by: how their totals become one.
        missing: a period without a total is left out (`skip`) or counts as `zero`.
        needs: how many totals there must be; with fewer there is no data.
        since: the first period that is looked at. The results of every later one of them must be there.
    """

    last: Annotated[Whole, Field(ge=1)]
    present: Literal["counts", "left_out"]
    by: Literal["mean", "lowest", "highest", "sum"]
    missing: Literal["skip", "zero"]
    needs: Annotated[Whole, Field(ge=1)]
    since: PeriodCode


class ResultOf(Model):
    """Whose result, on which sheet: one's own, that of a team one belongs to, or, for a team, those of its members.

    Attributes:
        sheet: the sheet, of the same kind of period.
        of: `self`, the subject's own result; a kind of team, that of the one the subject lies in; `members`, on the sheet
            of a team, those of everybody, or of every smaller team, placed in it.
        by: how the totals of several members become one; only with `of: members`.
        grade: the grade instead of the total; only with the scorer `by_grade`.
        over: the results of several periods as one, instead of the present one's.
    """

    sheet: Id
    of: Literal["self", "grid", "community", "street", "county", "department", "contractor", "members"]
    by: Literal["mean", "lowest", "highest", "sum"] | None = None
    grade: Flag = False
    over: Over | None = None

    @property
    def is_earlier(self) -> bool:
        """Return whether only results of earlier periods are taken."""
        return self.over is not None and self.over.present == "left_out"


class Result(Model):
    """The result of another sheet (P14, P15, P16): `{result: {sheet: review, of: self}}` is its total over its full score.

    `{result: {sheet: village, of: community}}` is that of one's village; `{result: {sheet: month, of: members, by: mean}}`
    is the mean of those who work in a village; `{result: {sheet: month, of: self, over: {last: 12, …}}}` that of the last twelve months.

    Sheets are filled in one after another, so that a result is there before it is used.

    Attributes:
        result: whose result, on which sheet.
    """

    result: ResultOf


class Placed(Model):
    """A number of the roster interval that places a person, or of its grid (Y9): `{placed: grids.households}`.

    Attributes:
        placed: the column, as `roster.column` or `grids.column`.
    """

    placed: Annotated[str, StringConstraints(pattern=r"^(roster|grids)\.[a-z][a-z_0-9]*$")]
