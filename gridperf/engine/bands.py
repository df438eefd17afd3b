"""Which band a column of exact numbers falls in: bands are tried from first to last, each half-open."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

import polars as pl

from gridperf.ratios import Ratio

__all__ = ["Bounds", "banded", "in_band"]


class Bounds(Protocol):
    """The bound of a band: one of the four, or none in the last."""

    @property
    def at_least(self) -> Fraction | None:
        """Return the value from which on the band holds."""

    @property
    def above(self) -> Fraction | None:
        """Return the value above which the band holds."""

    @property
    def at_most(self) -> Fraction | None:
        """Return the value up to which the band holds."""

    @property
    def below(self) -> Fraction | None:
        """Return the value below which the band holds."""


def in_band(value: Ratio, band: Bounds) -> pl.Expr:
    """Return whether *value* lies in *band*."""
    if band.at_least is not None:
        return value.at_least(band.at_least)
    if band.above is not None:
        return value.above(band.above)
    if band.at_most is not None:
        return ~value.above(band.at_most)
    assert band.below is not None  # noqa: S101 (checked when the rulebook was loaded)
    return ~value.at_least(band.below)


def banded(value: Ratio, bands: Sequence[tuple[Bounds, Fraction]], otherwise: Fraction) -> Ratio:
    """Return the number of the first band *value* lies in, or *otherwise*."""
    return Ratio.first([(in_band(value, band), number) for band, number in bands], otherwise)
