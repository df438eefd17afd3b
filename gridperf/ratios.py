"""A column of exact numbers stays numerator over denominator, both integers, until its one declared rounding.

`Ratio` is two integer expressions and a bound on how large each can get.
The bounds are what keeps 128-bit products from wrapping, which polars does silently: before an expression is built its
largest possible result is known, 64 bits are used where they are enough, 128 where they are not, and beyond 127 bits
`TooLarge` is raised instead of a wrong number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, reduce
from operator import add
from typing import Any, Self

import polars as pl

from gridperf.exact import Mode, round_fraction

__all__ = ["Ratio", "TooLarge", "bound", "held", "rounded_sum"]

_INT64 = 2**63 - 1
_INT128 = 2**127 - 1
_BITS = 126
_SHARP = 16
"""Fixed point with fewer bits after the point than this decides too little to be worth it."""
_BEYOND = "a rounded sum does not fit into 64 bits"


class TooLarge(ArithmeticError):
    """An exact result would not fit into 127 bits."""


def bound(frame: pl.DataFrame, columns: Iterable[str]) -> dict[str, int]:
    """Return the largest magnitude in each of the integer *columns* of *frame* (0 for an empty column)."""
    names = list(columns)
    if not names or not frame.height:
        return dict.fromkeys(names, 0)
    row = frame.select(
        *(pl.col(name).min().alias(f"{name}\0min") for name in names),
        *(pl.col(name).max().alias(f"{name}\0max") for name in names),
    ).row(0, named=True)
    return {name: max(abs(row[f"{name}\0min"] or 0), abs(row[f"{name}\0max"] or 0)) for name in names}


def _width(largest: int) -> type[pl.Int64 | pl.Int128]:
    if largest <= _INT64:
        return pl.Int64
    if largest <= _INT128:
        return pl.Int128
    message = f"a result of up to {largest.bit_length()} bits does not fit into 127"
    raise TooLarge(message)


@lru_cache(maxsize=4096)
def _whole(value: int, width: type[pl.Int64 | pl.Int128]) -> pl.Expr:
    """Return *value* in every row; a rulebook writes the same few numbers again and again."""
    return pl.lit(value, dtype=width)


def _times(column: pl.Expr, factor: int, largest: int) -> pl.Expr:
    if factor == 1:
        return column
    # the product is smaller than a column times 0, so its bound says nothing of the column's own width
    width = _width(largest) if factor else pl.Int128
    return column.cast(width) * _whole(factor, width)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A column of exact ratios: `num` over `den`, with |num| ≤ `most` and 0 < den ≤ `den_most`.

    Where `den` is 0 in the data the ratio has no value; whoever builds it decides what happens to such rows before
    using it (`when_no_data`).

    Attributes:
        num: integer column of numerators.
        den: integer column of denominators.
        most: the largest magnitude of a numerator.
        den_most: the largest denominator.
        constant: every denominator is `den_most`; sums then need no larger one.
    """

    num: pl.Expr
    den: pl.Expr
    most: int
    den_most: int
    constant: bool = False

    @classmethod
    def of(cls, num: str, den: str | None, bounds: dict[str, int]) -> Self:
        """Return column *num* over column *den* (over 1 if None); *bounds* as from `bound`."""
        if den is None:
            return cls._over(pl.col(num), 1, bounds[num])
        return cls(pl.col(num), pl.col(den), bounds[num], max(bounds[den], 1))

    @classmethod
    def fixed(cls, value: Fraction) -> Self:
        """Return a column that is *value* in every row."""
        width = _width(abs(value.numerator))
        return cls._over(_whole(value.numerator, width), value.denominator, abs(value.numerator))

    @classmethod
    def units(cls, column: pl.Expr, step: Fraction, most: int) -> Self:
        """Return an integer *column*, |column| ≤ *most*, that counts multiples of *step*."""
        top = most * step.numerator
        return cls._over(_times(column, step.numerator, top), step.denominator, top)

    @classmethod
    def _over(cls, num: pl.Expr, den: int, most: int) -> Self:
        return cls(num, _whole(den, _width(den)), most, den, constant=True)

    def times(self, factor: Fraction) -> Ratio:
        """Return the ratio times *factor*."""
        top = self.most * abs(factor.numerator)
        bottom = self.den_most * factor.denominator
        num = _times(self.num, factor.numerator, top)
        if self.constant:
            return Ratio._over(num, bottom, top)
        return Ratio(num, _times(self.den, factor.denominator, bottom), top, bottom)

    def times_ratio(self, other: Ratio) -> Ratio:
        """Return the product of two columns."""
        top, bottom = self.most * other.most, self.den_most * other.den_most
        wide, deep = _width(max(top, self.most, other.most)), _width(bottom)
        num = self.num.cast(wide) * other.num.cast(wide)
        if self.constant and other.constant:
            return Ratio._over(num, bottom, top)
        return Ratio(num, self.den.cast(deep) * other.den.cast(deep), top, bottom)

    def plus(self, other: Ratio) -> Ratio:
        """Return the sum of two columns."""
        if self.constant and other.constant:
            den = math.lcm(self.den_most, other.den_most)
            left, right = den // self.den_most, den // other.den_most
            top = self.most * left + other.most * right
            wide = _width(top)
            return Ratio._over(_times(self.num.cast(wide), left, top) + _times(other.num.cast(wide), right, top), den, top)
        left, right = self.most * other.den_most, other.most * self.den_most
        top, bottom = left + right, self.den_most * other.den_most
        # a numerator that is 0 everywhere makes products smaller than the denominators in them
        wide, deep = _width(max(top, self.den_most, other.den_most)), _width(bottom)
        num = self.num.cast(wide) * other.den.cast(wide) + other.num.cast(wide) * self.den.cast(wide)
        return Ratio(num, self.den.cast(deep) * other.den.cast(deep), top, bottom)

    def compared(self, threshold: Fraction) -> tuple[pl.Expr, pl.Expr]:
        """Return two integer columns that compare as the ratio compares with *threshold*, by cross-multiplication."""
        left = self.most * threshold.denominator
        right = self.den_most * abs(threshold.numerator)
        wide = _width(max(left, right))
        under = (
            _whole(self.den_most * threshold.numerator, wide) if self.constant else _times(self.den, threshold.numerator, right).cast(wide)
        )
        return _times(self.num, threshold.denominator, left).cast(wide), under

    def at_least(self, threshold: Fraction) -> pl.Expr:
        """Return whether the ratio is at least *threshold*."""
        left, right = self.compared(threshold)
        return left >= right

    def above(self, threshold: Fraction) -> pl.Expr:
        """Return whether the ratio is above *threshold*."""
        left, right = self.compared(threshold)
        return left > right

    def clip(self, low: Fraction | None, high: Fraction | None) -> Ratio:
        """Return the ratio held between *low* and *high*."""
        result = self
        if low is not None:
            result = result._choose(~result.at_least(low), low)
        if high is not None:
            result = result._choose(result.above(high), high)
        return result

    @classmethod
    def first(cls, choices: Sequence[tuple[pl.Expr, Fraction]], otherwise: Fraction) -> Self:
        """Return the number beside the first condition that holds, and *otherwise* where none does."""
        numbers = [number for _, number in choices]
        den = math.lcm(otherwise.denominator, *(number.denominator for number in numbers))
        counts = [number.numerator * (den // number.denominator) for number in (*numbers, otherwise)]
        top = max(abs(count) for count in counts)
        width = _width(top)
        num = _whole(counts[-1], width)
        if choices:
            (condition, _), *rest = choices
            chain: Any = pl.when(condition).then(_whole(counts[0], width))
            for (also, _), count in zip(rest, counts[1:], strict=False):
                chain = chain.when(also).then(_whole(count, width))
            num = chain.otherwise(num)
        return cls._over(num, den, top)

    def where(self, condition: pl.Expr, value: Fraction) -> Ratio:
        """Return *value* where *condition* holds, and the ratio elsewhere."""
        return self._choose(condition, value)

    def where_ratio(self, condition: pl.Expr, other: Ratio) -> Ratio:
        """Return *other* where *condition* holds, and the ratio elsewhere."""
        top, bottom = max(self.most, other.most), max(self.den_most, other.den_most)
        wide, deep = _width(top), _width(bottom)
        num = pl.when(condition).then(other.num.cast(wide)).otherwise(self.num.cast(wide))
        return Ratio(num, pl.when(condition).then(other.den.cast(deep)).otherwise(self.den.cast(deep)), top, bottom)

    def _choose(self, condition: pl.Expr, value: Fraction) -> Ratio:
        if self.constant:
            den = math.lcm(self.den_most, value.denominator)
            scale, chosen = den // self.den_most, value.numerator * (den // value.denominator)
            top = max(self.most * scale, abs(chosen))
            wide = _width(top)
            return Ratio._over(pl.when(condition).then(_whole(chosen, wide)).otherwise(_times(self.num.cast(wide), scale, top)), den, top)
        top, bottom = max(self.most, abs(value.numerator)), max(self.den_most, value.denominator)
        wide, deep = _width(top), _width(bottom)
        num = pl.when(condition).then(_whole(value.numerator, wide)).otherwise(self.num.cast(wide))
        den_ = pl.when(condition).then(_whole(value.denominator, deep)).otherwise(self.den.cast(deep))
        return Ratio(num, den_, top, bottom)

    def rounded(self, step: Fraction, mode: Mode) -> pl.Expr:
        """Return the ratio rounded to whole multiples of *step*, as a 64-bit count of those multiples.

        Args:
            step: the step, positive.
            mode: as in `round_fraction`.
        """
        # |value| / step = |num| × step.denominator / (den × step.numerator)
        top = self.most * step.denominator
        bottom = self.den_most * step.numerator
        # widened first: the magnitude of the smallest 64-bit integer needs 65 bits
        size = self.num.cast(_width(self.most)).abs()
        if self.constant:
            shared = math.gcd(step.denominator, bottom)
            factor, divisor = step.denominator // shared, bottom // shared
            top = self.most * factor
            if divisor == 1:
                return _times(self.num, factor, top).cast(pl.Int64, strict=True)
            wide = _width(2 * (top + divisor))
            over, under = _times(size, factor, top).cast(wide), _whole(divisor, wide)
        else:
            wide = _width(2 * (top + bottom))
            over = _times(size, step.denominator, top).cast(wide)
            under = _times(self.den, step.numerator, bottom).cast(wide)
        two = _whole(2, wide)
        one = _whole(1, wide)
        if mode == "half_up":
            count = (two * over + under) // (two * under)
        elif mode == "down":
            count = over // under
        elif mode == "up":
            count = (over + under - one) // under
        else:
            whole = over // under
            rest = two * (over - whole * under)
            odd = (whole % two) == one
            count = whole + ((rest > under) | ((rest == under) & odd)).cast(wide)
        # strict: a count beyond 64 bits raises instead of wrapping
        count = count.cast(pl.Int64, strict=True)
        return pl.when(self.num < 0).then(-count).otherwise(count)


def held(frame: pl.DataFrame, ratios: Sequence[Ratio], name: str) -> tuple[pl.DataFrame, list[Ratio]]:
    """Return *frame* with the parts of *ratios* as columns that begin with *name*, and the same ratios, read from there.

    An expression is written out again wherever it is used: what is used several times over is computed first.
    """
    made: list[pl.Expr] = []

    def column(part: pl.Expr, kind: str) -> pl.Expr:
        if part.meta.is_column() or part.meta.is_literal():
            return part
        made.append(part.alias(f"{name}\0{kind}{len(made)}"))
        return pl.col(made[-1].meta.output_name())

    kept = [replace(one, num=column(one.num, "num"), den=one.den if one.constant else column(one.den, "den")) for one in ratios]
    # with_columns, for constants alone have one row in a selection, whatever the height of the frame
    return frame.with_columns(made), kept


def rounded_sum(frame: pl.DataFrame, terms: Sequence[Ratio], step: Fraction, mode: Mode) -> pl.Series:
    """Return the sum of *terms*, row by row, rounded once to multiples of *step*, as a 64-bit count of multiples.

    Sums whose common denominator outgrows 127 bits are rounded from fixed point, or, in doubt, as Python fractions.

    Raises:
        TooLarge: if a count does not fit into 64 bits.
    """
    try:
        table, kept = held(frame, sorted(terms, key=lambda term: not term.constant), "\0term")
        table, (total,) = held(table, [reduce(Ratio.plus, kept)], "\0total")
        # with_columns, for a sum of constants alone has one row in a selection, whatever the height of the frame
        return table.with_columns(total.rounded(step, mode).alias("sum")).get_column("sum")
    except pl.exceptions.InvalidOperationError:
        raise TooLarge(_BEYOND) from None
    except TooLarge:
        return _rounded_apart(frame, terms, step, mode)


def _rounded_apart(frame: pl.DataFrame, terms: Sequence[Ratio], step: Fraction, mode: Mode) -> pl.Series:
    """Return the rounded sum of terms that share no denominator: in fixed point where that decides, else in fractions.

    Each term is off by less than one unit of the fixed point, so the sum by less than their number; where the sum less and
    the sum more so many units are rounded to one count, the exact sum between them is, for rounding never falls.
    """
    count = len(terms)
    numerators = (term.num.alias(f"n{at}") for at, term in enumerate(terms))
    denominators = (term.den.alias(f"d{at}") for at, term in enumerate(terms))
    parts = frame.with_columns(*numerators, *denominators).select([f"{side}{at}" for side in "nd" for at in range(count)])
    # room for the sum, its margins, and what rounding multiplies them by
    used = (8 * (sum(term.most for term in terms) + count) * step.denominator * step.numerator).bit_length()
    doubtful = parts.with_columns(pl.lit(None, dtype=pl.Int64).alias("low"))
    if used < _BITS - _SHARP:
        unit = 2 ** (_BITS - used)
        fixed = [pl.col(f"n{at}").cast(pl.Int128) * _whole(unit, pl.Int128) // pl.col(f"d{at}") for at in range(count)]
        table = parts.with_columns(reduce(add, fixed).alias("sum"))
        most = (sum(term.most for term in terms) + count) * unit + 2 * count
        ends = [Ratio._over(pl.col("sum") + _whole(margin, pl.Int128), unit, most) for margin in (-count, count)]
        try:
            doubtful = table.with_columns(end.rounded(step, mode).alias(name) for end, name in zip(ends, ("low", "high"), strict=True))
            doubtful = doubtful.with_columns(pl.when(pl.col("low") == pl.col("high")).then("low"))
        except pl.exceptions.InvalidOperationError:
            pass  # at least one count is next to 64 bits: fractions say whether it fits
    exact = [
        int(round_fraction(sum((Fraction(row[at], row[count + at]) for at in range(count)), Fraction(0)), step, mode) / step)
        for row in doubtful.filter(pl.col("low").is_null()).select(parts.columns).iter_rows()
    ]
    if any(abs(value) > _INT64 for value in exact):
        raise TooLarge(_BEYOND) from None
    known = doubtful["low"].alias("sum")
    return known.scatter(known.is_null().arg_true(), exact) if exact else known
