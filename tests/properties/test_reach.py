"""The points a card says are missing are the right ones: with them the grade is given, with one step less it is not."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from gridperf.engine.grade import grade
from gridperf.engine.reach import reach
from gridperf.rulebook.grading import Band
from gridperf.rulebook.scoring import Veto
from gridperf.rulebook.stepping import StepLimit
from tests.properties.size import EXAMPLES

NAMES = ["优秀", "良好", "合格", "不合格"]
ACCIDENT = Veto.model_validate(
    {
        "id": "accident",
        "name": "责任事故",
        "clause": "第十条",
        "when": {"count": "incidents", "where": "verified", "at_least": 1},
        "effect": {"grade": "合格", "score": "keeps"},
    }
)


@st.composite
def limits(draw: st.DrawFn) -> dict[str, Any]:
    """Draw where a quota holds, and what becomes of equal totals."""
    ties: Any = draw(st.sampled_from(["exclude", "include"]))
    if draw(st.booleans()):
        ties = {"by": draw(st.sampled_from([["reports"], [{"lowest": "reports"}]])), "then": ties}
    needs = draw(st.sampled_from([{}, {}, {"needs": 3}]))
    return {"within": draw(st.sampled_from(["all", "street"])), "ties": ties, **needs, "clause": "第九条"}


@st.composite
def scales(draw: st.DrawFn) -> list[Band]:
    """Draw a scale of four grades, some of which have only so many places."""
    starts = sorted(draw(st.sets(st.integers(1, 12), min_size=3, max_size=3)), reverse=True)
    found: list[dict[str, Any]] = [{"grade": name, "at_least": at} for name, at in zip(NAMES, [*starts, 0], strict=True)]
    for band in found[:-1]:
        if draw(st.booleans()):
            places: dict[str, Any] = draw(
                st.one_of(
                    st.builds(lambda share: {"at_most": f"{share}%", "round": "down"}, st.sampled_from([10, 20, 34, 50, 100])),
                    st.builds(lambda count: {"count": count}, st.integers(1, 3)),
                )
            )
            band["quota"] = {**places, **draw(limits())}
    for band in found[1:]:
        if not draw(st.integers(0, 2)):
            last = {"last": f"{draw(st.sampled_from([10, 25, 40]))}%", "round": draw(st.sampled_from(["down", "up"]))}
            band["quota"] = {**last, **draw(limits())}
    return [Band.model_validate(band) for band in found]


def limit(up: int | str, down: int | str) -> StepLimit | None:
    """Return a limit of so many steps, or none where nothing is limited."""
    raw = {"up": up, "down": down, "since": "2026-01", "first": "free", "not_graded": "latest", "clause": "第十一条"}
    return None if up == down == "unlimited" else StepLimit.model_validate(raw)


far = st.sampled_from(["unlimited", "unlimited", 0, 1, 2])
people = st.lists(
    st.tuples(
        st.integers(-2, 14) | st.none(),
        st.sampled_from("东西"),
        st.booleans(),
        st.integers(0, 2) | st.none(),
        st.sampled_from([*NAMES, None]),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=EXAMPLES // 4)
@given(scales(), people, st.sampled_from([1, 5]), st.builds(limit, far, far))
def test_the_points_stated_give_the_grade_and_one_step_less_does_not(
    bands: list[Band], drawn: list[Any], step: int, steps: StepLimit | None
) -> None:
    """Over cascading quotas, the last, ties of every kind, vetoes, earlier grades, and scopes without a place or too small for one."""
    table = pl.DataFrame(
        [
            (f"{at:02d}", None if total is None else total * 5, street, int(hit), more, before)
            for at, (total, street, hit, more, before) in enumerate(drawn)
        ],
        schema={
            "subject": pl.String,
            "total": pl.Int64,
            "street": pl.String,
            "veto:accident": pl.Int64,
            "tie:reports": pl.Int64,
            "earlier": pl.String,
        },
        orient="row",
    ).with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in ("name", "role", "area", "grid_code", "community", "county"))
    names = [band.grade for band in bands]

    def position(subject: str, total: int | None = None) -> int:
        own = pl.col("subject") == subject
        given = (
            table
            if total is None
            else table.with_columns(pl.when(own).then(total).otherwise(pl.col("total")).cast(pl.Int64).alias("total"))
        )
        return names.index(grade(given, bands, digits=0, clause="第八条", vetoes=[ACCIDENT], steps=steps).filter(own)["grade"][0])

    assessed = table.filter(pl.col("total").is_not_null())["subject"]
    below = {subject: names[at - 1] for subject in assessed if (at := position(subject))}
    found = reach(table, below, bands, digits=0, step=step, vetoes=[ACCIDENT], steps=steps)
    assert found["subject"].to_list() == list(below)
    for subject, wanted, needs, by in found.iter_rows():
        at = names.index(wanted)
        if needs is None:
            assert by in ("no_places", "closed", "steps")
            assert all(position(subject, total) > at for total in range(-10, 80, step))
        else:
            assert by in ("band", "quota")
            assert position(subject, needs) <= at
            assert position(subject, needs - step) > at
