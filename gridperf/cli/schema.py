"""`gridperf schema`: the schemas editors complete and explain by, laid beside a pack."""

from __future__ import annotations

from typing import Annotated

import typer

from gridperf.cli.options import Lang, Quiet
from gridperf.cli.screens.screen import Screen

__all__ = ["schema"]


def schema(
    pack: Annotated[str, typer.Argument(metavar="PACK")],
    *,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Lay the schemas beside a pack; see `gridperf.cli.manual.pages`."""
    from gridperf.rulebook import find_pack, prepare_editors  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    written = prepare_editors(find_pack(pack))
    for path in written:
        screen.note("wrote", path=path)
    if not written:
        screen.note("schema-current")
