"""Cases in which people with equal totals compete for places, so that what tells them apart decides."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from gridperf.period import Period
from gridperf.rulebook.catalogue import standard_measures
from gridperf.rulebook.edition import Edition
from gridperf.testing.drawn_gradings import drawn_scopes
from gridperf.testing.drawn_records import records
from gridperf.testing.drawn_rulebooks import editions
from gridperf.testing.drawn_words import CLAUSE, GRADES, MODES
from gridperf.testing.strategies import Case, alike

__all__ = ["contests"]

_Raw = dict[str, Any]
"""A part of a rulebook as it would stand in YAML."""


@st.composite
def contests(draw: st.DrawFn) -> Case:
    """Draw a sheet on which everybody reaches the best grade, fewer places than people, and records of people whose totals are often equal."""
    edition = _contested(draw, draw(editions()))
    period = Period.parse("2026-10", month_starts_on=edition.calendar.month_starts_on)
    rows = draw(records(period, fewest=3, codes=[period.before().code]))
    return Case(edition, period, alike(draw, rows) if draw(st.booleans()) else rows)


def _contested(draw: st.DrawFn, edition: Edition) -> Edition:
    plain = edition.model_dump(
        mode="json", exclude_defaults=True, include={"title", "source", "basis", "calendar", "rounding", "tables", "values"}
    )
    whole = edition.model_dump(mode="json", exclude_defaults=True)
    sheet: _Raw = {
        key: value
        for key, value in whole["sheets"][0].items()
        if key not in ("grades", "vetoes", "supplied", "eligible", "full_if", "steps")
    }
    sheet["items"] = [item for item in sheet["items"] if "result" not in item["measure"]]
    # totals that are rounded as coarsely are mostly equal, whatever people did
    plain["rounding"]["total"] = draw(st.sampled_from([5, 20]))
    sheet["total"] = {**sheet["total"], "floor": 0, "cap": "unlimited"}
    sheet["assess"] = {"subject": "worker", "roles": "all", "placed": sheet["assess"]["placed"]}
    grades = _scale(draw, sheet, [name for name, one in {**standard_measures(), **edition.measures}.items() if "streak" not in repr(one)])
    return Edition.model_validate({**plain, "measures": whole.get("measures", {}), "sheets": [sheet], "grades": grades})


def _scale(draw: st.DrawFn, sheet: _Raw, measures: list[str]) -> list[_Raw]:
    """Draw two grades, the better one open to everybody but for its places."""
    items = [item["id"] for item in sheet["items"] if "by_grade" not in item["score"]]
    one = st.one_of(
        st.sampled_from([either for name in items for either in (name, {"lowest": name})]),
        st.fixed_dictionaries({"measure": st.sampled_from(measures), "best": st.sampled_from(["most", "fewest"])}),
    )
    ties = {"by": draw(st.lists(one, min_size=1, max_size=3, unique_by=repr)), "then": draw(st.sampled_from(["exclude", "include"]))}
    shared = {"within": draw(drawn_scopes()), "ties": ties, "clause": CLAUSE}
    places = draw(
        st.one_of(
            st.fixed_dictionaries({"count": st.integers(1, 3)}),
            st.fixed_dictionaries({"at_most": st.sampled_from(["1/3", "1/2"]), "round": st.sampled_from(MODES)}),
        )
    )
    last = {"last": draw(st.sampled_from(["1/4", "2/5"])), "round": draw(st.sampled_from(MODES))}
    first, second = draw(st.sampled_from([({"quota": {**places, **shared}}, {}), ({}, {"quota": {**last, **shared}})]))
    return [{"grade": GRADES[0], "at_least": -1000, **first}, {"grade": GRADES[-1], "at_least": -2000, **second}]
