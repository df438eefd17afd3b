"""Rounding once more: count whole steps, look at what is left."""

from __future__ import annotations

from fractions import Fraction

__all__ = ["rounded"]


def rounded(value: Fraction, step: Fraction, mode: str) -> Fraction:
    """Return *value* rounded to a multiple of *step*, by counting whole steps in its size and looking at what is left."""
    size = abs(value)
    count = 0 if size < step else (size / step).__floor__()
    left = size - count * step
    if (
        (mode == "up" and left > 0)
        or (mode == "half_up" and left * 2 >= step)
        or (mode == "half_even" and (left * 2 > step or (left * 2 == step and count % 2 == 1)))
    ):
        count += 1
    return count * step if value > 0 else -(count * step)
