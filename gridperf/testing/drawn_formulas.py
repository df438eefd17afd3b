"""Hypothesis writes formulas: every kind of sign, over measures of every kind, guarded against nothing or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from gridperf.errors import RulesError
from gridperf.rulebook.formulas import read_formula

__all__ = ["formula_lacks_data", "formulas"]

_Raw = dict[str, Any]
_NUMBERS = ("0", "1", "2", "0.5", "3", "10", "values.fixed")
_RATIOS = ("ratio", "frequency", "coverage", "imported")


@st.composite
def formulas(draw: st.DrawFn, counted: st.SearchStrategy[_Raw], ratios: st.SearchStrategy[_Raw], *, policy: bool) -> _Raw:
    """Draw a formula.

    Args:
        draw: given by Hypothesis.
        counted: measures that are plain numbers.
        ratios: measures that are ratios.
        policy: whether the formula can be without data.
    """
    using: dict[str, _Raw] = {"a": draw(counted), "b": draw(counted)}
    if policy and draw(st.booleans()):
        using["r"] = draw(ratios)
    text = _whole(draw, tuple(using), policy=policy, depth=3)
    if not _readable(text):  # three levels of three terms each can come to more than a person reads
        text = _whole(draw, tuple(using), policy=policy, depth=1)
    return {"formula": text, "using": {name: part for name, part in using.items() if re.search(rf"\b{name}\b", text)}}


def formula_lacks_data(amount: Mapping[str, Any]) -> bool:
    """Return whether a drawn formula can be without data."""
    return "/ b" in amount["formula"] or any(key in part for part in amount["using"].values() for key in _RATIOS)


def _whole(draw: st.DrawFn, names: tuple[str, ...], *, policy: bool, depth: int) -> str:
    text = _term(draw, names, divide=policy, depth=depth)
    return f"({text}) / b" if policy and "r" not in text and "/ b" not in text else text


def _readable(text: str) -> bool:
    try:
        read_formula(text)
    except RulesError as refused:
        if [problem.code for problem in refused.problems] != ["R803"]:
            raise
        return False
    return True


def _term(draw: st.DrawFn, names: tuple[str, ...], *, divide: bool, depth: int) -> str:
    """Return a number as text; what is divided by is the number b, or 4."""
    kinds = ["name", "name", "number"] if depth == 0 else ["name", "sum", "sum", "product", "case", "case", "pick", "size", "divided"]
    kind = draw(st.sampled_from(kinds))
    if kind == "name":
        return draw(st.sampled_from(names))
    if kind == "number":
        return draw(st.sampled_from(_NUMBERS))

    def one() -> str:
        return _term(draw, names, divide=divide, depth=depth - 1)

    if kind == "sum":
        return f"({one()} {draw(st.sampled_from('+-'))} {one()})"
    if kind == "product":
        return f"{_term(draw, names, divide=divide, depth=0)} * {one()}"
    if kind == "pick":
        return f"{draw(st.sampled_from(['LEAST', 'GREATEST']))}({one()}, {one()})"
    if kind == "size":
        return draw(st.sampled_from(["ABS({})", "-({})"])).format(one())
    if kind == "divided":
        return f"({one()}) / {'b' if divide and draw(st.booleans()) else '4'}"
    sign = draw(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]))
    condition = f"{one()} {sign} {_term(draw, names, divide=divide, depth=0)}"
    further = draw(st.sampled_from(["", " AND b > 0", " OR a = 1", " AND NOT b BETWEEN 1 AND 2"]))
    return f"CASE WHEN {condition}{further} THEN {one()} ELSE {one()} END"
