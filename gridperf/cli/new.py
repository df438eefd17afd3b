"""`gridperf new`: a county's pack, started from the template."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from gridperf.cli.options import Lang, Quiet
from gridperf.cli.screen import Screen, table
from gridperf.cli.words import say

__all__ = ["new"]


def new(
    code: Annotated[str, typer.Argument(metavar="CODE")],
    *,
    name: Annotated[str, typer.Option("--name", metavar="NAME")],
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER")] = Path(),
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Start a pack; see `gridperf.cli.pages`."""
    from gridperf.rulebook import new_pack  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    folder = new_pack(code, name, to)
    if quiet:
        return
    edition, source = (min((folder / part).iterdir()) for part in ("editions", "sources"))
    rows = [
        (folder / "pack.yaml", say("new-pack")),
        (source, say("new-source")),
        (edition, say("new-edition")),
        (folder / "examples", say("new-examples")),
    ]
    # a lone word would be looked up as a code, so it is written as a path
    shown = folder if len(folder.parts) > 1 else f"./{folder}"
    screen.show(Text(say("new-done", path=folder)), table(say("new-next"), ["", ""], rows, heads=False), Text(say("new-check", path=shown)))
