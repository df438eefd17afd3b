"""Hypothesis draws what tables derive and let count, and measures made of days, streaks, time on the move and lists to cover."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

__all__ = ["DERIVED_SUMS", "DERIVED_WHERES", "coverages", "day_measures", "derivations", "norms", "table_counts"]

_Raw = dict[str, Any]

DERIVED_WHERES = {
    "disposals": ("used <= 1", "used < 1", "handled_at <= due_by", "due_by IS NULL", "late > 0"),
    "patrols": ("minutes >= 50", "minutes > 50", "minutes BETWEEN 1 AND 40"),
}
"""Filters over columns that every drawn rulebook derives."""
DERIVED_SUMS = ("disposals.used", "patrols.minutes")
"""Derived columns that can be added up."""

_COUNTS = {
    "patrols": ("valid", "minutes IS NULL OR minutes >= 0"),
    "discoveries": ("valid AND category IS NOT NULL", "level = '县级'"),
    "disposals": ("used IS NOT NULL", "NOT void"),
    "visits": ("complete",),
    "attendance": ("attended = 0",),
    "targets": ("target_class IS NOT NULL",),
    "totals": ("denominator > 0",),
}
_CLOCKS = ("work_hour", "work_day", "urgent_hour", "natural_day")
_LIMITS = ("1 工作时", "0.5 工作日", "5 工作日", "8 工作时", "2 紧急工作时", "1 自然日")
_EXCUSES = ("none", "leave_kind = '年休假'", "leave_kind IS NOT NULL")
_REACHED = (("patrols", "distance_m", (500, 2499, 2500)), ("patrols", "minutes", (1, 50, 51, 100)), ("incidents", "quantity", (1, 3)))
_HOURS = (["08:00-12:00", "14:00-18:00"], ["08:30-17:00"], ["00:00-24:00"], ["06:00-06:10", "06:10-07:00", "23:00-24:00"])


@st.composite
def derivations(draw: st.DrawFn) -> tuple[_Raw, list[str]]:
    """Draw the derived columns of each table, and the working hours they are timed by."""
    clocks, units = st.sampled_from(_CLOCKS), st.sampled_from(["second", "minute", "hour", "day"])
    parts = st.sampled_from(["whole_down", "whole_up"])
    of = {kind: draw(st.sampled_from(_LIMITS)) for kind in ("消防隐患", "治安隐患")}
    limit = draw(
        st.sampled_from(
            [
                of["消防隐患"],
                {"by": "category", "of": of, "otherwise": draw(st.sampled_from(["none", "1 自然日", "3 工作时"]))},
                {"column": "reworks", "clock": draw(clocks)},
            ]
        )
    )
    capped = {"at_most": draw(st.sampled_from([1, 40, 50]))} if draw(st.booleans()) else {}
    made = {
        "disposals": {
            "used": {"from": "dispatched_at", "to": "handled_at", "clock": draw(clocks), "unit": draw(units), "part": draw(parts)},
            "due_by": {"from": "dispatched_at", "limit": limit},
            "late": {"from": "due_by", "to": "handled_at", "clock": draw(clocks), "unit": draw(units), "part": draw(parts)},
        },
        "patrols": {
            "minutes": {"from": "started_at", "to": "ended_at", "clock": draw(clocks), "unit": "minute", "part": draw(parts), **capped}
        },
    }
    return made, draw(st.sampled_from(_HOURS))


@st.composite
def table_counts(draw: st.DrawFn) -> dict[str, str]:
    """Draw which records of some tables count at all."""
    return {table: draw(st.sampled_from(choices)) for table, choices in _COUNTS.items() if not draw(st.integers(0, 4))}


@st.composite
def day_measures(draw: st.DrawFn) -> _Raw:
    """Draw a plain number made of single days: held at a maximum, reached by a sum, in a row, or on the move."""
    kind = draw(st.sampled_from(["held", "reached", "streak", "online"]))
    if kind == "held":
        table = draw(st.sampled_from(["patrols", "patrols", "visits", "discoveries", "incidents"]))
        return {"count": table, "at_most": {"times": draw(st.integers(1, 3)), "per": draw(st.sampled_from(["day", "week", "month"]))}}
    if kind == "reached":
        table, column, values = draw(st.sampled_from(_REACHED))
        return {"days": table, "sum": column, "at_least": draw(st.sampled_from(values))}
    if kind == "streak":
        ways = {"per": draw(st.sampled_from(["day", "workday"])), "which": draw(st.sampled_from(["longest", "ending"]))}
        return {"streak": draw(st.sampled_from(["patrols", "patrols", "visits"])), **ways, "excused_by": draw(st.sampled_from(_EXCUSES))}
    reaches = {"day_reaches": draw(st.integers(1, 3))} if draw(st.booleans()) else {}
    unit, gap = draw(st.sampled_from([("second", 60), ("minute", 30), ("minute", 240), ("hour", 4)]))
    return {"online": "tracks", "at": "recorded_at", "unit": unit, "gap_at_most": gap, **reaches}


@st.composite
def norms(draw: st.DrawFn) -> _Raw:
    """Draw what the sum of a column of patrols must come to in each unit: columns with values below nothing, and amounts no sum can equal."""
    column, amounts = draw(
        st.sampled_from([("distance_m", (500, 2500, "1666.25")), ("minutes", (1, 51, "99.5")), ("checkpoints_due", (2, 11))])
    )
    return {"sum": column, "at_least": draw(st.sampled_from(amounts)), "part": draw(st.sampled_from(["whole_down", "linear"]))}


@st.composite
def coverages(draw: st.DrawFn) -> _Raw:
    """Draw how often targets must be visited."""
    narrowed = {"target_where": "target_class = '重点人员'"} if draw(st.booleans()) else {}
    return {
        "coverage": "visits",
        "of": "targets",
        "target": "target_id",
        "times": draw(st.integers(1, 2)),
        "per": draw(st.sampled_from(["week", "month"])),
        "needs": draw(st.sampled_from([1, 3, 7])),
        "excused_by": draw(st.sampled_from(_EXCUSES)),
        **narrowed,
    }
