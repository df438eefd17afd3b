"""Pay lines that rest on what earlier periods left behind, or on what somebody decided: releases, reserves, fines passed on, conditions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import strategies as st

from gridperf.period import Period
from gridperf.rulebook.cash import DecidedLine
from gridperf.rulebook.edition import Edition
from gridperf.testing.drawn_pay import drawn_pool, uses_sheet
from gridperf.testing.drawn_words import CLAUSE

__all__ = ["drawn_decisions", "drawn_kept"]

_Raw = dict[str, Any]
"""A part of a rulebook as it would stand in YAML."""

_SOMETIMES: st.SearchStrategy[Any] = st.booleans()
_SPANS = st.sampled_from(["quarter", "half", "year"])
_RANGE = (50, 200)


def drawn_kept(draw: st.DrawFn, grades: Sequence[str], sheets: Sequence[str], lines: list[_Raw]) -> list[_Raw]:
    """Return further lines after the monthly *lines*, some of which may be given a condition.

    Args:
        draw: given by Hypothesis.
        grades: the grades of every scale.
        sheets: the sheets that give grades.
        lines: the lines before.
    """
    found: list[_Raw] = []

    def add(line: _Raw) -> str:
        name = f"kept-{len(found)}"
        found.append({"id": name, "name": name, "clause": CLAUSE, **line})
        return name

    if draw(_SOMETIMES):
        # what is counted is never below nothing, so the fund of the fines is not either
        fine = {"each": Fraction("-2.5"), "measure": {"count": "visits"}, "lot": 1, "cap": draw(st.sampled_from([20, "unlimited"]))}
        fines = add({"line": fine})
        add(_shared(draw, grades, sheets, {"withheld": [fines]}))
    holds = [line["id"] for line in lines if "hold" in line["line"]]
    if holds and draw(_SOMETIMES):
        released = draw(st.lists(st.sampled_from(holds), min_size=1, unique=True))
        leavers = draw(st.sampled_from(["at_leaving", "at_end"]))
        add({"line": {"release": released, "at": draw(_SPANS), "leavers": leavers}})
    keeping = [line for line in (*lines, *found) if "pool" in line["line"] and line["line"]["pool"]["reserve"]]
    if keeping and draw(_SOMETIMES):
        kept = draw(st.sampled_from(keeping))
        fund = {"reserve_of": kept["id"], "since": draw(_SPANS)}
        add(_shared(draw, grades, sheets, fund, within=kept["line"]["pool"]["within"]))
    if draw(_SOMETIMES):
        name, asked = f"kept-{len(found)}", {"needed": draw(st.sampled_from(["any", "once"]))}
        each = {"for_each": {"measure": {"count": "decisions"}, "where": f"line = '{name}'"}}
        least, most = _RANGE
        add({"line": {"decided": {"least": least, "most": most}, **draw(st.sampled_from([asked, each]))}})
    free = [line for line in (*lines, *found) if "cap_at" not in line["line"]]
    for line in draw(st.lists(st.sampled_from(free), max_size=2, unique_by=id)) if free else []:
        times = draw(st.integers(1, 2))
        after = {"grade": draw(st.sampled_from(grades)), "times": times, "out_of": times + draw(st.integers(0, 1)), "of": "month"}
        # only of the one period before are results always given
        line["after"] = {**after, "no_history": draw(st.sampled_from(["refuse", "not_met"])) if after["out_of"] == 1 else "not_met"}
    return found


def _shared(draw: st.DrawFn, grades: Sequence[str], sheets: Sequence[str], fund: _Raw, **more: Any) -> _Raw:  # noqa: ANN401 (any value of a pool)
    line: _Raw = {"line": {"pool": {**drawn_pool(draw, grades), "fund": fund, **more}}}
    return {**line, "sheet": draw(st.sampled_from(sheets))} if uses_sheet(line) else line


@st.composite
def drawn_decisions(
    draw: st.DrawFn, edition: Edition, periods: Iterable[Period], roster: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Draw what was decided in *periods*: once for everybody in service where it must be, else now and then, and for somebody unknown."""
    rows: list[dict[str, Any]] = []
    open_ = [(line.id, line.line.needed) for line in edition.pay if isinstance(line.line, DecidedLine)]
    for period, (line, needed) in product(periods, open_):
        for worker, days in {**_served(period, roster), "W0": [period.starts_on]}.items():
            for _ in range(1 if needed == "once" else draw(st.integers(0, 2))):
                amount = draw(st.sampled_from([Decimal(50), Decimal("88.88"), Decimal(200)]))
                said = {"amount": amount, "decided_by": "街道", "reason": "救助"}
                day = draw(st.sampled_from(days))
                rows.append({"decision_id": f"d{len(rows)}", "worker_id": worker, "line": line, "decided_on": day, **said})
    return rows


def _served(period: Period, roster: Sequence[Mapping[str, Any]]) -> dict[str, list[dt.date]]:
    """Return the days of *period* each worker was in service; nobody without a day."""
    days = [period.starts_on + dt.timedelta(days=after) for after in range(period.days)]
    served: dict[str, list[dt.date]] = {}
    for row in roster:
        inside = [day for day in days if row["starts_on"] <= day and (row["ends_on"] is None or day <= row["ends_on"])]
        served.setdefault(row["worker_id"], []).extend(inside)
    return {worker: inside for worker, inside in sorted(served.items()) if inside}
