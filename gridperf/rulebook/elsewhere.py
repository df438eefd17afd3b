"""Figures that no record of the person holds: another sheet's result, and a number the roster or the grid list states."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from gridperf.rulebook.base import Flag, Id, Model

__all__ = ["Placed", "Result", "ResultOf"]


class ResultOf(Model):
    """Whose result, on which sheet.

    Attributes:
        sheet: the sheet, of the same kind of period.
        of: the subject's own result (`self`).
        grade: the grade instead of the total; only with the scorer `by_grade`.
    """

    sheet: Id
    of: Literal["self"]
    grade: Flag = False


class Result(Model):
    """The result of another sheet (P14, P15): `{result: {sheet: review, of: self}}` is its total over its full score.

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
