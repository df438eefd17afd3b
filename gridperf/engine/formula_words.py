"""A formula is shown with its values filled in, as it would be written on paper: `(8 − 3) ÷ 10`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from gridperf.engine.plan import DEN
from gridperf.engine.rows import SHOWN, plain
from gridperf.exact import decimals, units_as_text
from gridperf.rulebook.elsewhere import Result
from gridperf.rulebook.formulas import Case, Condition, Field, Joined, Name, Negated, Not, Number, Pick, Size, Term
from gridperf.rulebook.measures import Amount, Formula, Imported, can_lack_data
from gridperf.rulebook.money import Value

__all__ = ["Words", "part_key"]

_WORDS = {"=": "=", "<>": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2}
_TIGHT = 3
"""How tightly a number holds together: more than any sign."""


def part_key(key: str, name: str) -> str:
    """Return the column of the part *name* of the formula under *key*."""
    return f"{key}#{name}"


@dataclass(frozen=True)
class Words:
    """Writes the words of one formula over the columns of its parts.

    Attributes:
        table: one row per subject, with the parts of the formula.
        key: the column of its value.
        formula: the formula.
        values: the rulebook's named numbers.
    """

    table: pl.DataFrame
    key: str
    formula: Formula
    values: Mapping[str, Value]

    def said(self, term: Term) -> tuple[pl.Expr, int]:
        """Return *term* with its values filled in, as text, and how tightly it holds together."""
        if isinstance(term, Number):
            return pl.lit(plain(term.value)), _TIGHT
        if isinstance(term, Name):
            return self._part_said(part_key(self.key, term.name), self.formula.part(term.name))
        if isinstance(term, Field):
            if term.table == "values":
                return pl.lit(plain(self.values[term.name].amounts()[()])), _TIGHT
            return self._part_said(part_key(self.key, f"roster.{term.name}"), None)
        if isinstance(term, Negated):
            return pl.concat_str([pl.lit("−"), self._held(term.of, _TIGHT)]), _RANK["-"]
        if isinstance(term, Size):
            return pl.concat_str([pl.lit("|"), self.said(term.of)[0], pl.lit("|")]), _TIGHT
        if isinstance(term, Pick):
            parts = pl.concat_str([self.said(part)[0] for part in term.parts], separator="，")
            return pl.concat_str([pl.lit("最小（" if term.which == "LEAST" else "最大（"), parts, pl.lit("）")]), _TIGHT
        if isinstance(term, Case):
            parts_ = [
                pl.concat_str([self.told(condition), pl.lit(" 时取 "), self.said(part)[0], pl.lit("，")]) for condition, part in term.parts
            ]
            return pl.concat_str([pl.lit("〔"), *parts_, pl.lit("否则取 "), self.said(term.otherwise)[0], pl.lit("〕")]), _TIGHT
        rank = _RANK[term.sign]
        left = self._held(term.left, rank)
        right = self._held(term.right, rank + (term.sign in "-/"))
        return pl.concat_str([left, pl.lit(_SIGNS[term.sign]), right]), rank

    def told(self, condition: Condition) -> pl.Expr:
        """Return *condition* with its values filled in, as text."""
        if isinstance(condition, Not):
            return pl.concat_str([pl.lit("非（"), self.told(condition.of), pl.lit("）")])
        if isinstance(condition, Joined):
            parts = [
                pl.concat_str([pl.lit("（"), self.told(part), pl.lit("）")])
                if isinstance(part, Joined) and part.word != condition.word
                else self.told(part)
                for part in (condition.left, condition.right)
            ]
            return pl.concat_str(parts, separator=" 且 " if condition.word == "AND" else " 或 ")
        left, right = self.said(condition.left)[0], self.said(condition.right)[0]
        return pl.concat_str([left, pl.lit(f" {_WORDS[condition.sign]} "), right])

    def _held(self, term: Term, rank: int) -> pl.Expr:
        """Return *term* as text, in parentheses if it holds together less tightly than *rank*."""
        text, own = self.said(term)
        return text if own >= rank else pl.concat_str([pl.lit("("), text, pl.lit(")")])

    def _part_said(self, key: str, part: Amount | None) -> tuple[pl.Expr, int]:
        den = key + DEN
        if den not in self.table.columns:
            return _signed(pl.col(key).cast(pl.String)), _TIGHT
        digits = None if part is not None and can_lack_data(part) else _power_of_ten(self.table[den])
        if digits is not None:
            return _signed(units_as_text(pl.col(key), digits)), _TIGHT
        over, under = pl.col(key), pl.col(den)
        if isinstance(part, (Imported, Result)):
            # both stand in units of the same last digit; zeros that both end in say nothing
            unit = pl.lit(1, dtype=pl.Int64)
            for digits_ in range(1, SHOWN + 1):
                ten = pl.lit(10**digits_, dtype=pl.Int64)
                unit = pl.when((over % ten == 0) & (under % ten == 0) & (under != 0)).then(ten).otherwise(unit)
            over, under = over // unit, under // unit
        return pl.format("({}/{})", over, under), _TIGHT


def _power_of_ten(column: pl.Series) -> int | None:
    """Return of which power of ten every value of *column* is; None if it holds others."""
    value = int(column[0]) if len(column) and column.n_unique() == 1 else 0
    if value <= 0:
        return None
    return decimals(Fraction(1, value)) if str(value).strip("0") == "1" else None


def _signed(text: pl.Expr) -> pl.Expr:
    """Return a number as text, in parentheses if it is below nothing."""
    return pl.when(text.str.starts_with("-")).then(pl.concat_str([pl.lit("(−"), text.str.slice(1), pl.lit(")")])).otherwise(text)
