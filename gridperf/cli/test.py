"""`gridperf test`: whether a pack's worked examples hold, and whether they would notice if the rules said something else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gridperf.cli.options import Json, Lang, Quiet
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

__all__ = ["test"]


def test(
    pack: Annotated[str, typer.Argument(metavar="PACK")],
    *,
    only: Annotated[str | None, typer.Option("--only", metavar="TEXT")] = None,
    mutation: Annotated[bool, typer.Option("--mutate")] = False,
    coverage: Annotated[bool, typer.Option("--coverage")] = False,
    edges: Annotated[bool, typer.Option("--edges")] = False,
    write: Annotated[Path | None, typer.Option("--write", metavar="FOLDER")] = None,
    fail_under: Annotated[int | None, typer.Option("--fail-under", metavar="N", min=0, max=100)] = None,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1)] = 1,
    watch: Annotated[bool, typer.Option("--watch")] = False,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Test a pack; see `gridperf.cli.manual.trials`."""
    from gridperf.cli.screens import tested  # noqa: PLC0415

    if mutation + coverage + edges > 1:
        raise typer.BadParameter(say("one-way", options="--mutate, --coverage, --edges"))
    if write is not None and not edges:
        raise typer.BadParameter(say("only-with", option="--write", other="--edges"))
    if fail_under is not None and not mutation and not coverage:
        raise typer.BadParameter(say("only-with", option="--fail-under", other=f"--mutate{say('or')}--coverage"))
    screen = Screen(quiet=quiet)

    def once() -> bool:
        if mutation:
            return tested.mutation(screen, pack, only=only or "", jobs=jobs, least=fail_under, json=json)
        if coverage:
            return tested.coverage(screen, pack, only=only or "", least=fail_under, json=json)
        if edges:
            from gridperf.cli.screens import edged  # noqa: PLC0415 (with what it shows)

            return edged.edges(screen, pack, only=only or "", write=write, json=json)
        return tested.examples(screen, pack, only=only or "", json=json)

    if watch:
        from gridperf.cli.watching import changes  # noqa: PLC0415
        from gridperf.errors import GridperfError  # noqa: PLC0415
        from gridperf.rulebook.search import find_pack  # noqa: PLC0415

        folder = find_pack(pack)
        for _ in changes(Path(folder)):
            try:
                once()
            except GridperfError as error:
                screen.problems(error.problems)
            screen.note("waiting", path=folder)
    elif not once():
        raise typer.Exit(1)
