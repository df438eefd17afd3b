"""A rulebook on paper is the resolved edition and nothing else: the same rules give the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gridperf.errors import Problem, ReportError
from gridperf.language import Language
from gridperf.report.html import Page, page_html
from gridperf.report.views.rulebook import printed_rules
from gridperf.whole_files import write_whole

if TYPE_CHECKING:
    from gridperf.rulebook import Rulebook

__all__ = ["print_rules"]


def print_rules(rules: Rulebook, to: str | Path, *, language: Language = "zh") -> Path:
    """Write *rules* as a document an official can read and sign, and return its path.

    Every item, band, cap, veto, grade, quota, pay line, action and date in words, with its clause; what the county did not
    publish is marked; the pack's worked examples; an index of clauses; the digest of the rules; boxes for signatures.

    Args:
        rules: the rulebook.
        to: the file, `.pdf` or `.html`; replaced if it exists.
        language: language of the words around the county's own, `zh` or `en`.

    Raises:
        ReportError: P111 for any other file name, P101 to P105 if the page cannot be made or written.
        RulesError: if a worked example is malformed.
    """
    path = Path(to)
    if path.suffix not in (".pdf", ".html"):
        raise ReportError(Problem("P111", values={"path": path}))
    page = Page("rulebook", printed_rules(rules, language), rules.pack.code, language)
    if path.suffix == ".html":
        html = page_html(page, fonts="")
        content = html.text.replace("</title>", f"</title>\n<style>\n{html.style}</style>", 1).encode()
    else:
        from gridperf.report.pdf import WeasyPrintRenderer  # noqa: PLC0415 (loads the layout engine)

        content = WeasyPrintRenderer().render(page)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise ReportError(Problem("P105", values={"path": path, "reason": error.strerror or type(error).__name__})) from None
    return path
