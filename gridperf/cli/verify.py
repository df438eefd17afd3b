"""`gridperf verify`: whether a saved assessment still holds, by itself or against the records it came from."""

from __future__ import annotations

from typing import Annotated

import typer

from gridperf.cli.options import AssessmentFolder, Json, Lang, Mapping, Quiet
from gridperf.cli.screen import Screen
from gridperf.cli.words import say

__all__ = ["verify"]


def verify(
    assessment: AssessmentFolder,
    *,
    records: Annotated[str | None, typer.Option("--records", metavar="SOURCE")] = None,
    mapping: Mapping = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Verify a saved assessment; see `gridperf.cli.pages`."""
    if mapping is not None and records is None:
        raise typer.BadParameter(say("mapping-alone"))
    from gridperf import load_assessment, read_records  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    with screen.progress(say("opening")):
        result = load_assessment(assessment)
    with screen.progress(say("verifying")):
        # what was set aside then is set aside again: a run that refused wrong records has none to set aside
        source = None if records is None else read_records(records, mapping=mapping, on_problem="quarantine", rules=result.rulebook)
        problems = result.verify(source)
    if json:
        screen.json(
            {
                "period": result.period.code,
                "digest": result.digest,
                "holds": not problems,
                "problems": [each.as_dict() for each in problems],
            }
        )
    else:
        screen.problems(problems, to=screen.out)
        if not problems:
            screen.show(say("holds" if records is None else "holds-records"))
    if problems:
        raise typer.Exit(1)
