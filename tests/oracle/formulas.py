"""Formulas once more: the tree the SQL parser gives, walked by hand with fractions; None is what has no value."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sqlglot
from sqlglot import exp

__all__ = ["computed"]

Names = Mapping[str, Fraction | None]


def computed(text: str, names: Names) -> Fraction | None:
    """Return the value of *text*; names of the roster and the rulebook's numbers stand under `roster.x` and `values.x`."""
    quoted = text.replace("values.", '"values".')  # else "(values" would begin a list of rows
    return _number(sqlglot.parse_one(quoted, into=exp.Condition), names)


def _number(node: exp.Expr, names: Names) -> Fraction | None:  # noqa: PLR0911 (one kind of node after the other)
    if isinstance(node, exp.Paren):
        return _number(node.this, names)
    if isinstance(node, exp.Column):
        return names[f"{node.text('table')}.{node.name}" if node.text("table") else node.name]
    if isinstance(node, exp.Literal):
        return Fraction(node.name)
    if isinstance(node, exp.Case):
        for branch in node.args["ifs"]:
            holds = _holds(branch.this, names)
            if holds is None:
                return None
            if holds:
                return _number(branch.args["true"], names)
        return _number(node.args["default"], names)
    parts = [_number(part, names) for part in (node.this, node.args.get("expression"), *node.expressions) if part is not None]
    if None in parts:
        return None
    values = [part for part in parts if part is not None]
    if isinstance(node, exp.Neg):
        return -values[0]
    if isinstance(node, exp.Abs):
        return abs(values[0])
    if isinstance(node, exp.Least):
        return min(values)
    if isinstance(node, exp.Greatest):
        return max(values)
    left, right = values
    if isinstance(node, exp.Add):
        return left + right
    if isinstance(node, exp.Sub):
        return left - right
    if isinstance(node, exp.Mul):
        return left * right
    assert isinstance(node, exp.Div)
    return left / right if right else None


def _holds(node: exp.Expr, names: Names) -> bool | None:
    if isinstance(node, exp.Paren):
        return _holds(node.this, names)
    if isinstance(node, exp.Not):
        inside = _holds(node.this, names)
        return None if inside is None else not inside
    if isinstance(node, (exp.And, exp.Or)):
        both = [_holds(node.this, names), _holds(node.expression, names)]
        decisive = isinstance(node, exp.Or)
        if decisive in both:
            return decisive
        return None if None in both else not decisive
    if isinstance(node, exp.Between):
        value, low, high = (_number(part, names) for part in (node.this, node.args["low"], node.args["high"]))
        ends = [None if value is None or low is None else value >= low, None if value is None or high is None else value <= high]
        return False if False in ends else None if None in ends else True
    left, right = _number(node.this, names), _number(node.expression, names)
    if left is None or right is None:
        return None
    answers = {exp.EQ: left == right, exp.NEQ: left != right, exp.LT: left < right}
    answers |= {exp.LTE: left <= right, exp.GT: left > right, exp.GTE: left >= right}
    return answers[type(node)]
