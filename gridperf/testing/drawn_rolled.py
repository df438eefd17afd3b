"""Pay lines of a quarter that is rolled up from months: by its totals, grades, ranks and days, the only things there are then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from gridperf.rulebook.checks.possible import pays_nothing
from gridperf.rulebook.paying import PayLine
from gridperf.testing.drawn_records import ROLES
from gridperf.testing.drawn_words import CLAUSE

__all__ = ["drawn_rolled_pay"]

_Raw = dict[str, Any]
"""A part of a rulebook as it would stand in YAML."""

_YUAN: st.SearchStrategy[Any] = st.sampled_from([Fraction(2000), Fraction("333.33"), "values.fixed"])
_FACTORS = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1), Fraction("1.2")])
_METHODS = st.sampled_from(["whole", "by_calendar_days", "by_paid_days"])


@st.composite
def drawn_rolled_pay(draw: st.DrawFn, grades: Sequence[str], sheets: Sequence[_Raw], rule: Mapping[str, Any]) -> list[_Raw]:
    """Draw what a quarter pays that is rolled up by *rule* from the months of *sheets*; mostly something."""
    lines: list[_Raw] = []
    # results do not say in which department or with which contractor somebody was
    rolled = [sheet["id"] for sheet in sheets if sheet["assess"]["subject"] not in ("department", "contractor")]
    everybody = any(sheet["assess"]["roles"] == "all" for sheet in sheets)
    known = [role for role in ROLES if everybody or any(role in sheet["assess"]["roles"] for sheet in sheets)]
    for at in range(draw(st.integers(0, 3))):
        line = _line(draw, grades, lines, rule.get("ranking"))
        line |= {"id": f"quarter-{at}", "name": f"季度第{at}行", "clause": CLAUSE, "every": "quarter"}
        if len(sheets) > 1 or sheets[0]["assess"]["roles"] != "all" or draw(st.booleans()):
            line["sheet"] = draw(st.sampled_from(rolled))
        if draw(st.booleans()):
            line["roles"] = draw(st.sampled_from([[role] for role in known]))
        if draw(st.booleans()):
            line["step"] = draw(st.sampled_from([Fraction(1, 100), Fraction(1)]))
        if not pays_nothing(PayLine.model_validate(line)):
            lines.append(line)
    return lines


def _line(draw: st.DrawFn, grades: Sequence[str], before: Sequence[_Raw], ranking: Mapping[str, str] | None) -> _Raw:
    counted = [one["id"] for one in before if "pool" not in one["line"]]
    kinds = ["amount", "by_grade", "by_grade", "by_score", "per_point", "pool"]
    kind = draw(st.sampled_from([*kinds, *(["by_rank"] if ranking else []), *(["top_up_to", "cap_at"] if counted else [])]))
    if kind == "pool":
        return {"line": {"pool": _pool(draw, grades)}}
    if kind in ("top_up_to", "cap_at"):
        formula: _Raw = {kind: draw(_YUAN), "counting": draw(st.lists(st.sampled_from(counted), min_size=1, unique=True))}
        return {"line": formula, "part_month": draw(_METHODS)}
    more = _factors(draw, grades)
    if kind == "by_rank":
        assert ranking is not None  # noqa: S101 (drawn only with a ranking)
        ties = draw(st.sampled_from(["each", "share"] if ranking["ties"] == "skip" else ["each"]))
        return {
            "line": {"by_rank": {"1": 2000, "2": 1000, "last": Fraction(-1, 3)}, "ties": ties, "needs": draw(st.integers(3, 4))},
            **more,
        }
    more |= {"part_month": draw(_METHODS)}
    if kind == "amount":
        return {"line": {"amount": draw(_YUAN)}, **more}
    if kind == "by_grade":
        return {"line": {"by_grade": {name: draw(_FACTORS) for name in (*grades, "not_assessed")}, "of": draw(_YUAN)}, **more}
    if kind == "by_score":
        at_most = draw(st.sampled_from([Fraction(1), Fraction("0.9"), "unlimited"]))
        return {"line": {"by_score": draw(_YUAN), "at_most": at_most, "not_assessed": draw(_FACTORS)}, **more}
    points = {
        "per_point": Fraction(5),
        "per_lost_point": draw(st.sampled_from([Fraction(0), Fraction("0.333")])),
        "from": draw(st.sampled_from([Fraction("7.5"), Fraction(60)])),
        "starts_at": draw(_YUAN),
        "part": draw(st.sampled_from(["linear", "whole_down", "whole_up"])),
        "at_least": Fraction(0),
        "at_most": "unlimited",
        "not_assessed": draw(_FACTORS),
    }
    return {"line": points, **more}


def _factors(draw: st.DrawFn, grades: Sequence[str]) -> _Raw:
    tiers = [{"at_least": 60, "times": draw(_FACTORS)}, {"otherwise": draw(_FACTORS)}]
    choices: list[_Raw] = [
        {"bands": tiers, "of": "total", "missing": draw(_FACTORS)},
        {"by_grade": {name: draw(_FACTORS) for name in (*grades, "not_assessed")}},
    ]
    found: _Raw = {} if draw(st.integers(0, 2)) else {"times": [draw(st.sampled_from(choices))]}
    if not draw(st.integers(0, 3)):
        found["split"] = {"self": Fraction(1, 2), "站所": Fraction(1, 2)}
    return found


def _pool(draw: st.DrawFn, grades: Sequence[str]) -> _Raw:
    weights: list[_Raw] = [
        {"of": draw(st.sampled_from(["total", "served_days", "paid_days", "one"]))},
        {"by_grade": {name: draw(_FACTORS) for name in (*grades, "not_assessed")}},
    ]
    return {
        "fund": draw(st.sampled_from([{"amount": Fraction("1000.01")}, {"per_head": Fraction(200)}])),
        "within": draw(st.sampled_from(["all", "street", "area"])),
        "by": draw(st.lists(st.sampled_from(weights), min_size=1, max_size=2, unique_by=lambda one: next(iter(one)))),
        "floor": draw(st.sampled_from([Fraction(0), Fraction(50)])),
        "cap": draw(st.sampled_from([Fraction(400), "unlimited"])),
        "short": "equal",
        "remainder": "largest",
        "reserve": Fraction(0),
        "nobody": "return",
        "left": "return",
    }
