"""Sheets of teams a county could write: what only people have is taken out of them, and results are handed up and down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from gridperf.places import WIDER

__all__ = ["LEVELS", "TEAM_NAMES", "add_item", "for_team", "handed_on", "scopes_of"]

_Raw = dict[str, Any]
LEVELS = ("grid", "community", "community", "street", "county", "department", "contractor")
"""Kinds of team, villages the likeliest."""
TEAM_NAMES = (
    "g1",
    "津苑社区",
    "津苑街道",
    "利津县/津苑街道",
    "利津县/津苑街道/津苑社区",
    "利津县/凤仪社区",
    "利津县",
    "城管局",
    "利津县/保洁公司",
)
"""What records may call teams; some names are only one team's, some are several's, and some nobody's."""
_CLAUSE = "第一条"


def for_team(draw: st.DrawFn, sheet: _Raw, level: str, named: Mapping[str, _Raw]) -> _Raw:
    """Return a drawn *sheet* of people as one of teams of *level*: no runs of days, no roles of a person, scopes that hold several.

    Args:
        draw: given by Hypothesis.
        sheet: the sheet, without grades.
        level: the kind of team.
        named: the measures that have names, written out.
    """
    scopes = st.sampled_from([*WIDER[level], "all"])
    items = []
    for item in sheet["items"]:
        amount = named[item["measure"]] if isinstance(item["measure"], str) else item["measure"]
        plain = _without_runs(amount)
        score = dict(item["score"])
        for key in ("target", "short_of"):
            if isinstance(score.get(key), dict) and "by" in score[key]:
                score[key] = next(iter(score[key]["of"].values()))
        lacking = item.get("when_no_data")
        if isinstance(lacking, dict):
            item = {**item, "when_no_data": {**lacking, "average_of": draw(scopes)}}  # noqa: PLW2901 (the same item, for teams)
        items.append({**item, "measure": item["measure"] if plain == amount else plain, "score": score})
    ranked = {"ranking": {**sheet["ranking"], "within": draw(scopes)}} if "ranking" in sheet else {}
    rankings = [{**one, "within": draw(scopes)} for one in sheet["rankings"]]
    changed: _Raw = {"items": items, "rankings": rankings, **ranked}
    if "months_in_post" in sheet.get("eligible", ()):  # nobody hired a team
        asked = {key: value for key, value in sheet["eligible"].items() if key != "months_in_post"}
        changed["eligible"] = {**asked, "served_days": 15}
    return {**sheet, "assess": {**sheet["assess"], "subject": level}, **changed}


def scopes_of(draw: st.DrawFn, grades: Sequence[_Raw], level: str) -> list[_Raw]:
    """Return a scale of *grades* whose quotas are counted in scopes that can hold several teams of *level*."""
    within = st.sampled_from([*WIDER[level], "all"])
    return [{**band, "quota": {**band["quota"], "within": draw(within)}} if "quota" in band else band for band in grades]


def handed_on(draw: st.DrawFn, sheets: Sequence[_Raw], names: Sequence[str]) -> None:
    """Let the sheets of teams take results of the others, or the others theirs; never both ways, which could be a circle.

    Args:
        draw: given by Hypothesis.
        sheets: every sheet; those of teams stand last, the narrower ones first.
        names: the grades of every scale.
    """
    way = draw(st.sampled_from(["up", "down"]))
    for at, wide in enumerate(sheets):
        kind = wide["assess"]["subject"]
        if kind == "worker":
            continue
        for narrow in sheets[:at]:
            if kind not in WIDER[narrow["assess"]["subject"]] or not draw(st.integers(0, 2)):
                continue
            by = draw(st.sampled_from(["mean", "lowest", "highest", "sum"]))
            if way == "up":
                _take(draw, wide, {"sheet": narrow["id"], "of": "members", "by": by}, names)
            else:
                _take(draw, narrow, {"sheet": wide["id"], "of": kind, **({"grade": True} if draw(st.booleans()) else {})}, names)


def _take(draw: st.DrawFn, sheet: _Raw, result: _Raw, names: Sequence[str]) -> None:
    """Add an item that takes *result* to *sheet*, with marks of its own."""
    share = Fraction(draw(st.sampled_from([10, 20])))
    score: _Raw = {"share": share}
    if result.get("grade"):
        parts = {name: draw(st.sampled_from([Fraction(1, 2), Fraction(4, 5), Fraction(0)])) for name in names}
        score["by_grade"] = parts | {names[-1]: Fraction(0), names[0]: Fraction(1)}
    item = {"id": f"from-{result['sheet']}", "name": "承接", "clause": _CLAUSE, "measure": {"result": result}, "score": score}
    add_item(sheet, {**item, "when_no_data": draw(st.sampled_from(["full", "zero"]))}, share)


def add_item(sheet: _Raw, item: _Raw, share: Fraction) -> None:
    """Add to *sheet* an *item* of *share* points."""
    sheet["items"].append(item)
    sheet["full_score"] += share
    cap = sheet["total"]["cap"]
    sheet["total"]["cap"] = cap if cap == "unlimited" else cap + share


def _without_runs(amount: _Raw) -> _Raw:
    """Return *amount* with days in place of days in a row."""
    if "streak" in amount:
        return {"days": amount["streak"], **({"where": amount["where"]} if "where" in amount else {})}
    if "using" in amount:
        return {
            **amount,
            "using": {name: _without_runs(part) if isinstance(part, dict) else part for name, part in amount["using"].items()},
        }
    if "ratio" in amount:
        return {**amount, "ratio": {side: _without_runs(amount["ratio"][side]) for side in ("of", "to")}}
    return amount
