"""An amount written as text is the same amount when it is read again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

__all__ = ["plain", "texts", "yuan"]


def plain(value: Decimal) -> str:
    """Return *value* as text, without an exponent and without needless zeros."""
    text = f"{value:f}"  # not `normalize`, which rounds to the digits of the context
    return text.rstrip("0").rstrip(".") if "." in text else text


def yuan(amount: Decimal) -> str:
    """Return *amount* as it is printed: two digits after the point, thousands apart."""
    return f"{amount:,.2f}"


def texts(row: Mapping[str, object]) -> dict[str, object]:
    """Return a *row* with its amounts as text, digit for digit."""
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in row.items()}
