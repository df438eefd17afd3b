"""`gridperf explain`: one worker's entries, the grade, and what a better one would take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gridperf.cli.options import AssessmentFolder, Json, Lang, Quiet
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from gridperf.assessment import Assessment

__all__ = ["explain", "subject_of"]


def explain(
    assessment: AssessmentFolder,
    worker: Annotated[str, typer.Argument(metavar="WORKER")],
    *,
    grade: Annotated[str | None, typer.Option("--grade", metavar="GRADE")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="ID")] = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Explain one worker; see `gridperf.cli.manual.pages`."""
    from gridperf import load_assessment  # noqa: PLC0415
    from gridperf.cli.screens import explained  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    with screen.progress(say("opening")):
        result = load_assessment(assessment)
    subject = subject_of(result, worker)
    if json:
        screen.json(explained.as_data(result, subject, grade, sheet))
    else:
        explained.show(result, subject, grade, sheet, screen)


def subject_of(result: Assessment, worker: str) -> str:
    """Return the identifier of *worker*, given as identifier or as a name only one person has."""
    people = result.people
    if worker in people.get_column("subject"):
        return worker
    ids = [subject for subject, name in people.select("subject", "name").iter_rows() if name == worker]
    if len(ids) > 1:
        raise typer.BadParameter(say("namesakes", name=worker, count=len(ids), ids=say("and").join(ids)))
    return ids[0] if ids else worker
