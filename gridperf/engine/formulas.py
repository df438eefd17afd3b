"""A formula is computed column by column as an exact ratio whose bounds are known, and says its own terms with their values.

What a condition that cannot be answered, a division by nothing or a ratio without denominator leads to has no data.
A branch that is not taken lacks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import polars as pl

from gridperf.engine.formula_words import Words, part_key
from gridperf.engine.plan import DEN, Request
from gridperf.engine.service import column_at
from gridperf.errors import Problem, RecordsError, Where
from gridperf.exact import digits_of
from gridperf.ratios import Ratio, TooLarge, bound
from gridperf.rulebook.elsewhere import Placed, Result
from gridperf.rulebook.formulas import (
    Arithmetic,
    Case,
    Condition,
    Field,
    Joined,
    Name,
    Negated,
    Not,
    Number,
    Pick,
    Size,
    Term,
    fields_of,
    read_formula,
)
from gridperf.rulebook.measures import Amount, Formula, can_lack_data
from gridperf.rulebook.money import Value
from gridperf.rulebook.scoring import Item

__all__ = ["SAID", "expanded", "formulas_in", "parts_of", "taken_from_elsewhere", "with_formulas"]

SAID = "|said"
"""Suffix of the columns that hold a formula with its values filled in."""
_INT64 = 2**63 - 1
_YES = pl.lit(True)  # noqa: FBT003 (polars takes the value positionally)


def expanded(requests: Iterable[Request]) -> list[Request]:
    """Return *requests* with every formula replaced by what it is made of, as far as records hold it."""
    found: list[Request] = []
    for request in requests:
        if isinstance(request.amount, Formula):
            parts = ((part_key(request.key, name), request.amount.part(name)) for name in request.amount.using)
            found += [Request(key, part) for key, part in parts if not isinstance(part, (Result, Placed))]
        else:
            found.append(request)
    return found


def formulas_in(requests: Iterable[Request]) -> dict[str, tuple[str, Formula]]:
    """Return the formulas among *requests*, as `with_formulas` takes them."""
    return {request.key: (request.key, request.amount) for request in requests if isinstance(request.amount, Formula)}


def taken_from_elsewhere(amounts: Sequence[tuple[Item, Amount]]) -> list[tuple[Item, Result | Placed]]:
    """Return what items, or formulas of theirs, take from other sheets, the roster or the grids; a part as an item of its own."""
    found: list[tuple[Item, Result | Placed]] = []
    for item, amount in amounts:
        parts = {item.id: amount}
        if isinstance(amount, Formula):
            parts = {part_key(item.id, name): amount.part(name) for name in amount.using}
        found += [(item.model_copy(update={"id": key}), part) for key, part in parts.items() if isinstance(part, (Result, Placed))]
    return found


def parts_of(columns: Sequence[str], key: str) -> list[str]:
    """Return the columns of the parts of the formula under *key*: their names follow the sign `#`."""
    return [name for name in columns if name.startswith(part_key(key, "")) and not name.endswith(DEN)]


def with_formulas(
    table: pl.DataFrame, formulas: Mapping[str, tuple[str, Formula]], people: pl.DataFrame, values: Mapping[str, Value]
) -> pl.DataFrame:
    """Return *table* with each formula's value under its key (over `<key>|den`) and its terms under `<key>|said`.

    Args:
        table: one row per subject, with the parts of every formula.
        formulas: by key, the name the formula's item has on paper, and the formula.
        people: where each subject is placed, same rows.
        values: the rulebook's named numbers.

    Raises:
        RecordsError: A123 if a number of the roster is empty.
        TooLarge: if a value cannot be computed exactly.
    """
    for key, (label, formula) in formulas.items():
        term = read_formula(formula.formula)
        table = _with_fields(table, term, key, label, people)
        writer = _Writer(table, key, formula, values)
        value, known = writer.value(term)
        table = table.with_columns(
            value.num.cast(pl.Int128).alias("\0num"),
            value.den.cast(pl.Int128).alias("\0den"),
            (_YES if known is None else known).alias("\0known"),
            Words(table, key, formula, values).said(term)[0].alias(key + SAID),
        )
        table = _settled(table, key, lacking=can_lack_data(formula)).drop("\0num", "\0den", "\0known")
    return table


def _with_fields(table: pl.DataFrame, term: Term, key: str, label: str, people: pl.DataFrame) -> pl.DataFrame:
    """Return *table* with the numbers of the roster that *term* uses, in whole units."""
    problems: list[Problem] = []
    for field in {one.name: one for one in fields_of(term) if one.table == "roster"}.values():
        values = people[column_at(people.columns, field.name)]
        if values.null_count():
            found = {
                "item": label,
                "worker": people["subject"].filter(values.is_null())[0],
                "field": f"roster.{field.name}",
                "count": values.null_count(),
            }
            problems.append(Problem("A123", Where(table="roster", field=field.name), found))
        own = part_key(key, f"roster.{field.name}")
        table = table.with_columns(values.to_physical().cast(pl.Int64).alias(own))
        if digits := digits_of(values.dtype):
            table = table.with_columns(pl.lit(10**digits, dtype=pl.Int64).alias(own + DEN))
    if problems:
        raise RecordsError(problems)
    return table


def _settled(table: pl.DataFrame, key: str, *, lacking: bool) -> pl.DataFrame:
    """Return *table* with the value in lowest terms: the numbers every other measure has, and its reader can check."""
    known = pl.col("\0known")
    pairs = table.select(
        pl.when(known).then(pl.col("\0num")).otherwise(0).alias("n"), pl.when(known).then(pl.col("\0den")).otherwise(1).alias("d")
    )
    shared = pairs.select(pl.col("n").abs().alias("a"), pl.col("d").alias("b"))
    one = pl.lit(1, dtype=pl.Int128)
    while shared.height and bool((shared["b"] != 0).any()):
        a, b, done = pl.col("a"), pl.col("b"), pl.col("b") == 0
        shared = shared.select(
            pl.when(done).then(a).otherwise(b).alias("a"),
            pl.when(done).then(b).otherwise(a % pl.when(done).then(one).otherwise(b)).alias("b"),
        )
    lowest = pl.concat([pairs, shared.select("a"), table.select(known.alias("k"))], how="horizontal").select(
        (pl.col("n") // pl.col("a")).alias("n"), pl.when("k").then(pl.col("d") // pl.col("a")).otherwise(0).alias("d")
    )
    if lowest.height and max(lowest["n"].abs().max() or 0, lowest["d"].max() or 0) > _INT64:  # type: ignore[operator]
        message = f"the value of the formula of {key} does not fit into 64 bits"
        raise TooLarge(message)
    table = table.with_columns(lowest["n"].cast(pl.Int64).alias(key))
    if lacking or bool((lowest["d"] != 1).any()):
        table = table.with_columns(lowest["d"].cast(pl.Int64).alias(key + DEN))
    return table


_Known = pl.Expr | None
"""Whether there is a value; None where there always is."""


def _both(*known: _Known) -> _Known:
    some = [one for one in known if one is not None]
    return reduce(lambda left, right: left & right, some) if some else None


def _either(condition: pl.Expr, yes: Ratio, no: Ratio) -> Ratio:
    wide = pl.Int128
    return Ratio(
        pl.when(condition).then(yes.num.cast(wide)).otherwise(no.num.cast(wide)),
        pl.when(condition).then(yes.den.cast(wide)).otherwise(no.den.cast(wide)),
        max(yes.most, no.most),
        max(yes.den_most, no.den_most),
    )


@dataclass(frozen=True)
class _Writer:
    """Writes the value of one formula over the columns of its parts."""

    table: pl.DataFrame
    key: str
    formula: Formula
    values: Mapping[str, Value]

    def value(self, term: Term) -> tuple[Ratio, _Known]:
        """Return *term*, and where it has a value."""
        if isinstance(term, Number):
            return Ratio.fixed(term.value), None
        if isinstance(term, Name):
            return self._part(part_key(self.key, term.name), lacking=can_lack_data(self.formula.part(term.name)))
        if isinstance(term, Field):
            if term.table == "values":
                return Ratio.fixed(self.values[term.name].amounts()[()]), None
            return self._part(part_key(self.key, f"roster.{term.name}"), lacking=False)
        if isinstance(term, Negated):
            value, known = self.value(term.of)
            return value.times(Fraction(-1)), known
        if isinstance(term, Size):
            value, known = self.value(term.of)
            return Ratio(value.num.cast(pl.Int128).abs(), value.den, value.most, value.den_most, value.constant), known
        if isinstance(term, Pick):
            first, *others = (self.value(part) for part in term.parts)
            return reduce(lambda left, right: self._picked(term, left, right), others, first)
        if isinstance(term, Case):
            return self._case(term)
        return self._arithmetic(term)

    def _part(self, key: str, *, lacking: bool) -> tuple[Ratio, _Known]:
        den = key + DEN
        if den not in self.table.columns:
            return Ratio.of(key, None, bound(self.table, [key])), None
        bounds = bound(self.table, [key, den])
        if not lacking and self.table[den].n_unique() == 1:
            return Ratio.units(pl.col(key), Fraction(1, bounds[den]), bounds[key]), None
        known = pl.col(den) != 0
        under = pl.when(known).then(pl.col(den)).otherwise(pl.lit(1, dtype=pl.Int64))
        return Ratio(pl.col(key), under, bounds[key], max(bounds[den], 1)), known

    def _arithmetic(self, term: Arithmetic) -> tuple[Ratio, _Known]:
        (left, one), (right, other) = self.value(term.left), self.value(term.right)
        known = _both(one, other)
        if term.sign == "/":
            if isinstance(term.right, Number):
                return left.times(1 / term.right.value), known
            there = right.num != 0
            upside = Ratio(
                pl.when(there).then(right.den.cast(pl.Int128) * right.num.sign().cast(pl.Int128)).otherwise(pl.lit(0, dtype=pl.Int128)),
                pl.when(there).then(right.num.cast(pl.Int128).abs()).otherwise(pl.lit(1, dtype=pl.Int128)),
                right.den_most,
                max(right.most, 1),
            )
            return left.times_ratio(upside), _both(known, there)
        if term.sign == "*":
            return left.times_ratio(right), known
        return left.plus(right if term.sign == "+" else right.times(Fraction(-1))), known

    def _picked(self, term: Pick, left: tuple[Ratio, _Known], right: tuple[Ratio, _Known]) -> tuple[Ratio, _Known]:
        ahead = left[0].plus(right[0].times(Fraction(-1))).num
        return _either(ahead <= 0 if term.which == "LEAST" else ahead >= 0, left[0], right[0]), _both(left[1], right[1])

    def _case(self, term: Case) -> tuple[Ratio, _Known]:
        result, known = self.value(term.otherwise)
        for condition, part in reversed(term.parts):
            holds = self.holds(condition)
            value, there = self.value(part)
            taken = holds.fill_null(value=False)
            result = _either(taken, value, result)
            after = pl.when(taken).then(_YES if there is None else there).otherwise(_YES if known is None else known)
            known = holds.is_not_null() & after
        return result, known

    def holds(self, condition: Condition) -> pl.Expr:
        """Return whether *condition* holds; empty where that cannot be said."""
        if isinstance(condition, Not):
            return ~self.holds(condition.of)
        if isinstance(condition, Joined):
            left, right = self.holds(condition.left), self.holds(condition.right)
            return left & right if condition.word == "AND" else left | right
        (left_, one), (right_, other) = self.value(condition.left), self.value(condition.right)
        ahead, nothing = left_.plus(right_.times(Fraction(-1))).num, 0
        answers = {
            "=": ahead == nothing,
            "<>": ahead != nothing,
            "<": ahead < nothing,
            "<=": ahead <= nothing,
            ">": ahead > nothing,
            ">=": ahead >= nothing,
        }
        known = _both(one, other)
        return answers[condition.sign] if known is None else pl.when(known).then(answers[condition.sign])
