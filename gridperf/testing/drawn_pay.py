"""Pay lines a county could write, beyond the plain ones: points, places, classes, ladders, days, pools, factors, shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

__all__ = ["FURTHER", "drawn_factors", "drawn_pool", "further_line", "uses_sheet"]

_Raw = dict[str, Any]
FURTHER = ("per_point", "each_of", "ladder", "bands", "effective_days", "pool", "hold")
"""Keys of the lines drawn here that need nothing else; `by_rank` also needs a sheet with a ranking."""

_ENDS: st.SearchStrategy[Any] = st.sampled_from([Fraction(8), Fraction(100), "unlimited"])
_PRICES = st.sampled_from([Fraction(5), Fraction("-2.5"), Fraction("0.333"), Fraction(0)])
_FACTORS = st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1), Fraction("1.3")])
_CLASSES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "discoveries": ("category", ("消防隐患", "治安隐患", "没有的类别")),
    "disposals": ("level", ("街道级", "县级")),
    "incidents": ("kind", ("投诉", "表彰")),
}


def further_line(
    draw: st.DrawFn,
    kind: str,
    *,
    grades: Sequence[str],
    before: Sequence[str],
    counted: Callable[[], _Raw],
    ranked: Mapping[str, str],
) -> _Raw:
    """Return a line of *kind* as it would stand in YAML, without id, name and clause.

    Args:
        draw: given by Hypothesis.
        kind: one of `FURTHER`, or `by_rank`.
        grades: the grades of every scale.
        before: ids of the lines before it.
        counted: draws a plain number.
        ranked: the rankings, `sheet` or `sheet/ranking`, and what each does with ties.
    """
    if kind == "per_point":
        low = draw(st.sampled_from([Fraction(0), Fraction(-20), "unlimited"]))
        formula = {
            "per_point": draw(_PRICES),
            "per_lost_point": draw(_PRICES),
            "from": draw(st.sampled_from([Fraction(0), Fraction("7.5"), Fraction(60)])),
            "starts_at": draw(st.sampled_from([Fraction(0), Fraction(600), "roster.pay_base", "values.fixed"])),
            "part": draw(st.sampled_from(["linear", "whole_down", "whole_up"])),
            "at_least": low,
            "at_most": draw(st.sampled_from([Fraction(500), "unlimited"])),
            "not_assessed": draw(_PRICES),
        }
        return {"line": formula, "part_month": draw(st.sampled_from(["whole", "by_calendar_days", "by_paid_days", "add_paid_days"]))}
    if kind == "by_rank":
        of = draw(st.sampled_from(sorted(ranked)))
        ties = draw(st.sampled_from(["each", "share"] if ranked[of] == "skip" else ["each"]))
        sheet, _, ranking = of.partition("/")
        named = {"ranking": ranking} if ranking else {}
        choices: list[_Raw] = [
            {"1": 800, "last": -200},
            {"1": 800, "2": 600, "last": -400, "last-1": Fraction(-1, 3)},
            {"2": 5},
        ]
        places = draw(st.sampled_from(choices))
        fewest = max(2, len(places))
        return {"line": {"by_rank": places, "ties": ties, "needs": fewest + draw(st.integers(0, 2)), **named}, "sheet": sheet}
    if kind == "each_of":
        table = draw(st.sampled_from(sorted(_CLASSES)))
        column, classes = _CLASSES[table]
        prices = {name: draw(_PRICES) for name in draw(st.lists(st.sampled_from(classes), min_size=1, unique=True))}
        where = {"where": f"{column} IS NOT NULL"} if draw(st.booleans()) else {}
        lot = draw(st.integers(1, 2))
        return {"line": {"each_of": prices, "by": column, "measure": {"count": table}, "lot": lot, "cap": draw(_ENDS), **where}}
    if kind == "ladder":
        rungs = [{"beyond": at, "each": draw(_PRICES)} for at in [0, *draw(st.sampled_from([[], [2], [1, 4]]))]]
        return {
            "line": {
                "ladder": rungs,
                "measure": draw(st.sampled_from([{"count": "visits"}, {"sum": "incidents.quantity"}])),
                "cap": draw(_ENDS),
                **draw(st.sampled_from([{}, {"where": "worker_id IS NOT NULL"}])),
            }
        }
    if kind == "bands":
        given = draw(st.booleans())
        low = Fraction(1, 2) if given else 1
        first, second, rest = (draw(_PRICES) for _ in range(3))
        falling = [{"at_least": 3, "yuan": first}, {"above": low, "yuan": second}, {"otherwise": rest}]
        rising = [{"below": low, "yuan": first}, {"at_most": 3, "yuan": second}, {"otherwise": rest}]
        bands = draw(st.sampled_from([falling, rising]))
        if given:
            return {"line": {"bands": bands, "measure": {"imported": "满意度"}, "no_data": draw(_PRICES)}}
        return {"line": {"bands": bands, "measure": counted()}}
    if kind == "effective_days":
        terms = {name: draw(st.sampled_from([{"sum": "attendance.due"}, {"sum": "attendance.attended"}])) for name in ("due", "attended")}
        leave = {"count": "attendance", "where": "leave_kind IS NOT NULL"}
        rule = {
            **terms,
            "leave": leave,
            "done": {"count": "discoveries"},
            "quota": draw(st.sampled_from([1, 3, Fraction(5, 2), "roster.post_factor"])),
        }
        rounding = draw(st.sampled_from(["down", "half_up", "up", "half_even"]))
        wage = draw(st.sampled_from([Fraction(2640), "roster.pay_base"]))
        return {"line": {"effective_days": {**rule, "round": rounding}, "of": wage, "no_due_days": draw(_FACTORS)}}
    if kind == "hold":
        counting = draw(st.one_of(st.just("all_above"), st.lists(st.sampled_from(before), min_size=1, unique=True)))
        return {"line": {"hold": draw(st.sampled_from([Fraction(2, 5), Fraction(1, 3)])), "counting": counting}}
    return {"line": {"pool": drawn_pool(draw, grades)}}


def drawn_pool(draw: st.DrawFn, grades: Sequence[str]) -> _Raw:
    """Return a pool with a fund of its own."""
    fund = draw(
        st.sampled_from(
            [{"amount": Fraction("1000.01")}, {"amount": Fraction(1, 3)}, {"per_head": Fraction(200)}, {"per_head": "roster.pay_base"}]
        )
    )
    weights: list[_Raw] = [
        {"of": draw(st.sampled_from(["total", "served_days", "paid_days", "one"]))},
        {"of": draw(st.sampled_from(["roster.post_factor", "grids.difficulty", "values.fixed", "values.by-role"]))},
        {"by_grade": {name: draw(_FACTORS) for name in (*grades, "not_assessed")}},
        {"measure": {"count": "visits"}, **draw(st.sampled_from([{}, {"where": "complete"}]))},
    ]
    return {
        "fund": fund,
        "within": draw(st.sampled_from(["all", "street", "area", "community", "county", "role"])),
        "by": draw(st.lists(st.sampled_from(weights), min_size=1, max_size=3, unique_by=lambda one: str(one.get("of", one)))),
        "floor": draw(st.sampled_from([Fraction(0), Fraction(50), Fraction("0.5")])),
        "cap": draw(st.sampled_from([Fraction(60), Fraction(400), "unlimited"])),
        "short": "equal",
        "remainder": "largest",
        "reserve": draw(st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(1, 3)])),
        "nobody": draw(st.sampled_from(["carry", "return"])),
        "left": draw(st.sampled_from(["carry", "return"])),
    }


def drawn_factors(draw: st.DrawFn, grades: Sequence[str]) -> _Raw:
    """Return what a line may say besides its formula: factors, budgets that share it, others who receive part of it."""
    found: _Raw = {}
    if draw(st.integers(0, 3)) == 0:
        times = [{"times": draw(_FACTORS)}, {"times": draw(_FACTORS)}, {"otherwise": draw(_FACTORS)}]
        shapes: list[tuple[_Raw, ...]] = [
            ({"at_least": 2000}, {"above": 60}, {}),
            ({"below": 60}, {"at_most": 2000}, {}),
            ({"at_least": 2000}, {"at_least": 60}, {}),
        ]
        ends = draw(st.sampled_from(shapes))
        tiers = [{**end, **one} for end, one in zip(ends, times, strict=True)]
        factors: list[_Raw] = [
            {"bands": tiers, "of": draw(st.sampled_from(["grids.residents", "total"])), "missing": draw(_FACTORS)},
            {"by_grade": {name: draw(_FACTORS) for name in (*grades, "not_assessed")}},
            {"number": draw(st.sampled_from(["roster.extra_share", "roster.post_factor"])), "missing": draw(_FACTORS)},
            {
                "probation": Fraction(4, 5),
                "months": draw(st.sampled_from([1, 6])),
                "counted": draw(st.sampled_from(["period_start", "period_end", "days"])),
            },
        ]
        found["times"] = draw(st.lists(st.sampled_from(factors), min_size=1, max_size=2, unique_by=lambda one: next(iter(one))))
    if draw(st.integers(0, 3)) == 0:
        found["split"] = draw(
            st.sampled_from(
                [{"self": Fraction(1, 2), "站所": Fraction(1, 2)}, {"甲": Fraction(1, 3), "self": Fraction(2, 3)}, {"居民户": 1}]
            )
        )
    if draw(st.integers(0, 3)) == 0:
        found["shared_by"] = {"县": Fraction(1, 2), "乡镇": Fraction(3, 10), "市": Fraction(1, 5)}
    return found


def uses_sheet(line: Mapping[str, Any]) -> bool:
    """Return whether a drawn *line* rests on a sheet."""
    formula = line["line"]
    if {"by_grade", "by_score", "per_point", "by_rank"} & formula.keys():
        return True
    weights = formula.get("pool", {}).get("by", ())
    if any("by_grade" in one or one.get("of") == "total" for one in weights):
        return True
    return any("by_grade" in one or one.get("of") in ("total", "rank") for one in line.get("times", ()))
