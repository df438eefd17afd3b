"""A number that identifies a person or an account is text whose own check digit holds, or it is named as wrong; nothing is repaired.

An identity card has 18 characters, the last one computed from the others (GB 11643, ISO 7064 MOD 11-2); a residence
permit of people from Hong Kong, Macao and Taiwan follows the same rule.
"""

from __future__ import annotations

import datetime as dt
import re

__all__ = ["check_digit", "is_identity_number"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DIGITS = "10X98765432"
_WRITTEN = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)


def check_digit(first: str) -> str:
    """Return the 18th character of an identity number whose 17 *first* digits are given."""
    return _DIGITS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]


def is_identity_number(text: str) -> bool:
    """Return whether *text* is an identity number: 18 characters, a day of birth that exists, and the right check digit."""
    if not _WRITTEN.fullmatch(text):
        return False
    try:
        dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return check_digit(text[:17]) == text[17]
