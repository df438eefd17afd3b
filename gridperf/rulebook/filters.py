"""A filter is a SQL boolean expression over one table's columns; what is not on the allow-list is refused.

Three-valued logic throughout: a comparison with an empty value is neither true nor false, and only true passes.
Decimals are compared exactly, integers cannot wrap, and a comparison that could never hold (text with a number, anything
with NULL, a value the column cannot take) is a problem instead of a silent zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any, Never

import polars as pl

from gridperf.errors import nearest
from gridperf.rulebook.operands import SHOWN, Family, Operand, apply, compare_number, in_units, is_day, like, moment
from gridperf.rulebook.sql import parse, refuse

if TYPE_CHECKING:
    from sqlglot import exp

    from gridperf.tables import Column, Table

__all__ = ["compile_filter", "filter_columns"]

_MOST_DIGITS = 30
_ARGUMENTS = {"this", "expression", "expressions", "low", "high", "table", "is_string", "quoted", "negate"}
"""What a node of the syntax tree may say; anything else would change its meaning unseen."""


def compile_filter(text: str, table: Table) -> pl.Expr:
    """Return the filter *text* over the columns of *table* as a polars expression of true, false and null.

    Args:
        text: a SQL boolean expression, such as `valid AND category IN ('消防隐患', '治安隐患')`.
        table: the declaration of the table it is applied to.

    Raises:
        RulesError: R201 to R210; the column of the problem's place counts from 1 inside *text*.
    """
    return _Compiler(text, table).condition(parse(text))


def filter_columns(text: str) -> frozenset[str]:
    """Return the names of the columns the filter *text* uses.

    Raises:
        RulesError: R201, R202, R207 or R210 if it cannot be read.
    """
    from sqlglot import exp  # noqa: PLC0415 (loaded only when a rulebook is)

    return frozenset(column.name for column in parse(text).find_all(exp.Column))


def _balanced(parts: list[pl.Expr], join: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> pl.Expr:
    """Return *parts* joined as a balanced tree, so that five hundred of them are ten levels deep."""
    while len(parts) > 1:
        parts = [reduce(join, parts[at : at + 2]) for at in range(0, len(parts), 2)]
    return parts[0]


class _Compiler:
    """Translates one syntax tree; every method refuses what it does not know."""

    def __init__(self, text: str, table: Table) -> None:
        self.text = text
        self.table = table

    # --- conditions ----------------------------------------------------------------------------------------------------

    def condition(self, node: exp.Expr) -> pl.Expr:
        """Return *node* as a three-valued condition."""
        from sqlglot import exp  # noqa: PLC0415

        while isinstance(node, exp.Paren):
            node = node.this
        if {name for name, value in node.args.items() if value} - _ARGUMENTS:
            return self._unknown(node)
        # some nodes carry their NOT inside
        return ~self._condition(node) if node.args.get("negate") else self._condition(node)

    def _condition(self, node: exp.Expr) -> pl.Expr:
        from sqlglot import exp  # noqa: PLC0415

        if isinstance(node, (exp.And, exp.Or)):
            parts = [self.condition(part) for part in self._flat(node, type(node))]
            return _balanced(parts, (lambda a, b: a & b) if isinstance(node, exp.And) else (lambda a, b: a | b))
        if isinstance(node, exp.Not):
            return ~self.condition(node.this)
        if isinstance(node, exp.Boolean):
            return pl.lit(bool(node.this))
        if isinstance(node, exp.Null):
            return pl.lit(None, dtype=pl.Boolean)
        if isinstance(node, exp.Column):
            column = self._column(node)
            if column.kind != "boolean":
                example = {"text": "'…'", "date": "'2026-10-01'", "datetime": "'2026-10-01 08:00'"}.get(column.kind, "1")
                refuse("R205", self._start(node), found=column.name, column=column.name, example=example)
            return pl.col(column.name)
        if isinstance(node, exp.Is):
            return self._is_null(node)
        if isinstance(node, exp.In):
            return self._in(node)
        if isinstance(node, exp.Between):
            return self._between(node)
        if type(node) is exp.Like:
            return self._like(node)
        operators: dict[type[exp.Expr], str] = {exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
        if type(node) in operators:
            return self._compare(operators[type(node)], self._operand(node.this), self._operand(node.expression))
        if isinstance(node, (exp.Literal, exp.Neg, exp.Add, exp.Sub)):
            refuse("R205", self._start(node), found=node.sql(), column=self.table.columns[0].name, example="'…'")
        return self._unknown(node)

    def _flat(self, node: exp.Expr, kind: type[exp.Expr]) -> Iterator[exp.Expr]:
        """Yield the parts of a chain of one connective, left to right, without recursion down the chain."""
        chain = [node]
        while chain:
            part = chain.pop()
            if type(part) is kind:
                chain += [part.expression, part.this]
            else:
                yield part

    def _is_null(self, node: exp.Expr) -> pl.Expr:
        from sqlglot import exp  # noqa: PLC0415

        if not isinstance(node.expression, exp.Null) or not isinstance(node.this, exp.Column):
            return self._unknown(node)
        return pl.col(self._column(node.this).name).is_null()

    def _in(self, node: exp.Expr) -> pl.Expr:
        if not node.expressions:
            return self._unknown(node)
        left = self._operand(node.this)
        values = [self._operand(value) for value in node.expressions]
        tests = [self._compare("=", left, value) for value in values]
        if left.family == "text" and left.expr is not None and all(value.expr is None for value in values):
            return left.expr.is_in([str(value.literal) for value in values])
        return _balanced(tests, lambda a, b: a | b)

    def _between(self, node: exp.Expr) -> pl.Expr:
        value = self._operand(node.this)
        low, high = self._operand(node.args["low"]), self._operand(node.args["high"])
        return self._compare(">=", value, low) & self._compare("<=", value, high)

    def _like(self, node: exp.Expr) -> pl.Expr:
        left, pattern = self._operand(node.this), self._operand(node.expression)
        if left.family != "text" or left.expr is None or not isinstance(pattern.literal, str):
            self._mismatch(left, pattern)
        return left.expr.str.contains(like(pattern.literal))

    # --- operands ------------------------------------------------------------------------------------------------------

    def _operand(self, node: exp.Expr) -> Operand:
        from sqlglot import exp  # noqa: PLC0415

        while isinstance(node, exp.Paren):
            node = node.this
        at = self._start(node)
        if isinstance(node, exp.Column):
            column = self._column(node)
            family: Family = "number" if column.kind in ("integer", "decimal") else column.kind  # type: ignore[assignment]
            digits = column.digits if column.kind == "decimal" else 0
            return Operand(family, column.name, at, expr=pl.col(column.name), column=column, digits=digits)
        if isinstance(node, exp.Literal) and node.is_string:
            raw = self._raw(node)
            return Operand("text", f"'{raw}'", at, literal=raw)
        if isinstance(node, exp.Boolean):
            return Operand("boolean", node.sql(), at, literal=bool(node.this))
        if isinstance(node, exp.Null):
            near = node.parent.find(exp.Column) if node.parent else None
            refuse("R206", at, column=near.name if near else self.table.columns[0].name)
        if isinstance(node, exp.Literal) or (isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal) and not node.this.is_string):
            return self._number(node, at)
        if isinstance(node, (exp.Add, exp.Sub)):
            return self._sum(node, at)
        return self._unknown(node)

    def _number(self, node: exp.Expr, at: int) -> Operand:
        negative = type(node).__name__ == "Neg"
        written = str(node.this.this if negative else node.this)
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", written) or len(written) > _MOST_DIGITS:
            return self._unknown(node)
        value = Decimal(written) * (-1 if negative else 1)
        return Operand("number", f"{'-' if negative else ''}{written}", at, literal=value)

    def _sum(self, node: exp.Expr, at: int) -> Operand:
        """Return a sum or difference of integers; computed in 128 bits, which three hundred 64-bit terms cannot fill."""
        from sqlglot import exp  # noqa: PLC0415

        terms: list[tuple[int, pl.Expr]] = []
        constant = 0
        chain: list[tuple[exp.Expr, int]] = [(node, 1)]
        while chain:
            part, sign = chain.pop()
            while isinstance(part, exp.Paren):
                part = part.this
            if isinstance(part, (exp.Add, exp.Sub)):
                chain += [(part.this, sign), (part.expression, sign if isinstance(part, exp.Add) else -sign)]
                continue
            operand = self._operand(part)
            whole = (
                operand.column.kind == "integer" if operand.column else isinstance(operand.literal, Decimal) and operand.literal % 1 == 0
            )
            if not whole:
                refuse("R202", operand.at, found=f"{operand.shown} in {node.sql()}")
            if operand.expr is None:
                constant += sign * int(operand.literal or 0)
            else:
                terms.append((sign, operand.expr.cast(pl.Int128)))
        if not terms:
            return Operand("number", node.sql(), at, literal=Decimal(constant))
        total = pl.lit(constant, dtype=pl.Int128)
        for sign, term in terms:
            total = total + term if sign > 0 else total - term
        return Operand("number", node.sql(), at, expr=total)

    def _column(self, node: exp.Expr) -> Column:
        from sqlglot import exp  # noqa: PLC0415

        at = self._start(node)
        name = node.name
        if (
            not isinstance(node.this, exp.Identifier)
            or node.args.get("db")
            or (node.args.get("table") and node.text("table") != self.table.name)
        ):
            return self._unknown(node)
        if name not in self.table.names:
            refuse("R203", at, table=self.table.name, column=name, near=", ".join(nearest(name, self.table.names) or self.table.names))
        return self.table.column(name)

    # --- comparisons ---------------------------------------------------------------------------------------------------

    def _compare(self, sign: str, left: Operand, right: Operand) -> pl.Expr:
        """Return `left sign right`."""
        if left.expr is None:
            if right.expr is None:
                refuse("R202", left.at, found=f"{left.shown} {sign} {right.shown}")
            return self._compare({"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(sign, sign), right, left)
        if left.family == "boolean" and sign not in ("=", "<>"):
            refuse("R202", left.at, found=f"{left.shown} {sign} {right.shown}")
        if right.expr is not None:
            return self._compare_columns(sign, left, right)
        if left.family in ("date", "datetime") and isinstance(right.literal, str):
            return self._compare_moment(sign, left, right)
        if left.family != right.family:
            self._mismatch(left, right)
        if isinstance(right.literal, Decimal):
            return compare_number(sign, left, right.literal)
        if isinstance(right.literal, str) and left.column and left.column.allowed and right.literal not in left.column.allowed:
            near = nearest(right.literal, left.column.allowed) or left.column.allowed
            refuse("R208", right.at, column=left.shown, allowed="、".join(left.column.allowed), found=right.literal, near="、".join(near))
        return apply(sign, left.expr, pl.lit(right.literal))

    def _compare_columns(self, sign: str, left: Operand, right: Operand) -> pl.Expr:
        if left.family != right.family or left.expr is None or right.expr is None:
            self._mismatch(left, right)
        if left.family == "number":
            digits = max(left.digits, right.digits)
            return apply(sign, in_units(left, digits), in_units(right, digits))
        return apply(sign, left.expr, right.expr)

    def _compare_moment(self, sign: str, left: Operand, right: Operand) -> pl.Expr:
        """Compare a date or date and time with the text *right*, which must be one."""
        written = str(right.literal)
        found = moment(written, left.family)
        if found is None or left.expr is None:
            self._mismatch(left, right)
        if is_day(written) and left.family == "datetime" and sign not in (">=", "<"):
            refuse("R209", right.at, column=left.shown, found=written)
        return apply(sign, left.expr, found)

    # --- refusals ------------------------------------------------------------------------------------------------------

    def _mismatch(self, left: Operand, right: Operand) -> Never:
        examples = {
            "text": f"{left.shown} = '…'",
            "number": f"{left.shown} >= 1",
            "date": f"{left.shown} >= '2026-10-01'",
            "datetime": f"{left.shown} >= '2026-10-01 08:00'",
            "boolean": f"{left.shown} = TRUE",
        }
        refuse(
            "R204",
            right.at,
            left=left.shown,
            left_kind=SHOWN[left.family],
            right=right.shown,
            right_kind=SHOWN[right.family],
            expected=examples[left.family],
        )

    def _unknown(self, node: Any) -> Never:  # noqa: ANN401 (a syntax tree of any kind)
        refuse("R202", self._start(node), found=node.sql()[:60])

    def _start(self, node: exp.Expr) -> int:
        """Return where *node* starts in the text: at its first named or literal part."""
        starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
        return min(starts, default=0)

    def _raw(self, node: exp.Expr) -> str:
        """Return the content of a quoted literal as it is written: SQL has one escape, the doubled quote."""
        meta = node.meta
        if "start" not in meta:
            return str(node.this)
        return self.text[meta["start"] + 1 : meta["end"]].replace("''", "'")
