"""An amount written as text is the same amount when it is read again."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["plain", "yuan"]


def plain(value: Decimal) -> str:
    """Return *value* as text, without an exponent and without needless zeros."""
    text = f"{value:f}"  # not `normalize`, which rounds to the digits of the context
    return text.rstrip("0").rstrip(".") if "." in text else text


def yuan(amount: Decimal) -> str:
    """Return *amount* as it is printed: two digits after the point, thousands apart."""
    return f"{amount:,.2f}"
