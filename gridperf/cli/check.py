"""`gridperf check`: problems of a pack, what in it is published, and whether its worked examples hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gridperf.cli.options import Json, Lang, Mapping, OptionalPeriod, Quiet
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

__all__ = ["check"]


def check(
    pack: Annotated[str, typer.Argument(metavar="PACK")],
    *,
    period: OptionalPeriod = None,
    records: Annotated[Path | None, typer.Option("--records", metavar="FOLDER")] = None,
    mapping: Mapping = None,
    assumed: Annotated[bool, typer.Option("--assumed")] = False,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Check a pack; see `gridperf.cli.manual.pages`."""
    from gridperf.cli.screens.checked import check_pack, show  # noqa: PLC0415

    if records is not None and period is None:
        raise typer.BadParameter(say("records-need-period"), param_hint="--period")
    screen = Screen(quiet=quiet)
    with screen.progress(say("checking")):
        report = check_pack(pack, period, records=records, mapping=mapping)
    if json:
        screen.json(report.as_data())
    else:
        show(report, screen, assumed=assumed)
    if report.failed:
        raise typer.Exit(1)
