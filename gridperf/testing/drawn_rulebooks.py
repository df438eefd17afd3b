"""Hypothesis writes rulebooks a county could write, valid by construction: `check` finds no error in them.

Full marks add up to the full score, every total has one grade and every grade a coefficient, every choice that moves
money is made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from gridperf.places import WIDER
from gridperf.rulebook.catalogue import standard_measures
from gridperf.rulebook.edition import Edition
from gridperf.testing.drawn_amounts import drawn_amount
from gridperf.testing.drawn_gradings import drawn_actions, drawn_over, drawn_rollup, drawn_scale, drawn_steps, drawn_vetoes, drawn_whole
from gridperf.testing.drawn_items import Writer
from gridperf.testing.drawn_kept import drawn_kept
from gridperf.testing.drawn_lines import drawn_pay, drawn_values
from gridperf.testing.drawn_measures import derivations, table_counts
from gridperf.testing.drawn_records import ROLES, texts
from gridperf.testing.drawn_rolled import drawn_rolled_pay
from gridperf.testing.drawn_schedule import drawn_schedule
from gridperf.testing.drawn_teams import LEVELS as TEAM_LEVELS
from gridperf.testing.drawn_teams import add_item, for_team, handed_on, scopes_of
from gridperf.testing.drawn_words import CLAUSE, GRADES, MODES

__all__ = ["editions"]

_Raw = dict[str, Any]
"""A part of a rulebook as it would stand in YAML."""

_STEPS = (Fraction(1), Fraction(1, 2), Fraction(1, 10), Fraction(1, 100))
_TABLE_RULES: dict[str, dict[str, tuple[Any, ...]]] = {
    "disposals": {"dated_by": ("closed_at", "handled_at"), "distinct_by": (("event_id",), ("worker_id", "category"))},
    "discoveries": {"dated_by": ("filed_at",), "distinct_by": (("grid_code", "category"), ("worker_id", "level"))},
    "patrols": {"dated_by": ("ended_at",), "distinct_by": (("worker_id", "kind", "grid_code"),)},
    "visits": {"distinct_by": (("worker_id", "target_id"), ("target_id",))},
}


@st.composite
def editions(draw: st.DrawFn, *, rising: bool = False, looking_back: bool = False) -> Edition:
    """Draw a rulebook.

    Args:
        draw: given by Hypothesis.
        rising: only items of which more records never give fewer points, no veto and no quota: totals are then monotone.
        looking_back: also rules that rest on results of earlier periods, which must then be given.
    """
    derive, hours = draw(derivations())
    rounding: _Raw = {
        "line": draw(st.sampled_from([*_STEPS, "exact"])),
        # coarse totals are often equal, and ties are then decided
        "total": draw(st.sampled_from([*_STEPS, Fraction(5), Fraction(5)])),
        "money": draw(st.sampled_from([Fraction(1, 100), Fraction(1, 10), Fraction(1)])),
        "mode": draw(st.sampled_from(MODES)),
    }
    own = {f"m_{at}": draw(drawn_amount(policy=draw(st.booleans()))) for at in range(draw(st.integers(0, 2)))}
    # halves need a digit after the point, of every line too if lines are rounded
    halves = rounding["total"] < 1 if rounding["line"] == "exact" else rounding["line"] < 1
    writer = Writer(draw, {**_standard(), **own}, rising=rising, halves=halves, total_step=rounding["total"])
    writer.line_step = rounding["line"] if isinstance(rounding["line"], Fraction) else None
    layout = draw(st.sampled_from(["one", "one", "one role", "two roles", "twice", "blend"]))
    placed = draw(st.sampled_from(["first", "last", "longest"]))
    sheets = _of_workers(draw, writer, layout, placed)
    teams = draw(_levels()) if not rising else []
    named = {**_standard(), **own}
    roles = st.sampled_from(["all", "all", [ROLES[0]]])
    sheets += [for_team(draw, writer.sheet(f"team-{level}", {"roles": draw(roles), "placed": placed}), level, named) for level in teams]
    # several people have no run of days together
    compared = [name for name, amount in named.items() if "streak" not in repr(amount)]
    reachable = 2 * int(min(sheet["full_score"] for sheet in sheets))
    names = [*GRADES[: min(draw(st.sampled_from([1, 2, 2, 3])), reachable)], GRADES[-1]]
    rollup = draw(drawn_rollup(sheets))
    rolled = "quarter" in rollup
    for sheet in sheets:
        sheet["vetoes"] = [] if rising else draw(drawn_vetoes(names))
        if draw(st.booleans()):
            sheet["grades"] = draw(drawn_scale(names, [sheet], rising=rising, rolled=rolled, measures=compared))
        level = sheet["assess"]["subject"]
        if level != "worker":
            sheet["grades"] = scopes_of(draw, draw(drawn_scale(names, [sheet], rising=rising, rolled=rolled, measures=compared)), level)
        if not rising and not draw(st.integers(0, 3)):
            sheet |= {"grades": draw(drawn_scale(names, [sheet], rising=True)), "supplied": "allowed"}
    if rolled and not teams:
        rollup["quarter"].update(draw(drawn_whole(names, sheets, rising=rising)))
    if looking_back:
        _looks_back(draw, sheets, blended=layout == "blend")
        for sheet in sheets:
            sheet.update({} if "supplied" in sheet else draw(drawn_steps(names, "month")))
        for rule in rollup.values():
            rule.update(draw(drawn_steps(names, "quarter")))
    if layout == "blend":
        _takes(draw, sheets[:2], names)
    handed_on(draw, sheets, names)
    pay = draw(drawn_pay(names, sheets))
    if looking_back:
        pay += drawn_kept(draw, names, [sheet["id"] for sheet in sheets], pay)
    if rolled:
        pay += draw(drawn_rolled_pay(names, sheets, rollup["quarter"]))
    used = {of.partition(".")[2] for line in pay for of in line["line"].values() if isinstance(of, str)}
    values, said = drawn_values(draw), repr([own, sheets, pay])
    used |= {name for name in values if f"'values.{name}'" in said}
    used |= {"fixed"} if "values.fixed" in said else set()
    return Edition.model_validate(
        {
            "title": draw(texts()),
            "source": "sources/2026-01-01.md",
            "basis": "assumed",
            "calendar": {"month_starts_on": draw(st.sampled_from([1, 1, 26])), "workdays": "cn", "hours": hours, **draw(_own_days())},
            "rounding": rounding,
            "tables": draw(_table_rules(derive)),
            "schedule": [] if rising else draw(drawn_schedule(["month", "quarter"] if rolled else ["month"])),
            "measures": {
                name: {"name": name, "meaning": name, "direction": "higher", "unit": "次", "source": CLAUSE, "measure": amount}
                for name, amount in own.items()
            },
            "values": {name: value for name, value in values.items() if name in used},
            "sheets": [*sheets, *draw(_only_paid(placed))],
            "grades": draw(drawn_scale(names, sheets, rising=rising, rolled=rolled, measures=compared)),
            "rollup": rollup,
            "actions": draw(drawn_actions(names, [sheet["id"] for sheet in sheets if sheet["items"]], rolled=rolled)),
            "pay": pay,
        }
    )


def _only_paid(placed: str) -> st.SearchStrategy[list[_Raw]]:
    """Draw, sometimes, a sheet without items, for one role or for everybody."""
    sheet = {"id": "only-paid", "name": "只发工资", "every": "month", "items": []}
    some = st.sampled_from([[ROLES[1]], "all"]).map(
        lambda roles: [{**sheet, "assess": {"subject": "worker", "roles": roles, "placed": placed}}]
    )
    return st.one_of(st.just([]), st.just([]), some)


def _of_workers(draw: st.DrawFn, writer: Writer, layout: str, placed: str) -> list[_Raw]:
    """Draw the sheets of workers: one, or one for each of two roles, or two for everybody."""
    sheets = [writer.sheet("month-a", {"roles": [ROLES[0]] if "role" in layout else "all", "placed": placed})]
    if layout in ("twice", "blend"):
        sheets.append(writer.sheet("month-b", {"roles": "all", "placed": placed}))
    elif layout == "two roles":
        areas = draw(st.sampled_from(["all", ["城镇"], ["农村", "城镇"]]))
        sheets.append(writer.sheet("month-b", {"roles": [ROLES[1]], "placed": placed, "areas": areas}))
    for sheet in sheets:
        if not writer.rising and not draw(st.integers(0, 4)):
            pay = {"id": "by-pay", "name": "基本工资", "clause": CLAUSE, "measure": {"placed": "roster.pay_base"}}
            add_item(sheet, {**pay, "score": {"share": 10, "target": draw(st.sampled_from([Fraction(1), Fraction(3000)]))}}, Fraction(10))
    return sheets


@st.composite
def _levels(draw: st.DrawFn) -> list[str]:
    """Draw the kinds of team that are assessed: mostly none, else one or two, the narrower first."""
    if draw(st.integers(0, 2)):
        return []
    levels = draw(st.lists(st.sampled_from(TEAM_LEVELS), min_size=1, max_size=2, unique=True))
    return sorted(levels, key=lambda level: -len(WIDER[level]))


def _looks_back(draw: st.DrawFn, sheets: list[_Raw], *, blended: bool) -> None:
    """Let a sheet take its own results of earlier months, or the second of two sheets of people the first's.

    Sheets that are *blended* take results of each other's present month already, one way or the other.
    """
    taken = sheets[0]
    taking = draw(st.sampled_from([taken, *(sheet for sheet in sheets[1:2] if sheet["assess"]["subject"] == "worker")]))
    if not draw(st.integers(0, 1)):
        return
    over = draw(drawn_over(own=taking is taken or blended))
    share = Fraction(draw(st.sampled_from([10, 20])))
    score = {"share": share} if draw(st.booleans()) else {"bands": [{"at_least": Fraction(1, 2), "points": share}, {"otherwise": 0}]}
    item = {"id": "earlier", "name": "以往", "clause": CLAUSE, "measure": {"result": {"sheet": taken["id"], "of": "self", "over": over}}}
    taking["items"].append({**item, "score": score, "when_no_data": draw(st.sampled_from(["full", "zero"]))})
    taking["full_score"] += share
    cap = taking["total"]["cap"]
    taking["total"]["cap"] = cap if cap == "unlimited" else cap + share


def _takes(draw: st.DrawFn, sheets: list[_Raw], names: Sequence[str]) -> None:
    """Let the second sheet take the total and the grade of the first, or the first those of the second."""
    taking, taken = sheets if draw(st.booleans()) else reversed(sheets)
    shared = {"clause": CLAUSE, "when_no_data": draw(st.sampled_from(["full", "zero"]))}
    result = {"sheet": taken["id"], "of": "self"}
    total: _Raw = {"id": "blend", "name": "合并", "measure": {"result": result}, "score": {"share": Fraction(20)}}
    parts = {name: draw(st.sampled_from([Fraction(1, 2), Fraction(4, 5), Fraction(0)])) for name in names} | {
        names[-1]: Fraction(0),
        names[0]: Fraction(1),
    }
    grade: _Raw = {
        "id": "graded",
        "name": "等次",
        "measure": {"result": {**result, "grade": True}},
        "score": {"by_grade": parts, "share": Fraction(10)},
    }
    for item in (total, grade):
        taking["items"].append({**item, **shared})
        taking["full_score"] += item["score"]["share"]
    cap = taking["total"]["cap"]
    taking["total"]["cap"] = cap if cap == "unlimited" else cap + 30


@lru_cache(maxsize=1)
def _standard() -> Mapping[str, _Raw]:
    return {name: measure.measure.model_dump(mode="json", exclude_none=True) for name, measure in standard_measures().items()}


@st.composite
def _own_days(draw: st.DrawFn) -> _Raw:
    october = st.dates(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    if draw(st.integers(0, 3)):
        return {}
    off, on = draw(october), draw(october)
    return {"days_off": [off], "working_days": [] if on == off else [on]}


@st.composite
def _table_rules(draw: st.DrawFn, derive: _Raw) -> _Raw:
    rules: _Raw = {table: {"derive": columns} for table, columns in derive.items()}
    for table, where in draw(table_counts()).items():
        rules[table] = {**rules.get(table, {}), "counts": where}
    for table, choices in _TABLE_RULES.items():
        rule = {key: draw(st.sampled_from(options)) for key, options in choices.items() if not draw(st.integers(0, 3))}
        if rule:
            rules[table] = {**rules.get(table, {}), **rule}
    return rules
