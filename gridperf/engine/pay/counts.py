"""What pay lines count: asked together with everything else that is measured, and turned into yuan exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce

import polars as pl

from gridperf.engine.bands import banded
from gridperf.engine.pay.amounts import Amounts
from gridperf.engine.pay.marks import COUNT, either
from gridperf.engine.plan import DEN, Request
from gridperf.errors import Problem, Where
from gridperf.ratios import Ratio, bound
from gridperf.rulebook.cash import DecidedLine, EachLine, EachOfLine, LadderLine, YuanBandLine
from gridperf.rulebook.measures import Amount, Count, Sum
from gridperf.rulebook.numbers import number
from gridperf.rulebook.paying import DaysLine, PayLine
from gridperf.rulebook.pooling import MeasureWeight, PoolLine

__all__ = ["Counts", "count_requests"]

_DAYS = ("due", "attended", "leave", "done")
_ONE = pl.lit(1, dtype=pl.Int64)


def count_requests(lines: Sequence[PayLine], amount: Callable[[str | Amount], Amount]) -> dict[str, Request]:
    """Return what must be measured for *lines*, by key; *amount* writes out a measure."""
    found: list[Request] = []
    for line in lines:
        formula, key = line.line, COUNT + line.id
        if isinstance(formula, (EachLine, LadderLine, YuanBandLine)):
            found.append(Request(key, amount(formula.measure), formula.where))
        elif isinstance(formula, EachOfLine):
            for kind in formula.each_of:
                # quoted as in SQL: a quote inside is written twice
                alike = f"{formula.by} = '{kind.replace(chr(39), chr(39) * 2)}'"
                where = f"({formula.where}) AND {alike}" if formula.where else alike
                found.append(Request(f"{key}|{kind}", amount(formula.measure), where))
        elif isinstance(formula, DaysLine):
            found += [Request(f"{key}|{name}", amount(getattr(formula.effective_days, name))) for name in _DAYS]
        elif isinstance(formula, DecidedLine):
            found += _decided(line.id, formula, amount)
        elif isinstance(formula, PoolLine):
            weights = [(at, weight) for at, weight in enumerate(formula.pool.by) if isinstance(weight, MeasureWeight)]
            found += [Request(f"{key}|{at}", amount(weight.measure), weight.where) for at, weight in weights]
    return {request.key: request for request in found}


def _decided(line: str, formula: DecidedLine, amount: Callable[[str | Amount], Amount]) -> list[Request]:
    key, own = COUNT + line, f"line = '{line}'"
    outside = f"{own} AND (amount < {number(formula.decided.least)} OR amount > {number(formula.decided.most)})"
    asks = [
        Request(f"{key}|amount", Sum(sum="decisions.amount"), own),
        Request(f"{key}|rows", Count(count="decisions"), own),
        Request(f"{key}|outside", Count(count="decisions"), outside),
    ]
    if formula.for_each is not None:
        asks.append(Request(f"{key}|asked", amount(formula.for_each.measure), formula.for_each.where))
    return asks


class Counts:
    """Writes what a line pays for what it counts."""

    def __init__(self, amounts: Amounts) -> None:
        self.amounts, self.table = amounts, amounts.table

    def each(self, formula: EachLine, line: str) -> Ratio:
        """Return the yuan of a line that pays by the piece."""
        if formula.part:
            lots = self.quantity(COUNT + line)[0]
        else:
            lots = self._whole(COUNT + line, formula.lot) if formula.short_of is None else self._missing(formula, line, formula.lot)
        price = formula.each
        amount = lots.times(price) if isinstance(price, Fraction) else lots.times_ratio(self.amounts.whole(price))
        return _capped(amount, formula.cap)

    def missing(self, formula: EachLine, line: str) -> Ratio:
        """Return how many are missing to the number a line requires, in whole ones."""
        return self._missing(formula, line, 1)

    def _missing(self, formula: EachLine, line: str, lot: int) -> Ratio:
        """Return how many full lots are missing to the number a line requires."""
        assert formula.short_of is not None  # noqa: S101 (asked for only where a number is required)
        count, _ = self.quantity(COUNT + line)
        short = self.amounts.whole(formula.short_of).plus(count.times(Fraction(-1))).clip(Fraction(0), None)
        return Ratio.units(short.rounded(Fraction(lot), "down"), Fraction(1), short.most // 1 + 1)

    def each_of(self, formula: EachOfLine, line: str) -> Ratio:
        """Return the yuan of a line that pays by the piece and its class."""
        parts = [self._whole(f"{COUNT}{line}|{kind}", formula.lot).times(price) for kind, price in formula.each_of.items()]
        return _capped(reduce(Ratio.plus, parts), formula.cap)

    def ladder(self, formula: LadderLine, line: str) -> Ratio:
        """Return the yuan of a line whose price changes with the number."""
        key = COUNT + line
        count, most = self._integer(key, 1), bound(self.table, [key])[key]
        parts = []
        for at, rung in enumerate(formula.ladder):
            inside = count - rung.beyond
            if at + 1 < len(formula.ladder):
                inside = inside.clip(upper_bound=formula.ladder[at + 1].beyond - rung.beyond)
            parts.append(Ratio.units(inside.clip(lower_bound=0), Fraction(1), most).times(rung.each))
        return _capped(reduce(Ratio.plus, parts), formula.cap)

    def banded(self, formula: YuanBandLine, line: str) -> Ratio:
        """Return the yuan of the band that is reached."""
        value, nothing = self.quantity(COUNT + line)
        *bands, last = formula.bands
        result = banded(value, [(band, Fraction(band.yuan or 0)) for band in bands], Fraction(last.otherwise or 0))
        return result if formula.no_data is None else result.where(nothing, formula.no_data)

    def days(self, formula: DaysLine, line: str) -> Ratio:
        """Return the yuan of effective days."""
        rule = formula.effective_days
        due, attended, leave, done = (self.quantity(f"{COUNT}{line}|{name}")[0] for name in _DAYS)
        quota = self.amounts.whole(rule.quota)
        short = due.times_ratio(done).times_ratio(_inverse(quota))
        most = short.most // 1 + 1
        attained = either(_not_below(done, quota), attended, Ratio.units(short.rounded(Fraction(1), rule.round), Fraction(1), most))
        effective = either(_not_below(attended.plus(leave), due), attained, attended)
        paid = self.amounts.whole(formula.of).times_ratio(effective).times_ratio(_inverse(due))
        return either(due.num > 0, paid, self.amounts.whole(formula.of).times(formula.no_due_days))

    def decided(self, line: str) -> Ratio:
        """Return the yuan somebody decided."""
        return self.quantity(f"{COUNT}{line}|amount")[0]

    def undecided(self, line: PayLine, paid: pl.Expr) -> list[Problem]:
        """Return what is wrong with the decisions a line asks for: outside the range, missing, or too many."""
        formula = line.line
        if not isinstance(formula, DecidedLine):
            return []
        key, where = COUNT + line.id, Where(table="decisions", field="amount")
        mine = self.table.filter(paid)
        problems: list[Problem] = []
        outside = mine.filter(pl.col(f"{key}|outside") > 0)
        shown = {"line": line.name, "least": number(formula.decided.least), "most": number(formula.decided.most)}
        if outside.height:
            problems.append(Problem("A152", where, {**shown, "worker": outside["subject"][0], "count": outside.height}))
        if formula.needed == "any":
            return problems
        asked = pl.lit(1, dtype=pl.Int64) if formula.for_each is None else self._integer(f"{key}|asked", 1)
        wrong = mine.with_columns(asked.alias("\0asked")).filter(pl.col(f"{key}|rows") != pl.col("\0asked"))
        if wrong.height:
            first = wrong.row(0, named=True)
            found = {"worker": first["subject"], "found": first[f"{key}|rows"], "asked": first["\0asked"], "count": wrong.height}
            problems.append(Problem("A153", where, {**shown, **found}))
        return problems

    def quantity(self, key: str) -> tuple[Ratio, pl.Expr]:
        """Return what stands under *key*, and where there is nothing to measure against; that is then nothing over one."""
        den = key + DEN if key + DEN in self.table.columns else None
        bounds = bound(self.table, [key, *([den] if den else [])])
        if den is None:
            return Ratio.of(key, None, bounds), pl.lit(False)  # noqa: FBT003
        nothing = pl.col(den) == 0
        under = pl.when(nothing).then(_ONE).otherwise(pl.col(den))
        return Ratio(pl.col(key), under, bounds[key], max(bounds[den], 1)), nothing

    def _integer(self, key: str, lot: int) -> pl.Expr:
        """Return how many full lots stand under *key*; what is left of one neither pays nor, below nothing, costs anything."""
        size = pl.col(key).abs()
        if key + DEN in self.table.columns:
            size = size // pl.col(key + DEN)
        return size // pl.lit(lot, dtype=pl.Int64) * pl.col(key).sign()

    def _whole(self, key: str, lot: int) -> Ratio:
        return Ratio.units(self._integer(key, lot), Fraction(1), bound(self.table, [key])[key])


def _capped(amount: Ratio, cap: Fraction | str) -> Ratio:
    return amount.clip(-cap, cap) if isinstance(cap, Fraction) else amount


def _not_below(left: Ratio, right: Ratio) -> pl.Expr:
    return left.plus(right.times(Fraction(-1))).num >= 0


def _inverse(value: Ratio) -> Ratio:
    """Return 1 over *value* where it is above 0, else 1."""
    some = value.num > 0
    return Ratio(
        pl.when(some).then(value.den.cast(pl.Int128)).otherwise(pl.lit(1, dtype=pl.Int128)),
        pl.when(some).then(value.num.cast(pl.Int128)).otherwise(pl.lit(1, dtype=pl.Int128)),
        value.den_most,
        max(value.most, 1),
    )
