"""A working is a product that comes to its amount, or says that it does not: `=` stands nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gridperf.exact import Mode, round_fraction

__all__ = ["ENOUGH", "MINUS", "NOTHING", "Term", "Working", "product", "settled"]

MINUS = "−"
NOTHING = " ≤ 0"
"""After the working of a top-up that nothing is missing for."""
ENOUGH = " ≥ 0"
"""After the working of a common cap that nothing lies above."""


@dataclass(frozen=True, slots=True)
class Working:
    """How an entry comes to its amount.

    Attributes:
        text: the working, such as `300 × 95.49/100 × 23/31`; of an entry that is no product the quantity, or nothing.
        said: what stands beside it: the band, the level, the grade, the policy; may be empty.
        holds: whether *text* is an equation's left side: it works out to the amount exactly, rounded as the rulebook says.
        exact: what *text* works out to, before rounding; None where it is no product.
    """

    text: str
    said: str = ""
    holds: bool = False
    exact: Fraction | None = None

    def line(self, amount: str) -> str:
        """Return the working with *amount*: `7/7 × 15 = 15`, `7/8 ≥75% → 3`, or the amount alone where nothing is to be said."""
        if self.holds and not self.text.endswith((NOTHING, ENOUGH)):
            equation = amount if self.text == amount else f"{self.text} = {amount}"
            return f"{equation}  {self.said}" if self.said else equation
        before = " ".join(part for part in (self.text, self.said) if part)
        return f"{before} → {amount}" if before else amount


@dataclass(frozen=True, slots=True)
class Term:
    """A factor.

    Attributes:
        text: as it is printed.
        value: what it is.
    """

    text: str
    value: Fraction


def product(terms: Iterable[Term]) -> tuple[str, Fraction]:
    """Return the product of *terms*, as it is printed and what it is."""
    text, value = [], Fraction(1)
    for term in terms:
        text.append(term.text)
        value *= term.value
    return " × ".join(text), value


def settled(terms: Sequence[Term], amount: Decimal, step: Fraction, mode: Mode, *, said: str, otherwise: str) -> Working:
    """Return the product of *terms* if it comes to *amount*, else only what was counted (*otherwise*)."""
    text, value = product(terms)
    if terms and round_fraction(value, step, mode) == Fraction(amount):
        return Working(text, said, holds=True, exact=value)
    return Working(otherwise, said, exact=value if terms else None)
