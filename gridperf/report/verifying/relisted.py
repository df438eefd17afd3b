"""What a report should list is made anew from the result it should come from, with the code that printed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem
from gridperf.language import Language, use
from gridperf.report.documents.audit_lists import OF_RESULT, audit_lists
from gridperf.report.evidence.listing import unlisted
from gridperf.report.paper.html import words_of

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.report.evidence.listing import Listed

__all__ = ["unlike_result"]


def unlike_result(name: str, evidence: Mapping[str, Any], assessment: Assessment) -> Iterator[Problem]:
    """Yield P128 for whatever the *evidence* of the report *name* lists otherwise than if it were made from *assessment*."""
    if evidence["report"] == "correction":  # made from two results, each of which can be compared
        from gridperf.report.documents.corrections import unlike  # noqa: PLC0415  (reports are loaded when one is compared)

        for place, stated, found in unlike(evidence, assessment):
            yield Problem("P128", values={"file": name, "place": place, "stated": stated, "found": found})
        return
    language: Language = "en" if evidence["language"] == "en" else "zh"
    with use(language):
        # of an audit report, what needs neither records nor Book
        yield from unlisted(name, evidence, _lists(evidence, assessment, language), OF_RESULT if evidence["report"] == "audit" else None)


def _lists(evidence: Mapping[str, Any], assessment: Assessment, language: Language) -> list[Listed]:
    """Return the lists the report has if it is made from *assessment*."""
    from gridperf.report.documents.notices import notice_lists  # noqa: PLC0415
    from gridperf.report.documents.pay_sheets import pay_sheet_lists  # noqa: PLC0415
    from gridperf.report.documents.rankings import ranking_lists  # noqa: PLC0415
    from gridperf.report.documents.summary_lists import summary_lists  # noqa: PLC0415
    from gridperf.report.views.audit import audit_report  # noqa: PLC0415
    from gridperf.report.views.county import county_summary  # noqa: PLC0415

    options, report = evidence["options"], evidence["report"]
    match report:
        case "public-notice":
            return notice_lists(assessment, language, full_names=bool(options["full_names"]))
        case "pay-sheet":
            return pay_sheet_lists(assessment, language)
        case "ranking":
            return ranking_lists(assessment, language, masked=bool(options["masked"]))
        case "county-summary":
            return summary_lists(county_summary(assessment), words_of(report, language))
        case "audit":
            return audit_lists(audit_report(assessment), words_of(report, language))
    return []
