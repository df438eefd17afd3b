"""`gridperf book reserves`: what was held back from pay and in pools, and what became of it."""

from __future__ import annotations

from typing import Annotated

import typer

from gridperf.cli.book.options import BookPlace, opened
from gridperf.cli.options import AsOf, Json, Lang, moment
from gridperf.cli.screens.screen import Screen

__all__ = ["reserves"]


def reserves(
    book: BookPlace,
    worker: Annotated[str | None, typer.Argument(metavar="[WORKER]")] = None,
    *,
    as_of: AsOf = None,
    json: Json = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Show what was held back, released, passed on and forfeited, and what still stands."""
    from gridperf.cli.screens import reserved  # noqa: PLC0415

    screen = Screen()
    found = opened(book).reserves(worker, as_of=moment(as_of))
    if json:
        screen.json(found.as_dict())
    else:
        screen.show(*reserved.pieces(found, one=worker is not None))
        screen.problems(found.broken)
    if found.broken:
        raise typer.Exit(1)
