"""What an item gives without data is always stated; where it is the mean of others, so is what it gives when nobody has any."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from gridperf.rulebook.base import Model, tag, word_or_number
from gridperf.rulebook.grading import Scope
from gridperf.rulebook.numbers import PartOf

__all__ = ["AverageOf", "NoData", "Stated", "fallback_of"]

Stated = Annotated[Annotated[PartOf, Tag(tag("number"))] | Annotated[Literal["full", "zero", "exempt"], Tag(tag("word"))], word_or_number()]
"""What an item gives without data, whatever others have: a share of its full marks, or a word."""


class AverageOf(Model):
    """Whoever has no data gets the mean of those who have: `{average_of: community, otherwise: exempt}`.

    It is the mean of the item's points, of everybody on the sheet in the same scope who has data for the item in the period:
    each as its lines are rounded, held between the item's own ends and with what appeals added, before the section's ends. The
    mean is exact, and rounded once, like any line.

    Attributes:
        average_of: whose points: `all` on the sheet, or those of the same scope.
        otherwise: what the item gives where nobody there has data: `full` marks, `zero`, a share of full marks, or `exempt`.
    """

    average_of: Scope
    otherwise: Stated


def _kind(value: Any) -> str:  # noqa: ANN401 (pydantic hands over raw data or a model)
    if isinstance(value, (dict, AverageOf)):
        return tag("average_of")
    return tag("stated")


NoData = Annotated[Annotated[AverageOf, Tag(tag("average_of"))] | Annotated[Stated, Tag(tag("stated"))], Discriminator(_kind)]
"""What an item gives without data: as stated, or the mean of others."""


def fallback_of(given: Fraction | str | AverageOf | None) -> Fraction | str | None:
    """Return what is given where no mean can be: what is stated, or what stands in for a mean of nobody."""
    return given.otherwise if isinstance(given, AverageOf) else given
