"""`gridperf show`: the rules as they hold, and of every value the file and line that set it."""

from __future__ import annotations

from typing import Annotated

import typer

from gridperf.cli.options import Json, Lang, OptionalPeriod
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

__all__ = ["show"]


def show(
    pack: Annotated[str, typer.Argument(metavar="PACK")],
    *,
    period: OptionalPeriod = None,
    path: Annotated[str, typer.Option("--path", metavar="PATH")] = "",
    json: Json = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Show the rules of a pack; see `gridperf.cli.manual.pages`."""
    from gridperf.cli.screens.shown import as_data, chosen, view  # noqa: PLC0415
    from gridperf.errors import nearest  # noqa: PLC0415
    from gridperf.rulebook import load_rules  # noqa: PLC0415

    screen = Screen()
    rules = load_rules(pack, period=period)
    origins = chosen(rules, path)
    if not origins:
        known = {name for held in rules.origins for name in held.split(".")}
        near = nearest(path.rpartition(".")[2], known) or sorted({held.partition(".")[0] for held in rules.origins})
        raise typer.BadParameter(say("no-path", path=path, near=say("and").join(near)))
    if json:
        screen.json(as_data(rules, origins))
    else:
        screen.show(*view(rules, origins))
