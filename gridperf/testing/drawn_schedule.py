"""What is due after a period, or again and again in it, as a rulebook's schedule says."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from gridperf.testing.drawn_words import CLAUSE

__all__ = ["drawn_schedule"]

_OFF_DAYS = st.sampled_from(["stays", "next_workday", "workday_before"])
_STAGES = st.lists(st.fixed_dictionaries({"by": st.sampled_from(["社区", "街道"]), "workdays": st.integers(1, 2)}), max_size=2)


@st.composite
def drawn_schedule(draw: st.DrawFn, every: list[str]) -> list[dict[str, Any]]:
    """Draw appointments for periods of the kinds *every*, each after the period or after one before it."""
    steps: list[dict[str, Any]] = []
    for at in range(draw(st.sampled_from([0, 0, 1, 2, 3]))):
        step: dict[str, Any] = {"id": f"step-{at}", "name": f"第{at}步", "clause": CLAUSE, "of": draw(st.sampled_from(every))}
        step |= draw(st.sampled_from([{}, {"by": "办公室"}, {"by": "办公室", "to": "县委"}]))
        after = draw(st.sampled_from(["period_end", *(one["id"] for one in steps if one["of"] == step["of"] and "each" not in one["due"])]))
        kind = draw(st.sampled_from(["workdays", "days", "each", *(["day_of_next_month"] if after == "period_end" else [])]))
        if kind == "each":
            step["due"] = {
                "each": draw(st.sampled_from(["day", "workday", "week"])),
                **draw(st.sampled_from([{}, {"at": ["12:00", "18:00"]}])),
            }
        elif kind == "workdays":
            step |= {"due": {"after": after, "workdays": draw(st.integers(1, 5))}, "stages": draw(_STAGES)}
        else:
            number = draw(st.integers(1, 10))
            step |= {"due": {"after": after, kind: number, "off_day": draw(_OFF_DAYS)}, "stages": draw(_STAGES)}
        steps.append(step)
    return steps
