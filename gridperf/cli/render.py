"""`gridperf render`: a saved assessment → PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gridperf.cli.options import AssessmentFolder, Lang, Paper, Processes, Quiet
from gridperf.cli.screen import Screen
from gridperf.cli.words import say

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["render"]


def render(
    assessment: AssessmentFolder,
    *,
    report: Annotated[
        Literal["scorecard", "pay-sheet", "county-summary"], typer.Option("--report", metavar="scorecard|pay-sheet|county-summary")
    ],
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER")],
    workers: Annotated[list[str] | None, typer.Option("--worker", metavar="ID")] = None,
    cards: Annotated[int | None, typer.Option("--cards", metavar="N", min=1)] = None,
    processes: Processes = None,
    reference: Annotated[bool, typer.Option("--reference")] = False,
    paper: Paper = "zh",
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Print a saved assessment; see `gridperf.cli.pages`."""
    if report != "scorecard" and (workers or cards):
        raise typer.BadParameter(say("only-cards", option="--worker" if workers else "--cards"))
    from gridperf import load_assessment  # noqa: PLC0415
    from gridperf.report import render as render_pages  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    with screen.progress(say("opening")):
        result = load_assessment(assessment)
    chosen = _chosen(result, workers, cards) if report == "scorecard" else None
    pages = result.people.height if chosen is None else len(chosen)
    with screen.progress(say("rendering", what=say(report)), pages if report == "scorecard" else None) as step:
        files = render_pages(
            result,
            report,
            to=to,
            workers=chosen,
            processes=processes,
            progress=lambda _done, _total: step(1),
            language=paper,
            reference=reference,
        )
    if len(files) == 1:
        screen.note("wrote", path=files[0])
    else:
        screen.note("wrote-many", count=len(files), path=to)


def _chosen(result: Assessment, workers: list[str] | None, cards: int | None) -> list[str] | None:
    """Return whose cards to print; None for everyone's."""
    if workers is None and cards is None:
        return None
    return (workers or result.people.get_column("subject").to_list())[:cards]
