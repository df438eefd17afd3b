"""`gridperf example`: a real person's period, turned into a worked example that names nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from gridperf.cli.options import Json, Lang, Mapping, Quiet
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

__all__ = ["example"]


def example(
    worker: Annotated[str, typer.Argument(metavar="WORKER")],
    *,
    source: Annotated[Path, typer.Option("--from", metavar="ASSESSMENT")],
    records: Annotated[str, typer.Option("--records", metavar="SOURCE")],
    mapping: Mapping = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE")] = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Make an example; see `gridperf.cli.manual.trials`."""
    from gridperf import load_assessment, read_records  # noqa: PLC0415
    from gridperf.cli.explain import subject_of  # noqa: PLC0415
    from gridperf.trials.living import example_from  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    with screen.progress(say("opening")):
        assessment = load_assessment(source)
    subject = subject_of(assessment, worker)
    with screen.progress(say("reading")):
        read = read_records(records, mapping=mapping, on_problem="quarantine", rules=assessment.rulebook)
    with screen.progress(say("testing")):
        made = example_from(assessment, subject, read, name=name)
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        before = output.read_text(encoding="utf-8").rstrip("\n") + "\n\n" if output.is_file() else ""
        output.write_text(before + made.text, encoding="utf-8", newline="\n")
    if json:
        screen.json({"example": made.text, "left_out": list(made.left_out), "file": str(output) if output else None})
    elif output is None:
        screen.out.file.write(made.text)
    if made.left_out:
        screen.note("hangs-on-others", what=say("and").join(made.left_out))
    if output is not None and not json:
        screen.show(Text(say("wrote", path=output)))
