"""Measures a county could write: counts, sums, ratios, frequencies, lists, formulas, each over rows that filters it draws let pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from gridperf.testing.drawn_formulas import formula_lacks_data, formulas
from gridperf.testing.drawn_measures import DERIVED_SUMS, DERIVED_WHERES, coverages, day_measures, norms

__all__ = ["PASSING", "counted_table", "drawn_amount", "drawn_count", "drawn_formula", "drawn_where", "needs_policy"]

_Raw = dict[str, Any]
"""A part of a rulebook as it would stand in YAML."""

PASSING = ("县级", "市级")
"""The only levels the filter on levels lets pass."""
_WHERES: dict[str, tuple[str, ...]] = {
    "patrols": (
        "valid",
        "NOT valid",
        "kind = '日常巡查'",
        "kind IN ('日常巡查', '全面梳理') AND valid",
        "checkpoints_reached >= checkpoints_due",
        "distance_m BETWEEN 500 AND 2000",
        "ended_at IS NULL",
        "started_at < '2026-10-10'",
    ),
    "discoveries": (
        "valid",
        "source = '自主发现'",
        "level <> '县级'",
        "category LIKE '消防%'",
        "filed_at IS NOT NULL AND valid",
        "found_by_others OR NOT valid",
    ),
    "disposals": (
        "handled_at IS NOT NULL",
        "handled_at <= due_at",
        "NOT void",
        "reworks = 0",
        "reworks > 0 AND supervised",
        "handled_at <= due_at AND (void IS NULL OR NOT void)",
        "reworks + satisfaction <= 3",
    ),
    "visits": ("complete", "target_class = '重点人员'", "target_id IS NOT NULL", "NOT (target_class = '重点人员' OR complete)"),
    "incidents": ("verified", "kind = '投诉' AND verified", "kind = '表彰'", f"level IN {PASSING}", "quantity > 1"),
    "marks": ("party = '街道'", "mark >= 8.5", "mark < out_of"),
    "tracks": ("recorded_at >= '2026-10-10'",),
    "checks": ("rectified", "findings > 0", "passed < drawn"),
    "attendance": ("leave_kind IN ('病假', '事假')", "attended = 0", "leave_kind IS NOT NULL"),
}
_SUMS = (
    "patrols.distance_m",
    "patrols.checkpoints_reached",
    "incidents.quantity",
    "disposals.reworks",
    "marks.mark",
    "attendance.attended",
    "checks.findings",
    *DERIVED_SUMS,
)
_WHERES = {table: (*wheres, *DERIVED_WHERES.get(table, ())) for table, wheres in _WHERES.items()}
_DISTINCT = ("visits.target_id", "discoveries.category", "patrols.grid_code", "disposals.event_id")
_DAYS = ("patrols", "visits", "discoveries", "attendance")
_EXCUSES = ("none", "leave_kind = '年休假'", "leave_kind IS NOT NULL", "leave_kind IN ('病假', '事假') AND attended = 0")


def counted_table(amount: Mapping[str, Any]) -> str | None:
    """Return the one table a written-out measure reads, which a further `where` can then narrow; None if there is none."""
    for key in ("frequency", "count", "days", "sum", "distinct", "streak", "online", "coverage"):
        if key in amount:
            return str(amount[key]).partition(".")[0]
    if "ratio" in amount:
        tables = {counted_table(amount["ratio"][side]) for side in ("of", "to")}
        return tables.pop() if len(tables) == 1 else None
    return None


def needs_policy(amount: Mapping[str, Any]) -> bool:
    """Return whether a drawn measure can lack data, so that its item must say what holds then."""
    if "formula" in amount:
        return formula_lacks_data(amount)
    return any(key in amount for key in ("ratio", "frequency", "coverage", "imported"))


@st.composite
def drawn_where(draw: st.DrawFn, table: str) -> _Raw:
    """Draw a filter over *table*, or none."""
    return {"where": draw(st.sampled_from(_WHERES[table]))} if draw(st.booleans()) else {}


@st.composite
def drawn_count(draw: st.DrawFn, *, table: str | None = None, kinds: Sequence[str] = ("count", "sum", "distinct", "days")) -> _Raw:
    """Draw a plain number, of *table* if one is named."""

    def of(choices: Sequence[str]) -> list[str]:
        return [choice for choice in choices if table is None or choice.partition(".")[0] == table]

    pools = {"count": of(tuple(_WHERES)), "sum": of(_SUMS), "distinct": of(_DISTINCT), "days": of(_DAYS)}
    if table is None and len(kinds) > 1 and not draw(st.integers(0, 2)):
        amount = draw(day_measures())
        return {**amount, **draw(drawn_where(str(counted_table(amount))))}
    kind = draw(st.sampled_from([kind for kind in kinds if pools[kind]]))
    chosen = draw(st.sampled_from(pools[kind]))
    return {kind: chosen, **draw(drawn_where(chosen.partition(".")[0]))}


@st.composite
def drawn_amount(draw: st.DrawFn, *, policy: bool) -> _Raw:
    """Draw a measure written out; with *policy*, one whose denominator can be 0."""
    if not policy:
        return draw(drawn_count())
    kind = draw(st.sampled_from(["same", "same", "across", "sums", "frequency", "frequency", "coverage", "imported"]))
    if kind == "imported":
        return {"imported": "满意度"}
    if kind == "coverage":
        return {**draw(coverages()), **draw(drawn_where("visits"))}
    if kind == "frequency":
        table = draw(st.sampled_from(["patrols", "patrols", "visits"]))
        per = draw(st.sampled_from(["day", "workday", "week", "month"]))
        needs = {"week_needs": draw(st.integers(1, 5))} if per == "week" else {}
        excused = draw(st.sampled_from(_EXCUSES))
        summed = draw(norms()) if table == "patrols" and draw(st.booleans()) else {"times": draw(st.integers(1, 3))}
        return {
            "frequency": table,
            **summed,
            "per": per,
            "excused_by": excused,
            **needs,
            **draw(drawn_where(table)),
        }
    if kind == "sums":
        top, bottom = draw(st.sampled_from([("patrols.checkpoints_reached", "patrols.checkpoints_due"), ("marks.mark", "marks.out_of")]))
        return {"ratio": {"of": {"sum": top}, "to": {"sum": bottom}}, **draw(drawn_where(top.partition(".")[0]))}
    if kind == "across":
        # marks can be below nothing, and a share of less than nothing is none
        under = drawn_count().filter(lambda counted: counted.get("sum") != "marks.mark")
        return {"ratio": {"of": draw(drawn_count()), "to": draw(under)}}
    table = draw(st.sampled_from(list(_WHERES)))
    return {"ratio": {"of": draw(drawn_count(table=table, kinds=("count",))), "to": {"count": table}}, **draw(drawn_where(table))}


def drawn_formula(*, policy: bool) -> st.SearchStrategy[_Raw]:
    """Draw a formula over drawn measures, one that can lack data or not."""
    return formulas(drawn_count(), drawn_amount(policy=True), policy=policy)
