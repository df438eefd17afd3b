"""What a report should list is made anew from the result it should come from, with the code that printed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gridperf.language import Language, use

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.report.listing import Listed

__all__ = ["relisted"]


def relisted(assessment: Assessment, evidence: Mapping[str, Any]) -> list[Listed]:
    """Return the lists a report with this *evidence* has if it is made from *assessment*; none for a report that is made from none."""
    from gridperf.report.notices import notice_lists  # noqa: PLC0415  (loaded when a report is compared)
    from gridperf.report.pay_sheets import pay_sheet_lists  # noqa: PLC0415

    options = evidence["options"]
    language: Language = "en" if evidence["language"] == "en" else "zh"
    with use(language):
        match evidence["report"]:
            case "public-notice":
                return notice_lists(assessment, language, full_names=bool(options["full_names"]))
            case "pay-sheet":
                return pay_sheet_lists(assessment, language)
    return []
