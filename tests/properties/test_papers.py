"""Whatever is assessed: every report of lists says on paper what its evidence says, and nothing in it contradicts anything else."""

from __future__ import annotations

import json

from hypothesis import given, note, settings
from hypothesis import strategies as st

from gridperf.assessment import Assessment
from gridperf.errors import Problem, ReportError
from gridperf.language import Language
from gridperf.report.documents.audits import audit_page
from gridperf.report.documents.pay_sheets import pay_sheet_page
from gridperf.report.documents.rankings import ranking_page
from gridperf.report.documents.summaries import summary_page
from gridperf.report.evidence.laws import unfounded
from gridperf.report.evidence.listing import unsaid
from gridperf.report.paper.html import Page, marked_html
from gridperf.report.paper.pdf import lines_of
from gridperf.report.verifying.relisted import unlike_result
from gridperf.testing.strategies import Case, cases
from tests.oracle.compare import assess_rows
from tests.properties.size import EXAMPLES


@settings(max_examples=EXAMPLES // 8)
@given(cases(), st.sampled_from(["zh", "en"]), st.booleans())
def test_reports_say_what_their_evidence_says(case: Case, lang: Language, masked: bool) -> None:  # noqa: FBT001
    """Line by line, in sums, and compared with the result they were made from; without laying a page out."""
    assessment = assess_rows(case)
    pages = [ranking_page(assessment, masked=masked, language=lang), summary_page(assessment, lang), audit_page(assessment, language=lang)]
    try:
        pages.append(pay_sheet_page(assessment, lang))
    except ReportError as error:
        assert [problem.code for problem in error.problems] == ["P113"]  # nobody is paid anything
    for page in pages:
        found = contradictions(page, assessment)
        note(f"{page.report}: {found}")
        assert found == []


def contradictions(page: Page, assessment: Assessment) -> list[Problem]:
    """Return what the page does not say of its evidence, what does not add up, and what the result has otherwise."""
    files = {each.name: each.content for each in page.evidence}
    evidence = json.loads(files["evidence.json"])
    seal = {"text": lines_of(marked_html(page).text)}
    return [
        *unsaid(page.report, seal, evidence, files),
        *unfounded(page.report, evidence),
        *unlike_result(page.report, evidence, assessment),
    ]
