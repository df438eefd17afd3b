"""Pay lines and the named numbers they use; a line that would come to nothing whatever happens is drawn again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from gridperf.rulebook.checks.possible import pays_nothing
from gridperf.rulebook.paying import PayLine
from gridperf.testing.drawn_amounts import drawn_count, drawn_formula
from gridperf.testing.drawn_pay import FURTHER, drawn_factors, further_line, uses_sheet
from gridperf.testing.drawn_records import ROLES
from gridperf.testing.drawn_words import CLAUSE

__all__ = ["drawn_pay", "drawn_values"]

_Raw = dict[str, Any]
"""A part of a rulebook as it would stand in YAML."""


def drawn_values(draw: st.DrawFn) -> _Raw:
    """Draw named numbers of every kind."""
    by_area = {"城镇": Fraction(48600, 12), "农村": Fraction(10000, 3)}
    by_role = dict(zip(ROLES, (300, Fraction(1, 2)), strict=True))
    shared = {"basis": "assumed", "clause": CLAUSE}
    return {
        "fixed": {"name": "标准", "amount": draw(st.sampled_from([Fraction(1200), Fraction("99.99")])), **shared},
        "by-area": {"name": "收入", "by": "area", "of": by_area, **shared},
        "by-role": {"name": "岗位", "by": "role", "of": by_role, **shared},
        "by-two": {
            "name": "对照",
            "by": ["role", "county"],
            "of": {role: {"利津县": amount, "B利津县": amount} for role, amount in by_role.items()},
            **shared,
        },
        "years": {"name": "年限", "steps": draw(_steps()), **shared},
    }


@st.composite
def _steps(draw: st.DrawFn) -> _Raw:
    return {
        "since": "hired_on",
        "at": draw(st.sampled_from(["period_start", "period_end"])),
        "every": draw(st.integers(1, 2)),
        "unit": draw(st.sampled_from(["year", "month"])),
        "first": 50,
        "each": draw(st.sampled_from([Fraction(60), Fraction(1, 3)])),
        "most": draw(st.sampled_from([3, "unlimited"])),
    }


_YUAN = st.sampled_from(
    [
        Fraction(1200),
        Fraction("333.33"),
        "roster.pay_base",
        "roster.post_factor",
        "grids.difficulty",
        "values.fixed",
        "values.by-area",
        "values.by-role",
        "values.by-two",
        "values.years",
    ]
)
_COEFFICIENTS = st.sampled_from([Fraction(0), Fraction(1), Fraction("1.2"), Fraction(1, 3)])


@st.composite
def drawn_pay(draw: st.DrawFn, grades: Sequence[str], sheets: Sequence[_Raw]) -> list[_Raw]:
    """Draw pay lines, each over what the sheets can give it."""
    lines: list[_Raw] = []
    everybody = any(sheet["assess"]["roles"] == "all" for sheet in sheets)
    known = [role for role in ROLES if everybody or any(role in sheet["assess"]["roles"] for sheet in sheets)]
    for at in range(draw(st.integers(0, 5))):
        line = _pay_line(draw, grades, lines, dict(_rankings(sheets)))
        line |= {} if {"pool", "hold", "cap_at"} & line["line"].keys() else drawn_factors(draw, grades)
        line |= {"id": f"line-{at}", "name": f"第{at}行", "clause": CLAUSE}
        if draw(st.booleans()):
            line["roles"] = draw(st.sampled_from([[role] for role in known] + [known] * (len(known) > 1)))
        if uses_sheet(line) and "sheet" not in line and (len(sheets) > 1 or "roles" in line or draw(st.booleans())):
            line["sheet"] = draw(st.sampled_from([sheet["id"] for sheet in sheets]))
        if draw(st.booleans()):
            line["step"] = draw(st.sampled_from([Fraction(1, 100), Fraction(1), Fraction(10)]))
        if not pays_nothing(PayLine.model_validate(line)):
            lines.append(line)
    return lines


def _rankings(sheets: Sequence[_Raw]) -> Iterator[tuple[str, str]]:
    """Yield every ranking, `sheet` or `sheet/ranking`, and what it does with ties."""
    for sheet in sheets:
        if "ranking" in sheet:
            yield sheet["id"], sheet["ranking"]["ties"]
        yield from ((f"{sheet['id']}/{named['id']}", named["ties"]) for named in sheet["rankings"])


def _pay_line(draw: st.DrawFn, grades: Sequence[str], lines: Sequence[_Raw], ranked: Mapping[str, str]) -> _Raw:
    before = [line["id"] for line in lines]
    without_pools = [line for line in lines if "pool" not in line["line"]]
    further = [kind for kind in FURTHER if before or kind != "hold"] + ["by_rank"] * bool(ranked)
    kind = draw(
        st.sampled_from(
            ["amount", "by_grade", "by_score", "each", *(["top_up_to"] if before else []), *(["cap_at"] if without_pools else []), *further]
        )
    )
    if kind in further:
        return further_line(draw, kind, grades=grades, before=before, counted=lambda: draw(drawn_count()), ranked=ranked)
    if kind == "each":
        each = draw(st.sampled_from([Fraction(5), Fraction("-2.5"), Fraction("0.333"), "values.by-role"]))
        cap = draw(st.sampled_from([Fraction(8), Fraction(100), "unlimited"]))
        measure = draw(drawn_count() if draw(st.integers(0, 4)) else drawn_formula(policy=False))
        short: _Raw = {"short_of": draw(st.sampled_from([2, 5, Fraction(7, 2), "values.by-role"]))} if draw(st.integers(0, 2)) == 0 else {}
        parts: _Raw = {"lot": draw(st.integers(1, 3))} if bool(short) or draw(st.integers(0, 3)) > 0 else {"part": "linear"}
        return {"line": {"each": each, "measure": measure, **parts, "cap": cap, **short}}
    line: _Raw = {kind: draw(_YUAN)}
    more: _Raw = {}
    if kind == "by_grade":
        line = {"by_grade": {name: draw(_COEFFICIENTS) for name in (*grades, "not_assessed")}, "of": draw(_YUAN)}
    elif kind == "by_score":
        line |= {"at_most": draw(st.sampled_from([Fraction(1), Fraction("1.1"), "unlimited"])), "not_assessed": draw(_COEFFICIENTS)}
    elif kind == "top_up_to":
        line["counting"] = draw(st.one_of(st.just("all_above"), st.lists(st.sampled_from(before), min_size=1, unique=True)))
    elif kind == "cap_at":
        # what is taken off goes back to whoever bears it
        borne = draw(st.sampled_from(without_pools)).get("shared_by")
        alike = [one["id"] for one in without_pools if one.get("shared_by") == borne]
        some = st.lists(st.sampled_from(alike), min_size=1, unique=True)
        line["counting"] = draw(some if alike != before else st.one_of(st.just("all_above"), some))
        more = {"shared_by": borne} if borne else {}
    methods = ["whole", "by_calendar_days", "by_paid_days", "add_paid_days", "subtract_unpaid_days"]
    return {"line": line, "part_month": draw(st.sampled_from(methods)), **more}
