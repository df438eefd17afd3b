"""`gridperf demo`: a synthetic county, computed and printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridperf.cli.options import Lang, PeriodText, Processes, Quiet
from gridperf.cli.screen import Screen, table
from gridperf.cli.words import say

if TYPE_CHECKING:
    from gridperf.demo import Demo

__all__ = ["demo"]


def demo(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER")] = Path("demo-out"),
    cards: Annotated[int | None, typer.Option("--cards", metavar="N", min=1)] = None,
    period: PeriodText = "2026-10",
    seed: Annotated[int, typer.Option("--seed", metavar="N")] = 370522,
    processes: Processes = None,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Run the demonstration; see `gridperf.cli.pages`."""
    from gridperf import demo as demonstration  # noqa: PLC0415
    from gridperf.cli import outcome  # noqa: PLC0415
    from gridperf.errors import ReportError  # noqa: PLC0415

    screen = Screen(quiet=quiet)
    watch = screen.stages()
    done = demonstration.compute(out, period=period, seed=seed, watch=watch)
    unprinted: ReportError | None = None
    try:
        done = demonstration.paper(done, cards=cards, processes=processes, watch=watch)
    except ReportError as error:
        # the county is computed and saved all the same; what could not be printed is said last
        unprinted = error
    outcome.show(done.month, screen)
    screen.show(_timings(done), _next(done))
    if unprinted is not None:
        raise unprinted
