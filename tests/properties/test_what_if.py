"""Laws of what-if: the parts of a difference are the difference, for everybody and to the fen, whatever is compared."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from gridperf.assessment.whatif import CAUSES, WhatIf, what_if
from gridperf.period import Period
from gridperf.rulebook.edition import Edition
from gridperf.testing.strategies import Rows, _supplied, _tables_of, editions, frames, records
from tests.oracle.compare import records_of, rulebook_of
from tests.properties.size import EXAMPLES

few = settings(max_examples=max(EXAMPLES // 40, 2), deadline=None)


@st.composite
def comparisons(draw: st.DrawFn) -> tuple[Edition, Edition, Period, Rows, Rows]:
    """Draw two rulebooks with the same months, and two sets of records that give both everything they ask for."""
    a, b = draw(editions()), draw(editions())
    rule = a.calendar
    b = b.model_copy(
        update={"calendar": b.calendar.model_copy(update={name: getattr(rule, name) for name in ("month_starts_on", "year_starts_in")})}
    )
    period = Period.parse(
        draw(st.sampled_from(["2026-10", "2026-02"])), month_starts_on=rule.month_starts_on, year_starts_in=rule.year_starts_in
    )
    tables = {*_tables_of(a), *_tables_of(b)}
    strategy = records(period, workers=5, tables=tables, codes=[period.before().code], areas_known=True)
    drawn = []
    for _ in range(2):
        rows = dict(draw(strategy))
        people = sorted({row["worker_id"] for row in rows["roster"]})
        supplied = [row for edition in (a, b) for row in draw(_supplied(edition, period, people))]
        both = [
            row for row in supplied if all(row["grade"] in scale.get(row["sheet"], [row["grade"]]) for scale in (_scales(a), _scales(b)))
        ]
        rows["supplied"] = list({(row["worker_id"], row["sheet"]): row for row in both}.values())
        drawn.append(rows)
    return a, b, period, drawn[0], drawn[1]


def _scales(edition: Edition) -> dict[str, list[str]]:
    """Return the grades that can be given on each sheet."""
    return {sheet.id: [band.grade for band in sheet.grades or edition.grades] for sheet in edition.sheets}


def adds_up(found: WhatIf) -> None:
    """Every sum of parts is what it is a part of."""
    before, after = found.cost
    assert sum((effect.yuan for effect in found.effects), Decimal(0)) == after - before == found.change
    assert found.people.filter(pl.sum_horizontal(CAUSES) != pl.col("change")).height == 0
    paid = [dict(one.pay.select("subject", "gross").iter_rows()) for one in (found.before, found.after)]
    for subject, change in found.people.select("subject", "change").iter_rows():
        assert change == (paid[1].get(subject) or 0) - (paid[0].get(subject) or 0)
    for effect in found.effects:
        own = found.lines.filter(pl.col("cause") == effect.cause)["yuan"]
        assert sum(own, Decimal(0)) == effect.yuan == effect.gained + effect.lost
    points = [
        sum((Fraction(total) for total in one.scores["total"] if total is not None), Fraction(0)) for one in (found.before, found.after)
    ]
    assert sum((Fraction(effect.points) for effect in found.effects), Fraction(0)) == points[1] - points[0]


@few
@given(comparisons())
def test_the_parts_are_the_difference(drawn: tuple[Edition, Edition, Period, Rows, Rows]) -> None:
    """Any two rulebooks on any two sets of records: causes, people, lines and points all add up, forth and back."""
    a, b, period, old, new = drawn
    rules = rulebook_of(a), rulebook_of(b)
    tables = records_of(frames(old)), records_of(frames(new))
    forth = what_if(*rules, tables[0], period, records_b=tables[1])
    adds_up(forth)
    back = what_if(*reversed(rules), tables[1], period, records_b=tables[0])
    adds_up(back)
    assert forth.change == -back.change


@few
@given(comparisons())
def test_without_other_records_only_rules_and_what_follows_from_others_move(drawn: tuple[Edition, Edition, Period, Rows, Rows]) -> None:
    """The same records twice: nothing is put down to roster or records, and the same rules change nothing."""
    a, b, period, old, _ = drawn
    tables = records_of(frames(old))
    found = what_if(rulebook_of(a), rulebook_of(b), tables, period)
    adds_up(found)
    assert found.people.filter((pl.col("roster") != 0) | (pl.col("records") != 0)).height == 0
    same = what_if(rulebook_of(a), rulebook_of(a), tables, period)
    assert (same.change, same.lines.height, same.movers()) == (0, 0, ())
