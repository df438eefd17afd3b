"""A formula is arithmetic over measures: its text becomes a tree of a dozen kinds of node, or a refusal that says where.

What is not on the list (functions, texts, subqueries) is refused; the tree says what is to be computed, and
`gridperf.engine.formulas` computes it exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Never

from gridperf.errors import Problem, RulesError, Where
from gridperf.rulebook.sql import parse, refuse

if TYPE_CHECKING:
    from sqlglot import exp

__all__ = [
    "Arithmetic",
    "Case",
    "Compared",
    "Condition",
    "Field",
    "Joined",
    "Name",
    "Negated",
    "Not",
    "Number",
    "Pick",
    "Size",
    "Term",
    "constant_of",
    "divides",
    "fields_of",
    "names_of",
    "read_formula",
]

_VALUES = "value_"
_MOST_NODES = 120
_MOST_DIGITS = 30
_CODES = {"R201": "R801", "R202": "R802", "R210": "R803", "R207": "R804"}
"""Problems of a filter's text, and what they are called of a formula's."""
_SIGNS_OF_PAPER = {"×": "*", "÷": "/", "＋": "+", "－": "-", "＊": "*", "／": "/", "−": "-", "≥": ">=", "≤": "<=", "≠": "<>"}
_ARGUMENTS = {"this", "expression", "expressions", "table", "quoted", "ifs", "default", "true", "ignore_nulls", "is_string", "low", "high"}
"""What a node of the syntax tree may say; anything else would change its meaning unseen."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """One of the measures the formula uses."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Field:
    """A number of the roster, or one of the rulebook's named numbers."""

    table: str
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Negated:
    """Minus something."""

    of: Term


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers added, subtracted, multiplied or divided."""

    sign: Literal["+", "-", "*", "/"]
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Pick:
    """The smallest or the largest of some."""

    which: Literal["LEAST", "GREATEST"]
    parts: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How far something is from nothing."""

    of: Term


@dataclass(frozen=True, slots=True)
class Case:
    """The first part whose condition holds, else the last."""

    parts: tuple[tuple[Condition, Term], ...]
    otherwise: Term


@dataclass(frozen=True, slots=True)
class Compared:
    """Two numbers compared."""

    sign: Literal["=", "<>", "<", "<=", ">", ">="]
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Joined:
    """Both conditions (`AND`), or either (`OR`)."""

    word: Literal["AND", "OR"]
    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    of: Condition


Term = Number | Name | Field | Negated | Arithmetic | Pick | Size | Case
Condition = Compared | Joined | Not


@lru_cache(maxsize=512)
def read_formula(text: str) -> Term:
    """Return what the formula *text* computes.

    Args:
        text: SQL arithmetic, such as `(done - returned) / due` or `CASE WHEN due > 3 THEN done / due ELSE 0.5 END`.

    Raises:
        RulesError: R801 to R804 and R806 to R809; the column of the problem's place counts from 1 inside *text*.
    """
    for found in re.finditer("|".join(map(re.escape, _SIGNS_OF_PAPER)), text):
        refuse("R804", found.start(), found=found[0], expected=_SIGNS_OF_PAPER[found[0]])
    try:
        # to the parser, "(values" begins a list of rows: it is given another name of the same length
        node = parse(re.sub(r"\bvalues(?=\.)", _VALUES, text))
    except RulesError as error:
        raise RulesError([_of_formula(problem) for problem in error.problems]) from None
    if sum(1 for _ in node.walk()) > _MOST_NODES:
        refuse("R803", 0, most=_MOST_NODES)
    return _Reader().term(node)


def names_of(term: Term) -> Iterator[Name]:
    """Yield every measure *term* uses, as often as it does."""
    yield from (part for part in _parts(term) if isinstance(part, Name))


def fields_of(term: Term) -> Iterator[Field]:
    """Yield every number of the roster and every named number *term* uses."""
    yield from (part for part in _parts(term) if isinstance(part, Field))


def divides(text: str) -> bool:
    """Return whether *text* divides by what could be 0: anything but a written number, or the greatest of some with one above 0 among them.

    A text that cannot be read divides by nothing.
    """
    try:
        term = read_formula(text)
    except RulesError:
        return False
    return any(isinstance(part, Arithmetic) and part.sign == "/" and _can_be_nothing(part.right) for part in _parts(term))


def _can_be_nothing(term: Term) -> bool:
    if isinstance(term, Pick) and term.which == "GREATEST":
        return not any((constant_of(part) or 0) > 0 for part in term.parts)
    return constant_of(term) is None


def constant_of(term: Term) -> Fraction | None:
    """Return the value of a *term* made of written numbers alone; None of any other."""
    if isinstance(term, Number):
        return term.value
    if isinstance(term, Negated):
        value = constant_of(term.of)
        return None if value is None else -value
    if not isinstance(term, Arithmetic):
        return None
    left, right = constant_of(term.left), constant_of(term.right)
    if left is None or right is None:
        return None
    if term.sign == "/":
        return left / right if right else None
    return {"+": left + right, "-": left - right, "*": left * right}[term.sign]


def _parts(part: Term | Condition) -> Iterator[Term | Condition]:
    yield part
    if isinstance(part, (Negated, Size, Not)):
        yield from _parts(part.of)
    elif isinstance(part, (Arithmetic, Compared, Joined)):
        yield from _parts(part.left)
        yield from _parts(part.right)
    elif isinstance(part, Pick):
        for one in part.parts:
            yield from _parts(one)
    elif isinstance(part, Case):
        for condition, value in part.parts:
            yield from _parts(condition)
            yield from _parts(value)
        yield from _parts(part.otherwise)


def _of_formula(problem: Problem) -> Problem:
    values = {name: _as_written(str(value)) for name, value in problem.values.items()}
    return Problem(_CODES[problem.code], Where(line=1, column=problem.where.column), values)


def _as_written(text: str) -> str:
    return text.replace(f"{_VALUES}.", "values.")


def _shown(node: exp.Expr) -> str:
    """Return *node* as a problem names it."""
    return _as_written(node.sql())[:60]


class _Reader:
    """Reads one syntax tree; every method refuses what it does not know."""

    def term(self, node: exp.Expr) -> Term:
        """Return *node* as a number."""
        from sqlglot import exp  # noqa: PLC0415 (loaded only when a rulebook is)

        node = self._plain(node)
        if isinstance(node, exp.Column):
            return self._name(node)
        if isinstance(node, exp.Literal) and not node.is_string:
            return self._number(node)
        if isinstance(node, exp.Neg):
            return Negated(self.term(node.this))
        operators: dict[type[exp.Expr], Literal["+", "-", "*", "/"]] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
        if type(node) in operators:
            return self._arithmetic(node, operators[type(node)])
        if isinstance(node, (exp.Least, exp.Greatest)):
            parts = tuple(self.term(part) for part in (node.this, *node.expressions))
            return Pick("LEAST" if isinstance(node, exp.Least) else "GREATEST", parts)
        if isinstance(node, exp.Abs):
            return Size(self.term(node.this))
        if isinstance(node, exp.Case):
            return self._case(node)
        if isinstance(node, (exp.Predicate, exp.Connector, exp.Not, exp.Boolean, exp.Null)) or (
            isinstance(node, exp.Literal) and node.is_string
        ):
            refuse("R806", _start(node), found=_shown(node))
        return self._unknown(node)

    def condition(self, node: exp.Expr) -> Condition:
        """Return *node* as something that holds or does not."""
        from sqlglot import exp  # noqa: PLC0415

        node = self._plain(node)
        if isinstance(node, (exp.And, exp.Or)):
            return Joined("AND" if isinstance(node, exp.And) else "OR", self.condition(node.this), self.condition(node.expression))
        if isinstance(node, exp.Not):
            return Not(self.condition(node.this))
        if isinstance(node, exp.Between):
            value = self.term(node.this)
            low, high = Compared(">=", value, self.term(node.args["low"])), Compared("<=", value, self.term(node.args["high"]))
            return Joined("AND", low, high)
        signs: dict[type[exp.Expr], Literal["=", "<>", "<", "<=", ">", ">="]] = {
            exp.EQ: "=",
            exp.NEQ: "<>",
            exp.LT: "<",
            exp.LTE: "<=",
            exp.GT: ">",
            exp.GTE: ">=",
        }
        if type(node) in signs:
            return Compared(signs[type(node)], self.term(node.this), self.term(node.expression))
        if isinstance(node, (exp.Column, exp.Literal, exp.Binary, exp.Neg, exp.Case, exp.Boolean, exp.Null)) and not isinstance(
            node, exp.Predicate
        ):
            refuse("R807", _start(node), found=_shown(node))
        return self._unknown(node)

    def _plain(self, node: exp.Expr) -> exp.Expr:
        """Return *node* without parentheses; refuse what says more than is understood."""
        from sqlglot import exp  # noqa: PLC0415

        while isinstance(node, exp.Paren):
            node = node.this
        said = {name for name, value in node.args.items() if value}
        if said - _ARGUMENTS:
            return self._unknown(node)
        return node

    def _name(self, node: exp.Expr) -> Term:
        table = node.text("table")
        if node.args.get("db") or not node.name or (table and table not in ("roster", _VALUES)):
            return self._unknown(node)
        return Field("roster" if table == "roster" else "values", node.name, _start(node)) if table else Name(node.name, _start(node))

    def _number(self, node: exp.Expr) -> Number:
        written = str(node.this)
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", written) or len(written) > _MOST_DIGITS:
            return self._unknown(node)
        return Number(Fraction(written))

    def _arithmetic(self, node: exp.Expr, sign: Literal["+", "-", "*", "/"]) -> Term:
        left, right = self.term(node.this), self.term(node.expression)
        if sign == "/" and constant_of(right) == 0:
            refuse("R809", _start(node), found=_shown(node))
        return Arithmetic(sign, left, right)

    def _case(self, node: exp.Expr) -> Case:
        if node.this is not None:
            return self._unknown(node)
        if node.args.get("default") is None:
            refuse("R808", _start(node), found=_shown(node))
        parts = tuple((self.condition(branch.this), self.term(branch.args["true"])) for branch in node.args["ifs"])
        return Case(parts, self.term(node.args["default"]))

    def _unknown(self, node: exp.Expr) -> Never:
        refuse("R802", _start(node), found=_shown(node))


def _start(node: exp.Expr) -> int:
    """Return where *node* starts in the text: at its first named or literal part."""
    return min((part.meta["start"] for part in node.walk() if "start" in part.meta), default=0)
