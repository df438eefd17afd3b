"""`gridperf lock`: issued cards or payslips → copies that take each person's password, from a file and never from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gridperf.cli.options import Lang, Passwords, Quiet
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

__all__ = ["lock"]


def lock(
    paths: Annotated[list[Path], typer.Argument(metavar="CARD.pdf|FOLDER...")],
    *,
    passwords: Passwords,
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER")],
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Write locked copies of cards and payslips; see `gridperf.cli.manual.issued`."""
    from gridperf.report.verifying.locked import lock as write_copies  # noqa: PLC0415
    from gridperf.report.verifying.locked import read_passwords  # noqa: PLC0415

    files = [file for path in paths for file in (sorted(path.glob("*.pdf")) if path.is_dir() else [path])]
    for path in paths:
        if not path.exists():
            raise typer.BadParameter(say("no-card", path=path))
    screen = Screen(quiet=quiet)
    with screen.progress(say("locking"), len(files)):
        written = write_copies(files, read_passwords(passwords), to=to)
    screen.note("wrote-locked", count=len(written), path=to)
