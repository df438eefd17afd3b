"""Which function writes which document, and with what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf.language import Language
from gridperf.report.documents.audits import print_audit
from gridperf.report.documents.notices import Notice, print_notice
from gridperf.report.documents.rankings import print_ranking
from gridperf.report.documents.summaries import print_summary
from gridperf.report.paper.html import require_size

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.book import Book

__all__ = ["write"]


def write(report: str, assessment: Assessment, book: Book | None, path: Path, given: Mapping[str, Any], language: Language) -> None:
    """Write the document *report* to *path*.

    Args:
        report: which one.
        assessment: of what.
        book: the Book it stands in.
        path: the file.
        given: what was said about a public notice, whether people are masked in a ranking, whether fields are left to sign in,
            and the size of the sheets.
        language: of the words around the county's own.
    """
    fields, size = given["signature_fields"], given["size"]
    if report == "ranking":
        print_ranking(assessment, path, masked=given["masked"], language=language, signature_fields=fields, size=size)
    elif report == "county-summary":
        print_summary(assessment, path, language=language, signature_fields=fields, size=size)
    elif report == "audit":
        require_size(report, size)
        print_audit(assessment, path, book=book, language=language, signature_fields=fields)
    else:
        days = {name: dt.date.fromisoformat(given[name]) for name in ("opens_on", "closes_on") if given[name]}
        notice = Notice(object_to=given["object_to"] or "", issuer=given["issuer"] or "", full_names=given["full_names"], **days)
        print_notice(assessment, path, notice=notice, book=book, language=language, signature_fields=fields, size=size)
