"""A longer period's total is the one computed by hand, for any totals, weights and gaps."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from gridperf.engine.rollup import PERIOD, roll_up, roll_up_digits
from gridperf.rulebook.grading import RollUp
from tests.oracle.rolling import rolled
from tests.properties.size import EXAMPLES

MONTHS = ["2026-10", "2026-11", "2026-12"]
TOTALS = st.one_of(st.none(), st.integers(-5000, 12000))


@st.composite
def rules(draw: st.DrawFn) -> RollUp:
    """Draw a roll-up of three months, perhaps with a sheet of the quarter beside them."""
    by = draw(st.sampled_from(["mean", "sum", "best", "latest", "weighted", "weighted"]))
    rule = {
        "of": "month",
        "by": by,
        "missing": draw(st.sampled_from(["skip", "zero"])),
        "needs": draw(st.integers(1, 3)),
        "clause": "第一条",
    }
    if by == "weighted":
        rule["weights"] = draw(st.sampled_from([["20%", "30%", "50%"], ["1/3", "1/3", "1/3"], ["1/7", "2/7", "4/7"]]))
    if draw(st.booleans()):
        rule |= {"weight": "2/3", "also": [{"sheet": "review", "weight": "1/3", "missing": "zero"}]}
    return RollUp.model_validate(rule)


@settings(max_examples=EXAMPLES)
@given(
    rules(),
    st.lists(st.tuples(TOTALS, TOTALS, TOTALS, TOTALS), min_size=1, max_size=4),
    st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 100)]),
    st.sampled_from(["half_up", "half_even", "down", "up"]),
)
def test_a_roll_up_equals_the_one_by_hand(rule: RollUp, rows: list[tuple[int | None, ...]], step: Fraction, mode: str) -> None:
    """Total by total, and the printed shares with the rounding add up to it."""
    names = [*MONTHS, "review"]
    table = pl.DataFrame(
        {"subject": [str(at) for at in range(len(rows))], **{name: [row[at] for row in rows] for at, name in enumerate(names)}},
        schema_overrides=dict.fromkeys(names, pl.Int64),
    )
    result = roll_up(table, rule, MONTHS, digits=2, step=step, mode=mode, into="2026Q4")
    unit = Fraction(1, 10 ** roll_up_digits(step))
    for row, found in zip(rows, result.iter_rows(named=True), strict=True):
        *months, review = (None if total is None else Fraction(total, 100) for total in row)
        expected = rolled(rule, months, {"review": review}, step, mode)
        assert (None if found["total"] is None else found["total"] * unit) == expected
        if expected is not None:
            assert sum(found[name] for name in found if name.startswith(PERIOD)) + found["rounding"] == found["total"]
