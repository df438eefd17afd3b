"""`gridperf render`: a saved assessment → PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from gridperf.cli.options import AssessmentFolder, Lang, Processes, Quiet
from gridperf.cli.screen import Screen
from gridperf.cli.words import say

__all__ = ["render"]

Report = Literal["scorecard", "pay-sheet", "county-summary"]


def render(
    assessment: AssessmentFolder,
    *,
    report: Annotated[Report, typer.Option("--report", metavar="scorecard|pay-sheet|county-summary")],
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER")],
    workers: Annotated[list[str] | None, typer.Option("--worker", metavar="ID")] = None,
    cards: Annotated[int | None, typer.Option("--cards", metavar="N", min=1)] = None,
    processes: Processes = None,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Print a saved assessment; see `gridperf.cli.pages`."""
    if report != "scorecard" and (workers or cards):
        raise typer.BadParameter(say("only-cards", option="--worker" if workers else "--cards"))
    from gridperf import load_assessment  # noqa: PLC0415
    from gridperf.cli import printing  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    with screen.progress(say("opening")):
        result = load_assessment(assessment)
    if report == "scorecard":
        files = printing.scorecards(result, to, screen, workers=workers, cards=cards, processes=processes)
        screen.note("wrote-many", count=len(files), path=to)
    else:
        screen.note("wrote", path=printing.one(result, report, to, screen))
