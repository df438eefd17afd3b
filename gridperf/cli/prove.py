"""`gridperf prove`: the manifest of a batch → a small proof per card, which needs neither the manifest nor the other cards."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gridperf.cli.options import Lang, Quiet
from gridperf.cli.screens.screen import Screen

__all__ = ["prove"]


def prove(
    manifest: Annotated[Path, typer.Argument(metavar="MANIFEST")],
    cards: Annotated[list[str] | None, typer.Argument(metavar="[CARD.pdf...]")] = None,
    *,
    to: Annotated[Path | None, typer.Option("--to", metavar="FOLDER")] = None,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001 (read before parsing)
) -> None:
    """Write proofs that cards belong to their batch; see `gridperf.cli.manual.issued`."""
    from gridperf.report.signing.membership import prove as write_proofs  # noqa: PLC0415

    files = write_proofs(manifest, cards or None, to=to)
    screen = Screen(quiet=quiet)
    if len(files) == 1:
        screen.note("wrote", path=files[0])
    else:
        screen.note("wrote-proofs", count=len(files), path=to or (manifest if manifest.is_dir() else manifest.parent))
