"""A rulebook on paper is the resolved edition and nothing else: the same rules give the same bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gridperf.language import Language
from gridperf.report.documents.documents import write_document
from gridperf.report.evidence.rules_proof import rules_evidence
from gridperf.report.paper.html import Page
from gridperf.report.views.rulebook import printed_rules

if TYPE_CHECKING:
    from gridperf.rulebook import Rulebook

__all__ = ["print_rules", "rules_page"]


def print_rules(rules: Rulebook, to: str | Path, *, language: Language = "zh", signature_fields: bool = False) -> Path:
    """Write *rules* as a document an official can read and sign, and return its path.

    Every item, band, cap, veto, grade, quota, pay line, action and date in words, with its clause; what the county did not
    publish is marked; the pack's worked examples; an index of clauses; the digest of the rules; boxes for signatures.

    Args:
        rules: the rulebook.
        to: the file, `.pdf` or `.html`; replaced if it exists.
        language: language of the words around the county's own, `zh` or `en`.
        signature_fields: leave an empty signature field over each box that is to be signed; of a PDF only.

    Raises:
        ReportError: P111 for any other file name, P101 to P105 if the page cannot be made or written.
        RulesError: if a worked example is malformed.
    """
    return write_document(replace(rules_page(rules, language), signature_fields=signature_fields), to)


def rules_page(rules: Rulebook, language: Language = "zh") -> Page:
    """Return *rules* as a page that holds them.

    Raises:
        RulesError: if a worked example is malformed.
    """
    view = printed_rules(rules, language)
    return Page("rulebook", view, rules.pack.code, language, rules_evidence(rules, view, language))
