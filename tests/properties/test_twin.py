"""The engine equals the twin that does everything row by row in fractions, for any records and any valid rulebook."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from gridperf import language
from gridperf.assessment import Assessment, assess, roll_up
from gridperf.errors import RecordsError
from gridperf.period import Period
from gridperf.placed_yaml import Placed
from gridperf.rulebook.catalogue import standard_measures
from gridperf.rulebook.checks import check_edition
from gridperf.rulebook.declared import merged
from gridperf.rulebook.edition import Edition
from gridperf.testing.drawn_contests import contests
from gridperf.testing.drawn_history import drawn_history
from gridperf.testing.drawn_kept import drawn_decisions
from gridperf.testing.strategies import Case, cases, declared_for, editions, frames, records
from tests.oracle import reference
from tests.oracle.compare import assess_rows, differences, different_pay, different_totals, earlier_of, past_of, records_of, rulebook_of
from tests.properties.size import EXAMPLES


@settings(max_examples=EXAMPLES)
@given(cases(looking_back=True))
def test_engine_equals_twin(case: Case) -> None:
    """Placing, measures, item points, totals, grades, ranks and pay are those computed by hand, without exception."""
    assessment = assess_rows(case)
    found = differences(assessment, case.rows, case.edition, case.period, case.history)
    note("\n".join(found))
    assert found == []


@settings(max_examples=EXAMPLES // 4)
@given(contests())
def test_ties_are_decided_as_by_hand(case: Case) -> None:
    """Of equal totals at the last place, those stay whom the figures put first, and the rest goes by the last word on ties."""
    found = differences(assess_rows(case), case.rows, case.edition, case.period)
    note("\n".join(found))
    assert found == []


@settings(max_examples=EXAMPLES // 8)
@given(st.data())
def test_quarters_and_actions_equal_the_twin(data: st.DataObject) -> None:
    """Totals and grades of a quarter, and what follows from months and quarter, are those computed by hand."""
    edition = data.draw(editions(looking_back=True))
    assume(edition.rollup)
    months = Period.parse("2026Q2", month_starts_on=edition.calendar.month_starts_on).parts("month")
    quarter = Period.parse("2026Q2", month_starts_on=edition.calendar.month_starts_on)
    rows = data.draw(records(quarter, workers=4, codes=[month.code for month in months], areas_known="by-area" in edition.values))
    months_assessed = months[data.draw(st.integers(0, 1)) :]  # perhaps the first month was never assessed
    who = sorted({row["worker_id"] for row in rows["roster"]})
    rows["decisions"] = data.draw(drawn_decisions(edition, months, rows["roster"]))
    told = [row for one in (months_assessed[0], quarter) for row in data.draw(drawn_history(edition, one, who))]
    earlier = earlier_of(told, rulebook_of(edition), quarter)
    done: list[Assessment] = []
    twins: dict[str, reference.Twin] = {}
    for month in months_assessed:
        done.append(assess(records_of(frames(rows)), rulebook_of(edition), month, history=[*earlier, *done]))
        past = past_of(told) | reference.past_of(twins)
        twins[month.code] = reference.assess(rows, edition, done[0].rulebook.catalogue, month, past, twins)
        assert acted(done[-1]) == twins[month.code].actions
        assert different_pay(done[-1], twins[month.code]) == []
    short = [subject for twin in twins.values() for subject in twin.people if not whole(subject, twins, edition)]
    if edition.rollup["quarter"].missing == "refuse" and (short or len(twins) < 3):
        with pytest.raises(RecordsError) as caught:
            roll_up([*earlier, *done], rulebook_of(edition), quarter)
        assert caught.value.problems[0].code == "A109"
        return
    longer = roll_up([*earlier, *done], rulebook_of(edition), quarter)
    twin = reference.roll_up(twins, edition, quarter, past_of(told) | reference.past_of(twins))
    found = [*different_totals(longer, twin), *different_pay(longer, twin)]
    note("\n".join(found))
    assert found == []
    assert acted(longer) == twin.actions
    assert longer.verify() == ()


def whole(subject: str, twins: Mapping[str, reference.Twin], edition: Edition) -> bool:
    """Return whether *subject* has a total in every month on every sheet that has one in any."""
    sheets = {sheet for twin in twins.values() for who, sheet in twin.totals if who == subject}
    return all(twin.totals.get((subject, sheet)) is not None for twin in twins.values() for sheet in sheets)


def acted(assessment: Assessment) -> set[tuple[str, str]]:
    return {(row["subject"], row["action"]) for row in assessment.actions.iter_rows(named=True)}


@settings(max_examples=EXAMPLES // 4)
@given(editions(looking_back=True), editions(rising=True))
def test_drawn_rulebooks_are_valid(any_edition: Edition, rising: Edition) -> None:
    """What the strategies write passes the checks a county's rulebook must pass."""
    nowhere = Placed("drawn.yaml", {}, {}, {})
    with language.use("en"):
        for edition in (any_edition, rising):
            problems = check_edition(
                edition,
                placed=nowhere,
                standard=standard_measures(),
                document=None,
                document_file="drawn.md",
                tables=merged(declared_for(edition)),
            )
            assert [str(problem) for problem in problems if problem.severity == "error" and problem.code != "R001"] == []
