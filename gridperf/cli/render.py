"""`gridperf render`: a result, saved or in a Book → its reports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gridperf.cli.options import ClosesOn, Lang, OpensOn, OptionalPeriod, Paper, Processes, Quiet, SignatureFields
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from gridperf.assessment import Assessment
    from gridperf.book import Book

__all__ = ["render"]

Kind = Literal["scorecard", "pay-sheet", "county-summary", "public-notice", "ranking", "audit", "appraisal"]
_KINDS = "scorecard|pay-sheet|county-summary|public-notice|ranking|audit|appraisal"
_DOCUMENTS = frozenset({"public-notice", "ranking", "audit", "county-summary"})
"""Reports that are one file each, as PDF, HTML or workbook."""
_BY_WORKER = frozenset({"scorecard", "appraisal"})


def render(
    result: Annotated[str, typer.Argument(metavar="RESULT")],
    *,
    report: Annotated[Kind, typer.Option("--report", metavar=_KINDS)],
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER|FILE")],
    period: OptionalPeriod = None,
    workers: Annotated[list[str] | None, typer.Option("--worker", metavar="ID")] = None,
    cards: Annotated[int | None, typer.Option("--cards", metavar="N", min=1)] = None,
    object_to: Annotated[str | None, typer.Option("--object-to", metavar="TEXT")] = None,
    opens_on: OpensOn = None,
    closes_on: ClosesOn = None,
    issuer: Annotated[str | None, typer.Option("--issuer", metavar="NAME")] = None,
    full_names: Annotated[bool, typer.Option("--full-names")] = False,
    masked: Annotated[bool, typer.Option("--masked")] = False,
    processes: Processes = None,
    reference: Annotated[bool, typer.Option("--reference")] = False,
    signature_fields: SignatureFields = False,
    size: Annotated[Literal["a4", "a3"], typer.Option("--size", metavar="a4|a3")] = "a4",
    paper: Paper = "zh",
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Print a result; see `gridperf.cli.manual.reports`."""
    given = {"object_to": object_to, "opens_on": opens_on, "closes_on": closes_on, "issuer": issuer, "full_names": full_names}
    _fits(report, {"--worker": workers, "--cards": cards}, given, masked=masked)
    from gridperf.report import render as render_pages  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    with screen.progress(say("opening")):
        assessment, book = _opened(result, period)
    if report in _DOCUMENTS:
        from gridperf.cli import documents  # noqa: PLC0415

        path = to if to.suffix else to / f"{report}-{assessment.period.code}.pdf"
        with screen.progress(say("rendering", what=say(f"paper-{report}"))):
            documents.write(
                report, assessment, book, path, {**given, "masked": masked, "signature_fields": signature_fields, "size": size}, paper
            )
        screen.note("wrote", path=path)
        return
    chosen = _chosen(assessment, workers, cards) if report in _BY_WORKER else None
    pages = assessment.people.height if chosen is None else len(chosen)
    with screen.progress(say("rendering", what=say(f"paper-{report}")), pages if report in _BY_WORKER else None) as step:
        files = render_pages(
            assessment,
            report,  # type: ignore[arg-type]  # what is no document is one of these
            to=to,
            workers=chosen,
            processes=processes,
            progress=lambda _done, _total: step(1),
            language=paper,
            reference=reference,
            signature_fields=signature_fields,
            size=size,
        )
    screen.wrote(files, to)


def _fits(report: str, of_cards: Mapping[str, object], of_notices: Mapping[str, object], *, masked: bool) -> None:
    """Refuse options of one report that were given for another."""
    for option, value in of_cards.items():
        if report not in _BY_WORKER and value:
            raise typer.BadParameter(say("only-cards", option=option))
    for name, value in of_notices.items():
        if report != "public-notice" and value:
            raise typer.BadParameter(say("only-notices", option=f"--{name.replace('_', '-')}"))
    if masked and report != "ranking":
        raise typer.BadParameter(say("only-ranking", option="--masked"))


def _opened(result: str, period: str | None) -> tuple[Assessment, Book | None]:
    """Return a saved assessment, or the one that stands in a Book, with the Book."""
    if "://" not in result and not Path(result).is_file():
        from gridperf import load_assessment  # noqa: PLC0415

        return load_assessment(result), None
    if period is None:
        raise typer.BadParameter(say("book-needs-period"))
    from gridperf.book import open_book  # noqa: PLC0415

    book = open_book(result)
    return book.assessment(period), book


def _chosen(result: Assessment, workers: list[str] | None, cards: int | None) -> list[str] | None:
    """Return whose cards to print; None for everyone's."""
    if workers is None and cards is None:
        return None
    return (workers or result.people.get_column("subject").to_list())[:cards]
