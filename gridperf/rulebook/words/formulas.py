"""A formula in words: its own signs, its own names, and what each name stands for."""

from __future__ import annotations

from gridperf.errors import RulesError
from gridperf.rulebook.formulas import (
    Arithmetic,
    Case,
    Compared,
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
from gridperf.rulebook.measures import Formula
from gridperf.rulebook.numbers import number
from gridperf.rulebook.words.base import Words, both, listed, quoted, tells

__all__ = ()

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2}
_TIGHT = 3
_COMPARED = {
    "=": ("等于", "is"),
    "<>": ("不等于", "is not"),
    "<": ("小于", "is below"),
    "<=": ("不大于", "is at most"),
    ">": ("大于", "is above"),
    ">=": ("不小于", "is at least"),
}


@tells(Formula)
def _formula(words: Words, part: Formula) -> str:
    try:
        term = read_formula(part.formula)
    except RulesError:
        return quoted(part.formula)
    meanings = [both(f"{name} 为{words.say(one)}", f"{name} is the {words.say(one)}") for name, one in part.using.items()]
    meanings += list(dict.fromkeys(_meaning(words, field) for field in fields_of(term)))
    where = both("；其中 ", ", where ") + both("，", "; ").join(meanings) if meanings else ""
    return f"{_term(term)[0]}{where}"


def _meaning(words: Words, field: Field) -> str:
    said = words.yuan(f"{field.table}.{field.name}")
    return both(f"{field.name} 为{said}", f"{field.name} is the {said}")


def _term(term: Term) -> tuple[str, int]:
    """Return *term* in words, and how tightly it holds together."""
    if isinstance(term, Number):
        return number(term.value), _TIGHT
    if isinstance(term, (Name, Field)):
        return term.name, _TIGHT
    if isinstance(term, Negated):
        return f"−{_held(term.of, _TIGHT)}", 1
    if isinstance(term, Size):
        return f"|{_term(term.of)[0]}|", _TIGHT
    if isinstance(term, Pick):
        parts = listed(_term(part)[0] for part in term.parts)
        least = term.which == "LEAST"
        return both(f"{'最小' if least else '最大'}（{parts}）", f"{'least' if least else 'greatest'} of ({parts})"), _TIGHT
    if isinstance(term, Case):
        cases = "".join(
            both(f"{_condition(condition)} 时为 {_term(part)[0]}，", f"{_term(part)[0]} if {_condition(condition)}, ")
            for condition, part in term.parts
        )
        last = _term(term.otherwise)[0]
        return both(f"（{cases}否则为 {last}）", f"({cases}otherwise {last})"), _TIGHT
    return _arithmetic(term)


def _arithmetic(term: Arithmetic) -> tuple[str, int]:
    rank = _RANK[term.sign]
    return f"{_held(term.left, rank)} {_SIGNS[term.sign]} {_held(term.right, rank + (term.sign in '-/'))}", rank


def _held(term: Term, rank: int) -> str:
    said, own = _term(term)
    return said if own >= rank else f"({said})"


def _condition(condition: Condition) -> str:
    if isinstance(condition, Not):
        return both(f"非（{_condition(condition.of).strip()}）", f"not ({_condition(condition.of)})")
    if isinstance(condition, Joined):
        parts = [
            both(f"（{_condition(part).strip()}）", f"({_condition(part)})")
            if isinstance(part, Joined) and part.word != condition.word
            else _condition(part)
            for part in (condition.left, condition.right)
        ]
        return both(" 且 " if condition.word == "AND" else " 或 ", " and " if condition.word == "AND" else " or ").join(parts)
    return _compared(condition)


def _compared(condition: Compared) -> str:
    left, right = _term(condition.left)[0], _term(condition.right)[0]
    zh, en = _COMPARED[condition.sign]
    return both(f"{left} {zh} {right}", f"{left} {en} {right}")
