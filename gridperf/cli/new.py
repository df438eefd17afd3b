"""`gridperf new`: a county's pack, started from the template, or a layer over the pack of the level above."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from gridperf.cli.options import Lang, Quiet
from gridperf.cli.screens.screen import Screen, table
from gridperf.cli.words.general import say

__all__ = ["new"]


def new(
    code: Annotated[str, typer.Argument(metavar="CODE")],
    *,
    name: Annotated[str, typer.Option("--name", metavar="NAME")],
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER")] = Path(),
    extends: Annotated[str | None, typer.Option("--extends", metavar="PACK[@EDITION]")] = None,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Start a pack; see `gridperf.cli.manual.pages`."""
    from gridperf.rulebook import check_rules, new_layer, new_pack  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    if extends is None:
        folder = new_pack(code, name, to)
    else:
        upper, at, edition = extends.rpartition("@")
        folder = new_layer(code, name, to, upper=upper if at else edition, edition=edition if at else None)
    if quiet:
        return
    edition_file, source = (min((folder / part).iterdir()) for part in ("editions", "sources"))
    rows = [
        (folder / "pack.yaml", say("new-pack")),
        (source, say("new-source")),
        (edition_file, say("new-edition" if extends is None else "new-layer-edition")),
        (folder / "examples", say("new-examples")),
    ]
    # a lone word would be looked up as a code, so it is written as a path
    shown = folder if len(folder.parts) > 1 else f"./{folder}"
    done = say("new-done", path=folder) if extends is None else say("new-layer-done", path=folder, upper=extends)
    screen.show(Text(done), table(say("new-next"), ["", ""], rows, heads=False), Text(say("new-check", path=shown)))
    if extends is not None:
        screen.problems(check_rules(folder))
