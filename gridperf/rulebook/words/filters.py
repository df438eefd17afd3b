"""A filter in words says exactly what its SQL says: every comparison, in its place, none simplified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridperf.rulebook.sql import parse
from gridperf.rulebook.words.base import Words, both, listed, quoted, spaced

if TYPE_CHECKING:
    from sqlglot import exp

__all__ = ["filter_words"]

_SIGNS = {
    "EQ": (("为", "为"), ("is", "is")),
    "NEQ": (("不为", "不为"), ("is not", "is not")),
    "LT": (("小于", "早于"), ("is below", "is before")),
    "LTE": (("不大于", "不晚于"), ("is at most", "is not after")),
    "GT": (("大于", "晚于"), ("is above", "is after")),
    "GTE": (("不小于", "不早于"), ("is at least", "is not before")),
}
"""Comparison → its Chinese and its English word, each for numbers and for moments."""


def filter_words(words: Words, text: str, table: str) -> str:
    """Return the filter *text* over *table* in the current language."""
    return _Sayer(words, text, table).condition(parse(text))


class _Sayer:
    """Goes through one syntax tree."""

    def __init__(self, words: Words, text: str, table: str) -> None:
        self.words = words
        self.text = text
        self.table = table

    def condition(self, node: exp.Expr, *, inside: str = "") -> str:
        """Return *node* as a condition; it stands in brackets inside one of another connective."""
        from sqlglot import exp  # noqa: PLC0415

        while isinstance(node, exp.Paren):
            node = node.this
        kind = type(node).__name__
        if isinstance(node, (exp.And, exp.Or)):
            parts = [self.condition(part, inside=kind) for part in self._flat(node)]
            joined = (both("，且", " and ") if kind == "And" else both("，或", " or ")).join([parts[0], *map(spaced, parts[1:])])
            return both(f"（{joined}）", f"({joined})") if inside and inside != kind else joined
        said = self._condition(node)
        return self._negated(said) if node.args.get("negate") else said

    def _condition(self, node: exp.Expr) -> str:
        from sqlglot import exp  # noqa: PLC0415

        kind = type(node).__name__
        if isinstance(node, exp.Not):
            return self._not(node.this)
        if isinstance(node, exp.Column):
            return self.operand(node)
        if isinstance(node, exp.Is):
            return f"{self.operand(node.this)}{both('为空', ' is empty')}"
        if isinstance(node, exp.In):
            values = listed((self.operand(value) for value in node.expressions), last="or")
            return f"{self.operand(node.this)}{both('为', ' is ')}{values}"
        if isinstance(node, exp.Between):
            low, high = self.operand(node.args["low"]), self.operand(node.args["high"])
            return both(f"{self.operand(node.this)}在 {low} 至 {high} 之间（含）", f"{self.operand(node.this)} is from {low} to {high}")
        if isinstance(node, exp.Like):
            return both(f"{self.operand(node.this)}形如", f"{self.operand(node.this)} is like ") + self.operand(node.expression)
        if kind in _SIGNS:
            at = 1 if self._moment(node) else 0
            zh, en = _SIGNS[kind]
            sign = both(zh[at], f" {en[at]} ")
            return f"{self.operand(node.this)}{spaced(sign, latin=self.operand(node.this))}{spaced(self.operand(node.expression))}"
        return str(node.sql())

    def _not(self, node: exp.Expr) -> str:
        from sqlglot import exp  # noqa: PLC0415

        while isinstance(node, exp.Paren):
            node = node.this
        if isinstance(node, exp.Is):
            return f"{self.operand(node.this)}{both('不为空', ' is not empty')}"
        if isinstance(node, exp.In):
            values = listed((self.operand(value) for value in node.expressions), last="or")
            return f"{self.operand(node.this)}{both('不为', ' is not ')}{values}"
        if isinstance(node, exp.Column):
            return both(f"非{quoted(self.operand(node))}", f"not {self.operand(node)}")
        return self._negated(self.condition(node))

    @staticmethod
    def _negated(said: str) -> str:
        return both(f"不是（{said}）", f"not ({said})")

    @staticmethod
    def _flat(node: exp.Expr) -> list[exp.Expr]:
        kind, chain, parts = type(node), [node], []
        while chain:
            part = chain.pop()
            if type(part) is kind:
                chain += [part.expression, part.this]
            else:
                parts.append(part)
        return parts

    def _moment(self, node: exp.Expr) -> bool:
        """Return whether a comparison is between moments."""
        from sqlglot import exp  # noqa: PLC0415

        tables = self.words.rules.measured
        table = tables.get(self.table)
        kinds = {table.column(one.name).kind for one in node.find_all(exp.Column) if table is not None and one.name in table.names}
        return bool(kinds & {"date", "datetime"})

    def operand(self, node: exp.Expr) -> str:
        """Return one side of a comparison."""
        from sqlglot import exp  # noqa: PLC0415

        while isinstance(node, exp.Paren):
            node = node.this
        if isinstance(node, exp.Column):
            return self.words.column(node.name, self.table)
        if isinstance(node, exp.Literal) and node.is_string:
            meta = node.meta
            raw = self.text[meta["start"] + 1 : meta["end"]].replace("''", "'") if "start" in meta else str(node.this)
            return quoted(raw)
        if isinstance(node, exp.Boolean):
            return both("是" if node.this else "否", "true" if node.this else "false")
        if isinstance(node, (exp.Add, exp.Sub)):
            sign = both("＋", " + ") if isinstance(node, exp.Add) else both("－", " − ")
            return f"{self.operand(node.this)}{sign}{self.operand(node.expression)}"
        return str(node.sql())
