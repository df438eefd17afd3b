"""Which values a filter can let through at all: what its parts demand together, so far as it can be read without records.

Only what must hold for every record counts: conditions joined by AND. Whatever is not understood admits everything, so
nothing is ever called impossible that can happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gridperf.errors import RulesError
from gridperf.rulebook.sql import parse

__all__ = ["admitted", "excluded"]


def admitted(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the values each column can have in a record that passes all of *texts*; columns without a demand are absent."""
    held: dict[str, frozenset[str]] = {}
    for column, values in _demands(texts):
        held[column] = held[column] & values if column in held else values
    return held


def excluded(texts: Iterable[str]) -> tuple[str, frozenset[str], frozenset[str]] | None:
    """Return the first column that two conditions of *texts* demand different values of, with both demands; None if there is none."""
    held: dict[str, frozenset[str]] = {}
    for column, values in _demands(texts):
        if column in held and not held[column] & values:
            return column, held[column], values
        held[column] = held[column] & values if column in held else values
    return None


def _demands(texts: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what each condition that must hold demands of one column."""
    for text in texts:
        try:
            tree = parse(text)
        except RulesError:
            continue  # reported where filters are checked
        for part in _joined(tree):
            demand = _demand(part)
            if demand is not None:
                yield demand


def _joined(node: Any) -> Iterator[Any]:  # noqa: ANN401 (a syntax tree of any kind)
    """Yield the conditions *node* joins by AND."""
    from sqlglot import exp  # noqa: PLC0415 (loaded only when a rulebook is)

    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, exp.Paren) and not one.args.get("negate"):
            waiting.append(one.this)
        elif isinstance(one, exp.And):
            waiting += [one.expression, one.this]
        else:
            yield one


def _demand(node: Any) -> tuple[str, frozenset[str]] | None:  # noqa: ANN401
    from sqlglot import exp  # noqa: PLC0415

    if node.args.get("negate"):
        return None
    if isinstance(node, exp.Column):
        return node.name, frozenset({"TRUE"})
    if isinstance(node, exp.Not):
        inner = node.this.this if isinstance(node.this, exp.Paren) else node.this
        return (inner.name, frozenset({"FALSE"})) if isinstance(inner, exp.Column) else None
    if isinstance(node, exp.EQ) and isinstance(node.this, exp.Column):
        value = _literal(node.expression)
        return None if value is None else (node.this.name, frozenset({value}))
    if isinstance(node, exp.In) and isinstance(node.this, exp.Column) and node.expressions:
        values = [_literal(one) for one in node.expressions]
        return None if None in values else (node.this.name, frozenset(value for value in values if value is not None))
    return None


def _literal(node: Any) -> str | None:  # noqa: ANN401
    """Return a text, or true or false, as it is written; None for anything else, numbers and moments among it."""
    from sqlglot import exp  # noqa: PLC0415

    if isinstance(node, exp.Literal) and node.is_string:
        return str(node.this)
    if isinstance(node, exp.Boolean):
        return "TRUE" if node.this else "FALSE"
    return None
