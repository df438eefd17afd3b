"""The engine equals the twin that does everything row by row in fractions, for any records and any valid rulebook."""

from __future__ import annotations

from hypothesis import given, note, settings

from gridperf import language
from gridperf.placed_yaml import Placed
from gridperf.rulebook.catalogue import standard_measures
from gridperf.rulebook.checks import check_edition
from gridperf.rulebook.edition import Edition
from gridperf.testing.strategies import Case, cases, editions
from tests.oracle.compare import assess_rows, differences
from tests.properties.size import EXAMPLES


@settings(max_examples=EXAMPLES)
@given(cases())
def test_engine_equals_twin(case: Case) -> None:
    """Placing, measures, item points, totals, grades, ranks and pay are those computed by hand, without exception."""
    assessment = assess_rows(case)
    found = differences(assessment, case.rows, case.edition, case.period)
    note("\n".join(found))
    assert found == []


@settings(max_examples=EXAMPLES // 4)
@given(editions(), editions(rising=True))
def test_drawn_rulebooks_are_valid(any_edition: Edition, rising: Edition) -> None:
    """What the strategies write passes the checks a county's rulebook must pass."""
    nowhere = Placed("drawn.yaml", {}, {}, {})
    with language.use("en"):
        for edition in (any_edition, rising):
            problems = check_edition(edition, placed=nowhere, standard=standard_measures(), document=None, document_file="drawn.md")
            assert [str(problem) for problem in problems if problem.severity == "error"] == []
