"""A number on paper is the exact number: text is made from it by writing it out, never by rounding it first.

The two exceptions are named for what they are: `percent` and `mean`, shown beside an exact figure for reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from gridperf.exact import as_decimal, round_fraction

__all__ = ["MINUS", "amounts", "clean", "mean", "money", "number", "percent", "places", "points", "signed"]

_ASIDE = re.compile(r"[︀-️\U000e0100-\U000e01ef]")
_LONGEST = 400
MINUS = "−"
_MONEY = re.compile(rf"{MINUS}?\d[\d,]*\.\d\d(?!\d)")
_EXACT = Context(prec=100)


@lru_cache(maxsize=16_384)
def clean(text: str | None) -> str:
    """Return *text* fit for paper: composed (NFC), on one line, without control, format and variant-selecting characters.

    Direction marks and zero-width characters are invisible on paper and can make a line read as something else.
    """
    composed = unicodedata.normalize("NFC", text or "")
    kept = "".join(
        " " if sign.isspace() else sign for sign in composed if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
    )
    return _ASIDE.sub("", kept).strip()[:_LONGEST]


def places(amounts: Iterable[Decimal | None], least: int = 0) -> int:
    """Return how many digits after the point all *amounts* can be written with, at least *least*."""
    return max([least, *(-int(_EXACT.normalize(amount).as_tuple().exponent) for amount in amounts if amount is not None)])


def points(amount: Decimal | None, digits: int) -> str:
    """Return *amount* with exactly *digits* digits after the point; empty if there is none.

    Raises:
        ValueError: if that many digits cannot hold it.
    """
    return "" if amount is None else f"{_held(amount, digits):f}".replace("-", MINUS)


def signed(count: int) -> str:
    """Return a whole number with its sign: `+2`, `−3`, `0`."""
    return f"{count:+d}".replace("-", MINUS) if count else "0"


def _held(amount: Decimal, digits: int) -> Decimal:
    """Return *amount* with exactly *digits* digits after the point."""
    held = _EXACT.quantize(amount, Decimal(1).scaleb(-digits))
    if held != amount:
        message = f"{amount} cannot be written with {digits} digits after the point"
        raise ValueError(message)
    return held or abs(held)


@lru_cache(maxsize=16_384)
def number(amount: Decimal | Fraction | int | None) -> str:
    """Return *amount* with as many digits as it needs and no more; a ratio without decimal form as `1/3`."""
    if amount is None:
        return ""
    value = Fraction(amount)
    try:
        return f"{as_decimal(value):f}".replace("-", MINUS)
    except ValueError:
        return str(value).replace("-", MINUS)


def money(amount: Decimal | None) -> str:
    """Return *amount* of yuan with two digits after the point and commas between thousands; empty if there is none.

    Raises:
        ValueError: if it has a fraction of a fen.
    """
    return "" if amount is None else f"{_held(amount, 2):,f}".replace("-", MINUS)


@lru_cache(maxsize=16_384)
def percent(numerator: int, denominator: int, *, digits: int = 1) -> str:
    """Return the ratio as a percentage for reading, rounded half up; empty without a denominator."""
    if not denominator:
        return ""
    rounded = round_fraction(Fraction(numerator, denominator) * 100, Fraction(1, 10**digits), "half_up")
    return f"{number(rounded)}%"


def amounts(text: str) -> list[str]:
    """Return the amounts of yuan that stand in *text*, as `money` writes them."""
    return [found.group() for found in _MONEY.finditer(text)]


def mean(amounts: Iterable[Decimal]) -> str:
    """Return the mean of *amounts* for reading, rounded half up to 0.01, with commas; empty if there are none."""
    values = [Fraction(amount) for amount in amounts]
    if not values:
        return ""
    return money(as_decimal(round_fraction(sum(values, Fraction(0)) / len(values), Fraction(1, 100), "half_up"), 2))
