"""A share of a pool is told so that it can be redone by hand: the fund, the person's weight, the sum of weights, and its end.

Fund × weight ÷ sum of weights works out, cut or made one more unit or held at a bound as the note says, to what is paid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gridperf.engine.pay.marks import FEN
from gridperf.engine.pay.pools import End, Shares
from gridperf.engine.rows import plain
from gridperf.exact import round_fraction

__all__ = ["ABOUT", "FUND", "LESS", "MORE", "Bounds", "Fund", "Told", "tell", "without_share"]

FUND = "奖励池"
"""Before the fund in a note."""
WEIGHT = "份额权数"
"""Before the factors of a weight in a note."""
LESS = "零头舍去"
MORE = "零头进 "
ABOUT = "约 "
"""Before a sum of weights that is too long to print."""

_LONGEST = 24
"""Characters of a weight that are still printed as they are."""
_DIGITS = 12
"""Digits after the point of the decimals that are counted in powers of ten."""
_SHOWN = Fraction(1, 10**6)
_INT64 = 2**63


@dataclass(frozen=True, slots=True)
class Fund:
    """What a scope had to divide, in fen.

    Attributes:
        fund: the money of the period.
        carried: what earlier periods carried on.
        reserved: what was kept back.
    """

    fund: int
    carried: int
    reserved: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """Within what shares were held, in yuan.

    Attributes:
        step: what they are whole multiples of.
        floor: the least.
        cap: the most; None if there is no end.
        equal: the fund was too small for the floors, and was divided equally whatever the weights.
    """

    step: Fraction
    floor: Fraction
    cap: Fraction | None
    equal: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A share as it stands in the ledger: `over` ÷ `under` of `fund` fen, empty where numbers do not fit; the rest is in `note`."""

    note: str
    over: int | None = None
    under: int | None = None
    fund: int | None = None


def tell(shares: Shares, factors: Mapping[str, Sequence[Fraction]], fund: Fund, bounds: Bounds) -> dict[str, Told]:
    """Return how each of *shares* came about; *factors* are those of everybody's weight."""
    held = [share for subject, share in shares.units.items() if shares.ends[subject] in ("floor", "cap")]
    before, ends = _before(fund, bounds), _ends(bounds)
    if not shares.total:
        whole = (sum(held) + shares.left) * bounds.step
        return {subject: Told("；".join([*before, f"{FUND} {plain(whole)} 元", *ends[end]])) for subject, end in shares.ends.items()}
    if held:
        whole = (sum(held) + shares.divided) * bounds.step
        before.append(f"{FUND} {plain(whole)} 元，其中 {len(held)} 人按限额共 {plain(sum(held) * bounds.step)} 元")
    open_ = shares.divided * bounds.step
    stated = f"{FUND}{'余' if held else ''} {plain(open_)} 元"
    texts = {count: _weight(Fraction(count, shares.parts)) for count in {*shares.weights.values(), shares.total}}
    finer = _finer(shares.parts)
    fits = max(shares.total, *shares.weights.values()) * finer < _INT64
    found = {}
    for subject, end in shares.ends.items():
        count = shares.weights[subject]
        own = [] if bounds.equal or len(factors[subject]) == 1 else [_product(factors[subject], texts[count])]
        note = "；".join([*before, *own, f"{stated} × {texts[count]} ÷ {texts[shares.total]}", *ends[end]])
        found[subject] = Told(note, count * finer, shares.total * finer, int(open_ / FEN)) if fits else Told(note)
    return found


def without_share(factors: Sequence[Fraction]) -> Told:
    """Return why somebody whose weight is 0 has no share."""
    return Told(f"{WEIGHT}为 0" if len(factors) == 1 else _product(factors, "0"))


def _weight(weight: Fraction) -> str:
    """Return a weight as a decimal, or as a fraction in brackets where it is none; where that is too long, about what it is."""
    text = plain(weight)
    if "/" in text:
        text = f"({text})"
    return text if len(text) <= _LONGEST else ABOUT + plain(round_fraction(weight, _SHOWN, "half_up"))


def _before(fund: Fund, bounds: Bounds) -> list[str]:
    """Return what makes up the fund, where it is not the money of the period alone, and why it is divided equally."""
    found = []
    if fund.carried or fund.reserved:
        beside = (("上期结转", fund.carried), ("预留", fund.reserved))
        found.append("，".join([f"总额 {_yuan(fund.fund)} 元", *(f"{name} {_yuan(fen)} 元" for name, fen in beside if fen)]))
    if bounds.equal:
        found.append("不够每人的下限，人人平分")
    return found


def _ends(bounds: Bounds) -> dict[End, list[str]]:
    """Return what is said of each way a share came to whole units."""
    return {
        "even": [],
        "cut": [LESS],
        "more": [f"{MORE}{plain(bounds.step)} 元"],
        "floor": [f"按下限 {plain(bounds.floor)} 元计"],
        "cap": [] if bounds.cap is None else [f"以上限 {plain(bounds.cap)} 元为限"],
    }


def _yuan(fen: int) -> str:
    return plain(fen * FEN)


def _finer(parts: int) -> int:
    """Return how many times as many parts as *parts* are a power of ten; 1 if there is none."""
    return next((10**digits // parts for digits in range(_DIGITS + 1) if 10**digits % parts == 0), 1)


def _product(factors: Sequence[Fraction], weight: str) -> str:
    """Return a weight as the product of its factors."""
    return f"{WEIGHT} {' × '.join(map(_weight, factors))} = {weight}"
