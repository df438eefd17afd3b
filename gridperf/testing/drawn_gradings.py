"""What follows from totals: scales every grade of which can be reached, vetoes, quotas, roll-ups, actions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

from hypothesis import strategies as st

from gridperf.testing.drawn_amounts import drawn_where
from gridperf.testing.drawn_words import CLAUSE, MODES

__all__ = [
    "SINCE",
    "drawn_actions",
    "drawn_over",
    "drawn_rollup",
    "drawn_scale",
    "drawn_scopes",
    "drawn_steps",
    "drawn_vetoes",
    "drawn_whole",
]

_Raw = dict[str, Any]
"""A part of a rulebook as it would stand in YAML."""


def drawn_scopes() -> st.SearchStrategy[str]:
    """Draw what people are ranked, or limited, within."""
    return st.sampled_from(["county", "street", "community", "role", "area", "all"])


@st.composite
def drawn_vetoes(draw: st.DrawFn, grades: Sequence[str]) -> list[_Raw]:
    """Draw vetoes that lower a grade."""
    return [
        {
            "id": f"veto-{at}",
            "name": f"否决{at}",
            "clause": CLAUSE,
            "when": {"count": draw(st.sampled_from(["incidents", "discoveries"])), "at_least": draw(st.sampled_from([1, 1, 2]))},
            "effect": {"grade": draw(st.sampled_from([*grades[1:], *grades[1:-1]])), "score": draw(st.sampled_from(["keeps", "zero"]))},
        }
        for at in range(draw(st.sampled_from([0, 1, 1, 2])))
    ]


def _only_on(sheets: Sequence[str]) -> st.SearchStrategy[_Raw]:
    return st.sampled_from([{}, {}, *({"sheet": one} for one in sheets)])


@st.composite
def _condition(draw: st.DrawFn, grades: Sequence[str], sheets: Sequence[str], *, rolled: bool) -> _Raw:
    """Draw a condition that a month can meet, or, if months are *rolled* up, a quarter."""
    kind = draw(st.sampled_from(["grade", "row", "span", "rank", "happens"]))
    grade = draw(st.sampled_from(grades))
    if kind == "grade":
        of = draw(st.sampled_from(["month", "quarter"] if rolled else ["month"]))
        return {"grade": grade, "of": of, **(draw(_only_on(sheets)) if of == "month" else {})}
    if kind == "row":
        return {"grade": grade, "times": draw(st.integers(2, 3)), "in_a_row": "month", **draw(_only_on(sheets))}
    if kind == "span":
        return {"grade": grade, "times": 2, "of": "month", "within": draw(st.sampled_from(["year", "2 years"])), **draw(_only_on(sheets))}
    if kind == "rank":
        ties = draw(st.sampled_from(["exclude", "include"]))
        return {
            "rank": {draw(st.sampled_from(["top", "bottom"])): draw(st.integers(1, 3)), "within": draw(drawn_scopes()), "ties": ties},
            "of": "month",
            # a team is not ranked in every scope
            **draw(_only_on([one for one in sheets if not one.startswith("team-")])),
        }
    table = draw(st.sampled_from(["incidents", "discoveries"]))
    return {"happens": {"count": table, **draw(drawn_where(table)), "at_least": draw(st.integers(1, 2))}, "of": "month"}


@st.composite
def drawn_actions(draw: st.DrawFn, grades: Sequence[str], sheets: Sequence[str], *, rolled: bool) -> list[_Raw]:
    """Draw what follows from grades, ranks and events."""
    one = _condition(grades, sheets, rolled=rolled)
    several = st.lists(_condition(grades, sheets, rolled=False), min_size=2, max_size=3)
    actions = []
    for at in range(draw(st.integers(0, 2))):
        when = draw(st.one_of(one, several.map(lambda all_of: {"all_of": all_of}), several.map(lambda any_of: {"any_of": any_of})))
        actions.append(
            {"id": f"action-{at}", "name": f"后果{at}", "kind": draw(st.sampled_from([None, "约谈"])), "clause": CLAUSE, "when": when}
        )
    return actions


@st.composite
def drawn_scale(
    draw: st.DrawFn, names: Sequence[str], sheets: Sequence[_Raw], *, rising: bool, rolled: bool = False, measures: Sequence[str] = ()
) -> list[_Raw]:
    """Draw a scale of grades every one of which a total of *sheets* can reach; totals that are *rolled* up have nothing to compare.

    Equal totals are told apart by items of the sheets, and by *measures*.
    """
    halves = st.integers(1, 2 * int(min(sheet["full_score"] for sheet in sheets)))
    cuts = sorted(draw(st.sets(halves, min_size=len(names) - 1, max_size=len(names) - 1)), reverse=True)
    some = [draw(st.sampled_from(measures))] if measures else []  # all of them would leave the items hardly a chance
    deciders = [] if rolled else _deciders(sheets, some)
    bands: list[_Raw] = [{"grade": name, "at_least": Fraction(cut, 2)} for name, cut in zip(names, cuts, strict=False)]
    for band in bands:
        if not rising and draw(st.integers(0, 2)):
            share: _Raw = {"at_most": draw(st.sampled_from([Fraction(1, 5), Fraction(1, 3), Fraction(1, 2), Fraction(1)]))}
            share["round"] = draw(st.sampled_from(MODES))
            size = share if draw(st.booleans()) else {"count": draw(st.integers(1, 3))}
            band["quota"] = {**size, **draw(_limit(deciders))}
    last: _Raw = {"grade": names[-1], "at_least": -100}
    for band in [*bands[1:], last]:
        if not rising and not draw(st.integers(0, 2)):
            share = {
                "last": draw(st.sampled_from([Fraction(1, 10), Fraction(1, 4), Fraction(2, 5)])),
                "round": draw(st.sampled_from(MODES)),
            }
            band["quota"] = {**share, **draw(_limit(deciders))}
    return [*bands, last]


SINCE = {"month": ("2025-06", "2025-11", "2026-02", "2026-04", "2026-09", "2026-10"), "quarter": ("2025Q3", "2026Q1", "2026Q2")}
"""Periods from which rules that look back may hold."""


@st.composite
def drawn_steps(draw: st.DrawFn, names: Sequence[str], every: Literal["month", "quarter"]) -> _Raw:
    """Draw, or not, how far the grades called *names* may lie from those before: `{"steps": …}`."""
    if not draw(st.integers(0, 1)):
        return {}
    far: list[int | str] = ["unlimited", *range(len(names) - 1)]
    ways = [(up, down) for up in far for down in far if up != down or up not in ("unlimited", 0)]
    up, down = draw(st.sampled_from(ways))
    first = draw(st.sampled_from(["free", *({"from": name} for name in names)]))
    latest = draw(st.sampled_from(["latest", "first"]))
    since = draw(st.sampled_from(SINCE[every]))
    return {"steps": {"up": up, "down": down, "since": since, "first": first, "not_graded": latest, "clause": CLAUSE}}


@st.composite
def drawn_over(draw: st.DrawFn, *, own: bool) -> _Raw:
    """Draw how results of several months become one; of the sheet's *own*, which is not filled in yet, the present one is left out."""
    last = draw(st.integers(1, 5))
    return {
        "last": last,
        "present": "left_out" if own else draw(st.sampled_from(["counts", "counts", "left_out"])),
        "by": draw(st.sampled_from(["mean", "mean", "sum", "lowest", "highest"])),
        "missing": draw(st.sampled_from(["skip", "zero"])),
        "needs": draw(st.integers(1, last)),
        "since": draw(st.sampled_from(SINCE["month"])),
    }


def _deciders(sheets: Sequence[_Raw], measures: Sequence[str]) -> list[_Raw | str]:
    """Return the items that every one of *sheets* has, and that have a figure to compare, the most or the least first; and *measures*."""
    held = [{item["id"] for item in sheet["items"] if "by_grade" not in item["score"]} for sheet in sheets]
    items = sorted(set.intersection(*held)) if held else []
    compared: list[_Raw | str] = [either for one in items for either in (one, {"lowest": one})]
    return [*compared, *({"measure": one, "best": best} for one in measures for best in ("most", "fewest"))]


@st.composite
def _limit(draw: st.DrawFn, deciders: Sequence[_Raw | str]) -> _Raw:
    """Draw where a quota is counted, from how many people on, and what it does to equal totals."""
    ties: _Raw | str = draw(st.sampled_from(["exclude", "include"]))
    if draw(st.booleans()) and deciders:
        ties = {"by": draw(st.lists(st.sampled_from(list(deciders)), min_size=1, max_size=2, unique_by=repr)), "then": ties}
    needs = draw(st.sampled_from([{}, {}, {"needs": 2}, {"needs": 4}]))
    return {"within": draw(drawn_scopes()), "ties": ties, **needs, "clause": CLAUSE}


@st.composite
def drawn_rollup(draw: st.DrawFn, sheets: Sequence[_Raw]) -> _Raw:
    """Draw how months become quarters, or nothing."""
    if not draw(st.integers(0, 2)):
        return {}
    ways = ["mean", "mean", "best", "latest", "weighted"]
    if all(sheet["total"]["floor"] != "unlimited" for sheet in sheets):
        ways.append("sum")  # three totals without an end could fall below every grade
    rule = {
        "of": "month",
        "by": draw(st.sampled_from(ways)),
        "missing": draw(st.sampled_from(["skip", "skip", "zero", "refuse"])),
        "needs": draw(st.integers(1, 3)),
        "clause": CLAUSE,
    }
    if rule["by"] == "weighted":
        rule["weights"] = draw(st.sampled_from([[Fraction(1, 5), Fraction(3, 10), Fraction(1, 2)], [Fraction(1, 3)] * 3]))
    if draw(st.booleans()):
        rule["ranking"] = {"within": draw(drawn_scopes()), "ties": draw(st.sampled_from(["skip", "dense"]))}
    return {"quarter": rule}


@st.composite
def drawn_whole(draw: st.DrawFn, names: Sequence[str], sheets: Sequence[_Raw], *, rising: bool) -> _Raw:
    """Draw what a roll-up of people's *sheets* may say of the whole: a scale of its own, further rankings."""
    found: _Raw = {}
    if draw(st.booleans()):
        found["grades"] = draw(drawn_scale(names, sheets, rising=rising, rolled=True))
    if draw(st.booleans()):
        ties = draw(st.sampled_from(["skip", "dense"]))
        found["rankings"] = [{"id": "of-quarter", "name": "季度排名", "within": draw(drawn_scopes()), "ties": ties}]
    return found
